//! Storage requests on their way, and what happens when the storage has answered.

use super::{Client, Device, Output};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, FromEngine, StorageNotice};
use crm_sync::session::Delivery;
use crm_sync::store::{Store, StoreError, StoreReply, StoreRequest, Write};
use std::collections::HashMap;

/// What a storage reply is for.
#[derive(Debug)]
pub(super) enum Purpose {
    /// Reading the book at the start.
    Opening,
    /// Documents that jobs wait for.
    Documents(Vec<RecordId>),
    /// A block whose changes are to be pushed.
    PushBlock(u32),
    /// An edit: answer its request, then offer its outbox entries.
    Edit(Edited),
    /// A part of the feed.
    Feed(Box<Delivery>),
    /// A bootstrap page.
    Page(super::paging::StoredPage),
    /// A whole store, for an export.
    Export,
    /// Rows of pages that go back to what is stored after a write failed.
    Restore(Vec<u32>),
    /// Nothing follows.
    Aside,
}

/// An edit being written.
#[derive(Debug, Default)]
pub(super) struct Edited {
    /// Who asked.
    pub asked: Option<(Client, u32, Answer)>,
    /// Outbox keys that may be sent once the edit is durable.
    pub outbox: Vec<u64>,
    /// The records touched.
    pub records: Vec<RecordId>,
    /// Their pages.
    pub pages: Vec<u32>,
    /// Whether the importer waits for it.
    pub import: bool,
}

/// Requests on their way.
#[derive(Debug)]
pub(super) struct Storing {
    next: u64,
    purposes: HashMap<u64, Purpose>,
    pub notice: StorageNotice,
}

impl Default for Storing {
    fn default() -> Self {
        Self { next: 0, purposes: HashMap::new(), notice: StorageNotice::Fine }
    }
}

impl Device {
    pub(super) fn store(&mut self, purpose: Purpose, request: StoreRequest) {
        let number = self.storing.next;
        self.storing.next += 1;
        self.storing.purposes.insert(number, purpose);
        self.outputs.push(Output::Store(number, request));
    }

    /// Writes in one transaction.
    pub(super) fn write(&mut self, purpose: Purpose, writes: Vec<Write>, strict: bool) {
        self.store(purpose, StoreRequest::Write { writes, strict });
    }

    /// The writes that keep a page of rows.
    pub(super) fn page_writes(&self, pages: &[u32]) -> Vec<Write> {
        let mut pages = pages.to_vec();
        pages.sort_unstable();
        pages.dedup();
        let put =
            |page: u32| Write::Put(Store::Pages, page.to_be_bytes().to_vec(), self.rows.page_bytes(page));
        pages.into_iter().map(put).collect()
    }

    pub(super) fn stored(&mut self, number: u64, reply: Result<StoreReply, StoreError>) {
        let Some(purpose) = self.storing.purposes.remove(&number) else { return };
        match reply {
            Ok(reply) => self.succeeded(purpose, reply),
            Err(error) => self.failed(purpose, error),
        }
    }

    fn succeeded(&mut self, purpose: Purpose, reply: StoreReply) {
        match (purpose, reply) {
            (Purpose::Opening, reply) => self.opened_part(reply),
            (Purpose::Documents(records), StoreReply::Values(values)) => {
                self.documents_came(&records, values)
            }
            (Purpose::PushBlock(page), StoreReply::Values(values)) => self.block_came(page, values),
            (Purpose::Edit(edited), _) => self.edit_durable(edited),
            (Purpose::Feed(delivery), _) => self.feed_stored(&delivery),
            (Purpose::Page(page), _) => self.page_durable(page),
            (Purpose::Export, StoreReply::Entries(entries)) => self.export_part(entries),
            (Purpose::Restore(pages), StoreReply::Values(values)) => self.rows_restored(&pages, values),
            (
                Purpose::Documents(_)
                | Purpose::PushBlock(_)
                | Purpose::Export
                | Purpose::Restore(_)
                | Purpose::Aside,
                _,
            ) => {}
        }
    }

    fn edit_durable(&mut self, edited: Edited) {
        if self.storing.notice == StorageNotice::Full {
            self.set_notice(StorageNotice::Fine);
        }
        self.outbox.durable(&edited.outbox);
        for record in &edited.records {
            self.watching.touch_record(*record);
        }
        self.watching.touch_sync();
        if let Some((client, request, answer)) = edited.asked {
            self.tell(client, FromEngine::Answer { request, answer: Ok(answer) });
        }
        if edited.import {
            self.import_block_stored();
        }
        self.offer();
    }

    fn failed(&mut self, purpose: Purpose, error: StoreError) {
        self.set_notice(notice(error));
        match purpose {
            Purpose::Edit(edited) => self.edit_failed(edited, error),
            Purpose::Feed(_) | Purpose::Page(_) => self.stop_pulling(),
            Purpose::Documents(records) => self.documents_failed(&records),
            Purpose::Opening => self.opening_failed(),
            Purpose::PushBlock(_) => self.outbox.block_failed(),
            Purpose::Export => self.export_failed(),
            Purpose::Restore(_) | Purpose::Aside => {}
        }
    }

    /// Nothing of the edit is on the device: memory goes back to what is stored, and the asker learns it.
    fn edit_failed(&mut self, edited: Edited, error: StoreError) {
        self.outbox.withdraw(&edited.outbox);
        for record in &edited.records {
            self.documents.forget(*record);
            self.rows.forget(*record);
        }
        let keys = edited.pages.iter().map(|page| (Store::Pages, page.to_be_bytes().to_vec())).collect();
        self.store(Purpose::Restore(edited.pages), StoreRequest::Get(keys));
        if let Some((client, request, _)) = edited.asked {
            self.tell(client, FromEngine::Answer { request, answer: Err(Refusal::record(reason(error))) });
        }
        if edited.import {
            self.import_failed();
        }
    }

    fn rows_restored(&mut self, pages: &[u32], values: Vec<Option<Vec<u8>>>) {
        for (&page, bytes) in pages.iter().zip(values) {
            self.rows.load_page(page, &bytes.unwrap_or_default());
        }
        self.watching.touch_all();
    }

    pub(super) fn set_notice(&mut self, notice: StorageNotice) {
        if self.storing.notice != notice {
            self.storing.notice = notice;
            self.watching.touch_sync();
        }
    }

    pub(super) fn storage_changed(&mut self, notice: StorageNotice) {
        self.set_notice(notice);
    }

    /// Whether an edit can be stored at all; refused before anything is changed where it cannot.
    pub(super) fn storable(&self) -> Result<(), Refusal> {
        match self.storing.notice {
            StorageNotice::Fine | StorageNotice::Full | StorageNotice::Reopening => Ok(()),
            StorageNotice::BlockedByTab | StorageNotice::Superseded | StorageNotice::Denied => {
                Err(Refusal::record(Reason::StorageClosed))
            }
        }
    }
}

const fn notice(error: StoreError) -> StorageNotice {
    match error {
        StoreError::Full => StorageNotice::Full,
        StoreError::Blocked => StorageNotice::BlockedByTab,
        StoreError::Superseded => StorageNotice::Superseded,
        StoreError::Denied => StorageNotice::Denied,
        StoreError::Closed | StoreError::Corrupt => StorageNotice::Reopening,
    }
}

const fn reason(error: StoreError) -> Reason {
    match error {
        StoreError::Full => Reason::StorageFull,
        StoreError::Blocked
        | StoreError::Superseded
        | StoreError::Denied
        | StoreError::Closed
        | StoreError::Corrupt => Reason::StorageClosed,
    }
}
