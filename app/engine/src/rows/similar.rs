//! Records that may be the one that is being made.

use super::Rows;
use crm_core::commands::Assignment;
use crm_core::fields::FilterOperator;
use crm_core::ids::{ObjectKey, RecordId};
use crm_core::messages::Found;
use crm_core::objects::{self, FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::likeness::{Draft, Likeness};
use std::collections::HashSet;

/// How many records one search brings to look at more closely.
const LOOKED_AT: usize = 20;

impl Rows {
    /// The records of an object that are like a draft, the strongest reason first, at most `limit`.
    pub fn similar(
        &mut self,
        object: &ObjectKey,
        values: &[Assignment],
        limit: usize,
    ) -> Vec<(Found, Likeness)> {
        let Some(definition) = objects::object(object) else { return Vec::new() };
        let draft = Draft::of(definition, values);
        let mut alike = self.holding_the_same(definition, values, limit);
        let mut seen: HashSet<RecordId> = alike.iter().map(|(found, _)| found.link.record).collect();
        for text in draft.searches() {
            for found in self.search(text, Some(object), LOOKED_AT) {
                let record = found.link.record;
                let likeness = self.get(record).and_then(|row| draft.likeness(row));
                if let Some(likeness) = likeness.filter(|_| seen.insert(record)) {
                    alike.push((found, likeness));
                }
            }
        }
        alike.sort_by(|(_, one), (_, other)| one.cmp(other));
        alike.truncate(limit);
        alike
    }

    /// Records that hold the same in a field of which the team wants no two alike.
    fn holding_the_same(
        &self,
        definition: &ObjectDefinition,
        values: &[Assignment],
        limit: usize,
    ) -> Vec<(Found, Likeness)> {
        let shaping = self.shaping();
        let unique = |key: &str| shaping.placement(definition.key, key).is_some_and(|placed| placed.unique);
        let wanted: Vec<_> = values.iter().filter(|(key, value)| value.is_some() && unique(key)).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let code = definition.code();
        let others =
            self.records().filter(|row| row.object_code() == code && !row.deleted() && !row.merged());
        let same = others.filter_map(|row| {
            let (key, _) = wanted.iter().find(|(key, value)| {
                let field = definition.field(key);
                field.is_some_and(|field| holds_the_same(field, row.value_of(key), value.as_ref()))
            })?;
            Some((self.describe(row)?, Likeness::Field(key.clone())))
        });
        same.take(limit).collect()
    }
}

/// Whether both hold the same, however it is written; of sets, whether one member is in both.
fn holds_the_same(field: &FieldDefinition, one: Option<Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(Value::Members(one)), Some(Value::Members(other))) => {
            one.iter().any(|member| other.iter().any(|also| also.key == member.key))
        }
        (Some(one), other) => field.kind.behaviour().matches(FilterOperator::Is, Some(&one), other),
        (None, _) => false,
    }
}
