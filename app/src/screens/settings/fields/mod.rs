//! The fields that the team added to an object: which there are, adding one, changing one, retiring one.

mod form;
mod options;

use super::select;
use crate::components::{Button, EmptyState, IconButton, Variant};
use crate::icons::Icon;
use crate::routes_to;
use crate::state::custom_fields;
use crate::state::dispatch;
use crate::words::{self, Word, access, shaping as text, t};
use crm_core::fields::Kind;
use crm_core::messages::Request;
use crm_core::objects::{CATALOGUE, field};
use crm_core::value::Value;
use crm_core::views::custom::CustomField;
use form::Asked;
use leptos::prelude::*;

/// What each kind is called.
const KINDS: [(Kind, Word); 16] = [
    (Kind::Text, text::KIND_TEXT),
    (Kind::Number, text::KIND_NUMBER),
    (Kind::Money, text::KIND_MONEY),
    (Kind::Percent, text::KIND_PERCENT),
    (Kind::Date, text::KIND_DATE),
    (Kind::DateTime, text::KIND_DATE_TIME),
    (Kind::Flag, text::KIND_FLAG),
    (Kind::Choice, text::KIND_CHOICE),
    (Kind::MultiChoice, text::KIND_MULTI_CHOICE),
    (Kind::Person, text::KIND_PERSON),
    (Kind::Link, text::KIND_LINK),
    (Kind::Emails, text::KIND_EMAILS),
    (Kind::Phones, text::KIND_PHONES),
    (Kind::Url, text::KIND_URL),
    (Kind::Address, text::KIND_ADDRESS),
    (Kind::Tags, text::KIND_TAGS),
];

fn kind_of(field: &CustomField) -> Option<Kind> {
    field.code().and_then(crm_core::objects::custom::Code::kind)
}

fn kind_word(kind: Kind) -> &'static str {
    KINDS.iter().find(|(one, _)| *one == kind).map_or("", |(_, word)| word.now())
}

/// The panel.
pub(super) fn fields() -> AnyView {
    let object = RwSignal::new("contact");
    let asked = RwSignal::new(None::<Asked>);
    let objects = Signal::derive(|| {
        CATALOGUE.iter().map(|one| (one.key.to_owned(), words::object_many(one.key))).collect()
    });
    let choose = move |wanted: String| {
        if let Some(found) = CATALOGUE.iter().find(|one| one.key == wanted) {
            object.set(found.key);
        }
    };
    let content = view! {
        <p>{t(text::LEAD)}</p>
        {select("fields-object", access::FIELDS_OF, objects, Signal::derive(move || object.get().to_owned()), choose)}
        {move || listed(object.get(), asked)}
        <Button label=t(text::ADD) icon=Icon::Plus variant=Variant::Primary
            on_press=move || asked.set(Some(Asked::New(object.get_untracked())))/>
    };
    view! {
        <section class="panel" data-setting="custom-fields" aria-label=t(text::TITLE)>{content}</section>
        {form::window(asked)}
    }
    .into_any()
}

fn listed(object: &'static str, asked: RwSignal<Option<Asked>>) -> AnyView {
    let own: Vec<CustomField> =
        custom_fields::every().into_iter().filter(|field| field.object == object).collect();
    if own.is_empty() {
        return view! { <EmptyState icon=Icon::Tag heading=t(text::NONE) text=t(text::NONE_TEXT)/> }
            .into_any();
    }
    let (retired, used): (Vec<CustomField>, Vec<CustomField>) =
        own.into_iter().partition(|field| field.retired);
    let places: Vec<f64> = used.iter().map(|field| field.position).collect();
    let rows = used.into_iter().enumerate().map(|(at, field)| row(field, &places, at, asked)).collect_view();
    let former = (!retired.is_empty()).then(|| {
        let rows = retired.into_iter().map(retired_row).collect_view();
        view! {
            <div class="fields-former">
                <h3>{t(text::RETIRED)}</h3>
                <p class="access-hint">{t(text::RETIRED_TEXT)}</p>
            </div>
            <ul class="fields-list">{rows}</ul>
        }
    });
    view! { <ul class="fields-list">{rows}</ul>{former} }.into_any()
}

/// Its kind, and what there is to choose from.
fn filled_in(field: &CustomField) -> String {
    let kind = kind_of(field).map(kind_word).unwrap_or_default();
    let choices = field.options.iter().filter(|option| !option.retired);
    let choices = choices.map(|option| custom_fields::said(&option.name)).collect::<Vec<_>>().join(", ");
    if choices.is_empty() { kind.to_owned() } else { format!("{kind}: {choices}") }
}

fn row(field: CustomField, places: &[f64], at: usize, asked: RwSignal<Option<Asked>>) -> AnyView {
    let name = custom_fields::said(&field.name);
    let rest = filled_in(&field);
    let up =
        at.checked_sub(1).map(|before| between(at.checked_sub(2).map(|at| places[at]), Some(places[before])));
    let down = places.get(at + 1).map(|after| between(Some(*after), places.get(at + 2).copied()));
    let shift = |to: Option<f64>, label: String, icon: Icon| {
        let changed = field.clone();
        let press =
            move || to.into_iter().for_each(|to| set(&changed, field::POSITION, Some(Value::Number(to))));
        let hidden = to.is_none();
        view! { <span class:fields-no-shift=hidden><IconButton icon=icon label=label on_press=press/></span> }
    };
    let split = field.split.iter().map(|record| {
        view! { " " <a class="fields-split" href=routes_to::record(*record)>{t(text::SPLIT)}</a> }
    });
    let split = split.collect_view();
    let (changed, gone) = (field.clone(), field.clone());
    view! {
        <li class="fields-row" data-field=field.key.clone()>
            <span class="fields-name">{name.clone()}</span>
            <span class="fields-rest">{rest}{split}</span>
            <span class="fields-buttons">
                {shift(up, text::up(&name), Icon::ArrowUp)}
                {shift(down, text::down(&name), Icon::ArrowDown)}
                <IconButton icon=Icon::Pencil label=text::change(&name)
                    on_press=move || asked.set(Some(Asked::Change(changed.clone())))/>
                <IconButton icon=Icon::Archive label=text::retire(&name)
                    on_press=move || set(&gone, field::RETIRED, Some(Value::Flag(true)))/>
            </span>
        </li>
    }
    .into_any()
}

fn retired_row(field: CustomField) -> AnyView {
    let name = custom_fields::said(&field.name);
    let (label, key, rest) = (text::restore(&name), field.key.clone(), filled_in(&field));
    view! {
        <li class="fields-row" data-field=key>
            <span class="fields-name">{name}</span>
            <span class="fields-rest">{rest}</span>
            <span class="fields-buttons">
                <IconButton icon=Icon::Undo label=label
                    on_press=move || set(&field, field::RETIRED, Some(Value::Flag(false)))/>
            </span>
        </li>
    }
    .into_any()
}

/// A place between two others.
fn between(before: Option<f64>, after: Option<f64>) -> f64 {
    match (before, after) {
        (Some(before), Some(after)) => f64::midpoint(before, after),
        (Some(before), None) => before + 1.0,
        (None, Some(after)) => after - 1.0,
        (None, None) => 0.0,
    }
}

/// Changes one thing of a definition.
fn set(changed: &CustomField, key: &str, value: Option<Value>) {
    if let Some(code) = changed.code() {
        let record = field::definition_of(&changed.object, code);
        dispatch(Request::Set { record, values: vec![(key.to_owned(), value)] });
    }
}
