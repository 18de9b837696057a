//! Many new records at once: a block of documents, a page of rows and one outbox entry, in one transaction.

use super::Device;
use super::editing::Batch;
use super::outbox::StoredEntry;
use super::purpose::{Edited, Purpose};
use crate::rows::PAGE_ROWS;
use crm_core::commands::{DocumentPlan, Reason, Refusal, outcome};
use crm_core::document::{bulk, division};
use crm_core::ids::RecordId;
use crm_core::views::record::Record;
use crm_core::views::row;
use crm_sync::frame::Block;
use crm_sync::store::{Store, Write};

/// Records in one block.
pub(super) const MANY: usize = PAGE_ROWS;

impl Device {
    /// Makes records that do not exist yet, at most a page of them. The last block of a request carries who asked.
    pub(super) fn create_block(&mut self, plans: &[DocumentPlan], mut edited: Edited) -> Result<(), Refusal> {
        debug_assert!(plans.len() <= PAGE_ROWS, "a block holds a page of records");
        self.storable()?;
        let plans: Vec<DocumentPlan> = plans.iter().flat_map(|plan| self.divided(plan)).collect();
        let (mut block, mut rows, mut changes) = (Block::default(), Vec::new(), Vec::new());
        // What one change could not carry is written the ordinary way, before the block and with it.
        let (large, plans): (Vec<_>, Vec<_>) =
            plans.iter().partition(|plan| division::is_needed(&plan.edits));
        let mut batch = Batch::default();
        for plan in large {
            self.documents.none_yet(plan.record);
            self.change_document(plan, &mut batch)?;
        }
        for plan in plans.iter().copied() {
            let new = bulk::create(plan, self.actor, self.now)
                .map_err(|_| Refusal::record(Reason::UnknownObject))?;
            if new.change.len() > crm_core::document::limits::CHANGE_BYTES {
                return Err(Refusal::record(Reason::TooLarge));
            }
            let record = outcome::apply(Record::empty(plan.record, &plan.object), &plan.edits, self.now);
            rows.extend(row::pack(&record));
            block.push(plan.record.0, plan.object.clone(), &new.document);
            changes.push((plan.record.0, plan.object.clone(), new.hash));
        }
        let page = self.rows.new_page();
        let put = |store, value: Vec<u8>| Write::Put(store, page.to_be_bytes().to_vec(), value);
        let mut writes = vec![put(Store::Blocks, postcard::to_stdvec(&block).unwrap_or_default())];
        writes.extend(self.actors.first_write());
        if self.owner.workspace.is_some() {
            let key = self.outbox.new_key();
            let entry = StoredEntry::Block { page, changes, at: self.now };
            let value = postcard::to_stdvec(&entry).unwrap_or_default();
            writes.push(Write::Put(Store::Outbox, key.to_be_bytes().to_vec(), value));
            edited.outbox.push(key);
            self.outbox.add(key, entry, false);
        }
        writes.push(put(Store::Pages, rows.clone()));
        writes.extend(batch.writes);
        edited.outbox.extend(batch.edited.outbox);
        edited.records.extend(batch.edited.records);
        self.rows.load_page(page, &rows);
        edited.records.extend(plans.iter().map(|plan| plan.record));
        self.watching.touch_rows();
        self.write(Purpose::Edit(Box::new(edited)), writes, true);
        Ok(())
    }

    /// Whether a record of this id exists here, deleted or not.
    pub(super) fn exists(&self, record: RecordId) -> bool {
        self.rows.get(record).is_some()
    }
}
