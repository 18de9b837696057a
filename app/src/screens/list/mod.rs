//! The list of an object: every record in rows, searched, narrowed, sorted, and saved as a file.

mod bulk_bar;
mod cells;
mod columns;
mod export;
mod facets;
pub mod filters;
mod linked;
mod moving;
mod parts;
mod picked;
mod print;
mod rows;
mod set_field;
mod sharing;
mod sorting;
mod views;

use super::board::has_board;
use super::record::{Beside, beside};
use crate::components::{ActiveCell, Button, EmptyState, Menu, MenuItem, SearchField, Variant};
use crate::icons::{Icon, IconView};
use crate::shell::{heading, heading_count, object_icon};
use crate::state::{Creating, app, kept_layout, kept_views, may_create, say, shaping, watching};
use crate::words::{self, list as text, t};
use crate::{browser, format, routes_to};
use crm_core::commands::merge::OBJECTS as MERGED;
use crm_core::ids::RecordId;
use crm_core::messages::{ListView, View, Watch};
use crm_core::objects::{self, ObjectDefinition};
use crm_core::views::layout::Layout;
use crm_core::views::query::Query;
use crm_core::views::selection::Selection;
use export::{export, may_export};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use picked::Picked;
use std::cell::RefCell;
use std::collections::HashMap;
use views::Views;

thread_local! {
    /// How each list was left.
    static LEFT: RefCell<HashMap<&'static str, Left>> = RefCell::default();
}

/// What a list was narrowed to, what was chosen in it, which view of it was shown, and with which columns.
#[derive(Clone)]
struct Left {
    query: Query,
    selection: Selection,
    view: Option<RecordId>,
    layout: Layout,
}

/// Nothing is chosen when the list comes back: what was chosen is gone.
fn forget_selection(object: &str) {
    LEFT.with_borrow_mut(|all| {
        if let Some(left) = all.get_mut(object) {
            left.selection = Selection::default();
        }
    });
}

/// The list of the object in the address; made anew when the address names another.
pub fn list() -> AnyView {
    let params = use_params_map();
    let object = Memo::new(move |_| params.with(|params| params.get("object")).unwrap_or_default());
    let link = linked::link(object);
    let shown = move || match objects::object(&object.get()) {
        // A view of the team with which it opens is known when the engine has said what there is.
        Some(definition)
            if (kept_views(definition).first.is_some() || link.get().is_some()) && !shaping::heard() =>
        {
            super::awaiting()
        }
        Some(definition) => {
            let link = link.get();
            linked::forget(link.is_some());
            list_of(definition, link.as_deref())
        }
        None => super::not_found(),
    };
    shown.into_any()
}

/// Everything that the parts of a list share.
#[derive(Clone, Copy)]
struct Listing {
    definition: &'static ObjectDefinition,
    query: RwSignal<Query>,
    window: RwSignal<(u32, u32)>,
    view: RwSignal<Option<ListView>>,
    picked: Picked,
    layout: RwSignal<Layout>,
    views: Views,
    /// Whether the column of counts stands beside it.
    facets: RwSignal<bool>,
    /// The row under the keys.
    active_cell: ActiveCell,
    /// The record beside it.
    beside: Beside,
    /// Many records are being edited.
    busy: RwSignal<bool>,
}

impl Listing {
    /// How many records there are.
    fn total(self) -> u32 {
        self.view.with(|view| view.as_ref().map_or(0, |view| view.total))
    }

    /// Asks for other records. What was chosen among those before is not chosen among these.
    fn narrow(self, change: impl FnOnce(&mut Query)) {
        self.picked.choose(Selection::default());
        self.query.update(change);
    }
}

/// `link` is what the address says that it shows; else it is as it was left.
fn list_of(definition: &'static ObjectDefinition, link: Option<&str>) -> AnyView {
    let key = definition.key;
    let left = LEFT.with_borrow(|left| left.get(key).cloned());
    let views = Views::of(definition, left.as_ref().and_then(|left| left.view));
    let linked = link.and_then(|link| linked::followed(definition, views, link));
    match (&linked, link) {
        (Some(linked), _) => views.shown.set(linked.view),
        (None, Some(_)) => say(text::LINK_UNKNOWN.now()),
        (None, None) => {}
    }
    let left = linked.or(left).unwrap_or_else(|| opened(definition, views));
    let Left { mut query, selection, layout, .. } = left;
    query.columns.clone_from(&layout.columns);
    let layout = columns::layout(definition, layout, views.shown);
    let (query, picked) = (RwSignal::new(query), Picked::starting(selection));
    let window = RwSignal::new((0, 64));
    let view = watching(
        move || {
            let (offset, limit) = window.get();
            Some(Watch::List { query: query.get(), offset, limit: limit.min(500) })
        },
        |view| {
            let View::List(list) = view else { return None };
            Some(list)
        },
    );
    on_cleanup(move || {
        let left = || {
            Some(Left {
                query: query.try_get_untracked()?,
                selection: picked.selection.try_get_untracked()?,
                view: views.shown.try_get_untracked()?,
                layout: layout.try_get_untracked()?,
            })
        };
        if let Some(left) = left() {
            LEFT.with_borrow_mut(|all| all.insert(key, left));
        }
    });
    let listing = Listing {
        definition,
        query,
        window,
        view,
        picked,
        layout,
        views,
        facets: facets::opened(),
        active_cell: ActiveCell::first(),
        beside: Beside::of_address(),
        busy: RwSignal::new(false),
    };
    let step = Callback::new(move |(rows,)| listing.active_cell.step(rows));
    // What Escape means nothing else for closes the record beside the list.
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            listing.beside.close();
        }
    };
    heading(move || words::object_many(key));
    heading_count(move || {
        view.with(|view| view.as_ref().map(|view| format::count(view.total)).unwrap_or_default())
    });
    view! {
        <div class="list-page" data-object=key on:keydown=escape>
            {views::tabs(listing)}
            {bar(listing)}
            {filters::chips(listing)}
            <div class="with-beside" data-open=move || listing.beside.record.get().map(|_| "true")>
                {facets::facets(listing)}{body(listing)}
                {beside(listing.beside, Some(step), Callback::new(move |()| browser::focus(".list-body [role=grid]")))}
            </div>
            {super::kept::not_everything()}
            {bulk_bar::bulk_bar(listing)}
        </div>
    }
    .into_any()
}

