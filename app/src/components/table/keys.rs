//! What the keys do in a list.

use std::cell::Cell;

thread_local! {
    static LETTERS: Cell<bool> = const { Cell::new(true) };
}

/// Whether letters alone go somewhere, as in every list of the page.
pub fn letter_keys(on: bool) {
    LETTERS.set(on);
}

/// The row that a key goes to; `None` for a key that goes nowhere.
pub(super) fn goes_to(key: &str, now: u32, page: u32, last: u32) -> Option<u32> {
    if key.len() == 1 && !LETTERS.get() {
        return None;
    }
    let to = match key {
        "ArrowDown" | "j" => now.saturating_add(1),
        "ArrowUp" | "k" => now.saturating_sub(1),
        "PageDown" => now.saturating_add(page),
        "PageUp" => now.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

#[cfg(test)]
mod tests {
    use super::{goes_to, letter_keys};

    #[test]
    fn a_key_goes_to_a_row_of_the_list() {
        for (key, now, expected) in [
            ("ArrowDown", 0, Some(1)),
            ("j", 9, Some(9)),
            ("ArrowUp", 0, Some(0)),
            ("k", 4, Some(3)),
            ("PageDown", 3, Some(8)),
            ("PageUp", 3, Some(0)),
            ("Home", 7, Some(0)),
            ("End", 2, Some(9)),
            ("x", 2, None),
        ] {
            assert_eq!(goes_to(key, now, 5, 9), expected, "{key} at {now}");
        }
        assert_eq!(goes_to("ArrowDown", 0, 5, 0), Some(0), "a list of one row");
        letter_keys(false);
        assert_eq!((goes_to("j", 0, 5, 9), goes_to("ArrowDown", 0, 5, 9)), (None, Some(1)), "switched off");
    }
}
