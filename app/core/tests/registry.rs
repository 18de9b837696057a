//! Walks the whole catalogue: every object, every field, every kind, every word.

use crm_core::commands::Reason;
use crm_core::fields::{BadInput, ChoiceWords, Context, FilterOperator, Kind, Stored};
use crm_core::objects::{
    self, CATALOGUE, CUSTOM_CODE, FieldDefinition, ObjectDefinition, SHAPING, SYSTEM_CODES,
};
use crm_core::policy::RelayReason;
use crm_core::value::Value;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Hues that pills may have.
const HUES: [u16; 11] = [264, 235, 195, 152, 110, 78, 45, 20, 340, 305, 0];

fn fields() -> impl Iterator<Item = (&'static ObjectDefinition, &'static FieldDefinition)> {
    CATALOGUE.iter().flat_map(|definition| definition.all_fields().map(move |field| (*definition, field)))
}

/// The context in which a kind's examples are typed and shown: the first choices are called what examples call them.
fn choices() -> Vec<ChoiceWords<'static>> {
    ["first", "second_choice"].map(|id| ChoiceWords { id, words: vec![id.to_uppercase()] }).into()
}

#[test]
fn every_name_in_the_catalogue_is_given_once_and_spelled_to_last() {
    let mut objects = BTreeSet::new();
    for definition in CATALOGUE {
        assert!(objects.insert(definition.key), "{} twice", definition.key);
        let mut keys = BTreeSet::new();
        for field in definition.all_fields() {
            let name = format!("{}.{}", definition.key, field.key);
            assert!(keys.insert(field.key), "{name} twice");
            let plain = field
                .key
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
            assert!(plain && field.key.len() <= 32 && !matches!(field.key, "kind" | "schema"), "{name}");
            let mut ids = BTreeSet::new();
            for choice in field.choices {
                assert!(ids.insert(choice.id), "{name}: {} twice", choice.id);
                assert!(HUES.contains(&choice.hue), "{name}: {} has hue {}", choice.id, choice.hue);
            }
            for object in field.links_to {
                assert!(objects::object(object).is_some(), "{name} points to {object}");
            }
            let points = matches!(field.kind, Kind::Link | Kind::Links | Kind::LinkAny);
            assert_eq!(points, !field.links_to.is_empty(), "{name}");
            let chooses = matches!(field.kind, Kind::Choice | Kind::MultiChoice);
            assert!(!chooses || !field.choices.is_empty(), "{name} has no choices");
        }
        assert!(definition.fields.len() < usize::from(CUSTOM_CODE) && CUSTOM_CODE < SYSTEM_CODES);
    }
}

#[test]
fn what_a_definition_names_is_there() {
    for definition in CATALOGUE {
        let name = definition.key;
        let lists = [definition.title, definition.columns, definition.quick];
        for key in lists.into_iter().flatten().copied().chain(definition.subtitle).chain(definition.board) {
            assert!(definition.field(key).is_some(), "{name} names {key}");
        }
        for key in definition.quick {
            assert!(
                definition.field(key).is_some_and(|field| !field.system),
                "{name}: {key} cannot be typed"
            );
        }
        let titled = definition.quick.iter().any(|key| definition.title.contains(key));
        assert!(titled, "{name}: quick create cannot name a record");
        if let Some(board) = definition.board {
            assert_eq!(definition.field(board).map(|field| field.kind), Some(Kind::Choice), "{name}");
        }
        for field in definition.all_fields() {
            let code = definition.field_code(field.key).expect("every field has a code");
            assert_eq!(definition.field_of_code(code).map(|found| found.key), Some(field.key));
        }
    }
}

#[test]
fn every_kind_is_used_in_the_catalogue() {
    for kind in Kind::ALL {
        assert!(fields().any(|(_, field)| field.kind == kind), "{kind:?}");
    }
}

#[test]
fn the_pipeline_is_the_agreed_one() {
    let stage = objects::object("deal").and_then(|deal| deal.field("stage")).expect("deals have stages");
    let stages: Vec<_> =
        stage.choices.iter().map(|choice| (choice.id, choice.stage.expect("a stage").probability)).collect();
    assert_eq!(
        stages,
        [
            ("prospecting", 10),
            ("qualification", 20),
            ("proposal", 50),
            ("negotiation", 80),
            ("closed_won", 100),
            ("closed_lost", 0)
        ]
    );
}

