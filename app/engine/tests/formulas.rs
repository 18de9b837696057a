//! Formulas in rows: worked out when something changes that they read, in lists, orders and filters like any other field.

use crm_core::fields::{FilterOperator, Kind};
use crm_core::ids::{Day, RecordId};
use crm_core::objects::custom::Code;
use crm_core::objects::{field, is_shaping};
use crm_core::value::{Link, Money, Value};
use crm_core::views::query::{Filter, Query, Sort};
use crm_core::views::record::Record;
use crm_core::views::row;
use crm_engine::rows::Rows;

const TODAY: Day = 20_000;

fn id(number: u8) -> RecordId {
    RecordId([number; 16])
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn put(rows: &mut Rows, object: &str, id: RecordId, values: &[(&str, Value)]) {
    let mut record = Record::empty(id, object);
    record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    rows.put(&row::pack(&record));
}

fn code(kind: Kind, number: u16) -> Code {
    Code::new(kind, number).expect("a code")
}

fn define(rows: &mut Rows, code: Code, formula: &str, more: &[(&str, Value)]) {
    let own = [
        (field::OF, text("deal")),
        (field::CODE, text(&code.key())),
        (field::NAME, text("Worked out")),
        (field::FORMULA, text(formula)),
    ];
    put(rows, field::KEY, field::definition_of("deal", code), &[&own[..], more].concat());
}

fn deal(rows: &mut Rows, number: u8, amount: i64, more: &[(&str, Value)]) {
    let own = [
        ("name", text(&format!("Deal {number}"))),
        ("amount", Value::Money(Money { minor: amount * 100, currency: *b"BDT" })),
    ];
    put(rows, "deal", id(number), &[&own[..], more].concat());
}

fn settle(rows: &mut Rows) -> bool {
    rows.settle_merged();
    rows.settle_formulas(&|_, _| true)
}

fn given(rows: &Rows, number: u8, code: Code) -> Option<Value> {
    rows.get(id(number))?.value_of(&code.key())
}

fn office() -> Rows {
    let mut rows = Rows::default();
    rows.set_today(TODAY, 360);
    rows
}

#[test]
fn a_formula_follows_what_it_reads_in_lists_too() {
    let half = code(Kind::Number, 1);
    let mut rows = office();
    for (number, amount) in [(1, 100), (2, 300), (3, 200)] {
        deal(&mut rows, number, amount, &[]);
    }
    assert!(!settle(&mut rows), "nothing to work out");
    define(&mut rows, half, "[amount] / 2", &[]);
    assert!(settle(&mut rows));
    assert_eq!(given(&rows, 2, half), Some(Value::Number(150.0)));
    let mut query = Query::all("deal");
    query.sort = Sort { field: half.key(), descending: true };
    let order = |rows: &mut Rows, query: &Query| -> Vec<u8> {
        rows.list(query, 0, 10).rows.iter().map(|row| row.record.0[0]).collect()
    };
    assert_eq!(order(&mut rows, &query), [2, 3, 1]);
    deal(&mut rows, 1, 900, &[]);
    settle(&mut rows);
    assert_eq!(order(&mut rows, &query), [1, 2, 3]);
    let argument = Some(Value::Number(120.0));
    query.filters = vec![Filter { field: half.key(), operator: FilterOperator::AtLeast, argument }];
    assert_eq!(order(&mut rows, &query), [1, 2]);
    // What was typed before there was a formula shows again when that is gone.
    deal(&mut rows, 3, 200, &[(&half.key(), Value::Number(7.0))]);
    settle(&mut rows);
    assert_eq!(given(&rows, 3, half), Some(Value::Number(100.0)));
    define(&mut rows, half, "[amount] / 2", &[(field::RETIRED, Value::Flag(true))]);
    assert!(settle(&mut rows));
    assert_eq!((given(&rows, 3, half), given(&rows, 1, half)), (Some(Value::Number(7.0)), None));
    assert!(!settle(&mut rows), "it was settled");
}

#[test]
fn a_linked_record_is_followed_also_where_it_was_merged_or_deleted() {
    let about = code(Kind::Text, 1);
    let mut rows = office();
    define(&mut rows, about, "[account.industry] + \"/\" + [name]", &[]);
    let account = |rows: &mut Rows, number: u8, more: &[(&str, Value)]| {
        put(rows, "account", id(number), &[&[("name", text("Rina Traders"))][..], more].concat());
    };
    let to = |number: u8| Value::Link(Link { object: "account".to_owned(), record: id(number) });
    deal(&mut rows, 1, 100, &[("account", to(8))]);
    settle(&mut rows);
    assert_eq!(given(&rows, 1, about), None, "it is not here yet");
    account(&mut rows, 8, &[("industry", text("energy"))]);
    settle(&mut rows);
    assert_eq!(given(&rows, 1, about), Some(text("energy/Deal 1")));
    account(&mut rows, 7, &[("industry", text("retail"))]);
    account(&mut rows, 8, &[("industry", text("energy")), ("merged_into", to(7))]);
    settle(&mut rows);
    assert_eq!(given(&rows, 1, about), Some(text("retail/Deal 1")));
    account(&mut rows, 8, &[("industry", text("energy")), ("deleted_at", Value::Moment(5))]);
    settle(&mut rows);
    assert_eq!(given(&rows, 1, about), None, "it is deleted");
    deal(&mut rows, 1, 100, &[]);
    settle(&mut rows);
    assert_eq!(given(&rows, 1, about), Some(text("/Deal 1")));
}

#[test]
fn a_new_day_changes_what_counts_days_and_nothing_else() {
    let (left, half) = (code(Kind::Number, 1), code(Kind::Number, 2));
    let mut rows = office();
    deal(&mut rows, 1, 100, &[("close_date", Value::Date(TODAY + 10))]);
    define(&mut rows, half, "[amount] / 2", &[]);
    settle(&mut rows);
    assert!(!rows.formulas_move());
    define(&mut rows, left, "[close_date] - today()", &[]);
    settle(&mut rows);
    assert!(rows.formulas_move());
    assert_eq!(given(&rows, 1, left), Some(Value::Number(10.0)));
    rows.set_today(TODAY + 1, 360);
    assert!(settle(&mut rows));
    assert_eq!(given(&rows, 1, left), Some(Value::Number(9.0)));
    assert_eq!(given(&rows, 1, half), Some(Value::Number(50.0)));
}

#[test]
fn a_formula_gives_nothing_to_who_does_not_see_what_it_reads_and_reads_no_other() {
    let (half, chained, broken) = (code(Kind::Number, 1), code(Kind::Number, 2), code(Kind::Number, 3));
    let mut rows = office();
    // What was typed, or came with a file, is shown to nobody.
    deal(&mut rows, 1, 100, &[(&half.key(), Value::Number(7.0))]);
    define(&mut rows, half, "[amount] / 2", &[]);
    define(&mut rows, chained, &format!("[{}] * 2", half.key()), &[]);
    define(&mut rows, broken, "[amount] +", &[]);
    rows.settle_formulas(&|object, field| (object, field) != ("deal", "amount"));
    assert_eq!([half, chained, broken].map(|code| given(&rows, 1, code)), [None, None, None]);
    settle(&mut rows);
    assert_eq!(given(&rows, 1, half), Some(Value::Number(50.0)));
    assert_eq!([chained, broken].map(|code| given(&rows, 1, code)), [None, None]);
}

#[test]
fn a_book_that_is_opened_again_has_them_and_stores_none() {
    let half = code(Kind::Number, 1);
    let mut rows = office();
    for number in 1..=20 {
        deal(&mut rows, number, i64::from(number), &[]);
    }
    define(&mut rows, half, "[amount] / 2", &[]);
    settle(&mut rows);
    let mut again = office();
    for page in rows.page_numbers() {
        again.load_page(page, &rows.page_bytes(page));
    }
    again.loaded();
    assert_eq!(given(&again, 4, half), None, "no page holds it");
    settle(&mut again);
    assert_eq!(given(&again, 4, half), Some(Value::Number(2.0)));
    assert!(again.records().all(|row| !is_shaping(row.object_code())));
}
