//! What is said between the devices and the relay once a connection is open.

use crate::events::Event;
use crate::world::World;
use crm_core::ids::RecordId;
use crm_server::socket::Step;
use crm_sync::frame::{self, DEVICE_FRAME_BYTES, EntryKind, Goodbye, Reply, ToDevice, ToRelay};
use std::collections::BTreeMap;

impl World {
    /// A frame reaches the relay.
    pub fn up(&mut self, link: u64) {
        let Some(bytes) = self.network.reached(link) else { return };
        self.leave_trace(bytes.len());
        if self.network.is_short(link) {
            self.tally.note("frame cut short");
            let half = frame::decode::<ToRelay>(&bytes[..bytes.len() / 2], DEVICE_FRAME_BYTES);
            assert!(half.is_err(), "half of a frame is read as one");
            let frames = vec![ToDevice::Goodbye(Goodbye::BadFrame)];
            return self.answer(link, Step { frames, more: false, close: true });
        }
        let frame = frame::decode::<ToRelay>(&bytes, DEVICE_FRAME_BYTES).expect("devices send frames");
        if matches!(frame, ToRelay::Hello(_)) {
            self.tally.note("called");
        }
        let pushed = matches!(frame, ToRelay::Push { .. });
        if matches!(frame, ToRelay::Hello(_)) && self.network.faulty {
            self.disturb_catching_up(link);
        }
        if matches!(frame, ToRelay::Held { .. }) {
            self.tally.note("repair");
        }
        self.converse(link, frame);
        if pushed && self.network.faulty && self.chance.one_in(12) {
            self.replay(link);
        }
        if pushed {
            self.network.remember(link, bytes);
        }
        let concerned = if pushed { self.network.connections() } else { vec![link] };
        for link in concerned {
            let at = self.soon(20);
            self.schedule(at, Event::News { link });
        }
    }

    /// The relay hears a frame and answers.
    pub fn converse(&mut self, link: u64, frame: ToRelay) {
        let Some(mut connection) = self.network.lend(link) else { return };
        let documents: BTreeMap<[u8; 32], [u8; 16]> = match &frame {
            ToRelay::Push { changes, .. } => changes.iter().map(|change| (change.hash, change.doc)).collect(),
            ToRelay::Hello(_)
            | ToRelay::Held { .. }
            | ToRelay::Want { .. }
            | ToRelay::Here { .. }
            | ToRelay::Erased(_)
            | ToRelay::Exported(_)
            | ToRelay::Digests { .. }
            | ToRelay::Ping => BTreeMap::new(),
        };
        let (frame, turned_away) = self.turn_away(frame);
        let mut step = self.relay.run(self.now, connection.handle(frame, self.now));
        for frame in &mut step.frames {
            if let ToDevice::Replies { replies, .. } = frame {
                replies.splice(..0, turned_away.iter().cloned());
            }
        }
        if !turned_away.is_empty() && self.network.faulty {
            self.disturb_rebuilding(link);
        }
        for frame in &step.frames {
            if let ToDevice::Replies { replies, .. } = frame {
                self.replied(replies, &documents);
            }
        }
        self.network.give_back(link, connection);
        self.answer(link, step);
    }

    /// The changes of a push that the rule of this world refuses, which the relay never sees, and the rest.
    fn turn_away(&self, frame: ToRelay) -> (ToRelay, Vec<(frame::Hash, Reply)>) {
        let (Some(rule), ToRelay::Push { push, changes }) = (self.rule, frame.clone()) else {
            return (frame, Vec::new());
        };
        let mut turned_away = Vec::new();
        let mut changes = changes;
        changes.retain(|change| match rule(change) {
            Some((reason, field)) => {
                let (reason, field) = (reason.to_owned(), field.map(str::to_owned));
                turned_away.push((change.hash, Reply::Refused { reason, field }));
                false
            }
            None => true,
        });
        (ToRelay::Push { push, changes }, turned_away)
    }

    fn replied(&mut self, replies: &[(frame::Hash, Reply)], documents: &BTreeMap<[u8; 32], [u8; 16]>) {
        for (hash, reply) in replies {
            match reply {
                Reply::Acked | Reply::Duplicate => {
                    if *reply == Reply::Duplicate {
                        self.tally.note("duplicate");
                    }
                    self.acknowledged.extend(documents.get(hash).map(|doc| (*doc, *hash)));
                }
                Reply::Missing(_) => self.tally.note("missing"),
                Reply::Later => self.tally.note("later"),
                Reply::Refused { reason, .. } if reason == "erased" => {
                    self.tally.note("refused as erased");
                    let erased = documents.get(hash).is_some_and(|doc| self.erased.contains(&RecordId(*doc)));
                    assert!(erased, "nobody erased it");
                }
                Reply::Refused { .. } if self.refuses => {
                    self.tally.note("refused");
                    self.refused.extend(documents.get(hash).map(|doc| RecordId(*doc)));
                }
                Reply::Refused { reason, .. } => {
                    panic!("an honest change was refused: {reason}; {}", self.tally)
                }
                Reply::Fork if self.refuses => {
                    self.tally.note("fork");
                    self.refused.extend(documents.get(hash).map(|doc| RecordId(*doc)));
                }
                Reply::Fork => panic!("an honest change was called a fork"),
            }
        }
    }

    /// The relay sends a connection what is new.
    pub fn news(&mut self, link: u64) {
        let Some(mut connection) = self.network.lend(link) else { return };
        let step = self.relay.run(self.now, connection.news(self.now));
        self.network.give_back(link, connection);
        let more = step.more;
        self.answer(link, step);
        if more {
            let at = self.soon(4);
            self.schedule(at, Event::News { link });
        }
    }

    /// Somebody was told something, or changed who sees what: the relay looks for news for everybody.
    pub fn news_for_all(&mut self) {
        for link in self.network.connections() {
            let at = self.soon(20);
            self.schedule(at, Event::News { link });
        }
    }

    fn count_sights(&mut self, frame: &ToDevice) {
        let ToDevice::Feed { entries, .. } = frame else { return };
        for entry in entries {
            match entry.what {
                EntryKind::Leave => self.tally.note("left"),
                EntryKind::Snapshot { .. } => self.tally.note("came whole"),
                EntryKind::Changes(_) => self.tally.note("news"),
                EntryKind::Erase { .. } => self.tally.note("told to be erased"),
                EntryKind::Enter => {}
            }
        }
    }

    fn answer(&mut self, link: u64, step: Step) {
        for frame in step.frames {
            self.count_sights(&frame);
            let at = self.soon(40);
            if let Some(at) = self.network.down(link, frame::encode(&frame), at) {
                self.schedule(at, Event::Down { link });
            }
        }
        if step.close {
            let at = self.network.last_down(link).max(self.now);
            self.schedule(at, Event::Closed { link });
        }
    }
}
