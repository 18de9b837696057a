//! Own fields in lists: sorted, filtered, counted, found, and their conflicts marked, from rows alone.

use crm_core::fields::{FilterOperator, Kind};
use crm_core::ids::{ActorId, RecordId};
use crm_core::objects::custom::Code;
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query, Sort};
use crm_core::views::record::{Conflict, Record};
use crm_core::views::row;
use crm_engine::rows::Rows;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn key(kind: Kind, number: u16) -> String {
    Code::new(kind, number).expect("a code").key()
}

/// Contacts, each with a grade and a limit where they have one.
fn rows(contacts: &[(&str, Option<&str>, Option<f64>)]) -> Rows {
    let mut page = Vec::new();
    for (number, (name, grade, limit)) in (1..).zip(contacts) {
        let mut contact = Record::empty(RecordId([number; 16]), "contact");
        contact.values.insert("last_name".to_owned(), text(name));
        contact.values.extend(grade.map(|grade| (key(Kind::Choice, 3), text(grade))));
        contact.values.extend(limit.map(|limit| (key(Kind::Number, 3), Value::Number(limit))));
        page.extend(row::pack(&contact));
    }
    let mut rows = Rows::default();
    rows.load_page(0, &page);
    rows
}

fn titles(rows: &mut Rows, query: &Query) -> Vec<String> {
    rows.list(query, 0, 10).rows.into_iter().map(|row| row.title).collect()
}

fn some() -> Rows {
    rows(&[
        ("Akter", Some("good"), Some(900.0)),
        ("Begum", None, Some(-20.0)),
        ("Chowdhury", Some("poor"), None),
        ("Das", Some("good"), Some(70.0)),
    ])
}

#[test]
fn a_list_is_sorted_and_filtered_by_them() {
    let mut rows = some();
    let sort = Sort { field: key(Kind::Number, 3), descending: false };
    let query = Query { sort, ..Query::all("contact") };
    assert_eq!(titles(&mut rows, &query), ["Begum", "Das", "Akter", "Chowdhury"], "empty comes last");
    let filter = |field, operator, argument| Query {
        filters: vec![Filter { field, operator, argument: Some(argument) }],
        ..Query::all("contact")
    };
    let good = filter(key(Kind::Choice, 3), FilterOperator::Is, text("good"));
    assert_eq!(titles(&mut rows, &good), ["Akter", "Das"]);
    let most = filter(key(Kind::Number, 3), FilterOperator::AtMost, Value::Number(100.0));
    assert_eq!(titles(&mut rows, &most), ["Begum", "Das"]);
}

#[test]
fn their_values_are_counted_apart_from_those_of_others() {
    let fields = [key(Kind::Choice, 3), key(Kind::Choice, 4)];
    let facets = some().facets(&Query::all("contact"), &fields);
    assert_eq!(facets[0].values, [(text("good"), 2), (text("poor"), 1)]);
    assert!(facets[1].values.is_empty());
}

#[test]
fn records_are_found_by_them_and_conflicts_are_marked() {
    let mut contact = Record::empty(RecordId([9; 16]), "contact");
    let (licence, grade) = (key(Kind::Text, 1), key(Kind::Choice, 1));
    contact.values.insert("last_name".to_owned(), text("Akter"));
    contact.values.insert(licence.clone(), text("TRAD/DSCC/004"));
    // Of the second nothing is shown, as one of two took it out.
    let split = |field: &String| Conflict {
        field: field.clone(),
        others: Vec::new(),
        shown_by: ActorId([1; 16]),
        shown_at: 0,
    };
    contact.conflicts = vec![split(&licence), split(&grade)];
    let mut rows = Rows::default();
    rows.put(&row::pack(&contact));
    assert_eq!(rows.search("dscc", None, 5).len(), 1);
    let query = Query { columns: vec![licence.clone(), grade.clone()], ..Query::all("contact") };
    let list = rows.list(&query, 0, 5);
    assert_eq!(list.rows[0].values, [(licence.clone(), text("TRAD/DSCC/004"))]);
    assert_eq!(list.rows[0].conflicts, [licence, grade]);
}
