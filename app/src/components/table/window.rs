//! Which rows are in the page, and where a list was left.

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use std::cell::RefCell;
use std::collections::HashMap;

/// Rows kept in the page before and after those in view.
const MARGIN: u32 = 8;

thread_local! {
    /// Where each list was scrolled to, and its row under the keys, when it was left.
    static LEFT_AT: RefCell<HashMap<String, (i32, u32)>> = RefCell::default();
}

/// The first row to draw and the one after the last.
pub(super) fn window_of(top: i32, height: i32, row: i32, total: u32) -> (u32, u32) {
    let row = row.max(1);
    let place = |pixels: i32| u32::try_from(pixels / row).unwrap_or(0);
    // In steps of half the margin, so that a few pixels of scrolling draw nothing.
    let first = place(top).saturating_sub(MARGIN) / 4 * 4;
    let last = (place(top.saturating_add(height)) + 1 + MARGIN).div_ceil(4) * 4;
    (first.min(total), last.min(total))
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

/// Measures the list now and whenever it gets another size: with the window, or because something came beside it.
pub(super) fn watch_size(node: NodeRef<html::Div>, measure: impl Fn() + Copy + Send + Sync + 'static) {
    let heard = Closure::<dyn FnMut()>::new(measure);
    let observer = web_sys::ResizeObserver::new(heard.as_ref().unchecked_ref()).ok();
    let held = StoredValue::new_local((observer, heard));
    Effect::new(move || {
        let Some(node) = node.get() else { return };
        measure();
        held.with_value(|(observer, _)| {
            if let Some(observer) = observer {
                observer.observe(&node);
            }
        });
    });
    on_cleanup(move || {
        held.try_with_value(|(observer, _)| observer.as_ref().map(web_sys::ResizeObserver::disconnect));
    });
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
    use super::window_of;

    #[test]
    fn the_window_is_what_is_in_view_and_a_margin() {
        assert_eq!(window_of(0, 800, 40, 10_000), (0, 32));
        assert_eq!(window_of(40_000, 800, 40, 10_000), (992, 1_032));
        assert_eq!(window_of(400_000, 800, 40, 10_000), (9_992, 10_000));
        assert_eq!(window_of(0, 800, 40, 3), (0, 3));
        assert_eq!(window_of(0, 800, 0, 0), (0, 0));
    }
}
