//! The editor of every kind that is typed on one line and parsed by its own rules.

use super::frame::{Ending, framed};
use super::{Edit, with_context};
use crate::components::InputKind;
use leptos::prelude::*;

/// A native input that starts with `text` and is read by the kind's own parser.
pub(super) fn line(edit: &Edit, kind: InputKind, text: String) -> AnyView {
    let typed = RwSignal::new(text);
    let field = edit.field;
    let read = Callback::new(move |()| {
        let behaviour = field.definition.kind.behaviour();
        with_context(field, |context| typed.with_untracked(|typed| behaviour.parse(typed, context)))
    });
    let (native, mode) = kind.native();
    let input = view! {
        <input class="input" id=edit.id.clone() type=native inputmode=mode autocomplete="off" aria-label=field.label()
            prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))/>
    };
    framed(edit, Ending::of(edit), true, read, input.into_any())
}

/// The value as it would stand in a file: what the kind's parser reads back.
pub(super) fn typed(edit: &Edit) -> String {
    let behaviour = edit.field.definition.kind.behaviour();
    let value = edit.value.as_ref();
    value.map(|value| with_context(edit.field, |context| behaviour.csv(value, context))).unwrap_or_default()
}
