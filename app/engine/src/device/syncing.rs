//! The session's effects, and what a person is told about them.

use super::Device;
use super::documents::{Aside, DAMAGED};
use super::opening::PEOPLE;
use super::outbox::NextPush;
use super::storing::Purpose;
use crm_core::document::history;
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{Found, RefusedEdit, RelayLink, SyncView};
use crm_core::policy::RelayReason;
use crm_core::value::Link as RecordLink;
use crm_sync::effect::{Effect, Link, Place};
use crm_sync::frame::{Hash, PersonRow, Reply};
use crm_sync::store::{Store, StoreRequest, Write};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Records named on the Sync page.
const NAMED: usize = 50;
/// A clock is called wrong from here on, in ms.
const CLOCK_OFF: i64 = 5 * 60 * 1000;

/// Length of the key of a refused foreign change: the record and eight bytes of chance.
const FOREIGN_KEY: usize = 24;

/// What this device knows of the relay.
#[derive(Debug, Default)]
pub(super) struct Syncing {
    pub link: Option<Link>,
    pub place: Place,
    pub rows_version: Option<u32>,
    pub people: Vec<PersonRow>,
    pub persisted: Option<bool>,
    /// Foreign changes that were refused.
    pub quarantined: u32,
    /// Records whose documents are not touched.
    pub set_aside: BTreeMap<RecordId, Aside>,
    pub heard: Option<Timestamp>,
    clock_off: i64,
    /// Own changes that the relay refused, and those that depend on them: they are never offered again.
    refused: BTreeMap<(RecordId, Hash), RefusedChange>,
}

/// A refused change as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefusedChange {
    pub doc: [u8; 16],
    pub reason: String,
    pub at: Timestamp,
}

impl Syncing {
    /// Forgets what is read from the storage again.
    pub(super) fn forget_stored(&mut self) {
        self.quarantined = 0;
        self.set_aside.clear();
        self.refused.clear();
    }
}

impl Device {
    /// Hangs up for a while: what the relay sends cannot be kept now.
    pub(super) fn rest(&mut self) {
        let now = self.now;
        if let Some(session) = &mut self.session {
            session.rest(now);
        }
    }

    /// Performs what the session asks for.
    pub(super) fn run_session(&mut self) {
        loop {
            let Some(session) = &mut self.session else { return };
            let effects = session.effects();
            if effects.is_empty() {
                return;
            }
            for effect in effects {
                self.perform(effect);
            }
        }
    }

    fn perform(&mut self, effect: Effect) {
        use super::Output;
        match effect {
            Effect::Connect => self.outputs.push(Output::Connect),
            Effect::Disconnect => self.outputs.push(Output::Disconnect),
            Effect::Send(frame) => self.outputs.push(Output::Send(frame)),
            Effect::FetchPage(after) => {
                let after = self.paging.from(after);
                self.outputs.push(Output::FetchPage(after));
            }
            Effect::Deliver(delivery) => self.delivered(delivery),
            Effect::DeliverPage(page) => self.page_came(page),
            Effect::Offer => self.push_next(),
            Effect::Settle(replies) => self.settle(&replies),
            Effect::Unsettle => {
                self.outbox.unsettle();
                self.forget_feed();
                self.paging.forget();
            }
            Effect::People(people) => self.people_came(people),
            Effect::Present(document, others) => self.others_came(document, others),
            Effect::Standing(standing) => self.standing_came(standing),
            Effect::ListHeld => self.list_held(),
            Effect::Lacking(documents) => self.lacking(documents),
            Effect::Link(link) => {
                self.syncing.link = Some(link);
                self.watching.touch_sync();
                if link == Link::Online {
                    self.fetch_damaged();
                } else {
                    self.nobody_is_seen();
                }
            }
            Effect::ClockOff(off) => {
                self.syncing.clock_off = off;
                self.syncing.heard = Some(self.now);
            }
            Effect::Documents(documents) => {
                let first = self.syncing.place.cursor.is_none() && documents > 0;
                self.paging.total = first.then_some(documents);
            }
        }
    }

    /// Tells the session that there is something to send.
    pub(super) fn offer(&mut self) {
        if let Some(session) = &mut self.session {
            session.waiting();
        }
    }

    fn push_next(&mut self) {
        if self.creating.holds() {
            return;
        }
        match self.outbox.next() {
            NextPush::Changes(changes) => {
                if let Some(session) = &mut self.session {
                    session.push(changes);
                }
            }
            NextPush::NeedBlock(page) => {
                let key = (Store::Blocks, page.to_be_bytes().to_vec());
                self.store(Purpose::PushBlock(page), StoreRequest::Get(vec![key]));
            }
        }
    }

