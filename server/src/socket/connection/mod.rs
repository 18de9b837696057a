//! One device's conversation with the relay: frames in, frames out, time passed in. It knows no socket.

mod mending;
mod pushing;
mod seeing;

use super::feed::{self, CatchUp, Rows, Told};
use super::hub::Channel;
use super::look::Look;
use super::presence::Seat;
use super::repair::Held;
use crate::log::LogError;
use crate::log::changes::Stored;
use crate::log::cursor::{Seal, Use};
use crate::log::workspaces::Workspace;
use crate::policy::Caller;
use crate::policy::budget::Budget;
use crate::policy::gate::Pusher;
use crate::relay::Relay;
use crm_sync::frame::{
    DocId, ERASURE, Entry, EntryKind, Goodbye, Hello, Next, OLDEST_PROTOCOL, PROTOCOL, PersonRow, Present,
    STANDING, TERMS, ToDevice, ToRelay, Welcome,
};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use tokio::sync::Notify;

/// Documents read at once for a repair.
const REPAIR_DOCUMENTS: usize = 32;
/// How long after a restore devices may bring back what others wrote, in ms.
const TAKE_OVER: i64 = 90 * 24 * 60 * 60 * 1_000;

/// What the connection answers.
#[derive(Debug, Default)]
pub struct Step {
    /// Frames to send, in order.
    pub frames: Vec<ToDevice>,
    /// Whether there is more news to be had at once, by [`Connection::news`].
    pub more: bool,
    /// Whether the connection ends after the frames.
    pub close: bool,
}

impl Step {
    fn goodbye(reason: Goodbye) -> Self {
        Self { frames: vec![ToDevice::Goodbye(reason)], more: false, close: true }
    }

    fn frames(frames: Vec<ToDevice>) -> Self {
        Self { frames, more: false, close: false }
    }
}

enum Phase {
    /// No hello yet.
    Greeting,
    /// The device fetches pages and says hello again.
    Paging,
    /// The device lists what it holds.
    Listing(Held),
    /// The device gets what it lacks; when that is done, the feed goes on from this place.
    Mending { numbers: VecDeque<i64>, then: i64 },
    /// The device follows the log.
    Live,
}

/// One connection.
pub struct Connection {
    relay: Relay,
    channel: Arc<Channel>,
    pusher: Pusher,
    phase: Phase,
    seal: Option<Seal>,
    rows: Rows,
    budget: Budget,
    told: Told,
    /// The newest place known to exist.
    head: i64,
    /// The place that the device has, or will have when what was sent arrives.
    place: i64,
    /// Whether the device has not been told yet that it has everything.
    owes_end: bool,
    catch_up: Option<CatchUp>,
    /// How many times people may have changed, as far as the device knows of it.
    people_seen: Option<u64>,
    /// What the device was told of them last.
    people_told: Option<Vec<PersonRow>>,
    /// What the person sees; known from the welcome on.
    look: Option<Look>,
    /// How many policies and shares the look and the device know of.
    policy_told: Option<u64>,
    /// What the device was told of the policy last.
    standing_told: Option<Vec<u8>>,
    /// Whether records came into view or left it since, whose shares the device is to know.
    shares_due: bool,
    /// Whether the device understands what leaves its sight.
    sharp: bool,
    /// Whether it understands what is erased for good.
    exact: bool,
    seat: Seat,
    /// Who else looks at the person's document, as the device was told last.
    present_told: Option<(DocId, Vec<Present>)>,
    moves: Budget,
    writable: bool,
    /// Documents that the relay asked for in a repair after a restore.
    asked_for: BTreeSet<DocId>,
    /// Whether the relay was restored so lately that devices may bring back what others wrote.
    restored: bool,
}

