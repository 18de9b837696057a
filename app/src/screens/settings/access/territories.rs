//! Parts of the market: what falls in, and who works there.

use super::super::conditions::conditions;
use super::{Draft, name, people, pick};
use crate::browser;
use crate::components::{Button, Variant};
use crate::state::watching;
use crate::words::{self, access as text, t};
use crm_core::ids::TerritoryId;
use crm_core::messages::{View, Watch};
use crm_core::objects::{CATALOGUE, ObjectDefinition, object};
use crm_core::policy::{Audience, Criterion, Territory};
use crm_core::views::query::Query;
use leptos::prelude::*;

/// The territories.
pub(super) fn territories(draft: Draft) -> AnyView {
    let all = draft.read(|policy| policy.territories.iter().map(|one| one.id).collect::<Vec<_>>());
    let add = move || {
        let id = TerritoryId(browser::random());
        let name = text::NEW_TERRITORY.now().to_owned();
        draft.change(|policy| {
            policy.territories.push(Territory { id, name, parent: None, criteria: Vec::new() })
        });
    };
    view! {
        <p class="access-hint">{t(text::TERRITORIES_TEXT)}</p>
        <ul class="access-list">
            <For each=move || all.get() key=|id| *id children=move |id| row(draft, id)/>
        </ul>
        <Button label=t(text::ADD_TERRITORY) on_press=add/>
    }
    .into_any()
}

fn set(draft: Draft, id: TerritoryId, set: impl FnOnce(&mut Territory)) {
    draft.change(|policy| {
        if let Some(territory) = policy.territories.iter_mut().find(|one| one.id == id) {
            set(territory);
        }
    });
}

/// Takes a territory out of everything that names it.
fn remove(draft: Draft, id: TerritoryId) {
    draft.change(|policy| {
        let above = policy.territories.iter().find(|one| one.id == id).and_then(|one| one.parent);
        policy.territories.retain(|one| one.id != id);
        policy.territories.iter_mut().filter(|one| one.parent == Some(id)).for_each(|one| one.parent = above);
        policy.members.iter_mut().for_each(|member| member.territories.retain(|one| *one != id));
        policy.rules.retain(|rule| rule.to != Audience::Territory(id));
    });
}

fn row(draft: Draft, id: TerritoryId) -> AnyView {
    let territory = draft.read(move |policy| policy.territories.iter().find(|one| one.id == id).cloned());
    let called = Signal::derive(move || territory.get().map(|one| one.name).unwrap_or_default());
    let parent = Signal::derive(move || {
        territory.get().and_then(|one| one.parent).map(|parent| parent.to_string()).unwrap_or_default()
    });
    let names = draft
        .read(|policy| policy.territories.iter().map(|one| (one.id, one.name.clone())).collect::<Vec<_>>());
    let options = Signal::derive(move || {
        let none = std::iter::once((String::new(), text::WHOLE_MARKET.now().to_owned()));
        let others = names.get().into_iter().filter(|(one, _)| *one != id);
        none.chain(others.map(|(id, name)| (id.to_string(), name))).collect()
    });
    let who = draft.read(move |policy| policy.people_in(Audience::Territory(id)));
    let who = move || {
        let names: Vec<String> = who.get().into_iter().map(people::named).collect();
        if names.is_empty() { text::NOBODY.now().to_owned() } else { text::members_here(&names.join(", ")) }
    };
    view! {
        <li class="access-row">
            <div class="access-fields">
                {name(format!("territory-name-{id}"), called, move |typed| set(draft, id, |one| one.name = typed))}
                {pick(format!("part-of-{id}"), t(text::PART_OF), options, parent,
                    move |chosen| set(draft, id, |one| one.parent = chosen.parse().ok()))}
            </div>
            <p class="access-hint">{who}</p>
            {criteria(draft, id)}
            <Button label=move || text::remove_named(&called.get()) variant=Variant::Quiet on_press=move || remove(draft, id)/>
        </li>
    }
    .into_any()
}

fn criteria(draft: Draft, id: TerritoryId) -> AnyView {
    let objects = draft.read(move |policy| {
        let territory = policy.territories.iter().find(|one| one.id == id);
        territory
            .map(|one| one.criteria.iter().map(|one| one.object.clone()).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let options = Signal::derive(|| {
        let first = std::iter::once((String::new(), "…".to_owned()));
        let all = CATALOGUE.iter().filter(|one| !one.activity);
        first.chain(all.map(|one| (one.key.to_owned(), words::object_many(one.key)))).collect()
    });
    let add = move |chosen: String| {
        if object(&chosen).is_some() {
            set(draft, id, |one| one.criteria.push(Criterion { object: chosen, filters: Vec::new() }));
        }
    };
    let all = move || {
        let objects = objects.get().into_iter().enumerate();
        objects.filter_map(|(place, key)| Some(criterion(draft, id, place, object(&key)?))).collect_view()
    };
    view! {
        {all}
        {pick(format!("falls-in-{id}"), t(text::FALLS_IN), options, Signal::derive(String::new), add)}
    }
    .into_any()
}

fn criterion(draft: Draft, id: TerritoryId, place: usize, definition: &'static ObjectDefinition) -> AnyView {
    let filters = draft.read(move |policy| {
        let territory = policy.territories.iter().find(|one| one.id == id);
        territory.and_then(|one| one.criteria.get(place)).map(|one| one.filters.clone()).unwrap_or_default()
    });
    let change = Callback::new(move |(filters,)| {
        set(draft, id, |one| {
            if let Some(criterion) = one.criteria.get_mut(place) {
                criterion.filters = filters;
            }
        });
    });
    let remove = move || {
        set(draft, id, |one| {
            if place < one.criteria.len() {
                one.criteria.remove(place);
            }
        });
    };
    let found = watching(
        move || {
            let query = Query { filters: filters.get(), columns: Vec::new(), ..Query::all(definition.key) };
            Some(Watch::List { query, offset: 0, limit: 0 })
        },
        |view| {
            let View::List(list) = view else { return None };
            Some(list.total)
        },
    );
    view! {
        <div class="access-criterion">
            <strong>{move || words::object_many(definition.key)}</strong>
            {conditions(definition, filters.into(), change, text::ALL_FALL_IN, false)}
            <p class="access-hint" role="status">{move || found.get().map(|total| text::preview(total.into()))}</p>
            <Button label=move || text::remove_named(&words::object_many(definition.key)) variant=Variant::Quiet on_press=remove/>
        </div>
    }
    .into_any()
}
