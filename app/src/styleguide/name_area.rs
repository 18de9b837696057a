//! The text area in which names are completed.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{NameArea, name_area};
use leptos::prelude::*;

/// The text area.
pub const STORY: Story = Story {
    name: "name_area",
    says: "A text area in which a name is completed after @.",
    keys: name_area::KEYS,
    touch: "Focus rings the area; the names stand below it, the one under the arrows is tinted.",
    states,
};

fn names(before: &str) -> Option<(usize, Vec<String>)> {
    let names = vec![sample("Laila Rahman", "লায়লা রহমান"), sample("Karim Mia", "করিম মিয়া"), long_name()];
    before.strip_suffix('@').map(|before| (before.len(), names))
}

fn drawn(id: &str, text: String, readonly: bool) -> AnyView {
    let typed = RwSignal::new(text);
    view! {
        <NameArea label=sample("Note", "নোট") id=id rows=3 value=typed names=names readonly=readonly
            on_input=move |(text,)| typed.set(text) on_key=|(_,)| {}/>
    }
    .into_any()
}

fn states() -> Vec<State> {
    let filled = sample("Ask @Laila Rahman about red yarn", "লাল সুতার কথা @লায়লা রহমানকে জিজ্ঞেস করুন");
    vec![
        state("empty; @ offers names", drawn("name-area-rest", String::new(), false)),
        state("filled", drawn("name-area-filled", filled, false)),
        state("read-only", drawn("name-area-read", long_name(), true)),
    ]
}
