//! What is asked of records, and of whom.

use super::*;
use crate::fields::Kind;
use crate::fields::tags::tag;
use crate::objects::custom::Code;
use crate::objects::{dependency, field, object, placement, validation_rule};
use crate::views::relative;
use crate::views::shaping::specimen::{packed, shaping, text};
use std::collections::BTreeMap;

type Values = BTreeMap<&'static str, Value>;

fn depends(key: &str, value: &str, target: &str, more: &[(&str, Value)]) -> Vec<u8> {
    let own = [
        (dependency::OF, text("lead")),
        (dependency::CODE, text(key)),
        (dependency::VALUE, text(value)),
        (dependency::TARGET, text(target)),
    ];
    packed(dependency::KEY, dependency::dependency_of("lead", key, value, target), &[&own[..], more].concat())
}

fn rule(value: &str, condition: &str) -> Vec<u8> {
    let own = [
        (validation_rule::VALUE, text(value)),
        (validation_rule::OF, text("lead")),
        (validation_rule::CONDITION, text(condition)),
    ];
    packed(validation_rule::KEY, validation_rule::rule_of(value), &own)
}

fn placed(key: &str, what: &str) -> Vec<u8> {
    let own = [(placement::OF, text("lead")), (placement::CODE, text(key)), (what, Value::Flag(true))];
    packed(placement::KEY, placement::placement_of("lead", key), &own)
}

fn must() -> (&'static str, Value) {
    (dependency::REQUIRED, Value::Flag(true))
}

fn hidden() -> (&'static str, Value) {
    (dependency::HIDDEN, Value::Flag(true))
}

fn only(choices: &[&str]) -> (&'static str, Value) {
    (dependency::OPTIONS, Value::Members(choices.iter().filter_map(|one| tag(one)).collect()))
}

fn faults(checks: &Checks, values: &Values) -> Vec<(String, Reason)> {
    let found = checks.faults(object("lead").expect("leads"), &|key| values.get(key).cloned());
    found.into_iter().map(|one| (one.field.unwrap_or_default(), one.reason)).collect()
}

fn missing(key: &str) -> (String, Reason) {
    (key.to_owned(), Reason::MustBeFilled)
}

#[test]
fn a_field_is_asked_for_while_others_say_so() {
    let checks = Checks::of(&shaping(&[
        placed("industry", placement::REQUIRED),
        depends("lead_source", "referral", "website", &[must()]),
        depends("rating", "cold", "website", &[hidden()]),
        depends("rating", "cold", "industry", &[hidden()]),
    ]));
    let mut values = Values::new();
    assert_eq!(faults(&checks, &values), [missing("industry")]);
    values.insert("lead_source", text("referral"));
    assert_eq!(faults(&checks, &values), [missing("industry"), missing("website")]);
    // What is not shown is asked of nobody.
    values.insert("rating", text("cold"));
    assert_eq!(faults(&checks, &values), []);
    let shows = |values: &Values| checks.shows("lead", "website", &|key| values.get(key).cloned());
    assert!(!shows(&values));
    values.insert("website", text("example.com"));
    assert!(shows(&values), "what it holds stays in sight");
}

#[test]
fn choices_go_with_what_all_others_hold() {
    let checks = Checks::of(&shaping(&[
        depends("lead_source", "referral", "rating", &[only(&["hot", "warm"])]),
        depends("industry", "energy", "rating", &[only(&["warm", "cold"])]),
        depends("industry", "energy", "website", &[must()]),
    ]));
    let mut values = Values::from([("lead_source", text("referral")), ("website", text("example.com"))]);
    let offered = |values: &Values| checks.offers("lead", "rating", &|key| values.get(key).cloned());
    assert_eq!(offered(&values), Some(vec!["hot".to_owned(), "warm".to_owned()]));
    values.insert("industry", text("energy"));
    assert_eq!(offered(&values), Some(vec!["warm".to_owned()]));
    assert_eq!(offered(&Values::new()), None);
    assert_eq!(faults(&checks, &values), [], "nothing chosen goes with everything");
    values.insert("rating", text("hot"));
    assert_eq!(faults(&checks, &values), [("rating".to_owned(), Reason::GoesNotWith)]);
}