impl Connection {
    /// A connection of a device that is logged in.
    pub fn new(relay: &Relay, caller: Caller, device_name: String) -> Self {
        let connection = relay.next_connection();
        let channel = relay.hub.channel(caller.workspace);
        let seat = Seat::new(channel.presence(), connection, caller.person);
        Self {
            relay: relay.clone(),
            channel,
            pusher: Pusher { caller, connection, device_name, take_over: false, program: None },
            phase: Phase::Greeting,
            seal: None,
            rows: Rows { version: 0 },
            budget: Budget::of_pushes(),
            told: Told::default(),
            head: 0,
            place: 0,
            owes_end: false,
            catch_up: None,
            people_seen: None,
            people_told: None,
            look: None,
            policy_told: None,
            standing_told: None,
            shares_due: false,
            sharp: false,
            exact: false,
            seat,
            present_told: None,
            moves: Budget::of_moves(),
            writable: false,
            asked_for: BTreeSet::new(),
            restored: false,
        }
    }

    /// Takes a frame of the device. Afterwards there may be news.
    pub async fn handle(&mut self, frame: ToRelay, now: i64) -> Step {
        let step = match frame {
            ToRelay::Hello(hello) => self.hello(hello, now).await,
            ToRelay::Push { push, changes } => self.push(push, changes, now).await,
            ToRelay::Held { documents, last } => self.held(documents, last).await,
            ToRelay::Want { documents } => self.want(documents, now).await,
            ToRelay::Ping => Ok(Step::frames(vec![ToDevice::Pong])),
            ToRelay::Erased(told) => self.heard_erased(told, now).await,
            ToRelay::Here { document, field } => self.here(document, field, now).await,
            ToRelay::Digests(digests) => self.digests(digests).await,
            ToRelay::Exported(exports) => self.exported(exports, now).await,
        };
        step.unwrap_or_else(|error| failed(&error))
    }

    /// Where the person is. Only what many others would be bothered with is limited: a move too many is forgotten.
    async fn here(
        &mut self,
        document: Option<DocId>,
        field: Option<String>,
        now: i64,
    ) -> Result<Step, LogError> {
        if self.seal.is_none() {
            return Ok(Step::goodbye(Goodbye::BadFrame));
        }
        if !self.moves.take(1, now) {
            return Ok(Step::default());
        }
        // Who looks at a record is told to those who see it. A new one may not have come here yet.
        let alone = match document {
            Some(document) => self.hides(document).await?,
            None => false,
        };
        let taken = self.seat.take(document, field, alone);
        Ok(if taken { Step::default() } else { Step::goodbye(Goodbye::BadFrame) })
    }

    /// Whether it follows the log in another epoch than this one.
    pub fn is_of_another(&self, epoch: Option<[u8; 16]>) -> bool {
        self.seal.as_ref().zip(epoch).is_some_and(|(seal, epoch)| seal.epoch() != epoch)
    }

    /// Is woken when others come to the person's document, leave it or type elsewhere in it.
    pub fn company(&self) -> Arc<Notify> {
        self.seat.wake()
    }

    /// What happened on the relay since the device's place, one portion at a time.
    pub async fn news(&mut self, now: i64) -> Step {
        match self.try_news(now).await {
            Ok(step) => step,
            Err(error) => failed(&error),
        }
    }

