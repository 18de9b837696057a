//! A record as it was at an earlier moment.

use super::read::read_as_of;
use super::write::intent_of;
use crate::commands::Intent;
use crate::ids::{RecordId, Timestamp};
use crate::views::record::Record;
use automerge::{Automerge, ChangeHash};
use std::collections::HashSet;

/// The record as it was at a moment, by the clocks of those who wrote in it: with every change that says this moment
/// or an earlier one, unless it builds on one that says a later one. Without conflicts and times. `None` where nothing
/// had been written yet, or the document's object is not in the catalogue.
pub fn as_of(doc: &Automerge, id: RecordId, at: Timestamp) -> Option<Record> {
    let mut taken: HashSet<ChangeHash> = HashSet::new();
    let mut heads: Vec<ChangeHash> = Vec::new();
    // Causal order: what a change builds on comes before it.
    for meta in doc.get_changes_meta(&[]) {
        let first = meta.deps.is_empty();
        if first || (meta.timestamp <= at && meta.deps.iter().all(|dep| taken.contains(dep))) {
            taken.insert(meta.hash);
            heads.retain(|head| !meta.deps.contains(head));
            heads.push(meta.hash);
        }
    }
    // The first change is the same in every document and says nothing.
    (taken.len() > 1).then(|| read_as_of(doc, id, &heads)).flatten()
}

/// A record around one change: the change's own moment, the record as whoever made it saw it, and with the change. The
/// earlier one is `None` where nothing had been written yet. `None` where the document has no such change.
pub fn around(
    doc: &Automerge,
    id: RecordId,
    change: [u8; 32],
) -> Option<(Timestamp, Option<Record>, Record)> {
    let change = ChangeHash(change);
    let meta = doc.get_change_meta_by_hash(&change)?;
    let (deps, at) = (meta.deps.clone(), meta.timestamp);
    let is_first =
        |dep: &ChangeHash| doc.get_change_meta_by_hash(dep).is_some_and(|meta| meta.deps.is_empty());
    let before = (!deps.iter().all(is_first)).then(|| read_as_of(doc, id, &deps)).flatten();
    Some((at, before, read_as_of(doc, id, &[change])?))
}

/// The changes by which the record was merged, took others in or was parted again: moment and hash, in causal order.
pub fn merges(doc: &Automerge) -> Vec<(Timestamp, [u8; 32])> {
    let metas = doc.get_changes_meta(&[]);
    let of_merge =
        |meta: &&automerge::ChangeMetadata<'_>| intent_of(meta.message.as_deref()) == Intent::Merge;
    metas.iter().filter(of_merge).map(|meta| (meta.timestamp, meta.hash.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{DocumentPlan, Edit, Intent};
    use crate::document::{self, write};
    use crate::fields::Scalar;
    use crate::ids::ActorId;

    const RECORD: RecordId = RecordId([1; 16]);

    fn set(doc: &mut Automerge, actor: u8, at: Timestamp, edits: Vec<Edit>) {
        let plan = DocumentPlan { record: RECORD, object: "contact".to_owned(), intent: Intent::Set, edits };
        write::write(doc, &plan, ActorId([actor; 16]), at).expect("the plan fits");
    }

    fn put(key: &str, text: &str) -> Edit {
        Edit::Put(key.to_owned(), Scalar::Text(text.to_owned()))
    }

    fn of(doc: &Automerge, at: Timestamp, field: &str) -> Option<String> {
        as_of(doc, RECORD, at)?.text(field).map(str::to_owned)
    }

    #[test]
    fn each_moment_has_what_was_written_until_then() {
        let mut doc = document::new(RECORD, "contact").expect("contacts are in the catalogue");
        assert_eq!(as_of(&doc, RECORD, 9_000), None, "nobody has written yet");
        set(&mut doc, 1, 1_000, vec![put("last_name", "Akter"), put("job_title", "Clerk")]);
        set(
            &mut doc,
            1,
            2_000,
            vec![put("job_title", "Buyer"), Edit::Rewrite("description".into(), "Tea.".into())],
        );
        set(&mut doc, 1, 3_000, vec![Edit::Remove("job_title".to_owned())]);
        assert_eq!(as_of(&doc, RECORD, 999), None);
        assert_eq!(of(&doc, 1_000, "job_title").as_deref(), Some("Clerk"));
        assert_eq!(of(&doc, 1_999, "description"), None);
        assert_eq!(of(&doc, 2_500, "job_title").as_deref(), Some("Buyer"));
        assert_eq!(of(&doc, 2_500, "description").as_deref(), Some("Tea."));
        assert_eq!(of(&doc, 9_000, "job_title"), None);
        assert_eq!(of(&doc, 9_000, "last_name").as_deref(), Some("Akter"));
    }

    #[test]
    fn what_others_wrote_at_the_same_time_counts_by_its_own_moment() {
        let mut doc = document::new(RECORD, "contact").expect("contacts are in the catalogue");
        set(&mut doc, 1, 1_000, vec![put("last_name", "Akter")]);
        let mut other = doc.clone();
        set(&mut doc, 1, 5_000, vec![put("job_title", "Buyer")]);
        set(&mut other, 2, 2_000, vec![put("department", "Stores")]);
        doc.merge(&mut other).expect("both came from one document");
        assert_eq!(of(&doc, 3_000, "department").as_deref(), Some("Stores"));
        assert_eq!(of(&doc, 3_000, "job_title"), None);
        // By a clock that is behind, on top of both: it is not there before what it builds on.
        set(&mut doc, 3, 1_500, vec![put("fax", "1")]);
        assert_eq!(of(&doc, 3_000, "fax"), None);
        assert_eq!(of(&doc, 5_000, "fax").as_deref(), Some("1"));
        // Around that change everything is there that its writer saw, whatever the clocks say.
        let last = doc.get_heads()[0].0;
        let (at, before, after) = around(&doc, RECORD, last).expect("the document has it");
        let before = before.expect("something was written before");
        assert_eq!(
            (at, before.text("job_title"), before.text("department")),
            (1_500, Some("Buyer"), Some("Stores"))
        );
        assert_eq!((before.text("fax"), after.text("fax")), (None, Some("1")));
        assert!(around(&doc, RECORD, [7; 32]).is_none());
        let made = doc.get_changes_meta(&[])[1].hash.0;
        assert!(around(&doc, RECORD, made).is_some_and(|(_, before, _)| before.is_none()));
    }
}
