//! The fields in which the records differ, each with what there is to choose from.

use super::Draft;
use crate::fields::{self, Field, Shown};
use crate::words::{merge as text, t};
use crm_core::commands::merge;
use crm_core::fields::Merge;
use crm_core::ids::RecordId;
use crm_core::objects::FieldDefinition;
use crm_core::value::Value;
use crm_core::views::record::Record;
use leptos::prelude::*;

/// One row for each field in which they differ; what is the same in all of them is not asked.
pub(super) fn differing(draft: Draft) -> AnyView {
    let all = draft.records.get();
    let refs: Vec<&Record> = all.iter().collect();
    let asked = merge::fields(draft.definition, &refs).into_iter().filter(|field| {
        let mut filled: Vec<&Value> = all.iter().filter_map(|record| record.value(field.key)).collect();
        filled.dedup();
        filled.len() > 1
    });
    let rows: Vec<AnyView> = asked.filter_map(|field| row(draft, field, &all)).collect();
    if rows.is_empty() {
        return view! { <p class="access-hint">{t(text::NOTHING_DIFFERS)}</p> }.into_any();
    }
    rows.into_any()
}

fn row(draft: Draft, definition: &'static FieldDefinition, all: &[Record]) -> Option<AnyView> {
    let field = Field::of(draft.definition.key, definition.key)?;
    let key = definition.key;
    let titles = draft.titles;
    // Sets keep everything, unless one of them is chosen.
    let together = definition.kind.behaviour().merge() == Merge::Set;
    let chosen = move || draft.choices.with(|choices| choices.get(key).copied());
    let usual = move || {
        let keep = draft.keep.get();
        let own = |all: &Vec<Record>| {
            let filled = |record: &&Record| record.value(key).is_some();
            let kept = all.iter().filter(|record| record.id == keep).find(filled);
            kept.or_else(|| all.iter().find(filled)).map(|record| record.id)
        };
        draft.records.with(own)
    };
    let is = move |record: RecordId| chosen().or_else(|| usual().filter(|_| !together)) == Some(record);
    let choose = move |record: Option<RecordId>| {
        draft.choices.update(|choices| match record {
            Some(record) => drop(choices.insert(key.to_owned(), record)),
            None => drop(choices.remove(key)),
        });
    };
    let name = format!("merge-{key}");
    let mut seen: Vec<Value> = Vec::new();
    let mut options: Vec<AnyView> = Vec::new();
    if together {
        options.push(choice(
            &name,
            move || chosen().is_none(),
            move || choose(None),
            || t(text::TOGETHER)().into_any(),
        ));
    }
    for record in all {
        let Some(value) = record.value(key).filter(|value| !seen.contains(value)) else { continue };
        seen.push(value.clone());
        let (id, value) = (record.id, value.clone());
        let titles = RwSignal::new(titles.get_untracked());
        let shown = move || fields::cell(&Shown { field, value: &value, titles: titles.into() });
        options.push(choice(&name, move || is(id), move || choose(Some(id)), shown));
    }
    Some(
        view! {
            <fieldset class="merge-field" data-field=key>
                <legend class="input-label">{move || field.label()}</legend>
                {options}
            </fieldset>
        }
        .into_any(),
    )
}

fn choice(
    name: &str,
    checked: impl Fn() -> bool + Send + Sync + 'static,
    choose: impl Fn() + 'static,
    content: impl FnOnce() -> AnyView,
) -> AnyView {
    drawn(name, Signal::derive(checked), Box::new(choose), content())
}

/// Not generic: its code would be in the module once for each use.
fn drawn(name: &str, checked: Signal<bool>, choose: Box<dyn Fn()>, content: AnyView) -> AnyView {
    view! {
        <label class="merge-choice">
            <input type="radio" name=name.to_owned() prop:checked=checked on:change=move |_| choose()/>
            <span class="merge-value">{content}</span>
        </label>
    }
    .into_any()
}