    async fn hello(&mut self, hello: Hello, now: i64) -> Result<Step, LogError> {
        let caller = self.pusher.caller;
        if self.relay.log.session(&caller.session, now).await?.is_none() || hello.device != caller.device {
            return Ok(Step::goodbye(Goodbye::SignedOut));
        }
        let Some(mut workspace) = self.relay.log.workspace(caller.workspace).await? else {
            return Ok(Step::goodbye(Goodbye::NotMember));
        };
        if workspace.id != hello.workspace {
            return Ok(Step::goodbye(Goodbye::NotMember));
        }
        if let Some(place) = ahead(&hello, &workspace) {
            // Nobody else can make up such a place: it was given, and the log does not have it any more.
            let Workspace { number, seal, .. } = &workspace;
            self.relay.log.reached(*number, seal.epoch(), place, now).await?;
            let again = self.relay.log.workspace(caller.workspace).await?;
            let Some(again) = again else { return Ok(Step::goodbye(Goodbye::NotMember)) };
            workspace = again;
        }
        self.channel.in_epoch(workspace.seal.epoch());
        let mut look =
            Look::new(&self.relay.log, &self.relay.policies, caller.workspace, caller.person).await?;
        self.sharp = hello.protocol >= STANDING;
        if !self.sharp && !look.now().all() {
            return Ok(Step::goodbye(Goodbye::TooOld));
        }
        self.exact = hello.protocol >= ERASURE;
        if !self.exact && self.relay.log.anything_erased(caller.workspace).await? {
            return Ok(Step::goodbye(Goodbye::TooOld));
        }
        let documents = look.documents(&self.relay.log, workspace.documents).await?;
        self.look = Some(look);
        let seal = workspace.seal;
        let opened = hello.cursor.filter(|_| hello.epoch == Some(seal.epoch()));
        let opened = opened.and_then(|cursor| seal.open(Use::Cursor, cursor));
        let next = match (hello.cursor, opened) {
            (None, _) if documents == 0 => {
                self.follow(workspace.head);
                Next::Feed
            }
            (None, _) => {
                self.phase = Phase::Paging;
                Next::Pages
            }
            (Some(_), Some(place)) if place <= workspace.head => {
                self.follow(place);
                Next::Feed
            }
            (Some(_), Some(_) | None) => {
                self.phase = Phase::Listing(Held::default());
                Next::Repair
            }
        };
        self.head = workspace.head;
        self.restored = workspace.restored.is_some_and(|restored| now - restored < TAKE_OVER);
        self.rows = Rows { version: hello.rows_version };
        self.writable = hello.protocol >= OLDEST_PROTOCOL && hello.schema <= self.relay.schema;
        let epoch = seal.epoch();
        self.seal = Some(seal);
        let welcome = Welcome {
            protocol: hello.protocol.min(PROTOCOL),
            writable: self.writable,
            epoch,
            now,
            next,
            documents,
        };
        let mut frames = vec![ToDevice::Welcome(welcome)];
        if hello.protocol >= TERMS
            && let Some(logged_in) = self.relay.log.session_began(&caller.session).await?
        {
            frames.push(ToDevice::Terms { lease: workspace.lease, logged_in });
        }
        frames.extend(self.people().await?);
        frames.extend(self.standing().await?);
        if hello.cursor.is_none() {
            frames.extend(self.erased_unheard(workspace.head).await?);
        }
        Ok(Step::frames(frames))
    }

    fn follow(&mut self, place: i64) {
        self.phase = Phase::Live;
        self.place = place;
        self.catch_up = None;
        self.owes_end = true;
    }

    async fn try_news(&mut self, now: i64) -> Result<Step, LogError> {
        match &mut self.phase {
            Phase::Greeting | Phase::Paging | Phase::Listing(_) => Ok(Step::default()),
            Phase::Mending { numbers, then } => {
                let then = *then;
                let part: Vec<i64> = numbers.drain(..numbers.len().min(REPAIR_DOCUMENTS)).collect();
                if part.is_empty() {
                    self.follow(then);
                    return Ok(Step { more: true, ..Step::default() });
                }
                // A place that no log has: if the device breaks off here, it repairs again.
                let frames = self.wholes(&part, i64::MAX, now).await?;
                Ok(Step { frames, more: true, close: false })
            }
            Phase::Live => self.live(now).await,
        }
    }

