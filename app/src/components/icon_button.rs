//! A button that shows only an icon; its words are heard, and seen after resting on it.

use super::Keys;
use crate::icons::{Icon, IconView};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[("Enter, Space", "presses; does nothing where it is disabled")];

/// A button with an icon; the label is its name and its tooltip. While `disabled` it stays focusable and its tooltip
/// also says why.
#[component]
pub fn IconButton(
    /// The picture.
    icon: Icon,
    /// Its name.
    #[prop(into)]
    label: TextProp,
    /// What pressing does.
    #[prop(into)]
    on_press: Callback<()>,
    /// For a button that stays pressed: whether it is.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Why it cannot be pressed now.
    #[prop(optional, into)]
    reason: Option<TextProp>,
) -> impl IntoView {
    let name = label.clone();
    let why = Memo::new(move |_| {
        let said = reason.as_ref().filter(|_| disabled.get());
        said.map(|reason| reason.get().to_string())
    });
    let tip = move || match why.get() {
        Some(why) => format!("{} · {why}", label.get()),
        None => label.get().to_string(),
    };
    let press = move |_| {
        if !disabled.get_untracked() {
            on_press.run(());
        }
    };
    view! {
        <button
            class="icon-button"
            type="button"
            aria-label=move || name.get().to_string()
            aria-description=move || why.get()
            aria-disabled=move || disabled.get().then_some("true")
            data-tip=tip
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            on:click=press
        >
            <IconView icon=icon/>
        </button>
    }
}
