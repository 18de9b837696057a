//! A document whose record comes to hold a field apart: the value goes into a companion, and nothing of what the field ever
//! held stays in the document's history.
//!
//! Every operation on the field keeps its place and loses its value, so that all others mean what they meant: who set the
//! stage when, two values of a conflict, the letters of a text. The changes get other hashes by it; whoever has the document
//! as it was has to let go of it before taking this one in.

use super::{blank, read};
use crate::commands::{DocumentPlan, Edit, Intent};
use crate::ids::{ActorId, RecordId, Timestamp};
use crate::objects::companion::{self, Companion};
use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Automerge, Change, ChangeHash, ROOT, ReadDoc, ScalarValue};
use crm_planted::{Bug, planted};
use std::collections::{BTreeMap, HashMap};

/// What a field held, as the first change of the companion is to write it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The companion and its edits.
    pub plan: DocumentPlan,
    /// Who wrote the value last, and when by their clock.
    pub by: Option<ActorId>,
    /// When.
    pub at: Timestamp,
}

/// What a record holds in a field, as a companion; `None` where it holds nothing. Of a conflict the value that is shown goes
/// along.
pub fn held(doc: &Automerge, record: RecordId, companion: &Companion) -> Option<Held> {
    let member = format!("{}/", companion.field.key);
    let of_field = |key: &str| key == companion.field.key || key.starts_with(&member);
    let (mut edits, mut latest) = (Vec::new(), None);
    for item in doc.map_range(ROOT, ..).filter(|item| of_field(&item.key)) {
        let Some((automerge::Value::Scalar(value), id)) = doc.get(ROOT, item.key.as_ref()).ok().flatten()
        else {
            continue;
        };
        let Some(scalar) = read::owned_scalar(&value) else { continue };
        edits.push(Edit::Put(item.key.to_string(), scalar));
        let author = doc.hash_for_opid(&id).and_then(|hash| doc.get_change_meta_by_hash(&hash));
        let author = author.map(|meta| (meta.timestamp, read::actor(&meta.actor)));
        latest = latest.max(author);
    }
    let (at, by) = latest.unwrap_or_default();
    let (record, object) = (companion.beside(record), companion.definition.key.to_owned());
    (!edits.is_empty()).then_some(Held {
        plan: DocumentPlan { record, object, intent: Intent::Set, edits },
        by,
        at,
    })
}

/// The document without anything that these fields ever held; `None` where it never held anything in them.
pub fn without(doc: &Automerge, fields: &[&str]) -> Option<Automerge> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut hashes: HashMap<ChangeHash, ChangeHash> = HashMap::new();
    let mut changes = Vec::new();
    let mut found = false;
    for change in doc.get_changes(&[]) {
        let mut expanded = change.decode();
        for operation in &mut expanded.operations {
            found |= emptied(operation, fields, &mut names);
        }
        for dep in &mut expanded.deps {
            *dep = hashes.get(dep).copied().unwrap_or(*dep);
        }
        expanded.hash = None;
        let rewritten = Change::from(expanded);
        hashes.insert(change.hash(), rewritten.hash());
        changes.push(rewritten);
    }
    let mut rest = blank();
    rest.apply_changes(changes).ok()?;
    found.then_some(rest)
}

/// Takes the value out of an operation on one of these fields; whether it was one. The names of a set's members are what the
/// set holds, so they are counted instead.
fn emptied(operation: &mut Op, fields: &[&str], names: &mut BTreeMap<String, String>) -> bool {
    let (ObjectId::Root, Key::Map(key)) = (&operation.obj, &operation.key) else { return false };
    let (name, member) = match key.split_once('/') {
        Some((name, member)) => (name, Some(member)),
        None => (key.as_str(), None),
    };
    if !fields.contains(&name) {
        return false;
    }
    if member.is_some() {
        let number = names.len();
        let counted = names.entry(key.to_string()).or_insert_with(|| format!("{name}/{number}"));
        operation.key = Key::Map(counted.as_str().into());
    }
    if let OpType::Put(value) = &mut operation.action
        && !planted(Bug::HiddenInHistory)
    {
        *value = ScalarValue::Null;
    }
    true
}

