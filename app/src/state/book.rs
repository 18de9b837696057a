//! Which book is open: the one of this device alone, or the one of a team.

use super::{app, say};
use crate::{browser, engine_link, words};
use crm_accounts::Session;
use crm_core::messages::OpenBook;
use leptos::prelude::*;
use leptos::task::spawn_local;

const BOOK: &str = "halkhata.book";
const SESSION: &str = "halkhata.session";

/// Which book this device opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookChoice {
    /// Without an account.
    Local,
    /// Of the team in the session.
    Workspace,
}

impl BookChoice {
    const fn name(self) -> &'static str {
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
        });
    }
    spawn_local(async move {
        match crm_accounts::session().await {
            Ok(Some(session)) => hear_session(session),
            Ok(None) => app.signed_out.set(true),
            // No relay, or one in trouble: the book is here all the same.
            Err(_) => {}
        }
    });
}

/// Takes over what the relay says about the log-in.
pub fn hear_session(session: Session) {
    let app = app();
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

/// Forgets what this device knows of the person; the engine has cleared the book before.
pub fn forget_book() {
    for key in [BOOK, SESSION] {
        browser::forget(key);
    }
    browser::forget_all("halkhata.draft.");
    let app = app();
    app.session.set(None);
    app.sync.set(None);
    app.counts.update(std::collections::BTreeMap::clear);
    app.book.set(None);
    say(words::settings::LOGGED_OUT.now());
}
