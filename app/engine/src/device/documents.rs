//! Documents in memory: loaded when something needs them, a few hundred at a time, and the jobs that wait for them.

use super::purpose::Purpose;
use super::{Client, Device, LocalRecord};
use crate::suspicion::working_on;
use crm_core::document::{self, Document};
use crm_core::ids::RecordId;
use crm_core::messages::{Request, ToEngine};
use crm_sync::frame::Block;
use crm_sync::store::{Store, StoreRequest, Write};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Why a record lies in quarantine, as it is stored there.
pub(super) const DAMAGED: &str = "damaged";
const CRASHED: &str = "crashed";

/// Why a record is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// Its bytes cannot be read: the relay's copy may take its place.
    Damaged,
    /// It killed the engine: nothing of it is touched.
    Crashed,
}

/// Documents kept in memory.
const KEPT: usize = 200;

/// A document as it is here.
#[derive(Debug)]
pub(super) enum Loaded {
    /// Read.
    Here(Box<Document>),
    /// The book has no such document.
    Absent,
    /// Its bytes cannot be read; it is in quarantine.
    Damaged,
}

/// Something that needs documents.
#[derive(Debug)]
pub(super) enum Job {
    /// A request of a tab.
    Request(Client, u32, Box<Request>),
    /// The front of the feed.
    Feed,
    /// A watched record is to be shown.
    Look,
    /// The desk says what the person follows.
    Keep,
    /// Everything of a record goes into the outbox anew.
    All(RecordId),
    /// Records without the changes that the relay refused.
    Rebuild(Vec<RecordId>),
    /// Changes that the relay lacks go into the outbox.
    Offer,
    /// The next records of a data copy.
    Copy,
    /// The next rows of the import.
    Import,
    /// The next records of an edit of many.
    Many,
    /// A bootstrap page that meets documents of this device.
    Page,
    /// Records of the local book that come along.
    Adopt(Client, u32, Vec<LocalRecord>),
}

/// The documents and who waits for them.
#[derive(Debug, Default)]
pub(super) struct Documents {
    loaded: HashMap<RecordId, (Loaded, u64)>,
    clock: u64,
    waiting: Vec<(Job, Vec<RecordId>)>,
    asked: BTreeMap<RecordId, ()>,
}

impl Documents {
    /// The document, when it is in memory.
    pub(super) fn get(&mut self, record: RecordId) -> Option<&mut Loaded> {
        self.clock += 1;
        let clock = self.clock;
        self.loaded.get_mut(&record).map(|(loaded, used)| {
            *used = clock;
            loaded
        })
    }

    /// Those that are in memory.
    pub(super) fn in_memory(&self) -> impl Iterator<Item = (RecordId, &Document)> {
        self.loaded.iter().filter_map(|(record, (loaded, _))| match loaded {
            Loaded::Here(doc) => Some((*record, doc.as_ref())),
            Loaded::Absent | Loaded::Damaged => None,
        })
    }

    pub(super) fn put(&mut self, record: RecordId, doc: Document) {
        self.clock += 1;
        self.loaded.insert(record, (Loaded::Here(Box::new(doc)), self.clock));
    }

    /// The book has no such document any more.
    pub(super) fn gone(&mut self, record: RecordId) {
        self.clock += 1;
        self.loaded.insert(record, (Loaded::Absent, self.clock));
    }

    /// The book has no such document yet.
    pub(super) fn none_yet(&mut self, record: RecordId) {
        self.clock += 1;
        self.loaded.entry(record).or_insert((Loaded::Absent, self.clock));
    }

    /// Forgets that documents were not there, for those that have come since.
    pub(super) fn forget_absent(&mut self, came: impl Fn(RecordId) -> bool) {
        self.loaded.retain(|record, (loaded, _)| !matches!(loaded, Loaded::Absent) || !came(*record));
    }

