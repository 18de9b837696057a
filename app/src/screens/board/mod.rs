//! Deals by stage, of one pipeline: drag a card or use its menu; heads count and sum all deals of a stage, not only those
//! in view.

mod card;
mod pipeline;

use super::awaiting;
use super::moving::move_deal;
use super::record::{Beside, beside};
use super::today::named;
use crate::components::{Board, Button, Card, Lane, Menu, MenuItem, Move, SearchField, Variant};
use crate::icons::Icon;
use crate::shell::{heading, heading_count};
use crate::state::{Creating, app, may_create, watching};
use crate::state::{pipelines, shaping};
use crate::words::{self, board as text, t};
use crate::{browser, format, routes_to};
use crm_core::ids::RecordId;
use crm_core::messages::{BoardColumn, BoardView, ListRow, View, Watch};
use crm_core::objects::Outcome;
use crm_core::value::{Money, Value};
use crm_core::views::query::Query;
use crm_core::views::shaping::options::CustomOption;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const OBJECT: &str = "deal";
const FIELD: &str = "stage";
/// Cards of a column before more are asked for.
const FIRST: u32 = 50;

/// The cards of all columns.
type Rows = BTreeMap<RecordId, Arc<ListRow>>;

/// Cards asked for, by stage, where they are more than the first.
type Windows = BTreeMap<String, u32>;

fn stage_of(row: &ListRow) -> &str {
    match row.values.iter().find(|(key, _)| key == FIELD) {
        Some((_, Value::Text(stage))) => stage,
        _ => "",
    }
}

/// The board of deals.
pub fn board() -> AnyView {
    let columns = card::COLUMNS.map(str::to_owned).to_vec();
    let query = RwSignal::new(Query { columns, ..Query::all(OBJECT) });
    let windows = RwSignal::new(Windows::new());
    let chosen = pipeline::chosen();
    let view = watching(
        move || {
            let (query, pipeline, windows) = (query.get(), chosen.get(), windows.get());
            Some(Watch::Board { query, field: FIELD.to_owned(), pipeline, windows })
        },
        |view| {
            let View::Board(board) = view else { return None };
            Some(board)
        },
    );
    heading(|| words::object_many(OBJECT));
    heading_count(move || {
        let total =
            view.with(|view| view.as_ref().map(|view| view.columns.iter().map(|column| column.total).sum()));
        total.map(format::count).unwrap_or_default()
    });
    let known = Memo::new(move |_| view.with(Option::is_some));
    let aside = Beside::of_address();
    let left = Callback::new(move |()| {
        if let Some(record) = aside.left() {
            browser::focus(&format!("[data-card=\"{record}\"]"));
        }
    });
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            aside.close();
        }
    };
    view! {
        <div class="board-page" on:keydown=escape>
            {bar(query, chosen)}
            <div class="with-beside">
                {move || if known.get() { lanes(view, windows, aside) } else { awaiting() }}
                {beside(aside, None, left)}
            </div>
        </div>
    }
    .into_any()
}

fn bar(query: RwSignal<Query>, chosen: Memo<String>) -> AnyView {
    let search = Signal::derive(move || query.with(|query| query.search.clone()));
    let create = || app().creating.set(Creating::Form(OBJECT.to_owned(), Vec::new()));
    view! {
        <div class="list-bar">
            <SearchField label=|| words::list::search_in(&words::object_many(OBJECT)) value=search
                on_input=move |(typed,): (String,)| query.update(|query| query.search = typed)/>
            {pipeline::switch(chosen)}
            <a class="button" data-variant="quiet" href=routes_to::list(OBJECT)>{t(text::AS_LIST)}</a>
            {move || may_create(OBJECT).then(|| view! {
                <Button label=|| words::shell::new_object(&words::object_one(OBJECT)) icon=Icon::Plus
                    variant=Variant::Quiet on_press=create/>
            })}
        </div>
    }
    .into_any()
}

