//! A length of time.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crate::format;
use crm_core::value::Value;
use leptos::prelude::*;

/// A length of time.
pub(super) struct DurationView;

impl FieldView for DurationView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Integer(seconds) = *shown.value else { return None };
        Some(Plain::text("span", format::duration(seconds)).with("class", "number"))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Text, typed(&edit))
    }
}
