//! Near an edge of what scrolls, carrying something scrolls it.

use crate::browser;
use leptos::prelude::*;
use web_sys::Element;

/// How near to an edge, in px.
const NEAR: f64 = 48.0;
/// The most that one frame scrolls, in px: at the edge itself.
const MOST: f64 = 14.0;

/// Scrolls what lies under the pointer towards the edges that it is near; whether anything moved.
pub(super) fn scroll((x, y): (i32, i32)) -> bool {
    let mut around = document().element_from_point(x as f32, y as f32);
    let mut moved = false;
    while let Some(element) = around {
        let frame = element.get_bounding_client_rect();
        let across = pull(f64::from(x), frame.left(), frame.right());
        let down = pull(f64::from(y), frame.top(), frame.bottom());
        if across != 0 && scrolls(&element, "overflow-x") {
            let before = element.scroll_left();
            element.set_scroll_left(before + across);
            moved |= element.scroll_left() != before;
        }
        if down != 0 && scrolls(&element, "overflow-y") {
            let before = element.scroll_top();
            element.set_scroll_top(before + down);
            moved |= element.scroll_top() != before;
        }
        around = element.parent_element();
    }
    moved
}

/// Pixels to scroll: against the direction of writing near the start, along it near the end, more the nearer.
fn pull(at: f64, start: f64, end: f64) -> i32 {
    let near = NEAR.min((end - start) / 4.0);
    let (from_start, from_end) = (at - start, end - at);
    let share = if from_start < near {
        from_start.max(0.0) / near - 1.0
    } else if from_end < near {
        1.0 - from_end.max(0.0) / near
    } else {
        0.0
    };
    #[expect(clippy::cast_possible_truncation, reason = "between -MOST and MOST")]
    let pixels = (share * MOST).round() as i32;
    pixels
}

fn scrolls(element: &Element, axis: &str) -> bool {
    let style = browser::window().get_computed_style(element).ok().flatten();
    let overflow = style.and_then(|style| style.get_property_value(axis).ok());
    matches!(overflow.as_deref(), Some("auto" | "scroll"))
}

#[cfg(test)]
mod tests {
    use super::{MOST, pull};

    #[test]
    fn the_nearer_to_an_edge_the_faster_and_not_at_all_in_between() {
        assert_eq!(pull(300.0, 0.0, 600.0), 0);
        assert_eq!(pull(60.0, 0.0, 600.0), 0);
        assert_eq!(f64::from(pull(0.0, 0.0, 600.0)), -MOST);
        assert_eq!(f64::from(pull(600.0, 0.0, 600.0)), MOST);
        assert_eq!(f64::from(pull(640.0, 0.0, 600.0)), MOST, "beyond the edge as at it");
        assert!(pull(10.0, 0.0, 600.0) < pull(30.0, 0.0, 600.0));
        // Something narrow keeps a middle in which nothing moves.
        assert_eq!(pull(30.0, 0.0, 60.0), 0);
    }
}
