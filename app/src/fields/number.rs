//! A number.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::InputKind;
use crate::{format, words};
use crm_core::value::Value;
use leptos::prelude::*;

/// A number.
pub(super) struct NumberView;

impl FieldView for NumberView {
    fn cell(&self, shown: &Shown<'_>) -> AnyView {
        let text = if let Value::Integer(number) = *shown.value {
            words::in_digits(&number.to_string())
        } else if let Value::Number(number) = *shown.value {
            format::number(number)
        } else {
            String::new()
        };
        view! { <span class="number">{text}</span> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Decimal, typed(&edit))
    }
}
