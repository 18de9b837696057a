//! The rows of a list: only those in view are asked of the engine and drawn.

use super::{Listing, cells, picked};
use crate::components::{Avatar, Column, ConflictBadge, Place, Sizes, Table};
use crate::fields::{self, Field, Shown};
use crate::routes_to;
use crate::screens::today::named;
use crate::state::app;
use crate::words::{self, components, list as text, t};
use crm_core::fields::Kind;
use crm_core::ids::RecordId;
use crm_core::messages::ListRow;
use crm_core::objects::ObjectDefinition;
use crm_core::value::Value;
use leptos::prelude::*;

/// The field by which the title column sorts.
const TITLE: &str = "title";

/// The table.
pub(super) fn rows(listing: Listing) -> AnyView {
    let Listing { definition, query, window, .. } = listing;
    let keys = Memo::new(move |_| listing.layout.with(|layout| layout.columns.clone()));
    let columns = Signal::derive(move || keys.with(|keys| columns(definition, keys)));
    let widths = Memo::new(move |_| listing.layout.with(|layout| layout.widths.clone()));
    let on_size =
        move |(key, width): (String, u16)| listing.layout.update(|layout| layout.widen(&key, width));
    let sizes = Sizes { widths: widths.into(), on_size: Callback::new(on_size) };
    let total = Signal::derive(move || listing.total());
    let sort = Signal::derive(move || query.with(|query| (query.sort.field.clone(), query.sort.descending)));
    let open = move |(place,): (u32,)| {
        if let Some(record) = record_at(listing, place) {
            listing.beside.open(record);
        }
    };
    follow(listing);
    let row = Callback::new(move |(place,)| keys.with_untracked(|keys| row(listing, keys, place)));
    view! {
        <Table id=format!("list-{}", definition.key) label=move || words::object_many(definition.key)
            columns=columns total=total sort=sort row=row picks=picked::picks(listing) sizes=sizes
            edits=cells::edits(listing) active_cell=listing.active_cell
            on_sort=move |(key,): (String,)| query.update(|query| {
                query.sort.descending = query.sort.field == key && !query.sort.descending;
                query.sort.field = key;
            })
            on_window=move |(from, count): (u32, u32)| {
                if window.get_untracked() != (from, count) {
                    window.set((from, count));
                }
            }
            on_open=open/>
    }
    .into_any()
}

/// While a record stands beside the list, it is the one that the keys go to. Rows that move by themselves under the keys
/// change nothing.
fn follow(listing: Listing) {
    let wanted = RwSignal::new(None::<u32>);
    Effect::new(move |before: Option<u32>| {
        let now = listing.active_cell.row();
        if before.is_some_and(|before| before != now) {
            wanted.set(Some(now));
        }
        now
    });
    // A row far away is known when its part of the list has come.
    Effect::new(move || {
        if let Some(record) = wanted.get().and_then(|place| record_at(listing, place)) {
            wanted.set(None);
            listing.beside.follow(record);
        }
    });
}

pub(super) fn read_at<T>(listing: Listing, place: u32, read: impl FnOnce(&ListRow) -> T) -> Option<T> {
    listing.view.with(|view| {
        let view = view.as_ref()?;
        let index = usize::try_from(place.checked_sub(view.offset)?).ok()?;
        view.rows.get(index).map(read)
    })
}

fn at(listing: Listing, place: u32) -> Option<ListRow> {
    read_at(listing, place, Clone::clone)
}

/// The record at a place, where its row is in the page.
pub(super) fn record_at(listing: Listing, place: u32) -> Option<RecordId> {
    read_at(listing, place, |row| row.record)
}

/// What the record at a place is called.
pub(super) fn named_at(listing: Listing, place: u32) -> String {
    read_at(listing, place, |row| named(&row.title)).unwrap_or_default()
}

fn columns(definition: &'static ObjectDefinition, keys: &[String]) -> Vec<Column> {
    let title = Column {
        key: TITLE.to_owned(),
        label: text::NAME.now().to_owned(),
        share: 2.0,
        numeric: false,
        place: Place::Title,
    };
    let rest = keys.iter().enumerate().filter_map(|(at, key)| {
        let field = definition.field(key)?;
        let place = match (definition.subtitle == Some(field.key), field.kind) {
            (true, _) => Place::Second,
            (false, Kind::Choice | Kind::Money) if at < 3 => Place::End,
            (false, _) if at < 3 => Place::Wide,
            (false, _) => Place::Widest,
        };
        let numeric = matches!(field.kind, Kind::Money | Kind::Number | Kind::Percent);
        let label = words::field(definition.key, field.key);
        Some(Column { key: key.clone(), label, share: 1.2, numeric, place })
    });
    std::iter::once(title).chain(rest).collect()
}

/// The cells of the row at a place. Each follows its own record, whatever stands there.
fn row(listing: Listing, keys: &[String], place: u32) -> Vec<AnyView> {
    let definition = listing.definition;
    let here = Memo::new(move |_| at(listing, place));
    let titles = Signal::derive(move || {
        listing.view.with(|view| view.as_ref().map(|view| view.titles.clone()).unwrap_or_default())
    });
    let cell = move |key: &str| {
        let field = Field::of(definition.key, key);
        let key = key.to_owned();
        let value = Memo::new(move |_| {
            here.with(|row| {
                let row = row.as_ref()?;
                row.values.iter().find(|(other, _)| *other == key).map(|(_, value)| value.clone())
            })
        });
        let shown = move || {
            let field = field?;
            value.with(|value| value.as_ref().map(|value| fields::cell(&Shown { field, value, titles })))
        };
        shown.into_any()
    };
    std::iter::once(title(listing, here)).chain(keys.iter().map(|key| cell(key))).collect()
}

fn title(listing: Listing, here: Memo<Option<ListRow>>) -> AnyView {
    let definition = listing.definition;
    let thing = !matches!(definition.key, "contact" | "lead");
    let done = definition.key == "task";
    let shown = move || {
        let row = here.get()?;
        let name = named(&row.title);
        let tick = done.then(|| tick(&row));
        let avatar = (!definition.activity).then(|| view! { <Avatar name=name.clone() thing=thing/> });
        let conflicts =
            (!row.conflicts.is_empty()).then(|| view! { <ConflictBadge count=row.conflicts.len()/> });
        let unsent = row.unsent.then(|| {
            view! {
                <span class="dot" data-dot="unsent" title=t(components::ONLY_HERE)>
                    <span class="visually-hidden">{t(components::ONLY_HERE)}</span>
                </span>
            }
        });
        let record = row.record;
        let shown = move || (listing.beside.record.get() == Some(record)).then_some("true");
        Some(view! {
            {tick}{avatar}
            <a class="row-title" href=routes_to::record(record) tabindex="-1" aria-current=shown
                on:click=move |event| listing.beside.pressed(&event, record)>{fields::written(&name)}</a>
            {conflicts}{unsent}
        })
    };
    shown.into_any()
}

/// The tick of a task in a list.
fn tick(row: &ListRow) -> AnyView {
    let done = row
        .values
        .iter()
        .any(|(key, value)| key == "status" && matches!(value, Value::Text(status) if status == "completed"));
    let (record, label) = (row.record, words::today::complete(&row.title));
    view! {
        <button type="button" class="tick" role="checkbox" aria-checked=done.to_string() aria-label=label tabindex="-1"
            aria-disabled=(!app().writable()).then_some("true")
            on:click=move |_| crate::screens::today::complete(record, !done)>
            <crate::icons::IconView icon=crate::icons::Icon::Check/>
        </button>
    }
    .into_any()
}
