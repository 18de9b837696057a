//! The checks that a foreign change or document passes before anybody trusts it; relay and engine run the same.
//!
//! Automerge panics, hangs or writes unreadable documents on some well-formed but hostile changes, so the outside is
//! checked on the bytes ([`container`]), the operations against the definition ([`shape`]), and the result is saved
//! and read back. Run it on a thread with a big stack: a stack overflow cannot be caught.

mod container;
mod shape;

#[cfg(test)]
mod tests;

use super::{heads, layout, limits, load, read};
use crate::ids::RecordId;
use crate::objects::{self, ObjectDefinition};
use crate::views::row;
use automerge::{Automerge, Change, ChangeHash, ReadDoc};
use std::collections::BTreeMap;
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
    /// Never: a key for the reason, and the field where one is to blame.
    Refused {
        /// Key of the reason.
        reason: &'static str,
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
    pub(super) const fn refused(reason: &'static str) -> Self {
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
}

/// Inspects one change on top of a stored document; `None` starts from the first change.
pub fn inspect(
    stored: Option<&[u8]>,
    record: RecordId,
    object: &str,
    bytes: &[u8],
) -> Result<Inspected, Verdict> {
    let mut inspection = inspect_many(stored, record, object, &[bytes]);
    let Accepted { hash, actor, actor_seq, time } =
        inspection.changes.pop().unwrap_or(Err(Verdict::refused("malformed")))?;
    let After { document, heads, max_op, row } = inspection.after.ok_or(Verdict::refused("unreadable"))?;
    Ok(Inspected { hash, actor, actor_seq, time, document, heads, max_op, row })
}

/// Inspects several changes of one document in their order, each on top of the accepted ones before it.
///
/// `stored` must have passed an inspection before.
pub fn inspect_many(stored: Option<&[u8]>, record: RecordId, object: &str, changes: &[&[u8]]) -> Inspection {
    let refuse_all = |reason| Inspection {
        changes: changes.iter().map(|_| Err(Verdict::refused(reason))).collect(),
        after: None,
    };
    let Some(definition) = objects::object(object) else { return refuse_all("unknown-object") };
    let examine = |changes: &[&[u8]], careful| {
        let bench = match stored {
            Some(bytes) => {
                let doc = load(bytes).ok().filter(|doc| read::object_of(doc).as_deref() == Some(object))?;
                Bench::of(doc, record, definition)
            }
            None => Bench::blank(record, definition)?,
        };
        Some(bench.examine(changes, careful))
    };
    // Saving and reading back is done once for all; only when that fails, each change is tried by itself.
    match examine(changes, false) {
        Some(Some(inspection)) => inspection,
        Some(None) => match examine(changes, true) {
            Some(Some(inspection)) => inspection,
            Some(None) | None => refuse_all("unreadable"),
        },
        None => refuse_all("damaged"),
    }
}

/// Inspects a whole document, as a device receives it or a backup holds it.
pub fn inspect_document(bytes: &[u8], record: RecordId, object: &str) -> Result<After, Verdict> {
    let definition = objects::object(object).ok_or(Verdict::refused("unknown-object"))?;
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(Verdict::refused("too-large"));
    }
    container::document(bytes).map_err(|_| Verdict::refused("malformed"))?;
    let guarded = || {
        let doc = load(bytes).map_err(|_| Verdict::refused("malformed"))?;
        let first = layout::first_change(record, object).map_err(|_| Verdict::refused("unknown-object"))?;
        for change in doc.get_changes(&[]) {
            if change.hash() == first.hash() {
                continue;
            }
            if change.deps().is_empty() || !change.extra_bytes().is_empty() {
                return Err(Verdict::refused("malformed"));
            }
            shape::check(&change.decode(), record, definition)?;
        }
        if doc.get_change_by_hash(&first.hash()).is_none() {
            return Err(Verdict::refused("malformed"));
        }
        after(&doc, record).ok_or(Verdict::refused("unreadable"))
    };
    catch_unwind(AssertUnwindSafe(guarded)).unwrap_or(Err(Verdict::refused("malformed")))
}

/// A document under inspection, with what its changes are known to hold.
struct Bench {
    doc: Automerge,
    record: RecordId,
    definition: &'static ObjectDefinition,
    /// Each change and its largest operation.
    known: BTreeMap<ChangeHash, u64>,
    /// The last number of each actor.
    last: BTreeMap<[u8; 16], u64>,
}

impl Bench {
    /// A document that holds the first change only.
    fn blank(record: RecordId, definition: &'static ObjectDefinition) -> Option<Self> {
        let first = layout::first_change(record, definition.key).ok()?;
        let known = BTreeMap::from([(first.hash(), first.max_op())]);
        let last = BTreeMap::from([(layout::first_actor(record), 1)]);
        let mut doc = super::blank();
        doc.apply_changes([first]).ok()?;
        Some(Self { doc, record, definition, known, last })
    }

