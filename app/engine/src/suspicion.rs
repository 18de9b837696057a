//! Which record the engine is working on, so that a panic can name it: a document that kills the engine twice is
//! set aside.

use crm_core::ids::RecordId;
use std::cell::Cell;

thread_local! {
    static WORKING_ON: Cell<Option<RecordId>> = const { Cell::new(None) };
}

/// The record under work until this is dropped.
#[derive(Debug)]
pub struct Working;

/// Names the record whose document is about to be read or changed.
pub fn working_on(record: RecordId) -> Working {
    WORKING_ON.set(Some(record));
    Working
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
