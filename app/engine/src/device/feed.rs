//! What the relay sends: every change passes the gate, documents and rows follow, and the place in the log is
//! stored with them.

use super::Device;
use super::documents::{Aside, Job, Loaded};
use super::editing::Batch;
use super::opening::place_write;
use super::purpose::Purpose;
use super::renewing::{Unsent, leaving};
use crate::suspicion::working_on;
use crm_core::document::inspect::{Accepted, Verdict, inspect_document, inspect_onto};
use crm_core::document::{self, Document};
use crm_core::ids::RecordId;
use crm_core::objects;
use crm_core::policy::RelayReason;
use crm_planted::{Bug, planted};
use crm_sync::effect::Delivery;
use crm_sync::frame::{Entry, EntryKind};
use crm_sync::store::{Store, Write};
use std::collections::{BTreeSet, VecDeque};

/// Parts of the feed that wait their turn.
#[derive(Debug, Default)]
pub(super) struct Feed {
    waiting: VecDeque<Delivery>,
    /// The front is being loaded or stored.
    busy: bool,
    /// Records that were made anew and on which what was not sent is written again: they are taken in whatever is kept.
    written_again: BTreeSet<RecordId>,
}

impl Feed {
    /// Whether what was not sent of a record is written on it as soon as it is here.
    pub(super) fn writes_again(&self, record: RecordId) -> bool {
        self.written_again.contains(&record)
    }
}

impl Device {
    pub(super) fn delivered(&mut self, delivery: Delivery) {
        if planted(Bug::CursorBeforeChanges) {
            self.write(Purpose::Aside, vec![place_write(&delivery.place)], false);
        }
        self.keeper.delivered(&delivery);
        self.feed.waiting.push_back(delivery);
        self.feed_on();
    }

    /// Goes on until something has to be waited for. Hundreds of parts with nothing in them may wait, so each is a turn
    /// of a loop.
    pub(super) fn feed_on(&mut self) {
        while self.feed_begun() {}
    }

    /// Begins with the part whose turn it is; whether it is done with already.
    fn feed_begun(&mut self) -> bool {
        if self.feed.busy || self.repairing.owes() {
            return false;
        }
        let Some(front) = self.feed.waiting.front() else { return false };
        // Of a record that leaves, only what was not sent is read; of one that is erased, nothing.
        let read = |entry: &&Entry| match entry.what {
            EntryKind::Erase { .. } => false,
            EntryKind::Leave => self.outbox.holds(RecordId(entry.doc)),
            EntryKind::Changes(_) | EntryKind::Snapshot { .. } | EntryKind::Enter => true,
        };
        let mut records: Vec<RecordId> =
            front.entries.iter().filter(read).map(|entry| RecordId(entry.doc)).collect();
        // What was not sent of a record that is made anew may be written beside it.
        let unsent = front.entries.iter().filter(|entry| entry.what == EntryKind::Leave).filter(read);
        let beside = unsent.flat_map(|entry| self.rows.companions_of(RecordId(entry.doc)));
        records.extend(beside.collect::<Vec<_>>());
        self.feed.busy = true;
        self.with_documents(Job::Feed, &records).is_some() && self.apply_feed()
    }

    /// The documents of the part whose turn it is are here.
    pub(super) fn feed_loaded(&mut self) {
        if self.apply_feed() {
            self.feed_on();
        }
    }

    /// Takes the part in; whether that is done with, or is being stored.
    fn apply_feed(&mut self) -> bool {
        let Some(delivery) = self.feed.waiting.pop_front() else { return false };
        if delivery.entries.is_empty() && delivery.actors.is_empty() {
            self.write_late(vec![place_write(&delivery.place)]);
            self.feed_taken(&delivery);
            return true;
        }
        let mut batch = Batch::default();
        let mut lacking = Vec::new();
        // First: one that was made anew comes behind the one that it replaces.
        let (left, anew) = leaving(&delivery.entries);
        let unsent = self.take_unsent(&anew, &mut batch);
        self.feed.written_again = unsent.iter().map(Unsent::record).collect();
        if !planted(Bug::LeftStays) {
            self.leave(&left, &mut batch);
        }
        for entry in &delivery.entries {
            if self.apply_entry(entry, &mut batch).is_err() {
                lacking.push(entry.doc);
            }
        }
        self.write_unsent(unsent, &mut batch);
        self.erase_records(&delivery.entries, &mut batch);
        self.came(&delivery.entries);
        let lacking = self.lack(lacking);
        batch.writes.extend(self.keeper.writes());
        self.write_pages(&mut batch);
        batch.writes.extend(self.actors.introduce(&delivery.actors));
        batch.writes.push(place_write(&delivery.place));
        let again = std::mem::take(&mut batch.edited.outbox);
        self.write(Purpose::Feed(Box::new(delivery), again), batch.writes, false);
        if let Some(session) = &mut self.session {
            session.want(&lacking);
        }
        false
    }

    /// Fails when the document needs changes that are not here.
    fn apply_entry(&mut self, entry: &Entry, batch: &mut Batch) -> Result<(), Lacking> {
        let record = RecordId(entry.doc);
        if self.erased.holds(record) {
            return Ok(());
        }
        let whole = matches!(entry.what, EntryKind::Snapshot { .. });
        match self.syncing.set_aside.get(&record) {
            None => {}
            // Only a whole document can take the place of one that cannot be read.
            Some(Aside::Damaged) if whole => {}
            Some(Aside::Damaged) => return Err(Lacking),
            Some(Aside::Crashed) if planted(Bug::QuarantineSkipped) => {}
            Some(Aside::Crashed) => return Ok(()),
        }
        let _working = working_on(record);
        match &entry.what {
            EntryKind::Changes(changes) => self.apply_changes(record, &entry.kind, changes, batch),
            EntryKind::Snapshot { document, row: _ } => {
                self.apply_snapshot(record, &entry.kind, document, batch);
                Ok(())
            }
            // Those that leave or are erased go together; a snapshot follows what enters.
            EntryKind::Enter | EntryKind::Leave | EntryKind::Erase { .. } => Ok(()),
        }
    }

