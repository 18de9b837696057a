//! A device's disk: requests wait in order, a crash may come between any two, a power cut may take what was not
//! pressed to the medium, and there may be no room for a while.

use crm_core::document::{self, Document};
use crm_core::ids::RecordId;
use crm_sync::frame::Block;
use crm_sync::store::{Memory, Store, StoreError, StoreReply, StoreRequest, Write};
use crm_tests::chance::Chance;
use std::collections::{BTreeMap, VecDeque};

/// The disk.
#[derive(Clone, Default)]
pub struct Disk {
    memory: Memory,
    /// What survives a power cut for certain.
    medium: Memory,
    /// Writes since then, which it may take, the last ones first.
    relaxed: Vec<StoreRequest>,
    waiting: VecDeque<(u64, StoreRequest)>,
    /// The next write finds that the browser dropped the connection to the store.
    dropped: bool,
}

impl Disk {
    /// Takes a request in; `true` when nothing waited before it.
    pub fn ask(&mut self, number: u64, request: StoreRequest) -> bool {
        self.waiting.push_back((number, request));
        self.waiting.len() == 1
    }

    /// Performs the oldest request; also whether more wait.
    pub fn perform(&mut self) -> Option<(u64, Result<StoreReply, StoreError>, bool)> {
        let (number, request) = self.waiting.pop_front()?;
        let reply = self.execute(request);
        Some((number, reply, !self.waiting.is_empty()))
    }

    /// Whether requests wait.
    pub fn busy(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The browser drops the connection to the store; the next write is not done and learns it.
    pub fn lose_connection(&mut self) {
        self.dropped = true;
    }

    fn execute(&mut self, request: StoreRequest) -> Result<StoreReply, StoreError> {
        if self.dropped && matches!(request, StoreRequest::Write { .. }) {
            self.dropped = false;
            return Err(StoreError::Closed);
        }
        let write = match &request {
            StoreRequest::Write { strict, .. } => Some((*strict, request.clone())),
            StoreRequest::Get(_) | StoreRequest::Scan { .. } => None,
        };
        let reply = self.memory.execute(request);
        if let (Some((strict, write)), Ok(_)) = (write, &reply) {
            self.relaxed.push(write);
            if strict {
                self.press(self.relaxed.len());
            }
        }
        reply
    }

    /// Presses the first so many relaxed writes to the medium.
    fn press(&mut self, count: usize) {
        for write in self.relaxed.drain(..count) {
            self.medium.execute(write).expect("the medium has no limit of its own");
        }
    }

    /// The device's process dies: of what waits, the first few happened and nobody was told.
    pub fn crash(&mut self, chance: &mut Chance) {
        self.dropped = false;
        let happened = chance.below(self.waiting.len() + 1);
        for (_, request) in self.waiting.drain(..).take(happened).collect::<Vec<_>>() {
            let _ = self.execute(request);
        }
    }

    /// The power goes: beyond a crash, relaxed writes are lost from some point on.
    pub fn cut_power(&mut self, chance: &mut Chance) {
        self.crash(chance);
        let kept = chance.below(self.relaxed.len() + 1);
        self.press(kept);
        self.relaxed.clear();
        let capacity = self.memory.capacity;
        self.memory = self.medium.clone();
        self.memory.capacity = capacity;
    }

    /// From now on there is room for so many bytes more, or for everything.
    pub fn limit(&mut self, more: Option<usize>) {
        self.memory.capacity = more.map(|more| self.memory.size() + more);
    }

    /// Everything in a store.
    pub fn entries(&mut self, store: Store) -> Vec<(Vec<u8>, Vec<u8>)> {
        let scan = StoreRequest::Scan { store, from: Vec::new(), limit: u32::MAX };
        match self.memory.execute(scan) {
            Ok(StoreReply::Entries(entries)) => entries,
            Ok(StoreReply::Values(_) | StoreReply::Written) | Err(_) => Vec::new(),
        }
    }

    /// One value.
    pub fn value(&mut self, store: Store, key: &[u8]) -> Option<Vec<u8>> {
        match self.memory.execute(StoreRequest::Get(vec![(store, key.to_vec())])) {
            Ok(StoreReply::Values(values)) => values.into_iter().next().flatten(),
            Ok(StoreReply::Entries(_) | StoreReply::Written) | Err(_) => None,
        }
    }

    /// The medium garbles a document that lies by itself.
    pub fn damage(&mut self, record: RecordId) {
        let mut bytes = self.value(Store::Docs, &record.0).expect("the document lies by itself");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        let put = Write::Put(Store::Docs, record.0.to_vec(), bytes);
        let write = StoreRequest::Write { writes: vec![put], strict: true };
        self.execute(write).expect("there is room for it");
    }

    /// A document as it lies here: by itself, or in a block.
    pub fn document(&mut self, record: RecordId) -> Option<Document> {
        let own = self.value(Store::Docs, &record.0);
        let bytes = own.or_else(|| {
            let blocks = self.entries(Store::Blocks);
            blocks.iter().find_map(|(_, bytes)| block(bytes).get(&record.0).map(<[u8]>::to_vec))
        });
        let bytes = bytes.filter(|_| !self.gone(record));
        bytes.map(|bytes| document::load(&bytes).expect("a stored document loads"))
    }

    /// Whether the record went, whatever a block holds of it.
    fn gone(&mut self, record: RecordId) -> bool {
        self.value(Store::Quarantine, &[&record.0[..], &[0]].concat()).is_some()
    }

    /// Something is not here.
    pub fn remove(&mut self, store: Store, key: Vec<u8>) {
        let write = StoreRequest::Write { writes: vec![Write::Delete(store, key)], strict: true };
        self.execute(write).expect("a removal needs no room");
    }

    /// Something that an earlier build left here.
    pub fn put(&mut self, store: Store, key: Vec<u8>, value: Vec<u8>) {
        let write = StoreRequest::Write { writes: vec![Write::Put(store, key, value)], strict: true };
        self.execute(write).expect("there is room for it");
    }

    /// Every document that lies here.
    pub fn documents(&mut self) -> BTreeMap<RecordId, Document> {
        let load = |bytes: &[u8]| document::load(bytes).expect("a stored document loads");
        let mut documents = BTreeMap::new();
        for (_, bytes) in self.entries(Store::Blocks) {
            for (doc, _, bytes) in block(&bytes).iter() {
                documents.insert(RecordId(*doc), load(bytes));
            }
        }
        for (key, bytes) in self.entries(Store::Docs) {
            let id = key.as_slice().try_into().expect("the key of a document is its id");
            documents.insert(RecordId(id), load(&bytes));
        }
        documents.retain(|record, _| !self.gone(*record));
        documents
    }
}

fn block(bytes: &[u8]) -> Block {
    postcard::from_bytes(bytes).expect("a stored block reads")
}
