//! A device in somebody's pocket: the real book on a simulated disk, and what its person was told.

use crate::disk::Disk;
use crate::relay_host::{Member, WORKSPACE};
use crm_core::commands::Refusal;
use crm_core::document;
use crm_core::ids::{DeviceId, PersonId, RecordId, WorkspaceId};
use crm_core::messages::{Answer, FromEngine, Request, ToEngine, View, Watch};
use crm_core::views::query::Query;
use crm_engine::device::{Device, Input, Output, Owner, Patience};
use crm_tests::chance::Chance;
use std::collections::{BTreeMap, BTreeSet};

/// Watches that every person has open.
const SYNC: u32 = 1;
const LIST: u32 = 2;

/// The device.
pub struct Pocket {
    /// The book.
    pub device: Device,
    /// Its disk.
    pub disk: Disk,
    /// Its clock minus the world's.
    pub skew: i64,
    /// Counts its starts.
    pub life: u32,
    /// When it was woken last.
    pub woken: i64,
    /// When it wants to be woken, by the world's clock.
    pub alarm: Option<i64>,
    /// Answers by the number of the request.
    pub answers: BTreeMap<u32, Result<Answer, Refusal>>,
    /// What each watch showed last.
    pub views: BTreeMap<u32, View>,
    /// Whether records may leave it.
    pub private: bool,
    /// Heads of records at the moments when their edits were answered as saved.
    pub saved: BTreeMap<RecordId, BTreeSet<[u8; 32]>>,
    edits: BTreeSet<u32>,
    next_request: u32,
    owner: Owner,
    patience: Patience,
    chance: Chance,
}

fn book(owner: &Owner, patience: Patience, chance: &mut Chance) -> Device {
    let mut chance = chance.fork();
    Device::new(owner.clone(), patience, Box::new(move |bytes| chance.fill(bytes)))
}

impl Pocket {
    /// A device that has not started.
    pub fn new(member: Member, patience: Patience, private: bool, mut chance: Chance) -> Self {
        let owner = Owner {
            workspace: Some(WorkspaceId(WORKSPACE)),
            person: Some(PersonId(member.person)),
            device: Some(DeviceId(member.device)),
        };
        Self {
            device: book(&owner, patience, &mut chance),
            disk: Disk::default(),
            skew: 0,
            life: 0,
            woken: i64::MIN,
            alarm: None,
            answers: BTreeMap::new(),
            views: BTreeMap::new(),
            private,
            saved: BTreeMap::new(),
            edits: BTreeSet::new(),
            next_request: 1,
            owner,
            patience,
            chance,
        }
    }

    /// The same profile on another machine from its next start on.
    pub fn become_copy(&mut self, of: &Self) {
        self.disk = of.disk.clone();
        self.owner = of.owner.clone();
        self.saved.clone_from(&of.saved);
    }

    /// A new run of the engine on the same disk. Whoever waited for an answer waits for ever.
    pub fn restart(&mut self, now: i64) -> Vec<Output> {
        self.device = book(&self.owner, self.patience, &mut self.chance);
        self.life += 1;
        self.edits.clear();
        self.views.clear();
        let mut outputs = self.device.start(now + self.skew);
        for (watch, what) in [(SYNC, Watch::Sync), (LIST, list())] {
            outputs.extend(self.ask(now, Request::Watch { watch, what }).1);
        }
        outputs.extend(self.ask(now, Request::Painted).1);
        outputs
    }

    /// The person asks; the number of the request and what the book wants done.
    pub fn ask(&mut self, now: i64, body: Request) -> (u32, Vec<Output>) {
        let request = self.next_request;
        self.next_request += 1;
        if !matches!(body, Request::Watch { .. } | Request::Unwatch { .. } | Request::Search { .. }) {
            self.edits.insert(request);
        }
        (request, self.take(now, Input::Message(0, Box::new(ToEngine { request, body }))))
    }

    /// The book takes something in.
    pub fn take(&mut self, now: i64, input: Input) -> Vec<Output> {
        let outputs = self.device.handle(now + self.skew, input);
        // A timer runs for a time; setting the clock does not move it.
        self.alarm = self.device.wake_at().map(|at| (at - self.skew).max(self.woken + 1));
        outputs
    }

    /// The person reads what the book says. An edit that is answered must lie on the disk by now.
    pub fn hear(&mut self, message: FromEngine) {
        match message {
            FromEngine::Ready { .. } | FromEngine::Works { .. } | FromEngine::Erased => {}
            FromEngine::View { watch, view } => {
                self.views.insert(watch, view);
            }
            FromEngine::Answer { request, answer } => {
                let edit = self.edits.remove(&request) && !self.private;
                if let (true, Ok(Answer::Records(links))) = (edit, &answer) {
                    for link in links.iter().take(8) {
                        let doc = self.disk.document(link.record).expect("a saved record lies on the disk");
                        self.saved.entry(link.record).or_default().extend(document::heads(&doc));
                    }
                }
                self.answers.insert(request, answer);
            }
        }
    }

    /// Everything that was answered as saved still lies on the disk, but for records that are rebuilt after a refusal.
    pub fn holds_what_was_saved(&mut self, refused: &BTreeSet<RecordId>) {
        for (record, heads) in self.saved.iter().filter(|(record, _)| !refused.contains(record)) {
            let doc = self.disk.document(*record).expect("a saved record lies on the disk");
            let there: BTreeSet<_> = document::history::hashes(&doc).into_iter().collect();
            assert!(heads.is_subset(&there), "a saved edit of {record} is gone from its device");
        }
    }
}

fn list() -> Watch {
    Watch::List { query: Query::all("contact"), offset: 0, limit: 50 }
}
