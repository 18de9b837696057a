//! A document without the changes that a relay refused, and what the changes meant that had to go with them.
//!
//! Every later change of a device names the one before it, so that a refused change takes what depends on it along. What
//! of that was not refused itself is written again, by another actor, where it was written the first time: what others
//! did at the same time stays a conflict where it was one, and texts merge letter by letter.

use super::undo::Held;
use super::wrote::{by_itself, wrote};
use super::{blank, read, write};
use crate::commands::{DocumentPlan, Intent};
use crate::ids::{ActorId, RecordId, Timestamp};
use automerge::{Automerge, Change, ChangeHash, ROOT, ReadDoc};
use std::collections::{BTreeMap, BTreeSet};

pub use super::wrote::{Wrote, again, fields, put_alone};

/// A change that is not in the rebuilt document.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// Its hash.
    pub hash: [u8; 32],
    /// Whether it was refused itself; otherwise it only depends on one that was.
    pub refused: bool,
    /// Whether everything that it depends on stays.
    pub first: bool,
    /// Whether this device made it and the relay has not taken it.
    pub own: bool,
    /// What the person meant.
    pub intent: Intent,
    /// When, by the device that made it.
    pub at: Timestamp,
    /// What it did.
    pub wrote: Vec<Wrote>,
    /// The changes it depends on that stay.
    base: Vec<ChangeHash>,
}

impl Dropped {
    /// Whether it made the record.
    pub fn creates(&self) -> bool {
        self.wrote.iter().any(|wrote| wrote.key == "created_at" && wrote.before == Held::Nothing)
    }

    /// A change of this device that was refused.
    fn of(change: &Change, wrote: Vec<Wrote>) -> Self {
        Self {
            hash: change.hash().0,
            refused: true,
            first: true,
            own: true,
            intent: write::intent_of(change.message()),
            at: change.timestamp(),
            wrote,
            base: change.deps().to_vec(),
        }
    }
}

/// A document without some of its changes.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// Everything else.
    pub doc: Automerge,
    /// What went, in causal order.
    pub dropped: Vec<Dropped>,
    /// Whether only the first change that every document shares is left: nobody else has such a record.
    pub bare: bool,
}

/// Takes the refused changes out, and all that depends on them. `None` where the document has none of them, or is of an
/// object that is not in the catalogue.
pub fn rebuild(
    doc: &Automerge,
    record: RecordId,
    refused: &BTreeSet<[u8; 32]>,
    own: &BTreeSet<[u8; 32]>,
) -> Option<Rebuilt> {
    let definition = read::definition_of(doc)?;
    let mut bases: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
    let (mut kept, mut dropped) = (Vec::new(), Vec::new());
    for change in doc.get_changes(&[]) {
        let hash = change.hash();
        let falls = refused.contains(&hash.0) || change.deps().iter().any(|dep| bases.contains_key(dep));
        if !falls {
            kept.push(change);
            continue;
        }
        let first = !change.deps().iter().any(|dep| bases.contains_key(dep));
        let base = |dep: &ChangeHash| bases.get(dep).cloned().unwrap_or_else(|| vec![*dep]);
        let base: BTreeSet<ChangeHash> = change.deps().iter().flat_map(base).collect();
        let base: Vec<ChangeHash> = base.into_iter().collect();
        bases.insert(hash, base.clone());
        let (refused, own) = (refused.contains(&hash.0), own.contains(&hash.0));
        let wrote = wrote(doc, record, definition, &change);
        dropped.push(Dropped { refused, first, own, base, ..Dropped::of(&change, wrote) });
    }
    if dropped.is_empty() {
        return None;
    }
    let bare = kept.iter().all(|change| change.deps().is_empty());
    let mut rest = blank();
    rest.apply_changes(kept).ok()?;
    Some(Rebuilt { doc: rest, dropped, bare })
}

/// What these changes did, without taking anything out; in causal order.
pub fn described(doc: &Automerge, record: RecordId, hashes: &BTreeSet<[u8; 32]>) -> Vec<Dropped> {
    let Some(definition) = read::definition_of(doc) else { return Vec::new() };
    let changes = doc.get_changes(&[]).into_iter().filter(|change| hashes.contains(&change.hash().0));
    let one = |change: Change| Dropped::of(&change, wrote(doc, record, definition, &change));
    changes.map(one).collect()
}

/// The changes of some actors that the deletion of a record did not know of, with the hash of the change that
/// deleted it. `None` where the record is not deleted, or one of these actors deleted it.
pub fn unseen_by_deletion(
    doc: &Automerge,
    record: RecordId,
    mine: impl Fn(ActorId) -> bool,
) -> Option<([u8; 32], Vec<Dropped>)> {
    let (_, operation) = doc.get(ROOT, "deleted_at").ok()??;
    let deletion = doc.hash_for_opid(&operation)?;
    let metas = doc.get_changes_meta(&[]);
    read::actor(&metas.iter().find(|meta| meta.hash == deletion)?.actor).filter(|by| !mine(*by))?;
    let mut seen = BTreeSet::from([deletion]);
    // Latest first: what a change depends on stands before it.
    for meta in metas.iter().rev() {
        if seen.contains(&meta.hash) {
            seen.extend(meta.deps.iter().copied());
        }
    }
    let unseen = metas.iter().filter(|meta| !seen.contains(&meta.hash));
    let mine = unseen.filter(|meta| read::actor(&meta.actor).is_some_and(&mine));
    let hashes: BTreeSet<[u8; 32]> = mine.map(|meta| meta.hash.0).collect();
    Some((deletion.0, described(doc, record, &hashes)))
}

/// The same where the document cannot be read: what the change put, not what was there.
pub fn alone(record: RecordId, object: &str, bytes: &[u8]) -> Option<Dropped> {
    let change = Change::from_bytes(bytes.to_vec()).ok()?;
    let wrote = by_itself(record, object, &change)?;
    Some(Dropped::of(&change, wrote))
}

/// Several changes as one: what lay under each key before the first of them, and what the last put there. What came to
/// nothing is left out.
pub fn together<'a>(changes: impl Iterator<Item = &'a Dropped>) -> Vec<Wrote> {
    super::wrote::together(changes.flat_map(|change| &change.wrote))
}

/// Writes dropped changes again, one after another, by an actor that the document does not know yet. Each is written
/// where it was written first, so that it does not take back what it never saw.
pub fn replay<'a>(
    doc: &mut Automerge,
    record: RecordId,
    dropped: impl Iterator<Item = &'a Dropped>,
    fresh: ActorId,
) -> Result<Vec<Change>, write::Unwritable> {
    let object = read::object_of(doc).ok_or(write::Unwritable)?;
    let mut all = Vec::new();
    let mut place: Option<Automerge> = None;
    for change in dropped {
        let knows =
            |place: &Automerge| change.base.iter().all(|hash| place.get_change_meta_by_hash(hash).is_some());
        let mut there = match place.take().filter(knows) {
            Some(place) => place,
            None => {
                let own = all.last().map(Change::hash);
                let heads: Vec<ChangeHash> = change.base.iter().copied().chain(own).collect();
                doc.fork_at(&heads).map_err(|_| write::Unwritable)?
            }
        };
        let edits = again(&change.wrote, &there);
        let plan = DocumentPlan { record, object: object.clone(), intent: change.intent, edits };
        let changes = write::write_all(&mut there, &plan, fresh, change.at)?;
        doc.apply_changes(changes.clone()).map_err(|_| write::Unwritable)?;
        all.extend(changes);
        place = Some(there);
    }
    Ok(all)
}