    pub(super) fn block_came(&mut self, page: u32, values: Vec<Option<Vec<u8>>>) {
        let block = values.into_iter().flatten().find_map(|bytes| postcard::from_bytes(&bytes).ok());
        self.outbox.block_loaded(page, block.unwrap_or_default());
        if let Some(session) = &mut self.session {
            session.prepared();
        }
    }

    fn settle(&mut self, replies: &[(Hash, Reply)]) {
        let mut writes = Vec::new();
        for (hash, reply) in replies {
            match reply {
                Reply::Acked | Reply::Duplicate => {
                    self.settled(hash, &mut writes);
                }
                Reply::Later => self.outbox.again(hash),
                Reply::Missing(_) => self.send_all_of(hash, &mut writes),
                Reply::Refused { reason, .. } => self.refused(hash, reason, &mut writes),
                Reply::Fork => self.refused(hash, RelayReason::Fork.key(), &mut writes),
            }
        }
        self.syncing.heard = Some(self.now);
        self.watching.touch_sync();
        let acked = |(_, reply): &(Hash, Reply)| matches!(reply, Reply::Acked | Reply::Duplicate);
        if replies.iter().all(acked) {
            self.write_late(writes);
        } else if !writes.is_empty() {
            self.write(Purpose::Aside, writes, false);
        }
    }

    pub(super) fn settled(&mut self, hash: &Hash, writes: &mut Vec<Write>) -> Option<RecordId> {
        let (record, key) = self.outbox.settle(hash)?;
        writes.extend(key.map(|key| Write::Delete(Store::Outbox, key.to_be_bytes().to_vec())));
        if !self.outbox.holds(record) {
            self.watching.touch_record(record);
            self.watching.touch_rows();
        }
        Some(record)
    }

    /// The relay lacks what the change depends on: everything of the record goes again, in causal order.
    fn send_all_of(&mut self, hash: &Hash, writes: &mut Vec<Write>) {
        if let Some(record) = self.settled(hash, writes) {
            for hash in self.outbox.hashes_of(record) {
                self.settled(&hash, writes);
            }
            self.lacking(vec![(record.0, Vec::new())]);
        }
    }

    /// The change is set aside with the reason, and with it what depends on it, which the relay could only ever call
    /// incomplete. Neither blocks the queue, and their text stays in the record here.
    fn refused(&mut self, hash: &Hash, reason: &str, writes: &mut Vec<Write>) {
        let Some(record) = self.settled(hash, writes) else { return };
        writes.push(self.keep_refused(record, *hash, reason, self.now));
        for dependant in self.outbox.dependants(record, *hash) {
            self.settled(&dependant, writes);
            writes.push(self.keep_refused(record, dependant, reason, self.now));
        }
    }

    pub(super) fn keep_refused(
        &mut self,
        record: RecordId,
        hash: Hash,
        reason: &str,
        at: Timestamp,
    ) -> Write {
        let refused = RefusedChange { doc: record.0, reason: reason.to_owned(), at };
        let key = [&record.0[..], &hash].concat();
        let write = Write::Put(Store::Quarantine, key, postcard::to_stdvec(&refused).unwrap_or_default());
        self.syncing.refused.insert((record, hash), refused);
        self.watching.touch_record(record);
        write
    }

    /// What becomes of a change that is about to be queued: `None` to queue it; otherwise it is, or depends on, a
    /// change that was refused for good, and this is to be stored instead.
    pub(super) fn set_aside_with(
        &mut self,
        record: RecordId,
        hash: Hash,
        bytes: &[u8],
    ) -> Option<Vec<Write>> {
        if !self.is_refused(record) {
            return None;
        }
        if self.syncing.refused.contains_key(&(record, hash)) {
            return Some(Vec::new());
        }
        let needs = history::dependencies(bytes);
        let ancestor = needs.into_iter().find_map(|need| self.syncing.refused.get(&(record, need)))?;
        let (reason, at) = (ancestor.reason.clone(), ancestor.at);
        Some(vec![self.keep_refused(record, hash, &reason, at)])
    }