    /// A stored document.
    fn of(doc: Automerge, record: RecordId, definition: &'static ObjectDefinition) -> Self {
        let mut known = BTreeMap::new();
        let mut last: BTreeMap<[u8; 16], u64> = BTreeMap::new();
        for meta in doc.get_changes_meta(&[]) {
            known.insert(meta.hash, meta.max_op);
            if let Ok(actor) = <[u8; 16]>::try_from(meta.actor.to_bytes()) {
                let number = last.entry(actor).or_default();
                *number = meta.seq.max(*number);
            }
        }
        Self { doc, record, definition, known, last }
    }

    /// `None` when the changes together make a document that cannot be read back.
    fn examine(mut self, changes: &[&[u8]], careful: bool) -> Option<Inspection> {
        let mut results = Vec::with_capacity(changes.len());
        for bytes in changes {
            // One change by itself needs no copy: if it fails, the document is of no further use.
            results.push(self.examine_one(bytes, careful, changes.len() == 1));
        }
        let after = if results.iter().any(Result::is_ok) {
            Some(catch_unwind(AssertUnwindSafe(|| after(&self.doc, self.record))).ok()??)
        } else {
            None
        };
        Some(Inspection { changes: results, after })
    }

    fn examine_one(&mut self, bytes: &[u8], careful: bool, alone: bool) -> Result<Accepted, Verdict> {
        if bytes.len() > limits::CHANGE_BYTES {
            return Err(Verdict::refused("too-large"));
        }
        let hash = container::change(bytes).map_err(|_| Verdict::refused("malformed"))?;
        if self.known.contains_key(&ChangeHash(hash)) {
            return Err(Verdict::Duplicate);
        }
        let parsed = catch_unwind(|| {
            let change = Change::from_bytes(bytes.to_vec()).ok()?;
            let expanded = (change.len() <= limits::OPS).then(|| change.decode())?;
            Some((change, expanded))
        });
        let (change, expanded) = parsed.ok().flatten().ok_or(Verdict::refused("malformed"))?;
        let accepted = self.check_head(&change, hash)?;
        shape::check(&expanded, self.record, self.definition)?;
        // One change has one form: what cannot be written again to the same bytes was not written by Automerge.
        let again = catch_unwind(|| Change::from(expanded)).map_err(|_| Verdict::refused("malformed"))?;
        if again.raw_bytes() != bytes {
            return Err(Verdict::refused("malformed"));
        }
        let max_op = change.max_op();
        let applied = if alone { apply(&mut self.doc, change) } else { self.apply_to_copy(change, careful) };
        if !applied {
            return Err(Verdict::refused("unreadable"));
        }
        self.known.insert(ChangeHash(hash), max_op);
        self.last.insert(accepted.actor, accepted.actor_seq);
        Ok(accepted)
    }

    /// Everything about a change besides its operations.
    fn check_head(&self, change: &Change, hash: [u8; 32]) -> Result<Accepted, Verdict> {
        let malformed = Verdict::refused("malformed");
        let actor = <[u8; 16]>::try_from(change.actor_id().to_bytes()).map_err(|_| malformed.clone())?;
        if change.hash().0 != hash || change.is_empty() || !change.extra_bytes().is_empty() {
            return Err(malformed);
        }
        if change.deps().is_empty() || change.deps().len() > limits::DEPS || change.max_op() >= limits::MAX_OP
        {
            return Err(malformed);
        }
        let missing: Vec<_> =
            change.deps().iter().filter(|dep| !self.known.contains_key(dep)).map(|dep| dep.0).collect();
        if !missing.is_empty() {
            return Err(Verdict::Missing(missing));
        }
        let last = self.last.get(&actor).copied().unwrap_or(0);
        if change.seq() <= last {
            return Err(Verdict::Fork);
        }
        let past = change.deps().iter().filter_map(|dep| self.known.get(dep)).max().copied().unwrap_or(0);
        if change.seq() != last + 1 || change.start_op().get() != past + 1 {
            return Err(malformed);
        }
        Ok(Accepted { hash, actor, actor_seq: change.seq(), time: change.timestamp() })
    }

    /// Applies on a copy, because a failure would leave the document half changed.
    fn apply_to_copy(&mut self, change: Change, careful: bool) -> bool {
        let mut copy = self.doc.clone();
        let comes_back = |copy: &Automerge| {
            catch_unwind(AssertUnwindSafe(|| after(copy, self.record).is_some())).unwrap_or(false)
        };
        let applied = apply(&mut copy, change) && (!careful || comes_back(&copy));
        if applied {
            self.doc = copy;
        }
        applied
    }
}

/// Whether a change could be applied; if not, the document is of no further use.
fn apply(doc: &mut Automerge, change: Change) -> bool {
    let tried = catch_unwind(AssertUnwindSafe(|| {
        let hash = change.hash();
        doc.apply_changes([change]).is_ok() && doc.get_heads().contains(&hash)
    }));
    tried.unwrap_or(false)
}

/// The document saved, read back and described; `None` when it does not come back the same.
fn after(doc: &Automerge, record: RecordId) -> Option<After> {
    let document = doc.save_nocompress();
    let again = load(&document).ok()?;
    if again.get_heads() != doc.get_heads() {
        return None;
    }
    let max_op = again.get_changes_meta(&[]).iter().map(|meta| meta.max_op).max()?;
    let row = row::pack(&read::read(&again, record)?);
    Some(After { document, heads: heads(&again), max_op, row })
}
