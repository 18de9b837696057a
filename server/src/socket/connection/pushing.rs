//! What a device pushes.

use super::{Connection, Phase, Step};
use crate::log::LogError;
use crate::log::changes::Stored;
use crate::log::cursor::Use;
use crate::policy::Denied;
use crate::policy::{budget, gate};
use crate::socket::look::Look;
use crm_sync::frame::{DocId, Goodbye, Hash, PUSH_CHANGES, PushedChange, Reply, ToDevice};
use std::collections::BTreeMap;

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
        let docs: BTreeMap<Hash, DocId> = changes.iter().map(|change| (change.hash, change.doc)).collect();
        let replies = match self.through_the_gate(changes, now).await {
            Ok(replies) => replies,
            Err(Denied::SignedOut) => return Ok(Step::goodbye(Goodbye::SignedOut)),
            Err(Denied::NotMember | Denied::NotAdministrator | Denied::NotInScope) => {
                return Ok(Step::goodbye(Goodbye::NotMember));
            }
        };
        let refused = replies.iter().filter(|(_, reply)| matches!(reply, Reply::Refused { .. })).count();
        self.budget.charge(u32::try_from(refused).unwrap_or(u32::MAX).saturating_mul(budget::REFUSED), now);
        let taken = |(hash, reply): &(Hash, Reply)| {
            matches!(reply, Reply::Acked | Reply::Duplicate).then(|| docs.get(hash).copied()).flatten()
        };
        let taken: Vec<DocId> = replies.iter().filter_map(taken).collect();
        let mut frames = vec![ToDevice::Replies { push, replies }];
        frames.extend(self.pass_own());
        frames.extend(self.made_for_others(&taken).await?);
        frames.extend(self.made_anew(&docs, now).await?);
        Ok(Step::frames(frames))
    }

    /// What a device pushed that its person does not see, before it follows the log, where it would hear that.
    async fn made_for_others(&mut self, taken: &[DocId]) -> Result<Option<ToDevice>, LogError> {
        let (Some(look), false) = (&mut self.look, matches!(self.phase, Phase::Live)) else {
            return Ok(None);
        };
        if taken.is_empty() {
            return Ok(None);
        }
        let hidden = look.hidden(&self.relay.log, taken).await?;
        Ok(self.leave(&hidden))
    }

    /// Moves the device's place past what it has just pushed itself. A device that pushes without a pause would
    /// otherwise find its own changes gone from memory, and get all of them back from the log. A push after which the
    /// person sees more or less is news, also to its own device.
    fn pass_own(&mut self) -> Option<ToDevice> {
        if !matches!(self.phase, Phase::Live) || self.catch_up.is_some() || self.owes_end {
            return None;
        }
        let pushes = self.channel.since(self.place)?;
        let (connection, look, left) = (self.pusher.connection, self.look.as_ref()?, &self.left);
        let quiet = |stored: &&std::sync::Arc<Stored>| {
            let left = stored.changes.iter().any(|change| left.contains(&change.doc));
            stored.connection == connection && !left && !tells(stored, look)
        };
        let own = pushes.iter().take_while(quiet).last()?;
        self.place = own.places.1;
        self.head = self.head.max(*self.channel.head().borrow()).max(self.place);
        let cursor = self.seal.as_ref()?.close(Use::Cursor, self.place);
        let (entries, actors) = Default::default();
        // What others stored meanwhile follows, if this person sees it; nothing says that there is something.
        Some(ToDevice::Feed { entries, actors, cursor, caught_up: true })
    }

    /// Divides changes into those of documents that the person does not see, which are refused before anything is made
    /// of them: an answer that depends on what they hold would tell of it.
    async fn out_of_sight(
        &mut self,
        changes: Vec<(usize, PushedChange)>,
        replies: &mut [(Hash, Reply)],
    ) -> Result<Vec<(usize, PushedChange)>, LogError> {
        let told = self.policy_told == Some(*self.channel.policy().borrow());
        let Some(look) = &mut self.look else { return Ok(changes) };
        let mut docs: Vec<DocId> = changes.iter().map(|(_, change)| change.doc).collect();
        if told && look.now().all() && look.now().shows_every_object() {
            // Nothing is hidden but others' desks, so nothing has to be looked up.
            let desks = changes.iter().filter(|(_, change)| gate::is_desk(change));
            docs = desks.map(|(_, change)| change.doc).collect();
        }
        docs.sort_unstable();
        docs.dedup();
        if docs.is_empty() {
            return Ok(changes);
        }
        let hidden = look.hidden(&self.relay.log, &docs).await?;
        let (hidden, rest): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|(_, change)| hidden.contains(&change.doc));
        for (place, change) in hidden {
            replies[place].1 = gate::out_of_sight(&change);
        }
        Ok(rest)
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
        let own = match self.out_of_sight(own, &mut replies).await {
            Ok(own) => own,
            Err(error) => {
                tracing::error!(%error, "a push could not be looked at");
                return Ok(replies);
            }
        };
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

/// Whether the person sees more or less after a push.
fn tells(stored: &Stored, look: &Look) -> bool {
    let sees = |change: &crate::log::changes::StoredChange| {
        look.now().knows(&change.scopes) && look.now().sees(&change.doc, &change.kind, &change.scopes)
    };
    !stored.moves.is_empty() || !stored.changes.iter().all(sees)
}
