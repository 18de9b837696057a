//! Repair, and whole documents that a device asks for.

use super::super::repair::{Held, digests_of};
use super::super::wholes;
use super::{Connection, Phase, Step};
use crate::log::LogError;
use crate::log::cursor::Use;
use crate::log::renewal::had;
use crate::policy::erasing;
use crm_planted::{Bug, planted};
use crm_sync::digest::differing;
use crm_sync::frame::{DocId, Entry, EntryKind, Goodbye, Hash, Proof, ToDevice};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Documents that one want may name.
const WANT: usize = 64;
/// Documents named in one lacking frame.
const LACKING: usize = 4_000;
impl Connection {
    /// The device says of each bucket what it holds; it hears which of them are not the same here.
    pub(super) async fn digests(
        &mut self,
        salt: &[u8; 16],
        theirs: &[(u16, [u8; 8])],
    ) -> Result<Step, LogError> {
        let (Phase::Listing(held), Some(look)) = (&mut self.phase, &mut self.look) else {
            return Ok(Step::goodbye(Goodbye::BadFrame));
        };
        if held.place().is_some() {
            return Ok(Step::goodbye(Goodbye::BadFrame));
        }
        let workspace = self.pusher.caller.workspace;
        // The head first: what is stored while the comparison runs comes with the feed afterwards.
        let Some(now_at) = self.relay.log.workspace(workspace).await? else {
            return Ok(Step::goodbye(Goodbye::NotMember));
        };
        let ours = digests_of(&self.relay.log, workspace, look, salt).await?;
        let differing = differing(&ours, theirs);
        self.phase = if differing.is_empty() || planted(Bug::DigestsEqual) {
            Phase::Mending { numbers: VecDeque::new(), then: now_at.head }
        } else {
            Phase::Listing(Held::of(&differing, now_at.head))
        };
        Ok(Step::frames(vec![ToDevice::Differ(differing)]))
    }

    /// The device says what it holds; after the last part it hears what the relay lacks.
    pub(super) async fn held(
        &mut self,
        documents: Vec<(DocId, Vec<[u8; 32]>)>,
        last: bool,
    ) -> Result<Step, LogError> {
        let Phase::Listing(held) = &mut self.phase else { return Ok(Step::goodbye(Goodbye::BadFrame)) };
        if !held.add(documents) {
            return Ok(Step::goodbye(Goodbye::Busy));
        }
        if !last {
            return Ok(Step::default());
        }
        let held = std::mem::take(held);
        let compared_at = held.place().filter(|_| !planted(Bug::RepairOverMeanwhile));
        let workspace = self.pusher.caller.workspace;
        // The head first: what is stored while the comparison runs comes with the feed afterwards.
        let Some(now_at) = self.relay.log.workspace(workspace).await? else {
            return Ok(Step::goodbye(Goodbye::NotMember));
        };
        let Some(look) = &mut self.look else { return Ok(Step::goodbye(Goodbye::BadFrame)) };
        let differences = held.compare(&self.relay.log, workspace, look, self.restored).await?;
        if self.restored {
            self.asked_for = differences.lacking.iter().map(|(doc, _)| *doc).collect();
            self.doubtful = differences.doubtful;
        }
        self.older = differences.older;
        self.phase =
            Phase::Mending { numbers: differences.send.into(), then: compared_at.unwrap_or(now_at.head) };
        let lacking = differences.lacking.chunks(LACKING);
        let mut frames: Vec<ToDevice> = lacking.map(|part| ToDevice::Lacking(part.to_vec())).collect();
        frames.extend(self.leave(&differences.leave));
        frames.extend(differences.erased.chunks(LACKING).filter_map(|part| self.erase(part)));
        Ok(Step::frames(frames))
    }

    /// The device says what it heard to be erased, before it says what it holds.
    pub(super) async fn heard_erased(
        &mut self,
        told: Vec<(DocId, u32, Proof)>,
        now: i64,
    ) -> Result<Step, LogError> {
        let (Phase::Listing(_), Some(seal)) = (&self.phase, &self.seal) else {
            return Ok(Step::goodbye(Goodbye::BadFrame));
        };
        let workspace = self.pusher.caller.workspace;
        erasing::hear(&self.relay.log, workspace, &self.relay.policies, (seal, told), now).await?;
        Ok(Step::default())
    }

    /// What is erased of what the person wrote. A device that has no place of the log yet may hold what was made on it,
    /// and no feed tells it.
    pub(super) async fn erased_unheard(&self, head: i64) -> Result<Vec<ToDevice>, LogError> {
        let caller = self.pusher.caller;
        let erased = self.relay.log.erased_between(caller.workspace, 0, head).await?;
        let own = erased.iter().filter(|one| one.writers.contains(&caller.person));
        let own: Vec<(DocId, u32)> = own.map(|one| (one.doc, one.generation)).collect();
        Ok(own.chunks(LACKING).filter_map(|part| self.erase(part)).collect())
    }

