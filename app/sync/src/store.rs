//! The narrow port behind which a device's storage lies: data in, data out, all or nothing.
//!
//! [`Memory`] is the model; IndexedDB is the real thing; [`conformance`] holds both to the same contract.

use std::collections::BTreeMap;

/// The named stores of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Store {
    /// Record id → document.
    Docs,
    /// Page number (big-endian u32) → packed documents.
    Blocks,
    /// Page number (big-endian u32) → packed rows.
    Pages,
    /// Place in the queue (big-endian u64) → a change that waits to be sent.
    Outbox,
    /// Actor → whose it is.
    Actors,
    /// Name → value: cursor, epoch, preferences, people.
    Meta,
    /// Record id, or id and hash → what was set aside and why.
    Quarantine,
}

impl Store {
    /// Every store once.
    pub const ALL: [Store; 7] = [
        Store::Docs,
        Store::Blocks,
        Store::Pages,
        Store::Outbox,
        Store::Actors,
        Store::Meta,
        Store::Quarantine,
    ];

    /// The name of the object store in IndexedDB.
    pub const fn name(self) -> &'static str {
        match self {
            Store::Docs => "docs",
            Store::Blocks => "blocks",
            Store::Pages => "pages",
            Store::Outbox => "outbox",
            Store::Actors => "actors",
            Store::Meta => "meta",
            Store::Quarantine => "quarantine",
        }
    }
}

/// One write of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Store these bytes under this key.
    Put(Store, Vec<u8>, Vec<u8>),
    /// Remove this key; nothing happens where it is not there.
    Delete(Store, Vec<u8>),
    /// Remove everything in this store.
    Clear(Store),
}

/// What is asked of the storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreRequest {
    /// The bytes under these keys, in their order.
    Get(Vec<(Store, Vec<u8>)>),
    /// All keys and bytes of a store, in key order, from a key on, at most so many.
    Scan {
        /// The store.
        store: Store,
        /// First key wanted.
        from: Vec<u8>,
        /// Most entries wanted.
        limit: u32,
    },
    /// These writes in one transaction, all or none. With `strict` the reply comes when they are on the medium.
    Write {
        /// The writes in order.
        writes: Vec<Write>,
        /// Wait for the medium, not only for the operating system.
        strict: bool,
    },
}

/// What the storage answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreReply {
    /// To `Get`.
    Values(Vec<Option<Vec<u8>>>),
    /// To `Scan`.
    Entries(Vec<(Vec<u8>, Vec<u8>)>),
    /// To `Write`: durable.
    Written,
}

/// Why the storage could not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// No room (quota or disk).
    Full,
    /// An older tab keeps the store open.
    Blocked,
    /// A newer tab changed the store.
    Superseded,
    /// The browser forbids storage here.
    Denied,
    /// The connection was lost; nothing was written. Reopen and try again.
    Closed,
    /// The store is damaged.
    Corrupt,
}

/// Storage in memory: the model that tests run on. A write is atomic and durable at once.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    stores: BTreeMap<Store, BTreeMap<Vec<u8>, Vec<u8>>>,
    /// When set, writes that would hold more bytes than this are refused as [`StoreError::Full`].
    pub capacity: Option<usize>,
}

impl Memory {
    /// Bytes held, keys included.
    pub fn size(&self) -> usize {
        self.stores.values().flatten().map(|(key, value)| key.len() + value.len()).sum()
    }

    /// Answers one request.
    pub fn execute(&mut self, request: StoreRequest) -> Result<StoreReply, StoreError> {
        match request {
            StoreRequest::Get(keys) => {
                let value = |(store, key): (Store, Vec<u8>)| self.stores.get(&store)?.get(&key).cloned();
                Ok(StoreReply::Values(keys.into_iter().map(value).collect()))
            }
            StoreRequest::Scan { store, from, limit } => {
                let entries =
                    self.stores.get(&store).into_iter().flat_map(|entries| entries.range(from.clone()..));
                let entries = entries.take(usize::try_from(limit).unwrap_or(usize::MAX));
                Ok(StoreReply::Entries(entries.map(|(key, value)| (key.clone(), value.clone())).collect()))
            }
            StoreRequest::Write { writes, strict: _ } => {
                let before = self.capacity.map(|_| self.stores.clone());
                for write in writes {
                    match write {
                        Write::Put(store, key, value) => {
                            self.stores.entry(store).or_default().insert(key, value);
                        }
                        Write::Delete(store, key) => {
                            self.stores.entry(store).or_default().remove(&key);
                        }
                        Write::Clear(store) => {
                            self.stores.remove(&store);
                        }
                    }
                }
                match (before, self.capacity) {
                    (Some(before), Some(capacity)) if self.size() > capacity => {
                        self.stores = before;
                        Err(StoreError::Full)
                    }
                    _ => Ok(StoreReply::Written),
                }
            }
        }
    }
}
