//! Storage requests on their way, and what happens when the storage has answered.

use super::notice::{LOOK_FOR_ROOM, notice, reason};
use super::purpose::{Edited, Purpose};
use super::{Device, Output};
use crm_core::ids::Timestamp;
use crm_core::messages::{FromEngine, StorageNotice};
use crm_sync::store::{Store, StoreError, StoreReply, StoreRequest, Write};
use std::collections::{HashMap, VecDeque};

/// Requests on their way.
///
/// A page of rows holds what earlier edits did, so that one which carries rows must not reach the storage before
/// the one before it is known to be there: it would leave rows of an edit that failed.
#[derive(Debug)]
pub(super) struct Storing {
    next: u64,
    purposes: HashMap<u64, Purpose>,
    /// The request that is not answered yet and behind which everything waits.
    carrying: Option<u64>,
    queue: VecDeque<(Purpose, StoreRequest)>,
    /// Writes that go with the next transaction, or by themselves when none comes: were they lost, the relay would
    /// only be told or asked once more.
    late: Vec<Write>,
    late_at: Option<Timestamp>,
    /// Outbox entries that a request on its way takes out: memory has let go of them, so that nothing else would.
    settling: HashMap<u64, Vec<Write>>,
    pub notice: StorageNotice,
    /// When to try again whether there is room.
    pub look_for_room_at: Option<Timestamp>,
}

impl Default for Storing {
    fn default() -> Self {
        Self {
            next: 0,
            purposes: HashMap::new(),
            carrying: None,
            queue: VecDeque::new(),
            late: Vec::new(),
            late_at: None,
            settling: HashMap::new(),
            notice: StorageNotice::Fine,
            look_for_room_at: None,
        }
    }
}

/// How long a write may wait for the next transaction, in ms.
const LATE: Timestamp = 250;

impl Storing {
    /// Requests that wait for the one before them.
    pub(super) fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Whether a request is on its way or waits.
    pub(super) fn busy(&self) -> bool {
        !self.purposes.is_empty() || !self.queue.is_empty()
    }
}

impl Storing {
    /// When to write what waits for a transaction.
    pub(super) const fn late_at(&self) -> Option<Timestamp> {
        self.late_at
    }

    /// When to try whether there is room again.
    pub(super) const fn look_for_room_at(&self) -> Option<Timestamp> {
        self.look_for_room_at
    }
}

impl Device {
    pub(super) fn store(&mut self, purpose: Purpose, request: StoreRequest) {
        self.storing.queue.push_back((purpose, request));
        self.hand_over();
    }

    /// The same, before everything that waits.
    pub(super) fn store_first(&mut self, purpose: Purpose, request: StoreRequest) {
        self.storing.queue.push_front((purpose, request));
        self.hand_over();
    }

    /// Gives the storage what may go now, in order.
    fn hand_over(&mut self) {
        while self.storing.carrying.is_none()
            && let Some((purpose, request)) = self.storing.queue.pop_front()
        {
            let number = self.storing.next;
            self.storing.next += 1;
            self.storing.carrying = purpose.holds_up().then_some(number);
            if let StoreRequest::Write { writes, .. } = &request {
                let settled = |write: &&Write| matches!(write, Write::Delete(Store::Outbox, _));
                let settled: Vec<Write> = writes.iter().filter(settled).cloned().collect();
                if !settled.is_empty() {
                    self.storing.settling.insert(number, settled);
                }
            }
            let request = if purpose.is_of_encryption() {
                request
            } else {
                self.encrypting.passage.out(number, request, &mut *self.random)
            };
            self.storing.purposes.insert(number, purpose);
            self.outputs.push(Output::Store(number, request));
        }
    }

    /// Writes that may wait for the next transaction.
    pub(super) fn write_late(&mut self, writes: Vec<Write>) {
        self.storing.late.extend(writes);
        self.storing.late_at.get_or_insert(self.now + LATE);
    }

    /// Writes what waited for a transaction long enough.
    pub(super) fn write_what_is_late(&mut self) {
        if self.storing.late_at.is_some_and(|at| self.now >= at) && self.ready() {
            self.write(Purpose::Aside, Vec::new(), false);
        }
    }

