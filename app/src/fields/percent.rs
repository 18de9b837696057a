//! A percentage.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crate::format;
use crm_core::value::Value;
use leptos::prelude::*;

/// A percentage.
pub(super) struct PercentView;

impl FieldView for PercentView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Number(percent) = *shown.value else { return None };
        Some(Plain::text("span", format::percent(percent)).with("class", "number"))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Decimal, typed(&edit))
    }
}
