//! What happened to a record, change by change.

use super::read::{actor, read_as_of};
use crate::ids::{ActorId, FieldKey, RecordId, Timestamp};
use crate::value::Value;
use crate::views::record::Record;
use automerge::Automerge;

/// One change of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEntry {
    /// Hash of the change.
    pub hash: [u8; 32],
    /// Who.
    pub actor: ActorId,
    /// When, by that device's clock.
    pub at: Timestamp,
    /// Fields that differ: before and after.
    pub fields: Vec<(FieldKey, Option<Value>, Option<Value>)>,
}

/// The last `limit` changes, newest first, without the first change that every document shares.
///
/// Each entry compares the record before the change (as of its dependencies) with the record after it.
pub fn history(doc: &Automerge, id: RecordId, limit: usize) -> Vec<HistoryEntry> {
    let metas: Vec<_> = doc.get_changes_meta(&[]).into_iter().collect();
    let mut entries = Vec::new();
    for meta in metas.iter().rev().take(limit) {
        if meta.deps.is_empty() {
            continue;
        }
        let Some(actor) = actor(&meta.actor) else { continue };
        let before = read_as_of(doc, id, &meta.deps);
        let after = read_as_of(doc, id, &[meta.hash]);
        let (Some(before), Some(after)) = (before, after) else { continue };
        entries.push(HistoryEntry {
            hash: meta.hash.0,
            actor,
            at: meta.timestamp,
            fields: differences(&before, &after),
        });
    }
    entries
}

/// Fields whose values differ, in the order of their keys.
pub fn differences(before: &Record, after: &Record) -> Vec<(FieldKey, Option<Value>, Option<Value>)> {
    let keys = before.values.keys().chain(after.values.keys());
    let keys: std::collections::BTreeSet<_> = keys.collect();
    let differing = keys.into_iter().filter(|key| before.values.get(*key) != after.values.get(*key));
    differing
        .map(|key| (key.clone(), before.values.get(key).cloned(), after.values.get(key).cloned()))
        .collect()
}

/// The hashes of all changes, in causal order.
pub fn hashes(doc: &Automerge) -> Vec<[u8; 32]> {
    doc.get_changes_meta(&[]).iter().map(|meta| meta.hash.0).collect()
}

/// Whether an actor made one of the changes.
pub fn knows(doc: &Automerge, by: ActorId) -> bool {
    doc.get_changes_meta(&[]).iter().any(|meta| actor(&meta.actor) == Some(by))
}

/// The heads after each change, in the order in which the changes came together here: every state that this document
/// was in on this device, oldest first, and perhaps some that it was not.
pub fn states(doc: &Automerge) -> Vec<Vec<[u8; 32]>> {
    let mut heads: Vec<[u8; 32]> = Vec::new();
    let after = |meta: &automerge::ChangeMetadata<'_>| {
        heads.retain(|head| !meta.deps.iter().any(|dep| dep.0 == *head));
        heads.push(meta.hash.0);
        heads.clone()
    };
    doc.get_changes_meta(&[]).iter().map(after).collect()
}

/// The hashes of the changes that a change depends on directly; none for bytes that are no change.
pub fn dependencies(bytes: &[u8]) -> Vec<[u8; 32]> {
    let change = automerge::Change::from_bytes(bytes.to_vec());
    change.map(|change| change.deps().iter().map(|dep| dep.0).collect()).unwrap_or_default()
}

/// The changes that somebody who has `have` lacks, as uncompressed chunks in causal order, without the first change
/// that every document shares. Hashes that this document does not know are ignored.
pub fn changes_since(doc: &Automerge, have: &[[u8; 32]]) -> Vec<([u8; 32], Vec<u8>)> {
    let known = have.iter().map(|&hash| automerge::ChangeHash(hash));
    let known: Vec<_> = known.filter(|hash| doc.get_change_meta_by_hash(hash).is_some()).collect();
    let changes = doc.get_changes(&known).into_iter().filter(|change| !change.deps().is_empty());
    changes.map(|change| (change.hash().0, change.raw_bytes().to_vec())).collect()
}
