//! Bars beside each other.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{Bar, BarList};
use leptos::prelude::*;

/// The list of bars.
pub const STORY: Story = Story {
    name: "bar_list",
    says: "Amounts beside each other as bars, each a way to what it counts.",
    keys: &[],
    touch: "Pointing tints the row; each row is a link and shows the focus ring.",
    states,
};

fn bar(label: String, hue: u16, share: f64, text: String) -> Bar {
    Bar { label, hue, share, text, href: "#story-bar_list".to_owned() }
}

fn states() -> Vec<State> {
    let bars = vec![
        bar(sample("New", "নতুন"), 264, 0.4, sample("12.4 L", "১২.৪ লাখ")),
        bar(sample("Quoted", "দরপত্র"), 195, 1.0, sample("31 L", "৩১ লাখ")),
        bar(sample("Agreed", "সম্মত"), 152, 0.02, sample("60 K", "৬০ হাজার")),
    ];
    let long = vec![bar(long_name(), 45, 0.7, sample("1,23,45,678.00 BDT", "১,২৩,৪৫,৬৭৮.০০ টাকা"))];
    let none: Vec<Bar> = Vec::new();
    let name = || sample("Pipeline", "পাইপলাইন");
    vec![
        state("rest", view! { <BarList label=name() bars=bars/> }),
        state("long words", view! { <BarList label=name() bars=long/> }),
        state("empty", view! { <BarList label=name() bars=none/> }),
    ]
}
