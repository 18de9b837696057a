//! The short list of actions behind a button.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{Menu, MenuItem, menu};
use crate::icons::Icon;
use leptos::prelude::*;

/// The menu.
pub const STORY: Story = Story {
    name: "menu",
    says: "A short list of actions behind a button.",
    keys: menu::KEYS,
    touch: "Pointing tints an action, focus rings it inside. Near the edge of the window it stays inside.",
    states,
};

fn items() -> Vec<MenuItem> {
    vec![
        MenuItem::new(sample("Copy", "কপি করুন"), Some(Icon::Copy), nothing()),
        MenuItem::new(long_sentence(), None, nothing()),
        MenuItem::new(sample("Move", "সরান"), None, nothing())
            .refused(sample("Nothing can be saved on this device now", "এই ডিভাইসে এখন কিছু রাখা যাচ্ছে না")),
        MenuItem::new(sample("Delete", "মুছুন"), Some(Icon::Trash), nothing()).danger(),
    ]
}

fn states() -> Vec<State> {
    let label = || sample("More actions", "আরও কাজ");
    vec![
        state(
            "behind an icon; inside: rest, long, disabled with a reason, danger",
            view! {
                <Menu label=label() items=|()| items()/>
            },
        ),
        state(
            "behind words",
            view! { <Menu label=label() words=true icon=Icon::ChevronDown items=|()| items()/> },
        ),
        state(
            "at the far edge",
            view! { <div class="guide-end"><Menu label=label() items=|()| items()/></div> },
        ),
    ]
}
