//! Buttons of every kind.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{Button, Variant, button};
use crate::icons::Icon;
use leptos::prelude::*;

/// The button.
pub const STORY: Story = Story {
    name: "button",
    says: "A button with words, and an icon where one helps.",
    keys: button::KEYS,
    touch: "Pointing tints the ground, pressing darkens it (and shrinks it a little under a thumb), focus rings it. \
            A disabled one keeps its ground, takes the focus, and its tooltip says why.",
    states,
};

const ALL: [Variant; 5] =
    [Variant::Primary, Variant::Secondary, Variant::Quiet, Variant::Danger, Variant::DangerSolid];

fn all(disabled: bool) -> AnyView {
    let one = |variant| {
        view! {
            <Button label=sample("Save", "রাখুন") variant=variant on_press=nothing() disabled=disabled
                reason=sample("The name is missing", "নামটি লেখা হয়নি")/>
        }
    };
    view! { <div class="buttons">{ALL.map(one).collect_view()}</div> }.into_any()
}

fn states() -> Vec<State> {
    vec![
        state("rest: primary, secondary, quiet, danger, danger in a dialog", all(false)),
        state("disabled, with a reason", all(true)),
        state(
            "with an icon",
            view! {
                <Button label=sample("New contact", "নতুন পরিচিতি") icon=Icon::Plus on_press=nothing()/>
            },
        ),
        state(
            "long words",
            view! {
                <Button label=long_sentence() icon=Icon::Upload variant=Variant::Primary on_press=nothing()/>
            },
        ),
    ]
}
