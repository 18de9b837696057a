//! A short list of things to do.

use super::story::{State, Story, long_name, long_sentence, nothing, sample, state};
use crate::components::{Act, Checklist, Chore, checklist};
use leptos::prelude::*;

/// The checklist.
pub const STORY: Story = Story {
    name: "checklist",
    says: "A short list of things to do that ticks itself, can be put away as a whole, and ends.",
    keys: checklist::KEYS,
    touch: "Its buttons are ordinary buttons; what is done has none.",
    states,
};

fn act(label: String) -> Act {
    Act { label, href: None, on_press: Some(nothing()) }
}

/// Each list has a name of its own, as no two of a page are called the same.
fn drawn(label: String, chores: Vec<Chore>) -> AnyView {
    let done = chores.iter().filter(|chore| chore.done).count();
    let progress = format!("{done}/{}", chores.len());
    view! {
        <Checklist label=label progress=progress chores=Signal::derive(move || chores.clone())
            dismiss=sample("Put this list away", "তালিকাটি সরিয়ে রাখুন") on_dismiss=nothing()/>
    }
    .into_any()
}

fn states() -> Vec<State> {
    let chore =
        |label: String, done: bool| Chore { label, done, acts: vec![act(sample("New", "নতুন"))] };
    let contact = || sample("Write a contact", "একজন পরিচিতি লিখুন");
    let deal = || sample("Write a deal", "একটি ডিল লিখুন");
    vec![
        state(
            "nothing done",
            drawn(sample("First steps", "প্রথম ধাপগুলো"), vec![chore(contact(), false), chore(deal(), false)]),
        ),
        state(
            "half done",
            drawn(sample("Next steps", "পরের ধাপগুলো"), vec![chore(contact(), true), chore(deal(), false)]),
        ),
        state(
            "long words, two actions",
            drawn(
                sample("Last steps", "শেষ ধাপগুলো"),
                vec![Chore {
                    label: long_sentence(),
                    done: false,
                    acts: vec![act(long_name()), act(deal())],
                }],
            ),
        ),
    ]
}