    /// Writes in one transaction.
    pub(super) fn write(&mut self, purpose: Purpose, mut writes: Vec<Write>, strict: bool) {
        self.storing.late_at = None;
        // What is late comes first: it was asked for before.
        writes.splice(..0, std::mem::take(&mut self.storing.late));
        if purpose.changes_rows() {
            writes.extend(self.kept_views.outdated(self.now));
        }
        self.store(purpose, StoreRequest::Write { writes, strict });
    }

    /// The write that keeps a page of rows.
    pub(super) fn page_write(&self, page: u32) -> Write {
        Write::Put(Store::Pages, page.to_be_bytes().to_vec(), self.rows.page_bytes(page))
    }

    /// Where many rows are stored by themselves and the storage has nothing else to do, a page takes its own back.
    pub(super) fn fasten_rows(&mut self) {
        if !self.ready() || self.storing.busy() || self.storing.notice != StorageNotice::Fine {
            return;
        }
        let Some((page, records)) = self.rows.loosest() else { return };
        let mut writes = vec![self.page_write(page)];
        writes.extend(records.into_iter().map(|record| Write::Delete(Store::Pages, record.0.to_vec())));
        self.rows.fastened(page);
        self.write(Purpose::Fasten, writes, false);
    }

    pub(super) fn stored(&mut self, number: u64, reply: Result<StoreReply, StoreError>) {
        let Some(purpose) = self.storing.purposes.remove(&number) else {
            return self.encrypting.passage.forget(number);
        };
        if self.storing.carrying == Some(number) {
            self.storing.carrying = None;
        }
        let settling = self.storing.settling.remove(&number);
        match self.decrypted(number, &purpose, reply) {
            Ok(reply) => self.succeeded(purpose, reply),
            Err(error) => {
                if let (Some(settling), Purpose::Aside | Purpose::Lock(_)) = (settling, &purpose) {
                    self.storing.late.extend(settling);
                    self.storing.late_at.get_or_insert(self.now + LOOK_FOR_ROOM);
                }
                self.failed(purpose, error);
            }
        }
        self.hand_over();
        self.go_on_creating();
    }

    /// A reply as the device is to have it. What is read of a start before the key is there comes as it lies there.
    fn decrypted(
        &mut self,
        number: u64,
        purpose: &Purpose,
        reply: Result<StoreReply, StoreError>,
    ) -> Result<StoreReply, StoreError> {
        let opening = matches!(purpose, Purpose::Opening);
        let raw = purpose.is_of_encryption() || opening && self.reads_as_it_lies();
        match reply {
            Ok(reply) if !raw => self.encrypting.passage.back(number, reply, !opening),
            reply => {
                self.encrypting.passage.forget(number);
                reply
            }
        }
    }

    fn succeeded(&mut self, purpose: Purpose, reply: StoreReply) {
        let wrote = purpose.carries_rows() || matches!(purpose, Purpose::Room);
        if wrote && self.storing.notice == StorageNotice::Full {
            self.set_notice(StorageNotice::Fine);
        }
        match (purpose, reply) {
            (Purpose::Opening, reply) => self.opened_part(reply),
            (Purpose::Documents(records), StoreReply::Values(values)) => {
                self.documents_came(&records, values)
            }
            (Purpose::PushBlock(page), StoreReply::Values(values)) => self.block_came(page, values),
            (Purpose::Strip(block), StoreReply::Values(values)) => self.block_to_strip(block, values),
            (Purpose::Edit(edited), _) => self.edit_durable(*edited),
            (Purpose::Feed(delivery, again), _) => self.feed_stored(&delivery, &again),
            (Purpose::Page(page), _) => self.page_durable(page),
            (Purpose::Export, StoreReply::Entries(entries)) => self.export_part(entries),
            (Purpose::Held(of), StoreReply::Entries(entries)) => self.held_part(of, entries),
            (Purpose::Lock(change), _) => self.lock_changed(*change, None),
            (Purpose::HandOut(file), _) => self.handed_out(*file, None),
            (Purpose::Header(change), _) => self.header_stored(*change),
            (Purpose::Portion, reply) => self.portion_came(reply),
            (Purpose::Turned, _) => self.portion_turned(),
            (
                Purpose::Documents(_)
                | Purpose::PushBlock(_)
                | Purpose::Strip(_)
                | Purpose::Export
                | Purpose::Held(_)
                | Purpose::Fasten
                | Purpose::Aside
                | Purpose::Room,
                _,
            ) => {}
        }
    }

