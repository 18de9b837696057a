//! Scores on this device: when they are worked out, what is told of them, and that nobody types over them.

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

    /// The field of an object that holds a score which is worked out; `None` where the team has no rules for it.
    pub(super) fn scored_field(&self, object: &str) -> Option<&'static str> {
        score_field(object).filter(|_| self.rows.scores(object))
    }

    /// Puts the score in the place of what the documents say.
    pub(super) fn put_score(&self, record: &mut Record) -> Option<Score> {
        let field = self.scored_field(&record.object)?;
        let score = self.rows.score(record.id)?;
        record.values.insert(field.to_owned(), Value::Number(f64::from(score.total)));
        record.conflicts.retain(|conflict| conflict.field != field);
        Some(score)
    }

    /// What the person may do with a record by hand: nobody types a score that is worked out.
    pub(super) fn may_by_hand(&self, object: &str, record: RecordId) -> May {
        let mut may = self.may(record);
        add(&mut may.read_only, self.scored_field(object));
        may
    }

    /// Refuses what somebody typed into a score that is worked out. What comes with a file, with a merge or by taking
    /// something back is written: it shows when the rules are gone.
    pub(super) fn types_no_score(&self, plan: &DocumentPlan) -> Result<(), Refusal> {
        let typed = matches!(plan.intent, Intent::Create | Intent::Set | Intent::Resolve);
        let Some(field) = self.scored_field(&plan.object).filter(|_| typed) else { return Ok(()) };
        match plan.edits.iter().any(|edit| edit.field() == field) {
            true => Err(Refusal::field(field, Reason::ReadOnly)),
            false => Ok(()),
        }
    }
}

/// Adds a field once.
pub(super) fn add(fields: &mut Vec<FieldKey>, field: Option<&str>) {
    fields.extend(field.filter(|field| !fields.iter().any(|one| one == field)).map(str::to_owned));
}
