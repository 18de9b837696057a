//! Complete a task, or open it again.

use super::create::put;
use super::set_field::{completion_edits, nothing_unwanted, one, present};
use super::{Intent, Plan, Reason, Refusal, Situation};
use crate::fields::Scalar;
use crate::views::record::Record;

/// Completes a task or opens it again; nothing is written where it is so already.
pub fn complete(record: Option<&Record>, done: bool, situation: &Situation) -> Result<Plan, Refusal> {
    let (record, definition) = present(record)?;
    if definition.key != "task" {
        return Err(Refusal::field("status", Reason::UnknownField));
    }
    let is_done = record.text("status") == Some("completed");
    let mut edits = Vec::new();
    if is_done != done {
        let status = if done { "completed" } else { "not_started" };
        edits.push(put("status", Scalar::Text(status.to_owned())));
        edits.extend(completion_edits(record, done, situation));
    }
    nothing_unwanted(definition, record, &edits, situation)?;
    one(record, Intent::Complete, edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::{NOW, after, record, situation, text};
    use crate::value::Value;

    #[test]
    fn a_task_is_done_at_a_time_and_open_without_one() {
        let open = record("task", &[("subject", text("Call")), ("status", text("in_progress"))]);
        let done = after(&open, &complete(Some(&open), true, &situation()).expect("done"));
        assert_eq!(done.text("status"), Some("completed"));
        assert_eq!(done.value("completed_at"), Some(&Value::Moment(NOW)));
        assert_eq!(complete(Some(&done), true, &situation()).map(|plan| plan.documents.len()), Ok(0));
        let again = after(&done, &complete(Some(&done), false, &situation()).expect("open"));
        assert_eq!(again.text("status"), Some("not_started"));
        assert_eq!(again.value("completed_at"), None);
        let deal = record("deal", &[("name", text("A"))]);
        assert_eq!(
            complete(Some(&deal), true, &situation()),
            Err(Refusal::field("status", Reason::UnknownField))
        );
    }
}
