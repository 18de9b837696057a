//! A field that narrows a list while the person types.

use super::{IconButton, Keys};
use crate::icons::{Icon, IconView};
use crate::words::{components as words, t};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[("Escape", "empties the field")];

/// A search field.
#[component]
pub fn SearchField(
    /// Its name and its placeholder.
    #[prop(into)]
    label: TextProp,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// What the person typed.
    #[prop(into)]
    on_input: Callback<(String,)>,
    /// The key that leads here, shown inside: `Ctrl K`.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let clear = move || {
        on_input.run((String::new(),));
        if let Some(input) = node.get_untracked() {
            let _ = input.focus();
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && value.with_untracked(|value| !value.is_empty()) {
            event.stop_propagation();
            clear();
        }
    };
    let filled = Memo::new(move |_| value.with(|value| !value.is_empty()));
    let name = label.clone();
    view! {
        <div class="search-field">
            <IconView icon=Icon::Search/>
            <input class="search-input" type="search" node_ref=node autocomplete="off" spellcheck="false"
                aria-label=move || name.get().to_string() placeholder=move || label.get().to_string()
                prop:value=move || value.get() on:keydown=keys
                on:input=move |event| on_input.run((event_target_value(&event),))/>
            {move || filled.get().then(|| view! {
                <IconButton icon=Icon::Cross label=t(words::CLEAR_SEARCH) on_press=clear/>
            })}
            {hint.map(|hint| view! { <kbd class="key" hidden=move || filled.get()>{hint}</kbd> })}
        </div>
    }
}
