//! The device's half of the conversation with the relay: when to call, what to say, what to do with the answers.

mod paging;
mod pushing;
mod receiving;
mod repairing;
mod time;

pub use pushing::PUSH_BYTES;

use crate::backoff::Backoff;
use crate::effect::{Delivery, Effect, Identity, Link, Place};
use crate::frame::{
    DocId, EXPORTS_AT_ONCE, Epoch, Export, Hash, Hello, PROTOCOL, RELAY_FRAME_BYTES, ToDevice, ToRelay,
    decode, encode,
};
use paging::Pages;
use std::collections::BTreeMap;

/// How long the device hangs up when it cannot keep what it is sent, in ms.
const REST: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Stopped,
    Waiting { until: i64 },
    Connecting { since: i64 },
    Greeting,
    Paging,
    Repairing,
    Live,
}

/// The conversation.
#[derive(Debug)]
pub struct Session {
    identity: Identity,
    place: Place,
    /// The next greeting asks for a comparison of everything.
    anew: bool,
    epoch: Epoch,
    state: State,
    link: Link,
    backoff: Backoff,
    /// The latest time passed in.
    clock: i64,
    heard: i64,
    pinged: bool,
    writable: bool,
    next_push: u32,
    in_flight: BTreeMap<u32, usize>,
    pages: Pages,
    offered: bool,
    retry_at: Option<i64>,
    /// In a repair: the relay has not said yet what it lacks. Nothing is pushed before, because a change may
    /// depend on what others wrote and the relay lost, which it takes from this device only after asking.
    comparing: bool,
    /// Where the person is, and whether the relay wants to know.
    here: Here,
    presence: bool,
    /// Whether the relay understands erasures.
    erasure: bool,
    /// Whether it notes what is taken out as files.
    exports: bool,
    /// Whether it compares digests, and what is to be told of the buckets that differ.
    digests: bool,
    held: Vec<(DocId, Vec<Hash>)>,
    effects: Vec<Effect>,
}

/// Which document a person looks at, and which field they type into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// The document.
    pub document: Option<DocId>,
    /// The field.
    pub field: Option<String>,
}

