//! Set fields of a record.

use super::create::{must_have_title, put};
use super::edits::{fit, to_hold, writable};
use super::{Assignment, DocumentPlan, Edit, Intent, Plan, Reason, Refusal, Situation, outcome};
use crate::fields::Scalar;
use crate::objects::{self, FieldDefinition, ObjectDefinition, Outcome};
use crate::value::Value;
use crate::views::record::Record;

/// Makes the record hold these values. What it holds already is not written again.
pub fn set(record: Option<&Record>, values: &[Assignment], situation: &Situation) -> Result<Plan, Refusal> {
    plan(record, values, Intent::Set, situation)
}

/// Takes one of the values that people wrote at the same time.
pub fn resolve(
    record: Option<&Record>,
    field: &str,
    value: Option<Value>,
    situation: &Situation,
) -> Result<Plan, Refusal> {
    plan(record, &[(field.to_owned(), value)], Intent::Resolve, situation)
}

/// Sets what a row of a file says in the record that it matches.
pub fn import(
    record: Option<&Record>,
    values: &[Assignment],
    situation: &Situation,
) -> Result<Plan, Refusal> {
    plan(record, values, Intent::Import, situation)
}

/// The record, if it is here and not deleted, and its definition.
pub(super) fn present(record: Option<&Record>) -> Result<(&Record, &'static ObjectDefinition), Refusal> {
    let record = record.ok_or(Refusal::record(Reason::NotHere))?;
    if record.deleted() {
        return Err(Refusal::record(Reason::Deleted));
    }
    let definition = objects::object(&record.object).ok_or(Refusal::record(Reason::UnknownObject))?;
    Ok((record, definition))
}

/// A plan of one document; of none where there is nothing to write.
pub(super) fn one(record: &Record, intent: Intent, edits: Vec<Edit>) -> Result<Plan, Refusal> {
    fit(&edits)?;
    let part = DocumentPlan { record: record.id, object: record.object.clone(), intent, edits };
    Ok(Plan { documents: if part.edits.is_empty() { Vec::new() } else { vec![part] } })
}

fn plan(
    record: Option<&Record>,
    values: &[Assignment],
    intent: Intent,
    situation: &Situation,
) -> Result<Plan, Refusal> {
    let (record, definition) = present(record)?;
    let mut edits = Vec::new();
    for (key, value) in values {
        let field = writable(definition, key)?;
        let own = to_hold(field, Some(record), value.as_ref())?;
        if !own.is_empty() {
            edits.extend(own);
            edits.extend(consequences(record, field, value.as_ref(), values, situation));
        }
    }
    called_something(definition, record, &edits, situation)?;
    let moved = values.iter().any(|(key, _)| record.object == "deal" && key == "stage") && !edits.is_empty();
    // A file says how things are, also where they are not as they should be.
    if moved && intent != Intent::Import {
        stage_is_ready(&outcome::apply(record.clone(), &edits, situation.now), situation)?;
    }
    if intent != Intent::Import {
        nothing_unwanted(definition, record, &edits, situation)?;
    }
    one(record, intent, edits)
}

/// Refuses a new record that is not as the team wants it.
pub(super) fn wanted(
    definition: &ObjectDefinition,
    record: &Record,
    situation: &Situation,
) -> Result<(), Refusal> {
    let found = situation.checks.faults(definition, &|key| record.value(key).cloned());
    found.into_iter().next().map_or(Ok(()), Err)
}

/// Refuses edits that bring what the team does not want. What was so before is no reason to refuse other edits: files and
/// merges bring such records.
pub(super) fn nothing_unwanted(
    definition: &ObjectDefinition,
    record: &Record,
    edits: &[Edit],
    situation: &Situation,
) -> Result<(), Refusal> {
    if edits.is_empty() || !situation.checks.concern(definition.key) {
        return Ok(());
    }
    let after = outcome::apply(record.clone(), edits, situation.now);
    let touched = |key: &str| edits.iter().any(|edit| edit.field() == key);
    let (before, after) = (|key: &str| record.value(key).cloned(), |key: &str| after.value(key).cloned());
    situation.checks.fault_of(definition, &before, &after, &touched).map_or(Ok(()), Err)
}

/// Refuses a deal in a stage that needs a field which it has not filled.
pub(super) fn stage_is_ready(deal: &Record, situation: &Situation) -> Result<(), Refusal> {
    let Some(stage) = deal.text("stage").and_then(|id| situation.stages.get(id)) else { return Ok(()) };
    match stage.lacking(|key| deal.value(key).is_some()).next() {
        Some(key) => Err(Refusal::field(key, Reason::StageNeeds)),
        None => Ok(()),
    }
}

/// A record that is called something stays so after the edits.
pub(super) fn called_something(
    definition: &ObjectDefinition,
    record: &Record,
    edits: &[Edit],
    situation: &Situation,
) -> Result<(), Refusal> {
    if definition.title.iter().all(|key| record.value(key).is_none()) {
        return Ok(());
    }
    must_have_title(definition, &outcome::apply(record.clone(), edits, situation.now))
}

/// What else changes when a stage or a status does.
fn consequences(
    record: &Record,
    field: &FieldDefinition,
    value: Option<&Value>,
    values: &[Assignment],
    situation: &Situation,
) -> Vec<Edit> {
    match (record.object.as_str(), field.key, value) {
        ("deal", "stage", Some(Value::Text(stage))) if record.text("stage") != Some(stage) => {
            let likely = values.iter().any(|(key, value)| key == "probability" && value.is_some());
            stage_edits(record, stage, likely, situation)
        }
        ("task", "status", Some(Value::Text(status))) => {
            completion_edits(record, status == "completed", situation)
        }
        _ => Vec::new(),
    }
}

