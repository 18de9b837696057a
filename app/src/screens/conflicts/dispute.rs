//! One field in conflict: its values, each to be taken by a press, and the field's own editor for another one.

use super::{Page, record as of_record};
use crate::browser;
use crate::components::{Button, ConflictValues, Variant};
use crate::fields::{self, Edit, Field, Offered, Titles};
use crate::icons::Icon;
use crate::state::app;
use crate::words::{conflicts as text, record as record_words, t};
use crm_core::ids::RecordId;
use crm_core::messages::{Conflicted, ConflictedField, OtherChoice, Request};
use crm_core::value::Value;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A field in conflict on the page.
#[derive(Clone, Copy)]
pub(super) struct Dispute {
    record: RecordId,
    field: Field,
    /// Its values; nothing when it is settled.
    now: Memo<Option<ConflictedField>>,
    /// Whether this person may write it.
    may: Memo<bool>,
    titles: Titles,
}

impl Dispute {
    /// A field of a record of the page.
    pub(super) fn of(page: Page, record: RecordId, field: Field, one: Memo<Option<Conflicted>>) -> Self {
        let key = field.definition.key;
        let own = move |one: &Conflicted| one.fields.iter().find(|other| other.field == key).cloned();
        let allowed =
            move |one: &Conflicted| one.may.edit && !one.may.read_only.iter().any(|other| other == key);
        Self {
            record,
            field,
            now: Memo::new(move |_| one.with(|one| one.as_ref().and_then(own))),
            may: Memo::new(move |_| {
                app().writable() && field.editable() && one.with(|one| one.as_ref().is_some_and(allowed))
            }),
            titles: page.titles,
        }
    }

    /// The name of the field in the page.
    fn id(self) -> String {
        format!("conflict-{}-{}", self.record, self.field.definition.key)
    }
}

/// The field with its values.
pub(super) fn dispute(dispute: Dispute) -> AnyView {
    let Dispute { field, now, may, .. } = dispute;
    let writing = RwSignal::new(false);
    let id = dispute.id();
    let values = move || now.with(|now| now.as_ref().map(|now| values(dispute, now, may.get())));
    let below = move || match (may.get(), writing.get()) {
        (true, true) => editor(dispute, writing),
        (true, false) => view! {
            <Button label=t(text::WRITE_ANOTHER) icon=Icon::Pencil variant=Variant::Quiet
                on_press=move || writing.set(true)/>
        }
        .into_any(),
        (false, _) => {
            let why = if app().writable() { text::MAY_NOT } else { record_words::READ_ONLY };
            view! { <p class="conflict-note">{t(why)}</p> }.into_any()
        }
    };
    view! {
        <section class="conflict-field" data-field=field.definition.key aria-labelledby=id.clone()>
            <h3 id=id.clone() tabindex="-1">{move || field.label()}</h3>
            {values}
            {below}
        </section>
    }
    .into_any()
}

fn values(dispute: Dispute, now: &ConflictedField, may: bool) -> AnyView {
    let Dispute { record, field, titles, .. } = dispute;
    let choices: Vec<OtherChoice> = std::iter::once(&now.shown).chain(&now.others).cloned().collect();
    let option = |choice: &OtherChoice| {
        of_record::choice_option(field, choice.value.clone(), Some(&choice.by), titles)
    };
    let options = choices.iter().map(option).collect::<Vec<_>>();
    let take = move |(place,): (usize,)| {
        let Some(choice) = choices.get(place).cloned() else { return };
        let beside = beside(dispute);
        of_record::take_choice(record, field, choice.value, place == 0, move || step_on(dispute, &beside));
    };
    view! { <ConflictValues id=dispute.id() options=options on_take=may.then(|| Callback::new(take))/> }
        .into_any()
}

/// The field's ordinary editor, at the value that is shown now. Left as it was, it answers nothing.
fn editor(dispute: Dispute, writing: RwSignal<bool>) -> AnyView {
    let Dispute { record, field, now, titles, .. } = dispute;
    let keep = move |value: Option<Value>| {
        writing.set(false);
        let values = vec![(field.definition.key.to_owned(), value.clone())];
        let said = move || text::written(&field.label());
        let beside = beside(dispute);
        of_record::write_choice(record, value, Request::Set { record, values }, said, move || {
            step_on(dispute, &beside)
        });
    };
    let leave = move || {
        writing.set(false);
        let back = format!("#{}", dispute.id());
        browser::after(0, move || {
            if unfocused() {
                browser::focus(&back)
            }
        });
    };
    fields::editor(Edit {
        field,
        id: format!("{}-editor", dispute.id()),
        value: now.with_untracked(|now| now.as_ref().and_then(|now| now.shown.value.clone())),
        titles,
        offered: Offered::all(),
        on_commit: Callback::new(move |(value,)| keep(value)),
        on_cancel: Callback::new(move |()| leave()),
        first: true,
    })
}

/// The heading beside that of a field: of the next one, else of the one before; the head of the page where it is the only
/// one. Found before the field is settled: it goes then.
fn beside(dispute: Dispute) -> String {
    let Ok(all) = browser::document().query_selector_all(".conflict-field > h3") else {
        return String::new();
    };
    let headings = (0..all.length()).filter_map(|place| all.get(place)?.dyn_into::<web_sys::Element>().ok());
    let ids: Vec<String> = headings.map(|heading| heading.id()).collect();
    let place = ids.iter().position(|id| *id == dispute.id());
    let beside = place.and_then(|place| ids.get(place + 1).or_else(|| ids.get(place.checked_sub(1)?)));
    beside.map_or_else(|| "#conflicts-lead".to_owned(), |id| format!("#{id}"))
}

/// Leads whoever uses keys from a field that is settled to the heading beside it. Who is elsewhere by then stays there.
fn step_on(dispute: Dispute, beside: &str) {
    let document = browser::document();
    let own = document.get_element_by_id(&dispute.id());
    let section = own.and_then(|heading| heading.parent_element());
    let inside = section.is_some_and(|section| section.contains(document.active_element().as_deref()));
    if inside || unfocused() {
        browser::focus(beside);
    }
}

/// Whether nothing on the page has the focus.
fn unfocused() -> bool {
    let document = browser::document();
    document.active_element().is_none_or(|active| active.tag_name() == "BODY")
}
