//! The rows of a list: only those in view are asked of the engine and drawn.

use super::columns::seen;
use super::{Listing, cells, picked, sorting};
use crate::components::{
    AvatarSize, Column, Place, Plain, RowView, Sizes, Table, plain_avatar, plain_conflict,
};
use crate::fields::{self, Field, Shown};
use crate::icons::{Icon, plain_icon};
use crate::routes_to;
use crate::screens::today::named;
use crate::state::app;
use crate::words::{self, components, list as text};
use crm_core::fields::Kind;
use crm_core::ids::RecordId;
use crm_core::messages::ListRow;
use crm_core::objects::ObjectDefinition;
use crm_core::value::Value;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use std::collections::BTreeMap;

/// The field by which the title column sorts.
const TITLE: &str = "title";

/// The table.
pub(super) fn rows(listing: Listing) -> AnyView {
    let Listing { definition, query, window, .. } = listing;
    let keys = Memo::new(move |_| seen(listing));
    let columns = Signal::derive(move || keys.with(|keys| columns(definition, keys)));
    let widths = Memo::new(move |_| listing.layout.with(|layout| layout.widths.clone()));
    let on_size =
        move |(key, width): (String, u16)| listing.layout.update(|layout| layout.widen(&key, width));
    let sizes = Sizes { widths: widths.into(), on_size: Callback::new(on_size) };
    let total = Signal::derive(move || listing.total());
    let sort = Signal::derive(move || {
        query.with(|query| {
            let all = std::iter::once(&query.sort).chain(&query.then);
            all.map(|sort| (sort.field.clone(), sort.descending)).collect()
        })
    });
    let open = move |(place,): (u32,)| {
        if let Some(record) = record_at(listing, place) {
            listing.beside.open(record);
        }
    };
    follow(listing);
    let row = Callback::new(move |(place,)| keys.with_untracked(|keys| row(listing, keys, place)));
    let pressed =
        move |(place, event): (u32, leptos::ev::MouseEvent)| untrack(|| pressed(listing, place, &event));
    view! {
        <Table id=format!("list-{}", definition.key) label=move || words::object_many(definition.key)
            columns=columns total=total sort=sort row=row picks=picked::picks(listing) sizes=sizes
            edits=cells::edits(listing) active_cell=listing.active_cell
            on_sort=move |(key, beside): (String, bool)| query.update(|query| sorting::pressed(query, key, beside))
            on_window=move |(from, count): (u32, u32)| {
                if window.get_untracked() != (from, count) {
                    window.set((from, count));
                }
            }
            on_within=pressed on_open=open/>
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

/// What stands at a place that changes. The cells are one view of the whole record: following each by itself costs more
/// than comparing them all.
fn row(listing: Listing, keys: &[String], place: Signal<u32>) -> RowView {
    let definition = listing.definition;
    // What stood there stays until what stands there now has come: the row is not seen meanwhile.
    let here = Memo::new_owning(move |before: Option<Option<ListRow>>| {
        let first = before.is_none();
        let before = before.flatten();
        let now = read_at(listing, place.get(), |row| (before.as_ref() != Some(row)).then(|| row.clone()));
        let now = now.flatten();
        let changed = first || now.is_some();
        (now.or(before), changed)
    });
    let titles =
        Memo::new(move |_| here.with(|row| row.as_ref().map(|row| titles(listing, row)).unwrap_or_default()));
    let beside = Memo::new(move |_| {
        let record = listing.beside.record.get();
        record.is_some() && here.with(|row| row.as_ref().map(|row| row.record)) == record
    });
    let fields: Vec<Option<Field>> = keys.iter().map(|key| Field::of(definition.key, key)).collect();
    let count = fields.len();
    let cells = move |row: &ListRow| {
        let cell = |field: &Option<Field>| {
            let field = (*field)?;
            let (_, value) = row.values.iter().find(|(key, _)| *key == field.definition.key)?;
            fields::plain_cell(&Shown { field, value, titles: titles.into() })
        };
        let cells = fields.iter().map(|field| cell(field).into_iter().collect());
        std::iter::once(title(listing, row, beside.get())).chain(cells).collect()
    };
    let empty = move || vec![Vec::new(); count + 1];
    RowView {
        known: Signal::derive(move || record_at(listing, place.get()).is_some()),
        cells: Callback::new(move |()| here.with(|row| row.as_ref().map_or_else(empty, &cells))),
    }
}

/// Titles of the records that a row links to.
fn titles(listing: Listing, row: &ListRow) -> BTreeMap<RecordId, String> {
    let mut links = Vec::new();
    for (_, value) in &row.values {
        if let Value::Link(link) = value {
            links.push(link.record);
        } else if let Value::Members(members) = value {
            let record = |key: &str| key.split_once('/')?.1.parse::<RecordId>().ok();
            links.extend(members.iter().filter_map(|member| record(&member.key)));
        }
    }
    let mut titles = BTreeMap::new();
    listing.view.with(|view| {
        for link in links {
            if let Some(title) = view.as_ref().and_then(|view| view.titles.get(&link)) {
                titles.insert(link, title.clone());
            }
        }
    });
    titles
}

fn title(listing: Listing, row: &ListRow, beside: bool) -> Vec<Plain> {
    let definition = listing.definition;
    let name = named(&row.title);
    let tick = (definition.key == "task").then(|| tick(row));
    let thing = !matches!(definition.key, "contact" | "lead");
    let avatar = (!definition.activity).then(|| plain_avatar(&name, AvatarSize::Row, thing));
    let way = Plain::parts("a", [fields::plain_written(&name)]).with("class", "row-title");
    let way = way.with("href", routes_to::record(row.record)).with("tabindex", "-1");
    let way = way.with_some("aria-current", beside.then_some("true"));
    let conflicts = (!row.conflicts.is_empty()).then(|| plain_conflict(row.conflicts.len()));
    let unsent = row.unsent.then(|| {
        let said = Plain::text("span", components::ONLY_HERE.now()).with("class", "visually-hidden");
        let dot = Plain::parts("span", [said]).with("class", "dot").with("data-dot", "unsent");
        dot.with("title", components::ONLY_HERE.now())
    });
    [tick, avatar, Some(way), conflicts, unsent].into_iter().flatten().collect()
}

fn is_done(row: &ListRow) -> bool {
    let done = |value: &Value| matches!(value, Value::Text(status) if status == "completed");
    row.values.iter().any(|(key, value)| key == "status" && done(value))
}

/// The tick of a task in a list.
fn tick(row: &ListRow) -> Plain {
    let tick = Plain::parts("button", [plain_icon(Icon::Check, 16)]).with("type", "button");
    let tick = tick.with("class", "tick").with("role", "checkbox").with("tabindex", "-1");
    let tick = tick.with("aria-checked", is_done(row).to_string());
    let tick = tick.with("aria-label", words::today::complete(&row.title));
    tick.with_some("aria-disabled", (!app().writable()).then_some("true"))
}

/// A press on the title of a row, or on the tick of a task.
fn pressed(listing: Listing, place: u32, event: &leptos::ev::MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let on =
        |selector: &str| target.as_ref().is_some_and(|it| it.closest(selector).is_ok_and(|it| it.is_some()));
    let Some((record, done)) = read_at(listing, place, |row| (row.record, is_done(row))) else { return };
    if on(".row-title") {
        listing.beside.pressed(event, record);
    } else if on(".tick") {
        crate::screens::today::complete(record, !done);
    }
}