fn words(language: &str) -> BTreeMap<String, String> {
    fn flatten(path: &str, json: &Json, flat: &mut BTreeMap<String, String>) {
        match json {
            Json::Object(map) => {
                for (key, value) in map {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}/{key}") };
                    flatten(&path, value, flat);
                }
            }
            Json::String(word) => drop(flat.insert(path.to_owned(), word.clone())),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => panic!("{path} is no word"),
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../locales/{language}/objects.json"));
    let text = std::fs::read_to_string(path).expect("the words of the catalogue are in the repository");
    let mut flat = BTreeMap::new();
    flatten("", &serde_json::from_str(&text).expect("the words are JSON"), &mut flat);
    flat
}

/// `TitleMissing` as `title_missing`.
fn snake(name: &str) -> String {
    let mut key = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !key.is_empty() {
            key.push('_');
        }
        key.push(letter.to_ascii_lowercase());
    }
    key
}

#[test]
fn everything_has_a_name_in_both_languages() {
    let mut wanted = BTreeSet::new();
    for definition in CATALOGUE.iter().chain(SHAPING) {
        wanted.extend(["one", "many"].map(|count| format!("object/{}/{count}", definition.key)));
        for field in definition.all_fields() {
            let own = definition.fields.iter().any(|own| own.key == field.key);
            let object = if own { definition.key } else { "system" };
            wanted.insert(format!("field/{object}/{}", field.key));
            wanted.extend(
                field.choices.iter().map(|choice| format!("choice/{object}/{}/{}", field.key, choice.id)),
            );
        }
    }
    wanted.insert("field/system/modified_at".into());
    let reasons = [
        Reason::TitleMissing,
        Reason::UnknownField,
        Reason::UnknownObject,
        Reason::WrongKind,
        Reason::TooLarge,
        Reason::ReadOnly,
        Reason::Deleted,
        Reason::NotHere,
        Reason::StageNeeds,
        Reason::MustBeFilled,
        Reason::GoesNotWith,
        Reason::AlreadyConverted,
        Reason::StorageClosed,
        Reason::StorageFull,
        Reason::UnreadableFile,
        Reason::NothingToDo,
        Reason::Defect,
        Reason::NoAccess,
        Reason::NoCreate,
        Reason::NoExport,
        Reason::TooManyExports,
        Reason::Locked,
        Reason::WrongPin,
        Reason::PinWaits,
        Reason::BadPin,
        Reason::NoPinHere,
        Reason::NoEncryptionHere,
        Reason::WrongPasskey,
    ];
    wanted.extend(reasons.map(|reason| format!("reason/{}", snake(&format!("{reason:?}")))));
    let formulas = [
        "too_long",
        "unreadable",
        "unknown_field",
        "unknown_function",
        "mixed",
        "wrong_kind",
        "reads_formula",
    ];
    wanted.extend(formulas.map(|fault| format!("reason/formula_{fault}")));
    wanted.extend(["bad_input", "against_rule"].map(|reason| format!("reason/{reason}")));
    let inputs = [
        BadInput::Malformed,
        BadInput::TooLong,
        BadInput::NoSuchDate,
        BadInput::UnknownChoice,
        BadInput::NotTyped,
    ];
    wanted.extend(RelayReason::ALL.map(|reason| format!("relay/{}", reason.key())));
    wanted.extend(inputs.map(|bad| format!("bad_input/{}", snake(&format!("{bad:?}")))));
    for language in ["en", "bn"] {
        let words = words(language);
        let there: BTreeSet<String> = words.keys().cloned().collect();
        assert_eq!(wanted.difference(&there).collect::<Vec<_>>(), [""; 0], "missing in {language}");
        assert_eq!(there.difference(&wanted).collect::<Vec<_>>(), [""; 0], "left over in {language}");
        for (path, word) in words {
            assert!(!word.trim().is_empty(), "{path}");
            let bengali = word.chars().any(|letter| matches!(u32::from(letter), 0x980..=0x9ff));
            assert_eq!(bengali, language == "bn", "{language} {path}: {word}");
        }
    }
}

