//! Many lines of text.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown, plain_written, written};
use crate::components::Plain;
use crm_core::value::Value;
use leptos::prelude::*;

/// Many lines of text.
pub(super) struct LongTextView;

impl FieldView for LongTextView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Text(text) = shown.value else { return None };
        Some(plain_written(text.lines().next().unwrap_or_default()))
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Text(text) = shown.value else { return ().into_any() };
        view! { <div class="prose">{written(text)}</div> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match &edit.value {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let typed = RwSignal::new(start);
        let read = Callback::new(move |()| {
            // Blanks at the end are kept: two people may be writing this text.
            Ok(typed.with_untracked(|text| (!text.trim().is_empty()).then(|| Value::Text(text.clone()))))
        });
        let area = view! {
            <textarea class="input" id=edit.id.clone() rows="3" aria-label=edit.field.label()
                prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))></textarea>
        };
        framed(&edit, Ending::of(&edit), false, read, area.into_any())
    }
}
