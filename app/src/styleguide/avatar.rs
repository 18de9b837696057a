//! The avatar in its sizes, for people and things.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{Avatar, AvatarSize};
use leptos::prelude::*;

/// The avatar.
pub const STORY: Story = Story {
    name: "avatar",
    says: "A round mark with the first letters of a name that stands beside it.",
    keys: &[],
    touch: "Decoration: nothing to point at, nothing to focus.",
    states,
};

fn row(name: &str, thing: bool) -> AnyView {
    let sizes = [AvatarSize::Tiny, AvatarSize::Row, AvatarSize::Head].map(|size| {
        view! { <Avatar name=name.to_owned() size=size thing=thing/> }
    });
    view! { <div class="cluster">{sizes.collect_view()}<span>{name.to_owned()}</span></div> }.into_any()
}

fn states() -> Vec<State> {
    vec![
        state("rest: a person, tiny, in a row, in a head", row(&sample("Rina Akter", "রিনা আক্তার"), false)),
        state("rest: a thing", row(&sample("Padma Textiles", "পদ্মা টেক্সটাইলস"), true)),
        state("joined letters stay together", row(&sample("ক্ষমা রায়", "ক্ষমা রায়"), false)),
        state("long name", row(&long_name(), true)),
        state("empty: without a name", row("", false)),
    ]
}
