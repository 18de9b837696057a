//! One field set in every chosen record: the window that asks which, and to what.

use super::bulk_bar::{edit_chosen, so_many};
use super::{Listing, parts};
use crate::browser;
use crate::components::{Button, Dialog, Variant};
use crate::fields::{self, Edit, Field, Offered};
use crate::state::shaping;
use crate::state::{may_write, say, watching};
use crate::words::{list as text, t};
use crm_core::fields::Kind;
use crm_core::messages::{ManyEdit, View, Watch};
use crm_core::objects::ObjectDefinition;
use crm_core::value::Value;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What the window asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Who shall have the records.
    Owner,
    /// Any field.
    Any,
}

/// The window.
pub(super) fn set_field(listing: Listing, count: Memo<u32>, asked: RwSignal<Option<Asked>>) -> AnyView {
    let open = Signal::derive(move || asked.get().is_some());
    let title = move || match asked.get() {
        Some(Asked::Owner) => text::ASSIGN.now(),
        Some(Asked::Any) | None => text::SET_FIELD.now(),
    };
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title>
            {move || asked.get().map(|asked_now| parts::set_field(listing, count, asked_now, asked))}
        </Dialog>
    }
    .into_any()
}

/// The fields that many records may hold the same value of.
fn settable(definition: &'static ObjectDefinition) -> Vec<Field> {
    let known = shaping::all_fields(definition)
        .map(|definition_of| Field { object: definition, definition: definition_of });
    let fits = |field: &Field| field.editable() && field.definition.kind != Kind::Recurrence;
    known.filter(|field| fits(field) && may_write(definition.key, field.definition.key)).collect()
}

/// What is asked first: a choice, rather one that the list shows.
fn usual(offered: &[Field]) -> &'static str {
    let mut choices = offered.iter().filter(|field| field.definition.kind == Kind::Choice);
    let seen = choices.clone().find(|field| field.object.columns.contains(&field.definition.key));
    seen.or_else(|| choices.next()).or(offered.first()).map_or("owner", |field| field.definition.key)
}

pub(super) fn form(
    listing: Listing,
    count: Memo<u32>,
    kind: Asked,
    asked: RwSignal<Option<Asked>>,
) -> AnyView {
    let object = listing.definition.key;
    let offered = settable(listing.definition);
    let start = if kind == Asked::Owner { "owner" } else { usual(&offered) };
    let chosen = RwSignal::new(start);
    let value = RwSignal::new(None::<Value>);
    let option = move |field: Field| {
        let key = field.definition.key;
        view! { <option value=key prop:selected=move || chosen.get() == key>{field.label()}</option> }
    };
    let keys: Vec<&'static str> = offered.iter().map(|field| field.definition.key).collect();
    let choose = move |event: leptos::ev::Event| {
        let wanted = event_target_value(&event);
        if let Some(key) = keys.iter().find(|key| **key == wanted) {
            value.set(None);
            chosen.set(key);
        }
    };
    let which = (kind == Asked::Any).then(|| {
        view! {
            <div class="input-field">
                <label class="input-label" for="bulk-field">{t(text::FIELD)}</label>
                <select class="input" id="bulk-field" on:change=choose>
                    {offered.into_iter().map(option).collect_view()}
                </select>
            </div>
        }
    });
    let editor = editor(object, chosen, value);
    let filled = Memo::new(move |_| value.with(Option::is_some));
    let sure = move || {
        let (number, objects) = so_many(listing, count.get());
        if filled.get() { text::set_many(&number, &objects) } else { text::empty_many(&number, &objects) }
    };
    // Without a value the field is emptied, which must not look like the usual thing to do.
    let button = move || {
        let variant = if filled.get() { Variant::Primary } else { Variant::Danger };
        view! { <Button label=sure variant=variant submit=true/> }
    };
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let key = chosen.get_untracked();
        let edit = ManyEdit::Set(vec![(key.to_owned(), value.get_untracked())]);
        asked.set(None);
        edit_chosen(listing, edit, move |records| say(&told(listing, key, records.len())));
    };
    view! {
        <form class="filter-form" on:submit=apply>
            {which}
            <div class="input-field bulk-value">{editor}</div>
            <div class="bulk-apply">{button}</div>
        </form>
    }
    .into_any()
}

/// What came of it.
fn told(listing: Listing, key: &str, changed: usize) -> String {
    let changed = u32::try_from(changed).unwrap_or(u32::MAX);
    if changed == 0 {
        return text::NOTHING_CHANGED.now().to_owned();
    }
    let (number, objects) = so_many(listing, changed);
    text::edited_many(&crate::words::field(listing.definition.key, key), &number, &objects)
}

/// The ordinary editor of the field. It ends with each value, so that it is made anew for the next.
fn editor(object: &'static str, chosen: RwSignal<&'static str>, value: RwSignal<Option<Value>>) -> AnyView {
    let again = RwSignal::new(0_u32);
    let linked = watching(
        move || {
            value
                .with(|value| if let Some(Value::Link(link)) = value { Some(link.record) } else { None })
                .map(|record| Watch::Record { record })
        },
        |view| {
            let View::Record(record) = view else { return None };
            record.map(|record| (record.record, record.title))
        },
    );
    let titles = Signal::derive(move || linked.get().into_iter().collect::<BTreeMap<_, _>>());
    let shown = move || {
        again.get();
        titles.with(|_| ());
        let field = Field::of(object, chosen.get())?;
        let edit = Edit {
            field,
            id: "bulk-value".to_owned(),
            value: value.get(),
            titles,
            offered: Offered::all(),
            on_commit: Callback::new(move |(typed,): (Option<Value>,)| {
                value.set(typed);
                go_on();
            }),
            on_cancel: Callback::new(move |()| {
                again.update(|again| *again += 1);
                go_on();
            }),
            first: false,
        };
        Some(view! { <span class="input-label">{t(text::VALUE)}</span>{fields::editor(edit)} })
    };
    shown.into_any()
}

/// Enter in the editor leads on to the button, and so does an editor that went away with the focus.
fn go_on() {
    browser::after(0, || {
        let there = browser::document().active_element();
        let lost = there.is_none_or(|there| {
            let within = matches!(there.closest(".bulk-value"), Ok(Some(_)));
            within || matches!(there.tag_name().as_str(), "BODY" | "DIALOG")
        });
        if lost {
            browser::focus(".bulk-apply button");
        }
    });
}
