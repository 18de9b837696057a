//! Changes on their way to the relay: how many at once, and when the next may go.

use super::{Session, State};
use crate::effect::Effect;
use crate::frame::{DEVICE_FRAME_BYTES, PUSH_CHANGES, PushedChange, ToRelay};

/// Pushes sent before the first is answered.
const PUSHES_IN_FLIGHT: usize = 8;
/// Bytes of changes in one push; the rest of the frame is envelope.
pub const PUSH_BYTES: usize = DEVICE_FRAME_BYTES - 32 * 1024;
impl Session {
    /// There are changes to send.
    pub fn waiting(&mut self) {
        self.offer();
    }

    /// What the last offer needed is read now. The connection may be another one by now, or none.
    pub fn prepared(&mut self) {
        self.offered = false;
        self.offer();
    }

    /// The next changes: at most [`PUSH_CHANGES`] and [`PUSH_BYTES`]. Empty when nothing waits.
    pub fn push(&mut self, changes: Vec<PushedChange>) {
        self.offered = false;
        if changes.is_empty() {
            return;
        }
        debug_assert!(changes.len() <= PUSH_CHANGES, "the engine packs pushes by this cap");
        let push = self.next_push;
        self.next_push = push.wrapping_add(1);
        self.in_flight.insert(push, changes.len());
        self.send(&ToRelay::Push { push, changes });
        self.offer();
    }

    /// Asks for the next changes, where some may go now.
    pub(super) fn offer(&mut self) {
        let open = matches!(self.state, State::Paging | State::Repairing | State::Live);
        let room = self.in_flight.len() < PUSHES_IN_FLIGHT;
        let may = self.writable && !self.comparing && self.retry_at.is_none();
        if open && room && may && !self.offered {
            self.offered = true;
            self.effects.push(Effect::Offer);
        }
    }
}
