//! Records and situations for the tests of commands.

use super::{Plan, Situation, outcome};
use crate::fields::{ChoiceWords, Context};
use crate::ids::{PersonId, RecordId};
use crate::objects;
use crate::value::Value;
use crate::views::record::Record;

pub(crate) const NOW: i64 = 1_795_298_400_000;

pub(crate) fn id(byte: u8) -> RecordId {
    RecordId([byte; 16])
}

pub(crate) fn situation() -> Situation {
    Situation { person: Some(PersonId([9; 16])), fresh: (100..110).map(id).collect(), ..Situation::bare(NOW) }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The value that a person would type into the field.
pub(crate) fn value(object: &str, field: &str, input: &str) -> Value {
    let field =
        objects::object(object).and_then(|object| object.field(field)).expect("a field of the catalogue");
    let words: Vec<_> =
        field.choices.iter().map(|choice| ChoiceWords { id: choice.id, words: vec![] }).collect();
    let context = Context { choices: &words, ..Context::BANGLADESH };
    let parsed = field.kind.behaviour().parse(input, &context);
    parsed.expect("the test types something sensible").expect("the test types something")
}

pub(crate) fn record(object: &str, values: &[(&str, Value)]) -> Record {
    let mut record = Record::empty(id(1), object);
    record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    record
}

/// The record after the part of the plan that is about it.
pub(crate) fn after(record: &Record, plan: &Plan) -> Record {
    let parts = plan.documents.iter().filter(|part| part.record == record.id);
    parts.fold(record.clone(), |record, part| outcome::apply(record, &part.edits, NOW))
}
