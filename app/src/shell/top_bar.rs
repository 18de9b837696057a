//! The bar at the top: heading, search, sync mark, New.

use super::sync_details::calm_sync_state;
use crate::components::{Button, SyncMark, Variant};
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::state::{Creating, app, creates, locked};
use crate::words::{inbox as words_of, shell as words, t};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The bar.
pub fn top_bar() -> AnyView {
    let app = app();
    let open = Memo::new(move |_| app.book.get().is_some() && locked().is_none());
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
            {bell()}
            <SyncMark state=state on_press=move || app.sync_open.set(true)/>
            {move || creates().then(|| view! {
                <span class="top-new">
                    <Button label=t(words::NEW) icon=Icon::Plus variant=Variant::Primary
                        on_press=move || app.creating.set(Creating::Choosing)/>
                </span>
            })}
        </div>
    }
    .into_any()
}

/// The way to the inbox on a phone, while something in it is not read.
fn bell() -> impl Fn() -> Option<AnyView> {
    let unread = Memo::new(|_| app().unread.get());
    move || {
        let count = u64::from(unread.get());
        let name = move || words_of::open(&words_of::unread(count));
        (count > 0).then(|| {
            view! {
                <a class="icon-button top-bell" href=routes_to::INBOX aria-label=name>
                    <IconView icon=Icon::Bell size=20/>
                    <span class="top-bell-count number" aria-hidden="true">{move || crate::words::number(count)}</span>
                </a>
            }
            .into_any()
        })
    }
}