/// Divides a plan between a record and its companions, by which of its fields lie apart. The record's own part comes first
/// and is left out where nothing of it is left.
pub fn divided(plan: DocumentPlan, apart: impl Fn(&str, &str) -> bool) -> Vec<DocumentPlan> {
    let field = |edit: &Edit| edit.field().to_owned();
    if !plan.edits.iter().any(|edit| apart(&plan.object, edit.field())) {
        return vec![plan];
    }
    let DocumentPlan { record, object, intent, edits } = plan;
    let (mut own, mut others): (Vec<Edit>, BTreeMap<&'static str, DocumentPlan>) = Default::default();
    for edit in edits {
        let beside =
            apart(&object, edit.field()).then(|| companion::companion(&object, &field(&edit))).flatten();
        match beside {
            None => own.push(edit),
            Some(one) => others
                .entry(one.definition.key)
                .or_insert_with(|| DocumentPlan {
                    record: one.beside(record),
                    object: one.definition.key.to_owned(),
                    intent,
                    edits: Vec::new(),
                })
                .edits
                .push(edit),
        }
    }
    let own = (!own.is_empty()).then_some(DocumentPlan { record, object, intent, edits: own });
    own.into_iter().chain(others.into_values()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::inspect::inspect_document;
    use crate::document::{history, new, write};
    use crate::fields::Scalar;
    use crate::value::Value;
    use std::collections::BTreeSet;

    const RECORD: RecordId = RecordId([7; 16]);

    fn set(doc: &mut Automerge, actor: u8, edits: Vec<Edit>) {
        let plan = DocumentPlan { record: RECORD, object: "account".to_owned(), intent: Intent::Set, edits };
        write::write_all(doc, &plan, ActorId([actor; 16]), i64::from(actor)).expect("edits that fit");
    }

    fn text(key: &str, text: &str) -> Edit {
        Edit::Put(key.to_owned(), Scalar::Text(text.to_owned()))
    }

    /// An account whose tax number was set, changed, and set by two at once; with phones.
    fn account() -> Automerge {
        let mut doc = new(RECORD, "account").expect("an account");
        set(
            &mut doc,
            1,
            vec![text("name", "Padma"), text("tax_id", "secret-one"), text("phones/+8801711000111", "")],
        );
        set(
            &mut doc,
            2,
            vec![text("tax_id", "secret-two"), Edit::Rewrite("description".into(), "ধান".into())],
        );
        let mut other = doc.fork();
        set(&mut doc, 3, vec![text("tax_id", "secret-three"), text("name", "Padma Traders")]);
        set(&mut other, 4, vec![text("tax_id", "secret-four"), text("name", "Padma Ltd")]);
        doc.merge(&mut other).expect("two of one document");
        set(
            &mut doc,
            5,
            vec![Edit::Remove("phones/+8801711000111".into()), text("phones/+8801911000222", "")],
        );
        doc
    }

    fn contains(bytes: &[u8], word: &str) -> bool {
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    }

    #[test]
    fn nothing_of_a_field_stays_and_all_the_rest_does() {
        let doc = account();
        let rest = without(&doc, &["tax_id", "phones"]).expect("both fields held something");
        let bytes = rest.save_nocompress();
        assert!(contains(&doc.save_nocompress(), "secret-one"), "the test looks for what was there");
        for word in ["secret", "01711", "01911"] {
            assert!(!contains(&bytes, word), "{word}");
        }
        for (change, old) in rest.get_changes(&[]).iter().zip(doc.get_changes(&[])) {
            assert!(!contains(change.raw_bytes(), "secret"));
            assert_eq!((change.actor_id(), change.timestamp()), (old.actor_id(), old.timestamp()));
        }
        let (before, after) =
            (read::read(&doc, RECORD).expect("an account"), read::read(&rest, RECORD).expect("an account"));
        let fields: BTreeSet<&str> = after.values.keys().map(String::as_str).collect();
        assert!(!fields.contains("tax_id") && !fields.contains("phones"), "{fields:?}");
        for field in ["name", "description"] {
            assert_eq!(after.values.get(field), before.values.get(field), "{field}");
        }
        let conflict = |record: &crate::views::record::Record| {
            record.conflicts.iter().filter(|one| one.field != "tax_id").cloned().collect::<Vec<_>>()
        };
        assert_eq!(conflict(&after), conflict(&before), "the name stays in conflict");
        assert_eq!(after.conflicts.len(), 1, "and the tax number is none any more");
        assert_eq!(history::history(&rest, RECORD, 50).len(), history::history(&doc, RECORD, 50).len());
        inspect_document(&bytes, RECORD, "account").expect("every device takes it in");
        assert!(without(&rest, &["fax"]).is_none(), "a field that was never written");
    }

    #[test]
    fn a_companion_takes_over_what_the_field_held_and_who_wrote_it() {
        let doc = account();
        let tax = companion::companion("account", "tax_id").expect("a field that can lie apart");
        let shown = read::read(&doc, RECORD).and_then(|record| record.values.get("tax_id").cloned());
        let Held { plan, by, at } = held(&doc, RECORD, tax).expect("it held something");
        let mut beside = new(plan.record, &plan.object).expect("an object");
        write::write_all(&mut beside, &plan, ActorId([9; 16]), at).expect("edits that fit");
        let record = read::read(&beside, plan.record).expect("a companion");
        assert_eq!(record.values.get("tax_id").cloned(), shown);
        let by = by.expect("somebody wrote it").0[0];
        assert_eq!(shown, Some(Value::Text(if by == 3 { "secret-three" } else { "secret-four" }.to_owned())));
        assert_eq!(at, i64::from(by));
        let fax = companion::companion("account", "fax").expect("a field that can lie apart");
        assert_eq!(held(&doc, RECORD, fax), None);
        let phones = companion::companion("account", "phones").expect("a field that can lie apart");
        let keys: Vec<Edit> = held(&doc, RECORD, phones).expect("one phone is left").plan.edits;
        assert_eq!(keys, [text("phones/+8801911000222", "")]);
    }

    #[test]
    fn a_plan_is_divided_by_what_lies_apart() {
        let plan = DocumentPlan {
            record: RECORD,
            object: "account".to_owned(),
            intent: Intent::Set,
            edits: vec![
                text("phones/+880", ""),
                text("name", "Padma"),
                text("phones/+881", ""),
                text("fax", "1"),
            ],
        };
        assert_eq!(divided(plan.clone(), |_, _| false), std::slice::from_ref(&plan));
        let parts = divided(plan.clone(), |object, field| object == "account" && field == "phones");
        let phones = companion::companion("account", "phones").expect("a field that can lie apart");
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].record, parts[0].edits.len()), (RECORD, 2));
        assert_eq!((parts[1].record, parts[1].object.as_str()), (phones.beside(RECORD), "account.phones"));
        assert_eq!(parts[1].edits, [text("phones/+880", ""), text("phones/+881", "")]);
        let only = DocumentPlan { edits: vec![text("phones/+880", "")], ..plan };
        assert_eq!(
            divided(only, |_, field| field == "phones").len(),
            1,
            "nothing is left for the record itself"
        );
    }
}
