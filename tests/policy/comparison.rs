//! Both are asked the same questions and must give the same answers.

use crate::generated::{FIELDS, OBJECTS, PEOPLE, cabinet, person};
use crm_core::ids::{PersonId, RecordId};
use crm_core::objects;
use crm_core::policy::{Action, Entry, Facts, Grants, about};
use crm_core::value::Value;
use crm_tests::chance::Chance;
use crm_tests::reference::{Cabinet, Paper};

/// Workspaces in a usual run.
const SEEDS: u64 = 250;
/// Questions that a usual run asks at least: a person, a record, an action.
const QUESTIONS: u64 = 100_000;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// How often something was asked and how often the answer was yes.
#[derive(Default)]
struct Asked {
    questions: u64,
    yes: u64,
    through: u64,
}

#[test]
fn the_evaluation_says_what_the_reference_says() {
    let seeds: Vec<u64> = match number("SEED") {
        Some(seed) => vec![seed],
        None => (0..number("SEEDS").unwrap_or(SEEDS)).collect(),
    };
    let mut asked = Asked::default();
    for seed in &seeds {
        compare(*seed, &mut asked);
    }
    let Asked { questions, yes, through } = asked;
    assert!(seeds.len() == 1 || questions >= QUESTIONS, "only {questions} questions");
    let mixed = yes * 10 > questions && yes * 10 < questions * 9 && through > 0;
    assert!(seeds.len() == 1 || mixed, "{yes} of {questions} answers were yes, {through} through another");
}

fn compare(seed: u64, asked: &mut Asked) {
    let cabinet = cabinet(&mut Chance::new(seed));
    let entries: Vec<(RecordId, &Paper, Vec<Entry>)> =
        cabinet.papers.iter().map(|(id, paper)| (*id, paper, entries(&cabinet, *id, paper))).collect();
    for number in 0..PEOPLE {
        let person = person(number);
        let grants = cabinet.policy.grants(person);
        for (record, paper, entries) in &entries {
            records(seed, &cabinet, (person, grants.as_ref()), (*record, paper, entries), asked);
        }
        rights(seed, &cabinet, person, grants.as_ref());
    }
}

/// The scopes of a record, put together as the relay does: those of a record that it is about come along as they are.
fn entries(cabinet: &Cabinet, record: RecordId, paper: &Paper) -> Vec<Entry> {
    let scopes = |record: RecordId, paper: &Paper, about: &[Entry]| {
        let value = |field: &str| paper.values.get(field).cloned();
        let facts = Facts { record, object: &paper.object, value: &value, shares: &paper.shares, about };
        cabinet.policy.scopes_of(&facts)
    };
    let value = |field: &str| -> Option<Value> { paper.values.get(field).cloned() };
    let definition = objects::object(&paper.object).expect("an object of the catalogue");
    // What another record links to is of no use to it.
    let links = paper
        .values
        .values()
        .filter_map(|value| if let Value::Link(link) = value { Some(link.record) } else { None });
    let others = if definition.activity { about(definition, record, &value) } else { links.collect() };
    let mut through = Vec::new();
    for other in others {
        let about = cabinet.papers.get(&other);
        let activity = |paper: &&Paper| objects::object(&paper.object).is_some_and(|one| one.activity);
        if let Some(about) = about.filter(|about| !activity(about)) {
            through.extend(scopes(other, about, &[]));
        }
    }
    scopes(record, paper, &through).into_iter().collect()
}

fn records(
    seed: u64,
    cabinet: &Cabinet,
    (person, grants): (PersonId, Option<&Grants>),
    (record, paper, entries): (RecordId, &Paper, &[Entry]),
    asked: &mut Asked,
) {
    let sight = cabinet.policy.sight(person, &paper.object, entries);
    for action in Action::ALL {
        let said = grants.is_some_and(|grants| grants.may(action, &paper.object, entries));
        let (right, explained) = match action {
            Action::See => (cabinet.sees(person, record), Some(sight.sees)),
            Action::Edit => (cabinet.edits(person, record), Some(sight.edits)),
            Action::Delete => (cabinet.deletes(person, record), None),
        };
        let what = || format!("SEED={seed}: {action:?} of {person} with {record}, {paper:?}");
        assert_eq!(said, right, "{}", what());
        assert!(explained.is_none_or(|explained| explained == right), "explained otherwise: {}", what());
        asked.questions += 1;
        asked.yes += u64::from(right);
    }
    let reached = !sight.reasons.is_empty();
    assert!(!sight.sees || reached, "SEED={seed}: {person} sees {record} for no reason");
    asked.through += u64::from(sight.sees && sight.reasons.iter().all(|(.., through)| *through));
}

fn rights(seed: u64, cabinet: &Cabinet, person: PersonId, grants: Option<&Grants>) {
    for object in OBJECTS {
        let said = grants.is_some_and(|grants| grants.may_create(object));
        assert_eq!(said, cabinet.creates(person, object), "SEED={seed}: {person} makes {object}");
    }
    for (object, field) in FIELDS {
        let said = grants.is_some_and(|grants| grants.unwritable(object, &[field]).is_none());
        assert_eq!(
            said,
            cabinet.writes(person, object, field),
            "SEED={seed}: {person} writes {object} {field}"
        );
    }
    for object in OBJECTS {
        let fields: Vec<&str> =
            FIELDS.iter().filter(|(of, _)| *of == object).map(|(_, field)| *field).collect();
        let first = fields.iter().copied().find(|field| !cabinet.writes(person, object, field));
        let said = grants.map(|grants| grants.unwritable(object, &fields));
        assert!(said.is_none_or(|said| said == first), "SEED={seed}: {person}, fields of {object}");
    }
}
