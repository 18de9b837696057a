//! Records that leave this device, because its person does not see them any more: rows, documents and what memory holds
//! of them go. What was not sent of them is kept as refused.
//!
//! A record that nobody touched since it came lies in a block with others. Such a block is stored anew without it after
//! the transaction that took the rows out; until then the record stands in a list of what is still to be done, so that
//! a device which dies in between goes on with it at the next start.

use super::Device;
use super::editing::Batch;
use super::purpose::Purpose;
use crm_core::ids::{ActorId, RecordId};
use crm_core::policy::RelayReason;
use crm_planted::{Bug, planted};
use crm_sync::frame::Block;
use crm_sync::store::{Store, StoreRequest, Write};
use std::collections::{BTreeMap, BTreeSet};

/// Its name in the store `meta`.
pub(super) const LEAVING: &[u8] = b"leaving";

/// Records whose bytes may still lie in a block, by block.
#[derive(Debug, Default)]
pub(super) struct Leaving {
    blocks: BTreeMap<u32, BTreeSet<RecordId>>,
    /// The block that is being read.
    reading: Option<u32>,
}

impl Leaving {
    /// Takes in what the storage holds.
    pub(super) fn read(&mut self, value: &[u8]) {
        self.blocks = postcard::from_bytes(value).unwrap_or_default();
    }

    /// Whether what a block holds of a record is of before it went: in the block of its page or, where it has no row, in
    /// any.
    pub(super) fn went(&self, page: Option<u32>, record: RecordId) -> bool {
        let holds = |records: &BTreeSet<RecordId>| records.contains(&record);
        match page {
            Some(page) => self.blocks.get(&page).is_some_and(holds),
            None => self.blocks.values().any(holds),
        }
    }

    /// The write that keeps what is still to be done.
    fn written(&self) -> Write {
        let (store, key) = (Store::Meta, LEAVING.to_vec());
        if self.blocks.is_empty() {
            return Write::Delete(store, key);
        }
        Write::Put(store, key, postcard::to_stdvec(&self.blocks).unwrap_or_default())
    }
}

impl Device {
    /// What this run wrote to records that go may come back with them, also what was on its way to the relay: as changes
    /// of others, so that none of it is taken for forged, and no number is given twice.
    pub(super) fn draw_anew_where_written(&mut self) {
        if self.actors.wrote() {
            self.actor = ActorId(self.draw());
            self.actors.this_run(self.actor, &self.owner, self.now);
        }
    }

    /// Lets records go in the transaction of this batch. What was not sent of them stays with their person; the
    /// documents of those must be in memory.
    pub(super) fn leave(&mut self, records: &[RecordId], batch: &mut Batch) {
        if !records.is_empty() {
            self.draw_anew_where_written();
        }
        for &record in records {
            if planted(Bug::UnsentOfLeavingLost) {
                batch.writes.extend(self.outbox.take_out_all(&self.outbox.hashes_of(record)));
            }
            self.seal_unsent(record, RelayReason::NoAccess.key(), batch);
            self.undoing.forget(record);
            self.forget_foreign(record, batch);
            self.let_go(record, batch);
        }
    }

    /// Takes a record off the device: out of lists, pages and documents. Where its document lies in a block, that is
    /// stored anew later and not read for it until then.
    pub(super) fn let_go(&mut self, record: RecordId, batch: &mut Batch) {
        batch.writes.push(Write::Delete(Store::Docs, record.0.to_vec()));
        batch.writes.push(Write::Delete(Store::Pages, record.0.to_vec()));
        self.touch_whole(record);
        if let Some(page) = self.rows.take_out(record) {
            batch.pages.insert(page);
            self.leaving.blocks.entry(page).or_default().insert(record);
        }
        self.documents.gone(record);
        self.watching.touch_rows();
    }

    /// The pages that lost a row are stored without it.
    pub(super) fn write_pages(&self, batch: &mut Batch) {
        let pages = std::mem::take(&mut batch.pages);
        if !pages.is_empty() {
            batch.writes.push(self.leaving.written());
        }
        batch.writes.extend(pages.into_iter().map(|page| self.page_write(page)));
    }

    /// Goes on taking records out of blocks, one block at a time, when the storage has nothing else to do.
    pub(super) fn strip_blocks(&mut self) {
        if !self.ready() || self.storing.busy() || self.leaving.reading.is_some() {
            return;
        }
        let Some(block) = self.leaving.blocks.keys().next().copied() else { return };
        self.leaving.reading = Some(block);
        let key = (Store::Blocks, block.to_be_bytes().to_vec());
        self.store(Purpose::Strip(block), StoreRequest::Get(vec![key]));
    }

    /// A block is here: it goes back without what left. A record that came back meanwhile lies by itself.
    pub(super) fn block_to_strip(&mut self, number: u32, values: Vec<Option<Vec<u8>>>) {
        self.leaving.reading = None;
        let Some(left) = self.leaving.blocks.remove(&number) else { return };
        let mut writes = vec![self.leaving.written()];
        let bytes = values.into_iter().flatten().next();
        if let Some(block) = bytes.and_then(|bytes| postcard::from_bytes::<Block>(&bytes).ok()) {
            let mut rest = Block::default();
            for (doc, kind, bytes) in block.iter().filter(|(doc, ..)| !left.contains(&RecordId(**doc))) {
                rest.push(*doc, kind.to_owned(), bytes);
            }
            let key = number.to_be_bytes().to_vec();
            writes.push(if rest.index.is_empty() {
                Write::Delete(Store::Blocks, key)
            } else {
                Write::Put(Store::Blocks, key, postcard::to_stdvec(&rest).unwrap_or_default())
            });
        }
        self.write(Purpose::Fasten, writes, false);
    }
}
