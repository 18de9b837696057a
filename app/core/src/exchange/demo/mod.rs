//! A sample book: a small trader's customers, deals and appointments around today, in English or Bengali.
//!
//! Everything is invented. The records have the origin `demo` and ids that are drawn anew each time, so that a sample
//! can be filled in again after it was removed.

mod bengali;
mod english;

use crate::commands::create::{Origin, document};
use crate::commands::{Assignment, DocumentPlan, Refusal, Situation};
use crate::fields::{ChoiceWords, Context, Kind, calendar};
use crate::ids::{Day, RecordId, Timestamp};
use crate::objects::{self, FieldDefinition, names, option};
use crate::value::{Link, Value};

/// A record as people would type it. Links name a record by object and place (`account 3`); days count from today
/// (`-2`), moments are days from today with a time (`1 10:30`).
type Row = &'static [(&'static str, &'static str)];

/// The records of one language, by object, in the order in which they refer to each other.
struct Sample {
    objects: &'static [(&'static str, &'static [Row])],
}

/// What sets the ids of one sample apart from those of another.
pub type Seed = [u8; 14];

/// The id of a sample record.
fn id(seed: Seed, object: &str, place: usize) -> RecordId {
    let object = objects::object(object).map_or(u8::MAX, objects::ObjectDefinition::code);
    let mut id = [0; 16];
    id[..14].copy_from_slice(&seed);
    id[14] = object;
    id[15] = u8::try_from(place).unwrap_or(u8::MAX);
    RecordId(id)
}

/// The plans of all sample records in a language (`bn`, or English for any other).
pub fn records(
    language: &str,
    context: &Context<'_>,
    situation: &Situation,
    seed: Seed,
) -> Result<Vec<DocumentPlan>, Refusal> {
    let sample = if language == "bn" { &bengali::SAMPLE } else { &english::SAMPLE };
    let mut plans = Vec::new();
    for (object, rows) in sample.objects {
        for (place, row) in rows.iter().enumerate() {
            plans.push(plan((object, place), row, context, situation, seed)?);
        }
    }
    Ok(plans)
}

/// The plan of the sample record of an object at that place.
pub(super) fn plan(
    (object, place): (&str, usize),
    row: &[(&str, &str)],
    context: &Context<'_>,
    situation: &Situation,
    seed: Seed,
) -> Result<DocumentPlan, Refusal> {
    let today = calendar::day_of(situation.now, context.utc_offset_minutes);
    let assign = |(key, input): &(&str, &str)| -> Assignment {
        ((*key).to_owned(), value(seed, object, key, input, today, context))
    };
    let values: Vec<Assignment> = row.iter().map(assign).collect();
    document(object, id(seed, object, place), &values, &Origin::Demo, situation)
}

/// The value that the input stands for; `None` where the tables are wrong, which a test would tell.
pub(super) fn value(
    seed: Seed,
    object: &str,
    key: &str,
    input: &str,
    today: Day,
    context: &Context<'_>,
) -> Option<Value> {
    let field: &FieldDefinition = objects::object(object)?.field(key)?;
    if matches!(field.kind, Kind::Link | Kind::LinkAny) {
        let (object, place) = input.split_once(' ')?;
        let record = id(seed, object, place.parse().ok()?);
        return Some(Value::Link(Link { object: object.to_owned(), record }));
    }
    if field.kind == Kind::Date {
        return Some(Value::Date(today.checked_add(input.parse().ok()?)?));
    }
    if field.kind == Kind::DateTime {
        return moment(input, today, context).map(Value::Moment);
    }
    let mut words = names::choice_words(object, field, 0);
    // Choices that a template brings are written as records hold them.
    let drawn = input.split(';').map(str::trim).filter(|id| option::is_drawn(id));
    words.extend(drawn.map(|id| ChoiceWords { id, words: Vec::new() }));
    let context = Context { choices: &words, currency: *b"BDT", calling_code: "880", ..context.clone() };
    field.kind.behaviour().parse(input, &context).ok().flatten()
}

/// `1 10:30` is tomorrow at half past ten.
fn moment(input: &str, today: Day, context: &Context<'_>) -> Option<Timestamp> {
    let (days, time) = input.split_once(' ')?;
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let start = calendar::start_of(today.checked_add(days.parse().ok()?)?, context.utc_offset_minutes);
    Some(start + (hours * 60 + minutes) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::outcome;
    use crate::fields::fold;
    use crate::views::record::Record;
    use crate::views::row::title;
    use std::collections::BTreeMap;

    const NOW: i64 = 1_795_298_400_000;

    fn book(language: &str) -> BTreeMap<RecordId, Record> {
        let situation = Situation::bare(NOW);
        let plans =
            records(language, &Context::BANGLADESH, &situation, [7; 14]).expect("the sample can be made");
        let record = |plan: &DocumentPlan| {
            let empty = Record::empty(plan.record, &plan.object);
            (plan.record, outcome::apply(empty, &plan.edits, NOW))
        };
        plans.iter().map(record).collect()
    }

    #[test]
    fn every_cell_is_understood_and_every_link_leads_somewhere() {
        for sample in [&english::SAMPLE, &bengali::SAMPLE] {
            for (object, rows) in sample.objects {
                for (key, input) in rows.iter().copied().flatten() {
                    let value = value([7; 14], object, key, input, 20_000, &Context::BANGLADESH);
                    assert!(value.is_some(), "{object}.{key}: {input}");
                }
            }
        }
        for language in ["en", "bn"] {
            let book = book(language);
            assert!((50..=80).contains(&book.len()), "{language}: {}", book.len());
            for record in book.values() {
                assert!(!title(record).is_empty());
                for value in record.values.values() {
                    if let Value::Link(link) = value {
                        assert_eq!(book.get(&link.record).map(|found| &found.object), Some(&link.object));
                    }
                }
            }
        }
    }

    #[test]
    fn the_sample_shows_every_stage_and_late_due_and_coming_work() {
        let today = calendar::day_of(NOW, 360);
        for language in ["en", "bn"] {
            let book = book(language);
            let stages = objects::object("deal")
                .and_then(|deal| deal.field("stage"))
                .expect("deals have stages")
                .choices;
            for stage in stages {
                let found =
                    book.values().any(|deal| deal.object == "deal" && deal.text("stage") == Some(stage.id));
                assert!(found, "{language}: no deal in {}", stage.id);
            }
            let due = |wanted: fn(Day, Day) -> bool| {
                let open = |task: &&Record| task.object == "task" && task.text("status") != Some("completed");
                let days = book.values().filter(open).filter_map(|task| match task.value("due") {
                    Some(Value::Date(day)) => Some(*day),
                    _ => None,
                });
                days.filter(|day| wanted(*day, today)).count()
            };
            assert!(due(|day, today| day < today) > 0);
            assert!(due(|day, today| day == today) > 0);
            assert!(due(|day, today| day > today) > 0);
        }
    }

    #[test]
    fn a_contact_named_rahim_is_in_the_bengali_book_and_a_known_phone_in_both() {
        for language in ["en", "bn"] {
            let book = book(language);
            let phone = book.values().any(|record| {
                let phones = record.value("phones").map(crate::fields::members::of).unwrap_or_default();
                phones.iter().any(|phone| phone.key == "8801711204882")
            });
            assert!(phone, "{language}");
        }
        let rahim = fold::fold("রহিম");
        let bengali = book("bn");
        assert!(
            bengali
                .values()
                .any(|record| record.object == "contact" && fold::fold(&title(record)).contains(&rahim))
        );
    }
}
