//! One device's conversation with the relay: frames in, frames out, time passed in. It knows no socket.

mod following;
mod greeting;
mod mending;
mod pushing;
mod seeing;

use super::feed::{CatchUp, Rows, Told};
use super::hub::Channel;
use super::look::Look;
use super::presence::Seat;
use super::repair::Held;
use crate::log::LogError;
use crate::log::cursor::Seal;
use crate::policy::Caller;
use crate::policy::budget::Budget;
use crate::policy::gate::Pusher;
use crate::relay::Relay;
use crm_sync::frame::{DocId, EntryKind, Goodbye, PersonRow, Present, ToDevice, ToRelay};
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
    exports: Budget,
    writable: bool,
    /// Documents that the relay asked for in a repair after a restore.
    asked_for: BTreeSet<DocId>,
    /// Those among them of which the device may hold what they were before they were made anew.
    doubtful: BTreeSet<DocId>,
    /// Documents of which the device holds that: they leave it when they come whole.
    older: BTreeSet<DocId>,
    /// Documents that left the device while it was connected. What it pushes of them may be gone there by the time it is
    /// stored here, so that it is told like what others push.
    left: BTreeSet<DocId>,
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
            exports: Budget::of_exports(),
            writable: false,
            asked_for: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            older: BTreeSet::new(),
            left: BTreeSet::new(),
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
            ToRelay::Digests { salt, buckets } => self.digests(&salt, &buckets).await,
            ToRelay::Exported(exports) => self.exported(exports, now).await,
        };
        self.noted(step)
    }

    /// What is sent, and what of it is remembered.
    fn noted(&mut self, step: Result<Step, LogError>) -> Step {
        let step = step.unwrap_or_else(|error| {
            tracing::error!(%error, "a connection could not be served");
            Step::goodbye(Goodbye::Busy)
        });
        for frame in &step.frames {
            if let ToDevice::Feed { entries, .. } = frame {
                let leave = entries.iter().filter(|entry| entry.what == EntryKind::Leave);
                self.left.extend(leave.map(|entry| entry.doc));
            }
        }
        step
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
        let step = self.try_news(now).await;
        self.noted(step)
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
}
