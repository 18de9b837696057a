//! The button that shows only an icon.

use super::story::{State, Story, nothing, sample, state};
use crate::components::{IconButton, icon_button};
use crate::icons::Icon;
use leptos::prelude::*;

/// The icon button.
pub const STORY: Story = Story {
    name: "icon_button",
    says: "A button that shows only an icon; its words are heard, and seen after resting on it.",
    keys: icon_button::KEYS,
    touch: "Pointing tints the ground; after 500 ms, or at once with the focus, the words stand below.",
    states,
};

fn states() -> Vec<State> {
    let label = || sample("Filter the list", "তালিকা ছাঁকুন");
    let reason = || sample("The list is empty", "তালিকাটি খালি");
    vec![
        state("rest", view! { <IconButton icon=Icon::Filter label=label() on_press=nothing()/> }),
        state(
            "selected: stays pressed",
            view! {
                <IconButton icon=Icon::Filter label=label() on_press=nothing() pressed=Signal::stored(true)/>
            },
        ),
        state(
            "disabled, with a reason",
            view! {
                <IconButton icon=Icon::Filter label=label() on_press=nothing() disabled=true reason=reason()/>
            },
        ),
    ]
}
