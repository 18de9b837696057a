//! The short explanation of something.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{Button, Tooltip, tooltip};
use leptos::prelude::*;

/// The tooltip.
pub const STORY: Story = Story {
    name: "tooltip",
    says: "A short explanation that appears when the pointer or the focus rests on something.",
    keys: tooltip::KEYS,
    touch: "It appears after 500 ms of pointing, at once with the focus.",
    states,
};

fn states() -> Vec<State> {
    let button =
        || view! { <Button label=sample("Untouched for 14 days", "১৪ দিন ধরে পড়ে আছে") on_press=nothing()/> };
    vec![
        state(
            "rest; focus shows it",
            view! { <Tooltip title=sample("Last call", "শেষ কল")>{button()}</Tooltip> },
        ),
        state(
            "with a second line; long words",
            view! {
                <Tooltip title=sample("Last call", "শেষ কল") description=long_sentence()>{button()}</Tooltip>
            },
        ),
    ]
}
