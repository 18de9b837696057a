//! What keeps the book closed: its PIN, and the lease of the relay. While it is locked, the device goes on storing and
//! sending what it has, and tells nobody anything of it but why it is locked.
//!
//! A PIN is asked at every start of an engine: that it was typed is kept nowhere. It closes the book to whoever picks
//! the device up; it encrypts nothing of what lies in the storage: that is [`super::encrypting`].

use super::pin::Pin;
use super::purpose::Purpose;
use super::{Client, Device};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::Timestamp;
use crm_core::messages::{Answer, FromEngine, Lock, Locked};
use crm_sync::lease::{self, Lease};
use crm_sync::store::{Store, Write};
use std::collections::BTreeSet;

/// Names in the store `meta`.
pub(super) const LEASE: &[u8] = b"lease";
pub(super) const PIN: &[u8] = b"pin";
pub(super) const LOGGED_IN: &[u8] = b"logged_in";

const MINUTE: Timestamp = 60 * 1_000;
const HOUR: Timestamp = 60 * MINUTE;
/// A tab that can be seen says so every minute; one that was silent for so long is closed, or its machine sleeps.
const SIGN_OF_TAB: Timestamp = 3 * MINUTE;

/// What keeps the book closed.
#[derive(Debug, Default)]
pub(super) struct Locking {
    pin: Option<Pin>,
    /// Whether the PIN was typed since it was asked last.
    open: bool,
    lease: Lease,
    /// The lease as it is stored.
    stored: Option<Lease>,
    /// When the session began by which the relay was heard last, by the relay's clock; no more once the PIN is called
    /// forgotten, so that only a later log-in counts.
    logged_in: Option<i64>,
    /// The tabs that can be seen as far as they said, and when one could last.
    visible: BTreeSet<Client>,
    seen: Option<Timestamp>,
    /// What the tabs were told last.
    told: Option<Locked>,
}

/// What follows when a change of the lock is stored.
#[derive(Debug)]
pub(super) struct Change {
    asked: (Client, u32),
    outcome: Result<Answer, Refusal>,
    /// The PIN from then on, where that changes.
    pin: Option<Option<Pin>>,
    opens: bool,
}

impl Change {
    fn of(asked: (Client, u32), pin: Option<Option<Pin>>) -> Self {
        Self { asked, outcome: Ok(Answer::Done), pin, opens: false }
    }
}

impl Locking {
    /// Takes in what is stored. What this run knows already is newer.
    pub(super) fn read(&mut self, key: &[u8], value: &[u8], now: Timestamp) {
        match key {
            LEASE if self.stored.is_none() => {
                self.stored = postcard::from_bytes(value).ok();
                self.lease = self.stored.clone().unwrap_or_default();
                self.lease.pass(now);
            }
            PIN if self.pin.is_none() => self.pin = postcard::from_bytes(value).ok(),
            LOGGED_IN if self.logged_in.is_none() => self.logged_in = postcard::from_bytes(value).ok(),
            _ => {}
        }
    }

    /// A tab can be seen, or cannot; `None` where it did not say.
    pub(super) fn tab(&mut self, client: Client, visible: Option<bool>, now: Timestamp) {
        match visible {
            Some(true) => {
                self.visible.insert(client);
                self.seen = Some(now);
            }
            Some(false) => self.gone(client, now),
            None => self.seen = self.seen.or(Some(now)),
        }
    }

    /// A tab is gone, or cannot be seen any more.
    pub(super) fn gone(&mut self, client: Client, now: Timestamp) {
        if self.visible.remove(&client) {
            self.seen = Some(now);
        }
    }

    /// When the book locks because nobody looks at it.
    fn locks_at(&self) -> Option<Timestamp> {
        let after = self.pin.as_ref().filter(|pin| self.open && pin.after_minutes > 0)?.after_minutes;
        let silence = if self.visible.is_empty() { 0 } else { SIGN_OF_TAB };
        Some(self.seen? + i64::from(after) * MINUTE + silence)
    }
}