impl Session {
    /// A session that has not called yet; `backoff` says how long to wait between calls.
    pub const fn new(identity: Identity, place: Place, backoff: Backoff) -> Self {
        Self {
            identity,
            place,
            anew: false,
            epoch: [0; 16],
            state: State::Stopped,
            link: Link::Offline,
            backoff,
            clock: 0,
            heard: 0,
            pinged: false,
            writable: false,
            next_push: 0,
            in_flight: BTreeMap::new(),
            pages: Pages::NONE,
            offered: false,
            retry_at: None,
            comparing: false,
            here: Here { document: None, field: None },
            presence: false,
            erasure: false,
            exports: false,
            digests: false,
            held: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// The person is somewhere else now. Said once the relay listens, and again on the next connection.
    pub fn here(&mut self, here: Here) {
        if self.here != here {
            self.here = here;
            self.tell_here();
        }
    }

    fn tell_here(&mut self) {
        if self.presence && matches!(self.state, State::Paging | State::Repairing | State::Live) {
            let Here { document, field } = self.here.clone();
            self.send(&ToRelay::Here { document, field });
        }
    }

    /// What the person took out as files; told where the relay is there and notes it, else with the next welcome.
    pub fn exported(&mut self, exports: &[Export]) {
        if self.exports && matches!(self.state, State::Paging | State::Repairing | State::Live) {
            for part in exports.chunks(EXPORTS_AT_ONCE) {
                self.send(&ToRelay::Exported(part.to_vec()));
            }
        }
    }

    /// The effects since the last call, in order.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Whether the relay takes changes of this device.
    pub const fn writable(&self) -> bool {
        self.writable
    }

    /// How far the device has followed the log.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Call the relay now, whatever the back-off says. Does nothing while a connection lives.
    pub fn call(&mut self, now: i64) {
        self.tick(now);
        if matches!(self.state, State::Stopped | State::Waiting { .. }) {
            self.state = State::Connecting { since: now };
            self.show(Link::Connecting);
            self.effects.push(Effect::Connect);
        }
    }

    /// Hang up and call again: somebody has logged in since the connection was opened, which only a new one shows.
    pub fn renew(&mut self, now: i64) {
        match self.state {
            State::Stopped | State::Waiting { .. } => self.call(now),
            State::Connecting { .. } | State::Greeting | State::Paging | State::Repairing | State::Live => {
                self.tick(now);
                self.drop_connection();
            }
        }
    }

    /// Stop for good: logged out, or this tab does not lead any more.
    pub fn stop(&mut self) {
        self.drop_connection();
        self.state = State::Stopped;
    }

    /// Hang up and call again after a while: the device cannot keep what it is sent.
    pub fn rest(&mut self, now: i64) {
        self.tick(now);
        if self.state == State::Stopped {
            return;
        }
        self.effects.clear();
        self.drop_connection();
        self.forget_in_flight();
        self.state = State::Waiting { until: now + REST };
        self.show(Link::Offline);
    }

    /// The socket is open.
    pub fn opened(&mut self, now: i64) {
        self.tick(now);
        if matches!(self.state, State::Connecting { .. }) {
            self.heard = now;
            self.pinged = false;
            self.greet(now);
        }
    }

    /// The socket closed or could not be opened. `signed_out` when the relay answered that nobody is logged in.
    pub fn closed(&mut self, now: i64, random: u64, signed_out: bool) {
        self.tick(now);
        // After a rest was asked for, the wait is decided already.
        if matches!(self.state, State::Stopped | State::Waiting { .. }) {
            return;
        }
        self.forget_in_flight();
        self.state =
            State::Waiting { until: now + i64::try_from(self.backoff.next(random)).unwrap_or(30_000) };
        let told = matches!(self.link, Link::SignedOut | Link::TooOld | Link::Removed);
        if signed_out {
            self.show(Link::SignedOut);
        } else if !told {
            self.show(Link::Offline);
        }
    }

    /// A frame came.
    pub fn frame(&mut self, now: i64, bytes: &[u8]) {
        self.tick(now);
        if matches!(self.state, State::Stopped | State::Waiting { .. } | State::Connecting { .. }) {
            return;
        }
        self.heard = now;
        self.pinged = false;
        match decode::<ToDevice>(bytes, RELAY_FRAME_BYTES) {
            Ok(frame) => self.receive(now, frame),
            Err(_) => self.drop_connection(),
        }
    }

    /// From where the next hello asks to go on: what is stored.
    pub fn resume_at(&mut self, place: Place) {
        self.place = place;
    }

    /// Whether the next greetings ask for a repair: the device may lack what lies before its place of the log. A cursor
    /// without an epoch is of no log.
    pub const fn compare_anew(&mut self, anew: bool) {
        self.anew = anew;
    }

    /// A delivery is stored.
    pub fn stored(&mut self, delivery: &Delivery) {
        self.place = delivery.place.clone();
        if delivery.caught_up {
            if self.state == State::Repairing {
                self.state = State::Live;
            }
            if self.state == State::Live {
                self.show(Link::Online);
            }
        }
        self.offer();
    }

    /// Ask for whole documents: a change could not be applied for want of an earlier one.
    pub fn want(&mut self, documents: &[DocId]) {
        if matches!(self.state, State::Live | State::Repairing) {
            for part in documents.chunks(64) {
                self.send(&ToRelay::Want { documents: part.to_vec() });
            }
        }
    }

    fn greet(&mut self, now: i64) {
        self.state = State::Greeting;
        self.send(&ToRelay::Hello(Hello {
            protocol: PROTOCOL,
            schema: self.identity.schema,
            rows_version: self.identity.rows_version,
            workspace: self.identity.workspace,
            device: self.identity.device,
            epoch: self.place.epoch.filter(|_| !self.anew),
            cursor: self.place.cursor,
            now,
        }));
    }

    fn send(&mut self, frame: &ToRelay) {
        self.effects.push(Effect::Send(encode(frame)));
    }

    fn show(&mut self, link: Link) {
        if self.link != link {
            self.link = link;
            self.effects.push(Effect::Link(link));
        }
    }

    /// Asks for the socket to be closed; [`Session::closed`] follows.
    fn drop_connection(&mut self) {
        self.effects.push(Effect::Disconnect);
    }

    fn forget_in_flight(&mut self) {
        self.in_flight.clear();
        self.pages = Pages::NONE;
        self.offered = false;
        self.retry_at = None;
        self.comparing = false;
        self.presence = false;
        self.exports = false;
        self.digests = false;
        self.held = Vec::new();
        self.effects.push(Effect::Unsettle);
    }
}
