//! What breaks: connections, engines, the relay.

use crate::events::Event;
use crate::world::World;
use crm_sync::frame::{self, DEVICE_FRAME_BYTES, ToRelay};
use std::path::Path;

impl World {
    /// A connection breaks: the device learns it soon; what it sent may still reach the relay, late, or never.
    pub fn cut(&mut self, link: u64) {
        let (told, late) = (self.soon(300), self.soon(2_000));
        let lingers = self.chance.one_in(2);
        self.network.cut(link);
        self.schedule(told, Event::Closed { link });
        self.schedule(if lingers { late } else { self.now }, Event::Forgotten { link });
    }

    /// Frames vanish both ways for a while, then the connection breaks.
    pub fn black_hole(&mut self, link: u64, time: i64) {
        self.network.make_hole(link);
        self.schedule(self.now + time, Event::Closed { link });
        self.schedule(self.now + time, Event::Forgotten { link });
    }

    /// A device has a network from now on, or has not.
    pub fn set_online(&mut self, pocket: usize, online: bool) {
        self.network.online[pocket] = online;
        if let (false, Some(link)) = (online, self.network.current(pocket)) {
            self.cut(link);
        }
    }

    /// A device's engine dies and starts again on the same disk.
    pub fn crash(&mut self, pocket: usize, power: bool) {
        let mut chance = self.chance.fork();
        let disk = &mut self.pockets[pocket].disk;
        if disk.busy() {
            self.tally.note("crash between storage requests");
        }
        if power {
            disk.cut_power(&mut chance)
        } else {
            disk.crash(&mut chance)
        }
        if let Some(link) = self.network.current(pocket) {
            self.network.abandon(link);
            let at = self.soon(2_000);
            self.schedule(at, Event::Forgotten { link });
        }
        self.pockets[pocket].holds_what_was_saved(&self.refused);
        let outputs = self.pockets[pocket].restart(self.now);
        self.perform(pocket, outputs);
    }

    /// A device becomes a copy of another: the same profile, the same session, another machine.
    pub fn copy_profile(&mut self, from: usize, to: usize) {
        self.tally.note("profile copied");
        self.relay.pass_for(to, from);
        let (one, two) = if from < to { (from, to) } else { (to, from) };
        let (before, after) = self.pockets.split_at_mut(two);
        let (from, copy) =
            if from < to { (&before[one], &mut after[0]) } else { (&after[0], &mut before[one]) };
        copy.become_copy(from);
        self.crash(to, false);
    }

    /// The relay dies where it stands; everybody's connection breaks.
    pub fn kill_relay(&mut self) {
        self.relay.kill();
        self.break_all();
    }

    /// The relay stops, and an older copy is put in the place of its file.
    pub fn put_back(&mut self, copy: &Path) {
        self.break_all();
        self.acknowledged.clear();
        self.relay.put_back(copy, self.now);
    }

    fn break_all(&mut self) {
        for link in self.network.all() {
            let at = self.soon(1_000);
            self.network.forget(link);
            self.schedule(at, Event::Closed { link });
        }
    }

    /// What follows a hello is worth breaking into: parts of it are stored, others are on their way.
    pub fn disturb_catching_up(&mut self, link: u64) {
        let Some(pocket) = self.network.pocket(link) else { return };
        let at = self.soon(150);
        if self.chance.one_in(6) {
            self.schedule(at, Event::Cut { link });
        } else if self.chance.one_in(6) {
            self.schedule(at, Event::Dies { pocket, life: self.pockets[pocket].life });
        }
    }

    /// What a refusal sets going is worth breaking into: the old bytes go only with the new ones.
    pub fn disturb_rebuilding(&mut self, link: u64) {
        let Some(pocket) = self.network.pocket(link) else { return };
        let at = self.soon(150);
        if self.chance.one_in(3) {
            self.tally.note("crash around a refusal");
            self.schedule(at, Event::Dies { pocket, life: self.pockets[pocket].life });
        }
    }

    /// A push that came before, perhaps on another connection, comes again.
    pub fn replay(&mut self, link: u64) {
        let Some(bytes) = self.network.remembered(link, &mut self.chance) else { return };
        let frame = frame::decode::<ToRelay>(&bytes, DEVICE_FRAME_BYTES).expect("it was a frame before");
        self.tally.note("replayed push");
        self.converse(link, frame);
    }
}
