//! Deals by stage: drag a card or use its menu; heads count and sum all deals of a stage, not only those in view.

use super::awaiting;
use super::record::{Beside, beside};
use super::today::named;
use crate::components::{
    Board, Button, Card, ConflictBadge, Lane, Menu, MenuItem, Move, SearchField, Variant,
};
use crate::fields;
use crate::icons::Icon;
use crate::shell::{heading, heading_count};
use crate::state::{Creating, app, dispatch_undoable, may_create, watching};
use crate::words::{self, board as text, components, t};
use crate::{browser, format, routes_to};
use crm_core::ids::RecordId;
use crm_core::messages::{BoardColumn, BoardView, ListRow, Request, View, Watch};
use crm_core::objects::{self, ChoiceDefinition, Outcome};
use crm_core::value::{Money, Value};
use crm_core::views::query::Query;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const OBJECT: &str = "deal";
const FIELD: &str = "stage";
/// Cards of a column before more are asked for.
const FIRST: u32 = 50;

/// The cards of all columns.
type Rows = BTreeMap<RecordId, Arc<ListRow>>;

fn stages() -> &'static [ChoiceDefinition] {
    objects::object(OBJECT).and_then(|deal| deal.field(FIELD)).map_or(&[], |field| field.choices)
}

fn open_stage(choice: &ChoiceDefinition) -> bool {
    choice.stage.is_none_or(|stage| stage.outcome == Outcome::Open)
}

/// The board of deals.
pub fn board() -> AnyView {
    let query = RwSignal::new(Query::all(OBJECT));
    let windows = RwSignal::new(vec![FIRST; stages().len()]);
    let view = watching(
        move || Some(Watch::Board { query: query.get(), field: FIELD.to_owned(), windows: windows.get() }),
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
            {bar(query)}
            <div class="with-beside">
                {move || if known.get() { lanes(view, windows, aside) } else { awaiting() }}
                {beside(aside, None, left)}
            </div>
        </div>
    }
    .into_any()
}

fn bar(query: RwSignal<Query>) -> AnyView {
    let search = Signal::derive(move || query.with(|query| query.search.clone()));
    let create = || app().creating.set(Creating::Form(OBJECT.to_owned(), Vec::new()));
    view! {
        <div class="list-bar">
            <SearchField label=|| words::list::search_in(&words::object_many(OBJECT)) value=search
                on_input=move |(typed,): (String,)| query.update(|query| query.search = typed)/>
            <a class="button" data-variant="quiet" href=routes_to::list(OBJECT)>{t(text::AS_LIST)}</a>
            {move || may_create(OBJECT).then(|| view! {
                <Button label=|| words::shell::new_object(&words::object_one(OBJECT)) icon=Icon::Plus
                    variant=Variant::Quiet on_press=create/>
            })}
        </div>
    }
    .into_any()
}

fn lanes(view: RwSignal<Option<BoardView>>, windows: RwSignal<Vec<u32>>, aside: Beside) -> AnyView {
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
        let place = stages().iter().position(|stage| stage.id == id);
        windows.update(|windows| {
            if let Some(window) = place.and_then(|place| windows.get_mut(place)) {
                *window += FIRST;
            }
        });
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
    let choice = stages().iter().find(|stage| stage.id == column.choice);
    let open = choice.is_some_and(open_stage);
    let sum = match (sums(&column.sums), sums(&column.weighted)) {
        (all, weighted) if open && !weighted.is_empty() && weighted != all => text::sums(&all, &weighted),
        (all, _) => all,
    };
    Lane {
        id: column.choice.clone(),
        title: words::choice(OBJECT, FIELD, &column.choice),
        hue: choice.map_or(0, |choice| choice.hue),
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

/// Moves a deal; the notice takes it back to where it stood.
fn move_deal(record: RecordId, stage: String, after: Option<RecordId>) {
    let name = words::choice(OBJECT, FIELD, &stage);
    dispatch_undoable(Request::Move { record, stage, after }, move || text::moved(&name));
}

fn card(view: RwSignal<Option<BoardView>>, rows: Memo<Rows>, id: &str) -> AnyView {
    let Ok(record) = id.parse::<RecordId>() else { return ().into_any() };
    let row = Memo::new(move |_| rows.with(|rows| rows.get(&record).cloned()));
    let face = move || row.with(|row| row.as_ref().map(|row| face(view, row)));
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
    let elsewhere = stages().iter().filter(|stage| here.as_deref() != Some(stage.id));
    elsewhere
        .map(|stage| {
            let id = stage.id.to_owned();
            MenuItem::new(words::choice(OBJECT, FIELD, stage.id), None, move || {
                move_deal(record, id.clone(), None);
            })
        })
        .collect()
}

fn face(view: RwSignal<Option<BoardView>>, row: &ListRow) -> AnyView {
    let value = |key: &str| row.values.iter().find(|(other, _)| other == key).map(|(_, value)| value);
    let account = match value("account") {
        Some(Value::Link(link)) => {
            view.with_untracked(|view| view.as_ref().and_then(|view| view.titles.get(&link.record).cloned()))
        }
        _ => None,
    };
    let amount = match value("amount") {
        Some(Value::Money(money)) => Some(format::money_short(money)),
        _ => None,
    };
    let close = match value("close_date") {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let open = match value(FIELD) {
        Some(Value::Text(stage)) => {
            stages().iter().find(|choice| choice.id == stage.as_str()).is_none_or(open_stage)
        }
        _ => true,
    };
    let late = open && close.is_some_and(|day| day < format::today());
    view! {
        <div class="card-title">{fields::written(&named(&row.title))}</div>
        <div class="card-account">{account.map(|account| fields::written(&account))}</div>
        <div class="card-facts">
            <span class="card-amount number">{amount}</span>
            <time class="card-date number" data-late=late.then_some("true")>{close.map(format::day)}</time>
        </div>
        <div class="card-foot">
            {(!row.conflicts.is_empty()).then(|| view! { <ConflictBadge count=row.conflicts.len()/> })}
            {row.unsent.then(|| view! {
                <span class="dot" data-dot="unsent" title=t(components::ONLY_HERE)></span>
            })}
        </div>
    }
    .into_any()
}