/// Probability, time and closing that go with a deal's new stage.
pub(super) fn stage_edits(
    record: &Record,
    stage: &str,
    keep_probability: bool,
    situation: &Situation,
) -> Vec<Edit> {
    let known = situation.stages.get(stage).map(|known| known.stage);
    let mut edits = vec![put("stage_entered_at", Scalar::Moment(situation.now))];
    if let Some(stage) = known.filter(|_| !keep_probability) {
        edits.push(put("probability", Scalar::Number(f64::from(stage.probability))));
    }
    let closed = record.value("closed_at").is_some();
    match known.map_or(Outcome::Open, |stage| stage.outcome) {
        Outcome::Won | Outcome::Lost => edits.push(put("closed_at", Scalar::Moment(situation.now))),
        Outcome::Open if closed => edits.push(Edit::Remove("closed_at".to_owned())),
        Outcome::Open => {}
    }
    edits
}

/// The time at which a task was completed, or none.
pub(super) fn completion_edits(record: &Record, done: bool, situation: &Situation) -> Vec<Edit> {
    match (done, record.value("completed_at").is_some()) {
        (true, _) => vec![put("completed_at", Scalar::Moment(situation.now))],
        (false, true) => vec![Edit::Remove("completed_at".to_owned())],
        (false, false) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::create::{Origin, create};
    use crate::commands::trial::{NOW, after, record, situation, text};
    use crate::ids::ActorId;
    use crate::ids::RecordId;
    use crate::views::record::{Conflict, OtherValue};
    use crate::views::shaping::checks::Checks;
    use crate::views::shaping::forms::Required;
    use std::sync::Arc;

    fn assign(field: &str, value: Option<Value>) -> [Assignment; 1] {
        [(field.to_owned(), value)]
    }

    #[test]
    fn the_last_name_that_a_record_has_cannot_be_emptied() {
        let rina = record("contact", &[("first_name", text("Rina")), ("last_name", text("Akter"))]);
        let plan = set(Some(&rina), &assign("first_name", None), &situation()).expect("a last name is left");
        let akter = after(&rina, &plan);
        let refused = set(Some(&akter), &assign("last_name", None), &situation());
        assert_eq!(refused, Err(Refusal::field("first_name", Reason::TitleMissing)));
    }

    #[test]
    fn what_is_not_here_or_deleted_is_refused() {
        let mut gone = record("contact", &[("first_name", text("Rina"))]);
        gone.values.insert("deleted_at".into(), Value::Moment(1));
        for (record, reason) in [(None, Reason::NotHere), (Some(&gone), Reason::Deleted)] {
            let refused = set(record, &assign("first_name", Some(text("R"))), &situation());
            assert_eq!(refused, Err(Refusal::record(reason)));
        }
    }

    #[test]
    fn nothing_new_is_no_plan() {
        let rina = record("contact", &[("first_name", text("Rina"))]);
        let plan = set(Some(&rina), &assign("first_name", Some(text("Rina"))), &situation());
        assert_eq!(plan.map(|plan| plan.documents.len()), Ok(0));
    }

    #[test]
    fn choosing_the_shown_value_of_a_conflict_writes_it_again() {
        let mut deal = record("deal", &[("name", text("A"))]);
        let other = OtherValue { value: Some(text("B")), actor: ActorId([2; 16]), at: 5 };
        let shown_by = ActorId([1; 16]);
        deal.conflicts.push(Conflict { field: "name".into(), others: vec![other], shown_by, shown_at: 4 });
        let plan = resolve(Some(&deal), "name", Some(text("A")), &situation()).expect("a plan");
        assert_eq!(plan.documents[0].edits, [put("name", Scalar::Text("A".into()))]);
        assert_eq!(plan.documents[0].intent, Intent::Resolve);
        assert!(after(&deal, &plan).conflicts.is_empty());
    }

    #[test]
    fn what_the_team_wants_filled_is_not_emptied_and_not_left_out() {
        let must = Arc::new(Checks::requiring(Required::one("contact", "job_title")));
        let now = Situation { checks: must, ..situation() };
        let values: Vec<Assignment> = vec![("first_name".into(), Some(text("Rina")))];
        let new = |origin: &Origin| create("contact", RecordId([1; 16]), &values, origin, &now);
        assert_eq!(new(&Origin::Manual), Err(Refusal::field("job_title", Reason::MustBeFilled)));
        assert!(new(&Origin::Demo).is_ok(), "only who fills in a form is asked");
        let rina = record("contact", &[("first_name", text("Rina")), ("job_title", text("Buyer"))]);
        let refused = set(Some(&rina), &assign("job_title", None), &now);
        assert_eq!(refused, Err(Refusal::field("job_title", Reason::MustBeFilled)));
        assert!(import(Some(&rina), &assign("job_title", None), &now).is_ok(), "a file says how things are");
        let bare = record("contact", &[("first_name", text("Rina"))]);
        assert!(set(Some(&bare), &assign("department", Some(text("Stores"))), &now).is_ok());
    }

    #[test]
    fn setting_the_stage_does_what_moving_does() {
        let deal = record("deal", &[("name", text("A")), ("stage", text("proposal"))]);
        let won = after(
            &deal,
            &set(Some(&deal), &assign("stage", Some(text("closed_won"))), &situation()).expect("won"),
        );
        assert_eq!(won.value("probability"), Some(&Value::Number(100.0)));
        assert_eq!(won.value("closed_at"), Some(&Value::Moment(NOW)));
        let open = after(
            &won,
            &set(Some(&won), &assign("stage", Some(text("negotiation"))), &situation()).expect("open"),
        );
        assert_eq!(open.value("probability"), Some(&Value::Number(80.0)));
        assert_eq!(open.value("closed_at"), None);
    }
}
