//! What is worked out from other fields.

use super::{
    Edit, FieldView, Shown, address, date, date_time, flag, link, money, number, person, tags, text,
};
use crate::components::Plain;
use crm_core::value::Value;
use leptos::prelude::*;

/// What is worked out from other fields: shown by what it came to, never typed.
pub(super) struct ComputedView;

/// The kind that shows such a value.
fn view_of(value: &Value) -> &'static dyn FieldView {
    match value {
        Value::Text(_) => &text::TextView,
        Value::Integer(_) | Value::Number(_) => &number::NumberView,
        Value::Flag(_) => &flag::FlagView,
        Value::Date(_) => &date::DateView,
        Value::Moment(_) => &date_time::DateTimeView,
        Value::Money(_) => &money::MoneyView,
        Value::Address(_) => &address::AddressView,
        Value::Person(_) => &person::PersonView,
        Value::Link(_) => &link::LinkView,
        Value::Members(_) => &tags::TagsView,
    }
}

impl FieldView for ComputedView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        view_of(shown.value).cell(shown)
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        view_of(shown.value).full(shown)
    }

    fn editor(&self, edit: Edit) -> AnyView {
        edit.on_cancel.run(());
        ().into_any()
    }
}
