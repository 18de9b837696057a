//! The local book's records come along into the workspace that is open.

use super::documents::Job;
use super::editing::Batch;
use super::outbox::StoredEntry;
use super::{Client, Device, Output};
use crate::suspicion::working_on;
use crm_core::commands::{Reason, Refusal};
use crm_core::document;
use crm_core::ids::{ObjectKey, RecordId, Timestamp};
use crm_core::messages::{Answer, FromEngine};
use crm_core::objects::shapes;
use crm_core::value::Link;
use crm_sync::store::StoreError;
use std::collections::BTreeMap;

/// What is wanted of the local book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Who asked.
    pub client: Client,
    /// The request.
    pub request: u32,
    /// The objects to bring; `None` = only count what is not here yet.
    pub bring: Option<Vec<ObjectKey>>,
}

/// A record of the local book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalRecord {
    /// The record.
    pub record: RecordId,
    /// Its object.
    pub object: ObjectKey,
    /// When it was changed last.
    pub modified: Timestamp,
    /// Its document.
    pub document: Vec<u8>,
}

impl Device {
    /// Asks for the local book; in the local book itself there is nothing to bring.
    pub(super) fn wish_local(
        &mut self,
        client: Client,
        request: u32,
        bring: Option<Vec<ObjectKey>>,
    ) -> Result<Option<Answer>, Refusal> {
        if self.owner.workspace.is_none() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        self.outputs.push(Output::ReadLocal(Wish { client, request, bring }));
        Ok(None)
    }

    pub(super) fn local_read(&mut self, wish: Wish, records: Result<Vec<LocalRecord>, StoreError>) {
        let Wish { client, request, bring } = wish;
        let Ok(mut records) = records else { return self.refuse(client, request, Reason::StorageClosed) };
        // Definitions come along where the person may shape the workspace.
        records.retain(|local| self.is_news(local) && self.may_bring(local));
        let Some(objects) = bring else {
            let mut counts: BTreeMap<ObjectKey, u32> = BTreeMap::new();
            for local in records {
                *counts.entry(local.object).or_default() += 1;
            }
            self.tell(client, FromEngine::Answer { request, answer: Ok(Answer::Counts(counts)) });
            return;
        };
        records.retain(|local| objects.contains(&local.object));
        self.adopt(client, request, records);
    }

    fn may_bring(&self, local: &LocalRecord) -> bool {
        !shapes(&local.object) || self.may_create(&local.object)
    }

    /// Whether the local book has more of the record than this one.
    fn is_news(&self, local: &LocalRecord) -> bool {
        self.rows.get(local.record).is_none_or(|row| row.modified_at() < local.modified)
    }

    /// Takes records of another book in, with their history; everything of them waits to be sent. Records that are
    /// here already are merged, for which their documents must be in memory.
    pub(super) fn adopt(&mut self, client: Client, request: u32, records: Vec<LocalRecord>) {
        let ids: Vec<RecordId> = records.iter().map(|local| local.record).collect();
        for id in &ids {
            if !self.exists(*id) {
                self.documents.none_yet(*id);
            }
        }
        let job = Job::Adopt(client, request, records);
        if let Some(Job::Adopt(client, request, records)) = self.with_documents(job, &ids) {
            self.take_in(client, request, records);
        }
    }

    pub(super) fn take_in(&mut self, client: Client, request: u32, records: Vec<LocalRecord>) {
        if let Err(refusal) = self.storable() {
            self.tell(client, FromEngine::Answer { request, answer: Err(refusal) });
            return;
        }
        let mut batch = Batch::default();
        let mut links = Vec::new();
        for LocalRecord { record, object, document, .. } in records {
            let _working = working_on(record);
            let Ok(doc) = document::load(&document) else { continue };
            let (doc, beside) = self.parted(record, &object, doc);
            let Some(doc) = self.merged(record, doc) else { continue };
            for (hash, bytes) in document::history::changes_since(&doc, &[]) {
                let (doc, kind, at) = (record.0, object.clone(), self.now);
                self.enqueue(StoredEntry::Change { doc, kind, hash, bytes, at }, &mut batch);
            }
            links.push(Link { object, record });
            self.keep(record, doc, &mut batch);
            // What cannot be written beside it says so when the relay refuses it.
            for plan in beside {
                let _ = self.change_part(&plan, &mut batch);
            }
        }
        batch.edited.asked = Some((client, request, Answer::Records(links)));
        self.commit(batch);
    }
}
