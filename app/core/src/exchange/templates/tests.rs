//! What every template is held to: all of it is read, in both languages, and its samples are as it asks.

use super::*;
use crate::commands::define::define;
use crate::commands::outcome;
use crate::fields::{self, Kind, members};
use crate::objects::custom::{self, Code};
use crate::objects::{
    self, dependency, field, option, pipeline, placement, score_rule, section, shared_view, validation_rule,
};
use crate::value::Value;
use crate::views::formula;
use crate::views::record::Record;
use crate::views::row::{self, RowView};
use crate::views::saved::{MOST, SavedView};
use crate::views::shaping::Shaping;
use crate::views::shaping::checks::Checks;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const NOW: i64 = 1_795_298_400_000;

/// The records that a template makes in an empty book.
fn made(template: Template) -> Vec<Record> {
    let make = |(object, id, values): &Said| {
        let plan = define(object, *id, None, values, &Situation::bare(NOW)).expect("values of a definition");
        let plan = plan.expect("something to write");
        outcome::apply(Record::empty(*id, object), &plan.edits, NOW)
    };
    definitions(template).iter().map(make).collect()
}

fn shaping(records: &[Record]) -> Shaping {
    let rows: Vec<Vec<u8>> = records.iter().map(row::pack).collect();
    Shaping::of(rows.iter().map(|row| RowView::trusted(row)))
}

fn count(records: &[Record], object: &str) -> usize {
    records.iter().filter(|record| record.object == object).count()
}

/// A field as the template's definitions have it: built in, or defined by them.
fn known(shaping: &Shaping, object: &str, key: &str) -> bool {
    let own = || shaping.fields.iter().any(|field| field.object == object && field.key == key);
    objects::object(object).is_some_and(|of| of.field(key).is_some()) && (!custom::is_custom(key) || own())
}

/// A choice of a field, built in or defined.
fn offered(shaping: &Shaping, object: &str, key: &str, value: &str) -> bool {
    let definition = objects::object(object).and_then(|of| of.field(key)).expect("a field");
    let own = shaping.fields.iter().filter(|field| field.object == object && field.key == key);
    let sets = shaping.choices.iter().filter(|set| definition.open == Some(&set.of) && set.key == key);
    let mut options = own.flat_map(|field| &field.options).chain(sets.flat_map(|set| &set.options));
    definition.choice(value).is_some() || options.any(|option| option.value == value)
}

#[test]
fn everything_that_a_template_says_is_read() {
    for template in Template::ALL {
        let made = made(template);
        let found = shaping(&made);
        let key = template.key();
        let named = |set: &crate::views::shaping::choices::ChoiceSet| {
            set.options.iter().filter(|option| !option.name.plain.is_empty()).count()
        };
        let options = found.fields.iter().map(|field| field.options.len()).sum::<usize>()
            + found.choices.iter().map(named).sum::<usize>();
        let read = [
            (field::KEY, found.fields.len()),
            (option::KEY, options),
            (pipeline::KEY, found.pipelines.len()),
            (section::KEY, found.sections.len()),
            (placement::KEY, found.placements.len()),
            (shared_view::KEY, found.views.len()),
            (score_rule::KEY, found.scoring.len()),
            (dependency::KEY, found.dependencies.len()),
            (validation_rule::KEY, found.validation.len()),
        ];
        for (object, number) in read {
            assert_eq!(number, count(&made, object), "{key}: {object}");
            assert!(number > 0, "{key}: no {object}");
        }
        assert_eq!(read.iter().map(|(_, number)| number).sum::<usize>(), made.len(), "{key}");
        assert_eq!(found.fields.len(), template.trade().fields.len(), "{key}: a code of no kind");
        assert!(!found.dependencies.iter().any(|one| one.circle), "{key}: a circle");
        assert!(found.views.len() <= MOST, "{key}");
    }
}

