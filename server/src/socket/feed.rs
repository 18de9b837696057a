//! Builds the feed frames of one device: what it missed, each document once, in frames of bearable size.

use super::look::Look;
use super::window::{self, Due, What};
use crate::log::cursor::{Seal, Use};
use crate::log::documents::Whole;
use crate::log::{Log, LogError};
use crate::policy::pool::Pool;
use crate::policy::raw;
use crate::relay::Relay;
use crm_planted::{Bug, planted};
use crm_sync::frame::{Actor, ActorRow, Entry, EntryKind, RELAY_FRAME_BYTES, ToDevice};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Bytes of a whole document and its row that fit into a frame. A larger one travels as its changes, of which each
/// fits, in as many frames as it takes.
pub(super) const WHOLE_BYTES: i64 = RELAY_FRAME_BYTES as i64 - 64 * 1024;
/// Changes read at once of a document that fills frames by itself.
const PART: i64 = 16;
/// Documents in one frame.
const FRAME_DOCUMENTS: usize = 500;
/// More raw changes than this are sent as the whole document, if that is smaller.
const RAW_CHANGES: i64 = 3;
/// Bytes of a frame that a document which leaves is reckoned with, whatever became of it.
const LEAVE_BYTES: i64 = 64;
/// Places of the log looked at in one go by somebody who sees everything.
const WINDOW: i64 = 20_000;

/// Actors that a connection has told its device about.
#[derive(Default)]
pub struct Told(BTreeSet<Actor>);

impl Told {
    /// Those that are new to the device; it counts as told from now on.
    pub fn news(&mut self, rows: Vec<ActorRow>) -> Vec<ActorRow> {
        rows.into_iter().filter(|row| self.0.insert(row.actor)).map(undated).collect()
    }
}

/// Without when it was seen first, which may have been in a document that is hidden.
pub(super) fn undated(row: ActorRow) -> ActorRow {
    ActorRow { since: 0, ..row }
}

/// Which rows a device can use.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// The version that it reads.
    pub version: u32,
}

/// A catch-up that is under way.
pub struct CatchUp {
    pool: Pool,
    workspace: i64,
    /// The place of the policy by which it was planned.
    pub(super) policy: Option<i64>,
    after: i64,
    until: i64,
    documents: VecDeque<Due>,
    frame_bytes: i64,
    /// Place of the last change that was sent of the first document, if it needs several frames.
    partly: Option<i64>,
}

impl CatchUp {
    /// Plans the way of a person from a place to the head, or a part of it.
    pub async fn plan(
        relay: &Relay,
        workspace: i64,
        look: &Look,
        (after, head): (i64, i64),
    ) -> Result<Self, LogError> {
        // Where something is hidden, how a way is divided would tell how much of it there is.
        let until = if look.now().all() { head.min(after.saturating_add(WINDOW)) } else { head };
        let documents = window::due(&relay.log, workspace, look, (after, until)).await?;
        let (pool, frame_bytes) = (relay.pool.clone(), relay.frame_bytes);
        Ok(Self { pool, workspace, policy: look.place, after, until, documents, frame_bytes, partly: None })
    }

    /// Whether there is nothing on it for this person.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Has a frame that went before reach the end of a way on which there is nothing.
    pub fn ends(&self, frame: &mut ToDevice, seal: &Seal, head: i64) {
        if let ToDevice::Feed { cursor, caught_up, .. } = frame {
            (*cursor, *caught_up) = (seal.close(Use::Cursor, self.until), self.until >= head);
        }
    }

