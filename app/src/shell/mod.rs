//! The frame around every screen: navigation, top bar with search, sync mark and New, notices, windows above.

mod create_menu;
pub mod feedback;
mod inbox;
pub mod install;
mod navigation;
mod notices;
mod palette;
pub mod shortcuts;
mod sync_details;
mod top_bar;

pub use navigation::{book_name, more, object_href, object_icon};
pub use sync_details::{link_words, sync_state};

use crate::browser;
use crate::components::Toasts;
use crate::state::{
    Creating, app, forget_drafts, locked, note_visits, shaping, watch_install, watch_lock, watching,
};
use crate::words::{shell as words, t};
use crm_core::messages::{View, Watch};
use inbox::watch_inbox;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// The frame.
#[component]
pub fn Shell(
    /// The screen.
    children: Children,
) -> impl IntoView {
    watch_book();
    watch_inbox();
    note_visits();
    follow_address();
    listen();
    watch_install();
    watch_lock();
    let open = Memo::new(|_| app().book.get().is_some() && locked().is_none());
    view! {
        <a class="skip-link" href="#main" on:click=skip>{t(words::SKIP)}</a>
        <div class="frame" data-book=move || open.get().then_some("open")>
            {move || open.get().then(navigation::sidebar)}
            <div class="page">
                {top_bar::top_bar()}
                {notices::notices()}
                <main id="main" class="main" tabindex="-1">{children()}</main>
            </div>
            {move || open.get().then(navigation::bottom_bar)}
        </div>
        {palette::palette()}
        {create_menu::create_menu()}
        {sync_details::sync_details()}
        {shortcuts::shortcuts()}
        {install::install()}
        {feedback::feedback()}
        {crate::screens::moving::window()}
        {crate::screens::merge::window()}
        <Toasts toaster=app().toaster/>
    }
}

fn skip(event: leptos::ev::MouseEvent) {
    event.prevent_default();
    browser::focus("#main");
}

/// The counts and the state of sync are watched once for all screens.
fn watch_book() {
    let app = app();
    let open = move |what: Watch| app.book.get().map(|_| what);
    let counts = watching(
        move || open(Watch::Counts),
        |view| {
            let View::Counts(counts) = view else { return None };
            Some(counts)
        },
    );
    let made = watching(
        move || open(Watch::Shaping),
        |view| {
            let View::Shaping(shaping) = view else { return None };
            Some(shaping)
        },
    );
    Effect::new(move || made.get().into_iter().for_each(shaping::take));
    let sync = watching(
        move || open(Watch::Sync),
        |view| {
            let View::Sync(sync) = view else { return None };
            Some(*sync)
        },
    );
    Effect::new(move || {
        if let Some(counts) = counts.get() {
            app.counts.set(counts);
        }
    });
    Effect::new(move || {
        if let Some(sync) = sync.get() {
            if app.people.with_untracked(|people| *people != sync.people) {
                app.people.set(sync.people.clone());
            }
            if app.limits.with_untracked(|limits| *limits != sync.limits) {
                app.limits.set(sync.limits.clone());
            }
            if app
                .sync
                .with_untracked(|before| before.as_ref().is_none_or(|before| before.erased != sync.erased))
            {
                forget_drafts(&sync.erased);
            }
            app.sync.set(Some(sync));
        }
    });
}

/// A new address moves the focus to the new heading and closes what is open above the page.
fn follow_address() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.as_ref().is_some_and(|before| *before != path) {
            let app = app();
            app.palette.set(false);
            app.creating.set(Creating::Closed);
            app.sync_open.set(false);
            app.shortcuts.set(false);
            app.title_count.set(String::new());
            browser::after(0, || browser::focus("h1"));
        }
        path
    });
    Effect::new(|| {
        let title = app().title.get();
        let product = crate::words::common::PRODUCT.now();
        let text = if title.is_empty() { product.to_owned() } else { format!("{title} · {product}") };
        browser::document().set_title(&text);
    });
}

/// Keys that work everywhere, and the page's own news.
fn listen() {
    let app = app();
    browser::listen("keydown", move |event| {
        if let Ok(event) = event.dyn_into::<web_sys::KeyboardEvent>() {
            shortcuts::hear(&event);
        }
    });
    let hear_update = move |_| app.update_waiting.set(true);
    browser::listen("halkhata-update", hear_update);
    let waiting = js_sys::Reflect::get(&browser::boot(), &"updateWaiting".into());
    app.update_waiting.set(waiting.is_ok_and(|waiting| waiting.is_truthy()));
}

/// Gives the screen its heading; follows the language and what the closure reads.
pub fn heading(text: impl Fn() -> String + 'static) {
    Effect::new(move || app().title.set(text()));
}

/// A count beside the heading.
pub fn heading_count(text: impl Fn() -> String + 'static) {
    Effect::new(move || app().title_count.set(text()));
}