#[test]
fn every_choice_is_understood_by_its_name_in_both_languages() {
    for (definition, field) in fields().filter(|(_, field)| field.kind == Kind::Choice) {
        let words = objects::names::choice_words(definition.key, field, 0);
        let context = Context { choices: &words, ..Context::BANGLADESH };
        for choice in field.choices {
            let names =
                objects::names::choice(definition.key, field.key, choice.id).expect("every choice has names");
            for name in names.into_iter().chain([choice.id]) {
                let parsed = field.kind.behaviour().parse(name, &context);
                assert_eq!(
                    parsed,
                    Ok(Some(Value::Text(choice.id.into()))),
                    "{}.{}: {name}",
                    definition.key,
                    field.key
                );
            }
        }
    }
}

#[test]
fn examples_survive_storing_and_files() {
    let words = choices();
    let context = Context { choices: &words, ..Context::BANGLADESH };
    for kind in Kind::ALL {
        let behaviour = kind.behaviour();
        assert!(kind == Kind::Computed || behaviour.examples().len() > 1, "{kind:?} has examples");
        for example in behaviour.examples() {
            let stored = behaviour.store(&example);
            assert_eq!(behaviour.read(&stored).as_ref(), Some(&example), "{kind:?} stored as {stored:?}");
            let cell = behaviour.csv(&example, &context);
            assert_eq!(
                behaviour.parse(&cell, &context),
                Ok(Some(example.clone())),
                "{kind:?} in a file: {cell}"
            );
            assert!(!behaviour.show(&example).is_empty(), "{kind:?} is shown");
        }
        assert_eq!(behaviour.parse("", &context), Ok(None), "{kind:?}: blank");
        assert_eq!(behaviour.parse("  \n ", &context), Ok(None), "{kind:?}: blank");
        assert_eq!(behaviour.read(&Stored::Nothing), None, "{kind:?}");
    }
}

#[test]
fn values_of_another_kind_are_treated_as_empty_and_never_panic() {
    let every: Vec<Value> = Kind::ALL.iter().flat_map(|kind| kind.behaviour().examples()).collect();
    for kind in Kind::ALL {
        let behaviour = kind.behaviour();
        for value in &every {
            let stored = behaviour.store(value);
            if stored == Stored::Nothing && kind != Kind::Computed {
                assert!(behaviour.show(value).is_empty(), "{kind:?} shows {value:?}");
                assert!(behaviour.sort_key(value).is_empty(), "{kind:?} sorts {value:?}");
                assert_eq!(behaviour.csv(value, &Context::BANGLADESH), "", "{kind:?} writes {value:?}");
                assert!(
                    behaviour.matches(FilterOperator::Empty, Some(value), None),
                    "{kind:?} keeps {value:?}"
                );
            }
            for operator in behaviour.filters() {
                behaviour.matches(*operator, Some(value), Some(value));
            }
            for other in Kind::ALL {
                other.behaviour().read(&stored);
            }
        }
    }
}

#[test]
fn filters_answer_about_every_example() {
    for kind in Kind::ALL {
        let behaviour = kind.behaviour();
        for operator in behaviour.filters() {
            for example in behaviour.examples() {
                let about_itself = behaviour.matches(*operator, Some(&example), Some(&example));
                let about_nothing = behaviour.matches(*operator, None, Some(&example));
                let expected = match operator {
                    FilterOperator::Empty => (false, true),
                    FilterOperator::Filled
                    | FilterOperator::Is
                    | FilterOperator::Contains
                    | FilterOperator::AtMost
                    | FilterOperator::AtLeast => (true, false),
                    FilterOperator::IsNot => (false, true),
                };
                assert_eq!((about_itself, about_nothing), expected, "{kind:?} {operator:?} {example:?}");
            }
        }
        for needed in [FilterOperator::Empty, FilterOperator::Filled] {
            assert!(behaviour.filters().contains(&needed), "{kind:?} {needed:?}");
        }
    }
}

#[test]
fn sort_keys_are_the_order_that_filters_know() {
    for kind in Kind::ALL {
        let behaviour = kind.behaviour();
        if !behaviour.filters().contains(&FilterOperator::AtLeast) || kind == Kind::Money {
            continue;
        }
        let examples = behaviour.examples();
        for left in &examples {
            for right in &examples {
                let at_least = behaviour.matches(FilterOperator::AtLeast, Some(left), Some(right));
                let by_key = behaviour.sort_key(left) >= behaviour.sort_key(right);
                assert_eq!(at_least, by_key, "{kind:?} {left:?} {right:?}");
            }
        }
    }
}
