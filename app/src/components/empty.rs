//! What stands in a list that has no rows: why, and what to do about it.

use crate::icons::{Icon, IconView};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// An empty list's explanation.
#[component]
pub fn EmptyState(
    /// The picture.
    icon: Icon,
    /// What is the case.
    #[prop(into)]
    heading: TextProp,
    /// One sentence about it.
    #[prop(into)]
    text: TextProp,
    /// The buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <IconView icon=icon size=32/>
            <h2 class="empty-heading">{move || heading.get()}</h2>
            <p class="empty-text">{move || text.get()}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
}
