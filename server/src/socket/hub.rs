//! Who is online: tells the connections of a workspace that something was stored, and ends those of a session.
//!
//! A connection reads the news itself, when it is ready to send. So nothing queues up for a slow device.

use super::presence::Presence;
use super::vigil::Vigil;
use crate::log::Event;
use crate::log::changes::Stored;
use crm_planted::{Bug, planted};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};

/// Bytes of recent changes kept in memory per workspace, so that live news need no database.
const RECENT_BYTES: usize = 8 * 1024 * 1024;

/// The connections of a relay.
#[derive(Clone, Default)]
pub struct Hub {
    channels: Arc<Mutex<HashMap<i64, Arc<Channel>>>>,
    sessions: Arc<Mutex<HashMap<[u8; 32], watch::Sender<bool>>>>,
    restarting: Arc<watch::Sender<bool>>,
    missed: Arc<Notify>,
    vigil: Vigil,
}

/// The news of one workspace.
pub struct Channel {
    recent: Mutex<Recent>,
    /// Place of the newest change that was stored since the relay started; zero before.
    head: watch::Sender<i64>,
    /// Counts changes of people.
    people: watch::Sender<u64>,
    /// Counts policies that came in force, and shares by hand.
    policy: watch::Sender<u64>,
    presence: Arc<Presence>,
    /// The epoch in which its connections follow the log.
    epoch: watch::Sender<Option<[u8; 16]>>,
}

#[derive(Default)]
struct Recent {
    pushes: VecDeque<Arc<Stored>>,
    bytes: usize,
}

impl Hub {
    /// The channel of a workspace.
    pub fn channel(&self, workspace: i64) -> Arc<Channel> {
        let new = || {
            Arc::new(Channel {
                recent: Mutex::default(),
                head: watch::Sender::new(0),
                people: watch::Sender::new(0),
                policy: watch::Sender::new(0),
                presence: Arc::default(),
                epoch: watch::Sender::new(None),
            })
        };
        held(&self.channels).entry(workspace).or_insert_with(new).clone()
    }

    /// Becomes `true` when the session ends.
    pub fn session(&self, session: [u8; 32]) -> watch::Receiver<bool> {
        let mut sessions = held(&self.sessions);
        sessions.retain(|_, ended| ended.receiver_count() > 0);
        sessions.entry(session).or_insert_with(|| watch::Sender::new(false)).subscribe()
    }

    /// Whether a socket of the session is open.
    pub fn connected(&self, session: &[u8; 32]) -> bool {
        held(&self.sessions).get(session).is_some_and(|ended| ended.receiver_count() > 0)
    }

    /// The sessions of which a socket is open.
    pub fn sessions(&self) -> Vec<[u8; 32]> {
        let sessions = held(&self.sessions);
        let open = sessions.iter().filter(|(_, ended)| ended.receiver_count() > 0 && !*ended.borrow());
        open.map(|(session, _)| *session).collect()
    }

    /// Whether the relay was away.
    pub fn vigil(&self) -> Vigil {
        self.vigil.clone()
    }

    /// The relay was away: what it remembers of recent changes may be hidden by now, and everything may be another.
    pub(crate) fn doubt(&self) {
        for channel in held(&self.channels).values() {
            *held(&channel.recent) = Recent::default();
        }
        self.unsettle();
    }

    /// People and policies count as changed.
    fn unsettle(&self) {
        for channel in held(&self.channels).values() {
            channel.people.send_modify(|count| *count += 1);
            channel.policy.send_modify(|count| *count += 1);
        }
    }

    /// Is woken when something may have been missed.
    pub fn missed(&self) -> Arc<Notify> {
        Arc::clone(&self.missed)
    }

    /// Becomes `true` when the relay stops.
    pub fn restarting(&self) -> watch::Receiver<bool> {
        self.restarting.subscribe()
    }

    /// Tells every connection that the relay stops.
    pub fn restart(&self) {
        self.restarting.send_replace(true);
    }

    /// The newest places that are known, where any is, with the epoch that they are of.
    pub(crate) fn places(&self) -> Vec<(i64, [u8; 16], i64)> {
        let channels = held(&self.channels);
        let known = channels.iter().filter_map(|(workspace, channel)| {
            let epoch = (*channel.epoch.borrow())?;
            Some((*workspace, epoch, *channel.head.borrow()))
        });
        known.collect()
    }

