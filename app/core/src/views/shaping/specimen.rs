//! Definitions for tests, as rows.

use super::Shaping;
use crate::ids::RecordId;
use crate::value::Value;
use crate::views::record::Record;
use crate::views::row::{self, RowView};

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(super) fn packed(object: &str, id: RecordId, values: &[(&str, Value)]) -> Vec<u8> {
    let mut record = Record::empty(id, object);
    record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    row::pack(&record)
}

pub(super) fn shaping(rows: &[Vec<u8>]) -> Shaping {
    Shaping::of(rows.iter().map(|row| RowView::trusted(row)))
}
