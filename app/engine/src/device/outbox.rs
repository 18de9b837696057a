//! Changes that wait to be sent, in the order they were made. They leave only when the relay has said what became
//! of them.

use crm_core::ids::{RecordId, Timestamp};
use crm_planted::{Bug, planted};
use crm_sync::frame::{Block, Hash, PUSH_CHANGES, PushedChange};
use crm_sync::session::PUSH_BYTES;
use crm_sync::store::{Store, Write};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An outbox entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum StoredEntry {
    /// One change.
    Change {
        /// The record.
        doc: [u8; 16],
        /// Its object.
        kind: String,
        /// Hash of the change.
        hash: Hash,
        /// The change.
        bytes: Vec<u8>,
        /// When it was made.
        at: Timestamp,
    },
    /// The first change of every record of a block.
    Block {
        /// Number of the block.
        page: u32,
        /// Record, object and hash. The page of rows does not say it: other records may come to lie on it.
        changes: Vec<([u8; 16], String, Hash)>,
        /// When it was made.
        at: Timestamp,
    },
}

/// Key of the stored entry and place within it.
type Place = (u64, u32);

#[derive(Clone, Debug)]
struct Item {
    doc: RecordId,
    kind: String,
    hash: Hash,
    body: Body,
    at: Timestamp,
}

#[derive(Clone, Debug)]
enum Body {
    Bytes(Vec<u8>),
    InBlock { page: u32 },
}

/// What [`Outbox::next`] found.
#[derive(Debug)]
pub(super) enum NextPush {
    /// These.
    Changes(Vec<PushedChange>),
    /// The bytes of this block are needed first.
    NeedBlock(u32),
}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    items: BTreeMap<Place, Item>,
    /// Keys of entries that are being stored.
    storing: BTreeSet<u64>,
    /// Durable and not on their way.
    ready: BTreeSet<Place>,
    /// Of records that are erased, as the relay said on this connection: they go when the feed says so, too.
    doomed: BTreeSet<Place>,
    by_hash: HashMap<Hash, Place>,
    unsent: HashMap<RecordId, u32>,
    next_key: u64,
    /// The block being pushed.
    block: Option<(u32, Block)>,
}

impl Outbox {
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// How many are still to be sent or answered.
    pub(super) fn going(&self) -> usize {
        self.items.len() - self.doomed.len()
    }

    /// The relay has refused a change because its record is erased.
    pub(super) fn doom(&mut self, hash: &Hash) {
        self.doomed.extend(self.by_hash.get(hash));
    }

    /// Whether a change of this record waits.
    pub(super) fn holds(&self, record: RecordId) -> bool {
        self.unsent.contains_key(&record)
    }

    /// The records with waiting changes, oldest change first, each once.
    pub(super) fn records(&self, limit: usize) -> Vec<RecordId> {
        let mut seen = BTreeSet::new();
        let records = self.items.values().map(|item| item.doc).filter(|doc| seen.insert(*doc));
        records.take(limit).collect()
    }

    /// Age of the oldest waiting change.
    pub(super) fn oldest(&self) -> Option<Timestamp> {
        self.items.values().next().map(|item| item.at)
    }

    /// The record of a waiting change.
    pub(super) fn record_of(&self, hash: &Hash) -> Option<RecordId> {
        self.by_hash.get(hash).and_then(|place| self.items.get(place)).map(|item| item.doc)
    }

    /// The object and the bytes of a waiting change; no bytes where they lie in a block.
    pub(super) fn change(&self, hash: &Hash) -> Option<(String, Vec<u8>)> {
        let item = self.by_hash.get(hash).and_then(|place| self.items.get(place))?;
        let bytes = match &item.body {
            Body::Bytes(bytes) => bytes.clone(),
            Body::InBlock { .. } => Vec::new(),
        };
        Some((item.kind.clone(), bytes))
    }

    /// Takes changes out that are never to be offered again. Returns the writes that leave of each stored entry what
    /// still waits: an entry of many would bring all of it back with the next start.
    pub(super) fn take_out_all(&mut self, hashes: &[Hash]) -> Vec<Write> {
        let places: Vec<Place> = hashes.iter().filter_map(|hash| self.by_hash.get(hash).copied()).collect();
        for place in &places {
            self.take_out(*place);
        }
        let keys: BTreeSet<u64> = places.into_iter().map(|(key, _)| key).collect();
        keys.into_iter().map(|key| self.stored_again(key)).collect()
    }

