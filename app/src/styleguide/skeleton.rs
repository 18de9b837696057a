//! The shape of a list before its rows are known.

use super::story::{State, Story, state};
use crate::components::SkeletonRows;
use leptos::prelude::*;

/// The skeleton.
pub const STORY: Story = Story {
    name: "skeleton",
    says: "The shape of a list before its rows are known; it shows only when reading takes longer than 100 ms.",
    keys: &[],
    touch: "Decoration: the list says that it is busy.",
    states,
};

fn states() -> Vec<State> {
    vec![state("loading", view! { <SkeletonRows count=3/> })]
}
