//! The fields that the team added to an object: which there are, adding one, changing one, retiring one.

pub(super) mod built_in;
mod form;
mod formula;
pub(super) mod options;

use super::arranged::{self, Entry, Former};
use super::object_choice;
use crate::components::{Button, EmptyState, Variant};
use crate::icons::Icon;
use crate::routes_to;
use crate::state::dispatch;
use crate::state::shaping;
use crate::words::{Word, access, shaping as text, t};
use crm_core::fields::Kind;
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects::{CATALOGUE, field};
use crm_core::value::Value;
use crm_core::views::shaping::fields::CustomField;
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
    let object =
        RwSignal::new(CATALOGUE.iter().copied().find(|one| one.key == "contact").unwrap_or(CATALOGUE[0]));
    let asked = RwSignal::new(None::<Asked>);
    let content = view! {
        <p>{t(text::LEAD)}</p>
        {object_choice("fields-object", access::FIELDS_OF, object)}
        {move || listed(object.get().key, asked)}
        <Button label=t(text::ADD) icon=Icon::Plus variant=Variant::Primary
            on_press=move || asked.set(Some(Asked::New(object.get_untracked().key)))/>
    };
    view! {
        <section class="panel" data-setting="custom-fields" aria-label=t(text::TITLE)>{content}</section>
        {built_in::choices(object)}
        {form::window(asked)}
    }
    .into_any()
}

fn listed(object: &'static str, asked: RwSignal<Option<Asked>>) -> AnyView {
    let own: Vec<CustomField> = shaping::every().into_iter().filter(|field| field.object == object).collect();
    if own.is_empty() {
        return view! { <EmptyState icon=Icon::Tag heading=t(text::NONE) text=t(text::NONE_TEXT)/> }
            .into_any();
    }
    let (retired, used): (Vec<CustomField>, Vec<CustomField>) =
        own.into_iter().partition(|field| field.retired);
    let entries = |fields: Vec<CustomField>| {
        fields.into_iter().map(|field| entry(field, asked)).collect::<Vec<Entry>>()
    };
    view! {
        {arranged::arranged(entries(used))}
        {arranged::former(entries(retired).into_iter().map(Former::from).collect(), text::RETIRED, text::RETIRED_TEXT)}
    }
    .into_any()
}

/// Its kind, and what there is to choose from.
fn filled_in(field: &CustomField) -> String {
    let kind = kind_of(field).map(kind_word).unwrap_or_default();
    let choices = field.options.iter().filter(|option| !option.retired);
    let choices = choices.map(|option| shaping::said(&option.name)).collect::<Vec<_>>().join(", ");
    if !field.formula.is_empty() {
        return format!("{kind} · {}", text::WORKED_OUT.now());
    }
    if choices.is_empty() { kind.to_owned() } else { format!("{kind}: {choices}") }
}

fn entry(field: CustomField, asked: RwSignal<Option<Asked>>) -> Entry {
    let name = shaping::said(&field.name);
    let (key, position, rest) = (field.key.clone(), field.position, filled_in(&field));
    let split = split(&field.split);
    let field = StoredValue::new(field);
    let set = move |key: &str, value: Value| field.with_value(|field| set(field, key, value));
    Entry {
        key,
        name,
        rest: view! { {rest}{split} }.into_any(),
        hue: None,
        position,
        on_move: Callback::new(move |(to,)| set(field::POSITION, Value::Number(to))),
        on_change: Callback::new(move |()| asked.set(Some(Asked::Change(field.get_value())))),
        hides: false,
        on_retire: Some(Callback::new(move |(retired,)| set(field::RETIRED, Value::Flag(retired)))),
    }
}

/// Ways to what two people set at once.
pub(in crate::screens::settings) fn split(records: &[RecordId]) -> AnyView {
    let links = records.iter().map(|record| {
        view! { " " <a class="fields-split" href=routes_to::record(*record)>{t(text::SPLIT)}</a> }
    });
    links.collect_view().into_any()
}

/// Changes one thing of a definition.
fn set(changed: &CustomField, key: &str, value: Value) {
    if let Some(code) = changed.code() {
        let record = field::definition_of(&changed.object, code);
        dispatch(Request::Set { record, values: vec![(key.to_owned(), Some(value))] });
    }
}
