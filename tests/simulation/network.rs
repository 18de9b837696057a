//! Connections between devices and the relay: each keeps its order, they keep none among each other, and each can
//! break, with what is on its way arriving late or never.

use crm_server::socket::Connection;
use crm_tests::chance::Chance;
use std::collections::{BTreeMap, VecDeque};

/// Pushes remembered per device, to be replayed.
const REMEMBERED: usize = 8;

/// One connection.
pub struct Link {
    pocket: usize,
    /// The relay's half, once it is open and until it is forgotten.
    relay: Option<Connection>,
    up: VecDeque<Vec<u8>>,
    down: VecDeque<Vec<u8>>,
    up_at: i64,
    down_at: i64,
    /// Frames vanish.
    hole: bool,
    /// The device's end is closed, or was never told that it is.
    cut: bool,
    /// Of the next frame only a half arrives.
    short: bool,
}

/// All connections.
pub struct Network {
    links: BTreeMap<u64, Link>,
    current: Vec<Option<u64>>,
    pushes: Vec<VecDeque<Vec<u8>>>,
    next: u64,
    /// Which devices have a network.
    pub online: Vec<bool>,
    /// Whether frames may be replayed.
    pub faulty: bool,
}

impl Network {
    /// Networks for so many devices.
    pub fn new(pockets: usize) -> Self {
        Self {
            links: BTreeMap::new(),
            current: vec![None; pockets],
            pushes: vec![VecDeque::new(); pockets],
            next: 1,
            online: vec![true; pockets],
            faulty: false,
        }
    }

    /// A device opens a socket.
    pub fn open(&mut self, pocket: usize) -> u64 {
        let link = self.next;
        self.next += 1;
        let new = Link {
            pocket,
            relay: None,
            up: VecDeque::new(),
            down: VecDeque::new(),
            up_at: 0,
            down_at: 0,
            hole: false,
            cut: false,
            short: false,
        };
        self.links.insert(link, new);
        self.current[pocket] = Some(link);
        link
    }

    /// The device's socket.
    pub fn current(&self, pocket: usize) -> Option<u64> {
        self.current[pocket]
    }

    /// The device that waits for this socket to open.
    pub fn pocket(&self, link: u64) -> Option<usize> {
        let pocket = self.links.get(&link).filter(|link| !link.cut)?.pocket;
        (self.current[pocket] == Some(link)).then_some(pocket)
    }

    /// The socket is open.
    pub fn connected(&mut self, link: u64, connection: Connection) {
        if let Some(link) = self.links.get_mut(&link) {
            link.relay = Some(connection);
        }
    }

    /// Every connection.
    pub fn all(&self) -> Vec<u64> {
        self.links.keys().copied().collect()
    }

    /// Every connection that the relay knows.
    pub fn connections(&self) -> Vec<u64> {
        self.links.iter().filter(|(_, link)| link.relay.is_some()).map(|(id, _)| *id).collect()
    }

    /// Sends a frame up; when it arrives.
    pub fn up(&mut self, link: u64, frame: Vec<u8>, at: i64) -> Option<i64> {
        let link = self.links.get_mut(&link).filter(|link| !link.hole && !link.cut)?;
        link.up.push_back(frame);
        link.up_at = link.up_at.max(at);
        Some(link.up_at)
    }

    /// Sends a frame down; when it arrives.
    pub fn down(&mut self, link: u64, frame: Vec<u8>, at: i64) -> Option<i64> {
        let link = self.links.get_mut(&link).filter(|link| !link.hole && !link.cut)?;
        link.down.push_back(frame);
        link.down_at = link.down_at.max(at);
        Some(link.down_at)
    }

    /// When the last frame on its way down arrives.
    pub fn last_down(&self, link: u64) -> i64 {
        self.links.get(&link).map_or(0, |link| link.down_at)
    }

    /// The frame that reaches the relay now.
    pub fn reached(&mut self, link: u64) -> Option<Vec<u8>> {
        let link = self.links.get_mut(&link).filter(|link| link.relay.is_some() && !link.hole)?;
        link.up.pop_front()
    }

    /// The frame that reaches the device now.
    pub fn arrived(&mut self, link: u64) -> Option<(usize, Vec<u8>)> {
        let found = self.links.get_mut(&link).filter(|link| !link.hole && !link.cut)?;
        let frame = found.down.pop_front()?;
        (self.current[found.pocket] == Some(link)).then_some((found.pocket, frame))
    }

    /// Takes the relay's half out to talk to it.
    pub fn lend(&mut self, link: u64) -> Option<Connection> {
        self.links.get_mut(&link)?.relay.take()
    }

    /// Puts it back.
    pub fn give_back(&mut self, link: u64, connection: Connection) {
        self.connected(link, connection);
    }

    /// Nothing reaches the device any more; what it sent may.
    pub fn cut(&mut self, link: u64) {
        if let Some(link) = self.links.get_mut(&link) {
            link.cut = true;
        }
    }

    /// The device is gone without a word.
    pub fn abandon(&mut self, link: u64) {
        self.cut(link);
        for current in &mut self.current {
            if *current == Some(link) {
                *current = None;
            }
        }
    }

    /// Frames vanish from now on.
    pub fn make_hole(&mut self, link: u64) {
        if let Some(link) = self.links.get_mut(&link) {
            link.hole = true;
        }
    }

    /// Only half of the next frame arrives, whichever way it goes.
    pub fn cut_short(&mut self, link: u64) {
        if let Some(link) = self.links.get_mut(&link) {
            link.short = true;
        }
    }

    /// Whether it is this one; the next is whole.
    pub fn is_short(&mut self, link: u64) -> bool {
        self.links.get_mut(&link).is_some_and(|link| std::mem::take(&mut link.short))
    }

    /// Whether frames vanish.
    pub fn is_hole(&self, link: u64) -> bool {
        self.links.get(&link).is_none_or(|link| link.hole || link.cut)
    }

    /// The device learns that its socket is closed; which one it is, if it was not told before.
    pub fn close(&mut self, link: u64) -> Option<usize> {
        self.cut(link);
        let pocket = self.current.iter().position(|current| *current == Some(link))?;
        self.current[pocket] = None;
        Some(pocket)
    }

    /// The relay's half is gone, with everything on its way.
    pub fn forget(&mut self, link: u64) {
        self.links.remove(&link);
    }

    /// Keeps a push for a replay.
    pub fn remember(&mut self, link: u64, frame: Vec<u8>) {
        let Some(link) = self.links.get(&link) else { return };
        let pushes = &mut self.pushes[link.pocket];
        pushes.push_back(frame);
        if pushes.len() > REMEMBERED {
            pushes.pop_front();
        }
    }

    /// A push of the same device that came before.
    pub fn remembered(&self, link: u64, chance: &mut Chance) -> Option<Vec<u8>> {
        let pushes = &self.pushes[self.links.get(&link)?.pocket];
        pushes.get(chance.below(pushes.len())).cloned()
    }
}
