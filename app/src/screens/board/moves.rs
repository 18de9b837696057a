//! How a card goes to another column: a deal to another stage, with all that goes with it; any other record gets another
//! choice.

use super::chosen::Chosen;
use crate::components::{MenuItem, Move};
use crate::screens::moving::move_deal;
use crate::state::{dispatch_undoable, pipelines, shaping};
use crate::words::{self, board as text};
use crm_core::ids::RecordId;
use crm_core::messages::{BoardView, Request};
use crm_core::value::Value;
use crm_core::views::shaping::options::CustomOption;
use leptos::prelude::*;

/// What a column is called.
pub(super) fn column_name(chosen: Chosen, choice: &str) -> String {
    if choice.is_empty() {
        return text::WITHOUT.now().to_owned();
    }
    chosen.field.with(|field| words::choice(chosen.object.key, field, choice))
}

/// A card was dropped.
pub(super) fn shift(chosen: Chosen, wanted: &Move) {
    let Ok(record) = wanted.record.parse::<RecordId>() else { return };
    let after = wanted.after.as_ref().and_then(|after| after.parse().ok());
    go(chosen, record, wanted.column.clone(), after);
}

fn go(chosen: Chosen, record: RecordId, column: String, after: Option<RecordId>) {
    if untrack(|| chosen.staged()) {
        return move_deal(record, column, after);
    }
    let name = untrack(|| column_name(chosen, &column));
    let value = Some(column).filter(|column| !column.is_empty()).map(Value::Text);
    let request = Request::Set { record, values: vec![(chosen.field.get_untracked(), value)] };
    dispatch_undoable(request, move || text::moved_to(&name));
}

/// The other columns, as a menu.
pub(super) fn targets(chosen: Chosen, view: RwSignal<Option<BoardView>>, record: RecordId) -> Vec<MenuItem> {
    let here = view.with_untracked(|view| {
        let columns = &view.as_ref()?.columns;
        let column = columns.iter().find(|column| column.cards.iter().any(|row| row.record == record))?;
        Some(column.choice.clone())
    });
    if untrack(|| chosen.staged()) {
        return stages(here.as_deref(), chosen, record);
    }
    let all = view.with_untracked(|view| {
        let columns = view.iter().flat_map(|view| &view.columns);
        columns.map(|column| column.choice.clone()).collect::<Vec<_>>()
    });
    let item = |choice: String| {
        let name = untrack(|| column_name(chosen, &choice));
        MenuItem::new(name, None, move || go(chosen, record, choice.clone(), None))
    };
    all.into_iter().filter(|choice| here.as_ref() != Some(choice)).map(item).collect()
}

/// Another pipeline is a way to move, too: its stages follow, with its name.
fn stages(here: Option<&str>, chosen: Chosen, record: RecordId) -> Vec<MenuItem> {
    let stages = untrack(shaping::stages);
    let own = here.map(|here| untrack(|| shaping::pipeline_of(here))).unwrap_or_default();
    let item = |(pipeline, stage): (String, &CustomOption)| {
        let id = stage.value.clone();
        let name = untrack(|| words::choice("deal", "stage", &stage.value));
        let name = if pipeline == own {
            name
        } else {
            untrack(|| text::of_pipeline(&pipelines::name(&pipeline), &name))
        };
        MenuItem::new(name, None, move || go(chosen, record, id.clone(), None))
    };
    let mut ways = untrack(pipelines::offered);
    ways.sort_by_key(|pipeline| *pipeline != own);
    let all = ways.iter().flat_map(|one| stages.offered(one).map(|stage| (one.clone(), stage)));
    all.filter(|(_, stage)| here != Some(stage.value.as_str())).map(item).collect()
}
