//! A plan becomes changes: document, row and outbox entry in one strict transaction.

use super::documents::Loaded;
use super::outbox::StoredEntry;
use super::purpose::{Edited, Purpose};
use super::undo::{Part, Recording};
use super::{Client, Device};
use crate::suspicion::working_on;
use crm_core::commands::{DocumentPlan, Plan, Reason, Refusal};
use crm_core::document::{self, Change, Document, limits, read, write};
use crm_core::ids::{ActorId, RecordId};
use crm_core::messages::Answer;
use crm_core::value::Link;
use crm_core::views::record::Record;
use crm_core::views::row;
use crm_planted::{Bug, planted};
use crm_sync::store::{Store, Write};
use std::collections::BTreeSet;

/// The writes of an edit, collected.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub writes: Vec<Write>,
    pub edited: Edited,
    pub recording: Recording,
    /// Pages that lost a row: stored with the batch.
    pub pages: BTreeSet<u32>,
    /// Whose step it is a part of, where the answer comes with a later part.
    pub step: Option<(Client, u32)>,
    pub parts: Vec<Part>,
}

impl Device {
    /// Carries a plan out. Every document of it must be in memory.
    pub(super) fn carry_out(&mut self, client: Client, request: u32, plan: &Plan) -> Result<(), Refusal> {
        self.storable()?;
        // What is written in memory stands there: nothing is, before all of it may be.
        plan.documents.iter().try_for_each(|document| self.permitted(document))?;
        let mut batch = Batch { recording: Recording::Step, ..Batch::default() };
        let mut links = Vec::new();
        for document in &plan.documents {
            links.push(Link { object: document.object.clone(), record: document.record });
            self.change_document(document, &mut batch)?;
        }
        batch.edited.asked = Some((client, request, Answer::Records(links)));
        self.commit(batch);
        Ok(())
    }

    /// Writes a record's edits in memory, also those beside it, and adds what is to be stored.
    pub(super) fn change_document(&mut self, plan: &DocumentPlan, batch: &mut Batch) -> Result<(), Refusal> {
        self.permitted(plan)?;
        self.divided(plan).iter().try_for_each(|part| self.change_part(part, batch))
    }

    /// Writes the edits of one document, whatever the person may.
    pub(super) fn change_part(&mut self, plan: &DocumentPlan, batch: &mut Batch) -> Result<(), Refusal> {
        let (actor, now) = (self.actor, self.now);
        let _working = working_on(plan.record);
        let mut doc = self.take_document(plan.record, &plan.object)?;
        let written = write::write_all(&mut doc, plan, actor, now);
        self.keep_written(plan, doc, written, batch)
    }

    /// The same for a text that was left by somebody who started from an older state of it.
    pub(super) fn change_since(
        &mut self,
        plan: &DocumentPlan,
        heads: &[[u8; 32]],
        batch: &mut Batch,
    ) -> Result<(), Refusal> {
        self.permitted(plan)?;
        let fresh = ActorId(self.draw());
        let _working = working_on(plan.record);
        let mut doc = self.take_document(plan.record, &plan.object)?;
        let written = write::write_since(&mut doc, heads, plan, fresh, self.now);
        batch.writes.push(self.actors.another(fresh, &self.owner, self.now));
        self.keep_written(plan, doc, written, batch)
    }

    fn take_document(&mut self, record: RecordId, object: &str) -> Result<Document, Refusal> {
        match self.documents.get(record) {
            Some(Loaded::Here(doc)) => Ok(doc.as_ref().clone()),
            Some(Loaded::Absent) => {
                document::new(record, object).map_err(|_| Refusal::record(Reason::UnknownObject))
            }
            Some(Loaded::Damaged) | None => Err(Refusal::record(Reason::NotHere)),
        }
    }

    fn keep_written(
        &mut self,
        plan: &DocumentPlan,
        doc: Document,
        written: Result<Vec<Change>, write::Unwritable>,
        batch: &mut Batch,
    ) -> Result<(), Refusal> {
        let changes = written.map_err(|_| Refusal::record(Reason::Defect))?;
        if changes.is_empty() {
            return Ok(());
        }
        let fits =
            |change: &Change| change.raw_bytes().len() <= limits::CHANGE_BYTES && change.len() <= limits::OPS;
        if !changes.iter().all(fits) {
            return Err(Refusal::record(Reason::TooLarge));
        }
        batch.writes.extend(self.actors.first_write());
        for change in changes {
            let entry = StoredEntry::Change {
                doc: plan.record.0,
                kind: plan.object.clone(),
                hash: change.hash().0,
                bytes: change.raw_bytes().to_vec(),
                at: self.now,
            };
            self.enqueue(entry, batch);
        }
        self.note_step(plan, &doc, batch);
        self.keep(plan.record, doc, batch);
        Ok(())
    }

    /// A document and its row as they are now.
    pub(super) fn keep(&mut self, record: RecordId, doc: Document, batch: &mut Batch) {
        let (saved, row) = (doc.save_nocompress(), read::read(&doc, record).map(|record| row::pack(&record)));
        self.keep_as(record, doc, saved, row, batch);
    }

    /// The same where the document is saved and described already.
    pub(super) fn keep_as(
        &mut self,
        record: RecordId,
        doc: Document,
        saved: Vec<u8>,
        row: Option<Vec<u8>>,
        batch: &mut Batch,
    ) {
        batch.writes.push(Write::Put(Store::Docs, record.0.to_vec(), saved));
        if let Some(row) = row {
            self.note_deletion(record, &doc, &row, batch);
            self.rows.put(&row);
            batch.writes.push(Write::Put(Store::Pages, record.0.to_vec(), row));
        }
        batch.edited.records.push(record);
        self.documents.put(record, doc);
        self.noticed(record);
        self.watching.touch_rows();
        self.touch_whole(record);
    }

    /// A change that waits to be sent; a book without an account keeps none: joining sends everything.
    pub(super) fn enqueue(&mut self, entry: StoredEntry, batch: &mut Batch) {
        if self.owner.workspace.is_none() {
            return;
        }
        let key = self.outbox.new_key();
        let value = postcard::to_stdvec(&entry).unwrap_or_default();
        batch.writes.push(Write::Put(Store::Outbox, key.to_be_bytes().to_vec(), value));
        batch.edited.outbox.push(key);
        self.outbox.add(key, entry, false);
        self.watching.touch_sync();
    }

    /// Stores an edit: on the medium before anybody is told that it is saved.
    pub(super) fn commit(&mut self, mut batch: Batch) {
        self.keep_step(&mut batch);
        self.write_pages(&mut batch);
        if planted(Bug::SavedBeforeComplete)
            && let Some((client, request, answer)) = batch.edited.asked.take()
        {
            self.tell(client, crm_core::messages::FromEngine::Answer { request, answer: Ok(answer) });
        }
        self.write(Purpose::Edit(Box::new(batch.edited)), batch.writes, true);
    }

    /// The record as its documents say.
    pub(super) fn record(&mut self, record: RecordId) -> Result<Record, Refusal> {
        let mut record = match self.documents.get(record) {
            Some(Loaded::Here(doc)) => {
                read::read(doc, record).ok_or(Refusal::record(Reason::UnknownObject))?
            }
            Some(Loaded::Absent | Loaded::Damaged) | None => return Err(Refusal::record(Reason::NotHere)),
        };
        self.join(&mut record);
        Ok(record)
    }
}
