//! What a team made of its book, from rows alone: own fields in lists, pipelines and own choices on boards, what a day says
//! of deals that lie too long.

use crm_core::fields::{FilterOperator, Kind};
use crm_core::ids::{ActorId, Day, RecordId};
use crm_core::messages::{BoardView, Need};
use crm_core::objects::custom::Code;
use crm_core::objects::option;
use crm_core::value::{Link, Value};
use crm_core::views::query::{Filter, Query, Sort};
use crm_core::views::record::{Conflict, Record};
use crm_core::views::row;
use crm_engine::rows::Rows;
use crm_engine::rows::board::Wanted;
use std::collections::BTreeMap;

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

const TODAY: Day = 20_000;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

fn put(rows: &mut Rows, object: &str, id: RecordId, values: &[(&str, Value)]) {
    let mut record = Record::empty(id, object);
    record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    record.modified_at = i64::from(TODAY) * DAY_MS;
    rows.put(&row::pack(&record));
}

fn stage(rows: &mut Rows, value: &str, more: &[(&str, Value)]) {
    let own = [
        (option::OF, text("deal")),
        (option::CODE, text("stage")),
        (option::VALUE, text(value)),
        (option::NAME, text(value)),
    ];
    put(rows, option::KEY, option::option_of("deal", "stage", value), &[&own[..], more].concat());
}

fn deal(rows: &mut Rows, number: u8, stage: &str, days_ago: i64) {
    let entered = Value::Moment((i64::from(TODAY) - days_ago) * DAY_MS);
    let values = [
        ("name", text("deal")),
        ("stage", text(stage)),
        ("stage_entered_at", entered),
        ("next_step", text("call")),
    ];
    put(rows, "deal", RecordId([number; 16]), &values);
}

fn board(rows: &mut Rows, object: &str, field: &str, pipeline: &str) -> BoardView {
    let (field, windows) = (field.to_owned(), BTreeMap::new());
    rows.board(
        &Query::all(object),
        &Wanted { field: &field, pipeline, windows: &windows, utc_offset_minutes: 0 },
    )
}

fn columns(view: &BoardView) -> Vec<(&str, u32)> {
    view.columns.iter().map(|column| (column.choice.as_str(), column.total)).collect()
}

#[test]
fn a_board_has_the_stages_of_its_pipeline() {
    let mut rows = Rows::default();
    deal(&mut rows, 1, "proposal", 1);
    deal(&mut rows, 2, "c0000000a", 1);
    deal(&mut rows, 3, "c0000000b", 1);
    let usual = ["prospecting", "qualification", "proposal", "negotiation", "closed_won", "closed_lost"];
    let first = board(&mut rows, "deal", "stage", "");
    let found: Vec<&str> = first.columns.iter().map(|column| column.choice.as_str()).collect();
    assert_eq!(found, usual);
    assert_eq!(first.columns[0].total, 2, "stages that are not known here");

    // Their definitions come, and go into the second place and into another pipeline; one of the usual ones goes.
    stage(&mut rows, "c0000000a", &[(option::POSITION, Value::Number(1.5))]);
    stage(&mut rows, "c0000000b", &[(option::PIPELINE, text("c00000009"))]);
    stage(&mut rows, "negotiation", &[(option::RETIRED, Value::Flag(true))]);
    stage(&mut rows, "proposal", &[(option::RETIRED, Value::Flag(true))]);
    let first = board(&mut rows, "deal", "stage", "");
    let expected = [
        ("prospecting", 0),
        ("c0000000a", 1),
        ("qualification", 0),
        ("proposal", 1),
        ("closed_won", 0),
        ("closed_lost", 0),
    ];
    assert_eq!(columns(&first), expected, "a retired stage stays while a deal is in it");
    let second = board(&mut rows, "deal", "stage", "c00000009");
    assert_eq!(columns(&second), [("c0000000b", 1)]);
}

#[test]
fn a_board_of_any_choice_has_a_column_for_those_without_one() {
    let mut rows = Rows::default();
    put(&mut rows, "lead", RecordId([1; 16]), &[("last_name", text("Das")), ("rating", text("hot"))]);
    let all = [("hot", 1), ("warm", 0), ("cold", 0)];
    assert_eq!(columns(&board(&mut rows, "lead", "rating", "")), all);
    put(&mut rows, "lead", RecordId([2; 16]), &[("last_name", text("Roy"))]);
    put(&mut rows, "lead", RecordId([3; 16]), &[("last_name", text("Sen")), ("rating", text("boiling"))]);
    let all = [("", 1), ("hot", 1), ("warm", 0), ("cold", 0), ("boiling", 1)];
    assert_eq!(columns(&board(&mut rows, "lead", "rating", "")), all);
    assert!(columns(&board(&mut rows, "lead", "last_name", "")).is_empty(), "no choice");
}

