//! Badges in every hue, pills in every tone, and the dot of a record.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{Badge, Pill, Tone};
use crate::icons::Icon;
use leptos::prelude::*;

/// The badge and the pill.
pub const STORY: Story = Story {
    name: "badge",
    says: "A word with a dot in its hue for a choice, and a word in the colour of a state.",
    keys: &[],
    touch: "Words only: nothing to point at, nothing to focus.",
    states,
};

const HUES: [u16; 11] = [264, 235, 195, 152, 110, 78, 45, 20, 340, 305, 0];
const TONES: [(Tone, &str, &str); 6] = [
    (Tone::Neutral, "Draft", "খসড়া"),
    (Tone::Ok, "Done", "হয়ে গেছে"),
    (Tone::Warn, "Waiting", "অপেক্ষায়"),
    (Tone::Danger, "3 d late", "৩ দিন দেরি"),
    (Tone::Info, "New", "নতুন"),
    (Tone::Conflict, "2", "২"),
];

fn states() -> Vec<State> {
    let hues = HUES.map(|hue| view! { <Badge label=sample("Proposal", "প্রস্তাব") hue=hue/> });
    let tones = TONES.map(|(tone, english, bengali)| {
        view! { <Pill label=sample(english, bengali) tone=tone icon=Icon::Clock/> }
    });
    let dots = ["unsent", "conflict", "refused"].map(|dot| view! { <span class="dot" data-dot=dot></span> });
    vec![
        state("rest: every hue", view! { <div class="cluster">{hues.collect_view()}</div> }),
        state("rest: every tone", view! { <div class="cluster">{tones.collect_view()}</div> }),
        state(
            "dots of a record: only here, two values, refused",
            view! { <div class="cluster">{dots.collect_view()}</div> },
        ),
        state(
            "long words",
            view! {
                <div class="guide-narrow">
                    <Badge label=long_name() hue=152/>
                    <Pill label=long_name() tone=Tone::Warn icon=Icon::Clock/>
                    <span class="tag"><span class="written">{long_name()}</span></span>
                </div>
            },
        ),
    ]
}
