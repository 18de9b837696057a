//! A row of a form: the name of a field, its editor, what helps, and what was wrong.

use crate::engine_link;
use crate::fields::{self, Edit, Field, Offered};
use crate::state::checks::Asked;
use crate::state::explain;
use crm_core::commands::Refusal;
use crm_core::fields::members;
use crm_core::ids::RecordId;
use crm_core::messages::{View, Watch};
use crm_core::value::Value;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What is filled in.
pub type Filled = RwSignal<BTreeMap<String, Value>>;

/// What a record holds before anybody types.
pub type Usual = StoredValue<Vec<(String, Value)>>;

/// What the rows of a form share.
#[derive(Clone, Copy)]
pub struct Form {
    /// What is filled in.
    pub filled: Filled,
    /// Why it was refused last.
    pub refusal: RwSignal<Option<Refusal>>,
    /// What the records in it are called.
    pub titles: RwSignal<BTreeMap<RecordId, String>>,
    /// What is asked of the record, and what it holds before anybody types; nothing where the form makes none.
    pub asked: Option<(Asked, Usual)>,
}

/// Asks what the records in a value are called, so that the form can show it.
pub fn learn_titles(value: &Value, titles: RwSignal<BTreeMap<RecordId, String>>) {
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

/// The row.
pub fn row(field: Field, form: Form, first: bool) -> AnyView {
    let Form { filled, refusal, titles, asked } = form;
    let key = field.definition.key;
    let offered = asked.map(|(asked, _)| asked.offers(field.definition));
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
        // What was wrong stays said until the next try: a line that goes when the field is left would move the button away
        // from under the press that leaves it.
        again(());
    };
    if let Some(offered) = offered {
        leave_what_does_not_go(key, filled, offered);
    }
    let editor = move || {
        let fresh = version.get() == 0;
        fields::editor(Edit {
            field,
            id: format!("new-{key}"),
            value: filled.with_untracked(|filled| filled.get(key).cloned()),
            titles: titles.into(),
            offered: offered
                .map_or_else(Offered::all, |offered| Offered { choices: offered.into(), stays: false }),
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
    let hides = hides(key, form);
    let marked = asked.map(|(asked, _)| asked.requires(field.definition));
    let star = move || {
        let marked = marked.is_some_and(|marked| field.definition.required || marked.get());
        marked.then(|| view! { <span class="required" aria-hidden="true">" *"</span> })
    };
    view! {
        <div class="input-field" data-field=key hidden=move || hides.get()>
            <label class="input-label" for=id>
                {move || field.label()}
                {star}
            </label>
            {editor}
            {move || field.help().map(|help| view! { <p class="input-hint">{help}</p> })}
            <p class="form-failure" role="alert">{wrong}</p>
        </div>
    }
    .into_any()
}

/// Whether what the others hold leaves no place for a field in which nobody typed anything.
fn hides(key: &'static str, form: Form) -> Memo<bool> {
    Memo::new(move |_| {
        let Some((asked, usual)) = form.asked else { return false };
        if !asked.hides(key) {
            return false;
        }
        let now = form.filled.with(|filled| filled.get(key).cloned());
        now.is_none_or(|now| {
            usual.with_value(|usual| usual.iter().any(|(of, usual)| of == key && *usual == now))
        })
    })
}

/// A choice that is offered no more, because of what another field holds now, is taken out.
fn leave_what_does_not_go(key: &'static str, filled: Filled, offered: Memo<Option<Vec<String>>>) {
    Effect::new(move |_| {
        let Some(offered) = offered.get() else { return };
        let goes = |choice: &str| offered.iter().any(|one| one == choice);
        let left = match filled.with_untracked(|filled| filled.get(key).cloned()) {
            Some(Value::Text(choice)) if !goes(&choice) => None,
            Some(Value::Members(mut members)) if !members.iter().all(|member| goes(&member.key)) => {
                members.retain(|member| goes(&member.key));
                Some(Value::Members(members)).filter(|left| !members::of(left).is_empty())
            }
            Some(_) | None => return,
        };
        filled.update(|filled| match left {
            Some(value) => drop(filled.insert(key.to_owned(), value)),
            None => drop(filled.remove(key)),
        });
    });
}
