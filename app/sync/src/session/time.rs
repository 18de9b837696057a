//! When the session acts by itself: the next call, a ping, giving a silent connection up.

use super::{Session, State};
use crate::frame::ToRelay;

/// Silence after which a ping is sent, in ms.
const PING_AFTER: i64 = 25_000;
/// Silence after which the connection is given up, in ms.
const GIVE_UP_AFTER: i64 = 60_000;
/// How long connecting may take, in ms.
const CONNECT_WITHIN: i64 = 15_000;
impl Session {
    /// Time passed.
    pub fn woke(&mut self, now: i64) {
        self.tick(now);
        match self.state {
            State::Stopped => {}
            State::Waiting { until } if now >= until => self.call(now),
            State::Waiting { .. } => {}
            State::Connecting { since } if now - since >= CONNECT_WITHIN => self.drop_connection(),
            State::Connecting { .. } => {}
            State::Greeting | State::Paging | State::Repairing | State::Live => {
                if now - self.heard >= GIVE_UP_AFTER {
                    self.drop_connection();
                } else if now - self.heard >= PING_AFTER && !self.pinged {
                    self.pinged = true;
                    self.send(&ToRelay::Ping);
                }
                if self.retry_at.is_some_and(|at| now >= at) {
                    self.retry_at = None;
                    self.offer();
                }
            }
        }
    }

    /// Whether the relay serves this device and was heard so lately that the connection is not given up.
    pub const fn in_touch(&self, now: i64) -> bool {
        match self.state {
            State::Paging | State::Repairing | State::Live => now - self.heard < GIVE_UP_AFTER,
            State::Stopped | State::Waiting { .. } | State::Connecting { .. } | State::Greeting => false,
        }
    }

    /// Tells the time, with everything else that happens on the device. A clock that is set back must not make
    /// anybody wait: the times to come are set back with it, and a wait for the next call is over, because nobody knows
    /// how much of it has passed.
    pub fn tick(&mut self, now: i64) {
        let back = self.clock - now;
        self.clock = now;
        if back <= 0 {
            return;
        }
        self.heard -= back;
        self.retry_at = self.retry_at.map(|at| at - back);
        match &mut self.state {
            State::Waiting { until } => *until = now,
            State::Connecting { since } => *since -= back,
            State::Stopped | State::Greeting | State::Paging | State::Repairing | State::Live => {}
        }
    }

    /// When [`Session::woke`] should next be called.
    pub fn wake_at(&self) -> Option<i64> {
        match self.state {
            State::Stopped => None,
            State::Waiting { until } => Some(until),
            State::Connecting { since } => Some(since + CONNECT_WITHIN),
            State::Greeting | State::Paging | State::Repairing | State::Live => {
                let at = self.heard + if self.pinged { GIVE_UP_AFTER } else { PING_AFTER };
                Some(self.retry_at.map_or(at, |retry| retry.min(at)))
            }
        }
    }
}
