//! A document under inspection: what is known of it, and changes applied to it one after another.

use super::change::{self, Known, Read};
use super::{Accepted, Inspection, Verdict, after, shape};
use crate::document::{self, layout};
use crate::ids::RecordId;
use crate::objects::ObjectDefinition;
use crate::policy::RelayReason;
use automerge::{Automerge, Change};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A document under inspection, with what its changes are known to hold.
pub(super) struct Specimen {
    doc: Automerge,
    record: RecordId,
    definition: &'static ObjectDefinition,
    known: Known,
}

impl Specimen {
    /// A document that holds the first change only.
    pub(super) fn blank(record: RecordId, definition: &'static ObjectDefinition) -> Option<Self> {
        let first = layout::first_change(record, definition.key).ok()?;
        let known = Known::first(record, &first);
        let mut doc = document::blank();
        doc.apply_changes([first]).ok()?;
        Some(Self { doc, record, definition, known })
    }

    /// A stored document.
    pub(super) fn of(doc: Automerge, record: RecordId, definition: &'static ObjectDefinition) -> Self {
        let known = Known::of(&doc);
        Self { doc, record, definition, known }
    }

    /// `None` when the changes together make a document that cannot be read back.
    pub(super) fn examine(mut self, changes: &[&[u8]], careful: bool) -> Option<Inspection> {
        let mut results = Vec::with_capacity(changes.len());
        for bytes in changes {
            // One change by itself needs no copy: if it fails, the document is of no further use.
            results.push(self.examine_one(bytes, careful, changes.len() == 1));
        }
        let (after, doc) = if results.iter().any(Result::is_ok) {
            let (after, doc) = catch_unwind(AssertUnwindSafe(|| after(&self.doc, self.record))).ok()??;
            (Some(after), Some(doc))
        } else {
            (None, None)
        };
        Some(Inspection { changes: results, after, doc })
    }

    fn examine_one(&mut self, bytes: &[u8], careful: bool, alone: bool) -> Result<Accepted, Verdict> {
        let Read { change, expanded, hash } = change::read(bytes, &self.known)?;
        let mut accepted = self.known.check_head(&change, hash)?;
        accepted.fields = shape::check(&expanded, self.record, self.definition)?;
        change::check_form(expanded, bytes)?;
        let max_op = change.max_op();
        let applied = if alone { apply(&mut self.doc, change) } else { self.apply_to_copy(change, careful) };
        if !applied {
            return Err(Verdict::refused(RelayReason::Unreadable));
        }
        self.known.add(&accepted, max_op);
        Ok(accepted)
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
