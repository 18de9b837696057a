//! A new record: a few fields first, the rest behind one press, and saving needs only a name.

mod alike;

use super::not_found;
use crate::components::{Button, EmptyState, Variant};
use crate::engine_link;
use crate::fields::{self, Edit, Field};
use crate::icons::Icon;
use crate::shell::heading;
use crate::state::custom_fields;
use crate::state::{Creating, app, explain, may_create, may_write, note_saved, take_back, undoable};
use crate::words::{self, common, record as text, t};
use crate::{browser, routes_to};
use crm_core::commands::{Assignment, Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{Request, View, Watch};
use crm_core::objects::{self, ObjectDefinition};
use crm_core::value::Value;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_params_map};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;

type Filled = RwSignal<BTreeMap<String, Value>>;

/// What the rows of a form share.
#[derive(Clone, Copy)]
struct Form {
    filled: Filled,
    refusal: RwSignal<Option<Refusal>>,
    titles: RwSignal<BTreeMap<RecordId, String>>,
}

/// The form of a new record as a page.
pub fn create() -> AnyView {
    let params = use_params_map();
    let object = Memo::new(move |_| params.with(|params| params.get("object")).unwrap_or_default());
    heading(move || words::shell::new_object(&words::object_one(&object.get())));
    let allowed = Memo::new(move |_| may_create(&object.get()));
    view! { <div class="create-page">{move || form_of(&object.get(), allowed.get(), Vec::new(), true)}</div> }
        .into_any()
}

/// The form itself, with what is known beforehand filled in.
pub fn create_form(object: &str, known: Vec<Assignment>) -> AnyView {
    form_of(object, untrack(|| may_create(object)), known, false)
}

/// A form that was begun stays as it is when rights are heard of: what was typed would go with it.
fn form_of(object: &str, allowed: bool, known: Vec<Assignment>, page: bool) -> AnyView {
    match objects::object(object) {
        Some(definition) if allowed => untrack(|| form(definition, known, page)),
        Some(_) => {
            let why = || explain(&Refusal::record(Reason::NoCreate));
            view! { <EmptyState icon=Icon::CircleAlert heading=t(text::NOT_ALLOWED) text=why/> }.into_any()
        }
        None => not_found(),
    }
}