    fn stored_again(&self, key: u64) -> Write {
        let stored = key.to_be_bytes().to_vec();
        let mut block = None;
        for item in self.items.range((key, 0)..=(key, u32::MAX)).map(|(_, item)| item) {
            // Only an entry of a block holds several, so that one which still holds something is of a block.
            if let Body::InBlock { page } = item.body {
                let (_, changes, _) = block.get_or_insert_with(|| (page, Vec::new(), item.at));
                changes.push((item.doc.0, item.kind.clone(), item.hash));
            }
        }
        match block {
            Some((page, changes, at)) => {
                let entry = StoredEntry::Block { page, changes, at };
                Write::Put(Store::Outbox, stored, postcard::to_stdvec(&entry).unwrap_or_default())
            }
            None => Write::Delete(Store::Outbox, stored),
        }
    }

    /// What is left of a record is offered again, as far as it is stored.
    pub(super) fn release(&mut self, record: RecordId) {
        if self.holds(record) {
            let places = self
                .items
                .iter()
                .filter(|((key, _), item)| item.doc == record && !self.storing.contains(key));
            self.ready.extend(places.map(|(place, _)| *place));
        }
    }

    /// The waiting changes of a record that this outbox holds the bytes of.
    pub(super) fn hashes_of(&self, record: RecordId) -> Vec<Hash> {
        self.items.values().filter(|item| item.doc == record).map(|item| item.hash).collect()
    }

    /// The bytes of the waiting changes of a record, in the order they were made; without a first change that lies in
    /// a block.
    pub(super) fn changes_of(&self, record: RecordId) -> Vec<&[u8]> {
        let of_record = self.items.values().filter(|item| item.doc == record);
        let bytes = of_record.filter_map(|item| match &item.body {
            Body::Bytes(bytes) => Some(bytes.as_slice()),
            Body::InBlock { .. } => None,
        });
        bytes.collect()
    }

    /// A key for a new entry.
    pub(super) const fn new_key(&mut self) -> u64 {
        let key = self.next_key;
        self.next_key += 1;
        key
    }

    /// Takes an entry in. `durable` entries may be sent at once.
    pub(super) fn add(&mut self, key: u64, entry: StoredEntry, durable: bool) {
        self.next_key = self.next_key.max(key + 1);
        if !durable {
            self.storing.insert(key);
        }
        match entry {
            StoredEntry::Change { doc, kind, hash, bytes, at } => {
                let item = Item { doc: RecordId(doc), kind, hash, body: Body::Bytes(bytes), at };
                self.add_item((key, 0), item, durable);
            }
            StoredEntry::Block { page, changes, at } => {
                for (place, (doc, kind, hash)) in (0..).zip(changes) {
                    let item = Item { doc: RecordId(doc), kind, hash, body: Body::InBlock { page }, at };
                    self.add_item((key, place), item, durable);
                }
            }
        }
    }

    fn add_item(&mut self, place: Place, item: Item, durable: bool) {
        *self.unsent.entry(item.doc).or_default() += 1;
        self.by_hash.insert(item.hash, place);
        self.items.insert(place, item);
        if durable {
            self.ready.insert(place);
        }
    }

    /// These entries are on the medium: they may be sent.
    pub(super) fn durable(&mut self, keys: &[u64]) {
        for &key in keys {
            self.storing.remove(&key);
            let places = self.items.range((key, 0)..=(key, u32::MAX)).map(|(place, _)| *place);
            self.ready.extend(places);
        }
    }

    /// The relay has decided about a change. Returns its record and, when its stored entry can go, the key.
    pub(super) fn settle(&mut self, hash: &Hash) -> Option<(RecordId, Option<u64>)> {
        let place = self.by_hash.get(hash).copied()?;
        let item = self.take_out(place)?;
        let rest = self.items.range((place.0, 0)..=(place.0, u32::MAX)).next().is_some();
        Some((item.doc, (!rest).then_some(place.0)))
    }

    fn take_out(&mut self, place: Place) -> Option<Item> {
        let item = self.items.remove(&place)?;
        self.ready.remove(&place);
        self.doomed.remove(&place);
        self.by_hash.remove(&item.hash);
        if let Some(count) = self.unsent.get_mut(&item.doc) {
            *count -= 1;
            if *count == 0 {
                self.unsent.remove(&item.doc);
            }
        }
        Some(item)
    }

    /// A change is to be offered again.
    pub(super) fn again(&mut self, hash: &Hash) {
        if let Some(&place) = self.by_hash.get(hash) {
            self.ready.insert(place);
        }
    }

    /// The connection is gone: everything on its way is offered again.
    pub(super) fn unsettle(&mut self) {
        self.doomed.clear();
        self.ready = self.items.keys().filter(|(key, _)| !self.storing.contains(key)).copied().collect();
    }