    /// By the length of the key: a record, a foreign change, or an own change that the relay refused.
    pub(super) fn take_quarantined(&mut self, key: &[u8], value: &[u8]) {
        match <[u8; 16]>::try_from(key) {
            Ok(id) => {
                let kept = postcard::take_from_bytes::<String>(value);
                let damaged = kept.is_ok_and(|(reason, _)| reason == DAMAGED);
                let why = if damaged { Aside::Damaged } else { Aside::Crashed };
                self.syncing.set_aside.insert(RecordId(id), why);
            }
            Err(_) if key.len() == FOREIGN_KEY => self.syncing.quarantined += 1,
            Err(_) => {
                let hash = key.get(16..).and_then(|hash| Hash::try_from(hash).ok());
                let refused = postcard::from_bytes::<RefusedChange>(value).ok();
                let entry = |(hash, refused): (Hash, RefusedChange)| ((RecordId(refused.doc), hash), refused);
                self.syncing.refused.extend(hash.zip(refused).map(entry));
            }
        }
    }

    pub(super) fn is_refused(&self, record: RecordId) -> bool {
        let every = (record, [0; 32])..=(record, [u8::MAX; 32]);
        self.syncing.refused.range(every).next().is_some()
    }

    fn people_came(&mut self, people: Vec<PersonRow>) {
        if people != self.syncing.people {
            let value = postcard::to_stdvec(&people).unwrap_or_default();
            self.syncing.people = people;
            self.write(Purpose::Aside, vec![Write::Put(Store::Meta, PEOPLE.to_vec(), value)], false);
            self.watching.touch_all();
        }
    }

    pub(super) fn sync_view(&self) -> SyncView {
        let found = |record: RecordId| self.rows.get(record).and_then(|row| self.rows.describe(row));
        let conflicts =
            self.rows.records().filter(|row| !row.deleted() && !row.conflicts().is_empty()).count();
        SyncView {
            link: self.relay_link(),
            waiting: u32::try_from(self.outbox.len()).unwrap_or(u32::MAX),
            waiting_records: self.outbox.records(NAMED).into_iter().filter_map(found).collect::<Vec<Found>>(),
            refused: self.refused_edits(),
            conflicts: u32::try_from(conflicts).unwrap_or(u32::MAX),
            last_contact: self.syncing.heard,
            progress: self.progress(),
            storage: self.storing.notice,
            persisted: self.syncing.persisted,
            people: self.people(),
            quarantined: self.syncing.quarantined
                + u32::try_from(self.syncing.set_aside.len()).unwrap_or(u32::MAX),
            set_aside: self.syncing.set_aside.keys().copied().take(NAMED).collect(),
            clock_off_minutes: (self.syncing.clock_off.abs() > CLOCK_OFF)
                .then(|| i32::try_from(self.syncing.clock_off / 60_000).unwrap_or(i32::MAX)),
        }
    }

    /// Latest last; what fell with an earlier refusal of the same record is one line with it.
    pub(super) fn refused_edits(&self) -> Vec<RefusedEdit> {
        let mut lines: Vec<&RefusedChange> = Vec::new();
        for refused in self.syncing.refused.values() {
            match lines.iter_mut().find(|line| line.doc == refused.doc && line.reason == refused.reason) {
                Some(line) if refused.at < line.at => *line = refused,
                Some(_) => {}
                None => lines.push(refused),
            }
        }
        lines.sort_by_key(|line| line.at);
        lines.into_iter().map(|refused| self.refused_edit(refused)).collect()
    }

    fn refused_edit(&self, refused: &RefusedChange) -> RefusedEdit {
        let record = RecordId(refused.doc);
        let object =
            self.rows.get(record).and_then(|row| row.object()).map_or("", |definition| definition.key);
        RefusedEdit {
            link: RecordLink { object: object.to_owned(), record },
            title: self.rows.title(record),
            reason: refused.reason.clone(),
            at: refused.at,
        }
    }

    const fn relay_link(&self) -> RelayLink {
        match (&self.session, self.syncing.link) {
            (None, _) => RelayLink::Local,
            (Some(_), None | Some(Link::Offline)) => RelayLink::Offline,
            (Some(_), Some(Link::Connecting)) => RelayLink::Connecting,
            (Some(_), Some(Link::Online)) => RelayLink::Online,
            (Some(_), Some(Link::SignedOut)) => RelayLink::SignedOut,
            (Some(_), Some(Link::TooOld)) => RelayLink::TooOld,
            (Some(_), Some(Link::Removed)) => RelayLink::Removed,
        }
    }

    /// Age of the oldest waiting change in ms.
    pub fn oldest_unsent(&self) -> Option<Timestamp> {
        self.outbox.oldest().map(|at| self.now - at)
    }
}
