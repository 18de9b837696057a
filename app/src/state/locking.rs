//! Whether the book is locked on this device. The engine decides and says so; here everything of it is taken away.

use super::{Creating, app};
use crm_core::messages::{Lock, Locked};
use leptos::prelude::*;

/// What keeps the book closed, as the engine said last.
pub fn lock() -> Lock {
    app().sync.with(|sync| sync.as_ref().map(|sync| sync.lock.clone()).unwrap_or_default())
}

/// Why the book is locked now.
pub fn locked() -> Option<Locked> {
    app().sync.with(|sync| sync.as_ref().and_then(|sync| sync.lock.locked))
}

/// Closes every window and notice above the page when the book is locked; the screen below goes by itself.
pub fn watch_lock() {
    let app = app();
    let closed = Memo::new(|_| locked().is_some());
    Effect::new(move || {
        if !closed.get() {
            return;
        }
        app.palette.set(false);
        app.creating.set(Creating::Closed);
        app.sync_open.set(false);
        app.shortcuts.set(false);
        app.feedback.set(false);
        app.coded.set(None);
        app.asked_of.set(None);
        app.title_count.set(String::new());
        app.toaster.clear();
    });
}
