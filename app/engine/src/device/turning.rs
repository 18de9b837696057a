//! What lies in the storage gets its other form, encrypted or readable, a portion at a time. Whatever is written
//! meanwhile has that form already.
//!
//! Nothing else reaches the storage between the reading of a portion and its writing: an edit in between would be
//! written over with what was there before. Where the engine dies, the next one begins at the front, and what has its
//! form is only read.

use super::Device;
use super::notice::LOOK_FOR_ROOM;
use super::purpose::Purpose;
use crm_core::ids::Timestamp;
use crm_sync::store::{Store, StoreReply, StoreRequest, Write};

/// Documents and other small values that are read at once.
const MANY: u32 = 100;
/// Pages and blocks: each is a few hundred records.
const FEW: u32 = 8;

/// How far it is.
#[derive(Debug, Default)]
pub(super) struct Turning {
    /// The store, by its place among all, and the key from which it goes on.
    at: Option<(usize, Vec<u8>)>,
    /// When it is tried again, where the storage took nothing.
    again_at: Option<Timestamp>,
    /// Whether another header is on its way.
    header: bool,
}

impl Turning {
    pub(super) const fn again_at(&self) -> Option<Timestamp> {
        self.again_at
    }

    pub(super) const fn waits_for_header(&self) -> bool {
        self.header
    }

    pub(super) const fn header_goes(&mut self) {
        self.header = true;
    }

    pub(super) const fn header_is_there(&mut self) {
        self.header = false;
    }
}

const fn portion(store: Store) -> u32 {
    match store {
        Store::Blocks | Store::Pages => FEW,
        Store::Docs | Store::Outbox | Store::Actors | Store::Meta | Store::Quarantine => MANY,
    }
}

impl Device {
    /// Begins at the front.
    pub(super) fn begin_turning(&mut self) {
        self.encrypting.turning.again_at = None;
        // One way through the stores at a time.
        if self.encrypting.turning.at.is_some() {
            return;
        }
        self.encrypting.turning.at = Some((0, Vec::new()));
        self.read_portion();
    }

    /// Begins again in a while: the storage took nothing.
    pub(super) fn turn_later(&mut self) {
        if self.is_turning() {
            self.encrypting.turning.at = None;
            self.encrypting.turning.again_at = Some(self.now + LOOK_FOR_ROOM);
        }
    }

    /// Time passed.
    pub(super) fn turn_again(&mut self) {
        if self.encrypting.turning.again_at.is_some_and(|at| self.now >= at) {
            self.begin_turning();
        }
    }

    fn read_portion(&mut self) {
        let Some((place, from)) = &self.encrypting.turning.at else { return };
        let Some(&store) = Store::ALL.get(*place) else {
            self.encrypting.turning.at = None;
            return self.all_turned();
        };
        let request = StoreRequest::Scan { store, from: from.clone(), limit: portion(store) };
        self.store(Purpose::Portion, request);
    }

    /// A portion came, as it lies there.
    pub(super) fn portion_came(&mut self, reply: StoreReply) {
        let StoreReply::Entries(entries) = reply else { return };
        let Some((place, from)) = &mut self.encrypting.turning.at else { return };
        let Some(&store) = Store::ALL.get(*place) else { return };
        let full = entries.len() == portion(store) as usize;
        match entries.last().filter(|_| full) {
            Some((last, _)) => *from = [last.as_slice(), &[0]].concat(),
            None => (*place, *from) = (*place + 1, Vec::new()),
        }
        let passage = &self.encrypting.passage;
        let turned = entries.into_iter().filter_map(|(key, value)| {
            let value = passage.turned(store, &key, &value, &mut *self.random)?;
            Some(Write::Put(store, key, value))
        });
        let writes: Vec<Write> = turned.collect();
        if writes.is_empty() {
            return self.read_portion();
        }
        let request = StoreRequest::Write { writes, strict: false };
        self.store_first(Purpose::Turned, request);
    }

    /// A portion is written in its other form.
    pub(super) fn portion_turned(&mut self) {
        self.read_portion();
    }
}
