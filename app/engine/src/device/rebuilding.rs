//! The relay refused changes: the record is rebuilt without them and without what depends on them, what was not refused
//! itself is written again by a fresh actor, and what was refused is listed with its values; all in one transaction.
//!
//! Until that is on the medium the old bytes and the outbox stay as they were, so that a crash only means that the
//! changes are offered and refused once more.

use super::Device;
use super::attention::Why;
use super::documents::{Job, Loaded};
use super::editing::Batch;
use super::outbox::StoredEntry;
use crate::suspicion::working_on;
use crm_core::document::rebuild::{self, Dropped, Rebuilt};
use crm_core::document::{Change, Document, history, read};
use crm_core::ids::{ActorId, RecordId};
use crm_core::policy::{Reach, RelayReason};
use crm_planted::{Bug, planted};
use crm_sync::frame::Hash;
use crm_sync::store::{Store, Write};
use std::collections::{BTreeMap, BTreeSet};

/// How often an edit of one record is written again by another actor because the relay does not take the actor.
const RESCUES: u32 = 3;
/// How often one record is rebuilt before everything that depends on a refused change is listed with it: a relay that
/// refuses whatever comes must not keep a device writing.
const ROUNDS: u32 = 20;

/// What the relay said of a change.
#[derive(Clone, Debug)]
struct Said {
    reason: String,
    field: Option<String>,
    /// It was set aside by an earlier build, perhaps only because it depends on one that was refused.
    earlier: bool,
}

impl Said {
    fn reach(&self) -> Reach {
        match RelayReason::of_key(&self.reason) {
            Some(reason) => reason.reach(),
            // A newer relay has its reasons; a field that it names is refused to later edits, too.
            None if self.field.is_some() => Reach::Field,
            None => Reach::Edit,
        }
    }
}

/// Refusals whose records are not rebuilt yet.
#[derive(Debug, Default)]
pub(super) struct Rebuilding {
    said: BTreeMap<RecordId, BTreeMap<Hash, Said>>,
    rounds: BTreeMap<RecordId, u32>,
}

impl Rebuilding {
    /// Whether a record waits for its document to be rebuilt.
    pub(super) fn holds(&self, record: RecordId) -> bool {
        self.said.contains_key(&record)
    }

    /// Everything of the record is sent.
    pub(super) fn at_peace(&mut self, record: RecordId) {
        self.rounds.remove(&record);
    }
}

impl Device {
    /// The relay refuses a change for good.
    pub(super) fn refusal_came(&mut self, hash: &Hash, reason: &str, field: Option<&str>) {
        // What the outbox does not hold was answered before.
        let Some(record) = self.outbox.record_of(hash) else { return };
        if planted(Bug::RefusedDropped) {
            let _ = self.outbox.settle(hash);
            return;
        }
        let said = Said { reason: reason.to_owned(), field: field.map(str::to_owned), earlier: false };
        self.rebuilding.said.entry(record).or_default().insert(*hash, said);
    }

    /// What an earlier build set aside and left in its documents.
    pub(super) fn rebuild_earlier(&mut self) {
        for ((record, hash), refused) in &self.syncing.refused {
            let said = Said { reason: refused.reason.clone(), field: None, earlier: true };
            self.rebuilding.said.entry(*record).or_default().insert(*hash, said);
        }
        self.rebuild_refused();
    }

    /// Rebuilds the records with refusals, as soon as their documents are in memory.
    pub(super) fn rebuild_refused(&mut self) {
        let records: Vec<RecordId> = self.rebuilding.said.keys().copied().collect();
        if !records.is_empty() && self.with_documents(Job::Rebuild(records.clone()), &records).is_some() {
            self.rebuild(&records);
        }
    }

    pub(super) fn rebuild(&mut self, records: &[RecordId]) {
        let mut batch = Batch::default();
        for &record in records {
            let Some(said) = self.rebuilding.said.remove(&record) else { continue };
            let _working = working_on(record);
            self.rebuild_one(record, &said, &mut batch);
            self.outbox.release(record);
        }
        if !batch.writes.is_empty() {
            self.commit(batch);
        }
    }