#[test]
fn every_name_is_there_in_both_languages() {
    for template in Template::ALL {
        for record in made(template) {
            let named = [field::KEY, option::KEY, pipeline::KEY, section::KEY]
                .into_iter()
                .chain([shared_view::KEY, validation_rule::KEY])
                .any(|object| object == record.object);
            if !named {
                continue;
            }
            let (english, bengali) = (record.text(field::NAME), record.text(field::NAME_BN));
            let (english, bengali) = (english.unwrap_or_default(), bengali.unwrap_or_default());
            let of_bengal = |letter: char| ('\u{980}'..='\u{9ff}').contains(&letter);
            assert!(!english.is_empty() && !english.contains(of_bengal), "{english}");
            assert!(bengali.contains(of_bengal), "{english}: {bengali}");
            assert!(!bengali.contains(|letter: char| letter.is_ascii_alphanumeric()), "{bengali}");
        }
    }
}

#[test]
fn a_template_names_only_fields_and_choices_that_are_there() {
    for template in Template::ALL {
        let found = shaping(&made(template));
        for one in &found.fields {
            let code = one.code().expect("a code");
            assert!(code.0 % custom::OF_A_KIND >= custom::OF_TEMPLATES, "{}: a team may draw it", one.key);
            let chooses = matches!(code.kind(), Some(Kind::Choice | Kind::MultiChoice));
            assert_eq!(one.options.len() > 1, chooses, "{}", one.key);
        }
        for one in &found.placements {
            assert!(known(&found, &one.of, &one.key), "{}.{}", one.of, one.key);
            let sections: Vec<&str> = found.sections(&one.of).map(|section| section.value.as_str()).collect();
            assert!(one.section.is_empty() || sections.contains(&one.section.as_str()), "{}", one.key);
            if let Some(Value::Text(usual)) = &one.usual {
                assert!(offered(&found, &one.of, &one.key, usual), "{}: {usual}", one.key);
            }
        }
        for one in &found.dependencies {
            assert!(known(&found, &one.of, &one.key) && known(&found, &one.of, &one.target));
            assert!(one.value.is_empty() || offered(&found, &one.of, &one.key, &one.value), "{}", one.value);
        }
        let rules =
            found.validation.iter().flat_map(|rule| rule.conditions.iter().map(|one| (&rule.of, one)));
        let scores = found.scoring.iter().filter_map(|rule| match &rule.counts {
            crate::views::shaping::scoring::Counts::Field(filter) => Some((&rule.of, filter)),
            crate::views::shaping::scoring::Counts::Activity(_) => None,
        });
        for (object, filter) in rules.chain(scores) {
            assert!(asks_for_something_known(&found, object, filter), "{filter:?}");
        }
    }
}

fn asks_for_something_known(found: &Shaping, object: &str, filter: &crate::views::query::Filter) -> bool {
    let definition = objects::object(object).and_then(|of| of.field(&filter.field)).expect("a field");
    let chooses = matches!(definition.kind, Kind::Choice | Kind::MultiChoice);
    let value = match &filter.argument {
        Some(Value::Text(value)) if chooses => Some(value.as_str()),
        Some(_) | None => None,
    };
    known(found, object, &filter.field)
        && value.is_none_or(|value| offered(found, object, &filter.field, value))
}

/// What a placement asks of a field that cannot be asked is left out where it is read, without a word.
#[test]
fn what_is_said_of_a_field_in_forms_is_heard() {
    for template in Template::ALL {
        let made = made(template);
        let found = shaping(&made);
        for record in made.iter().filter(|record| record.object == placement::KEY) {
            let text = |key: &str| record.text(key).unwrap_or_default();
            let says = |key: &str| record.value(key) == Some(&Value::Flag(true));
            let read = found.placement(text(placement::OF), text(placement::CODE)).expect("a placement");
            let name = format!("{}.{}", read.of, read.key);
            assert_eq!(read.required, says(placement::REQUIRED), "{name}");
            assert_eq!(read.quick == Some(true), says(placement::QUICK), "{name}");
            assert_eq!(read.hidden, says(placement::HIDDEN), "{name}");
            assert_eq!(read.unique, says(placement::UNIQUE), "{name}");
            assert_eq!(read.usual.is_some(), record.value(placement::USUAL).is_some(), "{name}");
        }
    }
}

