//! A short explanation that appears when the pointer or the focus rests on something.

use super::Keys;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[("Tab", "to what it explains: it shows as long as that has the focus")];

/// Something with an explanation.
#[component]
pub fn Tooltip(
    /// The first line.
    #[prop(into)]
    title: TextProp,
    /// A second, quieter line.
    #[prop(optional, into)]
    description: Option<TextProp>,
    /// What it explains.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="tooltip">
            {children()}
            <span class="tooltip-box" role="tooltip">
                <span class="tooltip-title">{move || title.get()}</span>
                {description.map(|text| view! { <span class="tooltip-text">{move || text.get()}</span> })}
            </span>
        </span>
    }
}
