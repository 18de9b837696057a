//! Which book is open: the one of this device alone, or the one of a team.

use super::{app, say};
use crate::{browser, engine_link, words};
use crm_accounts::{AccountError, Session};
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, OpenBook, RelayLink, Request};
use leptos::prelude::*;
use leptos::task::spawn_local;

pub(super) const BOOK: &str = "halkhata.book";
pub(super) const SESSION: &str = "halkhata.session";
/// The language of a sample that was asked for and is not stored yet.
const SAMPLE: &str = "halkhata.sample";
/// A log-out that the relay has not heard of.
const LEAVING: &str = "halkhata.leaving";

/// Which book this device opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookChoice {
    /// Without an account.
    Local,
    /// Of the team in the session.
    Workspace,
}

impl BookChoice {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Workspace => "workspace",
        }
    }
}

/// Opens the book of last time and asks the relay, without waiting for it, who is logged in.
pub fn restore() {
    let app = app();
    let session = browser::kept(SESSION).and_then(|text| serde_json::from_str::<Session>(&text).ok());
    app.session.set(session);
    let book = match browser::kept(BOOK).as_deref() {
        Some("local") => Some(BookChoice::Local),
        Some("workspace") if app.session.with_untracked(Option::is_some) => Some(BookChoice::Workspace),
        _ => None,
    };
    if let Some(book) = book {
        spawn_local(async move {
            choose_book(book).await;
            if browser::kept(SAMPLE).is_some() {
                fill_sample().await;
            }
        });
    }
    spawn_local(async move {
        if browser::kept(LEAVING).is_some() {
            return log_out().await;
        }
        match crm_accounts::session().await {
            Ok(Some(session)) => hear_session(session),
            Ok(None) => app.signed_out.set(true),
            // No relay, or one in trouble: the book is here all the same.
            Err(_) => {}
        }
    });
}

/// Notes that the book shall be filled with sample records: the wish outlives a reload.
pub fn wish_sample() {
    browser::keep(SAMPLE, &app().settings.with_untracked(|settings| settings.language.clone()));
}

/// Fills the open book with sample records.
pub async fn fill_sample() {
    let chosen = app().settings.with_untracked(|settings| settings.language.clone());
    let language = browser::kept(SAMPLE).unwrap_or(chosen);
    match engine_link::ask(Request::Demo { language, template: None }).await {
        Ok(_) => {}
        Err(refusal) => say(&super::explain(&refusal)),
    }
    browser::forget(SAMPLE);
}

/// Ends the session at the relay. Without a network the relay hears of it at the next start with one.
pub async fn log_out() {
    browser::keep(LEAVING, "asked");
    match crm_accounts::log_out().await {
        Ok(()) | Err(AccountError::SignedOut) => browser::forget(LEAVING),
        // No relay, or one in trouble: asked again.
        Err(_) => {}
    }
}

/// Whether the person is an administrator of the workspace that is open.
pub fn administers() -> bool {
    app().session.with(|session| session.as_ref().is_some_and(|session| session.role == "administrator"))
}

/// Whether the person says what records hold: who administers the team's book, and anybody in a book of their own.
pub fn shapes() -> bool {
    app().book.get() != Some(BookChoice::Workspace) || administers()
}

/// Whether a record was erased for good.
pub fn erased(record: RecordId) -> bool {
    app().sync.with(|sync| sync.as_ref().is_some_and(|sync| sync.erased.contains(&record)))
}

/// Takes over what the relay says about the log-in.
pub fn hear_session(session: Session) {
    let app = app();
    browser::forget(LEAVING);
    app.signed_out.set(false);
    if let Ok(text) = serde_json::to_string(&session) {
        browser::keep(SESSION, &text);
    }
    app.session.set(Some(session));
}

/// Takes a fresh log-in over and opens the team's book.
pub async fn signed_in(session: Session) {
    hear_session(session);
    choose_book(BookChoice::Workspace).await;
    // A book that is locked may be opened by this; only a new connection tells the engine of it.
    let _ = engine_link::ask(Request::LoggedIn).await;
    spawn_local(look_for_local());
}

/// Whether records that were written without an account wait to be brought along; a notice asks then.
async fn look_for_local() {
    let found = engine_link::ask(Request::LocalBook).await;
    let waits = matches!(found, Ok(Answer::Counts(counts)) if counts.values().any(|count| *count > 0));
    app().local_waits.set(waits);
}

/// Opens a book and remembers it for the next start.
pub async fn choose_book(book: BookChoice) -> bool {
    let Some(open) = address(book) else { return false };
    browser::keep(BOOK, book.name());
    app().book.set(Some(book));
    let opened = engine_link::open(open).await;
    if let Err(refusal) = &opened {
        say(&super::explain(refusal));
    }
    opened.is_ok()
}

fn address(book: BookChoice) -> Option<OpenBook> {
    match book {
        BookChoice::Local => Some(OpenBook::Local),
        BookChoice::Workspace => app().session.with_untracked(|session| {
            let session = session.as_ref()?;
            Some(OpenBook::Workspace {
                workspace: session.workspace.parse().ok()?,
                person: session.person.parse().ok()?,
                device: session.device.parse().ok()?,
                relay: relay_address(),
            })
        }),
    }
}

/// The socket of the relay that this page came from.
fn relay_address() -> String {
    let location = browser::window().location();
    let host = location.host().unwrap_or_default();
    let secure = location.protocol().is_ok_and(|protocol| protocol == "https:");
    format!("{}://{host}", if secure { "wss" } else { "ws" })
}

/// The id of this installation, drawn at its first use.
pub fn device() -> String {
    const DEVICE: &str = "halkhata.device";
    browser::kept(DEVICE).unwrap_or_else(|| {
        let id = crm_core::ids::DeviceId(browser::random()).to_string();
        browser::keep(DEVICE, &id);
        id
    })
}

/// Empties this device when the relay says that it was removed: the book with all that was not sent, and the session.
pub fn watch_removal() {
    let app = app();
    let removed = Memo::new(move |_| {
        app.sync.with(|sync| sync.as_ref().is_some_and(|sync| sync.link == RelayLink::Removed))
    });
    Effect::new(move || {
        if removed.get() && app.book.get_untracked() == Some(BookChoice::Workspace) {
            spawn_local(async move {
                // Another tab may have been faster; then there is nothing left to empty.
                let _ = engine_link::ask(Request::Clear { even_unsent: true, all_books: false }).await;
                forget_book();
                say(words::security::REMOVED_HERE.now());
                log_out().await;
            });
        }
    });
}

/// Forgets what was half typed about records that were erased for good: nobody gets there any more.
pub fn forget_drafts(erased: &[RecordId]) {
    for record in erased {
        browser::forget(&format!("halkhata.draft.note.{record}"));
    }
}

/// Forgets what this device knows of the person; the engine has cleared the book before.
pub fn forget_book() {
    for key in [BOOK, SESSION, SAMPLE] {
        browser::forget(key);
    }
    browser::forget_all("halkhata.draft.");
    browser::forget_all(super::saved_views::VIEWS);
    browser::forget_all(super::visits::VISITS);
    let app = app();
    app.session.set(None);
    app.sync.set(None);
    app.people.set(Vec::new());
    app.limits.update(std::collections::BTreeMap::clear);
    app.counts.update(std::collections::BTreeMap::clear);
    app.local_waits.set(false);
    app.book.set(None);
    say(words::settings::LOGGED_OUT.now());
}
