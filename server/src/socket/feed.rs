//! Builds the feed frames of one device: what it missed, each document once, in frames of bearable size.

use crate::log::catch_up::Pending;
use crate::log::changes::Stored;
use crate::log::cursor::{Seal, Use};
use crate::log::documents::Whole;
use crate::log::{Log, LogError};
use crate::relay::FRAME_BYTES;
use crm_sync::frame::{Actor, ActorRow, Entry, EntryKind, RELAY_FRAME_BYTES, ToDevice};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Bytes of a whole document and its row that fit into a frame. A larger one travels as its changes, of which each
/// fits, in as many frames as it takes.
pub(super) const WHOLE_BYTES: i64 = RELAY_FRAME_BYTES as i64 - 64 * 1024;
/// Changes read at once of a document that fills frames by itself.
const PART: i64 = 16;
/// Documents in one frame.
const FRAME_DOCUMENTS: usize = 500;
/// More raw changes than this are sent as the whole document, if that is smaller.
const RAW_CHANGES: i64 = 3;
/// Places of the log looked at in one go.
const WINDOW: i64 = 20_000;

/// Actors that a connection has told its device about.
#[derive(Default)]
pub struct Told(BTreeSet<Actor>);

impl Told {
    /// Those that are new to the device; it counts as told from now on.
    pub fn news(&mut self, rows: Vec<ActorRow>) -> Vec<ActorRow> {
        rows.into_iter().filter(|row| self.0.insert(row.actor)).collect()
    }
}

/// Which rows a device can use.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// The version that it reads.
    pub version: u32,
}

/// A catch-up that is under way.
pub struct CatchUp {
    workspace: i64,
    after: i64,
    until: i64,
    documents: VecDeque<Pending>,
    frame_bytes: i64,
    /// Place of the last change that was sent of the first document, if it needs several frames.
    partly: Option<i64>,
}

impl CatchUp {
    /// Plans the way from a place to the head, or a part of it.
    pub async fn plan(
        log: &Log,
        workspace: i64,
        after: i64,
        head: i64,
        frame_bytes: i64,
    ) -> Result<Self, LogError> {
        let until = head.min(after.saturating_add(WINDOW));
        let documents = log.pending(workspace, after, until).await?.into();
        Ok(Self { workspace, after, until, documents, frame_bytes, partly: None })
    }

    /// The next frame and the place that it reaches. The place in between is one from which a new start misses
    /// nothing: before the first change of the first document that was not sent yet.
    pub async fn next(
        &mut self,
        log: &Log,
        seal: &Seal,
        rows: Rows,
        told: &mut Told,
        head: i64,
    ) -> Result<(ToDevice, Option<i64>), LogError> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        if self.documents.front().is_some_and(|next| self.fills_frames(next)) {
            let (entries, actors) = self.part(log).await?;
            return Ok(self.frame(entries, actors, seal, told, head));
        }
        while let Some(next) = self.documents.front() {
            if self.fills_frames(next) {
                break;
            }
            let size = if whole(next) { next.whole } else { next.bytes };
            if !batch.is_empty() && (bytes + size > self.frame_bytes || batch.len() >= FRAME_DOCUMENTS) {
                break;
            }
            bytes += size;
            batch.extend(self.documents.pop_front());
        }
        let (entries, actors) = self.entries(log, &batch, rows).await?;
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
    fn fills_frames(&self, pending: &Pending) -> bool {
        !whole(pending) && pending.bytes > self.frame_bytes
    }

    /// The next changes of the first document, which leaves the queue with its last.
    async fn part(&mut self, log: &Log) -> Result<(Vec<Entry>, Vec<ActorRow>), LogError> {
        let Some(pending) = self.documents.front() else { return Ok(Default::default()) };
        let after = self.partly.unwrap_or(self.after);
        let found = log.changes_of(self.workspace, pending.number, after, self.until, PART).await?;
        let (mut changes, mut actors, mut bytes) = (Vec::new(), BTreeSet::new(), 0);
        let last = i64::try_from(found.len()).is_ok_and(|count| count < PART);
        let mut cut = false;
        for (seq, change) in found {
            bytes += i64::try_from(change.bytes.len()).unwrap_or(i64::MAX);
            cut = !changes.is_empty() && bytes > self.frame_bytes;
            if cut {
                break;
            }
            actors.extend(Actor::try_from(change.actor).ok());
            changes.push(change.bytes);
            self.partly = Some(seq);
        }
        let doc = pending.doc.as_slice().try_into().unwrap_or_default();
        let (kind, received) = (pending.kind.clone(), pending.received);
        let entry = Entry { doc, kind, received, what: EntryKind::Changes(changes) };
        if last && !cut {
            self.documents.pop_front();
            self.partly = None;
        }
        let actors: Vec<Actor> = actors.into_iter().collect();
        Ok((vec![entry], log.actors(self.workspace, &actors).await?))
    }