#[test]
fn a_card_says_what_comes_next() {
    let mut rows = Rows::default();
    (1..=3).for_each(|number| deal(&mut rows, number, "proposal", 1));
    let about = |number: u8| Value::Link(Link { object: "deal".to_owned(), record: RecordId([number; 16]) });
    let mut task = |id: u8, of: u8, due: Day, status: &str| {
        let values = [
            ("subject", text("x")),
            ("about", about(of)),
            ("due", Value::Date(due)),
            ("status", text(status)),
        ];
        put(&mut rows, "task", RecordId([id; 16]), &values);
    };
    task(11, 1, TODAY + 3, "not_started");
    task(12, 1, TODAY - 2, "not_started");
    task(13, 2, TODAY - 5, "completed");
    task(14, 2, TODAY + 1, "not_started");
    task(15, 3, TODAY + 1, "completed");
    let next = board(&mut rows, "deal", "stage", "").next;
    let expected = [(RecordId([1; 16]), TODAY - 2), (RecordId([2; 16]), TODAY + 1)];
    assert_eq!(next.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_deal_that_lies_longer_than_is_usual_needs_somebody() {
    let mut rows = Rows::default();
    deal(&mut rows, 1, "proposal", 21);
    deal(&mut rows, 2, "proposal", 22);
    let needy = |rows: &Rows| -> Vec<(u8, Vec<Need>)> {
        let found = rows.today(TODAY, 0).needy;
        found.into_iter().map(|(row, needs)| (row.record.0[0], needs)).collect()
    };
    assert_eq!(needy(&rows), [(2, vec![Need::Stalled(22)])]);
    stage(&mut rows, "proposal", &[(option::DAYS, Value::Number(20.0))]);
    assert_eq!(needy(&rows), [(1, vec![Need::Stalled(21)]), (2, vec![Need::Stalled(22)])]);
    stage(&mut rows, "proposal", &[(option::DAYS, Value::Number(0.0))]);
    assert!(needy(&rows).is_empty(), "nobody counts the days there");
    stage(&mut rows, "c0000000a", &[(option::OUTCOME, text("won")), (option::DAYS, Value::Number(1.0))]);
    deal(&mut rows, 3, "c0000000a", 40);
    assert!(needy(&rows).is_empty(), "what is closed lies well");
}

#[test]
fn who_holds_the_same_in_a_field_of_which_no_two_are_alike_is_named() {
    use crm_core::objects::placement;
    use crm_core::views::likeness::Likeness;
    let mut rows = Rows::default();
    let mut put = |object: &str, id: RecordId, values: &[(&str, Value)]| {
        let mut record = Record::empty(id, object);
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        rows.put(&row::pack(&record));
    };
    let text = |text: &str| Value::Text(text.to_owned());
    for (number, name, job) in [(1, "Akter", "Buyer"), (2, "Roy", "Owner")] {
        let values = [("last_name", text(name)), ("job_title", text(job)), ("department", text("Stores"))];
        put("contact", RecordId([number; 16]), &values);
    }
    let said = [
        (placement::OF, text("contact")),
        (placement::CODE, text("job_title")),
        (placement::UNIQUE, Value::Flag(true)),
    ];
    put(placement::KEY, placement::placement_of("contact", "job_title"), &said);
    let typed = |job: &str| {
        vec![("job_title".to_owned(), Some(text(job))), ("department".to_owned(), Some(text("Stores")))]
    };
    let named = |rows: &mut Rows, job: &str| -> Vec<(u8, Likeness)> {
        let found = rows.similar(&"contact".to_owned(), &typed(job), 4);
        found.into_iter().map(|(found, likeness)| (found.link.record.0[0], likeness)).collect()
    };
    assert_eq!(named(&mut rows, "Buyer"), [(1, Likeness::Field("job_title".to_owned()))]);
    assert!(named(&mut rows, "Driver").is_empty(), "a department may have many people");
}
