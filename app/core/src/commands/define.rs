//! Say what a definition holds: of a field, a choice, a stage, a form. Whoever says it need not know whether somebody has
//! said something of it before, or has taken it back.

use super::create::{Origin, document};
use super::restore::restore;
use super::{Assignment, DocumentPlan, Intent, Refusal, Situation, outcome, set_field};
use crate::ids::RecordId;
use crate::views::record::Record;

/// Makes a definition that holds these values; one that is there holds them afterwards, and comes back where it was deleted.
/// Nothing where it holds them already.
pub fn define(
    object: &str,
    record: RecordId,
    before: Option<&Record>,
    values: &[Assignment],
    situation: &Situation,
) -> Result<Option<DocumentPlan>, Refusal> {
    let Some(before) = before else {
        return document(object, record, values, &Origin::Manual, situation).map(Some);
    };
    let restored = restore(Some(before))?.documents.pop().map(|part| part.edits);
    let mut edits = restored.unwrap_or_default();
    let present = outcome::apply(before.clone(), &edits, situation.now);
    let set = set_field::set(Some(&present), values, situation)?.documents.pop().map(|part| part.edits);
    edits.extend(set.unwrap_or_default());
    let plan = DocumentPlan { record, object: object.to_owned(), intent: Intent::Set, edits };
    Ok(Some(plan).filter(|plan| !plan.edits.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::delete::delete;
    use crate::commands::trial::{NOW, after, situation, text};
    use crate::objects::placement::{CODE, KEY, OF, REQUIRED, SECTION, placement_of};
    use crate::value::Value;

    #[test]
    fn what_is_said_holds_whether_or_not_there_was_something_before() {
        let id = placement_of("contact", "job_title");
        let own = || vec![(OF, text("contact")), (CODE, text("job_title"))];
        let say = |before: Option<&Record>, more: (&str, Value)| {
            let values = own().into_iter().chain([more]);
            let values: Vec<Assignment> = values.map(|(key, value)| (key.to_owned(), Some(value))).collect();
            define(KEY, id, before, &values, &situation()).expect("values of a placement")
        };
        let first = say(None, (SECTION, text("c0000000a"))).expect("a new one");
        let made = outcome::apply(Record::empty(id, KEY), &first.edits, NOW);
        assert_eq!(say(Some(&made), (SECTION, text("c0000000a"))), None, "it holds that already");
        let gone = after(&made, &delete(Some(&made), &situation()).expect("deleted"));
        let again = say(Some(&gone), (REQUIRED, Value::Flag(true))).expect("something to write");
        let again = outcome::apply(gone, &again.edits, NOW);
        assert!(!again.deleted());
        assert_eq!(again.value(REQUIRED), Some(&Value::Flag(true)));
        assert_eq!(again.text(SECTION), Some("c0000000a"), "what was said before stays");
    }
}
