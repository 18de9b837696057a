//! When this person was last in this book, kept on this device. Whoever looks at the page is here; a page in the
//! background is not.

use super::{BookChoice, app};
use crate::{browser, format};
use crm_core::ids::Timestamp;
use crm_core::views::visit::Visit;
use leptos::prelude::*;
use std::time::Duration;

/// What their names in the storage of settings begin with; they go with the book when it is forgotten.
pub(super) const VISITS: &str = "halkhata.visit.";
/// How often it is noted that somebody is here.
const NOTED: Duration = Duration::from_secs(60);

/// The book of a team and the person in it; nobody else writes into a book of one's own.
fn key() -> Option<String> {
    let app = app();
    let team = app.book.get() == Some(BookChoice::Workspace);
    app.session.with(|session| {
        let session = session.as_ref().filter(|_| team)?;
        Some(format!("{VISITS}{}.{}", session.workspace, session.person))
    })
}

fn keep(key: &str, visit: Visit) -> Timestamp {
    if let Ok(text) = serde_json::to_string(&visit) {
        browser::keep(key, &text);
    }
    visit.since
}

fn here(key: &str) -> Timestamp {
    let before = browser::kept(key).and_then(|text| serde_json::from_str::<Visit>(&text).ok());
    keep(key, Visit::here(before, format::now()))
}

/// Notes for as long as the app runs that the person is here.
pub fn note_visits() {
    let key = Memo::new(|_| key());
    let note = move || {
        let since = key.get_untracked().filter(|_| browser::visible()).map(|key| here(&key));
        if since.is_some() && app().since.get_untracked() != since {
            app().since.set(since);
        }
    };
    Effect::new(move || {
        app().since.set(key.get().map(|key| here(&key)));
    });
    set_interval(note, NOTED);
    browser::listen_on(&browser::document(), "visibilitychange", move |_| note());
}

/// The person has seen what others did.
pub fn seen() {
    if let Some(key) = untrack(key) {
        app().since.set(Some(keep(&key, Visit::seen(format::now()))));
    }
}
