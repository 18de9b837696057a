//! A button that shows only an icon; its words are heard, and seen after resting on it.

use crate::icons::{Icon, IconView};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A button with an icon; the label is its name and its tooltip.
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
) -> impl IntoView {
    let name = label.clone();
    view! {
        <button
            class="icon-button"
            type="button"
            aria-label=move || name.get().to_string()
            data-tip=move || label.get().to_string()
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            on:click=move |_| on_press.run(())
        >
            <IconView icon=icon/>
        </button>
    }
}

// Keys
// Enter, Space: presses.