    /// Forgets every document; the requests that waited for some.
    pub(super) fn forget_all(&mut self) -> Vec<(Client, ToEngine)> {
        let waiting = std::mem::take(self).waiting.into_iter();
        let request = |(job, _)| match job {
            Job::Request(client, request, body) => Some((client, ToEngine { request, body: *body })),
            Job::Feed
            | Job::Look
            | Job::Keep
            | Job::All(_)
            | Job::Rebuild(_)
            | Job::Offer
            | Job::Copy
            | Job::Import
            | Job::Many
            | Job::Page
            | Job::Adopt(..) => None,
        };
        waiting.filter_map(request).collect()
    }

    /// Those that are neither here nor asked for; they count as asked for from now on.
    fn missing_of(&mut self, records: &[RecordId]) -> Vec<RecordId> {
        let (loaded, asked) = (&self.loaded, &mut self.asked);
        let fresh = |record: &RecordId| !loaded.contains_key(record) && asked.insert(*record, ()).is_none();
        records.iter().copied().filter(fresh).collect()
    }

    /// Lets go of the documents used longest ago. Everything written is in the storage's hands already, and it
    /// answers in order, so that a document read again is the one written last.
    fn shrink(&mut self) {
        if self.loaded.len() > KEPT * 2 {
            let mut ages: Vec<u64> = self.loaded.values().map(|(_, used)| *used).collect();
            let (_, limit, _) = ages.select_nth_unstable(KEPT);
            let limit = *limit;
            // What was here when a job began to wait for the rest is not asked for again.
            let needed: HashSet<RecordId> = self.waiting.iter().flat_map(|(_, all)| all).copied().collect();
            self.loaded.retain(|record, (_, used)| *used >= limit || needed.contains(record));
        }
    }
}

impl Device {
    /// Runs the job when every document is in memory; else loads them and runs it then. Returns the job back when
    /// it can run now.
    pub(super) fn with_documents(&mut self, job: Job, records: &[RecordId]) -> Option<Job> {
        let whole;
        let records = match job {
            // What the relay sends, and what goes to it, is each document by itself.
            Job::Feed
            | Job::All(_)
            | Job::Rebuild(_)
            | Job::Offer
            | Job::Page
            | Job::Keep
            | Job::Adopt(..) => records,
            Job::Request(..) | Job::Look | Job::Copy | Job::Import | Job::Many => {
                whole = self.with_companions(records);
                &whole
            }
        };
        if records.iter().all(|record| self.documents.loaded.contains_key(record)) {
            return Some(job);
        }
        let fresh = self.documents.missing_of(records);
        self.documents.waiting.push((job, records.to_vec()));
        if !fresh.is_empty() {
            self.ask_for(fresh);
        }
        None
    }

    /// Each document lies by itself, or in the block of its row's page.
    fn ask_for(&mut self, records: Vec<RecordId>) {
        let mut keys: Vec<(Store, Vec<u8>)> =
            records.iter().map(|record| (Store::Docs, record.0.to_vec())).collect();
        for page in self.pages_of(&records) {
            keys.push((Store::Blocks, page.to_be_bytes().to_vec()));
        }
        self.store(Purpose::Documents(records), StoreRequest::Get(keys));
    }

    fn pages_of(&self, records: &[RecordId]) -> Vec<u32> {
        let mut pages: Vec<u32> = records.iter().filter_map(|record| self.rows.page_of(*record)).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }

    pub(super) fn documents_came(&mut self, records: &[RecordId], values: Vec<Option<Vec<u8>>>) {
        let (own, blocks) = values.split_at(records.len().min(values.len()));
        let blocks: Vec<Block> =
            blocks.iter().flatten().filter_map(|bytes| postcard::from_bytes(bytes).ok()).collect();
        let index: HashMap<[u8; 16], &[u8]> =
            blocks.iter().flat_map(|block| block.iter().map(|(doc, _, bytes)| (*doc, bytes))).collect();
        let mut damaged = false;
        for (&record, own) in records.iter().zip(own) {
            self.documents.asked.remove(&record);
            let went = self.leaving.went(self.rows.page_of(record), record);
            let in_block = || index.get(&record.0).copied().filter(|_| !went);
            let bytes = own.as_deref().or_else(in_block);
            let aside = self.syncing.set_aside.contains_key(&record);
            let _working = working_on(record);
            let loaded = match bytes.filter(|_| !aside).map(document::load) {
                None if aside => Loaded::Damaged,
                None => Loaded::Absent,
                Some(Ok(doc)) => Loaded::Here(Box::new(doc)),
                Some(Err(_)) => {
                    self.set_aside(record, DAMAGED, bytes.unwrap_or_default());
                    damaged = true;
                    Loaded::Damaged
                }
            };
            self.documents.clock += 1;
            // A document that was made while its bytes were on their way is the newer one.
            let clock = self.documents.clock;
            self.documents.loaded.entry(record).or_insert((loaded, clock));
        }
        if damaged {
            self.fetch_damaged();
        }
        self.run_waiting();
    }