fn lanes(view: RwSignal<Option<BoardView>>, windows: RwSignal<Windows>, aside: Beside) -> AnyView {
    // Kept, because cards, tabs and every step of a drag read it.
    let lanes = Memo::new(move |_| {
        view.with(|view| {
            view.as_ref().map(|view| view.columns.iter().map(lane).collect()).unwrap_or_default()
        })
    });
    // Looked up by every card whenever anything moves.
    let rows = Memo::new(move |_| {
        view.with(|view| {
            let rows = view.iter().flat_map(|view| &view.columns).flat_map(|column| &column.cards);
            rows.map(|row| (row.record, Arc::new(row.clone()))).collect::<Rows>()
        })
    });
    let open = move |(id,): (String,)| {
        if let Ok(record) = id.parse::<RecordId>() {
            aside.open(record);
        }
    };
    let more = move |(id,): (String,)| {
        windows.update(|windows| *windows.entry(id).or_insert(FIRST) += FIRST);
    };
    view! {
        <Board id="board" label=|| words::object_many(OBJECT) lanes=lanes card=move |(id,): (String,)| card(view, rows, &id)
            on_move=move |(wanted,): (Move,)| shift(&wanted) on_open=open on_more=more/>
    }
    .into_any()
}

fn sums(sums: &[Money]) -> String {
    sums.iter().map(format::money_short).collect::<Vec<_>>().join(" + ")
}

fn lane(column: &BoardColumn) -> Lane {
    let stages = shaping::stages();
    let stage = stages.all().iter().find(|stage| stage.value == column.choice);
    let open = stages.outcome(&column.choice) == Outcome::Open;
    let sum = match (sums(&column.sums), sums(&column.weighted)) {
        (all, weighted) if open && !weighted.is_empty() && weighted != all => text::sums(&all, &weighted),
        (all, _) => all,
    };
    Lane {
        id: column.choice.clone(),
        title: words::choice(OBJECT, FIELD, &column.choice),
        hue: stage.map_or(0, |stage| stage.hue),
        count: format::count(column.total),
        sum,
        total: column.total,
        rail: !open,
        cards: column
            .cards
            .iter()
            .map(|row| Card { id: row.record.to_string(), title: named(&row.title) })
            .collect(),
    }
}

fn shift(wanted: &Move) {
    let Ok(record) = wanted.record.parse::<RecordId>() else { return };
    let after = wanted.after.as_ref().and_then(|after| after.parse().ok());
    move_deal(record, wanted.column.clone(), after);
}

fn card(view: RwSignal<Option<BoardView>>, rows: Memo<Rows>, id: &str) -> AnyView {
    let Ok(record) = id.parse::<RecordId>() else { return ().into_any() };
    let row = Memo::new(move |_| rows.with(|rows| rows.get(&record).cloned()));
    let face = move || row.with(|row| row.as_ref().map(|row| card::face(view, row)));
    view! {
        {face}
        <div class="card-menu">
            <Menu label=t(text::MOVE_TO) icon=Icon::EllipsisVertical items=move |()| targets(view, record)/>
        </div>
    }
    .into_any()
}

fn targets(view: RwSignal<Option<BoardView>>, record: RecordId) -> Vec<MenuItem> {
    let here = view.with_untracked(|view| {
        let column = view
            .as_ref()?
            .columns
            .iter()
            .find(|column| column.cards.iter().any(|row| row.record == record))?;
        Some(column.choice.clone())
    });
    let stages = shaping::stages();
    // Another pipeline is a way to move, too: its stages follow, with its name.
    let own = here.as_deref().map(shaping::pipeline_of).unwrap_or_default();
    let item = |(pipeline, stage): (String, &CustomOption)| {
        let (id, name) = (stage.value.clone(), words::choice(OBJECT, FIELD, &stage.value));
        let name = if pipeline == own { name } else { text::of_pipeline(&pipelines::name(&pipeline), &name) };
        MenuItem::new(&name, None, move || move_deal(record, id.clone(), None))
    };
    let mut ways = pipelines::offered();
    ways.sort_by_key(|pipeline| *pipeline != own);
    let all = ways.iter().flat_map(|one| stages.offered(one).map(|stage| (one.clone(), stage)));
    all.filter(|(_, stage)| here.as_deref() != Some(stage.value.as_str())).map(item).collect()
}
