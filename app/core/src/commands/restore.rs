//! Bring a deleted record back.

use super::set_field::one;
use super::{Edit, Intent, Plan, Reason, Refusal};
use crate::views::record::Record;

/// Takes the mark of deletion away; nothing is written where there is none.
pub fn restore(record: Option<&Record>) -> Result<Plan, Refusal> {
    let record = record.ok_or(Refusal::record(Reason::NotHere))?;
    let marks = ["deleted_at", "deleted_by"].into_iter().filter(|mark| record.value(mark).is_some());
    one(record, Intent::Restore, marks.map(|mark| Edit::Remove(mark.to_owned())).collect())
}