#[test]
fn what_was_not_touched_is_no_reason_to_refuse() {
    let checks = Checks::of(&shaping(&[
        placed("company", placement::REQUIRED),
        depends("lead_source", "referral", "website", &[must()]),
        depends("lead_source", "referral", "rating", &[only(&["hot"])]),
        rule("c00000001", "employees at_most 0\nrating is hot"),
    ]));
    let wrong = Values::from([
        ("lead_source", text("referral")),
        ("rating", text("cold")),
        ("company", text("Rina Traders")),
        ("website", text("example.com")),
    ]);
    let against = Reason::AgainstRule(validation_rule::rule_of("c00000001"));
    for (change, expected) in [
        (("description", Some(text("x"))), None),
        (("website", None), Some(Reason::MustBeFilled)),
        (("company", None), Some(Reason::MustBeFilled)),
        (("rating", Some(text("warm"))), Some(Reason::GoesNotWith)),
        (("rating", Some(text("hot"))), None),
    ] {
        let mut after = wrong.clone();
        match &change.1 {
            Some(value) => drop(after.insert(change.0, value.clone())),
            None => drop(after.remove(change.0)),
        }
        let lead = object("lead").expect("leads");
        let (before, after) = (|key: &str| wrong.get(key).cloned(), |key: &str| after.get(key).cloned());
        let found = checks.fault_of(lead, &before, &after, &|key| key == change.0);
        assert_eq!(found.map(|fault| fault.reason), expected, "{change:?}");
    }
    let lead = object("lead").expect("leads");
    let poor = |key: &str| match key {
        "rating" => Some(text("hot")),
        "employees" => Some(Value::Number(0.0)),
        _ => None,
    };
    let nothing = |_: &str| None;
    let found = |touched: &str| checks.fault_of(lead, &nothing, &poor, &|key| key == touched);
    assert_eq!(found("rating").map(|fault| fault.reason), Some(against));
    assert_eq!(found("employees").and_then(|fault| fault.field), Some("employees".to_owned()));
    assert_eq!(found("website"), None);
}

#[test]
fn nobody_is_asked_for_what_they_cannot_write_or_see() {
    let checks = Checks::of(&shaping(&[
        placed("company", placement::REQUIRED),
        depends("lead_source", "referral", "website", &[must()]),
        rule("c00000001", "budget empty\nrating is hot"),
    ]));
    assert!(checks.concern("lead") && !checks.concern("deal") && !checks.is_empty());
    let every = |_: &str, _: &str| true;
    assert_eq!(checks.asking_only(&every, &every), checks);
    assert!(checks.asking_only(&|_, _| false, &|_, _| false).is_empty());
    let but = |key: &'static str| move |_: &str, other: &str| other != key;
    let kinds = |left: &Checks| (left.required.all().count(), left.dependencies.len(), left.rules.len());
    assert_eq!(kinds(&checks.asking_only(&but("lead_source"), &every)), (1, 0, 1));
    assert_eq!(kinds(&checks.asking_only(&every, &but("website"))), (1, 0, 1));
    assert_eq!(kinds(&checks.asking_only(&but("rating"), &every)), (1, 1, 0));
    let (seen, written) = checks.fields();
    assert_eq!((seen.len(), written.len()), (3, 2));
}

#[test]
fn a_rule_moves_with_the_calendar() {
    let checks = Checks::of(&shaping(&[rule("c00000001", "created_at at_most today-30")]));
    let old = |key: &str| (key == "created_at").then_some(Value::Moment(20_000 * 86_400_000));
    let lead = object("lead").expect("leads");
    assert!(checks.moves() && checks.faults(lead, &old).is_empty());
    assert_eq!(checks.on(20_029, 0).faults(lead, &old).len(), 0);
    assert_eq!(checks.on(20_030, 0).faults(lead, &old).len(), 1);
    assert!(!checks.on(20_030, 0).moves());
    assert_eq!(relative::argument(0), text("today"));
}

#[test]
fn nothing_is_asked_about_what_is_worked_out() {
    let code = Code::new(Kind::Number, 1).expect("a code");
    let key = code.key();
    let margin =
        [(field::OF, text("lead")), (field::CODE, text(&key)), (field::FORMULA, text("[employees] * 2"))];
    let found = shaping(&[
        packed(field::KEY, field::definition_of("lead", code), &margin),
        rule("c00000001", &format!("{key} empty")),
        placed(&key, placement::REQUIRED),
        depends("lead_source", "referral", &key, &[must()]),
    ]);
    assert_eq!((found.validation.len(), found.dependencies.len()), (1, 1));
    assert!(found.works_out("lead", &key) && Checks::of(&found).is_empty());
}

#[test]
fn what_is_hidden_retired_or_in_a_circle_is_not_asked() {
    let retired = [
        (validation_rule::VALUE, text("c00000002")),
        (validation_rule::OF, text("lead")),
        (validation_rule::CONDITION, text("budget empty")),
        (validation_rule::RETIRED, Value::Flag(true)),
    ];
    let checks = Checks::of(&shaping(&[
        placed("website", placement::HIDDEN),
        depends("lead_source", "referral", "website", &[must()]),
        depends("lead_source", "referral", "rating", &[must()]),
        depends("rating", "hot", "lead_source", &[must()]),
        depends("lead_source", "referral", "x0001", &[must()]),
        packed(validation_rule::KEY, validation_rule::rule_of("c00000002"), &retired),
    ]));
    let all = Values::from([("lead_source", text("referral"))]);
    assert_eq!(faults(&checks, &all), [missing("rating")]);
}
