//! Records that are the same become one, and are parted again.

use super::{Client, Device};
use crm_core::commands::merge::{self, Around, Choices};
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
        let all = || std::iter::once(&kept).chain(&others);
        if !all().all(|record| self.rows.lead(record.id) == record.id) {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        // All of them or none.
        if !all().all(|record| self.may(record.id).edit) {
            return Err(Refusal::record(Reason::NoAccess));
        }
        let plan = merge::merge(&kept, &others, choices, &situation)?;
        self.carry_out(client, request, &plan)
    }

    /// The documents that parting a record reads: its own, that of the one that stayed, those of the others in it.
    pub(super) fn read_to_part(&self, record: RecordId) -> Vec<RecordId> {
        let into = self.merged_into(record).map(|link| link.record).filter(|into| self.exists(*into));
        let others = into.map(|into| self.rows.merged_into(self.rows.lead(into))).unwrap_or_default();
        let others = others.into_iter().filter(|other| *other != record && Some(*other) != into);
        [record].into_iter().chain(into).chain(others).collect()
    }

    /// Parts a record from the one that it was merged into; what [`Self::read_to_part`] names must be in memory.
    pub(super) fn part(&mut self, (client, request): (Client, u32), id: RecordId) -> Result<(), Refusal> {
        let record = self.record(id)?;
        let into = merge::merged_into(&record).map(|link| link.record);
        let kept = into.and_then(|into| self.record(into).ok());
        let kept = kept.filter(|kept| self.may(kept.id).edit);
        let others = self.read_to_part(id).into_iter().filter(|other| *other != id && Some(*other) != into);
        let others: Vec<RecordId> = others.collect();
        let staying: Vec<Record> = others.into_iter().filter_map(|other| self.record(other).ok()).collect();
        let read_only = kept.as_ref().map(|kept| self.may(kept.id).read_only).unwrap_or_default();
        let merged_at = self.document(id).and_then(|doc| past::merges(doc).pop()).map(|(at, _)| at);
        let around = match (&kept, merged_at) {
            (Some(kept), Some(at)) => self.around_merge(kept, at)?,
            _ => None,
        };
        let around = around.as_ref().map(|(before, after)| Around {
            before,
            after,
            staying: &staying,
            read_only: &read_only,
        });
        let plan = merge::part(&record, kept.as_ref(), around)?;
        self.carry_out(client, request, &plan)
    }

    /// The record that stayed, before and after it took in what was merged at that moment; `None` where it took in nothing.
    /// A large merge is several changes of one moment.
    fn around_merge(&mut self, kept: &Record, at: Timestamp) -> Result<Option<(Record, Record)>, Refusal> {
        let changes: Vec<[u8; 32]> = self.document(kept.id).map_or_else(Vec::new, |doc| {
            let merges = past::merges(doc).into_iter();
            merges.filter(|(then, _)| *then == at).map(|(_, hash)| hash).collect()
        });
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return Ok(None) };
        let before = self.then(kept, Past::Before(*first))?.before;
        let after = self.then(kept, Past::Before(*last))?.after;
        Ok(before.zip(after))
    }
}
