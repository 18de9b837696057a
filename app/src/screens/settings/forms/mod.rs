//! How forms and pages stand: sections with headings, which fields are in them and in which order, what must be filled and
//! what a new record begins with.

mod field_form;
mod section_form;

use super::arranged::{self, Entry, Former};
use super::fields::split;
use super::object_choice;
use crate::components::{Button, IconButton, Variant};
use crate::icons::Icon;
use crate::state::{dispatch, shaping};
use crate::words::{self, access, shaping as text, t};
use crm_core::commands::Assignment;
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects::{CATALOGUE, FieldDefinition, ObjectDefinition, placement, section};
use crm_core::value::Value;
use crm_core::views::shaping::forms::{Placement, Section};
use leptos::prelude::*;

/// What a window is open for.
#[derive(Clone)]
enum Asked {
    /// A new section of this object.
    NewSection(&'static str),
    /// Another heading of this section.
    Section(Section),
    /// What is said of this field.
    Field(&'static ObjectDefinition, &'static FieldDefinition),
}

/// The panel.
pub(super) fn forms() -> AnyView {
    let object = RwSignal::new(CATALOGUE[0]);
    let asked = RwSignal::new(None::<Asked>);
    view! {
        <section class="panel" data-setting="placements" aria-label=t(text::FORMS)>
            <p>{t(text::FORMS_LEAD)}</p>
            {object_choice("forms-object", access::FIELDS_OF, object)}
            {move || listed(object.get(), asked)}
            <div class="pipeline-foot">
                <Button label=t(text::ADD_SECTION) icon=Icon::Plus variant=Variant::Primary
                    on_press=move || asked.set(Some(Asked::NewSection(object.get_untracked().key)))/>
            </div>
        </section>
        {section_form::window(asked)}
        {field_form::window(asked)}
    }
    .into_any()
}

fn listed(object: &'static ObjectDefinition, asked: RwSignal<Option<Asked>>) -> AnyView {
    let mut hidden = Vec::new();
    let sections = shaping::sections(object);
    let quick: Vec<&str> = shaping::quick(object).iter().map(|field| field.key).collect();
    let unseen = shaping::hidden(object);
    let one = |(field, at): (&'static FieldDefinition, f64)| {
        entry(object, field, at, quick.contains(&field.key), asked)
    };
    let mut parts = Vec::new();
    for (section, fields) in shaping::placed(object) {
        let (gone, used): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|(field, _)| unseen.iter().any(|key| key == field.key));
        hidden.extend(gone);
        let entries: Vec<Entry> = used.into_iter().map(one).collect();
        let head = section.map(|section| heading(section, &sections, asked));
        let bare = entries.is_empty().then(|| view! { <p class="access-hint">{t(text::EMPTY_SECTION)}</p> });
        parts.push(view! { <div class="forms-section">{head}{bare}{arranged::arranged(entries)}</div> });
    }
    let hidden = hidden.into_iter().map(one).map(Former::from).collect();
    let retired = shaping::every_section(object).into_iter().filter(|section| section.retired);
    view! {
        {parts}
        {arranged::former(hidden, text::HIDDEN, text::HIDDEN_TEXT)}
        {arranged::former(retired.map(|section| former(&section)).collect(), text::RETIRED_SECTIONS, text::RETIRED_SECTIONS_TEXT)}
    }
    .into_any()
}

/// The heading of a section, with what can be done with it.
fn heading(section: Section, all: &[Section], asked: RwSignal<Option<Asked>>) -> AnyView {
    let name = shaping::said(&section.name);
    let at = all.iter().position(|one| one.value == section.value).unwrap_or(0);
    let places: Vec<f64> = all.iter().map(|one| one.position).collect();
    let record = section::section_of(&section.of, &section.value);
    let (up, down) = arranged::places_beside(&places, at);
    let set = move |key: &str, value: Value| change(record, vec![(key.to_owned(), Some(value))]);
    let conflict = split(section.split.then_some(record).as_slice());
    let move_to =
        move |to: Option<f64>| to.into_iter().for_each(|to| set(section::POSITION, Value::Number(to)));
    view! {
        <div class="forms-head">
            <h3 class="forms-name">{name.clone()}</h3>
            {conflict}
            <span class="fields-buttons">
                {arranged::shift(up, text::up(&name), Icon::ArrowUp, Callback::new(move |()| move_to(up)))}
                {arranged::shift(down, text::down(&name), Icon::ArrowDown, Callback::new(move |()| move_to(down)))}
                <IconButton icon=Icon::Pencil label=text::change(&name)
                    on_press=move || asked.set(Some(Asked::Section(section.clone())))/>
                <IconButton icon=Icon::Archive label=text::retire(&name)
                    on_press=move || set(section::RETIRED, Value::Flag(true))/>
            </span>
        </div>
    }
    .into_any()
}

fn former(section: &Section) -> Former {
    let record = section::section_of(&section.of, &section.value);
    let use_again = move |()| change(record, vec![(section::RETIRED.to_owned(), Some(Value::Flag(false)))]);
    let name = shaping::said(&section.name);
    Former::retired(section.value.clone(), name, Callback::new(use_again))
}

/// What is said of a field, on one line.
fn said(object: &ObjectDefinition, field: &FieldDefinition, placed: &Placement, quick: bool) -> String {
    let parts = [
        shaping::required(object.key, field).then_some(text::REQUIRED_SHORT),
        quick.then_some(text::QUICK_SHORT),
        placed.unique.then_some(text::UNIQUE_SHORT),
        placed.usual.is_some().then_some(text::USUAL_SHORT),
    ];
    parts.into_iter().flatten().map(|word| word.now()).collect::<Vec<_>>().join(" · ")
}

fn entry(
    object: &'static ObjectDefinition,
    field: &'static FieldDefinition,
    position: f64,
    quick: bool,
    asked: RwSignal<Option<Asked>>,
) -> Entry {
    let record = placement::placement_of(object.key, field.key);
    let placed = shaping::placement(object.key, field.key).unwrap_or_default();
    let said = said(object, field, &placed, quick);
    let rest = view! { {said}{split(placed.split.then_some(record).as_slice())} }.into_any();
    let hide = move |(hidden,): (bool,)| {
        place(object, field, vec![(placement::HIDDEN.to_owned(), Some(Value::Flag(hidden)))]);
    };
    Entry {
        key: field.key.to_owned(),
        name: words::field(object.key, field.key),
        rest,
        hue: None,
        position,
        on_move: Callback::new(move |(to,)| {
            place(object, field, vec![(placement::POSITION.to_owned(), Some(Value::Number(to)))]);
        }),
        on_change: Callback::new(move |()| asked.set(Some(Asked::Field(object, field)))),
        // What a record is called by stays.
        on_retire: (!object.title.contains(&field.key)).then(|| Callback::new(hide)),
        hides: true,
    }
}

fn change(record: RecordId, values: Vec<Assignment>) {
    dispatch(Request::Set { record, values });
}

fn place(object: &ObjectDefinition, field: &FieldDefinition, values: Vec<Assignment>) {
    dispatch(placing(object, field, values));
}

/// Says something of a field: which one it is, and what is to be another.
fn placing(object: &ObjectDefinition, field: &FieldDefinition, mut values: Vec<Assignment>) -> Request {
    let which = [(placement::OF, object.key), (placement::CODE, field.key)];
    values.extend(which.map(|(key, text)| (key.to_owned(), Some(Value::Text(text.to_owned())))));
    let record = placement::placement_of(object.key, field.key);
    Request::Define { records: vec![(placement::KEY.to_owned(), record, values)] }
}
