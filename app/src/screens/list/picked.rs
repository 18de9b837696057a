//! Which records of a list are chosen. The table speaks of places; here stands which records these are.

use super::Listing;
use super::rows::{named_at, record_at};
use crate::components::{Extent, Pick, Picks};
use crate::engine_link;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, Request};
use crm_core::views::selection::Selection;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is chosen in a list.
#[derive(Clone, Copy)]
pub(super) struct Picked {
    pub selection: RwSignal<Selection>,
    /// Where an extension starts: the row that was toggled last.
    anchor: StoredValue<Option<u32>>,
    /// What was chosen before the extension, which grows and shrinks.
    before: StoredValue<Selection>,
    /// Counts the changes, so that a late answer does not undo a newer one.
    turn: StoredValue<u32>,
}

impl Picked {
    pub(super) fn starting(selection: Selection) -> Self {
        Self {
            before: StoredValue::new(selection.clone()),
            selection: RwSignal::new(selection),
            anchor: StoredValue::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Chooses exactly this.
    pub(super) fn choose(self, selection: Selection) {
        self.settle(selection, None);
    }

    fn settle(self, selection: Selection, anchor: Option<u32>) {
        self.next_turn();
        self.anchor.set_value(anchor);
        self.before.set_value(selection.clone());
        self.selection.set(selection);
    }

    fn next_turn(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }

    fn extend(self, records: Vec<RecordId>) {
        let Some(mut selection) = self.before.try_get_value() else { return };
        for record in records {
            selection.set(record, true);
        }
        self.selection.set(selection);
    }
}

/// How many records of the list are chosen.
pub(super) fn count(listing: Listing) -> Memo<u32> {
    Memo::new(move |_| {
        let total = listing.total();
        listing.picked.selection.with(|selection| selection.count(total))
    })
}

/// What the table needs to show and change it.
pub(super) fn picks(listing: Listing) -> Picks {
    let selection = listing.picked.selection;
    let extent = Memo::new(move |_| {
        let total = listing.total();
        selection.with(|selection| match selection.count(total) {
            0 => Extent::Nothing,
            _ if selection.is_all(total) => Extent::Everything,
            _ => Extent::Part,
        })
    });
    let holds = move |(place,): (u32,)| {
        record_at(listing, place).is_some_and(|record| selection.with(|selection| selection.contains(record)))
    };
    Picks {
        holds: Callback::new(holds),
        name: Callback::new(move |(place,)| named_at(listing, place)),
        extent: extent.into(),
        on_pick: Callback::new(move |(pick,)| act(listing, pick)),
    }
}

fn act(listing: Listing, pick: Pick) {
    match pick {
        Pick::Toggle(place) => {
            let Some(record) = untrack(|| record_at(listing, place)) else { return };
            let mut selection = listing.picked.selection.get_untracked();
            selection.set(record, !selection.contains(record));
            listing.picked.settle(selection, Some(place));
        }
        Pick::Extend { from, to } => extend(listing, from, to),
        Pick::All => listing.picked.choose(Selection::all()),
        Pick::Nothing => listing.picked.choose(Selection::default()),
    }
}

/// Rows that are not in the page are asked of the engine.
fn extend(listing: Listing, from: u32, to: u32) {
    let picked = listing.picked;
    let anchor = picked.anchor.get_value().unwrap_or(from);
    picked.anchor.set_value(Some(anchor));
    let turn = picked.next_turn();
    let (first, last) = (anchor.min(to), anchor.max(to));
    let here: Option<Vec<RecordId>> =
        untrack(|| (first..=last).map(|place| record_at(listing, place)).collect());
    if let Some(records) = here {
        return picked.extend(records);
    }
    let query = listing.query.get_untracked();
    spawn_local(async move {
        let request = Request::RecordsAt { query, offset: first, limit: last - first + 1 };
        let Ok(Answer::RecordsAt(records)) = engine_link::ask(request).await else { return };
        if picked.turn.try_get_value() == Some(turn) {
            picked.extend(records);
        }
    });
}
