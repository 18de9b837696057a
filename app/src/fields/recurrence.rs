//! A repetition.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown};
use crate::components::Plain;
use crate::words::{Word, fields as words, t};
use crm_core::value::Value;
use leptos::prelude::*;

/// Repetitions that are offered; any other rule is kept and shown as it is.
const RULES: [(&str, Word); 4] = [
    ("FREQ=DAILY", words::DAILY),
    ("FREQ=WEEKLY", words::WEEKLY),
    ("FREQ=MONTHLY", words::MONTHLY),
    ("FREQ=YEARLY", words::YEARLY),
];

/// A repetition.
pub(super) struct RecurrenceView;

impl FieldView for RecurrenceView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Text(rule) = shown.value.clone() else { return None };
        Some(Plain::text("span", word(&rule)))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match &edit.value {
            Some(Value::Text(rule)) => rule.clone(),
            _ => String::new(),
        };
        let foreign =
            (!start.is_empty() && RULES.iter().all(|(rule, _)| *rule != start)).then(|| start.clone());
        let chosen = RwSignal::new(start);
        let read = Callback::new(move |()| {
            Ok(chosen.with_untracked(|rule| (!rule.is_empty()).then(|| Value::Text(rule.clone()))))
        });
        let option = move |rule: String| {
            let (own, word) = (rule.clone(), word(&rule));
            view! { <option value=rule prop:selected=move || chosen.get() == own>{word}</option> }
        };
        let options =
            RULES.iter().map(|(rule, _)| (*rule).to_owned()).chain(foreign).map(option).collect_view();
        let select = view! {
            <select class="input" id=edit.id.clone() aria-label=edit.field.label()
                on:change=move |event| chosen.set(event_target_value(&event))>
                <option value="">{t(words::NEVER)}</option>
                {options}
            </select>
        };
        framed(&edit, Ending::of(&edit), true, read, select.into_any())
    }
}

/// A rule of repetition in words.
pub fn word(rule: &str) -> String {
    let known = RULES.iter().find(|(known, _)| *known == rule);
    known.map_or_else(|| words::repeats_by_rule(rule), |(_, word)| word.now().to_owned())
}
