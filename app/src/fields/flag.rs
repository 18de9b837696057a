//! Yes or no.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown};
use crate::components::Plain;
use crate::words::fields as words;
use crm_core::value::Value;
use leptos::prelude::*;

/// Yes or no.
pub(super) struct FlagView;

impl FieldView for FlagView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let word = if *shown.value == Value::Flag(true) { words::YES } else { words::NO };
        Some(Plain::text("span", word.now()))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let on = RwSignal::new(edit.value == Some(Value::Flag(true)));
        let known = edit.value.is_some();
        let read = Callback::new(move |()| {
            let on = on.get_untracked();
            Ok((on || known).then_some(Value::Flag(on)))
        });
        let input = view! {
            <label class="check">
                <input type="checkbox" id=edit.id.clone() prop:checked=move || on.get()
                    on:change=move |event| on.set(event_target_checked(&event))/>
                <span>{edit.field.label()}</span>
            </label>
        };
        framed(&edit, Ending::of(&edit), true, read, input.into_any())
    }
}