    /// Passes on what a commit made true.
    pub fn hear(&self, event: Event) {
        match event {
            Event::Changes(stored) => self.channel(stored.workspace).add(stored),
            Event::People { workspace } => {
                self.channel(workspace).people.send_modify(|count| *count += 1);
            }
            Event::Policy { workspace, seq } => {
                let channel = self.channel(workspace);
                channel.policy.send_modify(|count| *count += 1);
                channel.reach(seq);
            }
            Event::Erased { workspace, seq } => {
                let channel = self.channel(workspace);
                // What was erased may be among it. The log knows what devices are to hear.
                *held(&channel.recent) = Recent::default();
                channel.reach(seq);
            }
            Event::Grown { workspace, head } => {
                // Nobody listens where there is no channel.
                if let Some(channel) = held(&self.channels).get(&workspace) {
                    channel.reach(head);
                }
            }
            Event::WentBack { workspace, epoch } => self.channel(workspace).in_epoch(epoch),
            Event::Missed => {
                self.unsettle();
                self.missed.notify_one();
            }
            Event::SessionsEnded(_) if planted(Bug::EndedSessionGoesOn) => {}
            Event::SessionsEnded(ended) => {
                let sessions = held(&self.sessions);
                for session in &ended {
                    if let Some(session) = sessions.get(session) {
                        session.send_replace(true);
                    }
                }
            }
        }
    }
}

impl Channel {
    fn add(&self, stored: Arc<Stored>) {
        let head = stored.places.1;
        if planted(Bug::LostNotice) && head % 7 == 0 {
            return;
        }
        let size = |stored: &Stored| {
            stored.changes.iter().map(|change| change.bytes.len() + 128).sum::<usize>() + 128
        };
        let mut recent = held(&self.recent);
        recent.bytes += size(&stored);
        recent.pushes.push_back(stored);
        while recent.bytes > RECENT_BYTES {
            let Some(oldest) = recent.pushes.pop_front() else { break };
            recent.bytes -= size(&oldest);
        }
        drop(recent);
        self.reach(head);
    }

    /// The log reaches this place at least. The word of another relay may overtake one's own.
    fn reach(&self, place: i64) {
        self.head.send_if_modified(|head| {
            let newer = place > *head;
            *head = place.max(*head);
            newer
        });
    }

    /// The log is in this epoch. Connections of another one are to say hello anew: places that are known are given again.
    pub fn in_epoch(&self, epoch: [u8; 16]) {
        self.epoch.send_if_modified(|known| {
            let before = known.replace(epoch);
            if before.is_some_and(|before| before != epoch) {
                *held(&self.recent) = Recent::default();
                self.head.send_replace(0);
            }
            before != Some(epoch)
        });
    }

    /// The epoch of the log, as far as it is known.
    pub fn epoch(&self) -> watch::Receiver<Option<[u8; 16]>> {
        self.epoch.subscribe()
    }

    /// Changes with each push.
    pub fn head(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Changes with each change of people.
    pub fn people(&self) -> watch::Receiver<u64> {
        self.people.subscribe()
    }

    /// Changes with each policy and each share by hand.
    pub fn policy(&self) -> watch::Receiver<u64> {
        self.policy.subscribe()
    }

    /// Who looks at what.
    pub fn presence(&self) -> Arc<Presence> {
        Arc::clone(&self.presence)
    }

    /// Every push and share after a place, up to the next place that is neither: a policy, after which the log knows more. `None` when the memory does not reach back that far.
    pub fn since(&self, place: i64) -> Option<Vec<Arc<Stored>>> {
        let recent = held(&self.recent);
        let first = |stored: &Stored| stored.places.0;
        let start = recent.pushes.partition_point(|stored| first(stored) <= place);
        let reaches_back = recent.pushes.get(start).is_some_and(|stored| first(stored) == place + 1);
        let mut next = place + 1;
        let follows = |stored: &&Arc<Stored>| {
            let follows = first(stored) == next;
            next = stored.places.1 + 1;
            follows
        };
        reaches_back.then(|| recent.pushes.range(start..).take_while(follows).cloned().collect())
    }
}

/// Locks; what the lock protects is whole after every statement, so a poisoned lock is as good as any.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
