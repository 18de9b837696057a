//! Records become files.

use super::{Client, Device};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::FieldKey;
use crm_core::messages::Answer;
use crm_core::views::query::Query;
use std::collections::BTreeMap;

impl Device {
    pub(super) fn export_list(
        &mut self,
        _query: &Query,
        _headings: &BTreeMap<FieldKey, String>,
    ) -> Result<Answer, Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
    pub(super) fn export_book(&mut self, _client: Client, _request: u32, _unsent: bool) -> Result<(), Refusal> {
        Err(Refusal::record(Reason::NothingToDo))
    }
    pub(super) fn export_part(&mut self, _entries: Vec<(Vec<u8>, Vec<u8>)>) {}
    pub(super) fn export_failed(&mut self) {}
}
