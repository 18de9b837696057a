//! The session's effects, and what a person is told about them.

use super::Device;
use super::attention::{Attention, EDIT_KEY, named};
use super::documents::{Aside, DAMAGED, Job};
use super::opening::PEOPLE;
use super::outbox::NextPush;
use super::purpose::Purpose;
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{Found, RelayLink, SyncView};
use crm_core::policy::RelayReason;
use crm_planted::{Bug, planted};
use crm_sync::effect::{Effect, Link, Place};
use crm_sync::frame::{Hash, PersonRow, Reply};
use crm_sync::store::{Store, StoreRequest, Write};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Keys of foreign changes that were refused.
    pub foreign: BTreeSet<Vec<u8>>,
    /// Records whose documents are not touched.
    pub set_aside: BTreeMap<RecordId, Aside>,
    pub heard: Option<Timestamp>,
    clock_off: i64,
    /// Edits that need the person's attention.
    pub attention: BTreeMap<(RecordId, Hash), Attention>,
    /// Refused changes as an earlier build set them aside; they are rebuilt from when the book is open.
    pub refused: BTreeMap<(RecordId, Hash), RefusedChange>,
}

/// A refused change as an earlier build kept it: it stayed in the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefusedChange {
    pub doc: [u8; 16],
    pub reason: String,
    pub at: Timestamp,
}

