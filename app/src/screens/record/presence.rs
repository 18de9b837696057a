//! Who else looks at the record, and where they type.

use super::Page;
use crate::components::Avatar;
use crate::state::{app, watching};
use crate::words::record as text;
use crm_core::ids::{FieldKey, PersonId};
use crm_core::messages::{View, Watch};
use leptos::prelude::*;

/// The others, and the field that they type into.
pub(super) type Others = Memo<Vec<(PersonId, Option<FieldKey>)>>;

/// Watches who else is there, and says that this person is, and which fact they edit.
pub(super) fn others(record: crm_core::ids::RecordId, editing: RwSignal<Option<FieldKey>>) -> Others {
    let seen = watching(
        move || Some(Watch::Presence { record, field: editing.get() }),
        |view| {
            let View::Presence(others) = view else { return None };
            Some(others)
        },
    );
    Memo::new(move |_| seen.get().unwrap_or_default())
}

fn name(person: &PersonId) -> String {
    app().person_name(person).unwrap_or_else(|| text::SOMEBODY.now().to_owned())
}

/// Their initials, in the head of the record.
pub(super) fn faces(page: Page) -> AnyView {
    let shown = move || {
        let names: Vec<String> = page.others.with(|others| others.iter().map(|(one, _)| name(one)).collect());
        let said = (!names.is_empty()).then(|| text::here_too(&names.join(", ")));
        let faces = names.into_iter().take(4).map(|name| {
            let tip = text::here_too(&name);
            view! { <span class="record-face" data-tip=tip><Avatar name=name/></span> }
        });
        view! { {faces.collect_view()}<span class="visually-hidden">{said}</span> }
    };
    view! { <div class="record-faces" role="status">{shown}</div> }.into_any()
}

/// Under a fact: who types into it now.
pub(super) fn typing(page: Page, key: &'static str) -> AnyView {
    let names = Memo::new(move |_| {
        page.others.with(|others| {
            let here = others.iter().filter(|(_, field)| field.as_deref() == Some(key));
            here.map(|(person, _)| name(person)).collect::<Vec<_>>().join(", ")
        })
    });
    let shown = move || {
        names.with(|names| {
            (!names.is_empty()).then(|| view! { <p class="fact-typing">{text::types_here(names)}</p> })
        })
    };
    shown.into_any()
}
