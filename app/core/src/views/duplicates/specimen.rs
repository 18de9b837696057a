//! Records for tests of duplicates.

use super::Traits;
use crate::fields::Context;
use crate::ids::RecordId;
use crate::objects::object;
use crate::views::record::Record;
use crate::views::row::{RowView, pack};

pub(super) fn id(number: u8) -> RecordId {
    RecordId([number; 16])
}

/// A record of values as somebody types them.
pub(super) fn record(kind: &str, number: u8, values: &[(&str, &str)]) -> Record {
    let definition = object(kind).expect("an object of the catalogue");
    let mut record = Record::empty(id(number), kind);
    for (key, input) in values {
        let field = definition.field(key).expect("a field of the object");
        let value = field.kind.behaviour().parse(input, &Context::BANGLADESH).expect("a good value");
        record.values.extend(value.map(|value| ((*key).to_owned(), value)));
    }
    record
}

pub(super) fn traits_of(record: &Record) -> Option<Traits> {
    Traits::of(RowView::trusted(&pack(record)))
}

pub(super) fn traits(kind: &str, number: u8, values: &[(&str, &str)]) -> Traits {
    traits_of(&record(kind, number, values)).expect("something to compare")
}
