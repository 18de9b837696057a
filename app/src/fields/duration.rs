//! A length of time.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::InputKind;
use crate::format;
use crm_core::value::Value;
use leptos::prelude::*;

/// A length of time.
pub(super) struct DurationView;

impl FieldView for DurationView {
    fn cell(&self, shown: &Shown<'_>) -> AnyView {
        let text = match shown.value {
            Value::Integer(seconds) => format::duration(*seconds),
            _ => String::new(),
        };
        view! { <span class="number">{text}</span> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Text, typed(&edit))
    }
}
