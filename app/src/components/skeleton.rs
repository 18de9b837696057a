//! The shape of a list before its rows are known.

use leptos::prelude::*;

/// Grey rows of the real height, at most twelve; they show only when reading takes longer than 100 ms.
#[component]
pub fn SkeletonRows(
    /// How many.
    #[prop(default = 12)]
    count: u8,
) -> impl IntoView {
    let row = |_| {
        view! {
            <div class="skeleton-row">
                <span class="skeleton-round"></span>
                <span class="skeleton-line"></span>
                <span class="skeleton-line" data-short="true"></span>
            </div>
        }
    };
    view! { <div class="skeleton" aria-hidden="true">{(0..count.min(12)).map(row).collect_view()}</div> }
}
