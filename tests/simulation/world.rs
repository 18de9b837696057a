//! Devices, networks and a relay under one clock: everything that happens is an event with a time, in one order.

use crate::chance::Chance;
use crate::network::Network;
use crate::pocket::Pocket;
use crate::relay_host::RelayHost;
use crate::tally::Tally;
use crm_core::commands::Refusal;
use crm_core::messages::{Answer, Request};
use crm_engine::device::{Input, Output, Patience};
use crm_sync::frame::{self, DEVICE_FRAME_BYTES, Reply, ToDevice, ToRelay};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Everything settles within this time after the last fault, in ms.
pub const SETTLES: i64 = 30_000;

/// What can happen at a moment.
#[derive(Clone, Debug, Hash)]
pub enum Event {
    /// The disk performs its oldest request.
    Disk { pocket: usize, life: u32 },
    /// A socket opens, or turns out not to.
    Opened { link: u64 },
    /// The oldest frame on its way up arrives.
    Up { link: u64 },
    /// The oldest frame on its way down arrives.
    Down { link: u64 },
    /// The relay looks for news for a connection.
    News { link: u64 },
    /// The device learns that its socket is closed.
    Closed { link: u64 },
    /// The relay learns it.
    Forgotten { link: u64 },
    /// The connection breaks.
    Cut { link: u64 },
    /// The device's engine dies.
    Dies { pocket: usize, life: u32 },
    /// A page is asked for and comes.
    Page { pocket: usize, life: u32, link: u64, after: Option<Vec<u8>> },
}

/// The world.
pub struct World {
    /// Where all chance comes from.
    pub chance: Chance,
    /// The time.
    pub now: i64,
    /// The devices.
    pub pockets: Vec<Pocket>,
    /// The relay.
    pub relay: RelayHost,
    /// The networks.
    pub network: Network,
    /// What happened how often.
    pub tally: Tally,
    /// Whether the network and the disks are slow.
    pub slow: bool,
    /// Whether this world makes the relay refuse honest changes.
    pub refuses: bool,
    /// Changes that the relay acknowledged, by document.
    pub acknowledged: BTreeSet<([u8; 16], [u8; 32])>,
    events: BTreeMap<(i64, u64), Event>,
    order: u64,
    trace: DefaultHasher,
    /// Whether everything is told on the standard error, for whoever replays a seed.
    told: bool,
}

impl World {
    /// A world with so many devices, all started and online.
    pub fn new(seed: u64, pockets: usize) -> Self {
        let mut chance = Chance::new(seed);
        let now = 1_800_000_000_000;
        let relay = RelayHost::new(pockets, now);
        let pockets = (0..pockets)
            .map(|number| Pocket::new(relay.member(number), Patience::default(), chance.fork()))
            .collect::<Vec<_>>();
        let mut world = Self {
            chance,
            now,
            network: Network::new(pockets.len()),
            pockets,
            relay,
            tally: Tally::default(),
            slow: false,
            refuses: false,
            acknowledged: BTreeSet::new(),
            events: BTreeMap::new(),
            order: 0,
            trace: DefaultHasher::new(),
            told: std::env::var_os("TOLD").is_some(),
        };
        for pocket in 0..world.pockets.len() {
            let outputs = world.pockets[pocket].restart(now);
            world.perform(pocket, outputs);
        }
        world
    }

    /// A fingerprint of everything that happened.
    pub fn trace(&self) -> u64 {
        self.trace.finish()
    }

    fn tell(&self, who: &str, what: &dyn std::fmt::Debug) {
        if self.told {
            let what: String = format!("{what:?}").chars().take(120).collect();
            eprintln!("{} {who}: {what}", self.now);
        }
    }

    fn schedule(&mut self, at: i64, event: Event) {
        self.order += 1;
        self.events.insert((at.max(self.now), self.order), event);
    }

    fn soon(&mut self, most: i64) -> i64 {
        let most = if self.slow { most * 20 } else { most };
        self.now + self.chance.between(0, most)
    }

    /// The person asks for something; the number of the request.
    pub fn ask(&mut self, pocket: usize, body: Request) -> u32 {
        let (request, outputs) = self.pockets[pocket].ask(self.now, body);
        self.perform(pocket, outputs);
        request
    }

