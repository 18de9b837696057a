//! Two values of one field: the badge and the choice.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{ConflictBadge, ConflictChooser, ConflictOption, ConflictValues, conflict};
use leptos::prelude::*;

/// The badge and the chooser.
pub const STORY: Story = Story {
    name: "conflict",
    says: "Two people wrote different values at the same time: a quiet badge, and the choice in place, or each value with its own button.",
    keys: conflict::KEYS,
    touch: "Each value is one target of 44 pixels; the badge explains itself when pointed at.",
    states,
};

fn option(value: String, this_device: bool) -> ConflictOption {
    let by = sample("Rina, phone, Tue 14:05", "রিনা, ফোন, মঙ্গলবার ১৪:০৫");
    let shown = move || view! { <span class="number">{value.clone()}</span> };
    ConflictOption { value: shown.into(), by, this_device }
}

fn chooser(id: &str, options: Vec<ConflictOption>) -> AnyView {
    view! { <ConflictChooser id=id options=options on_choose=|(_,): (usize,)| {} on_close=nothing()/> }
        .into_any()
}

fn values(id: &str, options: Vec<ConflictOption>, may: bool) -> AnyView {
    let on_take = may.then(|| Callback::new(|(_,): (usize,)| {}));
    view! { <ConflictValues id=id options=options on_take=on_take/> }.into_any()
}

fn states() -> Vec<State> {
    let short = vec![option("01711 204882".to_owned(), true), option("01819 300417".to_owned(), false)];
    let long = vec![
        option(long_sentence(), false),
        option(long_sentence(), true),
        option(sample("Emptied", "খালি"), false),
    ];
    vec![
        state(
            "badge: one field, three fields",
            view! {
                <div class="cluster"><ConflictBadge count=1/><ConflictBadge count=3/></div>
            },
        ),
        state("choice", chooser("conflict-short", short.clone())),
        state("choice between three long values", chooser("conflict-long", long.clone())),
        state("values with their buttons", values("values-short", short.clone(), true)),
        state("three long values with their buttons", values("values-long", long, true)),
        state("values for who may not choose", values("values-read", short, false)),
    ]
}
