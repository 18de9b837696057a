//! What the records of a list hold most, with counts: a column beside it that narrows by a press.

use super::Listing;
use crate::browser;
use crate::components::IconButton;
use crate::fields::{self, Field, Shown};
use crate::format;
use crate::icons::Icon;
use crate::state::shaping;
use crate::state::{may_read, watching};
use crate::words::{self, list as text, t};
use crm_core::fields::{FilterOperator, Kind};
use crm_core::messages::{Facet, View, Watch};
use crm_core::objects::ObjectDefinition;
use crm_core::value::Value;
use crm_core::views::query::Filter;
use leptos::prelude::*;

const KEY: &str = "halkhata.facets";
/// Fields that are counted, those of the list's columns first.
const MOST: usize = 6;

/// Whether the column stands beside the list: as the person left it, else where there is much room.
pub(super) fn opened() -> RwSignal<bool> {
    let wide =
        || matches!(browser::window().match_media("(width >= 1440px)"), Ok(Some(query)) if query.matches());
    RwSignal::new(browser::kept(KEY).map_or_else(wide, |kept| kept == "open"))
}

/// The button that opens and shuts it; sheets hide it where there is no room.
pub(super) fn toggle(open: RwSignal<bool>) -> AnyView {
    let press = move || {
        open.update(|open| *open = !*open);
        browser::keep(KEY, if open.get_untracked() { "open" } else { "shut" });
    };
    view! {
        <span class="facets-toggle">
            <IconButton icon=Icon::PanelLeft label=t(text::FACETS) on_press=press pressed=Signal::from(open)/>
        </span>
    }
    .into_any()
}

/// How a field is narrowed by one of its values; `None` for kinds that have too many.
const fn operator(kind: Kind) -> Option<FilterOperator> {
    match kind {
        Kind::Choice | Kind::Person | Kind::Flag => Some(FilterOperator::Is),
        Kind::MultiChoice | Kind::Tags => Some(FilterOperator::Contains),
        Kind::Text
        | Kind::LongText
        | Kind::Emails
        | Kind::Phones
        | Kind::Url
        | Kind::Date
        | Kind::DateTime
        | Kind::Duration
        | Kind::Money
        | Kind::Number
        | Kind::Percent
        | Kind::Link
        | Kind::Links
        | Kind::LinkAny
        | Kind::Address
        | Kind::Recurrence
        | Kind::Computed => None,
    }
}

fn counted(definition: &'static ObjectDefinition) -> Vec<String> {
    let fields = shaping::all_fields(definition).filter(|field| {
        !field.system && operator(field.kind).is_some() && may_read(definition.key, field.key)
    });
    let mut keys: Vec<&str> = fields.map(|field| field.key).collect();
    keys.sort_by_key(|key| !definition.columns.contains(key));
    keys.into_iter().take(MOST).map(str::to_owned).collect()
}

/// The column, while it is open.
pub(super) fn facets(listing: Listing) -> AnyView {
    let open = listing.facets;
    (move || open.get().then(|| column(listing))).into_any()
}

fn column(listing: Listing) -> AnyView {
    let fields = counted(listing.definition);
    let narrowing = Memo::new(move |_| {
        let mut query = listing.query.get();
        query.columns.clear();
        query
    });
    let view = watching(
        move || Some(Watch::Facets { query: narrowing.get(), fields: fields.clone() }),
        |view| {
            let View::Facets(facets) = view else { return None };
            Some(facets)
        },
    );
    let shown = move || {
        let facets = view.get().unwrap_or_default();
        facets
            .into_iter()
            .filter(|facet| !facet.values.is_empty())
            .map(|facet| section(listing, facet))
            .collect_view()
    };
    view! { <aside class="facets" aria-label=t(text::FACETS)>{shown}</aside> }.into_any()
}

fn section(listing: Listing, facet: Facet) -> Option<AnyView> {
    let field = Field::of(listing.definition.key, &facet.field)?;
    let entries = facet.values.into_iter().map(|(value, count)| entry(listing, field, value, count));
    Some(
        view! {
            <section class="facet">
                <h2 class="facet-name">{words::field(listing.definition.key, field.definition.key)}</h2>
                <ul>{entries.collect_view()}</ul>
            </section>
        }
        .into_any(),
    )
}

fn entry(listing: Listing, field: Field, value: Value, count: u32) -> Option<AnyView> {
    let filter = Filter {
        field: field.definition.key.to_owned(),
        operator: operator(field.definition.kind)?,
        argument: Some(value.clone()),
    };
    let (own, pressed) = (filter.clone(), filter);
    let on = move || listing.query.with(|query| query.filters.contains(&own));
    let press = move |_| {
        let filter = pressed.clone();
        listing.narrow(|query| {
            let before = query.filters.len();
            query.filters.retain(|other| *other != filter);
            if query.filters.len() == before {
                // One value takes the place of another of the same field.
                query
                    .filters
                    .retain(|other| other.field != filter.field || other.operator != filter.operator);
                query.filters.push(filter);
            }
        });
    };
    let titles = Signal::derive(Default::default);
    let shown = fields::cell(&Shown { field, value: &value, titles });
    Some(
        view! {
            <li>
                <button type="button" class="facet-value" aria-pressed=move || on().to_string() on:click=press>
                    <span class="facet-word">{shown}</span>
                    <span class="facet-count number">{format::count(count)}</span>
                </button>
            </li>
        }
        .into_any(),
    )
}
