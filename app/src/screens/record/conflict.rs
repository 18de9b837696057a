//! The values that two people wrote into one field at the same time, to choose from.

use super::Page;
use crate::components::{ConflictChooser, ConflictOption};
use crate::fields::{self, Field, Shown, Titles};
use crate::format;
use crate::state::{Moving, app, dispatch_undoable_or, dispatch_with, say, say_why};
use crate::words::{components, record as text, t};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{Request, Signature};
use crm_core::value::Value;
use leptos::prelude::*;

/// Who and with what and when: `Rina, phone, 14:05`.
pub(in crate::screens) fn signed(by: &Signature) -> String {
    let name = match (&by.name, by.this_device) {
        (Some(name), _) => name.clone(),
        (None, true) => text::YOU.now().to_owned(),
        (None, false) => text::SOMEBODY.now().to_owned(),
    };
    let when = format::moment(by.at);
    [Some(name), by.device.clone(), Some(when)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A value to choose, as it stands on the page of its record.
pub(in crate::screens) fn option(
    field: Field,
    value: Option<Value>,
    by: Option<&Signature>,
    titles: Titles,
) -> ConflictOption {
    let shown = move || match &value {
        Some(value) => fields::full(&Shown { field, value, titles }),
        None => view! { <span>{t(components::EMPTIED)}</span> }.into_any(),
    };
    ConflictOption {
        value: shown.into(),
        by: by.map(signed).unwrap_or_default(),
        this_device: by.is_some_and(|by| by.this_device),
    }
}

/// Takes one of the values. Of the one `in_use` nothing changes but that the question is answered: there is nothing to
/// take back, and no way back is offered.
pub(in crate::screens) fn take(
    record: RecordId,
    field: Field,
    value: Option<Value>,
    in_use: bool,
    then: impl FnOnce() + 'static,
) {
    let said = move || text::chosen(&field.label());
    let request = Request::Resolve { record, field: field.definition.key.to_owned(), value: value.clone() };
    if !in_use {
        return write(record, value, request, said, then);
    }
    dispatch_with(request, move |outcome| {
        if outcome.is_ok() {
            say(&said());
            then();
        }
    });
}

/// Writes a value into a field in conflict. Where it is a stage that needs something first, that is asked for.
pub(in crate::screens) fn write(
    record: RecordId,
    value: Option<Value>,
    request: Request,
    said: impl FnOnce() -> String + 'static,
    then: impl FnOnce() + 'static,
) {
    let refused = move |refusal: &Refusal| match value {
        Some(Value::Text(stage)) if refusal.reason == Reason::StageNeeds => {
            app().moving.set(Some(Moving { deal: record, stage, there: false }));
        }
        Some(_) | None => say_why(refusal),
    };
    dispatch_undoable_or(request, said, move |_| then(), refused);
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
    let titles = page.titles();
    let shown = values.iter().cloned().zip(&signatures);
    let options = shown.map(|(value, by)| option(field, value, by.as_ref(), titles)).collect::<Vec<_>>();
    let choose = move |(place,): (usize,)| {
        let Some(value) = values.get(place).cloned() else { return };
        choosing.set(false);
        take(page.record, field, value, place == 0, || {});
    };
    view! {
        <ConflictChooser id=format!("field-{key}") options=options on_choose=choose
            on_close=move || choosing.set(false)/>
    }
    .into_any()
}
