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
        let text = match shown.value {
            Value::Number(number) => format::number(*number),
            Value::Integer(number) => words::in_digits(&number.to_string()),
            _ => String::new(),
        };
        view! { <span class="number">{text}</span> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Decimal, typed(&edit))
    }
}