#[test]
fn every_formula_is_one_and_reads_no_other() {
    for template in Template::ALL {
        let found = shaping(&made(template));
        let formulas: Vec<_> = found.fields.iter().filter(|field| !field.formula.is_empty()).collect();
        assert!(!formulas.is_empty(), "{}", template.key());
        for one in &formulas {
            let of = objects::object(&one.object).expect("an object");
            let kind = one.code().and_then(Code::kind).expect("a kind");
            let formula = formula::parse(of, &one.formula, kind)
                .unwrap_or_else(|fault| panic!("{}: {fault:?}", one.formula));
            for read in formula.reads() {
                assert!(known(&found, of.key, read.key), "{} reads {}", one.key, read.key);
                assert!(!formulas.iter().any(|other| other.object == one.object && other.key == read.key));
            }
            for quoted in formula::parts(&one.formula).into_iter().filter_map(|part| match part {
                formula::Part::Quoted(quoted) => Some(quoted.trim_matches('"')),
                formula::Part::Field(_) | formula::Part::Other(_) => None,
            }) {
                assert!(offered(&found, of.key, "stage", quoted), "{quoted}");
            }
        }
    }
}

#[test]
fn every_pipeline_can_be_won_and_lost_and_its_stages_ask_for_fields_that_are_there() {
    for template in Template::ALL {
        let found = shaping(&made(template));
        let [pipeline] = &found.pipelines[..] else { panic!("one pipeline") };
        let stages = found.stages();
        let offered: Vec<_> = stages.offered(&pipeline.value).collect();
        for outcome in [objects::Outcome::Open, objects::Outcome::Won, objects::Outcome::Lost] {
            assert!(offered.iter().any(|one| stages.outcome(&one.value) == outcome), "{outcome:?}");
        }
        let needs = offered.iter().filter_map(|one| one.stage.as_ref()).flat_map(|stage| &stage.needs);
        for key in needs {
            assert!(known(&found, "deal", key), "{key}");
        }
        // A new deal begins in it.
        let usual = found.placement("deal", "stage").and_then(|one| one.usual.clone());
        assert_eq!(usual, Some(Value::Text(offered[0].value.clone())));
        // The pipeline that every team has is as it was.
        assert_eq!(stages.offered("").count(), 6);
    }
}

#[test]
fn every_shared_view_is_one_that_lists_can_show() {
    for template in Template::ALL {
        let found = shaping(&made(template));
        let table = template.trade().views;
        assert_eq!(found.views.len(), table.len());
        for (shared, table) in found.views.iter().zip(table) {
            let definition = objects::object(&shared.of).expect("an object");
            let view: SavedView = serde_json::from_str(&shared.view).expect("a view");
            let view = view.known(definition).expect("as this build knows it");
            assert_eq!((view.id, view.query.object.as_str()), (shared.record, table.of));
            assert_eq!(view.query.filters.len(), table.conditions.len(), "{}", shared.name.plain);
            assert_eq!(view.layout.columns, table.columns, "{}", shared.name.plain);
            // Written as a device writes it.
            let written = serde_json::to_string(&view).expect("a view");
            assert_eq!(written, shared.view);
            assert!(view.query.filters.iter().all(|one| asks_for_something_known(&found, &shared.of, one)));
            let sort = &view.query.sort.field;
            for key in view.layout.columns.iter().chain([sort]) {
                assert!(known(&found, &shared.of, key), "{}: {key}", shared.name.plain);
            }
        }
    }
}

