//! What formulas give, and what is none.

use super::reading::{Part, parts};
use super::*;
use crate::objects::object;
use std::collections::BTreeMap;

const TODAY: Day = 20_000;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn taka(minor: i64) -> Value {
    Value::Money(Money { minor, currency: *b"BDT" })
}

fn deal(text: &str, kind: Kind) -> Result<Formula, Fault> {
    parse(object("deal").expect("deals"), text, kind)
}

/// What a formula gives for a deal that holds this.
fn given(formula: &str, kind: Kind, held: &[(&str, Value)]) -> Option<Value> {
    let held: BTreeMap<&str, Value> = held.iter().cloned().collect();
    let formula = deal(formula, kind).expect("a formula");
    formula.work_out(&|key| held.get(key).cloned(), &|_, _| Some(None), TODAY)
}

fn number(formula: &str, held: &[(&str, Value)]) -> Option<f64> {
    match given(formula, Kind::Number, held) {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    }
}

#[test]
fn numbers_are_reckoned_as_people_reckon() {
    let held = [("amount", taka(15_050)), ("probability", Value::Number(40.0))];
    for (formula, expected) in [
        ("1 / 2 + 0 * [probability]", 0.5),
        ("[amount] * [probability] / 100", 60.2),
        ("([amount] + ১০) * ২", 321.0),
        ("round([amount] / 3, 2)", 50.17),
        ("round(0 - 2.5 + 0 * [amount])", -3.0),
        ("if([probability] >= 40 && [amount] > 100, 1, 2)", 1.0),
        ("min([amount], 3, 70) + max(1, 2)", 5.0),
        ("floor([amount]) - ceil(0.2) + abs(0 - 4)", 153.0),
        ("[amount] % 50", 0.5),
    ] {
        assert_eq!(number(formula, &held), Some(expected), "{formula}");
    }
}

#[test]
fn what_is_empty_counts_for_nothing_and_nothing_gives_nothing() {
    let held = [("amount", taka(10_000))];
    assert_eq!(number("[amount] - [probability]", &held), Some(100.0));
    assert_eq!(number("[amount] - [probability]", &[]), None, "nothing was filled in");
    assert_eq!(number("[close_date] - today() + [amount]", &held), None, "an empty day is no number");
    assert_eq!(number("today()", &[]), Some(f64::from(TODAY)));
    assert_eq!(
        number("[probability] / [amount]", &[("probability", Value::Number(1.0))]),
        None,
        "without end"
    );
    assert_eq!(given("[next_step] + \"!\"", Kind::Text, &held), None);
    assert_eq!(given("upper([next_step])", Kind::Text, &[("next_step", text("  "))]), None);
}

#[test]
fn days_texts_and_choices_go_in_and_come_out() {
    let held = [
        ("close_date", Value::Date(19_990)),
        ("stage", text("proposal")),
        ("next_step", text("Call \"Rina\" [soon]")),
    ];
    assert_eq!(number("today() - [close_date]", &held), Some(10.0));
    assert_eq!(given("[close_date] + 30", Kind::Date, &held), Some(Value::Date(20_020)));
    assert_eq!(
        given("date(year([close_date]), month([close_date]), 1)", Kind::Date, &held),
        Some(Value::Date(19_967))
    );
    assert_eq!(given("[stage] == \"proposal\"", Kind::Flag, &held), Some(Value::Flag(true)));
    assert_eq!(given("contains([next_step], \"[soon]\")", Kind::Flag, &held), Some(Value::Flag(true)));
    let said = "if(length([next_step]) > 3, \"✓ \" + lower([next_step]), text(7))";
    assert_eq!(given(said, Kind::Text, &held), Some(text("✓ call \"rina\" [soon]")));
    assert_eq!(number("day([close_date]) + 0.0", &held), Some(24.0));
    let long = given("[next_step] + \"\"", Kind::Text, &[("next_step", text(&"ক".repeat(600)))]);
    assert!(matches!(long, Some(Value::Text(text)) if text.len() <= 500));
}

#[test]
fn money_is_of_the_currency_that_was_read() {
    let dollars = |minor| Value::Money(Money { minor, currency: *b"USD" });
    let yen = Value::Money(Money { minor: 150, currency: *b"JPY" });
    let given = |amount: Value, expected: Value| {
        given(
            "[amount] * 1.1 + [expected_revenue]",
            Kind::Money,
            &[("amount", amount), ("expected_revenue", expected)],
        )
    };
    let known = object("deal")
        .expect("deals")
        .field("expected_revenue")
        .is_some_and(|field| field.kind == Kind::Money);
    let half = |amount: Value| self::given("[amount] / 2", Kind::Money, &[("amount", amount)]);
    assert_eq!(half(dollars(333)), Some(dollars(167)), "half away from nought");
    assert_eq!(half(yen), Some(Value::Money(Money { minor: 75, currency: *b"JPY" })));
    if known {
        assert_eq!(given(taka(100), dollars(100)), None, "nobody knows the rate");
    }
}

