//! What the book holds of one person, when they ask for it: their record, everything that points to it, also what was
//! deleted, and who changed what.

use super::Device;
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::Answer;

/// Most records of one copy.
const RECORDS: usize = 5_000;

impl Device {
    /// The record and what points to it; the documents of all are needed.
    pub(super) fn of_data_copy(&self, record: RecordId) -> Vec<RecordId> {
        let linked = self.rows.all_linking_to(record).into_iter().map(|(view, _)| view.id());
        std::iter::once(record).chain(linked).take(RECORDS).collect()
    }

    /// Every value and every change of them, the asked one first. It counts as taken out.
    pub(super) fn data_copy(&mut self, record: RecordId) -> Result<Answer, Refusal> {
        let view = self.rows.get(record).ok_or(Refusal::record(Reason::NotHere))?;
        let definition = view.object().ok_or(Refusal::record(Reason::UnknownObject))?;
        if !self.may_export(definition.key) {
            return Err(Refusal::record(Reason::NoExport));
        }
        let records = self.of_data_copy(record);
        self.may_take_out(records.len())?;
        let views: Vec<_> =
            records.iter().filter_map(|&one| self.record_view_with(one, usize::MAX)).collect();
        if views.is_empty() {
            return Err(Refusal::record(Reason::NotHere));
        }
        self.took_out(definition.key, views.len());
        Ok(Answer::DataCopy(views))
    }
}
