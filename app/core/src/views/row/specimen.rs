//! Records for tests of rows.

use crate::ids::RecordId;
use crate::value::Value;
use crate::views::record::Record;

pub(super) fn record(object: &str, values: &[(&str, Value)]) -> Record {
    let mut record = Record::empty(RecordId([7; 16]), object);
    record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    record
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
