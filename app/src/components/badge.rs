//! A word with a dot in its hue, and a word in the colour of a state.

use super::Plain;
use crate::icons::{Icon, IconView};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A status, stage or tag: dot and word on a soft ground.
#[component]
pub fn Badge(
    /// The word.
    #[prop(into)]
    label: TextProp,
    /// The hue of the choice; 0 is none.
    #[prop(into)]
    hue: Signal<u16>,
) -> impl IntoView {
    move || plain_badge(&label.get(), hue.get()).view()
}

/// The same for a word that whoever shows it follows.
pub fn plain_badge(label: &str, hue: u16) -> Plain {
    let dot = Plain::text("span", "").with("class", "badge-dot").with("aria-hidden", "true");
    let word = Plain::text("span", label).with("class", "badge-word");
    Plain::parts("span", [dot, word]).with("class", "badge").with("data-hue", hue.to_string())
}

/// What a pill's colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    Neutral,
    /// Done, all right.
    Ok,
    /// Waiting.
    Warn,
    /// Late, refused.
    Danger,
    /// Worth knowing.
    Info,
    /// Two values.
    Conflict,
}

impl Tone {
    /// Its name in the sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Danger => "danger",
            Self::Info => "info",
            Self::Conflict => "conflict",
        }
    }
}

/// A short remark in the colour of a state.
#[component]
pub fn Pill(
    /// The words.
    #[prop(into)]
    label: TextProp,
    /// What its colour says.
    tone: Tone,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <span class="pill" data-tone=tone.name()>
            {icon.map(|icon| view! { <IconView icon=icon size=12/> })}
            <span>{move || label.get()}</span>
        </span>
    }
}
