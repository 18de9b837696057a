//! The field that narrows a list.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{SearchField, search_field};
use leptos::prelude::*;

/// The search field.
pub const STORY: Story = Story {
    name: "search_field",
    says: "A field that narrows a list while the person types.",
    keys: search_field::KEYS,
    touch: "Focus rings the whole field; what was typed brings a cross that empties it.",
    states,
};

fn drawn(label: String, text: String) -> AnyView {
    let typed = RwSignal::new(text);
    view! { <SearchField label=label value=typed on_input=move |(text,): (String,)| typed.set(text)/> }
        .into_any()
}

fn states() -> Vec<State> {
    let label = || sample("Search in contacts", "পরিচিতিতে খুঁজুন");
    vec![
        state("empty", drawn(label(), String::new())),
        state(
            "with the key that leads to it",
            view! {
                <SearchField label=label() value=String::new() on_input=|(_,): (String,)| {} hint="Ctrl K"/>
            },
        ),
        state("filled", drawn(label(), sample("rina", "রিনা"))),
        state("long words", drawn(long_name(), String::new())),
        state("long words, filled", drawn(label(), long_name())),
    ]
}
