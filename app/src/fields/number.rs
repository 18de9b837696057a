//! A number.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crate::{format, words};
use crm_core::value::Value;
use leptos::prelude::*;

/// A number.
pub(super) struct NumberView;

impl FieldView for NumberView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let text = if let Value::Integer(number) = *shown.value {
            words::in_digits(&number.to_string())
        } else if let Value::Number(number) = *shown.value {
            format::number(number)
        } else {
            String::new()
        };
        Some(Plain::text("span", text).with("class", "number"))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Decimal, typed(&edit))
    }
}