    /// The person asks for something and waits for the answer.
    pub fn try_to(&mut self, pocket: usize, body: Request) -> Result<Answer, Refusal> {
        let request = self.ask(pocket, body);
        let until = self.now + SETTLES;
        while !self.pockets[pocket].answers.contains_key(&request) {
            assert!(self.step(until), "a request was never answered");
        }
        self.pockets[pocket].answers[&request].clone()
    }

    /// The person does something that works.
    pub fn act(&mut self, pocket: usize, body: Request) -> Answer {
        self.try_to(pocket, body).expect("the request is carried out")
    }

    /// Lets time pass.
    pub fn run_for(&mut self, time: i64) {
        let until = self.now + time;
        while self.step(until) {}
        self.now = until;
    }

    /// Lets time pass until no device waits to send something, at most the time in which everything settles.
    pub fn settle(&mut self) {
        self.run_for(SETTLES);
        for (number, pocket) in self.pockets.iter().enumerate() {
            let unsent = pocket.device.unsent();
            assert_eq!(unsent, 0, "device {number} still waits to send; {}; {:?}", self.tally, pocket.device);
        }
    }

    /// The next thing happens, unless it is later than `until`.
    pub fn step(&mut self, until: i64) -> bool {
        let wakes = self.pockets.iter().enumerate().filter_map(|(at, pocket)| Some((pocket.alarm?, at)));
        let wake = wakes.min().map(|(at, pocket)| (at.max(self.now), pocket));
        let event = self.events.first_key_value().map(|(key, _)| key.0);
        match (wake, event) {
            (Some((at, pocket)), event) if at <= until && event.is_none_or(|event| at < event) => {
                self.now = at;
                self.pockets[pocket].woken = at;
                self.give(pocket, Input::Woke);
                true
            }
            (_, Some(at)) if at <= until => {
                let Some((_, event)) = self.events.pop_first() else { return false };
                self.now = at;
                (at, &event).hash(&mut self.trace);
                self.tell("event", &event);
                self.happen(event);
                true
            }
            _ => false,
        }
    }

    fn give(&mut self, pocket: usize, input: Input) {
        self.tell(&format!("to device {pocket}"), &input);
        let outputs = self.pockets[pocket].take(self.now, input);
        self.perform(pocket, outputs);
    }

    /// Does what a device wants done.
    pub fn perform(&mut self, pocket: usize, outputs: Vec<Output>) {
        for output in outputs {
            self.tell(&format!("from device {pocket}"), &output);
            match output {
                Output::Store(number, request) => {
                    if self.pockets[pocket].disk.ask(number, request) {
                        let (at, life) = (self.soon(8), self.pockets[pocket].life);
                        self.schedule(at, Event::Disk { pocket, life });
                    }
                }
                Output::Tell(_, message) => self.pockets[pocket].hear(message),
                Output::Connect => {
                    let (at, link) = (self.soon(60), self.network.open(pocket));
                    self.schedule(at, Event::Opened { link });
                }
                Output::Disconnect => {
                    if let Some(link) = self.network.current(pocket) {
                        self.cut(link);
                    }
                }
                Output::Send(frame) => {
                    if let Some(link) = self.network.current(pocket) {
                        let at = self.soon(40);
                        if let Some(at) = self.network.up(link, frame, at) {
                            self.schedule(at, Event::Up { link });
                        }
                    }
                }
                Output::FetchPage(after) => {
                    let Some(link) = self.network.current(pocket) else { continue };
                    let (at, life) = (self.soon(60), self.pockets[pocket].life);
                    self.schedule(at, Event::Page { pocket, life, link, after });
                }
                Output::Erase(..) => panic!("nobody logs out here"),
                Output::ReadLocal(_) => panic!("nobody joins from a local book here"),
            }
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Disk { pocket, life } => self.disk(pocket, life),
            Event::Opened { link } => self.opened(link),
            Event::Up { link } => self.up(link),
            Event::Down { link } => {
                if let Some((pocket, frame)) = self.network.arrived(link) {
                    frame.len().hash(&mut self.trace);
                    self.give(pocket, Input::Frame(frame));
                }
            }
            Event::News { link } => self.news(link),
            Event::Closed { link } => {
                if let Some(pocket) = self.network.close(link) {
                    self.give(pocket, Input::Closed { signed_out: false });
                }
            }
            Event::Forgotten { link } => self.network.forget(link),
            Event::Cut { link } => {
                if self.network.pocket(link).is_some_and(|pocket| self.network.current(pocket) == Some(link))
                {
                    self.tally.note("cut while catching up");
                    self.cut(link);
                }
            }
            Event::Dies { pocket, life } => {
                if self.pockets[pocket].life == life {
                    self.tally.note("crash while catching up");
                    self.crash(pocket, false);
                }
            }
            Event::Page { pocket, life, link, after } => {
                if self.pockets[pocket].life == life && self.network.current(pocket) == Some(link) {
                    let lost = self.network.is_hole(link);
                    let page = if lost { None } else { self.relay.page(pocket, after.as_deref()) };
                    self.give(pocket, Input::Page(page));
                }
            }
        }
    }

