//! Which fields of an object depend on which others.

use super::super::fields::split;
use super::table::{self, Asked};
use super::way;
use crate::components::{Button, IconButton, Variant};
use crate::icons::Icon;
use crate::state::{dispatch_undoable, shaping};
use crate::words::{self, rules as text, shaping as shaping_text, t};
use crm_core::messages::Request;
use crm_core::objects::{ObjectDefinition, dependency};
use crm_core::views::shaping::dependencies::Dependency;
use leptos::prelude::*;

/// The panel.
pub(super) fn dependencies(object: RwSignal<&'static ObjectDefinition>) -> AnyView {
    let asked = RwSignal::new(None::<Asked>);
    let listed = move || {
        let object = object.get();
        let pairs = pairs(object);
        if pairs.is_empty() {
            return view! { <p class="access-hint">{t(text::NO_DEPENDENCIES)}</p> }.into_any();
        }
        let rows = pairs.into_iter().map(|pair| row(object, pair, asked)).collect_view();
        view! { <ul class="fields-list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="panel" data-setting="dependencies" aria-label=t(text::DEPENDENCIES)>
            <h3>{t(text::DEPENDENCIES)}</h3>
            <p>{t(text::DEPENDENCIES_LEAD)}</p>
            {listed}
            <div class="pipeline-foot">
                <Button label=t(text::DEPEND) icon=Icon::Plus variant=Variant::Primary
                    on_press=move || asked.set(Some(Asked::New(object.get_untracked())))/>
            </div>
        </section>
        {table::window(asked)}
    }
    .into_any()
}

/// What is said of two fields, one of which depends on the other: there is at least one of it.
fn pairs(object: &ObjectDefinition) -> Vec<Vec<Dependency>> {
    let mut pairs: Vec<Vec<Dependency>> = Vec::new();
    for one in shaping::dependencies(object) {
        let same = |pair: &&mut Vec<Dependency>| {
            pair.first().is_some_and(|first| (&first.key, &first.target) == (&one.key, &one.target))
        };
        match pairs.iter_mut().find(same) {
            Some(pair) => pair.push(one),
            None => pairs.push(vec![one]),
        }
    }
    pairs
}

fn row(object: &'static ObjectDefinition, pair: Vec<Dependency>, asked: RwSignal<Option<Asked>>) -> AnyView {
    let Some(first) = pair.first().cloned() else { return ().into_any() };
    let field = |key: &str| words::field(object.key, key);
    let name = text::pair(&field(&first.key), &field(&first.target));
    let circle = first.circle.then(|| shaping::circle(object, &first.key, &first.target)).flatten();
    let said = circle.map_or_else(|| said(object, &pair), |fields| text::in_circle(&way(object, &fields)));
    let apart = pair.iter().filter(|one| one.split).map(record).collect::<Vec<_>>();
    let pair = StoredValue::new(pair);
    let open = move || asked.set(Some(Asked::Pair(object, first.key.clone(), first.target.clone())));
    let remove = move || {
        let request =
            Request::Define { records: pair.with_value(|pair| pair.iter().map(table::nothing).collect()) };
        dispatch_undoable(request, || text::REMOVED.now().to_owned());
    };
    view! {
        <li class="fields-row">
            <span class="fields-name">{name.clone()}</span>
            <span class="fields-rest">{said}{split(&apart)}</span>
            <span class="fields-buttons">
                <IconButton icon=Icon::Pencil label=shaping_text::change(&name) on_press=open/>
                <IconButton icon=Icon::Trash label=text::remove(&name) on_press=remove/>
            </span>
        </li>
    }
    .into_any()
}

/// The record of a dependency.
pub(super) fn record(one: &Dependency) -> crm_core::ids::RecordId {
    dependency::dependency_of(&one.of, &one.key, &one.value, &one.target)
}

/// What is said of a pair, on one line.
fn said(object: &'static ObjectDefinition, pair: &[Dependency]) -> String {
    let at = |which: fn(&Dependency) -> bool| {
        let values = pair.iter().filter(|one| which(one));
        let names = values.map(|one| table::value_name(object, &one.key, &one.value));
        names.collect::<Vec<_>>().join(", ")
    };
    let parts = [
        (at(|one| one.hidden), text::hidden_at as fn(&str) -> String),
        (at(|one| one.required && !one.hidden), text::required_at),
        (at(|one| !one.options.is_empty() && !one.hidden), text::narrowed_at),
    ];
    let said = parts.into_iter().filter(|(values, _)| !values.is_empty()).map(|(values, say)| say(&values));
    said.collect::<Vec<_>>().join(" · ")
}
