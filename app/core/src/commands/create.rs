//! Make a record.

use super::edits::{fit, to_hold, writable};
use super::set_field::{stage_is_ready, wanted};
use super::{Assignment, DocumentPlan, Edit, Intent, Plan, Reason, Refusal, Situation, outcome};
use crate::fields::Scalar;
use crate::ids::{ImportId, ObjectKey, RecordId, Timestamp};
use crate::objects::{self, ObjectDefinition, Outcome};
use crate::value::Value;
use crate::views::record::Record;

/// Where a record comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A person typed it.
    Manual,
    /// A row of a file.
    Import {
        /// The run of the import.
        import: ImportId,
        /// The id that the row has in the other system.
        external_id: Option<String>,
    },
    /// Sample data.
    Demo,
    /// A lead was converted.
    Conversion,
}

impl Origin {
    /// The id of the choice in the field `origin`.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Import { .. } => "import",
            Self::Demo => "demo",
            Self::Conversion => "conversion",
        }
    }

    const fn intent(&self) -> Intent {
        match self {
            Self::Manual | Self::Demo => Intent::Create,
            Self::Import { .. } => Intent::Import,
            Self::Conversion => Intent::Convert,
        }
    }
}

/// Makes a record with these values. Refused where nothing is filled by which it could be called.
pub fn create(
    object: &str,
    record: RecordId,
    values: &[Assignment],
    origin: &Origin,
    situation: &Situation,
) -> Result<Plan, Refusal> {
    Ok(Plan { documents: vec![document(object, record, values, origin, situation)?] })
}

/// The plan of one new document.
pub fn document(
    object: &str,
    record: RecordId,
    values: &[Assignment],
    origin: &Origin,
    situation: &Situation,
) -> Result<DocumentPlan, Refusal> {
    let definition = objects::object(object).ok_or(Refusal::record(Reason::UnknownObject))?;
    let mut edits = Vec::with_capacity(values.len() + 8);
    for (key, value) in values {
        edits.extend(to_hold(writable(definition, key)?, None, value.as_ref())?);
    }
    let given = |key: &str| values.iter().any(|(given, value)| given == key && value.is_some());
    if !given("owner")
        && let Some(person) = situation.person
    {
        edits.push(put("owner", Scalar::Text(person.to_string())));
    }
    if definition.key == "deal" {
        deal(values, origin, situation, &mut edits);
    }
    for (field, usual) in
        [("status", usual_status(definition.key)), ("direction", usual_direction(definition.key))]
    {
        if let Some(usual) = usual.filter(|_| !given(field)) {
            edits.push(put(field, Scalar::Text(usual.to_owned())));
        }
    }
    system(origin, situation, &mut edits);
    let made = outcome::apply(Record::empty(record, object), &edits, situation.now);
    must_have_title(definition, &made)?;
    if *origin == Origin::Manual {
        if definition.key == "deal" {
            stage_is_ready(&made, situation)?;
        }
        wanted(definition, &made, situation)?;
    }
    fit(&edits)?;
    Ok(DocumentPlan { record, object: ObjectKey::from(definition.key), intent: origin.intent(), edits })
}

/// Who made it, when and from what.
fn system(origin: &Origin, situation: &Situation, edits: &mut Vec<Edit>) {
    edits.push(put("created_at", Scalar::Moment(situation.now)));
    if let Some(person) = situation.person {
        edits.push(put("created_by", Scalar::Text(person.to_string())));
    }
    edits.push(put("origin", Scalar::Text(origin.id().to_owned())));
    match origin {
        Origin::Import { import, external_id } => {
            edits.push(put("import", Scalar::Text(import.to_string())));
            let external_id = external_id.clone().map(|id| put("external_id", Scalar::Text(id)));
            edits.extend(external_id);
        }
        Origin::Manual | Origin::Demo | Origin::Conversion => {}
    }
}

/// A deal is in a stage from the start, and as likely as the stage says unless a person knows better.
fn deal(values: &[Assignment], origin: &Origin, situation: &Situation, edits: &mut Vec<Edit>) {
    let given =
        |key: &str| values.iter().find(|(given, _)| given == key).and_then(|(_, value)| value.as_ref());
    let (id, chosen) = match given("stage") {
        Some(Value::Text(id)) => (id.as_str(), true),
        _ => (situation.stages.first(), false),
    };
    if !chosen {
        edits.push(put("stage", Scalar::Text(id.to_owned())));
    }
    // Of a stage that is not known here, or not yet, nothing is made up.
    let stage = situation.stages.get(id).map(|known| known.stage);
    if let Some(stage) = stage.filter(|_| given("probability").is_none()) {
        edits.push(put("probability", Scalar::Number(f64::from(stage.probability))));
    }
    edits.push(put("stage_entered_at", Scalar::Moment(situation.now)));
    if stage.is_some_and(|stage| stage.outcome != Outcome::Open) {
        edits.push(put("closed_at", Scalar::Moment(closing(origin, given("close_date"), situation.now))));
    }
}

