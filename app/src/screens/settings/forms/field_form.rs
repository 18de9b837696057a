//! The window in which a team says of a field where it stands, whether it must be filled, and what a new record begins
//! with.

use super::super::{form_end, select};
use super::{Asked, placing};
use crate::components::{Dialog, DialogKind};
use crate::screens::create::row::{self, Form};
use crate::state::{BookChoice, app, dispatch_undoable_or, explain, shaping};
use crate::words::{self, shaping as text, t};
use crm_core::commands::Assignment;
use crm_core::fields::Kind;
use crm_core::objects::{FieldDefinition, ObjectDefinition, placement, section};
use crm_core::value::Value;
use crm_core::views::shaping::forms::Placement;
use crm_core::views::shaping::written;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What is chosen.
#[derive(Clone, Copy)]
struct Draft {
    section: RwSignal<String>,
    required: RwSignal<bool>,
    quick: RwSignal<bool>,
    unique: RwSignal<bool>,
    usual: row::Filled,
    failure: RwSignal<String>,
}

type Of = (&'static ObjectDefinition, &'static FieldDefinition);

/// The window.
pub(super) fn window(asked: RwSignal<Option<Asked>>) -> AnyView {
    let of_this = move || match asked.get() {
        Some(Asked::Field(object, field)) => Some((object, field)),
        _ => None,
    };
    let open = Memo::new(move |_| of_this().is_some());
    let title = move || of_this().map(|(object, field)| text::change(&words::field(object.key, field.key)));
    let title = move || title().unwrap_or_default();
    let content = move || of_this().map(|of| form(asked, of));
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

/// What can be wanted of every record. A book of one's own has no people to choose from.
fn can_be_required(field: &FieldDefinition) -> bool {
    let alone = app().book.with_untracked(|book| *book != Some(BookChoice::Workspace));
    field.can_be_required() && !(alone && field.kind == Kind::Person)
}

/// Kinds of which a usual value makes sense.
fn has_usual(field: &FieldDefinition) -> bool {
    field.by_hand()
        && !matches!(
            field.kind,
            Kind::LongText
                | Kind::Recurrence
                | Kind::Link
                | Kind::Links
                | Kind::LinkAny
                | Kind::Emails
                | Kind::Phones
        )
}

/// Whether the short form begins with it where the team says nothing of that.
fn by_itself((object, field): Of) -> bool {
    object.quick.contains(&field.key)
}

fn form(asked: RwSignal<Option<Asked>>, of: Of) -> AnyView {
    let (object, field) = of;
    let before = untrack(|| shaping::placement(object.key, field.key)).unwrap_or_default();
    let quick = before.quick.unwrap_or_else(|| by_itself(of));
    let usual = before.usual.clone().map(|usual| (field.key.to_owned(), usual));
    let draft = Draft {
        section: RwSignal::new(before.section.clone()),
        required: RwSignal::new(before.required),
        quick: RwSignal::new(quick),
        unique: RwSignal::new(before.unique),
        usual: RwSignal::new(usual.into_iter().collect()),
        failure: RwSignal::new(String::new()),
    };
    let (before, never) = (StoredValue::new(before), Signal::from(false));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let values = before.with_value(|before| differing(of, before, draft));
        if values.is_empty() {
            return asked.set(None);
        }
        let name = words::field(object.key, field.key);
        let refused = move |why: &crm_core::commands::Refusal| draft.failure.set(explain(why));
        let request = placing(object, field, values);
        dispatch_undoable_or(request, move || text::saved(&name), move |_| asked.set(None), refused);
    };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            {sections(object, draft)}
            {field.by_hand().then(|| view! {
                {can_be_required(field).then(|| tick(draft.required, text::REQUIRED, text::REQUIRED_HINT, never))}
                {tick(draft.quick, text::QUICK, text::QUICK_HINT, draft.required.into())}
                {tick(draft.unique, text::UNIQUE, text::UNIQUE_HINT, never)}
            })}
            {has_usual(field).then(|| usual_value(of, draft))}
            {form_end(draft.failure)}
        </form>
    }
    .into_any()
}

fn sections(object: &'static ObjectDefinition, draft: Draft) -> AnyView {
    let options = Signal::derive(move || {
        let own =
            shaping::sections(object).into_iter().map(|one| (one.value.clone(), shaping::said(&one.name)));
        let first = (section::FIRST.to_owned(), text::FIRST_SECTION.now().to_owned());
        std::iter::once(first).chain(own).collect()
    });
    select("field-section", text::SECTION, options, draft.section.into(), move |wanted| {
        draft.section.set(wanted)
    })
}

/// `anyway` says where something else decides it.
fn tick(on: RwSignal<bool>, label: words::Word, hint: words::Word, anyway: Signal<bool>) -> AnyView {
    view! {
        <label class="forms-tick">
            <input type="checkbox" prop:checked=move || on.get() || anyway.get() disabled=move || anyway.get()
                on:change=move |event| on.set(event_target_checked(&event))/>
            <span><span>{t(label)}</span><span class="input-hint">{t(hint)}</span></span>
        </label>
    }
    .into_any()
}

fn usual_value((object, field): Of, draft: Draft) -> AnyView {
    let form = Form {
        filled: draft.usual,
        refusal: RwSignal::new(None),
        titles: RwSignal::new(BTreeMap::new()),
        asked: None,
    };
    view! {
        <fieldset class="fields-options">
            <legend class="input-label">{t(text::USUAL)}</legend>
            <p class="input-hint">{t(text::USUAL_HINT)}</p>
            {row::row(crate::fields::Field { object, definition: field }, form, false)}
        </fieldset>
    }
    .into_any()
}

/// What is written: only what was changed, so that two who change different things keep both.
fn differing(of: Of, before: &Placement, draft: Draft) -> Vec<Assignment> {
    let (_, field) = of;
    let mut values = Vec::new();
    let mut put = |key: &str, differs: bool, value: Option<Value>| {
        if differs {
            values.push((key.to_owned(), value));
        }
    };
    let text = |text: String| Some(text).filter(|text| !text.is_empty()).map(Value::Text);
    let (now, section) = (draft.quick.get_untracked(), draft.section.get_untracked());
    let required = draft.required.get_untracked();
    let moved = section != before.section;
    put(placement::SECTION, moved, text(section));
    // Its place was one among the fields that it leaves.
    put(placement::POSITION, moved && before.position.is_some(), None);
    put(placement::REQUIRED, required != before.required, Some(Value::Flag(required)));
    put(placement::QUICK, now != before.quick.unwrap_or_else(|| by_itself(of)), Some(Value::Flag(now)));
    let unique = draft.unique.get_untracked();
    put(placement::UNIQUE, unique != before.unique, Some(Value::Flag(unique)));
    let usual = draft.usual.with_untracked(|usual| usual.get(field.key).cloned());
    put(placement::USUAL, usual != before.usual, usual.and_then(|usual| text(written::value(field, &usual))));
    values
}
