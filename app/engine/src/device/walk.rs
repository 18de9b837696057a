//! Reads every stored document, a portion at a time: those that lie in blocks first, then those that lie by themselves,
//! which are newer.

use crm_core::ids::RecordId;
use crm_sync::frame::Block;
use crm_sync::store::{Store, StoreRequest};

/// A way through the stored documents.
#[derive(Debug)]
pub(super) struct Walk {
    store: Store,
    /// Blocks, and documents, that are read at once.
    portions: (u32, u32),
}

impl Walk {
    /// One that reads so many blocks at once, and later so many documents.
    pub(super) const fn new(blocks: u32, documents: u32) -> Self {
        Self { store: Store::Blocks, portions: (blocks, documents) }
    }

    /// Whether what comes next lies in blocks.
    pub(super) fn in_blocks(&self) -> bool {
        self.store == Store::Blocks
    }

    const fn limit(&self) -> u32 {
        if matches!(self.store, Store::Blocks) { self.portions.0 } else { self.portions.1 }
    }

    /// Reads from a key of the store on.
    pub(super) fn from(&self, from: Vec<u8>) -> StoreRequest {
        StoreRequest::Scan { store: self.store, from, limit: self.limit() }
    }

    /// The documents of a portion, and what to read next; nothing after the last.
    pub(super) fn portion(
        &mut self,
        entries: Vec<(Vec<u8>, Vec<u8>)>,
    ) -> (Vec<(RecordId, Vec<u8>)>, Option<StoreRequest>) {
        let last = entries.last().map(|(key, _)| key.clone());
        let full = u32::try_from(entries.len()).is_ok_and(|count| count == self.limit());
        let mut documents = Vec::new();
        for (key, value) in entries {
            if let (Store::Docs, Ok(id)) = (self.store, <[u8; 16]>::try_from(key)) {
                documents.push((RecordId(id), value));
            } else {
                let block: Block = postcard::from_bytes(&value).unwrap_or_default();
                documents.extend(block.iter().map(|(doc, _, bytes)| (RecordId(*doc), bytes.to_vec())));
            }
        }
        let next = match (last, full) {
            (Some(mut from), true) => {
                from.push(0);
                Some(self.from(from))
            }
            _ if self.in_blocks() => {
                self.store = Store::Docs;
                Some(self.from(Vec::new()))
            }
            _ => None,
        };
        (documents, next)
    }
}