    fn rebuild_one(&mut self, record: RecordId, said: &BTreeMap<Hash, Said>, batch: &mut Batch) {
        let earlier = said.iter().filter(|(_, said)| said.earlier).map(|(hash, _)| *hash);
        for hash in earlier {
            self.syncing.refused.remove(&(record, hash));
            batch.writes.push(Write::Delete(Store::Quarantine, [&record.0[..], &hash].concat()));
        }
        let roots: BTreeSet<Hash> = said.keys().copied().collect();
        let own: BTreeSet<Hash> = self.outbox.hashes_of(record).into_iter().chain(roots.clone()).collect();
        let found = match self.documents.get(record) {
            Some(Loaded::Here(doc)) => {
                let known = history::knows(doc, self.actor);
                rebuild::rebuild(doc, record, &roots, &own)
                    .and_then(|rebuilt| Some((rebuilt, known, read::object_of(doc)?)))
            }
            Some(Loaded::Absent | Loaded::Damaged) | None => None,
        };
        let Some((rebuilt, known, object)) = found else { return self.list_unread(record, said, batch) };
        let rounds = self.rebuilding.rounds.entry(record).or_default();
        *rounds += 1;
        let Rebuilt { mut doc, dropped, bare } = rebuilt;
        let mut verdicts = verdicts(said, &dropped, *rounds);
        let hashes: Vec<Hash> = dropped.iter().map(|dropped| dropped.hash).collect();
        batch.writes.extend(self.outbox.take_out_all(&hashes));
        if known {
            // The numbers of the changes that go must not be given twice.
            self.actor = ActorId(self.draw());
            batch.writes.push(self.actors.goes_on_as(self.actor, &self.owner, self.now));
        }
        let whole = bare && verdicts.first().is_some_and(Option::is_some);
        let again = dropped.iter().zip(&verdicts).filter(|(_, verdict)| !whole && verdict.is_none());
        let again: Vec<&Dropped> = again.map(|(dropped, _)| dropped).collect();
        if !self.write_again(record, &mut doc, &again, batch) {
            let reason = said.values().next().map(|said| said.reason.clone());
            verdicts = verdicts.into_iter().map(|verdict| verdict.or_else(|| reason.clone())).collect();
        }
        if bare && let (Some(first), Some(Some(reason))) = (dropped.first(), verdicts.first()) {
            // The others have no such record: it goes, and what was in it is kept as one edit.
            let edit = self.attention_of(record, &object, Why::Refused(reason.clone()), &dropped);
            self.attend(record, first.hash, edit, batch);
            return self.let_go(record, batch);
        }
        for (dropped, verdict) in dropped.iter().zip(&verdicts) {
            if let Some(reason) = verdict {
                let one = std::slice::from_ref(dropped);
                let edit = self.attention_of(record, &object, Why::Refused(reason.clone()), one);
                self.attend(record, dropped.hash, edit, batch);
            }
        }
        self.keep(record, doc, batch);
        if said.values().any(|said| said.reason == RelayReason::Fork.key())
            && let Some(session) = &mut self.session
        {
            // The relay's change of the same name could not be merged before.
            session.want(&[record.0]);
        }
    }

    /// Writes edits again in the rebuilt document and queues them; whether that went well.
    fn write_again(
        &mut self,
        record: RecordId,
        doc: &mut Document,
        again: &[&Dropped],
        batch: &mut Batch,
    ) -> bool {
        if again.is_empty() {
            return true;
        }
        batch.writes.extend(self.actors.first_write());
        let mut written = doc.clone();
        let Ok(changes) = rebuild::replay(&mut written, record, again.iter().copied(), self.actor) else {
            return false;
        };
        *doc = written;
        for change in changes {
            self.queue_change(record, doc, &change, batch);
        }
        true
    }