    fn apply_changes(
        &mut self,
        record: RecordId,
        kind: &str,
        changes: &[Vec<u8>],
        batch: &mut Batch,
    ) -> Result<(), Lacking> {
        if objects::object(kind).is_none() {
            return Ok(());
        }
        let mut changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
        let stored = match self.documents.get(record) {
            Some(Loaded::Here(doc)) => Some(&**doc),
            Some(Loaded::Absent) | None => None,
            Some(Loaded::Damaged) => return Err(Lacking),
        };
        let mut inspection = inspect_onto(stored, record, kind, &changes);
        // Only this run writes as its actor, and what it wrote it has.
        let own = self.actor.0;
        let forged = |verdict: &Result<Accepted, Verdict>| {
            verdict.as_ref().is_ok_and(|change| change.actor == own && !planted(Bug::ForgedOwnTaken))
        };
        let mut bad = Vec::new();
        if inspection.changes.iter().any(forged) {
            let verdicts: Vec<bool> = inspection.changes.iter().map(forged).collect();
            let mut verdicts = verdicts.into_iter();
            (bad, changes) = changes.into_iter().partition(|_| verdicts.next().unwrap_or_default());
            inspection = inspect_onto(stored, record, kind, &changes);
        }
        bad.into_iter().for_each(|bytes| self.refuse_foreign(record, "forged", bytes));
        let mut result = Ok(());
        for (verdict, bytes) in inspection.changes.iter().zip(&changes) {
            match verdict {
                Ok(_) | Err(Verdict::Duplicate) => {}
                Err(Verdict::Missing(_)) => result = Err(Lacking),
                Err(Verdict::Refused { reason, .. }) => self.refuse_foreign(record, reason.key(), bytes),
                Err(Verdict::Fork) => self.refuse_foreign(record, RelayReason::Fork.key(), bytes),
            }
        }
        if let Some(after) = inspection.after
            && (self.keeper.asked_for(record) || self.takes_in(record, Some(&after.row)))
            && let Some(doc) = inspection.doc.or_else(|| document::load(&after.document).ok())
        {
            self.keep_as(record, doc, after.document, Some(after.row), batch);
        }
        result
    }

    fn apply_snapshot(&mut self, record: RecordId, kind: &str, bytes: &[u8], batch: &mut Batch) {
        let theirs = match inspect_document(bytes, record, kind) {
            Ok(after) => document::load(&after.document),
            Err(_) => {
                self.refuse_foreign(record, "refused", bytes);
                return;
            }
        };
        let Ok(theirs) = theirs else { return };
        if self.syncing.set_aside.remove(&record).is_some() {
            batch.writes.push(Write::Delete(Store::Quarantine, record.0.to_vec()));
            self.watching.touch_sync();
        }
        match self.merged(record, theirs) {
            Some(doc) if self.takes_in_whole(record, &doc) => self.keep(record, doc, batch),
            Some(_) => {}
            None => self.refuse_foreign(record, RelayReason::Fork.key(), bytes),
        }
    }

    /// A document of the relay and what this device has of it; `None` when the two cannot be merged.
    pub(super) fn merged(&mut self, record: RecordId, mut theirs: Document) -> Option<Document> {
        match self.documents.get(record) {
            Some(Loaded::Here(ours)) => {
                let mut ours = ours.as_ref().clone();
                ours.merge(&mut theirs).ok()?;
                Some(ours)
            }
            Some(Loaded::Damaged) => Some(self.with_unsent(record, theirs)),
            Some(Loaded::Absent) | None => Some(theirs),
        }
    }

    /// The relay's document with what this device has not sent yet, which lies in the outbox and not only in the
    /// document that is damaged.
    fn with_unsent(&self, record: RecordId, theirs: Document) -> Document {
        let (unsent, kind) = (self.outbox.changes_of(record), document::read::object_of(&theirs));
        let Some(kind) = kind.filter(|_| !unsent.is_empty()) else { return theirs };
        inspect_onto(Some(&theirs), record, &kind, &unsent).doc.unwrap_or(theirs)
    }

    pub(super) fn feed_stored(&mut self, delivery: &Delivery, again: &[u64]) {
        self.feed_taken(delivery);
        if !again.is_empty() {
            self.outbox.durable(again);
            self.offer();
        }
        self.feed_on();
    }

    fn feed_taken(&mut self, delivery: &Delivery) {
        self.feed.busy = false;
        self.syncing.place = delivery.place.clone();
        self.syncing.heard = Some(self.now);
        self.fetched(&delivery.place);
        if let Some(session) = &mut self.session {
            session.stored(delivery);
        }
        self.watching.touch_sync();
    }

    /// The relay's feed starts over with the next connection.
    pub(super) fn forget_feed(&mut self) {
        if !self.feed.busy {
            self.feed.waiting.clear();
        } else {
            self.feed.waiting.truncate(1);
        }
    }
}

/// A document lacks changes that others depend on.
struct Lacking;
