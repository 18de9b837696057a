//! From one workspace of a person to another. Each has a book of its own; the page begins anew with the other, so that
//! nothing of the one is left in it.

use super::book::{BOOK, SESSION};
use super::{BookChoice, app, hear_session};
use crate::browser;
use crm_accounts::Session;
use leptos::prelude::GetUntracked;
use wasm_bindgen::JsCast;

/// Opens the book of a session that was begun in another workspace.
pub fn go_over(session: Session) {
    hear_session(session);
    browser::keep(BOOK, BookChoice::Workspace.name());
    browser::go_to("/");
}

/// Begins anew when another tab went over: the session is the browser's, not the tab's.
pub fn watch_workspace() {
    browser::listen("storage", |event| {
        let Ok(event) = event.dyn_into::<web_sys::StorageEvent>() else { return };
        if event.key().as_deref() != Some(SESSION) {
            return;
        }
        let other = event.new_value().and_then(|text| serde_json::from_str::<Session>(&text).ok());
        let own = app().session.get_untracked();
        if let (Some(own), Some(other)) = (own, other)
            && own.person == other.person
            && own.workspace != other.workspace
        {
            browser::go_to("/");
        }
    });
}
