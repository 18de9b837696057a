//! A percentage.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::InputKind;
use crate::format;
use crm_core::value::Value;
use leptos::prelude::*;

/// A percentage.
pub(super) struct PercentView;

impl FieldView for PercentView {
    fn cell(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Number(percent) = *shown.value else { return ().into_any() };
        view! { <span class="number">{format::percent(percent)}</span> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Decimal, typed(&edit))
    }
}
