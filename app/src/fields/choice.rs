//! One of a field's choices.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown};
use crate::components::{Plain, plain_badge};
use crate::words::{fields as words, t};
use crm_core::value::Value;
use leptos::prelude::*;

/// One of a field's choices.
pub(super) struct ChoiceView;

impl FieldView for ChoiceView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Text(id) = shown.value else { return None };
        Some(badge(shown.field, id))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match &edit.value {
            Some(Value::Text(id)) => id.clone(),
            _ => String::new(),
        };
        let (field, chosen) = (edit.field, RwSignal::new(start.clone()));
        let read = Callback::new(move |()| {
            Ok(chosen.with_untracked(|id| (!id.is_empty()).then(|| Value::Text(id.clone()))))
        });
        let option = move |id: String| {
            let own = id.clone();
            view! { <option value=id.clone() prop:selected=move || chosen.get() == own>{field.choice(&id)}</option> }
        };
        let offered = edit.offered;
        // Only the options follow what is offered: the focus may be on its way into the editor.
        let options = move || {
            let known = field.definition.choices.iter().filter(|choice| offered.has(choice.id));
            let known: Vec<String> = known.map(|choice| choice.id.to_owned()).collect();
            // A value of a newer build stays in the list, so that looking does not change it; so does one that is offered
            // no more, or not with what the other fields hold.
            let other = chosen.get_untracked();
            let keeps = offered.stays || offered.has(&other);
            let other = (keeps && !other.is_empty() && !known.contains(&other)).then_some(other);
            known.into_iter().chain(other).map(option).collect_view()
        };
        if !offered.stays {
            Effect::new(move |_| {
                offered.choices.track();
                if chosen.with_untracked(|id| !id.is_empty() && !offered.has(id)) {
                    chosen.set(String::new());
                }
            });
        }
        let select = view! {
            <select class="input" id=edit.id.clone() aria-label=field.label()
                on:change=move |event| chosen.set(event_target_value(&event))>
                <option value="">{t(words::NOTHING_CHOSEN)}</option>
                {options}
            </select>
        };
        framed(&edit, Ending::of(&edit), true, read, select.into_any())
    }
}

/// The pill of a choice; a choice without a hue is a plain word.
pub(super) fn badge(field: super::Field, id: &str) -> Plain {
    match field.hue(id) {
        0 => Plain::text("span", field.choice(id)),
        hue => plain_badge(&field.choice(id), hue),
    }
}
