//! The rows in the page are used again: a fixed number of slots, and the row at a place lives in the slot that has the
//! rest of its place as number. Scrolling gives slots other places and makes no element.

use super::column::Column;
use super::plain::{Plain, write};
use gloo_timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use std::ops::Range;
use web_sys::{Element, Node};

/// How long the list rests until its rows stand in the page in the order in which they are seen, in ms.
const REST_MS: u32 = 150;

/// What stands in a slot, made once and followed by it.
#[derive(Clone, Copy)]
pub struct RowView {
    /// Whether what stands at its place is known. Until then the slot is not seen and keeps what stood in it.
    pub known: Signal<bool>,
    /// Its cells, one for each column; asked again whenever something that they read has changed.
    pub cells: Callback<(), Vec<Vec<Plain>>>,
}

/// The place that a slot has among so many slots, of which the first row is at `first`.
pub(super) fn place_in(slot: u32, first: u32, slots: u32) -> u32 {
    let slots = slots.max(1);
    first + (slot % slots + slots - first % slots) % slots
}

/// The cells of a slot in the page.
pub(super) fn cells(columns: &[Column]) -> AnyView {
    let cell = |column: &Column| {
        let numeric = column.numeric.then_some("true");
        view! { <div class="cell" role="gridcell" data-place=column.place.name() data-numeric=numeric></div> }
    };
    columns.iter().map(cell).collect_view().into_any()
}

/// Puts what stands in the slot into its cells, of which the first comes after `skip` others.
pub(super) fn fill(view: RowView, skip: usize, row: NodeRef<html::Div>) {
    let mut before = Vec::<Vec<Plain>>::new();
    Effect::new(move || {
        let (now, Some(row)) = (view.cells.run(()), row.get()) else { return };
        let mut cell = (0..skip).fold(row.first_element_child(), |cell, _| cell?.next_element_sibling());
        for (at, now) in now.iter().enumerate() {
            let Some(here) = cell else { break };
            let before = before.get(at).map_or(&[][..], Vec::as_slice);
            if before != now {
                write(&here, before, now);
            }
            cell = here.next_element_sibling();
        }
        before = now;
    });
}

/// Puts the rows into the order in which they are seen, for whoever has the page read to them, when nothing has moved
/// for a moment.
pub(super) fn keep_order(body: NodeRef<html::Div>, moved: impl Fn() + 'static) {
    let rests = StoredValue::new_local(None::<Timeout>);
    Effect::new(move || {
        moved();
        let order = move || {
            if let Some(body) = body.try_get_untracked().flatten() {
                put_in_order(&body);
            }
        };
        rests.set_value(Some(Timeout::new(REST_MS, order)));
    });
}

/// Moves as few rows as it takes, by hand: Leptos would take every row out and in again. It does not mind, because it
/// puts nothing before a row.
fn put_in_order(body: &Element) {
    let Ok(found) = body.query_selector_all(":scope > .table-row") else { return };
    let all = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<Element>().ok());
    let rows: Vec<(u32, Element)> = all.filter_map(|row| Some((place_of(&row)?, row))).collect();
    let focus = document().active_element();
    let focused = rows.iter().position(|(_, row)| row.contains(focus.as_deref()));
    let places: Vec<u32> = rows.iter().map(|(place, _)| *place).collect();
    let stay = staying(&places, focused);
    if stay.len() == rows.len() {
        return;
    }
    let mut after: Option<Node> = rows.last().and_then(|(_, row)| row.next_sibling());
    // From the last to the first, looked for each time: sorting is more code than so few rows are worth.
    let mut left: Vec<usize> = (0..rows.len()).collect();
    while let Some((last, _)) = left.iter().enumerate().max_by_key(|(_, at)| places[**at]) {
        let at = left.swap_remove(last);
        let row: &Node = &rows[at].1;
        if !stay.contains(&at) {
            // It fails only where the list was taken out of the page meanwhile.
            let _ = body.insert_before(row, after.as_ref());
        }
        after = Some(row.clone());
    }
}

/// The place of a row in the page: the headings are the first row.
pub(super) fn place_of(row: &Element) -> Option<u32> {
    row.get_attribute("aria-rowindex")?.parse::<u32>().ok()?.checked_sub(2)
}

/// The longest part that is in order; with the row that has the focus, because a row that moves loses it.
fn staying(places: &[u32], focused: Option<usize>) -> Range<usize> {
    let mut longest = 0..0;
    let mut from = 0;
    for at in 1..=places.len() {
        if at < places.len() && places[at - 1] < places[at] {
            continue;
        }
        let part = from..at;
        from = at;
        if focused.is_some_and(|focused| part.contains(&focused)) {
            return part;
        }
        if part.len() > longest.len() {
            longest = part;
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{place_in, staying};

    #[test]
    fn each_place_of_a_window_has_a_slot_and_keeps_it_while_the_list_scrolls() {
        for first in [0, 1, 7, 8, 9, 1_003] {
            let mut places: Vec<u32> = (0..8).map(|slot| place_in(slot, first, 8)).collect();
            assert!(places.iter().zip(0..).all(|(place, slot)| place % 8 == slot), "{first}");
            places.sort_unstable();
            assert_eq!(places, (first..first + 8).collect::<Vec<_>>());
        }
        assert_eq!(place_in(0, 0, 0), 0, "a list of no rows");
    }

    #[test]
    fn the_fewest_rows_move_and_never_the_one_with_the_focus() {
        assert_eq!(staying(&[0, 1, 2, 3], None), 0..4);
        assert_eq!(staying(&[8, 9, 2, 3, 4, 5, 6, 7], None), 2..8);
        assert_eq!(staying(&[8, 9, 2, 3, 4, 5, 6, 7], Some(1)), 0..2);
        assert_eq!(staying(&[], None), 0..0);
    }
}
