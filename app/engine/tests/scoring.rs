//! Scores from rows alone: what counts, when it is worked out anew, and that rows lie in the storage as they were typed.

use crm_core::fields::FilterOperator;
use crm_core::ids::{Day, RecordId};
use crm_core::objects::score_rule::{self, rule_of};
use crm_core::objects::system::MERGED_INTO;
use crm_core::value::{Link, Value};
use crm_core::views::query::{Filter, Query, Sort};
use crm_core::views::record::Record;
use crm_core::views::row;
use crm_engine::rows::Rows;

const TODAY: Day = 20_000;
const RINA: RecordId = RecordId([1; 16]);
const SUMON: RecordId = RecordId([2; 16]);
const CALL: RecordId = RecordId([9; 16]);

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn packed(object: &str, id: RecordId, values: &[(&str, Value)]) -> Vec<u8> {
    let mut record = Record::empty(id, object);
    record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    row::pack(&record)
}

fn lead(id: RecordId, more: &[(&str, Value)]) -> Vec<u8> {
    packed("lead", id, &[&[("last_name", text("Akter"))], more].concat())
}

fn call(about: RecordId, status: &str, day: Day) -> Vec<u8> {
    let about = Value::Link(Link { object: "lead".to_owned(), record: about });
    let start = Value::Moment(i64::from(day) * 86_400_000);
    packed(
        "call",
        CALL,
        &[("subject", text("x")), ("about", about), ("status", text(status)), ("start", start)],
    )
}

fn rule(value: &str, more: &[(&str, Value)]) -> Vec<u8> {
    let own = [(score_rule::VALUE, text(value)), (score_rule::OF, text("lead"))];
    packed(score_rule::KEY, rule_of(value), &[&own[..], more].concat())
}

fn referral() -> Vec<u8> {
    let condition = (score_rule::CONDITION, text("lead_source is referral"));
    rule("c00000001", &[condition, (score_rule::POINTS, Value::Number(15.0))])
}

fn for_calls(more: &[(&str, Value)]) -> Vec<u8> {
    let own = [
        (score_rule::ACTIVITY, text("call")),
        (score_rule::POINTS, Value::Number(8.0)),
        (score_rule::HALVES, Value::Number(30.0)),
    ];
    rule("c00000002", &[&own[..], more].concat())
}

/// Two leads, the first of them by referral, with a score that somebody typed.
fn book(rules: &[Vec<u8>]) -> Rows {
    let mut rows = Rows::default();
    let typed = ("score", Value::Number(7.0));
    rows.put(&lead(RINA, &[("lead_source", text("referral")), typed]));
    rows.put(&lead(SUMON, &[]));
    rules.iter().for_each(|rule| rows.put(rule));
    settle(&mut rows);
    rows
}

fn settle(rows: &mut Rows) -> bool {
    settle_on(rows, TODAY)
}

fn settle_on(rows: &mut Rows, day: Day) -> bool {
    rows.settle_merged();
    rows.settle_scores(day, &|_, _| true)
}

#[expect(clippy::cast_possible_truncation, reason = "scores are small whole numbers")]
fn shown(rows: &Rows, record: RecordId) -> Option<i32> {
    let Some(Value::Number(number)) = rows.get(record)?.value_of("score") else { return None };
    Some(number as i32)
}

fn both(rows: &Rows) -> [Option<i32>; 2] {
    [shown(rows, RINA), shown(rows, SUMON)]
}

#[test]
fn without_rules_a_score_is_what_was_typed() {
    let mut rows = book(&[]);
    assert_eq!(both(&rows), [Some(7), None]);
    rows.put(&call(SUMON, "held", TODAY));
    assert!(!settle(&mut rows) && !rows.scores("lead"));
    assert_eq!((rows.scores_change_at(), rows.score(RINA)), (None, None));
}

#[test]
fn every_lead_has_its_score_and_loses_it_with_the_rules() {
    let mut rows = book(&[referral()]);
    assert_eq!(both(&rows), [Some(15), Some(0)]);
    assert_eq!(rows.score(RINA).expect("a score").parts, [("c00000001".to_owned(), 15)]);
    let sort = Sort { field: "score".to_owned(), descending: true };
    let at_least = Filter {
        field: "score".to_owned(),
        operator: FilterOperator::AtLeast,
        argument: Some(Value::Number(10.0)),
    };
    let query = Query { sort, ..Query::all("lead") };
    let order = |rows: &mut Rows, query: &Query| -> Vec<RecordId> {
        rows.list(query, 0, 9).rows.iter().map(|row| row.record).collect()
    };
    assert_eq!(order(&mut rows, &query), [RINA, SUMON]);
    assert_eq!(order(&mut rows, &Query { filters: vec![at_least], ..query.clone() }), [RINA]);

    rows.put(&lead(RINA, &[("score", Value::Number(7.0))]));
    rows.put(&lead(SUMON, &[("lead_source", text("referral"))]));
    assert!(settle(&mut rows));
    assert_eq!(both(&rows), [Some(0), Some(15)]);
    assert_eq!(order(&mut rows, &query), [SUMON, RINA]);

    let retired = (score_rule::RETIRED, Value::Flag(true));
    let condition = (score_rule::CONDITION, text("lead_source is referral"));
    rows.put(&rule("c00000001", &[condition, (score_rule::POINTS, Value::Number(15.0)), retired]));
    assert!(settle(&mut rows) && !rows.scores("lead"));
    assert_eq!(both(&rows), [Some(7), None], "what was typed is there again");
    assert_eq!(order(&mut rows, &query), [RINA, SUMON]);
}

