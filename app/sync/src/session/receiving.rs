//! What the relay says, and what follows from it.

use super::{Session, State};
use crate::effect::{Delivery, Effect, Link, Place};
use crate::frame::{DIGESTS, ERASURE, EXPORTS, Goodbye, Next, PRESENCE, Reply, ToDevice, Welcome};

/// Wait before a change that the relay could not take now is offered again, in ms.
const LATER: i64 = 2_000;
impl Session {
    /// A frame of the relay.
    pub(super) fn receive(&mut self, now: i64, frame: ToDevice) {
        match frame {
            ToDevice::Welcome(welcome) => self.welcomed(now, &welcome),
            ToDevice::Goodbye(goodbye) => self.dismissed(goodbye),
            ToDevice::Replies { push, replies } => {
                self.in_flight.remove(&push);
                if replies.iter().any(|(_, reply)| *reply == Reply::Later) {
                    self.retry_at = Some(now + LATER);
                }
                self.effects.push(Effect::Settle(replies));
                self.offer();
            }
            ToDevice::Feed { entries, actors, cursor, caught_up } => {
                self.compared();
                let place = Place { epoch: Some(self.epoch), cursor: Some(cursor) };
                self.effects.push(Effect::Deliver(Delivery { entries, actors, place, caught_up }));
            }
            ToDevice::People(people) => self.effects.push(Effect::People(people)),
            ToDevice::Lacking(documents) => {
                self.effects.push(Effect::Lacking(documents));
                self.compared();
            }
            ToDevice::Pong => {}
            ToDevice::Standing(standing) => self.effects.push(Effect::Standing(standing)),
            ToDevice::Differ(buckets) => self.differ(&buckets),
            ToDevice::ExportsNoted(times) => self.effects.push(Effect::ExportsNoted(times)),
            ToDevice::Terms { lease, logged_in } => self.effects.push(Effect::Terms { lease, logged_in }),
            ToDevice::Present { document, others } => {
                // What was asked of another document is of no interest any more.
                if self.here.document == Some(document) {
                    self.effects.push(Effect::Present(document, others));
                }
            }
        }
    }

    fn welcomed(&mut self, now: i64, welcome: &Welcome) {
        self.backoff.reset();
        self.epoch = welcome.epoch;
        self.writable = welcome.writable;
        self.effects.push(Effect::ClockOff(welcome.now - now));
        self.effects.push(Effect::Documents(welcome.documents));
        self.erasure = welcome.protocol >= ERASURE;
        match welcome.next {
            Next::Feed => self.state = State::Live,
            Next::Pages => {
                self.state = State::Paging;
                self.effects.push(Effect::FetchPage(None));
            }
            Next::Repair => {
                self.state = State::Repairing;
                self.comparing = true;
                self.effects.push(Effect::ListHeld);
            }
        }
        self.digests = welcome.protocol >= DIGESTS;
        self.exports = welcome.protocol >= EXPORTS;
        if self.exports {
            self.effects.push(Effect::TellExports);
        }
        self.presence = welcome.protocol >= PRESENCE;
        if self.here.document.is_some() {
            self.tell_here();
        }
        self.offer();
    }

    /// The first answer to what the device said it holds: the relay's wishes come before anything else.
    fn compared(&mut self) {
        if std::mem::take(&mut self.comparing) {
            self.offer();
        }
    }

    fn dismissed(&mut self, goodbye: Goodbye) {
        match goodbye {
            Goodbye::SignedOut | Goodbye::NotMember => self.show(Link::SignedOut),
            Goodbye::Removed => self.show(Link::Removed),
            Goodbye::TooOld => self.show(Link::TooOld),
            Goodbye::BadFrame | Goodbye::Busy | Goodbye::Restarting => {}
        }
        self.effects.push(Effect::Disconnect);
    }
}
