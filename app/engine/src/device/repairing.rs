//! After the relay was restored: what this device holds is told, and what the relay lacks of it is sent. Both go through
//! the storage in portions, because a book of a hundred thousand documents does not fit into memory.

use super::Device;
use super::documents::{Job, Loaded};
use super::editing::Batch;
use super::purpose::Purpose;
use super::walk::Walk;
use crate::suspicion::working_on;
use crm_core::document::{self, header::heads_of};
use crm_core::ids::RecordId;
use crm_sync::frame::{DocId, Hash};
use crm_sync::session::Session;
use std::collections::{HashMap, VecDeque};

/// Blocks read at once, of some 250 documents each.
const BLOCKS: u32 = 4;
/// Documents read at once.
const DOCUMENTS: u32 = 500;
/// Documents whose missing changes are put into the outbox at once.
const OFFERED: usize = 250;
/// With so many changes on their way the next portion waits until some were taken.
const WAITING: usize = 5_000;

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
    walk: Walk,
    heads: HashMap<RecordId, Vec<Hash>>,
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

    /// Whether there is something that the relay lacks and that is not in the outbox yet. Until it is, the device is at no
    /// place of the relay's log: it would not be asked for it again.
    pub(super) fn owes(&self) -> bool {
        !self.lacking.is_empty() || !self.portion.is_empty()
    }
}

impl Device {
    /// Begins to list every document with its heads. What an earlier repair was still to offer is asked for anew.
    pub(super) fn list_held(&mut self) {
        let walk = Walk::new(BLOCKS, DOCUMENTS);
        let first = walk.from(Vec::new());
        let listings = self.repairing.listings.wrapping_add(1);
        let listing = Some(Listing { walk, heads: HashMap::new() });
        self.repairing = Repairing { listing, listings, ..Repairing::default() };
        self.store(Purpose::Held(listings), first);
    }

    /// A part of what is stored.
    pub(super) fn held_part(&mut self, of: u32, entries: Vec<(Vec<u8>, Vec<u8>)>) {
        if of != self.repairing.listings {
            return;
        }
        let Some(mut listing) = self.repairing.listing.take() else { return };
        let in_blocks = listing.walk.in_blocks();
        let (documents, next) = listing.walk.portion(entries);
        for (record, bytes) in documents {
            if !in_blocks || !self.leaving.went(self.rows.page_of(record), record) {
                self.list(&mut listing.heads, record, &bytes);
            }
        }
        match next {
            Some(next) => {
                self.repairing.listing = Some(listing);
                self.store(Purpose::Held(of), next);
            }
            None => self.held(listing.heads),
        }
    }

    fn list(&self, heads: &mut HashMap<RecordId, Vec<Hash>>, record: RecordId, bytes: &[u8]) {
        if self.rows.get(record).is_none() || self.syncing.set_aside.contains_key(&record) {
            return;
        }
        let _working = working_on(record);
        // What cannot be read is held by nobody: the relay sends its copy.
        match heads_of(bytes) {
            Ok(found) => heads.insert(record, found),
            Err(_) => heads.remove(&record),
        };
    }

    /// What is in memory may not be stored yet.
    fn held(&mut self, mut heads: HashMap<RecordId, Vec<Hash>>) {
        for (record, doc) in self.documents.in_memory() {
            if self.rows.get(record).is_some() {
                heads.insert(record, document::heads(doc));
            }
        }
        let mut held: Vec<(DocId, Vec<Hash>)> =
            heads.into_iter().map(|(record, heads)| (record.0, heads)).collect();
        held.sort_unstable();
        let salt = self.draw();
        if let Some(session) = &mut self.session {
            session.held(held, &self.erased.told(), salt);
        }
    }

    /// The relay lacks changes of these documents.
    pub(super) fn lacking(&mut self, documents: Vec<(DocId, Vec<Hash>)>) {
        let mut lacking: Vec<_> = documents.into_iter().map(|(doc, heads)| (RecordId(doc), heads)).collect();
        // Documents of one block one after another.
        lacking.sort_by_key(|(record, _)| self.rows.page_of(*record));
        self.repairing.lacking.extend(lacking);
        // A portion that waits for its documents goes on by itself.
        if self.repairing.portion.is_empty() {
            self.go_on_offering();
        }
    }

    /// Puts what the relay lacks into the outbox, a portion in one transaction.
    pub(super) fn go_on_offering(&mut self) {
        while self.repairing.owes() {
            if self.repairing.portion.is_empty() {
                let empties = self.session.as_ref().is_some_and(Session::writable);
                if empties && self.outbox.going() >= WAITING {
                    return;
                }
                let count = self.repairing.lacking.len().min(OFFERED);
                self.repairing.portion = self.repairing.lacking.drain(..count).collect();
            }
            let records: Vec<RecordId> = self.repairing.portion.iter().map(|(record, _)| *record).collect();
            if self.with_documents(Job::Offer, &records).is_none() {
                return;
            }
            let mut batch = Batch::default();
            for (record, heads) in std::mem::take(&mut self.repairing.portion) {
                self.enqueue_since(record, &heads, &mut batch);
            }
            self.commit(batch);
        }
        // What waited until the device may be somewhere in the relay's log.
        self.feed_on();
    }

    /// Changes were taken: there may be room for the next portion.
    pub(super) fn offer_more(&mut self) {
        if self.repairing.owes() && self.repairing.portion.is_empty() {
            self.go_on_offering();
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
        let waiting = if self.outbox.holds(record) { self.outbox.hashes_of(record) } else { Vec::new() };
        for (hash, bytes) in changes.into_iter().filter(|(hash, _)| !waiting.contains(hash)) {
            let (doc, kind) = (record.0, kind.clone());
            let entry = super::outbox::StoredEntry::Change { doc, kind, hash, bytes, at: self.now };
            self.enqueue(entry, batch);
        }
    }
}