impl Device {
    /// Why nothing of the book is told now.
    pub(super) fn locked(&self) -> Option<Locked> {
        if self.is_closed() {
            return Some(Locked::Encrypted);
        }
        let locking = &self.locking;
        if locking.pin.is_some() && !locking.open {
            return Some(Locked::Pin);
        }
        (self.owner.workspace.is_some() && locking.lease.ended()).then_some(Locked::Lease)
    }

    /// When the device has to wake for its lock, or for what it stores of its lease.
    pub(super) fn lock_at(&self) -> Option<Timestamp> {
        let lease = self.locking.lease.ends_at().filter(|_| self.owner.workspace.is_some());
        let lease = lease.filter(|_| !self.locking.lease.ended()).map(|at| at.min(self.now + HOUR));
        lease.into_iter().chain(self.locking.locks_at()).min()
    }

    /// The clock shows another time.
    pub(super) fn time_passed(&mut self) {
        let now = self.now;
        if self.session.as_ref().is_some_and(|session| session.in_touch(now)) {
            self.locking.lease.contact(now);
        } else {
            self.locking.lease.pass(now);
        }
        self.locking.seen = self.locking.seen.map(|seen| seen.min(now));
        if self.locking.locks_at().is_some_and(|at| now >= at) {
            self.locking.open = false;
        }
    }

    /// The relay was heard, and serves this device.
    pub(super) const fn relay_heard(&mut self) {
        self.locking.lease.contact(self.now);
    }

    /// The relay says on which terms the book is here. A log-in since the PIN was called forgotten takes it away.
    pub(super) fn terms_came(&mut self, lease: i64, logged_in: i64) {
        self.locking.lease.told(lease);
        self.relay_heard();
        if self.locked() == Some(Locked::Pin) && self.locking.pin.as_ref().is_some_and(|pin| pin.forgotten) {
            if self.locking.logged_in.is_none_or(|known| logged_in <= known) {
                return;
            }
            self.locking.pin = None;
            self.write(Purpose::Aside, vec![Write::Delete(Store::Meta, PIN.to_vec())], true);
        }
        if self.locking.logged_in != Some(logged_in) {
            self.locking.logged_in = Some(logged_in);
            let value = postcard::to_stdvec(&logged_in).unwrap_or_default();
            self.write_late(vec![Write::Put(Store::Meta, LOGGED_IN.to_vec(), value)]);
        }
        self.watching.touch_sync();
    }

    /// Stores the lease where it says something new.
    pub(super) fn keep_lease(&mut self) {
        let locking = &mut self.locking;
        let news = locking.stored.as_ref().is_none_or(|stored| locking.lease.differs(stored));
        if self.owner.workspace.is_none() || !matches!(self.stage, super::opening::Stage::Open) || !news {
            return;
        }
        locking.stored = Some(locking.lease.clone());
        let value = postcard::to_stdvec(&locking.lease).unwrap_or_default();
        self.write_late(vec![Write::Put(Store::Meta, LEASE.to_vec(), value)]);
    }

    /// Tells the tabs when the book was locked or opened. What they were shown they do not have any more.
    pub(super) fn tell_lock(&mut self) {
        let locked = self.locked();
        if locked == self.locking.told {
            return;
        }
        self.locking.told = locked;
        self.watching.forget_shown();
    }

    /// What a lock screen and the settings need.
    pub(super) fn lock_view(&self) -> Lock {
        let (pin, lease) = (self.locking.pin.as_ref(), &self.locking.lease);
        let relay = self.owner.workspace.is_some();
        let to_the_hour = |at: Timestamp| at - at.rem_euclid(HOUR);
        Lock {
            locked: self.locked(),
            pin: pin.is_some(),
            after_minutes: pin.map_or(0, |pin| pin.after_minutes),
            wrong: pin.map_or(0, |pin| pin.wrong),
            try_at: pin.and_then(|pin| pin.clone().try_at(self.now)),
            lease_days: relay.then(|| lease::days(lease.length())),
            lease_ends: lease.ends_at().filter(|_| relay).map(to_the_hour),
            encryption: self.encryption_view(),
        }
    }