#[test]
fn used_twice_a_template_changes_nothing_and_two_of_them_meet_only_in_placements() {
    let mut all: BTreeMap<RecordId, (Template, ObjectKey)> = BTreeMap::new();
    for template in Template::ALL {
        assert_eq!(definitions(template), definitions(template));
        let made = made(template);
        let ids: BTreeSet<RecordId> = made.iter().map(|record| record.id).collect();
        assert_eq!(ids.len(), made.len(), "{}: a record twice", template.key());
        for ((object, id, values), before) in definitions(template).iter().zip(&made) {
            let again = define(object, *id, Some(before), values, &Situation::bare(NOW));
            assert_eq!(again.map(|plan| plan.is_some()), Ok(false), "{object}");
            if let Some((other, of)) = all.insert(*id, (template, object.clone())) {
                assert_eq!(of, placement::KEY, "{} and {}", other.key(), template.key());
            }
        }
    }
}

/// The sample records of a template, where its definitions are there.
fn samples(template: Template, language: &str, found: &Shaping) -> BTreeMap<RecordId, Record> {
    let stages = Arc::new(found.stages());
    let situation = Situation { stages, ..Situation::bare(NOW) };
    let plans = records(template, language, &Context::BANGLADESH, &situation, [7; 14]).expect("samples");
    let apply = |plan: DocumentPlan| {
        let empty = Record::empty(plan.record, &plan.object);
        (plan.record, outcome::apply(empty, &plan.edits, NOW))
    };
    plans.into_iter().map(apply).collect()
}

#[test]
fn samples_are_understood_and_as_the_template_wants_records() {
    for template in Template::ALL {
        let found = shaping(&made(template));
        let (checks, stages) = (Checks::of(&found), found.stages());
        for language in ["en", "bn"] {
            for (object, rows) in template.sample() {
                for row in *rows {
                    for (key, input) in samples::in_language(row, language) {
                        let value = demo::value([7; 14], object, key, input, 20_000, &Context::BANGLADESH);
                        assert!(value.is_some(), "{language} {object}.{key}: {input}");
                        assert!(known(&found, object, key), "{object}.{key}");
                    }
                }
            }
            let book = samples(template, language, &found);
            assert!((9..=25).contains(&book.len()), "{}: {}", template.key(), book.len());
            for record in book.values() {
                let title = row::title(record);
                let definition = objects::object(&record.object).expect("an object");
                let faults = checks.faults(definition, &|key| record.value(key).cloned());
                assert_eq!(faults, [], "{title}");
                let stage = record.text("stage").and_then(|stage| stages.get(stage));
                let lacking = stage.map(|stage| stage.lacking(|key| record.value(key).is_some()).count());
                assert_eq!(lacking.unwrap_or(0), 0, "{title}");
                for (key, value) in &record.values {
                    chosen_from_what_there_is(&found, definition, key, value);
                    if let Value::Link(link) = value {
                        assert_eq!(book.get(&link.record).map(|found| &found.object), Some(&link.object));
                    }
                }
            }
            let filled = |field: &&crate::views::shaping::fields::CustomField| {
                let of = book.values().filter(|record| record.object == field.object);
                field.formula.is_empty() && !of.into_iter().any(|record| record.value(&field.key).is_some())
            };
            let empty: Vec<&str> = found.fields.iter().filter(filled).map(|one| one.key.as_str()).collect();
            assert_eq!(empty, [""; 0], "{}: no sample fills them", template.key());
        }
    }
}

fn chosen_from_what_there_is(
    found: &Shaping,
    definition: &objects::ObjectDefinition,
    key: &str,
    value: &Value,
) {
    let kind = definition.field(key).expect("a field").kind;
    if definition.field(key).is_some_and(|field| field.system) || key == "origin" {
        return;
    }
    let one = fields::text::of(value).filter(|_| kind == Kind::Choice);
    let several = members::of(value).iter().filter(|_| kind == Kind::MultiChoice);
    let chosen: Vec<&str> = one.into_iter().chain(several.map(|member| member.key.as_str())).collect();
    for one in chosen {
        assert!(offered(found, definition.key, key, one), "{}.{key}: {one}", definition.key);
    }
}
