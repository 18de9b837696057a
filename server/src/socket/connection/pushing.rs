//! What a device pushes.

use super::{Connection, Phase, Step};
use crate::log::LogError;
use crate::log::cursor::Use;
use crate::policy::Denied;
use crate::policy::{budget, gate};
use crm_sync::frame::{Goodbye, Hash, PUSH_CHANGES, PushedChange, Reply, ToDevice};

impl Connection {
    /// Puts the changes through the gate; one reply each.
    pub(super) async fn push(
        &mut self,
        push: u32,
        changes: Vec<PushedChange>,
        now: i64,
    ) -> Result<Step, LogError> {
        let count = u32::try_from(changes.len()).unwrap_or(u32::MAX);
        if self.seal.is_none() || changes.len() > PUSH_CHANGES {
            return Ok(Step::goodbye(Goodbye::BadFrame));
        }
        let later = |changes: Vec<PushedChange>| {
            let replies = changes.into_iter().map(|change| (change.hash, Reply::Later)).collect();
            Step::frames(vec![ToDevice::Replies { push, replies }])
        };
        if !self.writable || !self.budget.take(count, now) {
            return Ok(later(changes));
        }
        let replies = match self.through_the_gate(changes, now).await {
            Ok(replies) => replies,
            Err(Denied::SignedOut) => return Ok(Step::goodbye(Goodbye::SignedOut)),
            Err(Denied::NotMember | Denied::NotAdministrator) => {
                return Ok(Step::goodbye(Goodbye::NotMember));
            }
        };
        let refused = replies.iter().filter(|(_, reply)| matches!(reply, Reply::Refused { .. })).count();
        self.budget.charge(u32::try_from(refused).unwrap_or(u32::MAX).saturating_mul(budget::REFUSED), now);
        let mut frames = vec![ToDevice::Replies { push, replies }];
        frames.extend(self.pass_own());
        Ok(Step::frames(frames))
    }

    /// Moves the device's place past what it has just pushed itself. A device that pushes without a pause would
    /// otherwise find its own changes gone from memory, and get all of them back from the log.
    fn pass_own(&mut self) -> Option<ToDevice> {
        if !matches!(self.phase, Phase::Live) || self.catch_up.is_some() || self.owes_end {
            return None;
        }
        let pushes = self.channel.since(self.place)?;
        let own = pushes.iter().take_while(|stored| stored.connection == self.pusher.connection).last()?;
        self.place = own.changes.last()?.seq;
        self.head = self.head.max(*self.channel.head().borrow()).max(self.place);
        let cursor = self.seal.as_ref()?.close(Use::Cursor, self.place);
        let (entries, actors) = Default::default();
        Some(ToDevice::Feed { entries, actors, cursor, caught_up: self.place >= self.head })
    }

    /// One reply per change, in their order. What the relay asked for after a restore may be of others, and so may
    /// what it refuses then as of others: a device brings things back over several connections, the later of which
    /// know nothing of what was asked for.
    async fn through_the_gate(
        &mut self,
        changes: Vec<PushedChange>,
        now: i64,
    ) -> Result<Vec<(Hash, Reply)>, Denied> {
        let mut replies: Vec<(Hash, Reply)> =
            changes.iter().map(|change| (change.hash, Reply::Later)).collect();
        let (asked, own): (Vec<_>, Vec<_>) =
            changes.into_iter().enumerate().partition(|(_, change)| self.asked_for.contains(&change.doc));
        let mut parts = vec![(true, asked), (false, own)];
        while let Some((take_over, part)) = parts.pop() {
            if part.is_empty() {
                continue;
            }
            let kept = if self.restored && !take_over { part.clone() } else { Vec::new() };
            let (places, changes): (Vec<usize>, Vec<PushedChange>) = part.into_iter().unzip();
            self.pusher.take_over = take_over;
            for (place, reply) in
                places.into_iter().zip(self.relay.gate.push(&self.pusher, changes, now).await?)
            {
                replies[place] = reply;
            }
            let foreign = |(place, _): &(usize, PushedChange)| gate::is_of_foreign_actor(&replies[*place].1);
            parts.push((true, kept.into_iter().filter(foreign).collect()));
        }
        Ok(replies)
    }
}
