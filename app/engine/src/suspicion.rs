//! Which record the engine is working on, so that its death can be laid to it: a document that kills the engine twice
//! is set aside.
//!
//! A panic names the record itself. An abort or an endless loop cannot, so that the page is told beforehand.

use crm_core::ids::RecordId;
use std::cell::Cell;

/// Is told which record is under work.
type Tell = fn(Option<RecordId>);

thread_local! {
    static WORKING_ON: Cell<Option<RecordId>> = const { Cell::new(None) };
    static TOLD: Cell<Option<RecordId>> = const { Cell::new(None) };
    static TELL: Cell<Option<Tell>> = const { Cell::new(None) };
}

/// The record under work until this is dropped.
#[derive(Debug)]
pub struct Working;

/// Who is told which record is under work.
pub fn tell(hear: Tell) {
    TELL.set(Some(hear));
}

/// Names the record whose document is about to be read or changed.
pub fn working_on(record: RecordId) -> Working {
    WORKING_ON.set(Some(record));
    if TOLD.replace(Some(record)) != Some(record)
        && let Some(tell) = TELL.get()
    {
        tell(Some(record));
    }
    Working
}

/// Says that no document is under work any more. Not said after each document, because the next mostly follows.
pub fn rest() {
    if TOLD.take().is_some()
        && let Some(tell) = TELL.get()
    {
        tell(None);
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        // A panic unwinds through here only in tests; in the browser the record stays named.
        WORKING_ON.set(None);
    }
}

/// The record under work.
pub fn suspect() -> Option<RecordId> {
    WORKING_ON.get()
}
