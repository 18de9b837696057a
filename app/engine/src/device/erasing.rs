//! Records that were erased for good, for everybody: they leave this device as what its person does not see any more does,
//! and with them whatever else holds their words. That they were erased stays, so that they are not taken in again and a
//! relay that forgot it with a restore hears it.
//!
//! Of edits that were not sent, what the person typed themselves is kept among what needs attention, to be copied: without
//! what stood there, without the name of the record, and with no way to send it.

use super::Device;
use super::attention::Why;
use super::editing::Batch;
use crm_core::document::rebuild::{self, Dropped};
use crm_core::ids::RecordId;
use crm_core::policy::RelayReason;
use crm_sync::frame::{Entry, EntryKind, Hash, Proof};
use crm_sync::store::{Store, Write};
use std::collections::BTreeMap;

/// Its name in the store `meta`.
pub(super) const ERASED: &[u8] = b"erased";

/// What was erased: up to which generation, and how the relay knows that it said so.
#[derive(Debug, Default)]
pub(super) struct Erased(BTreeMap<RecordId, (u32, Proof)>);

impl Erased {
    /// Takes in what the storage holds.
    pub(super) fn read(&mut self, value: &[u8]) {
        self.0 = postcard::from_bytes(value).unwrap_or_default();
    }

    /// Whether a record was erased.
    pub(super) fn holds(&self, record: RecordId) -> bool {
        self.0.contains_key(&record)
    }

    /// The records.
    pub(super) fn records(&self) -> impl Iterator<Item = RecordId> {
        self.0.keys().copied()
    }

    /// What the relay is told in a repair.
    pub(super) fn told(&self) -> Vec<([u8; 16], u32, Proof)> {
        self.0.iter().map(|(record, (generation, proof))| (record.0, *generation, *proof)).collect()
    }

    fn written(&self) -> Write {
        Write::Put(Store::Meta, ERASED.to_vec(), postcard::to_stdvec(&self.0).unwrap_or_default())
    }
}

impl Device {
    /// Takes what is erased by these entries off the device, in the transaction of this batch.
    pub(super) fn erase_records(&mut self, entries: &[Entry], batch: &mut Batch) {
        let before = self.erased.0.len();
        for entry in entries {
            let EntryKind::Erase { generation, proof } = entry.what else { continue };
            let record = RecordId(entry.doc);
            self.erased.0.insert(record, (generation, proof));
            // What stands beside it and was never sent, nobody else can name.
            for one in self.rows.with_companions(record) {
                self.keep_words(one, batch);
                self.undoing.forget(one);
                self.forget_aside(one, batch);
                self.let_go(one, batch);
            }
        }
        if self.erased.0.len() != before {
            batch.writes.push(self.erased.written());
            // Its links say so.
            self.watching.touch_all();
        }
    }

    /// An acknowledged change whose entry could not be taken out of the outbox comes back with a start, and may be of a
    /// record that was erased since: the relay refuses it, and says nothing of the record a second time.
    pub(super) fn forget_unsent_of_erased(&mut self) {
        let records: Vec<RecordId> =
            self.erased.records().filter(|record| self.outbox.holds(*record)).collect();
        let mut batch = Batch::default();
        for record in &records {
            self.keep_words(*record, &mut batch);
        }
        if !batch.writes.is_empty() {
            self.commit(batch);
        }
    }

    /// What waits to be sent of a record, and what waits for the person, becomes words to copy. What made the record was
    /// sent, or nobody could have erased it.
    fn keep_words(&mut self, record: RecordId, batch: &mut Batch) {
        let hashes = self.outbox.hashes_of(record);
        let kind = hashes.first().and_then(|hash| self.outbox.change(hash)).unwrap_or_default().0;
        let bytes = self.outbox.changes_of(record);
        let mut unsent: Vec<Dropped> =
            bytes.into_iter().filter_map(|bytes| rebuild::alone(record, &kind, bytes)).collect();
        unsent.retain(|change| !change.creates());
        for change in &mut unsent {
            change.wrote = rebuild::put_alone(std::mem::take(&mut change.wrote));
        }
        unsent.retain(|change| !rebuild::fields(&kind, &change.wrote).is_empty());
        batch.writes.extend(self.outbox.take_out_all(&hashes));
        self.rebuilding_forget(record);
        let why = || Why::Refused(RelayReason::Erased.key().to_owned());
        let listed: Vec<Hash> = self.attention_on(record).map(|(hash, _)| hash).collect();
        for hash in listed {
            let Some(mut edit) = self.syncing.attention.get(&(record, hash)).cloned() else { continue };
            self.settle_attention(record, hash, batch);
            edit.wrote = rebuild::put_alone(edit.wrote);
            let refused = matches!(edit.why, Why::Refused(_));
            if refused && !rebuild::fields(&edit.object, &edit.wrote).is_empty() {
                (edit.why, edit.whole, edit.title) = (why(), false, String::new());
                self.attend(record, hash, edit, batch);
            }
        }
        if let Some(first) = unsent.first().map(|change| change.hash) {
            let mut edit = self.attention_of(record, &kind, why(), &unsent);
            (edit.whole, edit.title) = (false, String::new());
            self.attend(record, first, edit, batch);
        }
    }

    /// Bytes of others that were set aside go with a record.
    pub(super) fn forget_foreign(&mut self, record: RecordId, batch: &mut Batch) {
        let gone = |key: &[u8]| Write::Delete(Store::Quarantine, key.to_vec());
        if self.syncing.set_aside.remove(&record).is_some() {
            batch.writes.push(gone(&record.0));
        }
        let foreign: Vec<Vec<u8>> =
            self.syncing.foreign.iter().filter(|key| key.starts_with(&record.0)).cloned().collect();
        for key in foreign {
            batch.writes.push(gone(&key));
            self.syncing.foreign.remove(&key);
        }
    }

    /// Bytes of the record that were set aside go, too, whoever wrote them.
    fn forget_aside(&mut self, record: RecordId, batch: &mut Batch) {
        let gone = |key: &[u8]| Write::Delete(Store::Quarantine, key.to_vec());
        self.forget_foreign(record, batch);
        let earlier: Vec<(RecordId, Hash)> =
            self.syncing.refused.keys().filter(|(of, _)| *of == record).copied().collect();
        for (of, hash) in earlier {
            batch.writes.push(gone(&[&of.0[..], &hash].concat()));
            self.syncing.refused.remove(&(of, hash));
        }
    }
}