#[test]
fn pages_keep_what_was_typed() {
    let mut rows = book(&[referral()]);
    let bytes = rows.page_bytes(0);
    assert!(
        bytes.starts_with(&lead(RINA, &[("lead_source", text("referral")), ("score", Value::Number(7.0))]))
    );
    let mut again = Rows::default();
    again.load_page(0, &bytes);
    assert_eq!(both(&again), [Some(7), None], "stored as it was");
    settle(&mut again);
    assert_eq!(both(&again), [Some(15), Some(0)]);
    // Nothing changed: nothing is worked out again.
    assert!(!settle(&mut rows));
}

#[test]
fn activities_count_while_they_are_there_and_done() {
    let mut rows = book(&[for_calls(&[])]);
    assert_eq!(both(&rows), [Some(0), Some(0)]);
    rows.put(&call(RINA, "planned", TODAY));
    assert!(!settle(&mut rows));
    rows.put(&call(RINA, "held", TODAY - 30));
    assert!(settle(&mut rows));
    assert_eq!(both(&rows), [Some(4), Some(0)]);
    rows.put(&call(SUMON, "held", TODAY));
    settle(&mut rows);
    assert_eq!(both(&rows), [Some(0), Some(8)], "it is about another by now");
    rows.take_out(CALL).expect("it was there");
    settle(&mut rows);
    assert_eq!(both(&rows), [Some(0), Some(0)]);

    // Whichever came first.
    let mut rows = Rows::default();
    rows.put(&call(RINA, "held", TODAY));
    rows.put(&for_calls(&[]));
    settle(&mut rows);
    rows.put(&lead(RINA, &[]));
    settle(&mut rows);
    assert_eq!(shown(&rows, RINA), Some(8));
}

#[test]
fn a_score_falls_as_the_days_go_by() {
    let mut rows = book(&[for_calls(&[])]);
    rows.put(&call(RINA, "held", TODAY));
    settle(&mut rows);
    assert_eq!(rows.scores_change_at(), Some(i64::from(TODAY + 1) * 86_400_000));
    assert_eq!(shown(&rows, RINA), Some(8));
    assert!(settle_on(&mut rows, TODAY + 30));
    assert_eq!(both(&rows), [Some(4), Some(0)]);
    assert!(settle_on(&mut rows, TODAY), "a clock that is set back");
    assert_eq!(shown(&rows, RINA), Some(8));
}

#[test]
fn a_rule_that_changes_counts_for_all_at_once() {
    let mut rows = book(&[referral(), for_calls(&[])]);
    rows.put(&call(SUMON, "held", TODAY));
    settle(&mut rows);
    assert_eq!(both(&rows), [Some(15), Some(8)]);
    rows.put(&for_calls(&[(score_rule::MOST, Value::Number(5.0))]));
    settle(&mut rows);
    assert_eq!(both(&rows), [Some(15), Some(5)]);
    rows.put(&for_calls(&[(score_rule::ACTIVITY, text("meeting"))]));
    settle(&mut rows);
    assert_eq!(both(&rows), [Some(15), Some(0)]);
}

#[test]
fn activities_of_a_merged_lead_count_for_the_one_that_stayed() {
    let mut rows = book(&[for_calls(&[])]);
    rows.put(&call(SUMON, "held", TODAY));
    settle(&mut rows);
    let into = Value::Link(Link { object: "lead".to_owned(), record: RINA });
    rows.put(&lead(SUMON, &[(MERGED_INTO, into)]));
    settle(&mut rows);
    assert_eq!(shown(&rows, RINA), Some(8));
    rows.put(&lead(SUMON, &[]));
    settle(&mut rows);
    assert_eq!(both(&rows), [Some(0), Some(8)], "parted again");
}

#[test]
fn a_rule_on_a_field_that_is_hidden_gives_nothing() {
    let mut rows = book(&[referral(), for_calls(&[])]);
    rows.put(&call(SUMON, "held", TODAY));
    let empty = (score_rule::CONDITION, text("budget empty"));
    rows.put(&rule("c00000003", &[empty, (score_rule::POINTS, Value::Number(50.0))]));
    rows.settle_scores(TODAY, &|object, field| (object, field) != ("lead", "budget"));
    assert_eq!(both(&rows), [Some(15), Some(8)], "that it looks empty here says nothing");
    rows.settle_scores(TODAY, &|_, field| field != "score");
    assert_eq!(both(&rows), [Some(7), None], "who may not read the score has none");
    settle(&mut rows);
    assert_eq!(both(&rows), [Some(65), Some(58)]);
}
