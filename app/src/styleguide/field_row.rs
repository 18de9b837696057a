//! One fact of a record, from rest to refused.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{ConflictChooser, ConflictOption, FieldRow, field_row};
use crate::words::{fields, t};
use leptos::prelude::*;

/// The fact that is edited in place.
pub const STORY: Story = Story {
    name: "field_row",
    says: "One fact of a record: its name, its value, and in the value's place the editor.",
    keys: field_row::KEYS,
    touch: "Pointing tints the value and shows the pencil, or for a value that can only be read the way to copy it; \
            on a touch screen both are always there.",
    states,
};

fn editor() -> AnyView {
    let label = sample("Phone", "ফোন");
    view! { <div class="editor"><input class="input" type="tel" aria-label=label value="01711 204882"/></div> }.into_any()
}

fn drawn(value: String, save: Option<&'static str>) -> AnyView {
    let label = sample("Phone", "ফোন");
    let shown = move || view! { <span class="number">{value.clone()}</span> };
    view! { <FieldRow label=label value=shown editor=editor editing=RwSignal::new(false) save=save/> }
        .into_any()
}

fn read_only(value: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    view! { <FieldRow label=sample("Expected revenue", "প্রত্যাশিত আয়") value=value editing=RwSignal::new(false)/> }
        .into_any()
}

fn number(text: &'static str) -> AnyView {
    view! { <span class="number">{text}</span> }.into_any()
}

fn two_values() -> AnyView {
    let option = |value: &'static str, this_device| ConflictOption {
        value: (move || number(value)).into(),
        by: sample("Rina, phone, Tue 14:05", "রিনা, ফোন, মঙ্গলবার ১৪:০৫"),
        this_device,
    };
    let below = move || {
        let options = vec![option("01711 204882", true), option("01819 300417", false)];
        view! { <ConflictChooser id="row-conflict" options=options on_choose=|(_,): (usize,)| {} on_close=nothing()/> }
    };
    view! {
        <FieldRow label=sample("Phone", "ফোন") value=|| number("01711 204882") editor=editor editing=RwSignal::new(false)
            conflict=true on_conflict=nothing() below=below/>
    }
    .into_any()
}

fn states() -> Vec<State> {
    let phone = || "01711 204882".to_owned();
    let none = || view! { <span class="field-empty">{t(fields::EMPTY)}</span> }.into_any();
    vec![
        state("rest", drawn(phone(), None)),
        state(
            "editing",
            view! {
                <FieldRow label=sample("Phone", "ফোন") value=phone editor=editor editing=RwSignal::new(true)/>
            },
        ),
        state("saving", drawn(phone(), Some("saving"))),
        state("offline: saved on this device, not sent", drawn(phone(), Some("device"))),
        state("error: refused", drawn(phone(), Some("refused"))),
        state("two values", two_values()),
        state("read-only", read_only(|| sample("12,40,000 BDT", "১২,৪০,০০০ টাকা").into_any())),
        state("empty, read-only: nothing to copy", read_only(none)),
        state("long words", drawn(long_sentence(), Some("device"))),
    ]
}
