//! After the relay was restored: what this device holds is told, and what the relay lacks of it is sent. Both go through
//! the storage in portions, because a book of a hundred thousand documents does not fit into memory.

use super::Device;
use super::documents::{Job, Loaded};
use super::editing::Batch;
use super::purpose::Purpose;
use crate::suspicion::working_on;
use crm_core::document::{self, header::heads_of};
use crm_core::ids::RecordId;
use crm_sync::frame::{Block, DocId, Hash};
use crm_sync::store::{Store, StoreRequest};
use std::collections::{BTreeMap, VecDeque};

/// Blocks read at once, of some 250 documents each.
const BLOCKS: u32 = 4;
/// Documents read at once.
const DOCUMENTS: u32 = 500;
/// Documents whose missing changes are put into the outbox at once.
const OFFERED: usize = 250;

/// What a repair is at.
#[derive(Debug, Default)]
pub(super) struct Repairing {
    listing: Option<Listing>,
    /// Counts the listings, so that what was read for an earlier one is not taken for this.
    listings: u32,
    lacking: VecDeque<(RecordId, Vec<Hash>)>,
    portion: Vec<(RecordId, Vec<Hash>)>,
}

/// What was found of what the device holds.
#[derive(Debug)]
struct Listing {
    store: Store,
    heads: BTreeMap<RecordId, Vec<Hash>>,
}

impl Repairing {
    /// Forgets everything but how often it was begun.
    pub(super) fn forget(&mut self) {
        *self = Self { listings: self.listings, ..Self::default() };
    }

    /// Nobody waits any more for what is held.
    pub(super) fn forget_listing(&mut self) {
        self.listing = None;
    }
}

impl Device {
    /// Begins to list every document with its heads.
    pub(super) fn list_held(&mut self) {
        self.repairing.listings = self.repairing.listings.wrapping_add(1);
        self.repairing.listing = Some(Listing { store: Store::Blocks, heads: BTreeMap::new() });
        self.list_from(Store::Blocks, Vec::new());
    }

    fn list_from(&mut self, store: Store, from: Vec<u8>) {
        let limit = if store == Store::Blocks { BLOCKS } else { DOCUMENTS };
        self.store(Purpose::Held(self.repairing.listings), StoreRequest::Scan { store, from, limit });
    }

    /// A part of what is stored.
    pub(super) fn held_part(&mut self, of: u32, entries: Vec<(Vec<u8>, Vec<u8>)>) {
        if of != self.repairing.listings {
            return;
        }
        let Some(mut listing) = self.repairing.listing.take() else { return };
        let limit = if listing.store == Store::Blocks { BLOCKS } else { DOCUMENTS };
        let full = entries.len() == limit as usize;
        let last = entries.last().map(|(key, _)| key.clone());
        for (key, value) in entries {
            match (listing.store, <[u8; 16]>::try_from(key)) {
                (Store::Docs, Ok(id)) => self.list(&mut listing, RecordId(id), &value),
                _ => {
                    let block: Block = postcard::from_bytes(&value).unwrap_or_default();
                    for (doc, _, bytes) in block.iter() {
                        let record = RecordId(*doc);
                        if !self.leaving.went(self.rows.page_of(record), record) {
                            self.list(&mut listing, record, bytes);
                        }
                    }
                }
            }
        }
        let (store, next) = match (last, full, listing.store) {
            (Some(mut from), true, store) => {
                from.push(0);
                (store, from)
            }
            // Documents that lie by themselves are newer than those in blocks: they come second.
            (_, _, Store::Blocks) => (Store::Docs, Vec::new()),
            _ => return self.held(listing.heads),
        };
        listing.store = store;
        self.repairing.listing = Some(listing);
        self.list_from(store, next);
    }

    fn list(&self, listing: &mut Listing, record: RecordId, bytes: &[u8]) {
        if self.rows.get(record).is_none() || self.syncing.set_aside.contains_key(&record) {
            return;
        }
        let _working = working_on(record);
        // What cannot be read is held by nobody: the relay sends its copy.
        match heads_of(bytes) {
            Ok(heads) => listing.heads.insert(record, heads),
            Err(_) => listing.heads.remove(&record),
        };
    }

    /// What is in memory may not be stored yet.
    fn held(&mut self, mut heads: BTreeMap<RecordId, Vec<Hash>>) {
        for (record, doc) in self.documents.in_memory() {
            if self.rows.get(record).is_some() {
                heads.insert(record, document::heads(doc));
            }
        }
        let held: Vec<(DocId, Vec<Hash>)> =
            heads.into_iter().map(|(record, heads)| (record.0, heads)).collect();
        if let Some(session) = &mut self.session {
            session.held(held, &self.erased.told());
        }
    }

    /// The relay lacks changes of these documents.
    pub(super) fn lacking(&mut self, documents: Vec<(DocId, Vec<Hash>)>) {
        let mut lacking: Vec<_> = documents.into_iter().map(|(doc, heads)| (RecordId(doc), heads)).collect();
        // Documents of one block one after another.
        lacking.sort_by_key(|(record, _)| self.rows.page_of(*record));
        self.repairing.lacking.extend(lacking);
        self.go_on_offering();
    }

    /// Puts what the relay lacks into the outbox, a portion in one transaction.
    pub(super) fn go_on_offering(&mut self) {
        loop {
            if self.repairing.portion.is_empty() {
                let count = self.repairing.lacking.len().min(OFFERED);
                self.repairing.portion = self.repairing.lacking.drain(..count).collect();
            }
            let records: Vec<RecordId> = self.repairing.portion.iter().map(|(record, _)| *record).collect();
            if records.is_empty() || self.with_documents(Job::Offer, &records).is_none() {
                return;
            }
            let mut batch = Batch::default();
            for (record, heads) in std::mem::take(&mut self.repairing.portion) {
                self.enqueue_since(record, &heads, &mut batch);
            }
            self.commit(batch);
        }
    }

    /// Everything of a document waits anew, in causal order, and what waited until now does not: in one transaction.
    pub(super) fn enqueue_all(&mut self, record: RecordId) {
        let mut batch = Batch::default();
        let waiting = self.outbox.hashes_of(record);
        if matches!(self.documents.get(record), Some(Loaded::Here(_))) {
            batch.writes.extend(self.outbox.take_out_all(&waiting));
        }
        self.enqueue_since(record, &[], &mut batch);
        self.commit(batch);
    }

    fn enqueue_since(&mut self, record: RecordId, heads: &[Hash], batch: &mut Batch) {
        let Some(Loaded::Here(doc)) = self.documents.get(record) else { return };
        let _working = working_on(record);
        let changes = document::history::changes_since(doc, heads);
        let Some(kind) = document::read::object_of(doc) else { return };
        let waiting = self.outbox.hashes_of(record);
        for (hash, bytes) in changes.into_iter().filter(|(hash, _)| !waiting.contains(hash)) {
            let (doc, kind) = (record.0, kind.clone());
            let entry = super::outbox::StoredEntry::Change { doc, kind, hash, bytes, at: self.now };
            self.enqueue(entry, batch);
        }
    }
}
