//! A third language to find fixed widths: every sentence in brackets and 40 % longer.

use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;

/// What sentences are made longer with.
const FILLER: &str = "lorem ipsum dolor sit amet consectetur adipiscing elit ";

thread_local! {
    static LONGER: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static MADE: RefCell<HashMap<&'static str, &'static str>> = RefCell::default();
}

/// Switches it on or off.
pub fn switch(on: bool) {
    LONGER.with(|signal| signal.set(on));
}

/// The sentence as it is shown. A longer one is made once and lives as long as the page.
pub fn drawn(sentence: &'static str) -> &'static str {
    if !LONGER.with(Get::get) {
        return sentence;
    }
    MADE.with_borrow_mut(|made| *made.entry(sentence).or_insert_with(|| longer(sentence).leak()))
}

fn longer(sentence: &str) -> String {
    let more = (sentence.chars().count() * 2).div_ceil(5);
    let filler: String = FILLER.chars().cycle().take(more).collect();
    format!("[{sentence} {}]", filler.trim_end())
}

#[cfg(test)]
mod tests {
    use super::longer;

    #[test]
    fn a_sentence_grows_by_forty_per_cent_and_keeps_its_holes() {
        assert_eq!(longer("Save"), "[Save lo]");
        assert_eq!(longer("{count} records"), "[{count} records lorem]");
    }
}
