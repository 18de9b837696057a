//! Short notices with a way back.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{Toaster, Toasts, toast};
use leptos::prelude::*;

/// The notices.
pub const STORY: Story = Story {
    name: "toast",
    says: "Short notices at the edge of the page, each with a way back; these here stay.",
    keys: toast::KEYS,
    touch: "A notice that is pointed at or has the focus stays longer than its six seconds.",
    states,
};

fn drawn(texts: Vec<(String, bool)>) -> AnyView {
    let toaster = Toaster::default();
    for (text, back) in texts {
        toaster.hold(text, back.then(nothing));
    }
    view! { <Toasts toaster=toaster/> }.into_any()
}

fn states() -> Vec<State> {
    let moved = || sample("Moved to Proposal", "প্রস্তাবে সরানো হয়েছে");
    vec![
        state(
            "rest: with a way back, and without",
            drawn(vec![(moved(), true), (sample("Copied", "কপি হয়েছে"), false)]),
        )
        .tall(),
        state("long words", drawn(vec![(long_sentence(), true)])).tall(),
        state("empty: nothing to see", drawn(Vec::new())),
    ]
}