    async fn live(&mut self, now: i64) -> Result<Step, LogError> {
        // A device that has everything hears nothing of what its person does not see.
        let (before, quiet) = (self.place, !self.owes_end);
        let mut step = Step::frames(self.present().await?.into_iter().collect());
        step.frames.extend(self.people().await?);
        step.frames.extend(self.standing().await?);
        self.head = self.head.max(*self.channel.head().borrow());
        let (Some(seal), Some(look)) = (&self.seal, &mut self.look) else { return Ok(step) };
        if !self.sharp && !look.now().all() {
            return Ok(Step::goodbye(Goodbye::TooOld));
        }
        if self.catch_up.is_none() && self.place >= self.head {
            if std::mem::take(&mut self.owes_end) {
                let cursor = seal.close(Use::Cursor, self.place);
                let (entries, actors) = Default::default();
                step.frames.push(ToDevice::Feed { entries, actors, cursor, caught_up: true });
            }
            return Ok(step);
        }
        // A device that comes back gets each document once, from the log; the live tail comes from memory, where it was
        // pushed under the policy by which the person is looked at.
        let mut pushes = None;
        if self.catch_up.is_none() && !self.owes_end && look.place.is_none_or(|place| place <= self.place) {
            // Behind a place of another relay that is known, memory may be wrong about who sees what.
            pushes = self.channel.since(self.place).filter(|pushes| reach(pushes) >= self.head);
            let lies = pushes.iter().flatten().flat_map(|push| &push.changes).map(|change| &*change.scopes);
            let moved = pushes.iter().flatten().flat_map(|push| &push.moves).map(|one| one.after.as_slice());
            if !lies.chain(moved).all(|scopes| look.now().knows(scopes)) {
                look.again(&self.relay.log).await?;
            }
            pushes = pushes.filter(|_| look.place.is_none_or(|place| place <= self.place));
        }
        if let Some(pushes) = pushes {
            let connection = self.pusher.connection;
            let live = feed::live(&pushes, connection, self.place, look, (seal, &mut self.told));
            self.place = live.reached;
            self.shares_due |= live.turns;
            // The memory ends before a policy, and the log goes on.
            step.more = live.more || self.shares_due || self.place < self.head;
            // Whole documents first: the cursor of the frame behind them says that they have come.
            if !live.entering.is_empty() {
                step.frames.extend(self.wholes(&live.entering, before, now).await?);
            }
            step.frames.extend(live.frame);
            return Ok(step);
        }
        let workspace = self.pusher.caller.workspace;
        if !self.exact && self.relay.log.anything_erased(workspace).await? {
            return Ok(Step::goodbye(Goodbye::TooOld));
        }
        let mut catch_up = match self.catch_up.take() {
            Some(catch_up) => catch_up,
            None => {
                look.again(&self.relay.log).await?;
                let way = (self.place, self.head);
                CatchUp::plan(&self.relay.log, workspace, look, way, self.relay.frame_bytes).await?
            }
        };
        let (frame, done) =
            catch_up.next(&self.relay.log, look, seal, self.rows, &mut self.told, self.head).await?;
        // How far the log goes is nobody's business: only the end is said where there is nothing for this person.
        let ends = done.is_some_and(|place| place >= self.head) && !quiet;
        self.shares_due |= turns(&frame);
        if ends || !is_empty(&frame) {
            step.frames.push(frame);
        }
        match done {
            Some(place) => {
                self.place = place;
                self.owes_end &= place < self.head;
                step.more = place < self.head || self.shares_due;
            }
            None => {
                self.place = catch_up.place();
                self.catch_up = Some(catch_up);
                step.more = true;
            }
        }
        Ok(step)
    }
}

/// The place that a device has, where the log does not reach it.
fn ahead(hello: &Hello, workspace: &Workspace) -> Option<i64> {
    let seal = Some(&workspace.seal).filter(|seal| hello.epoch == Some(seal.epoch()))?;
    let place = seal.open(Use::Cursor, hello.cursor?)?;
    (place > workspace.head && place < i64::MAX).then_some(place)
}

/// Up to which place these go.
fn reach(pushes: &[Arc<Stored>]) -> i64 {
    pushes.last().map_or(0, |stored| stored.places.1)
}

/// Whether a frame brings nothing but a place.
fn is_empty(frame: &ToDevice) -> bool {
    matches!(frame, ToDevice::Feed { entries, actors, .. } if entries.is_empty() && actors.is_empty())
}

/// Whether a frame brings records into view whole, or takes them out of it.
fn turns(frame: &ToDevice) -> bool {
    let turn = |entry: &Entry| {
        matches!(entry.what, EntryKind::Leave | EntryKind::Snapshot { .. } | EntryKind::Erase { .. })
    };
    matches!(frame, ToDevice::Feed { entries, .. } if entries.iter().any(turn))
}

fn failed(error: &LogError) -> Step {
    tracing::error!(%error, "a connection could not be served");
    Step::goodbye(Goodbye::Busy)
}
