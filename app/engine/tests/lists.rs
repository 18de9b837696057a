//! What lists find and in which order: conditions of which one is enough, and further fields to sort by.

use crm_core::fields::FilterOperator;
use crm_core::ids::RecordId;
use crm_core::value::{Money, Value};
use crm_core::views::query::{Filter, Query, Sort};
use crm_core::views::record::Record;
use crm_core::views::relative;
use crm_core::views::row;
use crm_engine::rows::Rows;

/// Deals by stage and amount; an amount of nothing is none.
const DEALS: [(&str, i64); 6] = [
    ("proposal", 300),
    ("negotiation", 100),
    ("proposal", 0),
    ("negotiation", 200),
    ("proposal", 100),
    ("", 500),
];

fn book() -> Rows {
    let mut rows = Rows::default();
    for (number, (stage, minor)) in (1..).zip(DEALS) {
        let mut deal = Record::empty(RecordId([number; 16]), "deal");
        deal.values.insert("name".to_owned(), Value::Text("A deal".to_owned()));
        if !stage.is_empty() {
            deal.values.insert("stage".to_owned(), Value::Text(stage.to_owned()));
        }
        if minor > 0 {
            deal.values.insert("amount".to_owned(), Value::Money(Money { minor, currency: *b"BDT" }));
        }
        rows.put(&row::pack(&deal));
    }
    rows
}

fn found(rows: &mut Rows, query: &Query) -> Vec<u8> {
    let list = rows.list(query, 0, 50);
    assert_eq!(usize::try_from(list.total).ok(), Some(list.rows.len()));
    let found = list.rows.iter().map(|row| row.record.0[0]).collect::<Vec<u8>>();
    let again: Vec<u8> = rows.matching_records(query).iter().map(|record| record.0[0]).collect();
    assert_eq!(found, again);
    found
}

fn sort(field: &str, descending: bool) -> Sort {
    Sort { field: field.to_owned(), descending }
}

fn filter(field: &str, operator: FilterOperator, argument: Option<Value>) -> Filter {
    Filter { field: field.to_owned(), operator, argument }
}

#[test]
fn one_of_several_conditions_is_enough_and_each_group_must_hold() {
    let mut rows = book();
    let stage = |stage: &str| filter("stage", FilterOperator::Is, Some(Value::Text(stage.to_owned())));
    let large = filter(
        "amount",
        FilterOperator::AtLeast,
        Some(Value::Money(Money { minor: 200, currency: *b"BDT" })),
    );
    let no_amount = filter("amount", FilterOperator::Empty, None);
    let all = Query { sort: sort("created_at", false), ..Query::all("deal") };
    let query = Query { any: vec![vec![stage("negotiation"), large.clone()]], ..all.clone() };
    assert_eq!(found(&mut rows, &query), [1, 2, 4, 6]);
    let both = vec![vec![stage("negotiation"), stage("proposal")], vec![large, no_amount]];
    let query = Query { any: both, ..all.clone() };
    assert_eq!(found(&mut rows, &query), [1, 3, 4]);
    let narrowed = Query { filters: vec![stage("proposal")], ..query.clone() };
    assert_eq!(found(&mut rows, &narrowed), [1, 3]);
    // They narrow the counts beside the list, too.
    let counts = rows.facets(&query, &["stage".to_owned()]);
    assert_eq!(counts[0].values.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn those_that_are_alike_go_by_further_fields_and_empty_ones_stand_last_either_way() {
    let mut rows = book();
    for (first, second, expected) in [
        (false, false, [2, 4, 5, 1, 3, 6]),
        (false, true, [4, 2, 1, 5, 3, 6]),
        (true, false, [5, 1, 3, 2, 4, 6]),
        (true, true, [1, 5, 3, 4, 2, 6]),
    ] {
        let query =
            Query { sort: sort("stage", first), then: vec![sort("amount", second)], ..Query::all("deal") };
        assert_eq!(found(&mut rows, &query), expected, "{first} {second}");
        // Another row finds its place, and goes again.
        let mut deal = Record::empty(RecordId([9; 16]), "deal");
        deal.values.insert("name".to_owned(), Value::Text("A deal".to_owned()));
        deal.values.insert("stage".to_owned(), Value::Text("negotiation".to_owned()));
        deal.values.insert("amount".to_owned(), Value::Money(Money { minor: 150, currency: *b"BDT" }));
        rows.put(&row::pack(&deal));
        let with = found(&mut rows, &query);
        let at = |number: u8| with.iter().position(|one| *one == number);
        assert!(at(9) > at(2).min(at(4)) && at(9) < at(2).max(at(4)), "between both: {with:?}");
        rows.take_out(RecordId([9; 16])).expect("it was there");
        assert_eq!(found(&mut rows, &query), expected);
    }
    // A third decides where two are alike by both; the title, which is the same of all, does not.
    for (third, expected) in [(false, [7, 8]), (true, [8, 7])] {
        let mut rows = Rows::default();
        for (number, day) in [(7, 1), (8, 2)] {
            let mut deal = Record::empty(RecordId([number; 16]), "deal");
            deal.values.insert("name".to_owned(), Value::Text("A deal".to_owned()));
            deal.values.insert("stage".to_owned(), Value::Text("proposal".to_owned()));
            deal.values.insert("close_date".to_owned(), Value::Date(day));
            rows.put(&row::pack(&deal));
        }
        let then = vec![sort("amount", true), sort("close_date", third)];
        let query = Query { sort: sort("stage", true), then, ..Query::all("deal") };
        assert_eq!(found(&mut rows, &query), expected, "{third}");
    }
}

#[test]
fn a_condition_that_moves_with_the_calendar_finds_others_on_another_day() {
    let mut rows = Rows::default();
    for number in 1..=4_u8 {
        let mut deal = Record::empty(RecordId([number; 16]), "deal");
        deal.values.insert("name".to_owned(), Value::Text("A deal".to_owned()));
        deal.values.insert("close_date".to_owned(), Value::Date(20_000 + i32::from(number)));
        deal.values.insert("stage".to_owned(), Value::Text("proposal".to_owned()));
        rows.put(&row::pack(&deal));
    }
    let within = |operator, days| filter("close_date", operator, Some(relative::argument(days)));
    let query = Query {
        filters: vec![within(FilterOperator::AtLeast, -1), within(FilterOperator::AtMost, 1)],
        ..Query::all("deal")
    };
    for (today, expected) in [(20_000, &[1][..]), (20_002, &[1, 2, 3]), (20_005, &[4])] {
        assert!(rows.set_today(today, 360), "another day");
        assert_eq!(found(&mut rows, &query), expected, "{today}");
        let counted = rows.facets(&query, &["stage".to_owned()]);
        let counted: u32 = counted[0].values.iter().map(|(_, count)| count).sum();
        assert_eq!(usize::try_from(counted).ok(), Some(expected.len()), "{today}");
    }
    assert!(!rows.set_today(20_005, 360));
}
