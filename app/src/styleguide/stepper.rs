//! The bar of stages.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{Step, Stepper, stepper};
use leptos::prelude::*;

/// The stepper.
pub const STORY: Story = Story {
    name: "stepper",
    says: "Where something stands on its way: a bar in parts, filled up to the current one.",
    keys: stepper::KEYS,
    touch: "Pointing outlines a part and names it, focus rings it and names it.",
    states,
};

fn steps(last: String) -> Vec<Step> {
    let step = |id: &str, label: String, hue| Step { id: id.to_owned(), label, hue };
    vec![
        step("new", sample("New", "নতুন"), 264),
        step("quoted", sample("Quoted", "দরপত্র"), 195),
        step("agreed", sample("Agreed", "সম্মত"), 78),
        step("won", last, 152),
    ]
}

fn drawn(at: &str, last: String, read_only: bool) -> AnyView {
    let at = RwSignal::new(at.to_owned());
    view! {
        <Stepper label=sample("Stage", "ধাপ") steps=steps(last) current=at read_only=read_only
            on_pick=move |(id,): (String,)| at.set(id)/>
    }
    .into_any()
}

fn states() -> Vec<State> {
    let won = || sample("Won", "জেতা");
    vec![
        state("rest", drawn("quoted", won(), false)),
        state("at the end", drawn("won", won(), false)),
        state("empty: nowhere on the way", drawn("", won(), false)),
        state("read-only", drawn("agreed", won(), true)),
        state("long words", drawn("won", long_name(), false)),
    ]
}
