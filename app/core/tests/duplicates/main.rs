//! Duplicates are found in books whose duplicates are known, and in no others.

mod real_sets;
mod rules;

use crm_core::fields::Context;
use crm_core::ids::RecordId;
use crm_core::objects::object;
use crm_core::views::duplicates::{Pair, Scan, Traits};
use crm_core::views::record::Record;
use crm_core::views::row::{RowView, pack};
use std::collections::BTreeSet;

type Ids = (RecordId, RecordId);

fn id(number: usize) -> RecordId {
    RecordId(u128::try_from(number).expect("a small number").to_be_bytes())
}

fn traits(record: &Record) -> Option<Traits> {
    Traits::of(RowView::trusted(&pack(record)))
}

/// A record of values as somebody types them.
fn typed(kind: &str, number: usize, values: &[(&str, &str)]) -> Traits {
    let definition = object(kind).expect("an object of the catalogue");
    let mut record = Record::empty(id(number), kind);
    for (key, input) in values {
        let field = definition.field(key).expect("a field of the object");
        let value = field.kind.behaviour().parse(input, &Context::BANGLADESH).expect("a good value");
        record.values.extend(value.map(|value| ((*key).to_owned(), value)));
    }
    traits(&record).expect("something to compare")
}

fn scan(book: Vec<Traits>) -> Vec<Pair> {
    let mut scan = Scan::new(book);
    while !scan.step(1_000) {}
    scan.found().to_vec()
}

fn pairs(found: &[Pair]) -> BTreeSet<Ids> {
    found.iter().map(|pair| (pair.one, pair.other)).collect()
}