impl Syncing {
    /// Forgets what is read from the storage again.
    pub(super) fn forget_stored(&mut self) {
        self.foreign.clear();
        self.set_aside.clear();
        self.attention.clear();
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
                self.keeper.forget_connection();
                self.paging.forget();
                self.repairing.forget_listing();
            }
            Effect::People(people) => self.people_came(people),
            Effect::Present(document, others) => self.others_came(document, others),
            Effect::Standing(standing) => self.standing_came(standing),
            Effect::TellExports => self.tell_exports(),
            Effect::ExportsNoted(times) => self.exports_noted(&times),
            Effect::ListHeld => {
                self.keeper.repair_begins();
                self.list_held();
            }
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
                self.relay_heard();
            }
            Effect::Terms { lease, logged_in } => self.terms_came(lease, logged_in),
            Effect::Documents(documents) => self.counted(documents),
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
        // Refusals first: what depends on them is only called incomplete, and goes with them.
        for (hash, reply) in replies {
            match reply {
                // That it is erased comes with the feed, and takes the record and this with it.
                Reply::Refused { reason, .. } if reason == RelayReason::Erased.key() => {
                    self.outbox.doom(hash)
                }
                Reply::Refused { reason, field } => self.refusal_came(hash, reason, field.as_deref()),
                Reply::Fork => self.refusal_came(hash, RelayReason::Fork.key(), None),
                Reply::Acked | Reply::Duplicate | Reply::Later | Reply::Missing(_) => {}
            }
        }
        for (hash, reply) in replies {
            match reply {
                Reply::Acked | Reply::Duplicate => self.settled(hash, &mut writes),
                Reply::Later => self.outbox.again(hash),
                Reply::Missing(_) if planted(Bug::MissingIsSettled) => self.settled(hash, &mut writes),
                Reply::Missing(_) => self.incomplete(hash),
                Reply::Refused { .. } | Reply::Fork => {}
            }
        }
        self.syncing.heard = Some(self.now);
        self.watching.touch_sync();
        if !writes.is_empty() {
            self.write_late(writes);
        }
        self.rebuild_refused();
        self.offer_more();
    }

    fn settled(&mut self, hash: &Hash, writes: &mut Vec<Write>) {
        let Some((record, key)) = self.outbox.settle(hash) else { return };
        writes.extend(key.map(|key| Write::Delete(Store::Outbox, key.to_be_bytes().to_vec())));
        if !self.outbox.holds(record) {
            self.rebuilding.at_peace(record);
            self.watching.touch_record(record);
            self.watching.touch_rows();
        }
    }

    /// The relay lacks what the change depends on: everything of the record goes again, in causal order. Where that
    /// was refused, the rebuilt record goes.
    fn incomplete(&mut self, hash: &Hash) {
        let Some(record) = self.outbox.record_of(hash) else { return };
        if !self.rebuilding.holds(record) && self.with_documents(Job::All(record), &[record]).is_some() {
            self.enqueue_all(record);
        }
    }

    /// By the length of the key: a record, a foreign change, an edit that needs attention, or an own change as an earlier
    /// build set it aside.
    pub(super) fn take_quarantined(&mut self, key: &[u8], value: &[u8]) {
        match <[u8; 16]>::try_from(key) {
            Ok(id) => {
                let kept = postcard::take_from_bytes::<String>(value);
                let damaged = kept.is_ok_and(|(reason, _)| reason == DAMAGED);
                let why = if damaged { Aside::Damaged } else { Aside::Crashed };
                self.syncing.set_aside.insert(RecordId(id), why);
            }
            Err(_) if key.len() == FOREIGN_KEY => {
                self.syncing.foreign.insert(key.to_vec());
            }
            Err(_) if key.len() == EDIT_KEY => {
                self.syncing.attention.extend(named(key).zip(postcard::from_bytes(value).ok()));
            }
            Err(_) => {
                let hash = key.get(16..).and_then(|hash| Hash::try_from(hash).ok());
                let refused = postcard::from_bytes::<RefusedChange>(value).ok();
                let entry = |(hash, refused): (Hash, RefusedChange)| ((RecordId(refused.doc), hash), refused);
                self.syncing.refused.extend(hash.zip(refused).map(entry));
            }
        }
    }

    fn people_came(&mut self, people: Vec<PersonRow>) {
        if people != self.syncing.people {
            let value = postcard::to_stdvec(&people).unwrap_or_default();
            self.syncing.people = people;
            self.write(Purpose::Aside, vec![Write::Put(Store::Meta, PEOPLE.to_vec(), value)], false);
            self.watching.touch_all();
        }
    }

    /// While the book is locked, numbers and no names.
    pub(super) fn sync_view(&self) -> SyncView {
        let view = self.whole_sync_view();
        if view.lock.locked.is_none() {
            return view;
        }
        SyncView {
            waiting_records: Vec::new(),
            refused: Vec::new(),
            people: Vec::new(),
            limits: BTreeMap::new(),
            set_aside: Vec::new(),
            ..view
        }
    }

    fn whole_sync_view(&self) -> SyncView {
        let found = |record: RecordId| self.rows.get(record).and_then(|row| self.rows.describe(row));
        let conflicts =
            self.rows.records().filter(|row| !row.deleted() && !row.conflicts().is_empty()).count();
        let (refused_in_all, refused) = self.refused_edits();
        SyncView {
            link: self.relay_link(),
            waiting: u32::try_from(self.outbox.len()).unwrap_or(u32::MAX),
            waiting_records: self.outbox.records(NAMED).into_iter().filter_map(found).collect::<Vec<Found>>(),
            refused,
            refused_in_all,
            conflicts: u32::try_from(conflicts).unwrap_or(u32::MAX),
            last_contact: self.syncing.heard,
            progress: self.progress(),
            storage: self.storing.notice,
            persisted: self.syncing.persisted,
            people: self.people(),
            limits: self.limits(),
            quarantined: u32::try_from(self.syncing.foreign.len() + self.syncing.set_aside.len())
                .unwrap_or(u32::MAX),
            set_aside: self.syncing.set_aside.keys().copied().take(NAMED).collect(),
            erased: self.erased.records().collect(),
            clock_off_minutes: (self.syncing.clock_off.abs() > CLOCK_OFF)
                .then(|| i32::try_from(self.syncing.clock_off / 60_000).unwrap_or(i32::MAX)),
            kept: self.kept(),
            lock: self.lock_view(),
        }
    }

    pub(super) const fn relay_link(&self) -> RelayLink {
        match (&self.session, self.syncing.link) {
            // A team's book that is still being opened is shown before it calls.
            (None, _) if self.owner.workspace.is_some() => RelayLink::Connecting,
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
