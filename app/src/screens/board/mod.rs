//! Records by one of their choices as cards in columns, deals by stage first of all: drag a card or use its menu; heads count
//! and sum all records of a column, not only those in view.

mod card;
mod chosen;
mod moves;

pub use chosen::has_board;

use super::record::{Beside, beside};
use super::today::named;
use super::{awaiting, not_found};
use crate::components::{Board, Button, Card, Lane, Menu, Move, SearchField, Variant};
use crate::icons::Icon;
use crate::shell::{heading, heading_count};
use crate::state::{Creating, app, may_create, shaping, watching};
use crate::words::{self, board as text, t};
use crate::{browser, format, routes_to};
use chosen::Chosen;
use crm_core::ids::RecordId;
use crm_core::messages::{BoardColumn, BoardView, ListRow, View, Watch};
use crm_core::objects::{self, Outcome};
use crm_core::value::{Money, Value};
use crm_core::views::query::Query;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cards of a column before more are asked for.
const FIRST: u32 = 50;

/// The cards of all columns.
type Rows = BTreeMap<RecordId, Arc<ListRow>>;

/// Cards asked for, by choice, where they are more than the first.
type Windows = BTreeMap<String, u32>;

/// The board of the object that the address names; of deals where it names none.
pub fn board() -> AnyView {
    let params = use_params_map();
    let object = Memo::new(move |_| params.with(|params| params.get("object")).unwrap_or("deal".to_owned()));
    let page =
        move || match objects::object(&object.get()).filter(|definition| untrack(|| has_board(definition))) {
            Some(definition) => untrack(|| of_object(Chosen::of(definition))),
            None => not_found(),
        };
    page.into_any()
}

fn of_object(chosen: Chosen) -> AnyView {
    let object = chosen.object.key;
    let query = RwSignal::new(Query { columns: card::columns(chosen.object), ..Query::all(object) });
    let windows = RwSignal::new(Windows::new());
    let view = watching(
        move || {
            let (query, pipeline, windows) = (query.get(), chosen.pipeline.get(), windows.get());
            Some(Watch::Board { query, field: chosen.field.get(), pipeline, windows })
        },
        |view| {
            let View::Board(board) = view else { return None };
            Some(board)
        },
    );
    heading(move || words::object_many(object));
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
                {move || if known.get() { lanes(chosen, view, windows, aside) } else { awaiting() }}
                {beside(aside, None, left)}
            </div>
        </div>
    }
    .into_any()
}

fn bar(query: RwSignal<Query>, chosen: Chosen) -> AnyView {
    let object = chosen.object.key;
    let search = Signal::derive(move || query.with(|query| query.search.clone()));
    // A new deal begins in the pipeline that is in view.
    let create = move || {
        let stages = shaping::stages();
        let pipeline = chosen.pipeline.get_untracked();
        let first = chosen.staged().then(|| stages.offered(&pipeline).next()).flatten();
        let known = first.map(|stage| ("stage".to_owned(), Some(Value::Text(stage.value.clone()))));
        app().creating.set(Creating::Form(object.to_owned(), known.into_iter().collect()));
    };
    view! {
        <div class="list-bar">
            <SearchField label=move || words::list::search_in(&words::object_many(object)) value=search
                on_input=move |(typed,): (String,)| query.update(|query| query.search = typed)/>
            {chosen.switches()}
            <a class="button" data-variant="quiet" href=routes_to::list(object)>{t(text::AS_LIST)}</a>
            {move || may_create(object).then(|| view! {
                <Button label=move || words::shell::new_object(&words::object_one(object)) icon=Icon::Plus
                    variant=Variant::Quiet on_press=create/>
            })}
        </div>
    }
    .into_any()
}

fn lanes(
    chosen: Chosen,
    view: RwSignal<Option<BoardView>>,
    windows: RwSignal<Windows>,
    aside: Beside,
) -> AnyView {
    let object = chosen.object.key;
    // Kept, because cards, tabs and every step of a drag read it.
    let lanes = Memo::new(move |_| {
        view.with(|view| {
            view.as_ref()
                .map(|view| view.columns.iter().map(|column| lane(chosen, column)).collect())
                .unwrap_or_default()
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
        <Board id="board" label=move || words::object_many(object) lanes=lanes card=move |(id,): (String,)| card(chosen, view, rows, &id)
            on_move=move |(wanted,): (Move,)| moves::shift(chosen, &wanted) on_open=open on_more=more/>
    }
    .into_any()
}

fn sums(sums: &[Money]) -> String {
    sums.iter().map(format::money_short).collect::<Vec<_>>().join(" + ")
}

fn lane(chosen: Chosen, column: &BoardColumn) -> Lane {
    let staged = chosen.staged();
    let open = !staged || shaping::stages().outcome(&column.choice) == Outcome::Open;
    let hue = chosen.field.with(|field| {
        let field = chosen.object.field(field)?;
        shaping::options(chosen.object, field).into_iter().find(|one| one.value == column.choice)
    });
    let sum = match (sums(&column.sums), sums(&column.weighted)) {
        (all, weighted) if open && !weighted.is_empty() && weighted != all => text::sums(&all, &weighted),
        (all, _) => all,
    };
    Lane {
        id: column.choice.clone(),
        title: moves::column_name(chosen, &column.choice),
        hue: hue.map_or(0, |option| option.hue),
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

fn card(chosen: Chosen, view: RwSignal<Option<BoardView>>, rows: Memo<Rows>, id: &str) -> AnyView {
    let Ok(record) = id.parse::<RecordId>() else { return ().into_any() };
    let row = Memo::new(move |_| rows.with(|rows| rows.get(&record).cloned()));
    let face = move || row.with(|row| row.as_ref().map(|row| card::face(chosen, view, row)));
    let label = move || if chosen.staged() { text::MOVE_TO.now() } else { text::MOVE_COLUMN.now() };
    view! {
        {face}
        <div class="card-menu">
            <Menu label=label icon=Icon::EllipsisVertical items=move |()| moves::targets(chosen, view, record)/>
        </div>
    }
    .into_any()
}
