//! The labelled input of a form.

use super::story::{State, Story, long_name, long_sentence, sample, state};
use crate::components::{Input, InputKind, input};
use leptos::prelude::*;

/// The input.
pub const STORY: Story = Story {
    name: "input",
    says: "A field to type into, with its name above and, where the input is not understood, the reason below.",
    keys: input::KEYS,
    touch: "Focus rings it, also after a press. Read-only: the way to copy appears when it is pointed at or focused.",
    states,
};

const KINDS: [(InputKind, &str, &str); 9] = [
    (InputKind::Text, "input-text", "Padma Textiles"),
    (InputKind::Email, "input-email", "rina@padma.example"),
    (InputKind::Phone, "input-phone", "01711 204882"),
    (InputKind::Url, "input-url", "padma.example"),
    (InputKind::Password, "input-password", "new ledger 2026"),
    (InputKind::Pin, "input-pin", "204060"),
    (InputKind::Decimal, "input-decimal", "12,40,000"),
    (InputKind::Date, "input-date", "2026-11-22"),
    (InputKind::DateTime, "input-date-time", "2026-11-22T14:05"),
];

fn name() -> String {
    sample("Name", "নাম")
}

fn text(value: impl Into<String>) -> RwSignal<String> {
    RwSignal::new(value.into())
}

fn states() -> Vec<State> {
    let kinds = KINDS.map(|(kind, id, value)| {
        view! { <Input label=name() id=id value=text(value) kind=kind/> }
    });
    vec![
        state(
            "empty, with a hint",
            view! {
                <Input label=name() id="input-empty" value=text("") hint=sample("As on the letterhead", "প্যাডে যেমন লেখা")/>
            },
        ),
        state("rest: every kind", view! { <div class="guide-columns">{kinds.collect_view()}</div> }),
        state(
            "invalid",
            view! {
                <Input label=name() id="input-invalid" value=text("rina@") kind=InputKind::Email error=long_sentence()/>
            },
        ),
        state(
            "read-only",
            view! { <Input label=name() id="input-read-only" value=text(long_name()) read_only=true/> },
        ),
        state(
            "disabled, with a reason",
            view! {
                <Input label=name() id="input-disabled" value=text("Rina Akter")
                    disabled=sample("Only an administrator may change this", "শুধু প্রশাসক এটি বদলাতে পারেন")/>
            },
        ),
        state(
            "long words",
            view! {
                <Input label=long_sentence() id="input-long" value=text(long_name()) hint=long_sentence()/>
            },
        ),
    ]
}
