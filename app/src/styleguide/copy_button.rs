//! The button that copies a value.

use super::story::{State, Story, sample, state};
use crate::components::{CopyButton, copy_button};
use leptos::prelude::*;

/// The copy button.
pub const STORY: Story = Story {
    name: "copy_button",
    says: "Puts a value that can only be read on the clipboard and says so.",
    keys: copy_button::KEYS,
    touch: "Beside a value it appears when the value is pointed at or it has the focus; on a touch screen it is always there.",
    states,
};

fn states() -> Vec<State> {
    vec![state(
        "rest; pressed: a tick for two seconds",
        view! {
            <div class="cluster"><span>{sample("01711 204882", "০১৭১১ ২০৪৮৮২")}</span><CopyButton text=|()| "01711 204882".to_owned()/></div>
        },
    )]
}
