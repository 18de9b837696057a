//! Devices, networks and a relay under one clock: everything that happens is an event with a time, in one order.

use crate::events::Event;
use crate::network::Network;
use crate::pocket::Pocket;
use crate::relay_host::RelayHost;
use crate::tally::Tally;
use crm_core::commands::Refusal;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, RefusedEdit, Request, View};
use crm_engine::device::{Input, Patience};
use crm_sync::frame::PushedChange;
use crm_tests::chance::Chance;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Everything settles within this time after the last fault, in ms.
pub const SETTLES: i64 = 30_000;

/// Which changes a relay refuses, and why: the key of the reason and the field.
pub type Rule = fn(&PushedChange) -> Option<(&'static str, Option<&'static str>)>;

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
    /// What this world's relay refuses besides: reason and field.
    pub rule: Option<Rule>,
    /// Records of which a change was refused: their edits live on in other changes, or in a list.
    pub refused: BTreeSet<RecordId>,
    /// Records that were erased for good.
    pub erased: BTreeSet<RecordId>,
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
        Self::of(seed, &(0..pockets).collect::<Vec<_>>())
    }

    /// A world with a device for each of these people, who may have several.
    pub fn of(seed: u64, people: &[usize]) -> Self {
        Self::build(seed, people, false)
    }

    /// The same in which records are private to their owners and those above them.
    pub fn private(seed: u64, people: &[usize]) -> Self {
        Self { refuses: true, ..Self::build(seed, people, true) }
    }

    fn build(seed: u64, people: &[usize], private: bool) -> Self {
        let mut chance = Chance::new(seed);
        let now = 1_800_000_000_000;
        let relay = RelayHost::new(people, private, now);
        let pockets = (0..people.len())
            .map(|number| Pocket::new(relay.member(number), Patience::default(), private, chance.fork()))
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
            rule: None,
            refused: BTreeSet::new(),
            erased: BTreeSet::new(),
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

    /// Makes something part of the fingerprint.
    pub fn leave_trace(&mut self, what: impl Hash) {
        what.hash(&mut self.trace);
    }

    /// Tells something to whoever replays a seed.
    pub fn tell(&self, who: &str, what: &dyn std::fmt::Debug) {
        if self.told {
            let what: String = format!("{what:?}").chars().take(120).collect();
            eprintln!("{} {who}: {what}", self.now);
        }
    }

    /// Something will happen.
    pub fn schedule(&mut self, at: i64, event: Event) {
        self.order += 1;
        self.events.insert((at.max(self.now), self.order), event);
    }

    /// A moment before so much time is over, or longer where everything is slow.
    pub fn soon(&mut self, most: i64) -> i64 {
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

    /// So much time is over at once: every machine slept through it.
    pub fn leap(&mut self, time: i64) {
        self.now += time;
    }

    /// Lets time pass until no device waits to send something, at most the time in which everything settles.
    pub fn settle(&mut self) {
        self.run_for(SETTLES);
        for (number, pocket) in self.pockets.iter().enumerate() {
            let unsent = pocket.device.unsent();
            assert_eq!(unsent, 0, "device {number} still waits to send; {}; {:?}", self.tally, pocket.device);
        }
    }

    /// The same where one device is away.
    pub fn settle_but(&mut self, away: usize) {
        self.run_for(SETTLES);
        let others = self.pockets.iter().enumerate().filter(|(number, _)| *number != away);
        assert!(others.map(|(_, pocket)| pocket.device.unsent()).all(|unsent| unsent == 0), "{}", self.tally);
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
                // Late after a leap, never early.
                self.now = self.now.max(at);
                (at, &event).hash(&mut self.trace);
                self.tell("event", &event);
                self.happen(event);
                true
            }
            _ => false,
        }
    }

    /// The edits under "Needs attention" of a person.
    pub fn listed(&self, pocket: usize) -> Vec<RefusedEdit> {
        let shown = self.pockets[pocket].views.values().find_map(|view| {
            let View::Sync(sync) = view else { return None };
            Some(sync.refused.clone())
        });
        shown.expect("the sync page is watched")
    }

    /// A device hears of something.
    pub fn give(&mut self, pocket: usize, input: Input) {
        self.tell(&format!("to device {pocket}"), &input);
        let outputs = self.pockets[pocket].take(self.now, input);
        self.perform(pocket, outputs);
    }
}