    /// The next changes to push; they count as on their way from here on.
    pub(super) fn next(&mut self) -> NextPush {
        let (mut changes, mut bytes, mut taken) = (Vec::new(), 0, Vec::new());
        for &place in self.ready.iter().take(PUSH_CHANGES) {
            let Some(item) = self.items.get(&place) else { continue };
            let body = match &item.body {
                Body::Bytes(bytes) => bytes.as_slice(),
                Body::InBlock { page } => match &self.block {
                    Some((loaded, block)) if loaded == page => second_chunk(block.get(&item.doc.0)),
                    Some(_) | None if changes.is_empty() => return NextPush::NeedBlock(*page),
                    Some(_) | None => break,
                },
            };
            bytes += body.len();
            if bytes > PUSH_BYTES && !changes.is_empty() {
                break;
            }
            taken.push(place);
            let (kind, hash) = (item.kind.clone(), item.hash);
            changes.push(PushedChange { doc: item.doc.0, kind, hash, bytes: body.to_vec() });
        }
        for place in taken {
            self.ready.remove(&place);
            if planted(Bug::SentIsSettled) {
                self.take_out(place);
            }
        }
        NextPush::Changes(changes)
    }

    /// The block that [`NextPush::NeedBlock`] asked for.
    pub(super) fn block_loaded(&mut self, page: u32, block: Block) {
        self.block = Some((page, block));
    }
}

/// The change after the first change that every document shares: chunks are `magic 4, checksum 4, type 1, length
/// as LEB128, body`.
fn second_chunk(document: Option<&[u8]>) -> &[u8] {
    let Some(document) = document else { return &[] };
    let (mut length, mut shift, mut at) = (0_usize, 0, 9);
    while let Some(&byte) = document.get(at) {
        at += 1;
        length |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 28 {
            break;
        }
    }
    document.get(at + length..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(doc: u8, hash: u8) -> StoredEntry {
        StoredEntry::Change {
            doc: [doc; 16],
            kind: "note".to_owned(),
            hash: [hash; 32],
            bytes: vec![hash; 3],
            at: 0,
        }
    }

    fn pushed(outbox: &mut Outbox) -> Vec<u8> {
        match outbox.next() {
            NextPush::Changes(changes) => changes.iter().map(|change| change.hash[0]).collect(),
            NextPush::NeedBlock(_) => vec![],
        }
    }

    #[test]
    fn what_is_taken_out_of_a_block_does_not_come_back_with_the_next_start() {
        let mut outbox = Outbox::default();
        let key = outbox.new_key();
        let named = |number: u8| ([number; 16], "note".to_owned(), [number; 32]);
        let entry = StoredEntry::Block { page: 4, changes: (1..=3).map(named).collect(), at: 9 };
        outbox.add(key, entry, true);
        let stored = key.to_be_bytes().to_vec();
        let left = StoredEntry::Block { page: 4, changes: vec![named(1), named(3)], at: 9 };
        let left = postcard::to_stdvec(&left).expect("an entry can be written");
        let put = Write::Put(Store::Outbox, stored.clone(), left);
        assert_eq!(outbox.take_out_all(&[[2; 32], [7; 32]]), [put]);
        assert_eq!((outbox.len(), outbox.record_of(&[2; 32])), (2, None));
        assert_eq!(outbox.take_out_all(&[[1; 32], [3; 32]]), [Write::Delete(Store::Outbox, stored)]);
        assert_eq!(outbox.len(), 0);
    }

    #[test]
    fn nothing_is_pushed_before_it_is_durable_and_everything_again_after_a_lost_connection() {
        let mut outbox = Outbox::default();
        let keys: Vec<u64> = (0..3).map(|_| outbox.new_key()).collect();
        for (key, hash) in keys.iter().zip([1, 2, 3]) {
            outbox.add(*key, change(9, hash), false);
        }
        assert_eq!(pushed(&mut outbox), [0; 0]);
        outbox.durable(&keys[..2]);
        assert_eq!(pushed(&mut outbox), [1, 2]);
        assert_eq!(pushed(&mut outbox), [0; 0], "they are on their way");
        outbox.unsettle();
        assert_eq!(pushed(&mut outbox), [1, 2]);
        assert_eq!(outbox.settle(&[1; 32]), Some((RecordId([9; 16]), Some(keys[0]))));
        assert_eq!(outbox.settle(&[1; 32]), None, "an answer that comes twice counts once");
        assert!(outbox.holds(RecordId([9; 16])));
        outbox.settle(&[2; 32]);
        outbox.settle(&[3; 32]);
        assert!(!outbox.holds(RecordId([9; 16])) && outbox.len() == 0);
    }
}
