//! Which rows are in the page, and where a list was left.

use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;

/// Rows kept in the page before and after those in view.
const MARGIN: u32 = 8;

thread_local! {
    /// Where each list was scrolled to, and its row under the keys, when it was left.
    static LEFT_AT: RefCell<HashMap<String, (i32, u32)>> = RefCell::default();
}

/// How many rows are kept in the page for a list so high, wherever it is scrolled to.
pub(super) fn room(height: i32, row: i32) -> u32 {
    in_view(height, row) + 2 * MARGIN
}

/// How many rows can be in view, the first and the last of them in part.
pub(super) fn in_view(height: i32, row: i32) -> u32 {
    u32::try_from(height / row.max(1)).unwrap_or(0) + 2
}

/// The first row in the page and the one after the last: as many as there is room for.
pub(super) fn window_of(top: i32, row: i32, (room, total): (u32, u32)) -> (u32, u32) {
    let rows = room.min(total);
    let first = u32::try_from(top / row.max(1)).unwrap_or(0).saturating_sub(MARGIN).min(total - rows);
    (first, first + rows)
}

/// A length that the sheets give an element under this name.
pub(super) fn pixels(node: &web_sys::Element, name: &str) -> Option<i32> {
    let style = window().get_computed_style(node).ok().flatten()?;
    style.get_property_value(name).ok()?.trim().trim_end_matches("px").parse().ok()
}

/// Scrolls so far that the row at a place is in view, under the head and above what covers the end of the list.
pub(super) fn show(node: &web_sys::Element, place: u32, row: i32) {
    let at = i32::try_from(place).unwrap_or(i32::MAX).saturating_mul(row);
    let room = node.client_height() - 2 * row - pixels(node, "--covered").unwrap_or(0);
    if at < node.scroll_top() {
        node.set_scroll_top(at);
    } else if at > node.scroll_top() + room {
        node.set_scroll_top(at - room);
    }
}

/// Goes back to where the list was left, and remembers that on leaving.
pub(super) fn keep_place(
    id: String,
    node: NodeRef<html::Div>,
    total: Signal<u32>,
    (top, active): (RwSignal<i32>, RwSignal<u32>),
) {
    let known = LEFT_AT.with_borrow(|left| left.get(&id).copied());
    if let Some((_, row)) = known {
        active.set(row);
    }
    let back = StoredValue::new(known);
    Effect::new(move || {
        let (Some(node), true) = (node.get(), total.get() > 0) else { return };
        if let Some((at, _)) = back.get_value() {
            back.set_value(None);
            request_animation_frame(move || node.set_scroll_top(at));
        }
    });
    on_cleanup(move || {
        let at = top.try_get_untracked().unwrap_or_default();
        let row = active.try_get_untracked().unwrap_or_default();
        LEFT_AT.with_borrow_mut(|left| left.insert(id.clone(), (at, row)));
    });
}

#[cfg(test)]
mod tests {
    use super::{room, window_of};

    #[test]
    fn the_window_is_what_is_in_view_and_a_margin() {
        let rows = room(800, 40);
        assert_eq!(rows, 38);
        assert_eq!(window_of(0, 40, (rows, 10_000)), (0, 38));
        assert_eq!(window_of(40_000, 40, (rows, 10_000)), (992, 1_030));
        assert_eq!(window_of(400_000, 40, (rows, 10_000)), (9_962, 10_000));
        assert_eq!(window_of(0, 40, (rows, 3)), (0, 3));
        assert_eq!(window_of(0, 0, (room(0, 0), 0)), (0, 0));
    }
}
