//! Views of one thing beside each other.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{Tab, Tabs, tabs};
use leptos::prelude::*;

/// The tabs.
pub const STORY: Story = Story {
    name: "tabs",
    says: "Views of one thing beside each other, one shown; what does not fit scrolls sideways.",
    keys: tabs::KEYS,
    touch: "Pointing darkens the words, focus rings the tab inside; from right to left the arrows are mirrored.",
    states,
};

fn drawn(stem: &'static str, names: Vec<(String, Option<&str>)>) -> AnyView {
    let tab = |(at, (label, count)): (usize, (String, Option<&str>))| Tab {
        id: format!("{stem}-{at}"),
        label,
        count: count.map(str::to_owned),
    };
    let tabs: Vec<Tab> = names.into_iter().enumerate().map(tab).collect();
    let selected = RwSignal::new(format!("{stem}-0"));
    let panels = tabs.clone().into_iter().map(|tab| {
        let own = tab.id.clone();
        view! {
            <div role="tabpanel" id=format!("panel-{}", tab.id) aria-labelledby=format!("tab-{}", tab.id) tabindex="0"
                hidden=move || selected.get() != own>{tab.label}</div>
        }
    });
    let panels = panels.collect_view();
    view! {
        <Tabs label=sample("Sections of the record", "রেকর্ডের অংশ") tabs=tabs selected=selected
            on_select=move |(id,): (String,)| selected.set(id)/>
        {panels}
    }
    .into_any()
}

fn states() -> Vec<State> {
    let activity = || sample("Activity", "কার্যকলাপ");
    vec![
        state(
            "rest; the first is selected",
            drawn("plain", vec![(activity(), None), (sample("Details", "বিস্তারিত"), None)]),
        ),
        state(
            "with counts",
            drawn("counted", vec![(activity(), Some("12")), (sample("Related", "সম্পর্কিত"), Some("3"))]),
        ),
        state("long words", drawn("long", vec![(long_name(), Some("12")), (long_name(), None)])),
    ]
}