    fn queue_change(&mut self, record: RecordId, doc: &Document, change: &Change, batch: &mut Batch) {
        let Some(kind) = read::object_of(doc) else { return };
        let (hash, bytes) = (change.hash().0, change.raw_bytes().to_vec());
        let entry = StoredEntry::Change { doc: record.0, kind, hash, bytes, at: change.timestamp() };
        self.enqueue(entry, batch);
    }

    /// The document cannot be read, or is not here: what waits tells by itself what it put.
    fn list_unread(&mut self, record: RecordId, said: &BTreeMap<Hash, Said>, batch: &mut Batch) {
        for (hash, said) in said {
            if self.outbox.record_of(hash).is_some() {
                self.seal_unsent(record, &said.reason, batch);
            } else if said.earlier {
                let edit = self.attention_of(record, "", Why::Refused(said.reason.clone()), &[]);
                self.attend(record, *hash, edit, batch);
            }
        }
    }

    /// The record is erased: what the relay said of its changes is settled.
    pub(super) fn rebuilding_forget(&mut self, record: RecordId) {
        self.rebuilding.said.remove(&record);
        self.rebuilding.rounds.remove(&record);
    }

    /// Moves everything unsent of a record to what needs attention, as one edit with its values, and rebuilds nothing:
    /// the record itself goes. Its document must be in memory; the caller takes it away and stores the batch.
    pub(super) fn seal_unsent(&mut self, record: RecordId, reason: &str, batch: &mut Batch) {
        self.rebuilding.said.remove(&record);
        let own: BTreeSet<Hash> = self.outbox.hashes_of(record).into_iter().collect();
        let Some(first) = own.first().copied() else { return };
        let (object, unsent) = match self.documents.get(record) {
            Some(Loaded::Here(doc)) => {
                (read::object_of(doc).unwrap_or_default(), rebuild::described(doc, record, &own))
            }
            Some(Loaded::Absent | Loaded::Damaged) | None => {
                let (kind, _) = self.outbox.change(&first).unwrap_or_default();
                let changes = self.outbox.changes_of(record);
                let told =
                    changes.into_iter().filter_map(|bytes| rebuild::alone(record, &kind, bytes)).collect();
                (kind, told)
            }
        };
        let edit = self.attention_of(record, &object, Why::Refused(reason.to_owned()), &unsent);
        self.attend(record, unsent.first().map_or(first, |unsent| unsent.hash), edit, batch);
        let hashes: Vec<Hash> = own.into_iter().collect();
        batch.writes.extend(self.outbox.take_out_all(&hashes));
    }
}

/// For each dropped change the reason for which it is listed; `None` where it is to be written again.
fn verdicts(said: &BTreeMap<Hash, Said>, dropped: &[Dropped], rounds: u32) -> Vec<Option<String>> {
    let refused = |dropped: &Dropped| {
        let said = said.get(&dropped.hash)?;
        let rescued = said.reach() == Reach::Writer && rounds <= RESCUES && !planted(Bug::ForkNotRescued);
        (!rescued && (!said.earlier || dropped.first)).then_some(said)
    };
    let all: Vec<&Said> = dropped.iter().filter_map(refused).collect();
    let reason_of = |reach: Reach| all.iter().find(|said| said.reach() == reach);
    let fields: BTreeSet<&str> = all
        .iter()
        .filter(|said| said.reach() == Reach::Field)
        .filter_map(|said| said.field.as_deref())
        .collect();
    let touches = |dropped: &Dropped| {
        let name = |key: &str| key.split_once('/').map_or(key, |(name, _)| name).to_owned();
        dropped.wrote.iter().any(|wrote| fields.contains(name(&wrote.key).as_str()))
    };
    let verdict = |dropped: &Dropped| {
        let own = refused(dropped).or_else(|| reason_of(Reach::Record).copied());
        let of_field = || reason_of(Reach::Field).copied().filter(|_| touches(dropped));
        let worn_out = || said.values().next().filter(|_| rounds > ROUNDS || !dropped.own);
        own.or_else(of_field).or_else(worn_out).map(|said| said.reason.clone())
    };
    dropped.iter().map(verdict).collect()
}
