//! What is worked out from other fields.

use super::{Edit, FieldView, Shown, date_time, flag, money, number, text};
use crm_core::value::Value;
use leptos::prelude::*;

/// What is worked out from other fields: shown by what it came to, never typed.
pub(super) struct ComputedView;

impl FieldView for ComputedView {
    fn cell(&self, shown: &Shown<'_>) -> AnyView {
        let view: &dyn FieldView = match shown.value {
            Value::Text(_) => &text::TextView,
            Value::Integer(_) | Value::Number(_) => &number::NumberView,
            Value::Flag(_) => &flag::FlagView,
            Value::Date(_) => &super::date::DateView,
            Value::Moment(_) => &date_time::DateTimeView,
            Value::Money(_) => &money::MoneyView,
            Value::Address(_) => &super::address::AddressView,
            Value::Person(_) => &super::person::PersonView,
            Value::Link(_) => &super::link::LinkView,
            Value::Members(_) => &super::tags::TagsView,
        };
        view.cell(shown)
    }

    fn editor(&self, edit: Edit) -> AnyView {
        edit.on_cancel.run(());
        ().into_any()
    }
}
