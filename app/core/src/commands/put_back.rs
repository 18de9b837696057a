//! Make fields hold again what they held in an earlier state of their record.

use super::edits::{to_hold, writable};
use super::set_field::{called_something, nothing_unwanted, one, present};
use super::{Intent, Plan, Refusal, Situation};
use crate::ids::FieldKey;
use crate::views::record::Record;

/// What the product writes along with a field: it becomes again what it was with it. A deal that is won again was won
/// when it was won, and entered its stage when it did.
const ALONG: [(&str, &str, &[&str]); 2] =
    [("deal", "stage", &["stage_entered_at", "closed_at"]), ("task", "status", &["completed_at"])];

/// Makes these fields hold what they held then. Nothing else changes but what the product writes along with them: a
/// stage brings no probability, since what it brought then is a field of that state like any other.
pub fn put_back(
    record: Option<&Record>,
    then: &Record,
    fields: &[FieldKey],
    situation: &Situation,
) -> Result<Plan, Refusal> {
    let (record, definition) = present(record)?;
    let mut edits = Vec::new();
    for key in fields {
        let own = to_hold(writable(definition, key)?, Some(record), then.value(key))?;
        if own.is_empty() {
            continue;
        }
        edits.extend(own);
        let along = ALONG.iter().filter(|(object, of, _)| *object == record.object && of == key);
        for system in along.flat_map(|(.., along)| along.iter()).filter_map(|key| definition.field(key)) {
            edits.extend(to_hold(system, Some(record), then.value(system.key))?);
        }
    }
    called_something(definition, record, &edits, situation)?;
    nothing_unwanted(definition, record, &edits, situation)?;
    one(record, Intent::Set, edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::{after, record, situation, text};
    use crate::commands::{Reason, set_field};
    use crate::value::Value;
    use crate::views::shaping::checks::Checks;
    use crate::views::shaping::forms::Required;
    use std::sync::Arc;

    fn keys(keys: &[&str]) -> Vec<FieldKey> {
        keys.iter().map(|&key| key.to_owned()).collect()
    }

    #[test]
    fn a_stage_comes_back_with_its_times_and_leaves_the_probability() {
        let won = record(
            "deal",
            &[
                ("name", text("Cloth")),
                ("stage", text("closed_won")),
                ("probability", Value::Number(100.0)),
                ("stage_entered_at", Value::Moment(7_000)),
                ("closed_at", Value::Moment(7_000)),
            ],
        );
        let values = [("stage".to_owned(), Some(text("proposal"))), ("name".to_owned(), Some(text("Silk")))];
        let open = after(&won, &set_field::set(Some(&won), &values, &situation()).expect("it moves"));
        assert_eq!(open.value("closed_at"), None);
        let plan = put_back(Some(&open), &won, &keys(&["stage"]), &situation()).expect("a plan");
        let again = after(&open, &plan);
        for key in ["stage", "stage_entered_at", "closed_at"] {
            assert_eq!(again.value(key), won.value(key), "{key}");
        }
        for key in ["probability", "name"] {
            assert_eq!(again.value(key), open.value(key), "{key} was not asked for");
        }
        // And back to where it was open.
        let plan = put_back(Some(&again), &open, &keys(&["stage"]), &situation()).expect("a plan");
        assert_eq!(after(&again, &plan).value("closed_at"), None);
    }

    #[test]
    fn a_task_was_completed_when_it_was() {
        let done = record(
            "task",
            &[
                ("subject", text("Call")),
                ("status", text("completed")),
                ("completed_at", Value::Moment(7_000)),
            ],
        );
        let values = [("status".to_owned(), Some(text("not_started")))];
        let open = after(&done, &set_field::set(Some(&done), &values, &situation()).expect("it opens"));
        let plan = put_back(Some(&open), &done, &keys(&["status"]), &situation()).expect("a plan");
        assert_eq!(after(&open, &plan).value("completed_at"), Some(&Value::Moment(7_000)));
    }

    #[test]
    fn what_may_not_be_written_is_refused_and_what_is_so_already_is_nothing() {
        let then = record("contact", &[("last_name", text("Akter")), ("job_title", text("Clerk"))]);
        let now = record("contact", &[("last_name", text("Akter")), ("job_title", text("Buyer"))]);
        let put = |then: &Record, key: &str| put_back(Some(&now), then, &keys(&[key]), &situation());
        assert_eq!(put(&then, "created_at"), Err(Refusal::field("created_at", Reason::ReadOnly)));
        assert_eq!(put(&then, "last_name").map(|plan| plan.documents.len()), Ok(0));
        let nameless = record("contact", &[]);
        assert_eq!(put(&nameless, "last_name"), Err(Refusal::field("first_name", Reason::TitleMissing)));
        let wanted = Situation {
            checks: Arc::new(Checks::requiring(Required::one("contact", "job_title"))),
            ..situation()
        };
        let bare = record("contact", &[("last_name", text("Akter"))]);
        let refused = put_back(Some(&now), &bare, &keys(&["job_title"]), &wanted);
        assert_eq!(refused, Err(Refusal::field("job_title", Reason::MustBeFilled)));
        assert_eq!(put_back(None, &then, &[], &situation()), Err(Refusal::record(Reason::NotHere)));
    }
}