    fn edit_durable(&mut self, edited: Edited) {
        self.outbox.durable(&edited.outbox);
        for record in &edited.records {
            self.touch_whole(*record);
        }
        self.watching.touch_sync();
        if let Some((client, request, answer)) = edited.asked {
            self.tell(client, FromEngine::Answer { request, answer: Ok(answer) });
        }
        if edited.import {
            self.import_block_stored();
        }
        if edited.many {
            self.portion_stored();
        }
        self.offer();
    }

    fn failed(&mut self, purpose: Purpose, error: StoreError) {
        self.set_notice(notice(error));
        match purpose {
            // What it would have kept is asked again, or comes again; what it would have taken out is taken out later.
            Purpose::Aside | Purpose::Room => {}
            Purpose::Opening => self.opening_failed_by(error),
            Purpose::Header(change) => self.header_lost(&change, reason(error)),
            Purpose::Portion | Purpose::Turned => self.turn_later(),
            Purpose::Export => self.export_failed(),
            Purpose::Lock(change) => self.lock_changed(*change, Some(reason(error))),
            Purpose::HandOut(file) => self.handed_out(*file, Some(reason(error))),
            // Nothing was taken in: the relay is called anew, and asks again.
            Purpose::Held(_) => {
                self.repairing.forget_listing();
                self.rest();
            }
            Purpose::Edit(_) | Purpose::Feed(..) | Purpose::Page(_) | Purpose::Fasten => {
                let behind: Vec<Purpose> = self.storing.queue.drain(..).map(|(purpose, _)| purpose).collect();
                self.lost(purpose, error);
                behind.into_iter().for_each(|purpose| self.lost(purpose, error));
                self.stop_creating(reason(error));
                self.read_again(error);
            }
            Purpose::Documents(_) | Purpose::PushBlock(_) | Purpose::Strip(_) => self.read_again(error),
        }
    }

    /// Nothing of it is on the device: whoever asked learns it.
    fn lost(&mut self, purpose: Purpose, error: StoreError) {
        match purpose {
            Purpose::Edit(edited) => {
                if let Some((client, request, _)) = edited.asked {
                    self.refuse(client, request, reason(error));
                }
                if edited.import {
                    self.import_failed();
                }
                if edited.many {
                    self.edits_failed(reason(error));
                }
            }
            Purpose::Export => self.export_failed(),
            Purpose::Lock(change) => self.lock_changed(*change, Some(reason(error))),
            Purpose::HandOut(file) => self.handed_out(*file, Some(reason(error))),
            Purpose::Header(change) => self.header_lost(&change, reason(error)),
            Purpose::Portion | Purpose::Turned => self.turn_later(),
            Purpose::Opening
            | Purpose::Documents(_)
            | Purpose::PushBlock(_)
            | Purpose::Strip(_)
            | Purpose::Held(_)
            | Purpose::Feed(..)
            | Purpose::Page(_)
            | Purpose::Fasten
            | Purpose::Aside
            | Purpose::Room => {}
        }
    }

    /// Memory is ahead of the storage: it is forgotten, and the book is read as it is stored. Requests that wait for
    /// documents go on to wait; what was on its way to the storage is not answered any more, so its askers learn that now.
    fn read_again(&mut self, error: StoreError) {
        let mut on_their_way: Vec<(u64, Purpose)> = self.storing.purposes.drain().collect();
        on_their_way.sort_unstable_by_key(|(number, _)| *number);
        on_their_way.into_iter().for_each(|(_, purpose)| self.lost(purpose, error));
        self.storing.carrying = None;
        self.storing.late.clear();
        self.storing.settling.clear();
        self.storing.late_at = None;
        self.close_book();
        self.open();
    }
}
