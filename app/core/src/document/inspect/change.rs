//! One change by itself: what can be said of it before it is applied to anything.

use super::{Accepted, Verdict, container};
use crate::document::{layout, limits};
use crate::ids::RecordId;
use crate::policy::RelayReason;
use automerge::{Automerge, Change, ChangeHash, ExpandedChange};
use crm_planted::{Bug, planted};
use std::collections::BTreeMap;
use std::panic::catch_unwind;

/// A change that parses.
pub(super) struct Read {
    pub change: Change,
    pub expanded: ExpandedChange,
    pub hash: [u8; 32],
}

/// Reads a change that the document does not have yet.
pub(super) fn read(bytes: &[u8], known: &Known) -> Result<Read, Verdict> {
    if bytes.len() > limits::CHANGE_BYTES {
        return Err(Verdict::refused(RelayReason::TooLarge));
    }
    let hash = container::change(bytes).map_err(|_| Verdict::refused(RelayReason::Malformed))?;
    if known.changes.contains_key(&ChangeHash(hash)) {
        return Err(Verdict::Duplicate);
    }
    let parsed = catch_unwind(|| {
        let change = Change::from_bytes(bytes.to_vec()).ok()?;
        let expanded = (change.len() <= limits::OPS).then(|| change.decode())?;
        Some((change, expanded))
    });
    let (change, expanded) = parsed.ok().flatten().ok_or(Verdict::refused(RelayReason::Malformed))?;
    Ok(Read { change, expanded, hash })
}

/// One change has one form: what cannot be written again to the same bytes was not written by Automerge.
pub(super) fn check_form(expanded: ExpandedChange, bytes: &[u8]) -> Result<(), Verdict> {
    let again =
        catch_unwind(|| Change::from(expanded)).map_err(|_| Verdict::refused(RelayReason::Malformed))?;
    if again.raw_bytes() == bytes { Ok(()) } else { Err(Verdict::refused(RelayReason::Malformed)) }
}

/// What the changes of a document are known to hold.
pub(super) struct Known {
    /// Each change and its largest operation.
    changes: BTreeMap<ChangeHash, u64>,
    /// The last number of each actor.
    last: BTreeMap<[u8; 16], u64>,
}

impl Known {
    /// Of a document with nothing but the first change.
    pub(super) fn first(record: RecordId, first: &Change) -> Self {
        let changes = BTreeMap::from([(first.hash(), first.max_op())]);
        Self { changes, last: BTreeMap::from([(layout::first_actor(record), 1)]) }
    }

    /// Of a stored document.
    pub(super) fn of(doc: &Automerge) -> Self {
        let mut changes = BTreeMap::new();
        let mut last: BTreeMap<[u8; 16], u64> = BTreeMap::new();
        for meta in doc.get_changes_meta(&[]) {
            changes.insert(meta.hash, meta.max_op);
            if let Ok(actor) = <[u8; 16]>::try_from(meta.actor.to_bytes()) {
                let number = last.entry(actor).or_default();
                *number = meta.seq.max(*number);
            }
        }
        Self { changes, last }
    }

    /// Everything about a change besides its operations; which fields they write is yet to be said.
    pub(super) fn check_head(&self, change: &Change, hash: [u8; 32]) -> Result<Accepted, Verdict> {
        let malformed = Verdict::refused(RelayReason::Malformed);
        let actor = <[u8; 16]>::try_from(change.actor_id().to_bytes()).map_err(|_| malformed.clone())?;
        if change.hash().0 != hash || change.is_empty() || !change.extra_bytes().is_empty() {
            return Err(malformed);
        }
        if change.deps().is_empty() || change.deps().len() > limits::DEPS || change.max_op() >= limits::MAX_OP
        {
            return Err(malformed);
        }
        let missing: Vec<_> =
            change.deps().iter().filter(|dep| !self.changes.contains_key(dep)).map(|dep| dep.0).collect();
        if !missing.is_empty() {
            return Err(Verdict::Missing(missing));
        }
        let last = self.last.get(&actor).copied().unwrap_or(0);
        if change.seq() <= last && !planted(Bug::NoForkCheck) {
            return Err(Verdict::Fork);
        }
        let past = change.deps().iter().filter_map(|dep| self.changes.get(dep)).max().copied().unwrap_or(0);
        let start = change.start_op().get();
        let follows = start == past + 1 || planted(Bug::StartOpGap) && start > past;
        if change.seq() != last + 1 && !planted(Bug::NoForkCheck) || !follows {
            return Err(malformed);
        }
        let (actor_seq, time) = (change.seq(), change.timestamp());
        Ok(Accepted { hash, actor, actor_seq, time, fields: Vec::new() })
    }

    /// A change was taken in.
    pub(super) fn add(&mut self, accepted: &Accepted, max_op: u64) {
        self.changes.insert(ChangeHash(accepted.hash), max_op);
        self.last.insert(accepted.actor, accepted.actor_seq);
    }
}
