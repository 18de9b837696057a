//! The bar at the top: heading, search, sync mark, New.

use super::sync_details::calm_sync_state;
use crate::components::{Button, SyncMark, Variant};
use crate::icons::{Icon, IconView};
use crate::state::{Creating, app};
use crate::words::{shell as words, t};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The bar.
pub fn top_bar() -> AnyView {
    let app = app();
    let open = Memo::new(move |_| app.book.get().is_some());
    let path = use_location().pathname;
    let deep =
        Memo::new(move |_| path.with(|path| path.starts_with("/record/") || path.starts_with("/create/")));
    view! {
        <header class="top-bar">
            {move || deep.get().then(back)}
            <div class="top-title">
                <h1 class="top-heading" tabindex="-1">{move || app.title.get()}</h1>
                <span class="top-count number">{move || app.title_count.get()}</span>
            </div>
            {move || open.get().then(tools)}
        </header>
    }
    .into_any()
}

fn back() -> AnyView {
    let back = |_| {
        if let Ok(history) = crate::browser::window().history() {
            let _ = history.back();
        }
    };
    view! {
        <button type="button" class="icon-button top-back" aria-label=t(crate::words::common::BACK) on:click=back>
            <IconView icon=Icon::ChevronLeft size=20/>
        </button>
    }
    .into_any()
}

fn tools() -> AnyView {
    let app = app();
    let state = calm_sync_state();
    view! {
        <div class="top-tools">
            <button type="button" class="top-search" aria-label=t(words::SEARCH)
                on:click=move |_| app.palette.set(true)>
                <IconView icon=Icon::Search/>
                <span class="top-search-label">{t(words::SEARCH)}</span>
                <kbd class="key" aria-hidden="true">"Ctrl K"</kbd>
            </button>
            <SyncMark state=state on_press=move || app.sync_open.set(true)/>
            <span class="top-new">
                <Button label=t(words::NEW) icon=Icon::Plus variant=Variant::Primary
                    on_press=move || app.creating.set(Creating::Choosing)/>
            </span>
        </div>
    }
    .into_any()
}
