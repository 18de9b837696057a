//! A new record: a few fields first, the rest behind one press, and saving needs only a name.

mod alike;
pub mod row;

use super::{awaiting, not_found};
use crate::components::{Button, EmptyState, Variant};
use crate::engine_link;
use crate::fields::Field;
use crate::icons::Icon;
use crate::shell::heading;
use crate::state::checks::Asked;
use crate::state::shaping::{self, Part};
use crate::state::{
    Creating, app, explain, explain_apart, may_create, may_write, note_saved, take_back, undoable,
};
use crate::words::{self, common, record as text, t};
use crate::{browser, routes_to};
use crm_core::commands::{Assignment, Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects::{self, FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_params_map};
use row::{Filled, Form};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;

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
        Some(definition) if allowed => {
            // Once the engine has said how forms stand: one that opened before would stand as no team has it.
            let shown = move || match shaping::heard() {
                true => untrack(|| form(definition, known.clone(), page)),
                false => awaiting(),
            };
            shown.into_any()
        }
        Some(_) => {
            let why = || explain(&Refusal::record(Reason::NoCreate));
            view! { <EmptyState icon=Icon::CircleAlert heading=t(text::NOT_ALLOWED) text=why/> }.into_any()
        }
        None => not_found(),
    }
}

/// As a page it leads to the record; as a sheet it leaves a person who noted something down where they were.
fn form(definition: &'static ObjectDefinition, known: Vec<Assignment>, page: bool) -> AnyView {
    let usual = shaping::usual(definition).into_iter().filter(|(key, _)| may_write(definition.key, key));
    let known = known.into_iter().filter_map(|(field, value)| Some((field, value?)));
    let usual: Vec<(String, Value)> = usual.collect();
    let known = usual.iter().cloned().chain(known).collect();
    let (filled, usual): (Filled, _) = (RwSignal::new(known), StoredValue::new(usual));
    // One id for as long as the form stands: pressing Save twice makes one record.
    let record = RecordId(browser::random());
    let (refusal, apart) = (RwSignal::new(None::<Refusal>), RwSignal::new(false));
    let asked = Asked::of(definition, move |key| filled.with(|filled| filled.get(key).cloned()));
    let titles = RwSignal::new(BTreeMap::new());
    filled.with_untracked(|filled| filled.values().for_each(|value| row::learn_titles(value, titles)));
    let all = RwSignal::new(false);
    // As they are when the form opens: what was typed would go with rows that are drawn anew.
    let begins = StoredValue::new(shaping::quick(definition));
    let navigate = use_navigate();
    let save = Callback::new(move |()| {
        refusal.set(None);
        let values: Vec<Assignment> = filled.with_untracked(|filled| {
            // What was there before anybody typed anything, in a field that the others leave no place for.
            let stays = |key: &str, value: &Value| {
                let given =
                    usual.with_value(|usual| usual.iter().any(|(of, usual)| of == key && usual == value));
                !given || !untrack(|| asked.hides(key))
            };
            let stay = filled.iter().filter(|(key, value)| stays(key, value));
            stay.map(|(key, value)| (key.clone(), Some(value.clone()))).collect()
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
                    // Somebody may have wanted it filled since the form was opened.
                    let field = why.field.as_deref();
                    if field.is_some_and(|key| {
                        begins.with_value(|fields| fields.iter().all(|one| one.key != key))
                    }) {
                        all.set(true);
                    }
                    let _ = apart.try_set(field.is_none());
                    lead_to(field, apart);
                    let _ = refusal.try_set(Some(why));
                }
            }
        });
    });
    let form = Form { filled, refusal, titles, asked: Some((asked, usual)) };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };

    view! {
        <form class="create-form" novalidate=true on:submit=submit on:keydown=move |event| enter_saves(&event, save)>
            {begins.with_value(|fields| rows(definition, fields, form, true))}
            {move || if all.get() {
                begins.with_value(|fields| untrack(|| rest(definition, fields, form)))
            } else {
                view! { <Button label=t(text::MORE_FIELDS) variant=Variant::Quiet on_press=move || all.set(true)/> }.into_any()
            }}
            {alike::alike(definition, filled)}
            <p class="form-failure" role="alert">{move || refusal.with(|refusal| {
                refusal.as_ref().filter(|_| apart.get()).map(|refusal| explain_apart(definition.key, refusal))
            })}</p>
            <div class="form-foot">
                <Button label=t(common::SAVE) variant=Variant::Primary submit=true
                    disabled=Signal::derive(|| !app().writable()) reason=t(text::READ_ONLY)/>
            </div>
        </form>
    }
    .into_any()
}

/// The rows of those fields that this person may write; the first takes the focus where the form begins with it.
fn rows(
    object: &'static ObjectDefinition,
    fields: &[&'static FieldDefinition],
    form: Form,
    begins: bool,
) -> AnyView {
    let fields = fields.iter().map(|&definition| Field { object, definition });
    let may = fields.filter(|field| field.editable() && may_write(object.key, field.definition.key));
    may.enumerate()
        .map(|(place, field)| row::row(field, form, begins && place == 0))
        .collect_view()
        .into_any()
}

/// The other fields, section by section.
fn rest(object: &'static ObjectDefinition, begins: &[&'static FieldDefinition], form: Form) -> AnyView {
    let parts = shaping::arranged(object).into_iter().map(|Part { heading, mut fields }| {
        fields.retain(|field| begins.iter().all(|one| one.key != field.key));
        let heading = heading.filter(|_| !fields.is_empty());
        let heading = heading.map(|heading| view! { <h3 class="form-section">{heading}</h3> });
        view! { {heading}{rows(object, &fields, form, false)} }
    });
    parts.collect_view().into_any()
}

/// Brings the field that something was wrong with into view, with the keys in it. Where none of the rows is that field's,
/// what was wrong is said `apart`.
fn lead_to(field: Option<&str>, apart: RwSignal<bool>) {
    let Some(field) = field else { return };
    let row = format!(".create-form [data-field='{field}']:not([hidden])");
    browser::after(0, move || {
        if browser::document().query_selector(&row).ok().flatten().is_none() {
            let _ = apart.try_set(true);
        }
        browser::focus(&format!("{row} :is(input, select, textarea, button)"));
    });
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