    /// The place from which a new start would miss nothing of what was not sent yet.
    pub fn place(&self) -> i64 {
        self.documents.front().map_or(self.until, |next| next.first - 1)
    }

    async fn entries(
        &self,
        log: &Log,
        batch: &[Pending],
        rows: Rows,
    ) -> Result<(Vec<Entry>, Vec<ActorRow>), LogError> {
        if batch.is_empty() {
            return Ok(Default::default());
        }
        let numbers = |wanted: bool| -> Vec<i64> {
            batch.iter().filter(|pending| whole(pending) == wanted).map(|pending| pending.number).collect()
        };
        let (raw, snapshots) = (numbers(false), numbers(true));
        let mut changes: BTreeMap<i64, Vec<Vec<u8>>> = BTreeMap::new();
        let mut actors = BTreeSet::new();
        if !raw.is_empty() {
            for change in log.pending_changes(self.workspace, &raw, self.after, self.until).await? {
                actors.extend(Actor::try_from(change.actor).ok());
                changes.entry(change.number).or_default().push(change.bytes);
            }
        }
        let actors: Vec<Actor> = actors.into_iter().collect();
        let mut actors = log.actors(self.workspace, &actors).await?;
        let mut wholes: BTreeMap<i64, Whole> = BTreeMap::new();
        if !snapshots.is_empty() {
            wholes = log.wholes(&snapshots).await?.into_iter().map(|whole| (whole.number, whole)).collect();
            actors.extend(log.actors_of(self.workspace, &snapshots).await?);
        }
        let entry = |pending: &Pending| {
            let what = match wholes.remove(&pending.number) {
                Some(whole) => snapshot(whole, rows),
                None => EntryKind::Changes(changes.remove(&pending.number)?),
            };
            let doc = pending.doc.as_slice().try_into().ok()?;
            Some(Entry { doc, kind: pending.kind.clone(), received: pending.received, what })
        };
        Ok((batch.iter().filter_map(entry).collect(), actors))
    }
}

fn whole(pending: &Pending) -> bool {
    pending.count > RAW_CHANGES && pending.whole < pending.bytes && pending.whole <= WHOLE_BYTES
}

pub(super) fn snapshot(whole: Whole, rows: Rows) -> EntryKind {
    let row = if whole.rows_version == rows.version { whole.row } else { Vec::new() };
    EntryKind::Snapshot { document: whole.snapshot, row }
}

/// The live frame of what was pushed after a place, and the place that it reaches; changes that this connection
/// pushed itself are left out.
pub fn live(
    pushes: &[Arc<Stored>],
    connection: u64,
    after: i64,
    seal: &Seal,
    told: &mut Told,
) -> (ToDevice, i64, bool) {
    let (mut entries, mut actors): (Vec<Entry>, Vec<ActorRow>) = Default::default();
    let (mut reached, mut bytes, mut more) = (after, 0, false);
    for push in pushes {
        let size: usize = push.changes.iter().map(|change| change.bytes.len() + 64).sum();
        if bytes > 0 && i64::try_from(bytes + size).is_ok_and(|bytes| bytes > FRAME_BYTES) {
            more = true;
            break;
        }
        reached = push.changes.last().map_or(reached, |change| change.seq);
        if push.connection == connection {
            continue;
        }
        bytes += size;
        actors.extend(told.news(push.actors.clone()));
        for change in &push.changes {
            match entries.last_mut() {
                Some(Entry { doc, what: EntryKind::Changes(changes), .. }) if *doc == change.doc => {
                    changes.push(change.bytes.clone());
                }
                Some(_) | None => entries.push(Entry {
                    doc: change.doc,
                    kind: change.kind.to_string(),
                    received: change.received,
                    what: EntryKind::Changes(vec![change.bytes.clone()]),
                }),
            }
        }
    }
    let cursor = seal.close(Use::Cursor, reached);
    (ToDevice::Feed { entries, actors, cursor, caught_up: !more }, reached, more)
}