    /// What is erased and still lies on the device. The place is none of any log, as of what leaves.
    fn erase(&self, erased: &[(DocId, u32)]) -> Option<ToDevice> {
        let seal = self.seal.as_ref().filter(|_| !erased.is_empty())?;
        let entry = |(doc, generation): &(DocId, u32)| {
            let (generation, proof) = (*generation, seal.erasure(doc, *generation));
            let what = EntryKind::Erase { generation, proof };
            Entry { doc: *doc, kind: String::new(), received: 0, what }
        };
        let cursor = seal.close(Use::Cursor, i64::MAX);
        let entries = erased.iter().map(entry).collect();
        Some(ToDevice::Feed { entries, actors: Vec::new(), cursor, caught_up: false })
    }

    /// What the person does not see any more. The place is none of any log: a device that breaks off repairs again.
    pub(super) fn leave(&self, leave: &BTreeSet<DocId>) -> Option<ToDevice> {
        let seal = self.seal.as_ref().filter(|_| !leave.is_empty())?;
        // Not even of which object they are: a device may say that it holds what it only knows by its id.
        let entry =
            |doc: &DocId| Entry { doc: *doc, kind: String::new(), received: 0, what: EntryKind::Leave };
        let cursor = seal.close(Use::Cursor, i64::MAX);
        let entries = leave.iter().map(entry).collect();
        Some(ToDevice::Feed { entries, actors: Vec::new(), cursor, caught_up: false })
    }

    /// The device asks for whole documents.
    pub(super) async fn want(&mut self, documents: Vec<DocId>, now: i64) -> Result<Step, LogError> {
        if documents.len() > WANT
            || !self.budget.take(u32::try_from(documents.len()).unwrap_or(u32::MAX), now)
        {
            return Ok(Step::goodbye(Goodbye::Busy));
        }
        let named = self.relay.log.named(self.pusher.caller.workspace, &documents).await?;
        let numbers: Vec<i64> = named.into_iter().map(|(number, ..)| number).collect();
        Ok(Step::frames(self.wholes(&numbers, self.place_beside(), now).await?))
    }

    /// The place that a frame beside the feed leaves the device at.
    const fn place_beside(&self) -> i64 {
        match self.phase {
            Phase::Live => self.place,
            Phase::Greeting | Phase::Paging | Phase::Listing(_) | Phase::Mending { .. } => i64::MAX,
        }
    }

    /// What the device pushed shows of which documents it holds what they were before they were made anew: they leave it,
    /// and come whole.
    pub(super) async fn made_anew(
        &mut self,
        pushed: &BTreeMap<Hash, DocId>,
        now: i64,
    ) -> Result<Vec<ToDevice>, LogError> {
        let doubtful: Vec<DocId> =
            self.doubtful.intersection(&pushed.values().copied().collect()).copied().collect();
        if doubtful.is_empty() {
            return Ok(Vec::new());
        }
        let mut numbers = Vec::new();
        for document in self.relay.log.documents(self.pusher.caller.workspace, &doubtful).await? {
            let Ok(doc) = DocId::try_from(document.doc.as_slice()) else { continue };
            let shows = |(hash, of): (&Hash, &DocId)| *of == doc && had(&document.former, hash);
            if pushed.iter().any(shows) {
                self.doubtful.remove(&doc);
                self.older.insert(doc);
                numbers.push(document.number);
            }
        }
        self.wholes(&numbers, self.place_beside(), now).await
    }

    /// Whole documents that the person sees, in frames that leave the device at `place`.
    pub(super) async fn wholes(
        &mut self,
        numbers: &[i64],
        place: i64,
        now: i64,
    ) -> Result<Vec<ToDevice>, LogError> {
        let (Some(seal), Some(look)) = (&self.seal, &mut self.look) else {
            return Ok(vec![ToDevice::Goodbye(Goodbye::BadFrame)]);
        };
        let workspace = self.pusher.caller.workspace;
        let found = look.wholes(&self.relay.log, numbers).await?;
        let (mut entries, actors) = wholes::wholes(&self.relay, workspace, found, self.rows, now).await?;
        if !self.older.is_empty() {
            let older = &mut self.older;
            let before = |entry: Entry| {
                let (doc, kind) = (entry.doc, entry.kind.clone());
                let leave = Entry { doc, kind, received: 0, what: EntryKind::Leave };
                older.remove(&doc).then_some(leave).into_iter().chain([entry])
            };
            entries = entries.into_iter().flat_map(before).collect();
        }
        let mut actors = self.told.news(actors);
        let cursor = seal.close(Use::Cursor, place);
        let frame = |entries| ToDevice::Feed {
            entries,
            actors: std::mem::take(&mut actors),
            cursor,
            caught_up: false,
        };
        Ok(wholes::in_frames(entries).into_iter().map(frame).collect())
    }
}