/// A deal from a file was closed on its closing day, not on the day of the import.
fn closing(origin: &Origin, close_date: Option<&Value>, now: Timestamp) -> Timestamp {
    match (origin, close_date) {
        (Origin::Import { .. } | Origin::Demo, Some(Value::Date(day))) => {
            crate::fields::calendar::start_of(*day, 0)
        }
        _ => now,
    }
}

const fn usual_status(object: &str) -> Option<&'static str> {
    match object.as_bytes() {
        b"lead" => Some("new"),
        b"task" => Some("not_started"),
        b"call" | b"meeting" => Some("planned"),
        _ => None,
    }
}

const fn usual_direction(object: &str) -> Option<&'static str> {
    match object.as_bytes() {
        b"call" => Some("outbound"),
        _ => None,
    }
}

/// Refuses a record that nothing is filled in by which people could call it.
pub(super) fn must_have_title(definition: &ObjectDefinition, record: &Record) -> Result<(), Refusal> {
    if definition.title.iter().any(|key| record.value(key).is_some()) {
        return Ok(());
    }
    let first = definition.title.first().copied();
    Err(Refusal { field: first.map(str::to_owned), reason: Reason::TitleMissing })
}

/// A put under a plain key.
pub(super) fn put(key: &str, scalar: Scalar) -> Edit {
    Edit::Put(key.to_owned(), scalar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::{NOW, after, id, situation, text, value};
    use crate::fields::BadInput;

    fn made(object: &str, values: &[(&str, Value)], origin: &Origin) -> Result<Record, Refusal> {
        let values: Vec<Assignment> =
            values.iter().map(|(key, value)| ((*key).to_owned(), Some(value.clone()))).collect();
        let plan = create(object, id(1), &values, origin, &situation())?;
        Ok(after(&Record::empty(id(1), object), &plan))
    }

    #[test]
    fn only_a_title_is_needed() {
        for (object, field, input) in [
            ("account", "name", "Acme"),
            ("contact", "first_name", "Rina"),
            ("contact", "last_name", "Akter"),
            ("contact", "emails", "rina@x.bd"),
            ("lead", "company", "Acme"),
            ("deal", "name", "100 bags"),
            ("task", "subject", "Call back"),
            ("call", "subject", "First call"),
            ("meeting", "subject", "Demo"),
            ("note", "body", "Likes tea."),
        ] {
            let record = made(object, &[(field, value(object, field, input))], &Origin::Manual);
            let record = record.unwrap_or_else(|refusal| panic!("{object} {field}: {refusal:?}"));
            assert_eq!(record.text("origin"), Some("manual"));
            assert_eq!(record.value("created_at"), Some(&Value::Moment(NOW)));
            assert_eq!(record.value("owner"), record.value("created_by"));
        }
        for definition in objects::CATALOGUE {
            let refused = made(definition.key, &[], &Origin::Manual);
            assert_eq!(refused, Err(Refusal::field(definition.title[0], Reason::TitleMissing)));
        }
    }

    #[test]
    fn a_deal_starts_in_the_first_stage_and_as_likely_as_its_stage() {
        let first = made("deal", &[("name", text("A"))], &Origin::Manual).expect("a deal");
        assert_eq!(first.text("stage"), Some("prospecting"));
        assert_eq!(first.value("probability"), Some(&Value::Number(10.0)));
        assert_eq!(first.value("closed_at"), None);
        let known = [("name", text("A")), ("stage", text("proposal")), ("probability", Value::Number(33.0))];
        let known = made("deal", &known, &Origin::Manual).expect("a deal");
        assert_eq!(known.value("probability"), Some(&Value::Number(33.0)));
        let bad = made("deal", &[("name", text("A")), ("stage", text("lunch"))], &Origin::Manual);
        assert_eq!(bad, Err(Refusal::field("stage", Reason::BadInput(BadInput::UnknownChoice))));
    }

    #[test]
    fn an_imported_deal_was_closed_on_its_day() {
        let origin = Origin::Import { import: ImportId([3; 16]), external_id: Some("1C1I7A6R".into()) };
        let values =
            [("name", text("A")), ("stage", text("closed_won")), ("close_date", Value::Date(17_226))];
        let record = made("deal", &values, &origin).expect("a deal");
        assert_eq!(record.value("closed_at"), Some(&Value::Moment(17_226 * 86_400_000)));
        assert_eq!(record.text("external_id"), Some("1C1I7A6R"));
        assert_eq!(record.text("import"), Some(&*ImportId([3; 16]).to_string()));
        let manual = made("deal", &values, &Origin::Manual).expect("a deal");
        assert_eq!(manual.value("closed_at"), Some(&Value::Moment(NOW)));
    }
}
