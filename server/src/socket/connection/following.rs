//! A device that follows the log: from memory while it keeps up, from the log when it comes back.

use super::{Connection, Step};
use crate::log::LogError;
use crate::log::changes::Stored;
use crate::log::cursor::Use;
use crate::socket::feed::CatchUp;
use crate::socket::live::live;
use crm_sync::frame::{Entry, EntryKind, Goodbye, ToDevice};
use std::sync::Arc;

impl Connection {
    /// What happened since the device's place, one portion of it.
    pub(super) async fn live(&mut self, now: i64) -> Result<Step, LogError> {
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
            let own = (self.pusher.connection, &self.left);
            let live = live(&pushes, own, self.place, look, (seal, &mut self.told));
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
                CatchUp::plan(&self.relay, workspace, look, way).await?
            }
        };
        let (mut frame, mut done) =
            catch_up.next(&self.relay.log, look, seal, self.rows, &mut self.told, self.head).await?;
        let mut further = None;
        if let Some(place) = done.filter(|place| *place < self.head) {
            // What came meanwhile may be nothing for this person, who then hears of the end as if it had not come.
            look.again(&self.relay.log).await?;
            let way = (place, self.head);
            let next = CatchUp::plan(&self.relay, workspace, look, way).await?;
            done = Some(next.place());
            if next.is_empty() {
                next.ends(&mut frame, seal, self.head);
            } else {
                further = Some(next);
            }
        }
        // How far the log goes is nobody's business: only the end is said where there is nothing for this person.
        let ends = done.is_some_and(|place| place >= self.head) && !quiet;
        self.shares_due |= turns(&frame);
        if ends || !is_empty(&frame) {
            step.frames.push(frame);
        }
        match done {
            Some(place) => {
                self.place = place;
                self.catch_up = further;
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
