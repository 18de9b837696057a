//! The editor of e-mail addresses and phone numbers: a row for each with its label, one row to add, each removable.

use super::frame::{Ending, Reading, framed};
use super::{Edit, Field, with_context};
use crate::components::{Button, IconButton, InputKind, Variant};
use crate::icons::Icon;
use crate::words::{Word, fields as words, t};
use crm_core::value::{Member, Value};
use leptos::prelude::*;

/// Labels that are offered; one of another system stays as it is.
const LABELS: [(&str, Word); 4] = [
    ("work", words::LABEL_WORK),
    ("mobile", words::LABEL_MOBILE),
    ("home", words::LABEL_HOME),
    ("other", words::LABEL_OTHER),
];

#[derive(Clone, Copy)]
struct Row {
    id: u32,
    text: RwSignal<String>,
    label: RwSignal<String>,
}

/// The word of a label; a label of another system as it is.
pub fn label_word(label: &str) -> String {
    let known = LABELS.iter().find(|(id, _)| *id == label);
    known.map_or_else(|| label.to_owned(), |(_, word)| word.now().to_owned())
}

/// The editor. `add` is the word on the button that adds a row.
pub(super) fn member_rows(edit: &Edit, kind: InputKind, add: Word) -> AnyView {
    let members = match &edit.value {
        Some(Value::Members(members)) => members.clone(),
        _ => Vec::new(),
    };
    let next = StoredValue::new(0_u32);
    let fresh = move |text: String, label: String| {
        next.update_value(|next| *next += 1);
        Row { id: next.get_value(), text: RwSignal::new(text), label: RwSignal::new(label) }
    };
    let mut start: Vec<Row> =
        members.into_iter().map(|member| fresh(text_of(&member), member.label)).collect();
    if start.is_empty() {
        start.push(fresh(String::new(), LABELS[0].0.to_owned()));
    }
    let rows = RwSignal::new(start);
    let (field, id) = (edit.field, edit.id.clone());
    let read = Callback::new(move |()| read_rows(field, &rows.get_untracked()));
    let one = move |row: Row| row_view(row, rows, kind, &format!("{id}-{}", row.id), field);
    let more = move || rows.update(|rows| rows.push(fresh(String::new(), LABELS[0].0.to_owned())));
    let inputs = view! {
        <div class="member-rows">
            <For each=move || rows.get() key=|row| row.id children=one/>
            <Button label=t(add) icon=Icon::Plus variant=Variant::Quiet on_press=more/>
        </div>
    };
    framed(edit, Ending::of(edit), true, read, inputs.into_any())
}

fn text_of(member: &Member) -> String {
    if member.text.is_empty() { member.key.clone() } else { member.text.clone() }
}

fn row_view(row: Row, rows: RwSignal<Vec<Row>>, kind: InputKind, id: &str, field: Field) -> AnyView {
    let (native, mode) = kind.native();
    let own = row.label.get_untracked();
    let foreign = (!own.is_empty() && LABELS.iter().all(|(id, _)| *id != own)).then_some(own);
    let option = move |id: String| {
        let (own, word) = (id.clone(), label_word(&id));
        view! { <option value=id prop:selected=move || row.label.get() == own>{word}</option> }
    };
    let options = LABELS.iter().map(|(id, _)| (*id).to_owned()).chain(foreign).map(option).collect_view();
    let remove = move || rows.update(|rows| rows.retain(|other| other.id != row.id));
    view! {
        <div class="member-row">
            <input class="input" type=native inputmode=mode autocomplete="off" id=id.to_owned() aria-label=field.label()
                prop:value=move || row.text.get() on:input=move |event| row.text.set(event_target_value(&event))/>
            <select class="input" aria-label=t(words::LABEL)
                on:change=move |event| row.label.set(event_target_value(&event))>{options}</select>
            <IconButton icon=Icon::Cross label=move || words::remove(&row.text.get()) on_press=remove/>
        </div>
    }
    .into_any()
}

/// Each row by the kind's own parser; the order of the rows is the wished order.
fn read_rows(field: Field, rows: &[Row]) -> Reading {
    let behaviour = field.definition.kind.behaviour();
    let mut members: Vec<Member> = Vec::new();
    for row in rows {
        let parsed =
            with_context(field, |context| row.text.with_untracked(|text| behaviour.parse(text, context)))?;
        let Some(Value::Members(found)) = parsed else { continue };
        for mut member in found {
            member.order = u8::try_from(members.len()).unwrap_or(u8::MAX);
            member.label = row.label.get_untracked();
            if members.iter().all(|other| other.key != member.key) {
                members.push(member);
            }
        }
    }
    Ok((!members.is_empty()).then_some(Value::Members(members)))
}