    /// The next frame and the place that it reaches. The place in between is one from which a new start misses
    /// nothing: before the first change of the first document that was not sent yet.
    pub async fn next(
        &mut self,
        log: &Log,
        look: &mut Look,
        seal: &Seal,
        rows: Rows,
        told: &mut Told,
        head: i64,
    ) -> Result<(ToDevice, Option<i64>), LogError> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        if self.documents.front().is_some_and(|next| self.fills_frames(next)) {
            let (mut entries, actors) = self.part(log, look).await?;
            entries.retain(|entry| entry.what != EntryKind::Changes(Vec::new()));
            return Ok(self.frame(entries, actors, seal, told, head));
        }
        while let Some(next) = self.documents.front() {
            if self.fills_frames(next) {
                break;
            }
            let size = match next.what {
                What::Leave | What::Erase(_) => LEAVE_BYTES,
                What::News | What::Enter | What::Anew if whole(next) => next.pending.whole,
                What::News | What::Enter | What::Anew => next.pending.bytes,
            };
            if !batch.is_empty() && (bytes + size > self.frame_bytes || batch.len() >= FRAME_DOCUMENTS) {
                break;
            }
            bytes += size;
            batch.extend(self.documents.pop_front());
        }
        let (entries, actors) = self.entries(log, look, &batch, (rows, seal)).await?;
        Ok(self.frame(entries, actors, seal, told, head))
    }

    fn frame(
        &self,
        entries: Vec<Entry>,
        actors: Vec<ActorRow>,
        seal: &Seal,
        told: &mut Told,
        head: i64,
    ) -> (ToDevice, Option<i64>) {
        let done = self.documents.is_empty();
        let place = self.place();
        let frame = ToDevice::Feed {
            entries,
            actors: told.news(actors),
            cursor: seal.close(Use::Cursor, place),
            caught_up: done && self.until >= head,
        };
        (frame, done.then_some(self.until))
    }

    /// Whether the changes of a document need frames of their own.
    fn fills_frames(&self, due: &Due) -> bool {
        match due.what {
            What::News => !whole(due) && (due.pending.bytes > self.frame_bytes || due.pending.least == 0),
            What::Enter | What::Anew => !whole(due),
            What::Leave | What::Erase(_) => false,
        }
    }

    /// The next changes of the first document, which leaves the queue with its last.
    async fn part(&mut self, log: &Log, look: &mut Look) -> Result<(Vec<Entry>, Vec<ActorRow>), LogError> {
        let Some(due @ Due { pending, what }) = self.documents.front() else { return Ok(Default::default()) };
        if visible(log, look, std::iter::once(due)).await?.is_empty() {
            self.documents.pop_front();
            self.partly = None;
            return Ok(Default::default());
        }
        let all = matches!(what, What::Enter | What::Anew);
        let leaves = *what == What::Anew && self.partly.is_none();
        let after = self.partly.unwrap_or(if all { 0 } else { self.after });
        // What the log has let go of is taken out of the document in one go.
        let limit = if pending.least == 0 { i64::MAX } else { PART };
        let found = log.changes_of(self.workspace, pending.number, after, self.until, limit).await?;
        let (mut changes, mut actors, mut bytes) = (Vec::new(), BTreeSet::new(), 0);
        let last = i64::try_from(found.len()).is_ok_and(|count| count < limit);
        let read_to = found.last().map(|change| change.seq);
        let mut cut = false;
        for change in raw::filled(log, &self.pool, found).await? {
            bytes += i64::try_from(change.bytes.len()).unwrap_or(i64::MAX);
            cut = !changes.is_empty() && bytes > self.frame_bytes;
            if cut {
                break;
            }
            self.partly = Some(change.seq);
            actors.extend(Actor::try_from(change.actor).ok());
            changes.push(change.bytes);
        }
        if !cut {
            // Also past what is damaged or gone.
            self.partly = read_to.or(self.partly);
        }
        let doc = pending.doc.as_slice().try_into().unwrap_or_default();
        let (kind, received) = (pending.kind.clone(), pending.received);
        let leave = leaves.then(|| Entry { doc, kind: kind.clone(), received: 0, what: EntryKind::Leave });
        let entry = Entry { doc, kind, received, what: EntryKind::Changes(changes) };
        if last && !cut {
            self.documents.pop_front();
            self.partly = None;
        }
        let actors: Vec<Actor> = actors.into_iter().collect();
        Ok((leave.into_iter().chain([entry]).collect(), log.actors(self.workspace, &actors).await?))
    }

    /// The place from which a new start would miss nothing of what was not sent yet.
    pub fn place(&self) -> i64 {
        if planted(Bug::CursorBeyondPart) {
            return self.until;
        }
        self.documents.front().map_or(self.until, |next| next.pending.first - 1)
    }

    async fn entries(
        &self,
        log: &Log,
        look: &mut Look,
        batch: &[Due],
        (rows, seal): (Rows, &Seal),
    ) -> Result<(Vec<Entry>, Vec<ActorRow>), LogError> {
        if batch.is_empty() {
            return Ok(Default::default());
        }
        let brings = |due: &&Due| matches!(due.what, What::News | What::Enter | What::Anew);
        let (whole, raw): (Vec<&Due>, Vec<&Due>) = batch.iter().filter(brings).partition(|due| whole(due));
        let numbers = |dues: &[&Due]| -> Vec<i64> { dues.iter().map(|due| due.pending.number).collect() };
        let mut pending = Vec::new();
        if !raw.is_empty() {
            let numbers = numbers(&raw);
            let found = log.pending_changes(self.workspace, &numbers, self.after, self.until).await?;
            // The log may have let go of one since the way was planned.
            pending = raw::filled(log, &self.pool, found).await?;
        }
        let mut wholes = if whole.is_empty() { Vec::new() } else { log.wholes(&numbers(&whole)).await? };
        // A number whose document was erased meanwhile may be another's.
        let named = |one: &Whole| {
            whole.iter().any(|due| due.pending.number == one.number && due.pending.doc == one.doc)
        };
        wholes.retain(named);
        // What went out of sight since the way was planned is not told any more: that it left is, later on it. One look
        // at all of them, after they were read: whoever sees a document now may have what was read of it before.
        let seen = visible(log, look, raw.into_iter().chain(whole)).await?;
        let mut changes: BTreeMap<i64, Vec<Vec<u8>>> = BTreeMap::new();
        let mut actors = BTreeSet::new();
        for change in pending.into_iter().filter(|change| seen.contains(&change.number)) {
            actors.extend(Actor::try_from(change.actor).ok());
            changes.entry(change.number).or_default().push(change.bytes);
        }
        let actors: Vec<Actor> = actors.into_iter().collect();
        let mut actors = log.actors(self.workspace, &actors).await?;
        wholes.retain(|whole| seen.contains(&whole.number));
        if !wholes.is_empty() {
            let numbers: Vec<i64> = wholes.iter().map(|whole| whole.number).collect();
            actors.extend(log.actors_of(self.workspace, &numbers).await?);
        }
        let mut wholes: BTreeMap<i64, Whole> =
            wholes.into_iter().map(|whole| (whole.number, whole)).collect();
        let mut entry = |Due { pending, what }: &Due| {
            let brings = matches!(what, What::News | What::Enter | What::Anew);
            let received = if brings { pending.received } else { 0 };
            let what = match (what, wholes.remove(&pending.number)) {
                (What::Leave, _) => EntryKind::Leave,
                (What::Erase(generation), _) => {
                    let doc = pending.doc.as_slice().try_into().ok()?;
                    EntryKind::Erase { generation: *generation, proof: seal.erasure(&doc, *generation) }
                }
                (What::News | What::Enter | What::Anew, Some(whole)) => snapshot(whole, rows),
                (What::News | What::Enter | What::Anew, None) => {
                    EntryKind::Changes(changes.remove(&pending.number)?)
                }
            };
            // Nothing is left of what was erased since the way was planned; that is told later on it.
            if what == EntryKind::Changes(Vec::new()) {
                return None;
            }
            let doc = pending.doc.as_slice().try_into().ok()?;
            Some(Entry { doc, kind: pending.kind.clone(), received, what })
        };
        let mut entries = Vec::with_capacity(batch.len());
        for due in batch {
            let entry = entry(due);
            if let (What::Anew, Some(entry)) = (due.what, &entry) {
                entries.push(Entry {
                    received: 0,
                    what: EntryKind::Leave,
                    kind: entry.kind.clone(),
                    doc: entry.doc,
                });
            }
            entries.extend(entry);
        }
        Ok((entries, actors))
    }
}

/// The numbers of those of these documents that the person sees now.
async fn visible(
    log: &Log,
    look: &mut Look,
    due: impl Iterator<Item = &Due>,
) -> Result<BTreeSet<i64>, LogError> {
    let named: Vec<_> =
        due.map(|Due { pending, .. }| (pending.number, pending.doc.clone(), pending.kind.clone())).collect();
    if named.is_empty() { Ok(BTreeSet::new()) } else { look.visible(log, named).await }
}

fn whole(Due { pending, what }: &Due) -> bool {
    let let_go = pending.least == 0 && !planted(Bug::CompactedLeftOut);
    let smaller = let_go || pending.count > RAW_CHANGES && pending.whole < pending.bytes;
    (matches!(what, What::Enter | What::Anew) || smaller) && pending.whole <= WHOLE_BYTES
}

pub(super) fn snapshot(whole: Whole, rows: Rows) -> EntryKind {
    let row = if whole.rows_version == rows.version { whole.row } else { Vec::new() };
    EntryKind::Snapshot { document: whole.snapshot, row }
}
