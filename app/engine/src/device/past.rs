//! A record as it was, beside what it is now.

use super::Device;
use super::documents::Loaded;
use super::record_view::is_told;
use crm_core::commands::{Reason, Refusal};
use crm_core::document::{Document, past};
use crm_core::ids::{FieldKey, RecordId, Timestamp};
use crm_core::messages::{Past, PastField, PastView};
use crm_core::objects::{self, ObjectDefinition};
use crm_core::views::record::Record;
use std::collections::BTreeSet;

/// An earlier state of a record, each side `None` where nothing had been written yet.
pub(super) struct Then {
    pub(super) before: Option<Record>,
    /// The same with what happened next.
    pub(super) after: Option<Record>,
    /// The fields of which nobody knows what they held, because they lie apart only since.
    unknown: BTreeSet<FieldKey>,
}

impl Device {
    /// What the record held; its documents must be in memory.
    pub(super) fn as_it_was(&mut self, id: RecordId, when: Past) -> Result<PastView, Refusal> {
        let now = self.record(id)?;
        let definition = objects::object(&now.object).ok_or(Refusal::record(Reason::UnknownObject))?;
        let Then { before, after, unknown } = self.then(&now, when)?;
        let may = self.may_by_hand(&now.object, id);
        let field = |key: FieldKey| {
            let of = |record: &Option<Record>| record.as_ref().and_then(|one| one.value(&key).cloned());
            let (then, next) = (of(&before), of(&after));
            PastField {
                now: now.value(&key).cloned(),
                changed_next: then != next,
                may: may.edit && !now.deleted() && !may.read_only.contains(&key),
                then,
                field: key,
            }
        };
        let keys = told(definition, [Some(&now), before.as_ref()]);
        let (unknown, known): (Vec<FieldKey>, Vec<FieldKey>) =
            keys.into_iter().partition(|key| unknown.contains(key));
        let fields: Vec<PastField> = known.into_iter().map(field).collect();
        let titles = self.rows.titles_of(fields.iter().flat_map(|field| field.then.iter().chain(&field.now)));
        Ok(PastView { object: now.object, existed: before.is_some(), fields, unknown, titles })
    }

    /// The earlier state of a record from which these fields are put back.
    pub(super) fn held_then(
        &mut self,
        id: RecordId,
        when: Past,
        fields: &[FieldKey],
    ) -> Result<Record, Refusal> {
        if !self.sees(id, fields.iter().map(String::as_str)) {
            return Err(Refusal::record(Reason::NoAccess));
        }
        let now = self.record(id)?;
        let Then { before, unknown, .. } = self.then(&now, when)?;
        match fields.iter().find(|key| unknown.contains(*key)) {
            Some(key) => Err(Refusal::field(key, Reason::NothingToDo)),
            None => before.ok_or(Refusal::record(Reason::NothingToDo)),
        }
    }

    /// The record and what stands beside it, each as it was.
    pub(super) fn then(&mut self, now: &Record, when: Past) -> Result<Then, Refusal> {
        let apart = self.apart(&now.object);
        let documents = std::iter::once(now.id).chain(apart.iter().map(|one| one.beside(now.id)));
        let documents: Vec<RecordId> = documents.collect();
        // What happened in one document is a change there and a moment in the others.
        let at = match when {
            Past::At(at) => at,
            Past::Before(change) => {
                let found = documents.into_iter().find_map(|id| past::around(self.document(id)?, id, change));
                found.ok_or(Refusal::record(Reason::NotHere))?.0.saturating_sub(1)
            }
        };
        let doc = self.document(now.id).ok_or(Refusal::record(Reason::NotHere))?;
        let (mut before, mut after) = sides(doc, now.id, when, at);
        let mut unknown = BTreeSet::new();
        for one in apart {
            let beside = one.beside(now.id);
            let held = self.document(beside).map(|doc| sides(doc, beside, when, at)).unwrap_or_default();
            for (record, held) in [(&mut before, held.0), (&mut after, held.1)] {
                let Some(record) = record else { continue };
                match held.filter(|held| held.object == one.definition.key) {
                    Some(held) => record.take_in(held, one.field.key),
                    None => drop(unknown.insert(one.field.key.to_owned())),
                }
            }
        }
        Ok(Then { before, after, unknown })
    }

    pub(super) fn document(&mut self, id: RecordId) -> Option<&Document> {
        match self.documents.get(id)? {
            Loaded::Here(doc) => Some(doc),
            Loaded::Absent | Loaded::Damaged => None,
        }
    }
}

/// A document before and after: around the change where it has it, around the moment elsewhere.
fn sides(doc: &Document, id: RecordId, when: Past, at: Timestamp) -> (Option<Record>, Option<Record>) {
    if let Past::Before(change) = when
        && let Some((_, before, after)) = past::around(doc, id, change)
    {
        return (before, Some(after));
    }
    (past::as_of(doc, id, at), past::as_of(doc, id, at.saturating_add(1)))
}

/// The fields that a person reads and that one of the records holds, in the order of their definitions, those of the
/// team last.
fn told(definition: &ObjectDefinition, records: [Option<&Record>; 2]) -> Vec<FieldKey> {
    let held: BTreeSet<&FieldKey> = records.into_iter().flatten().flat_map(|one| one.values.keys()).collect();
    let place = |key: &str| definition.fields.iter().position(|field| field.key == key).unwrap_or(usize::MAX);
    let mut fields: Vec<FieldKey> =
        held.into_iter().filter(|key| is_told(definition, key)).cloned().collect();
    fields.sort_by_key(|key| place(key));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::value::Value;

    #[test]
    fn fields_come_in_the_order_of_their_definitions_without_what_the_product_keeps() {
        let definition = objects::object("contact").expect("contacts are in the catalogue");
        let mut one = Record::empty(RecordId([1; 16]), "contact");
        let mut other = one.clone();
        for key in ["created_at", "last_name", "job_title"] {
            one.values.insert(key.to_owned(), Value::Text(String::new()));
        }
        other.values.insert("first_name".to_owned(), Value::Text(String::new()));
        assert_eq!(told(definition, [Some(&one), Some(&other)]), ["first_name", "last_name", "job_title"]);
        assert!(told(definition, [None, None]).is_empty());
    }
}
