//! Delete a record: it is marked, hidden, and can be restored.

use super::create::put;
use super::set_field::one;
use super::{Intent, Plan, Reason, Refusal, Situation};
use crate::fields::Scalar;
use crate::views::record::Record;

/// Marks a record as deleted; nothing is written where it is already.
pub fn delete(record: Option<&Record>, situation: &Situation) -> Result<Plan, Refusal> {
    let record = record.ok_or(Refusal::record(Reason::NotHere))?;
    let mut edits = Vec::new();
    if !record.deleted() {
        edits.push(put("deleted_at", Scalar::Moment(situation.now)));
        let by = situation.person.map(|person| put("deleted_by", Scalar::Text(person.to_string())));
        edits.extend(by);
    }
    one(record, Intent::Delete, edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::restore::restore;
    use crate::commands::trial::{after, record, situation, text};

    #[test]
    fn what_was_deleted_comes_back_as_it_was() {
        let rina = record("contact", &[("first_name", text("Rina"))]);
        let gone = after(&rina, &delete(Some(&rina), &situation()).expect("deleted"));
        assert!(gone.deleted());
        assert_eq!(delete(Some(&gone), &situation()).map(|plan| plan.documents.len()), Ok(0));
        let back = after(&gone, &restore(Some(&gone)).expect("restored"));
        assert_eq!(back.values, rina.values);
        assert_eq!(restore(Some(&back)).map(|plan| plan.documents.len()), Ok(0));
        assert_eq!(delete(None, &situation()), Err(Refusal::record(Reason::NotHere)));
    }
}
