//! The checks that a foreign change or document passes before anybody trusts it; relay and engine run the same.
//!
//! Automerge panics, hangs or writes unreadable documents on some well-formed but hostile changes, so the outside is
//! checked on the bytes ([`container`]), the operations against the definition ([`shape`]), and the result is saved
//! and read back. Run it on a thread with a big stack: a stack overflow cannot be caught.

mod change;
mod container;
mod fresh;
mod shape;
mod specimen;

#[cfg(test)]
mod tests;

use super::{heads, layout, limits, load, read};
use crate::ids::RecordId;
use crate::objects;
use crate::policy::RelayReason;
use crate::views::row;
use automerge::{Automerge, ReadDoc};
use crm_planted::{Bug, planted};
use specimen::Specimen;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A change that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Hash of the change.
    pub hash: [u8; 32],
    /// Who made it.
    pub actor: [u8; 16],
    /// Its number among the changes of the actor in this document.
    pub actor_seq: u64,
    /// Device time.
    pub time: i64,
    /// The fields that it writes, each once, sorted.
    pub fields: Vec<&'static str>,
}

/// A document as it stands after accepted changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The document, nothing compressed inside.
    pub document: Vec<u8>,
    /// Its heads, sorted.
    pub heads: Vec<[u8; 32]>,
    /// Its largest operation number.
    pub max_op: u64,
    /// Its packed row.
    pub row: Vec<u8>,
}

/// One accepted change and the document after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// Hash of the change.
    pub hash: [u8; 32],
    /// Who made it.
    pub actor: [u8; 16],
    /// Its number among the changes of the actor in this document.
    pub actor_seq: u64,
    /// Device time.
    pub time: i64,
    /// The document after the change, nothing compressed inside.
    pub document: Vec<u8>,
    /// Its heads, sorted.
    pub heads: Vec<[u8; 32]>,
    /// Its largest operation number.
    pub max_op: u64,
    /// Its packed row.
    pub row: Vec<u8>,
}

/// Why a change is not to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Never: the reason, and the field where one is to blame.
    Refused {
        /// Why.
        reason: RelayReason,
        /// The field.
        field: Option<String>,
    },
    /// These changes must come first.
    Missing(Vec<[u8; 32]>),
    /// The document has it already.
    Duplicate,
    /// Another change of the same actor has the same number.
    Fork,
}

impl Verdict {
    pub(super) const fn refused(reason: RelayReason) -> Self {
        Self::Refused { reason, field: None }
    }
}

/// What came of several changes of one document, and the document after those that were accepted.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// One result per change, in order.
    pub changes: Vec<Result<Accepted, Verdict>>,
    /// The document after them; `None` when none was accepted.
    pub after: Option<After>,
    /// The same as it was read back; `None` where nothing had to be read.
    pub doc: Option<Automerge>,
}

/// Inspects one change on top of a stored document; `None` starts from the first change.
pub fn inspect(
    stored: Option<&[u8]>,
    record: RecordId,
    object: &str,
    bytes: &[u8],
) -> Result<Inspected, Verdict> {
    let mut inspection = inspect_many(stored, record, object, &[bytes]);
    let Accepted { hash, actor, actor_seq, time, fields: _ } =
        inspection.changes.pop().unwrap_or(Err(Verdict::refused(RelayReason::Malformed)))?;
    let After { document, heads, max_op, row } =
        inspection.after.ok_or(Verdict::refused(RelayReason::Unreadable))?;
    Ok(Inspected { hash, actor, actor_seq, time, document, heads, max_op, row })
}

/// Inspects several changes of one document in their order, each on top of the accepted ones before it.
///
/// `stored` must have passed an inspection before.
pub fn inspect_many(stored: Option<&[u8]>, record: RecordId, object: &str, changes: &[&[u8]]) -> Inspection {
    match stored.map(load) {
        None => inspect_onto(None, record, object, changes),
        Some(Ok(doc)) => inspect_onto(Some(&doc), record, object, changes),
        Some(Err(_)) => refuse_all(changes, RelayReason::Damaged),
    }
}

/// The same on top of a document that is in memory already.
pub fn inspect_onto(
    stored: Option<&Automerge>,
    record: RecordId,
    object: &str,
    changes: &[&[u8]],
) -> Inspection {
    let Some(definition) = objects::object(object) else {
        return refuse_all(changes, RelayReason::UnknownObject);
    };
    if let (None, [bytes]) = (stored, changes)
        && let Some(inspection) = fresh::examine(record, definition, bytes)
    {
        return inspection;
    }
    if stored.is_some_and(|doc| read::object_of(doc).as_deref() != Some(object)) {
        return refuse_all(changes, RelayReason::Damaged);
    }
    let examine = |careful| {
        let specimen = match stored {
            Some(doc) => Specimen::of(doc.clone(), record, definition),
            None => Specimen::blank(record, definition)?,
        };
        specimen.examine(changes, careful)
    };
    // Saving and reading back is done once for all; only when that fails, each change is tried by itself.
    examine(false).or_else(|| examine(true)).unwrap_or_else(|| refuse_all(changes, RelayReason::Unreadable))
}

fn refuse_all(changes: &[&[u8]], reason: RelayReason) -> Inspection {
    let changes = changes.iter().map(|_| Err(Verdict::refused(reason))).collect();
    Inspection { changes, after: None, doc: None }
}

/// Inspects a whole document, as a device receives it or a backup holds it.
pub fn inspect_document(bytes: &[u8], record: RecordId, object: &str) -> Result<After, Verdict> {
    let definition = objects::object(object).ok_or(Verdict::refused(RelayReason::UnknownObject))?;
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(Verdict::refused(RelayReason::TooLarge));
    }
    let first =
        layout::first_change(record, object).map_err(|_| Verdict::refused(RelayReason::UnknownObject))?;
    // A record as its creation left it: the first change and the one that made it.
    if let Some(made) = bytes.strip_prefix(first.raw_bytes()) {
        return inspect_many(None, record, object, &[made])
            .after
            .ok_or(Verdict::refused(RelayReason::Malformed));
    }
    container::document(bytes).map_err(|_| Verdict::refused(RelayReason::Malformed))?;
    let guarded = || {
        let doc = load(bytes).map_err(|_| Verdict::refused(RelayReason::Malformed))?;
        for change in doc.get_changes(&[]) {
            if change.hash() == first.hash() {
                continue;
            }
            if change.deps().is_empty() || !change.extra_bytes().is_empty() {
                return Err(Verdict::refused(RelayReason::Malformed));
            }
            shape::check(&change.decode(), record, definition)?;
        }
        if doc.get_change_by_hash(&first.hash()).is_none() {
            return Err(Verdict::refused(RelayReason::Malformed));
        }
        after(&doc, record).map(|(after, _)| after).ok_or(Verdict::refused(RelayReason::Unreadable))
    };
    catch_unwind(AssertUnwindSafe(guarded)).unwrap_or(Err(Verdict::refused(RelayReason::Malformed)))
}

/// The document saved, described and as it was read back; `None` when it does not come back the same.
fn after(doc: &Automerge, record: RecordId) -> Option<(After, Automerge)> {
    let document = doc.save_nocompress();
    let again = if planted(Bug::NoReload) { doc.clone() } else { load(&document).ok()? };
    if again.get_heads() != doc.get_heads() {
        return None;
    }
    let max_op = super::max_op(&again);
    let row = row::pack(&read::read(&again, record)?);
    Some((After { document, heads: heads(&again), max_op, row }, again))
}
