//! What stands in a list without rows, for each reason.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{Button, EmptyState, Variant, button};
use crate::icons::Icon;
use leptos::prelude::*;

/// The explanation of an empty list.
pub const STORY: Story = Story {
    name: "empty",
    says: "What stands in a list that has no rows: why, and what to do about it.",
    keys: button::KEYS,
    touch: "Its buttons are ordinary buttons.",
    states,
};

fn drawn(icon: Icon, heading: String, text: String, act: Option<String>) -> AnyView {
    let act = act.map(|act| view! { <Button label=act variant=Variant::Primary on_press=nothing()/> });
    view! { <EmptyState icon=icon heading=heading text=text>{act}</EmptyState> }.into_any()
}

fn states() -> Vec<State> {
    let more = || Some(sample("Add your first contact", "প্রথম পরিচিতি লিখুন"));
    let again = || Some(sample("Try again", "আবার চেষ্টা করুন"));
    vec![
        state(
            "empty: the first time",
            drawn(
                Icon::Users,
                sample("No contacts yet", "এখনও কোনো পরিচিতি নেই"),
                sample("Write the first one, or bring a file.", "প্রথমটি লিখুন, অথবা একটি ফাইল আনুন।"),
                more(),
            ),
        ),
        state(
            "nothing found",
            drawn(Icon::Search, sample("Nobody matches", "কেউ মেলে না"), long_sentence(), None),
        ),
        state(
            "error",
            drawn(
                Icon::CircleAlert,
                sample("The list could not be read", "তালিকাটি পড়া যায়নি"),
                long_sentence(),
                again(),
            ),
        ),
        state(
            "offline: what was never fetched",
            drawn(
                Icon::CloudOff,
                sample("Not on this device yet", "এখনও এই ডিভাইসে নেই"),
                sample("It comes with the next connection.", "পরের সংযোগে এটি আসবে।"),
                None,
            ),
        ),
        state("long words", drawn(Icon::Info, long_sentence(), long_sentence(), Some(long_sentence()))),
    ]
}
