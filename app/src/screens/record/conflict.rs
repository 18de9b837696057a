//! The values that two people wrote into one field at the same time, to choose from.

use super::Page;
use crate::components::{ConflictChooser, ConflictOption};
use crate::fields::{self, Field, Shown};
use crate::format;
use crate::state::dispatch_undoable;
use crate::words::{components, record as text, t};
use crm_core::messages::{Request, Signature};
use crm_core::value::Value;
use leptos::prelude::*;

/// Who and with what and when: `Rina, phone, 14:05`.
pub(super) fn signed(by: &Signature) -> String {
    let name = match (&by.name, by.this_device) {
        (Some(name), _) => name.clone(),
        (None, true) => text::YOU.now().to_owned(),
        (None, false) => text::SOMEBODY.now().to_owned(),
    };
    let when = format::moment(by.at);
    [Some(name), by.device.clone(), Some(when)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The choice under a fact; the value in use stands first.
pub(super) fn chooser(page: Page, field: Field, choosing: RwSignal<bool>) -> AnyView {
    let key = field.definition.key;
    let Some((shown, by, others)) = page.now(|view| {
        let others = view.conflicts.get(key).cloned().unwrap_or_default();
        (view.values.get(key).cloned(), view.shown_by.get(key).cloned(), others)
    }) else {
        return ().into_any();
    };
    let mut values = vec![shown.clone()];
    values.extend(others.iter().map(|other| other.value.clone()));
    let mut signatures = vec![by];
    signatures.extend(others.into_iter().map(|other| Some(other.by)));
    let option = |(value, by): (Option<Value>, Option<Signature>)| {
        let titles = page.titles();
        let shown = move || match &value {
            Some(value) => fields::full(&Shown { field, value, titles }),
            None => view! { <span>{t(components::EMPTIED)}</span> }.into_any(),
        };
        ConflictOption {
            value: shown.into(),
            by: by.as_ref().map(signed).unwrap_or_default(),
            this_device: by.is_some_and(|by| by.this_device),
        }
    };
    let options = values.iter().cloned().zip(signatures).map(option).collect::<Vec<_>>();
    let choose = move |(place,): (usize,)| {
        let Some(value) = values.get(place).cloned() else { return };
        choosing.set(false);
        let request = Request::Resolve { record: page.record, field: key.to_owned(), value };
        dispatch_undoable(request, move || text::chosen(&field.label()));
    };
    view! {
        <ConflictChooser id=format!("field-{key}") options=options on_choose=choose
            on_close=move || choosing.set(false)/>
    }
    .into_any()
}
