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
        let Value::Integer(seconds) = *shown.value else { return ().into_any() };
        view! { <span class="number">{format::duration(seconds)}</span> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Text, typed(&edit))
    }
}