    fn disk(&mut self, pocket: usize, life: u32) {
        if self.pockets[pocket].life != life {
            return;
        }
        let Some((number, reply, more)) = self.pockets[pocket].disk.perform() else { return };
        if reply.is_err() {
            self.tally.note("write refused for want of room");
        }
        if more {
            let at = self.soon(8);
            self.schedule(at, Event::Disk { pocket, life });
        }
        self.give(pocket, Input::Stored(number, reply));
    }

    fn opened(&mut self, link: u64) {
        let Some(pocket) = self.network.pocket(link) else { return };
        let reachable = self.network.online[pocket];
        match self.relay.connect(pocket).filter(|_| reachable) {
            Some(connection) => {
                self.network.connected(link, connection);
                self.give(pocket, Input::Opened);
            }
            None => self.schedule(self.now, Event::Closed { link }),
        }
    }

    /// A frame reaches the relay.
    fn up(&mut self, link: u64) {
        let Some(bytes) = self.network.reached(link) else { return };
        bytes.len().hash(&mut self.trace);
        let frame = frame::decode::<ToRelay>(&bytes, DEVICE_FRAME_BYTES).expect("devices send frames");
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

    /// What follows a hello is worth breaking into: parts of it are stored, others are on their way.
    fn disturb_catching_up(&mut self, link: u64) {
        let Some(pocket) = self.network.pocket(link) else { return };
        let at = self.soon(150);
        if self.chance.one_in(6) {
            self.schedule(at, Event::Cut { link });
        } else if self.chance.one_in(6) {
            self.schedule(at, Event::Dies { pocket, life: self.pockets[pocket].life });
        }
    }

    /// A push that came before, perhaps on another connection, comes again.
    fn replay(&mut self, link: u64) {
        let Some(bytes) = self.network.remembered(link, &mut self.chance) else { return };
        let frame = frame::decode::<ToRelay>(&bytes, DEVICE_FRAME_BYTES).expect("it was a frame before");
        self.tally.note("replayed push");
        self.converse(link, frame);
    }

    fn converse(&mut self, link: u64, frame: ToRelay) {
        let Some(mut connection) = self.network.lend(link) else { return };
        let documents: BTreeMap<[u8; 32], [u8; 16]> = match &frame {
            ToRelay::Push { changes, .. } => changes.iter().map(|change| (change.hash, change.doc)).collect(),
            ToRelay::Hello(_) | ToRelay::Held { .. } | ToRelay::Want { .. } | ToRelay::Ping => {
                BTreeMap::new()
            }
        };
        let step = self.relay.run(self.now, connection.handle(frame, self.now));
        for frame in &step.frames {
            if let ToDevice::Replies { replies, .. } = frame {
                self.replied(replies, &documents);
            }
        }
        self.network.give_back(link, connection);
        self.answer(link, step);
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
                Reply::Refused { .. } if self.refuses => self.tally.note("refused"),
                Reply::Refused { reason, .. } => {
                    panic!("an honest change was refused: {reason}; {}", self.tally)
                }
                Reply::Fork => panic!("an honest change was called a fork"),
            }
        }
    }

    fn news(&mut self, link: u64) {
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

    fn answer(&mut self, link: u64, step: crm_server::socket::Step) {
        for frame in step.frames {
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
        self.pockets[pocket].holds_what_was_saved();
        let outputs = self.pockets[pocket].restart(self.now);
        self.perform(pocket, outputs);
    }

    /// The relay dies where it stands; everybody's connection breaks.
    pub fn kill_relay(&mut self) {
        self.relay.kill();
        self.break_all();
    }

    /// The relay stops, and an older copy is put in the place of its file.
    pub fn put_back(&mut self, copy: &std::path::Path) {
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
}
