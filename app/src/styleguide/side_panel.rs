//! A panel beside what it belongs to.

use super::story::{State, Story, long_sentence, sample, state};
use crate::components::{IconButton, SidePanel, side_panel};
use crate::icons::Icon;
use leptos::prelude::*;

/// The panel.
pub const STORY: Story = Story {
    name: "side_panel",
    says: "What is opened from a list stands beside it; the list goes on. Its edge makes it wider.",
    keys: side_panel::KEYS,
    touch: "The edge is for mice and keys; a finger finds the panel over the list, as wide as it needs.",
    states,
};

fn drawn(title: String, tools: bool) -> AnyView {
    let buttons = || {
        view! { <IconButton icon=Icon::ChevronUp label=sample("Previous record", "আগের রেকর্ড") on_press=|| ()/> }
            .into_any()
    };
    let text = || view! { <p>{sample("What is in it", "ভেতরে যা আছে")}</p> };
    if tools {
        view! { <SidePanel title=title on_close=|| () tools=buttons>{text()}</SidePanel> }.into_any()
    } else {
        view! { <SidePanel title=title on_close=|| ()>{text()}</SidePanel> }.into_any()
    }
}

fn states() -> Vec<State> {
    vec![
        state("rest", drawn(sample("Rina Akter", "রিনা আক্তার"), false)).tall(),
        state("with more buttons and a long name", drawn(long_sentence(), true)).tall(),
    ]
}
