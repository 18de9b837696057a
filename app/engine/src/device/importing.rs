//! A file becomes records.

use super::{Client, Device};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::{ImportId, Timestamp};
use crm_core::messages::{Answer, ImportPlan, ImportProgress, ImportStage};

/// The import of this book.
#[derive(Debug, Default)]
pub(super) struct Importing {}

impl Importing {
    pub(super) fn wake_at(&self, _now: Timestamp) -> Option<Timestamp> {
        None
    }

    pub(super) fn progress(&self) -> ImportProgress {
        ImportProgress {
            import: None,
            stage: ImportStage::Idle,
            read: 0,
            rows: 0,
            created: 0,
            updated: 0,
            skipped: 0,
            rejected: 0,
            rejections: Vec::new(),
            linked: 0,
        }
    }
}

impl Device {
    pub(super) fn import_look(&mut self, _name: String, _bytes: Vec<u8>) -> Result<Answer, Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
    pub(super) fn import_run(&mut self, _plan: ImportPlan) -> Result<Answer, Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
    pub(super) fn import_cancel(&mut self) -> Result<Answer, Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
    pub(super) fn import_remove(
        &mut self,
        _client: Client,
        _request: u32,
        _import: ImportId,
    ) -> Result<Option<Answer>, Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
    pub(super) fn go_on_importing(&mut self) {}
    pub(super) fn import_block_stored(&mut self) {}
    pub(super) fn import_failed(&mut self) {}
    pub(super) fn fill_demo(&mut self, _client: Client, _request: u32, _language: &str) -> Result<(), Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
    pub(super) fn remove_demo(&mut self, _client: Client, _request: u32) -> Result<Option<Answer>, Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
}
