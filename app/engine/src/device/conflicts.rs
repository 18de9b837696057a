//! Records with an open conflict, each with the values that wait for a choice.

use super::Device;
use super::documents::Job;
use crate::suspicion::working_on;
use crm_core::ids::RecordId;
use crm_core::messages::{Conflicted, ConflictedField, ConflictsView, OtherChoice};
use crm_core::objects::ObjectDefinition;
use crm_core::value::{Link, Value};
use crm_core::views::record::{Conflict, Record};

/// Most records shown.
const MOST: usize = 100;
/// Most documents that they may be read from: what lies apart from a record counts, too, and all of them have to be in
/// memory at once.
const DOCUMENTS: usize = 200;

impl Device {
    /// `None` while documents are loaded; the watch is touched when they are there.
    pub(super) fn conflicts(&mut self, mine: bool, limit: usize) -> Option<ConflictsView> {
        let [mut asked, others] = self.rows.in_conflict(self.owner.person);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (own, all) = (count(asked.len()), count(asked.len() + others.len()));
        if !mine {
            asked.extend(others);
        }
        let fitting = self.fitting(&asked, limit.min(MOST));
        let more = fitting < asked.len();
        asked.truncate(fitting);
        self.with_documents(Job::Look, &asked)?;
        let records: Vec<Conflicted> =
            asked.into_iter().filter_map(|record| self.conflicted(record)).collect();
        let choices = |field: &ConflictedField| {
            let all = std::iter::once(&field.shown).chain(&field.others);
            all.filter_map(|choice| choice.value.clone()).collect::<Vec<Value>>()
        };
        let values: Vec<Value> = records.iter().flat_map(|one| &one.fields).flat_map(choices).collect();
        let titles = self.rows.titles_of(values.iter());
        Some(ConflictsView { mine_only: mine, mine: own, all, records, more, titles })
    }

    /// How many of the records, from the first, can be shown.
    fn fitting(&self, records: &[RecordId], limit: usize) -> usize {
        let documents = |record: &RecordId| {
            let object = self.rows.get(*record).and_then(|row| row.object());
            1 + object.map_or(0, |object| self.apart(object.key).len())
        };
        let total = records.iter().take(limit).scan(0, |total, record| {
            *total += documents(record);
            Some(*total)
        });
        total.take_while(|total| *total <= DOCUMENTS).count()
    }

    fn conflicted(&mut self, id: RecordId) -> Option<Conflicted> {
        let row = self.rows.get(id)?;
        let (definition, title) = (row.object()?, row.title());
        let link = Link { object: definition.key.to_owned(), record: id };
        let may = self.may_by_hand(definition.key, id);
        let _working = working_on(id);
        // A record that was set aside is named all the same: it is counted, and somebody may look for it.
        let Ok(mut record) = self.record(id) else {
            return Some(Conflicted { link, title, may, fields: Vec::new() });
        };
        self.rows.lead_on(record.values.values_mut());
        self.put_score(&mut record);
        self.put_formulas(&mut record);
        let fields = self.choices_of(definition, &record);
        (!fields.is_empty()).then_some(Conflicted { link, title, may, fields })
    }

    fn choices_of(&self, definition: &ObjectDefinition, record: &Record) -> Vec<ConflictedField> {
        let place = |conflict: &&Conflict| {
            let own = definition.all_fields().position(|field| field.key == conflict.field);
            (own.unwrap_or(usize::MAX), conflict.field.clone())
        };
        let mut conflicts: Vec<&Conflict> = record.conflicts.iter().collect();
        conflicts.sort_by_key(place);
        let choices = |conflict: &Conflict| {
            let value = record.value(&conflict.field).cloned();
            let by = self.signature(conflict.shown_by, conflict.shown_at);
            let shown = OtherChoice { value, by };
            ConflictedField { field: conflict.field.clone(), shown, others: self.others(conflict) }
        };
        conflicts.into_iter().map(choices).collect()
    }
}