/// As a page it leads to the record; as a sheet it leaves a person who noted something down where they were.
fn form(definition: &'static ObjectDefinition, known: Vec<Assignment>, page: bool) -> AnyView {
    let known = known.into_iter().filter_map(|(field, value)| Some((field, value?))).collect();
    let filled: Filled = RwSignal::new(known);
    // One id for as long as the form stands: pressing Save twice makes one record.
    let record = RecordId(browser::random());
    let refusal = RwSignal::new(None::<Refusal>);
    let titles = RwSignal::new(BTreeMap::new());
    filled.with_untracked(|filled| filled.values().for_each(|value| learn_titles(value, titles)));
    let all = RwSignal::new(false);
    let navigate = use_navigate();
    let save = Callback::new(move |()| {
        let values: Vec<Assignment> = filled.with_untracked(|filled| {
            filled.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect()
        });
        let navigate = navigate.clone();
        let object = definition.key.to_owned();
        spawn_local(async move {
            let (number, outcome) = engine_link::ask_numbered(Request::Create { object, record, values });
            match outcome.await {
                Ok(_) => {
                    app().creating.set(Creating::Closed);
                    note_saved();
                    let said = text::created(&words::object_one(definition.key));
                    undoable(said, move || take_back(Some(number)));
                    if page || !definition.activity {
                        navigate(&routes_to::record(record), leptos_router::NavigateOptions::default());
                    }
                }
                Err(why) => {
                    let _ = refusal.try_set(Some(why));
                }
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    let quick = move || definition.quick.iter().filter_map(|key| Field::of(definition.key, key));
    let rest = move || {
        let shown = move |field: &&'static objects::FieldDefinition| !definition.quick.contains(&field.key);
        custom_fields::all_fields(definition)
            .filter(shown)
            .map(move |field| Field { object: definition, definition: field })
    };
    let may = |field: &Field| may_write(field.object.key, field.definition.key);
    let row = move |field: Field, first: bool| row(field, Form { filled, refusal, titles }, first);
    view! {
        <form class="create-form" novalidate=true on:submit=submit on:keydown=move |event| enter_saves(&event, save)>
            {quick().filter(may).enumerate().map(|(place, field)| row(field, place == 0)).collect_view()}
            {move || if all.get() {
                rest().filter(|field| field.editable() && may(field)).map(|field| row(field, false)).collect_view().into_any()
            } else {
                view! { <Button label=t(text::MORE_FIELDS) variant=Variant::Quiet on_press=move || all.set(true)/> }.into_any()
            }}
            {alike::alike(definition, filled)}
            <p class="form-failure" role="alert">{move || refusal.with(|refusal| {
                refusal.as_ref().filter(|refusal| refusal.field.is_none()).map(explain)
            })}</p>
            <div class="form-foot">
                <Button label=t(common::SAVE) variant=Variant::Primary submit=true
                    disabled=Signal::derive(|| !app().writable()) reason=t(text::READ_ONLY)/>
            </div>
        </form>
    }
    .into_any()
}

/// Asks what the records in a value are called, so that the form can show it.
fn learn_titles(value: &Value, titles: RwSignal<BTreeMap<RecordId, String>>) {
    let mut records: Vec<RecordId> = Vec::new();
    if let Value::Link(link) = value {
        records.push(link.record);
    } else if let Value::Members(members) = value {
        records.extend(
            members.iter().filter_map(|member| member.key.split_once('/')?.1.parse::<RecordId>().ok()),
        );
    }
    for record in records {
        let number = std::rc::Rc::new(std::cell::Cell::new(0));
        let own = number.clone();
        let watch = engine_link::watch(Watch::Record { record }, move |view| {
            if let View::Record(Some(view)) = view {
                let _ = titles.try_update(|titles| titles.insert(record, view.title));
            }
            engine_link::unwatch(own.get());
        });
        number.set(watch);
    }
}

/// Enter in a field of one line has put its value into the form by now; it also saves.
fn enter_saves(event: &leptos::ev::KeyboardEvent, save: Callback<()>) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let line = target.is_some_and(|target| {
        target.tag_name() == "INPUT" && target.get_attribute("role").as_deref() != Some("combobox")
    });
    if event.key() == "Enter" && line {
        event.prevent_default();
        save.run(());
    }
}

fn row(field: Field, form: Form, first: bool) -> AnyView {
    let Form { filled, refusal, titles } = form;
    let key = field.definition.key;
    let id = format!("new-{key}");
    let version = RwSignal::new(0_u32);
    // An editor ends once; a form goes on with a fresh one.
    let again = move |()| {
        let _ = version.try_update(|version| *version += 1);
    };
    let commit = move |value: Option<Value>| {
        if let Some(value) = &value {
            learn_titles(value, titles);
        }
        filled.update(|filled| match value {
            Some(value) => drop(filled.insert(key.to_owned(), value)),
            None => drop(filled.remove(key)),
        });
        refusal.set(None);
        again(());
    };
    let editor = move || {
        let fresh = version.get() == 0;
        fields::editor(Edit {
            field,
            id: format!("new-{key}"),
            value: filled.with_untracked(|filled| filled.get(key).cloned()),
            titles: titles.into(),
            on_commit: Callback::new(move |(value,)| commit(value)),
            on_cancel: Callback::new(again),
            first: first && fresh,
        })
    };
    let wrong = move || {
        refusal.with(|refusal| {
            refusal.as_ref().filter(|refusal| refusal.field.as_deref() == Some(key)).map(explain)
        })
    };
    view! {
        <div class="input-field" data-field=key>
            <label class="input-label" for=id>
                {move || field.label()}
                {field.definition.required.then(|| view! { <span class="required" aria-hidden="true">" *"</span> })}
            </label>
            {editor}
            {move || field.help().map(|help| view! { <p class="input-hint">{help}</p> })}
            <p class="form-failure" role="alert">{wrong}</p>
        </div>
    }
    .into_any()
}
