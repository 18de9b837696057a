//! How much of the inbox is not read: watched for all screens, and told aloud while nobody looks.

use crate::browser;
use crate::state::{BookChoice, app, watching};
use crate::words::inbox as words;
use crm_core::messages::{View, Watch};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// How long after the start the inbox is looked through, in ms: nothing that is painted first waits for it.
const AFTER_START: u32 = 3_000;

/// Watches the inbox of a team's book, and goes where a notification leads.
pub(super) fn watch_inbox() {
    let started = RwSignal::new(false);
    browser::after(AFTER_START, move || started.set(true));
    let unread = watching(
        move || {
            let team = app().book.get() == Some(BookChoice::Workspace);
            (team && started.get()).then_some(Watch::Unread)
        },
        |view| {
            let View::Unread(unread) = view else { return None };
            Some(unread)
        },
    );
    let navigate = use_navigate();
    browser::listen("halkhata-go", move |event| {
        let address = js_sys::Reflect::get(&event, &"detail".into()).ok();
        if let Some(address) = address.and_then(|address| address.as_string()) {
            navigate(&address, NavigateOptions::default());
        }
    });
    Effect::new(move |before: Option<u32>| {
        let unread = unread.get().unwrap_or_default();
        app().unread.set(unread);
        let more = unread.saturating_sub(before.unwrap_or(unread));
        if more > 0 && !browser::visible() {
            browser::notify(&words::notify(u64::from(more)), crate::routes_to::INBOX);
        }
        unread
    });
}
