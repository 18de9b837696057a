//! What the page is told of the work on documents, so that it knows a worker that hangs, and in what.
//!
//! A thousand remote changes in a row must not be a thousand messages on the page's thread: at first only a sign of life
//! goes there now and then. After a worker has died without a word, the next says every document beforehand.

use crate::browser::now;
use crate::page::to_page;
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::FromEngine;
use std::cell::Cell;

/// A sign of life at most so often, in ms; far below what the page grants one document.
const SIGN_OF_LIFE: Timestamp = 250;

thread_local! {
    static CAREFUL: Cell<bool> = const { Cell::new(false) };
    /// When the page was told last; `None` while it believes that nothing is under work.
    static TOLD_AT: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

/// Says every document from now on.
pub(crate) fn be_careful() {
    CAREFUL.set(true);
}

/// Tells the page whose document is under work, where it needs to know.
pub(crate) fn tell(on: Option<RecordId>) {
    let at = TOLD_AT.get();
    if on.is_none() {
        if at.is_some() {
            TOLD_AT.set(None);
            to_page(&FromEngine::Works { on });
        }
        return;
    }
    let now = now();
    // A clock that is set back counts as a long while.
    if CAREFUL.get() || at.is_none_or(|at| !(at..at + SIGN_OF_LIFE).contains(&now)) {
        TOLD_AT.set(Some(now));
        to_page(&FromEngine::Works { on });
    }
}