    fn run_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.documents.waiting);
        for (job, records) in waiting {
            if records.iter().all(|record| self.documents.loaded.contains_key(record)) {
                self.run(job);
            } else {
                // What was here when the job began to wait may have gone since, and nobody asked for it.
                let gone = self.documents.missing_of(&records);
                self.documents.waiting.push((job, records));
                if !gone.is_empty() {
                    self.ask_for(gone);
                }
            }
        }
        self.documents.shrink();
    }

    fn run(&mut self, job: Job) {
        match job {
            Job::Request(client, number, request) => self.act(client, number, *request),
            Job::Feed => self.feed_loaded(),
            Job::Look => self.watching.touch_looks(),
            Job::Keep => self.desk_came(),
            Job::All(record) => self.enqueue_all(record),
            Job::Rebuild(records) => self.rebuild(&records),
            Job::Offer => self.go_on_offering(),
            Job::Copy => self.go_on_copying(),
            Job::Import => self.go_on_importing(),
            Job::Many => self.go_on_editing(),
            Job::Page => self.merge_page(),
            Job::Adopt(client, request, records) => self.take_in(client, request, records),
        }
    }

    /// Sets a document aside, so that the book opens without it.
    pub(super) fn set_aside(&mut self, record: RecordId, reason: &str, bytes: &[u8]) {
        let why = if reason == DAMAGED { Aside::Damaged } else { Aside::Crashed };
        self.syncing.set_aside.insert(record, why);
        self.keep_aside(record.0.to_vec(), reason, bytes);
        self.watching.touch_record(record);
    }

    /// Asks the relay for its copies of the records whose bytes are damaged here. Without a connection the next one
    /// asks.
    pub(super) fn fetch_damaged(&mut self) {
        let damaged = self.syncing.set_aside.iter().filter(|(_, why)| **why == Aside::Damaged);
        let damaged: Vec<[u8; 16]> = damaged.map(|(record, _)| record.0).collect();
        if let Some(session) = &mut self.session {
            session.want(&damaged);
        }
    }

    /// Sets a foreign change aside that the gate refused; the record goes on without it.
    pub(super) fn refuse_foreign(&mut self, record: RecordId, reason: &str, bytes: &[u8]) {
        let chance: [u8; 8] = self.draw();
        let key = [&record.0[..], &chance].concat();
        self.syncing.foreign.insert(key.clone());
        self.keep_aside(key, reason, bytes);
    }

    fn keep_aside(&mut self, key: Vec<u8>, reason: &str, bytes: &[u8]) {
        let value = postcard::to_stdvec(&(reason, bytes)).unwrap_or_default();
        self.write(Purpose::Aside, vec![Write::Put(Store::Quarantine, key, value)], false);
        self.watching.touch_sync();
    }

    /// Documents that are not to be read while the book is being opened.
    pub(super) fn shun(&mut self, records: &[RecordId]) {
        self.syncing.set_aside.extend(records.iter().map(|record| (*record, Aside::Crashed)));
    }

    /// Documents that killed the engine: they are not touched again.
    pub(super) fn suspected(&mut self, records: Vec<RecordId>) {
        for record in records {
            self.documents.loaded.remove(&record);
            self.set_aside(record, CRASHED, &[]);
        }
    }
}
