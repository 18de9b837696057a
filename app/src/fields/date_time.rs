//! A moment.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown};
use crate::components::Plain;
use crate::format;
use crm_core::value::Value;
use leptos::prelude::*;

/// A moment.
pub(super) struct DateTimeView;

impl FieldView for DateTimeView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Moment(at) = *shown.value else { return None };
        Some(
            Plain::text("time", format::moment(at))
                .with("class", "number")
                .with("title", format::moment_full(at)),
        )
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Moment(at) = *shown.value else { return ().into_any() };
        view! { <time class="number">{format::moment_full(at)}</time> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match edit.value {
            Some(Value::Moment(at)) => format::iso_local(at),
            _ => String::new(),
        };
        let typed = RwSignal::new(start);
        let read = Callback::new(move |()| {
            Ok(typed.with_untracked(|text| format::read_iso_local(text)).map(Value::Moment))
        });
        let input = view! {
            <input class="input" id=edit.id.clone() type="datetime-local" aria-label=edit.field.label()
                prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))/>
        };
        framed(&edit, Ending::of(&edit), true, read, input.into_any())
    }
}