#[test]
fn fields_of_a_linked_record_are_read() {
    let account = RecordId([4; 16]);
    let formula = deal("[account.industry] + \" \" + [name]", Kind::Text).expect("a formula");
    let link = |object: &str| Value::Link(crate::value::Link { object: object.to_owned(), record: account });
    let work_out = |link: Option<Value>| {
        let held =
            |key: &str| if key == "account" { link.clone() } else { (key == "name").then(|| text("Silk")) };
        let linked = |record: RecordId, key: &str| {
            (record == account).then(|| (key == "industry").then(|| text("energy")))
        };
        formula.work_out(&held, &linked, TODAY)
    };
    assert_eq!(work_out(Some(link("account"))), Some(text("energy Silk")));
    assert_eq!(work_out(Some(link("contact"))), Some(text("Silk")), "a link that leads elsewhere");
    assert_eq!(work_out(None), Some(text("Silk")));
    assert_eq!(
        formula.work_out(&|key| (key == "account").then(|| link("account")), &|_, _| None, TODAY),
        None
    );
    let others: Vec<_> = formula.reads_of_others().map(|(object, field)| (object.key, field.key)).collect();
    assert_eq!(others, [("account", "industry")]);
    assert_eq!(formula.reads().map(|field| field.key).collect::<Vec<_>>(), ["account", "name"]);
    assert!(!formula.moves() && deal("today()", Kind::Number).expect("a formula").moves());
}

#[test]
fn what_is_no_formula_says_why() {
    for (formula, kind, why) in [
        ("", Kind::Number, Fault::Unreadable),
        ("[amount] +", Kind::Number, Fault::Mixed),
        ("([amount]", Kind::Number, Fault::Unreadable),
        ("[amount] = 5", Kind::Number, Fault::Unreadable),
        ("[amount] ^ 2", Kind::Number, Fault::Unreadable),
        ("[amount]; 5", Kind::Number, Fault::Unreadable),
        ("[no_such_field]", Kind::Number, Fault::UnknownField),
        ("[account]", Kind::Text, Fault::UnknownField),
        ("[contacts.name]", Kind::Text, Fault::UnknownField),
        ("amount * 2", Kind::Number, Fault::UnknownField),
        ("f_0 + [amount] + f_9", Kind::Number, Fault::UnknownField),
        ("sin([amount])", Kind::Number, Fault::UnknownFunction),
        ("math::sqrt([amount])", Kind::Number, Fault::UnknownFunction),
        ("[amount] + [name]", Kind::Number, Fault::Mixed),
        ("[name]", Kind::Number, Fault::WrongKind),
        ("[amount] > 5", Kind::Number, Fault::WrongKind),
        ("[amount]", Kind::Text, Fault::WrongKind),
        ("[probability] * 500", Kind::Money, Fault::WrongKind),
    ] {
        assert_eq!(deal(formula, kind).map(|_| ()), Err(why), "{formula}");
    }
    assert_eq!(deal(&format!("1{}", " + 1".repeat(300)), Kind::Number).map(|_| ()), Err(Fault::TooLong));
    assert_eq!(
        deal(&format!("{}1{}", "(".repeat(41), ")".repeat(41)), Kind::Number).map(|_| ()),
        Err(Fault::TooLong)
    );
    assert!(deal("date([probability] - 1, 4, 1)", Kind::Date).is_ok(), "in the year 0 it is no day");
    for sign in ["-", "!"] {
        let _ = deal(&format!("{}1", sign.repeat(990)), Kind::Number);
    }
    assert!(deal(&format!("{}1{}", "(".repeat(40), ")".repeat(40)), Kind::Number).is_ok());
}

#[test]
fn a_text_falls_into_its_parts_and_nothing_is_lost() {
    assert_eq!(
        parts("[a] + \"[b]\\\"\" * 2"),
        [Part::Field("a"), Part::Other(" + "), Part::Quoted("\"[b]\\\"\""), Part::Other(" * 2")]
    );
    for whole in ["", "[", "\"", "[a", "a] [b] \"c", "\"\\", "[ক] ক\"ক\"", "[][]"] {
        let again: String = parts(whole)
            .into_iter()
            .map(|part| match part {
                Part::Field(name) => format!("[{name}]"),
                Part::Quoted(part) | Part::Other(part) => part.to_owned(),
            })
            .collect();
        assert_eq!(again, whole);
    }
}

/// Signs thrown together never bring a device down, and what is a formula always gives the same.
#[test]
fn whatever_is_typed_is_a_formula_or_a_reason() {
    const SIGNS: [&str; 24] = [
        "[amount]",
        "[probability]",
        "[name]",
        "[close_date]",
        "[account.name]",
        "1",
        "0",
        "2.5",
        "\"x\"",
        "+",
        "-",
        "*",
        "/",
        "%",
        "(",
        ")",
        ",",
        "if(",
        "min(",
        "today()",
        "==",
        "&&",
        "!",
        "<",
    ];
    let (mut seed, mut formulas) = (7_u64, 0);
    let mut draw = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).expect("31 bits")
    };
    let held = |key: &str| match key {
        "amount" => Some(taka(12_345)),
        "name" => Some(text("Silk")),
        _ => None,
    };
    for _ in 0..40_000 {
        let length = 1 + draw() % 9;
        let typed: Vec<&str> = (0..length).map(|_| SIGNS[draw() % SIGNS.len()]).collect();
        let typed = typed.join(" ");
        for kind in KINDS {
            if let Ok(formula) = deal(&typed, kind) {
                let once = formula.work_out(&held, &|_, _| Some(None), TODAY);
                assert_eq!(once, formula.work_out(&held, &|_, _| Some(None), TODAY), "{typed}");
                formulas += 1;
            }
        }
    }
    assert!(formulas > 500, "{formulas}");
}
