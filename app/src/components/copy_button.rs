//! A button that puts a value on the clipboard and says so.

use super::Keys;
use crate::browser;
use crate::icons::{Icon, IconView};
use crate::words::{components as words, t};
use leptos::prelude::*;

/// What keys do.
pub const KEYS: Keys = &[("Enter, Space", "copies")];

/// How long it says that it has copied.
const SAID_MS: u32 = 2_000;

/// A button beside a value that can be read and not typed.
#[component]
pub fn CopyButton(
    /// The value as text, asked when the button is pressed.
    #[prop(into)]
    text: Callback<(), String>,
) -> impl IntoView {
    let done = RwSignal::new(false);
    let press = move |_| {
        let text = text.run(());
        leptos::task::spawn_local(async move {
            if browser::copy(&text).await {
                let _ = done.try_set(true);
                browser::after(SAID_MS, move || {
                    let _ = done.try_set(false);
                });
            }
        });
    };
    let name = move || if done.get() { words::COPIED.now() } else { words::COPY.now() };
    view! {
        <button type="button" class="icon-button copy-button" aria-label=t(words::COPY) data-tip=name on:click=press>
            {move || view! { <IconView icon=if done.get() { Icon::Check } else { Icon::Copy }/> }}
        </button>
        <span class="visually-hidden" role="status">{move || done.get().then(|| words::COPIED.now())}</span>
    }
}
