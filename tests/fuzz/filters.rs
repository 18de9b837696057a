//! The language of filters, with arguments that would be commands elsewhere (X30): it only ever narrows, a question and
//! its opposite share the list between them, two questions leave what each leaves, and no order loses a record.

use crate::{long_enough, sample};
use crm_core::fields::FilterOperator;
use crm_core::ids::RecordId;
use crm_core::objects;
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query, Sort};
use crm_core::views::row;
use crm_engine::rows::Rows;
use std::collections::BTreeSet;

const OBJECTS: [&str; 5] = ["account", "contact", "lead", "deal", "task"];
const OPERATORS: [FilterOperator; 7] = [
    FilterOperator::Empty,
    FilterOperator::Filled,
    FilterOperator::Is,
    FilterOperator::IsNot,
    FilterOperator::Contains,
    FilterOperator::AtLeast,
    FilterOperator::AtMost,
];
const HOSTILE: [&str; 10] = [
    "name; DROP TABLE docs",
    "1) OR 1=1--",
    "%00",
    "$.\"x') OR ('1'='1",
    "(a+)+$",
    "%_%_%",
    "\0",
    "\u{202e}নাম",
    "",
    "রহিম",
];

/// A question as random numbers: which field, which operator, which argument.
type Asked = (u8, u8, u8, i64, String);

fn filter(object: &str, (field, operator, kind, number, text): &Asked) -> Filter {
    let definition = objects::object(object).expect("an object of the catalogue");
    let fields = definition.fields;
    // One in sixteen is of no field of the object.
    let field = match field % 16 {
        0 => HOSTILE[usize::from(*kind) % HOSTILE.len()].to_owned(),
        _ => fields[usize::from(*field) % fields.len()].key.to_owned(),
    };
    let hostile = HOSTILE[usize::from(*kind) % HOSTILE.len()];
    let argument = match kind % 6 {
        0 => None,
        1 => Some(Value::Text(hostile.to_owned())),
        2 => Some(Value::Text(text.clone())),
        3 => Some(Value::Date(i32::try_from(number % 100_000).unwrap_or_default())),
        4 => Some(Value::Moment(*number)),
        _ => Some(Value::Flag(number % 2 == 0)),
    };
    Filter { field, operator: OPERATORS[usize::from(*operator) % OPERATORS.len()], argument }
}

fn ask(rows: &mut Rows, query: &Query) -> BTreeSet<RecordId> {
    let all = rows.matching_records(query);
    let set: BTreeSet<RecordId> = all.iter().copied().collect();
    assert_eq!(set.len(), all.len(), "each record once");
    set
}

#[test]
fn filters() {
    let mut rows = Rows::default();
    let page: Vec<u8> = sample().iter().flat_map(row::pack).collect();
    rows.load_page(1, &page);
    rows.loaded();
    let rows = std::sync::Mutex::new(rows);
    bolero::check!().with_type::<(u8, Asked, Asked, String, u8)>().with_test_time(long_enough()).for_each(
        |(object, one, two, search, order)| {
            let mut rows = rows.lock().expect("no panic while locked");
            let object = OBJECTS[usize::from(*object) % OBJECTS.len()];
            let all = Query::all(object);
            let (one, two) = (filter(object, one), filter(object, two));
            let with = |filters: Vec<Filter>| Query { filters, ..all.clone() };
            let everything = ask(&mut rows, &all);
            let (left, right) =
                (ask(&mut rows, &with(vec![one.clone()])), ask(&mut rows, &with(vec![two.clone()])));
            assert!(left.is_subset(&everything), "{one:?}");
            let both = ask(&mut rows, &with(vec![one.clone(), two.clone()]));
            assert_eq!(both, left.intersection(&right).copied().collect(), "{one:?} {two:?}");
            let opposite = match one.operator {
                FilterOperator::Is => Some(FilterOperator::IsNot),
                FilterOperator::Empty => Some(FilterOperator::Filled),
                FilterOperator::Filled
                | FilterOperator::IsNot
                | FilterOperator::Contains
                | FilterOperator::AtLeast
                | FilterOperator::AtMost => None,
            };
            let known = objects::object(object).and_then(|definition| definition.field(&one.field)).is_some();
            if let Some(operator) = opposite.filter(|_| known) {
                let other = ask(&mut rows, &with(vec![Filter { operator, ..one.clone() }]));
                assert!(left.is_disjoint(&other), "{one:?}");
                assert_eq!(left.union(&other).count(), everything.len(), "{one:?}");
            }
            let searched = Query { search: search.clone(), ..all.clone() };
            assert!(ask(&mut rows, &searched).is_subset(&everything), "{search:?}");
            let field = if order % 2 == 0 { one.field } else { "modified_at".to_owned() };
            let sorted = Query { sort: Sort { field, descending: order % 4 > 1 }, ..all.clone() };
            assert_eq!(ask(&mut rows, &sorted), everything, "no order loses a record");
        },
    );
}