    /// Sets a PIN where there is none.
    pub(super) fn set_pin(&mut self, asked: (Client, u32), typed: &str) -> Result<Option<Answer>, Refusal> {
        if self.owner.workspace.is_none() {
            return Err(Refusal::record(Reason::NoPinHere));
        }
        if self.locking.pin.is_some() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        let salt = self.draw();
        let pin = Pin::new(typed, salt).ok_or(Refusal::record(Reason::BadPin))?;
        self.change_lock(Change { opens: true, ..Change::of(asked, Some(Some(pin))) });
        Ok(None)
    }

    /// Takes the PIN away from whoever knows it.
    pub(super) fn take_pin(&mut self, asked: (Client, u32), typed: &str) -> Result<Option<Answer>, Refusal> {
        let outcome = self.try_pin(typed)?;
        self.change_lock(Change {
            outcome: outcome.clone(),
            ..Change::of(asked, outcome.is_ok().then_some(None))
        });
        Ok(None)
    }

    /// Opens the book to whoever knows the PIN.
    pub(super) fn unlock(&mut self, asked: (Client, u32), typed: &str) -> Result<Option<Answer>, Refusal> {
        let outcome = self.try_pin(typed)?;
        self.change_lock(Change { opens: outcome.is_ok(), outcome, ..Change::of(asked, None) });
        Ok(None)
    }

    /// Locks after so many minutes in the background from now on.
    pub(super) fn lock_after(
        &mut self,
        asked: (Client, u32),
        minutes: u16,
    ) -> Result<Option<Answer>, Refusal> {
        let mut pin = self.locking.pin.clone().ok_or(Refusal::record(Reason::NothingToDo))?;
        pin.after_minutes = minutes;
        self.change_lock(Change::of(asked, Some(Some(pin))));
        Ok(None)
    }

    /// The next log-in takes the PIN away.
    pub(super) fn forget_pin(&mut self, asked: (Client, u32)) -> Result<Option<Answer>, Refusal> {
        let pin = self.locking.pin.as_mut().ok_or(Refusal::record(Reason::NothingToDo))?;
        pin.forgotten = true;
        self.change_lock(Change::of(asked, None));
        Ok(None)
    }

    /// Locks now.
    pub(super) fn lock_now(&mut self) -> Result<Option<Answer>, Refusal> {
        if self.locking.pin.is_none() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        self.locking.open = false;
        Ok(Some(Answer::Done))
    }

    /// One try. It is stored before anybody learns what came of it, so that a reload does not give it back.
    fn try_pin(&mut self, typed: &str) -> Result<Result<Answer, Refusal>, Refusal> {
        let now = self.now;
        let Some(pin) = &mut self.locking.pin else { return Err(Refusal::record(Reason::NothingToDo)) };
        if pin.try_at(now).is_some() {
            return Err(Refusal::record(Reason::PinWaits));
        }
        Ok(if pin.is(typed, now) { Ok(Answer::Done) } else { Err(Refusal::record(Reason::WrongPin)) })
    }

    fn change_lock(&mut self, change: Change) {
        let pin = change.pin.clone().unwrap_or_else(|| self.locking.pin.clone());
        let write = match pin {
            Some(pin) => Write::Put(Store::Meta, PIN.to_vec(), postcard::to_stdvec(&pin).unwrap_or_default()),
            None => Write::Delete(Store::Meta, PIN.to_vec()),
        };
        self.write(Purpose::Lock(Box::new(change)), vec![write], true);
    }

    /// A change of the lock is stored, or cannot be. A right PIN opens a book whose storage is full, too.
    pub(super) fn lock_changed(&mut self, change: Change, failed: Option<Reason>) {
        let (client, request) = change.asked;
        let outcome = match (failed, change.pin) {
            (Some(reason), Some(_)) => Err(Refusal::record(reason)),
            (None, Some(pin)) => {
                self.locking.pin = pin;
                change.outcome
            }
            (_, None) => change.outcome,
        };
        if change.opens && outcome.is_ok() {
            self.locking.open = true;
            self.locking.seen = Some(self.now);
        }
        self.watching.touch_sync();
        self.tell(client, FromEngine::Answer { request, answer: outcome });
    }
}
