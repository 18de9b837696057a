//! Scores and formulas on this device: when they are worked out, what is told of them, and that nobody types over them.

use super::Device;
use crate::rows::Rows;
use crm_core::commands::{DocumentPlan, Intent, Reason, Refusal};
use crm_core::fields::calendar::day_of;
use crm_core::ids::{FieldKey, RecordId};
use crm_core::messages::May;
use crm_core::objects::score_rule::{SCORED, score_field};
use crm_core::value::Value;
use crm_core::views::record::Record;
use crm_core::views::scoring::Score;

impl Device {
    /// Works out what may have changed; screens are told.
    pub(super) fn settle_scores(&mut self) {
        let grants = self.known.grants();
        let reads = |object: &str, field: &str| grants.is_none_or(|grants| !grants.hides(object, field));
        let ruled = |rows: &Rows| SCORED.map(|(object, _)| rows.scores(object));
        let before = ruled(&self.rows);
        let changed = self.rows.settle_scores(day_of(self.now, 0), &reads);
        if ruled(&self.rows) != before {
            // What people may type is another by now.
            self.watching.touch_all();
        } else if changed {
            self.watching.touch_rows();
        }
    }

    /// The same for what formulas give.
    pub(super) fn settle_formulas(&mut self) {
        let grants = self.known.grants();
        let reads = |object: &str, field: &str| grants.is_none_or(|grants| !grants.hides(object, field));
        if self.rows.settle_formulas(&reads) {
            self.watching.touch_all();
        }
    }

    /// The field of an object that holds a score which is worked out; `None` where the team has no rules for it.
    pub(super) fn scored_field(&self, object: &str) -> Option<&'static str> {
        score_field(object).filter(|_| self.rows.scores(object))
    }

    /// The fields of an object that formulas fill.
    pub(super) fn formula_fields<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.rows.shaping().fields.iter();
        let own =
            fields.filter(move |field| field.object == object && !field.formula.is_empty() && !field.retired);
        own.map(|field| field.key.as_str())
    }

    /// The fields of an object that this device fills.
    pub(super) fn worked_out<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a str> {
        self.scored_field(object).into_iter().chain(self.formula_fields(object))
    }

    /// Puts what formulas give in the place of what the documents say.
    pub(super) fn put_formulas(&self, record: &mut Record) {
        let object = record.object.clone();
        let row = self.rows.get(record.id);
        for field in self.formula_fields(&object) {
            match row.and_then(|row| row.value_of(field)) {
                Some(value) => drop(record.values.insert(field.to_owned(), value)),
                None => drop(record.values.remove(field)),
            }
            record.conflicts.retain(|conflict| conflict.field != field);
        }
    }

    /// Puts the score in the place of what the documents say.
    pub(super) fn put_score(&self, record: &mut Record) -> Option<Score> {
        let field = self.scored_field(&record.object)?;
        let score = self.rows.score(record.id)?;
        record.values.insert(field.to_owned(), Value::Number(f64::from(score.total)));
        record.conflicts.retain(|conflict| conflict.field != field);
        Some(score)
    }

    /// What the person may do with a record by hand: nobody types what is worked out.
    pub(super) fn may_by_hand(&self, object: &str, record: RecordId) -> May {
        let mut may = self.may(record);
        add(&mut may.read_only, self.worked_out(object));
        may
    }

    /// Refuses what somebody typed into a field that is worked out. What comes with a file, with a merge or by taking
    /// something back is written: it shows when the rules or the formula are gone.
    pub(super) fn types_nothing_worked_out(&self, plan: &DocumentPlan) -> Result<(), Refusal> {
        let typed = matches!(plan.intent, Intent::Create | Intent::Set | Intent::Resolve);
        if !typed {
            return Ok(());
        }
        let edited = |field: &&str| plan.edits.iter().any(|edit| edit.field() == *field);
        let found = self.worked_out(&plan.object).find(edited);
        found.map_or(Ok(()), |field| Err(Refusal::field(field, Reason::ReadOnly)))
    }
}

/// Adds each field once.
pub(super) fn add<'a>(fields: &mut Vec<FieldKey>, more: impl Iterator<Item = &'a str>) {
    for field in more {
        if !fields.iter().any(|one| one == field) {
            fields.push(field.to_owned());
        }
    }
}
