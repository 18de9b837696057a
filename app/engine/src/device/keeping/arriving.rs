//! What comes: stored where it is kept, and what belongs to it is asked for.

use super::super::Device;
use super::QUIET;
use super::sweeping::Sweep;
use crm_core::commands::desk;
use crm_core::document::{Document, read};
use crm_core::ids::RecordId;
use crm_core::objects::desk::desk_of;
use crm_core::policy::about;
use crm_core::views::keeping::targets;
use crm_core::views::row::{self, RowView};
use crm_sync::effect::Link;
use crm_sync::frame::{Block, Entry, EntryKind};
use std::collections::BTreeSet;

/// Records asked for at once.
const ASKED: usize = 2_000;

impl Device {
    /// Whether a record that comes is stored: it is here already, or it is kept. One that was asked for and comes as its
    /// changes is too large for one frame: what it is shows when all of them are here.
    pub(in crate::device) fn takes_in(&mut self, record: RecordId, row: Option<&[u8]>) -> bool {
        if self.keeper.everything() || self.exists(record) || self.feed.writes_again(record) {
            return true;
        }
        let Some((view, _)) = row.and_then(RowView::read) else { return true };
        let keeps = self.keeps(view);
        if !keeps {
            self.keeper.left_out.note(view);
        }
        keeps
    }

    /// The same of a document.
    pub(in crate::device) fn takes_in_whole(&mut self, record: RecordId, doc: &Document) -> bool {
        if self.keeper.everything() || self.exists(record) {
            return true;
        }
        let row = read::read(doc, record).map(|record| row::pack(&record));
        self.takes_in(record, row.as_deref())
    }

    /// Changes came of records without what they stand on. Of those that are here the relay is to send the whole at once;
    /// of the others when it listens, and what was asked for already is on its way, or comes in parts.
    pub(in crate::device) fn lack(&mut self, lacking: Vec<[u8; 16]>) -> Vec<[u8; 16]> {
        if self.keeper.everything() {
            return lacking;
        }
        let (here, missing): (Vec<_>, Vec<_>) =
            lacking.into_iter().partition(|doc| self.exists(RecordId(*doc)));
        for record in missing.into_iter().map(RecordId) {
            self.keeper.changed |= self.keeper.chosen.owed.insert(record);
            self.keeper.want(record);
        }
        here
    }

    /// A record is here as its row says: what it points to and what is about it is to be here, too.
    pub(in crate::device) fn noticed(&mut self, record: RecordId) {
        if self.keeper.everything() {
            return;
        }
        if self.owner.person.is_some_and(|person| record == desk_of(person)) {
            return self.read_follows(record);
        }
        let Some(row) = self.rows.get(record) else { return };
        if !self.keeps(row) {
            return self.keeper.sweep_within(self.now, QUIET);
        }
        let activity = row.object().is_some_and(|definition| definition.activity);
        let mut missing: Vec<RecordId> = Vec::new();
        if self.chosen_here(row, &self.keeper.choice()) || !activity {
            missing.extend(targets(row));
            self.keeper.needed.extend(missing.iter().copied());
            if let Some(Sweep { needed, .. }) = &mut self.keeper.sweep {
                needed.extend(missing.iter().copied());
            }
        }
        missing.extend(self.keeper.left_out.about(record));
        missing.retain(|record| !self.exists(*record) && !self.erased.holds(*record));
        missing.into_iter().for_each(|record| self.keeper.want(record));
    }

    /// What the person follows, from their desk, which is in memory.
    pub(in crate::device) fn read_follows(&mut self, desk: RecordId) {
        let record = self.record(desk).ok();
        self.keeper.follows = record.iter().flat_map(desk::follows).collect();
        if self.keeper.everything() {
            return;
        }
        let missing: Vec<RecordId> =
            self.keeper.follows.iter().copied().filter(|record| !self.exists(*record)).collect();
        missing.into_iter().for_each(|record| self.keeper.want(record));
    }

    /// What of a part of the feed was waited for.
    pub(in crate::device) fn came(&mut self, entries: &[Entry]) {
        if self.keeper.everything() {
            return;
        }
        for entry in entries {
            let record = RecordId(entry.doc);
            let whole = match entry.what {
                EntryKind::Snapshot { .. } | EntryKind::Leave | EntryKind::Erase { .. } => true,
                EntryKind::Changes(_) => self.exists(record),
                EntryKind::Enter => false,
            };
            if whole {
                self.keeper.settled(record);
            }
        }
    }

    /// Of a page of a first download what is kept: documents, and their rows.
    pub(in crate::device) fn only_kept(&mut self, block: Vec<u8>, rows: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        if self.keeper.everything() {
            return (block, rows);
        }
        let Ok(documents) = postcard::from_bytes::<Block>(&block) else { return (block, rows) };
        let kept = self.kept_of(&rows);
        let (mut rest, mut at, mut kept_rows) = (Block::default(), 0, Vec::new());
        for (doc, kind, bytes) in documents.iter().filter(|(doc, ..)| kept.contains(&RecordId(**doc))) {
            rest.push(*doc, kind.to_owned(), bytes);
        }
        while let Some((row, length)) = rows.get(at..).and_then(RowView::read) {
            at += length;
            if kept.contains(&row.id()) {
                kept_rows.extend_from_slice(row.bytes());
            } else {
                self.keeper.left_out.note(row);
            }
        }
        (postcard::to_stdvec(&rest).unwrap_or_default(), kept_rows)
    }

    /// Rows of one page may need each other.
    fn kept_of(&mut self, rows: &[u8]) -> BTreeSet<RecordId> {
        let (mut open, mut at) = (Vec::new(), 0);
        while let Some((row, length)) = rows.get(at..).and_then(RowView::read) {
            at += length;
            open.push(row);
        }
        let choice = self.keeper.choice();
        let mut kept = BTreeSet::new();
        loop {
            let (found, rest): (Vec<_>, Vec<_>) = open
                .into_iter()
                .partition(|row| self.keeper.needed.contains(&row.id()) || self.chosen_here(*row, &choice));
            open = rest;
            if found.is_empty() {
                break;
            }
            for row in found {
                self.keeper.needed.extend(targets(row));
                kept.insert(row.id());
            }
        }
        let follow = |row: &&RowView<'_>| {
            let value = |field: &str| row.value_of(field);
            let about =
                row.object().map(|definition| about(definition, row.id(), &value)).unwrap_or_default();
            about.iter().any(|parent| kept.contains(parent)) || self.keeps(**row)
        };
        let following: Vec<RecordId> = open.iter().filter(follow).map(|row| row.id()).collect();
        kept.extend(following);
        kept
    }

    /// Rows of a page are here.
    pub(in crate::device) fn noticed_all(&mut self, rows: &[u8]) {
        if self.keeper.everything() {
            return;
        }
        let mut at = 0;
        while let Some((row, length)) = rows.get(at..).and_then(RowView::read) {
            at += length;
            self.noticed(row.id());
        }
    }

    /// Asks the relay for what is wanted, where it listens.
    pub(in crate::device) fn ask_for_wanted(&mut self) {
        if self.keeper.wanted.is_empty() || self.syncing.link != Some(Link::Online) || self.keeper.fetch_runs
        {
            return;
        }
        let part: Vec<RecordId> = self.keeper.wanted.iter().copied().take(ASKED).collect();
        let documents: Vec<[u8; 16]> = part.iter().map(|record| record.0).collect();
        for record in part {
            self.keeper.wanted.remove(&record);
            self.keeper.asked.insert(record);
        }
        if let Some(session) = &mut self.session {
            session.want(&documents);
        }
    }
}
