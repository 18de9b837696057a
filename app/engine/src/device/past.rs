//! A record as it was at an earlier moment, beside what it is now.

use super::Device;
use super::documents::Loaded;
use crm_core::commands::{Reason, Refusal};
use crm_core::document::{past, read};
use crm_core::fields::Kind;
use crm_core::ids::{FieldKey, RecordId, Timestamp};
use crm_core::messages::{PastField, PastView};
use crm_core::objects::{self, ObjectDefinition};
use crm_core::views::record::Record;
use std::collections::BTreeSet;

impl Device {
    /// What the record held at a moment; its documents must be in memory.
    pub(super) fn as_it_was(&mut self, id: RecordId, at: Timestamp) -> Result<PastView, Refusal> {
        let not_here = || Refusal::record(Reason::NotHere);
        let Some(Loaded::Here(doc)) = self.documents.get(id) else { return Err(not_here()) };
        let mut now = read::read(doc, id).ok_or_else(not_here)?;
        let [mut then, mut next] = [at, at.saturating_add(1)].map(|at| past::as_of(doc, id, at));
        let definition = objects::object(&now.object).ok_or_else(not_here)?;
        self.join(&mut now);
        let unknown = self.join_as_of(&now, [(&mut then, at), (&mut next, at.saturating_add(1))]);
        let may = self.may(id);
        let fields: Vec<PastField> = told(definition, [Some(&now), then.as_ref()])
            .into_iter()
            .filter(|key| !unknown.contains(key))
            .map(|key| {
                let of = |record: &Option<Record>| record.as_ref().and_then(|one| one.value(&key).cloned());
                let (before, after) = (of(&then), of(&next));
                PastField {
                    now: now.value(&key).cloned(),
                    changed_next: before != after,
                    may: may.edit && !now.deleted() && !may.read_only.contains(&key),
                    then: before,
                    field: key,
                }
            })
            .collect();
        let values = fields.iter().flat_map(|field| field.then.iter().chain(&field.now));
        let titles = self.rows.titles_of(values);
        Ok(PastView { object: now.object, existed: then.is_some(), fields, titles })
    }

    /// Reads what stood beside a record into what it was at these moments. Answers with the fields of which nobody
    /// knows what they were then, because they lie apart only since.
    fn join_as_of(
        &mut self,
        now: &Record,
        moments: [(&mut Option<Record>, Timestamp); 2],
    ) -> BTreeSet<FieldKey> {
        let mut unknown = BTreeSet::new();
        let mut moments = moments;
        for one in self.apart(&now.object) {
            let beside = one.beside(now.id);
            for (record, at) in &mut moments {
                let Some(record) = record.as_mut() else { continue };
                let held = match self.documents.get(beside) {
                    Some(Loaded::Here(doc)) => past::as_of(doc, beside, *at),
                    Some(Loaded::Absent | Loaded::Damaged) | None => None,
                };
                match held.filter(|held| held.object == one.definition.key) {
                    Some(held) => record.take_in(held, one.field.key),
                    None => drop(unknown.insert(one.field.key.to_owned())),
                }
            }
        }
        unknown
    }
}

/// The fields that a person reads and that one of the records holds, in the order of their definitions, those of the
/// team last.
fn told(definition: &ObjectDefinition, records: [Option<&Record>; 2]) -> Vec<FieldKey> {
    let held: BTreeSet<&FieldKey> = records.into_iter().flatten().flat_map(|one| one.values.keys()).collect();
    let shown = |key: &str| {
        definition
            .field(key)
            .filter(|field| !field.system && field.kind != Kind::Computed && field.key != "position")
    };
    let place = |key: &str| definition.fields.iter().position(|field| field.key == key).unwrap_or(usize::MAX);
    let mut fields: Vec<FieldKey> = held.into_iter().filter(|key| shown(key).is_some()).cloned().collect();
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
