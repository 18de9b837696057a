//! Records that are the same become one, and are parted again.

use super::{Client, Device};
use crm_core::commands::merge::{self, Choices};
use crm_core::commands::{Reason, Refusal};
use crm_core::document::past;
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::Past;
use crm_core::objects::system::MERGED_INTO;
use crm_core::value::{Link, Value};
use crm_core::views::record::Record;
use crm_core::views::row::RowView;

impl Device {
    /// The record that one was merged into, as its own row says it.
    pub(super) fn merged_into(&self, record: RecordId) -> Option<Link> {
        let (row, _) = RowView::read(self.rows.stored(record)?)?;
        match row.value_of(MERGED_INTO) {
            Some(Value::Link(link)) => Some(link),
            _ => None,
        }
    }

    /// Merges records into one of them; their documents must be in memory.
    pub(super) fn merge(
        &mut self,
        (client, request): (Client, u32),
        keep: RecordId,
        others: &[RecordId],
        choices: &Choices,
    ) -> Result<(), Refusal> {
        let situation = self.situation();
        let kept = self.record(keep)?;
        let others = others.iter().map(|other| self.record(*other)).collect::<Result<Vec<Record>, _>>()?;
        // All of them or none.
        let mut all = std::iter::once(&kept).chain(&others);
        if !all.all(|record| self.may(record.id).edit) {
            return Err(Refusal::record(Reason::NoAccess));
        }
        let plan = merge::merge(&kept, &others, choices, &situation)?;
        self.carry_out(client, request, &plan)
    }

    /// Parts a record from the one that it was merged into; the documents of both must be in memory.
    pub(super) fn part(&mut self, (client, request): (Client, u32), id: RecordId) -> Result<(), Refusal> {
        let record = self.record(id)?;
        let into = merge::merged_into(&record).map(|link| link.record);
        let kept = into.and_then(|into| self.record(into).ok());
        let kept = kept.filter(|kept| self.may(kept.id).edit);
        let merged_at = self.document(id).and_then(|doc| past::merges(doc).pop()).map(|(at, _)| at);
        let around = match (&kept, merged_at) {
            (Some(kept), Some(at)) => self.around_merge(kept, at)?,
            _ => None,
        };
        let around = around.as_ref().map(|(before, after)| (before, after));
        let plan = merge::part(&record, kept.as_ref(), around)?;
        self.carry_out(client, request, &plan)
    }

    /// The record that stayed, before and after it took in what was merged at that moment; `None` where it took in nothing.
    fn around_merge(&mut self, kept: &Record, at: Timestamp) -> Result<Option<(Record, Record)>, Refusal> {
        let change = self.document(kept.id).and_then(|doc| {
            let merges = past::merges(doc).into_iter();
            merges.filter(|(then, _)| *then == at).map(|(_, hash)| hash).next_back()
        });
        let Some(change) = change else { return Ok(None) };
        let then = self.then(kept, Past::Before(change))?;
        Ok(then.before.zip(then.after))
    }
}
