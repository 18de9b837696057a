//! A day.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown};
use crate::components::Plain;
use crate::format;
use crm_core::value::Value;
use leptos::prelude::*;

/// A day.
pub(super) struct DateView;

impl FieldView for DateView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Date(day) = *shown.value else { return None };
        Some(
            Plain::text("time", format::day(day))
                .with("class", "number")
                .with("title", format::day_full(day)),
        )
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Date(day) = *shown.value else { return ().into_any() };
        view! { <time class="number">{format::day_full(day)}</time> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match edit.value {
            Some(Value::Date(day)) => format::iso_day(day),
            _ => String::new(),
        };
        let typed = RwSignal::new(start);
        let read = Callback::new(move |()| {
            Ok(typed.with_untracked(|text| format::read_iso_day(text)).map(Value::Date))
        });
        let input = view! {
            <input class="input" id=edit.id.clone() type="date" aria-label=edit.field.label()
                prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))/>
        };
        framed(&edit, Ending::of(&edit), true, read, input.into_any())
    }
}