/// A list that was not left yet: the view with which it opens, or all records.
fn opened(definition: &'static ObjectDefinition, views: Views) -> Left {
    let selection = Selection::default();
    match views.first() {
        Some(view) => {
            views.shown.set(Some(view.id));
            Left { query: view.asked(), selection, view: Some(view.id), layout: view.layout }
        }
        None => {
            Left { query: Query::all(definition.key), selection, view: None, layout: kept_layout(definition) }
        }
    }
}

/// Search, filters, and what can be done with the whole list.
fn bar(listing: Listing) -> AnyView {
    let (key, query) = (listing.definition.key, listing.query);
    let (printing, sorting) = (RwSignal::new(false), RwSignal::new(false));
    let search = Signal::derive(move || query.with(|query| query.search.clone()));
    let board = move || {
        has_board(listing.definition).then(|| {
            view! {
                <a class="button" data-variant="quiet" href=routes_to::board(key)>
                    <IconView icon=Icon::Kanban/>
                    <span class="button-label">{t(text::AS_BOARD)}</span>
                </a>
            }
        })
    };
    let duplicates = MERGED.contains(&key).then(|| {
        view! {
            <a class="button" data-variant="quiet" href=routes_to::duplicates(key)>
                <IconView icon=Icon::Copy/>
                <span class="button-label">{t(words::merge::FIND)}</span>
            </a>
        }
    });
    view! {
        <div class="list-bar">
            {facets::toggle(listing.facets)}
            <SearchField label=move || text::search_in(&words::object_many(key)) value=search
                on_input=move |(typed,): (String,)| listing.narrow(|query| query.search = typed)/>
            {filters::button(listing)}
            {board}
            {duplicates}
            {columns::chooser(listing)}
            {move || may_export(key).then(|| view! {
                <span class="list-export">
                    <Button label=t(text::EXPORT) icon=Icon::Download variant=Variant::Quiet
                        on_press=move || export(listing, Selection::all())/>
                </span>
            })}
            <Menu label=t(text::MORE) items=move |()| {
                let export = move || export(listing, Selection::all());
                let export = may_export(key).then(|| MenuItem::new(text::EXPORT.now(), Some(Icon::Download), export));
                let print = MenuItem::new(text::PRINT.now(), Some(Icon::FileText), move || printing.set(true));
                let sort = MenuItem::new(text::SORT.now(), Some(Icon::ArrowUpDown), move || sorting.set(true));
                [sort].into_iter().chain(export).chain([print, linked::item(listing)]).collect()
            }/>
        </div>
        {print::print(listing, printing)}
        {sorting::window(listing, sorting)}
    }
    .into_any()
}

fn body(listing: Listing) -> AnyView {
    let state = Memo::new(move |_| {
        let narrowed = listing.query.with(Query::narrows);
        listing.view.with(|view| view.as_ref().map(|view| (view.total == 0, narrowed)))
    });
    let shown = move || match state.get() {
        None => super::awaiting(),
        Some((true, true)) => no_match(listing),
        Some((true, false)) => empty(listing.definition),
        Some((false, _)) => rows::rows(listing),
    };
    // Rows stay while only their number changes. It is read, not only tracked: a memo that nobody reads never runs.
    let kind = Memo::new(move |_| {
        state.get().map_or(0, |(empty, narrowed)| match (empty, narrowed) {
            (false, _) => 1,
            (true, false) => 2,
            (true, true) => 3,
        })
    });
    let tabbed = Memo::new(move |_| listing.views.some());
    let named = move || words::object_many(listing.definition.key);
    view! {
        <div class="list-body" id=move || format!("panel-{}", listing.views.panel())
            role=move || tabbed.get().then_some("tabpanel") aria-label=move || tabbed.get().then(named)>
            {move || { kind.get(); untrack(shown) }}
        </div>
        <p class="visually-hidden" role="status">
            {move || listing.view.with(|view| view.as_ref().map(|view| text::found(u64::from(view.total))))}
        </p>
    }
    .into_any()
}

fn empty(definition: &'static ObjectDefinition) -> AnyView {
    let key = definition.key;
    let create = move || app().creating.set(Creating::Form(key.to_owned(), Vec::new()));
    view! {
        <EmptyState icon=object_icon(key) heading=move || text::empty(&words::object_many(key)) text=t(text::EMPTY_TEXT)>
            {move || may_create(key).then(|| view! {
                <Button label=move || words::shell::new_object(&words::object_one(key)) icon=Icon::Plus
                    variant=Variant::Primary on_press=create/>
                <a class="button" data-variant="secondary" href=routes_to::IMPORT>{t(words::shell::IMPORT)}</a>
            })}
        </EmptyState>
    }
    .into_any()
}

fn no_match(listing: Listing) -> AnyView {
    let clear = move || {
        listing.narrow(|query| {
            query.clear();
            query.search.clear();
        });
    };
    view! {
        <EmptyState icon=Icon::Search heading=t(text::NO_MATCH) text=t(text::NO_MATCH_TEXT)>
            <Button label=t(text::SHOW_ALL) on_press=clear/>
        </EmptyState>
    }
    .into_any()
}
