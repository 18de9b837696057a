//! Records that the relay made anew, because a field came to lie apart from them: what is here leaves, the new one comes in
//! the same part of the feed, and what was not sent is written again on it.

use super::Device;
use super::attention::Why;
use super::companions::field_of;
use super::documents::Loaded;
use super::editing::Batch;
use crm_core::commands::DocumentPlan;
use crm_core::document::read;
use crm_core::document::rebuild::{self, Dropped, Wrote};
use crm_core::ids::{ObjectKey, RecordId};
use crm_core::policy::RelayReason;
use crm_sync::frame::{Entry, EntryKind, Hash};
use std::collections::BTreeSet;

/// Edits of a record that wait to be written again.
#[derive(Debug)]
pub(super) struct Unsent {
    record: RecordId,
    object: ObjectKey,
    edits: Vec<Dropped>,
}

impl Unsent {
    /// The record.
    pub(super) const fn record(&self) -> RecordId {
        self.record
    }
}

/// The records that leave by these entries, and those among them that come back with them.
pub(super) fn leaving(entries: &[Entry]) -> (Vec<RecordId>, BTreeSet<RecordId>) {
    let leaves = |entry: &&Entry| entry.what == EntryKind::Leave;
    // One that comes in parts cannot be written on yet: what was not sent of it is listed.
    let brings = |entry: &&Entry| matches!(entry.what, EntryKind::Snapshot { .. });
    let left: Vec<RecordId> = entries.iter().filter(leaves).map(|entry| RecordId(entry.doc)).collect();
    let comes: BTreeSet<RecordId> = entries.iter().filter(brings).map(|entry| RecordId(entry.doc)).collect();
    let anew = left.iter().copied().filter(|record| comes.contains(record)).collect();
    (left, anew)
}

impl Device {
    /// Takes what was not sent of these records out of the outbox; their documents must be in memory.
    pub(super) fn take_unsent(&mut self, records: &BTreeSet<RecordId>, batch: &mut Batch) -> Vec<Unsent> {
        let mut all = Vec::new();
        for &record in records {
            let own: BTreeSet<Hash> = self.outbox.hashes_of(record).into_iter().collect();
            if let (false, Some(Loaded::Here(doc))) = (own.is_empty(), self.documents.get(record)) {
                let object = read::object_of(doc).unwrap_or_default();
                all.push(Unsent { record, object, edits: rebuild::described(doc, record, &own) });
                let hashes: Vec<Hash> = own.into_iter().collect();
                batch.writes.extend(self.outbox.take_out_all(&hashes));
                self.rebuilding_forget(record);
            }
        }
        all
    }

    /// Writes them on the records as they came; what cannot be written is listed for the person.
    pub(super) fn write_unsent(&mut self, unsent: Vec<Unsent>, batch: &mut Batch) {
        for Unsent { record, object, edits } in unsent {
            self.with_companions(&[record]);
            for mut edit in edits {
                let why = || Why::Refused(RelayReason::NoFieldAccess.key().to_owned());
                // What the person may not read any more they cannot write either; the rest of the edit goes on.
                let hidden = |one: &Wrote| !self.sees_fields(&object, std::iter::once(field_of(&one.key)));
                let (unseen, rest): (Vec<Wrote>, Vec<Wrote>) = edit.wrote.into_iter().partition(hidden);
                edit.wrote = rest;
                if !unseen.is_empty() {
                    let mut part = edit.clone();
                    part.wrote = unseen;
                    let listed = self.attention_of(record, &object, why(), std::slice::from_ref(&part));
                    self.attend(record, edit.hash, listed, batch);
                }
                if edit.wrote.is_empty() {
                    continue;
                }
                let here = match self.documents.get(record) {
                    Some(Loaded::Here(doc)) => Some(rebuild::again(&edit.wrote, doc)),
                    Some(Loaded::Absent | Loaded::Damaged) | None => None,
                };
                let intent = edit.intent;
                let plan = here.map(|edits| DocumentPlan { record, object: object.clone(), intent, edits });
                if plan.is_none_or(|plan| self.change_document(&plan, batch).is_err()) {
                    let listed = self.attention_of(record, &object, why(), std::slice::from_ref(&edit));
                    self.attend(record, edit.hash, listed, batch);
                }
            }
        }
    }
}
