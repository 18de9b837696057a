//! Two people edit every field of every object at the same time; afterwards both hold the same.

use crm_core::commands::set_field::{resolve, set};
use crm_core::commands::{Situation, convert_lead, create, create::Origin, outcome};
use crm_core::document::Document;
use crm_core::document::read::read;
use crm_core::document::write::write;
use crm_core::document::{self, heads};
use crm_core::fields::{ChoiceWords, Context, Kind, Merge, links, members};
use crm_core::ids::{ActorId, RecordId};
use crm_core::objects::{CATALOGUE, FieldDefinition, ObjectDefinition};
use crm_core::value::{Link, Value};
use crm_core::views::record::Record;

const RECORD: RecordId = RecordId([7; 16]);
const RINA: ActorId = ActorId([1; 16]);
const RAHIM: ActorId = ActorId([2; 16]);

fn situation() -> Situation {
    Situation { fresh: vec![RecordId([8; 16])], ..Situation::bare(1_795_298_400_000) }
}

/// Two different values that the field takes.
fn two_values(field: &FieldDefinition) -> [Value; 2] {
    let link = |byte: u8| Link { object: field.links_to[0].to_owned(), record: RecordId([byte; 16]) };
    // The last ones: the first may be what a new record has already.
    let choice = |place: usize| field.choices[field.choices.len() - 1 - place].id;
    let behaviour = field.kind.behaviour();
    if field.kind == Kind::Choice {
        return [0, 1].map(|place| Value::Text(choice(place).to_owned()));
    }
    if field.kind == Kind::MultiChoice {
        return [0, 1].map(|place| {
            let words = [ChoiceWords { id: choice(place), words: vec![] }];
            let context = Context { choices: &words, ..Context::BANGLADESH };
            behaviour.parse(choice(place), &context).ok().flatten().expect("a choice names itself")
        });
    }
    if matches!(field.kind, Kind::Link | Kind::LinkAny) {
        return [1, 2].map(|byte| Value::Link(link(byte)));
    }
    if field.kind == Kind::Links {
        return [1, 2].map(|byte| Value::Members(vec![links::member(&link(byte), choice(0))]));
    }
    let mut examples = behaviour.examples().into_iter();
    [(); 2].map(|()| examples.next().expect("every kind has two examples"))
}

/// A record that only has a title, as both people hold it.
fn start(definition: &ObjectDefinition) -> (Document, Record) {
    let key = definition.title[0];
    let values = [(key.to_owned(), Some(Value::Text("Shared".to_owned())))];
    let plan = create::create(definition.key, RECORD, &values, &Origin::Manual, &situation())
        .expect("it has a title");
    let mut doc = document::new(RECORD, definition.key).expect("it is in the catalogue");
    write(&mut doc, &plan.documents[0], ActorId([3; 16]), 1).expect("it can be written").expect("it is new");
    let record = read(&doc, RECORD).expect("it can be read");
    (doc, record)
}

/// Sets a field in a copy of the document; the edits are predicted without the document, too.
fn edited(doc: &Document, field: &str, value: Option<Value>, actor: ActorId, at: i64) -> Document {
    let mut doc = doc.fork();
    let before = read(&doc, RECORD).expect("it can be read");
    let plan = set(Some(&before), &[(field.to_owned(), value)], &situation()).expect("it can be set");
    for part in &plan.documents {
        write(&mut doc, part, actor, at).expect("it can be written");
        let predicted = outcome::apply(before.clone(), &part.edits, at);
        let after = read(&doc, RECORD).expect("it can be read");
        assert_eq!(predicted.values, after.values, "{field}");
    }
    doc
}

/// Both orders of bringing two copies together.
fn both_ways(left: &Document, right: &Document) -> [Document; 2] {
    [(left, right), (right, left)].map(|(into, from)| {
        let (mut into, mut from) = (into.fork(), from.fork());
        into.merge(&mut from).expect("copies of one document merge");
        into
    })
}

fn typed_fields() -> impl Iterator<Item = (&'static ObjectDefinition, &'static FieldDefinition)> {
    CATALOGUE
        .iter()
        .flat_map(|definition| definition.all_fields().map(move |field| (*definition, field)))
        .filter(|(_, field)| !field.system && field.kind != Kind::Computed)
}

#[test]
fn every_field_edited_twice_at_once_converges_and_loses_nothing() {
    for (definition, field) in typed_fields() {
        let name = format!("{}.{}", definition.key, field.key);
        let (doc, _) = start(definition);
        let [first, second] = two_values(field);
        let left = edited(&doc, field.key, Some(first.clone()), RINA, 10);
        let right = edited(&doc, field.key, Some(second.clone()), RAHIM, 20);
        let [one, other] = both_ways(&left, &right);
        assert_eq!(heads(&one), heads(&other), "{name}");
        let (view, same) = (read(&one, RECORD).expect("read"), read(&other, RECORD).expect("read"));
        assert_eq!(view, same, "{name}");
        let shown = view.value(field.key).unwrap_or_else(|| panic!("{name} is empty"));
        match field.kind.behaviour().merge() {
            Merge::Register => {
                let conflict = view.conflicts.iter().find(|conflict| conflict.field == field.key);
                let conflict = conflict.unwrap_or_else(|| panic!("{name} reports no conflict"));
                let [hidden] = &conflict.others[..] else { panic!("{name}: {:?}", conflict.others) };
                let mut both = [
                    (Some(shown.clone()), conflict.shown_by, conflict.shown_at),
                    (hidden.value.clone(), hidden.actor, hidden.at),
                ];
                both.sort_by_key(|(_, actor, _)| *actor);
                assert_eq!(both, [(Some(first), RINA, 10), (Some(second), RAHIM, 20)], "{name}");
            }
            Merge::Set => {
                for member in members::of(&first).iter().chain(members::of(&second)) {
                    assert!(
                        members::of(shown).iter().any(|found| found.key == member.key),
                        "{name}: {member:?}"
                    );
                }
                assert!(view.conflicts.is_empty(), "{name}");
            }
            Merge::Text => {
                let Value::Text(text) = shown else { panic!("{name}: {shown:?}") };
                if field.key != definition.title[0] {
                    for part in [&first, &second] {
                        let Value::Text(part) = part else { panic!("{part:?}") };
                        assert!(text.contains(part.as_str()), "{name}: {text}");
                    }
                }
                assert!(view.conflicts.is_empty(), "{name}");
            }
            Merge::Nothing => panic!("{name} stores nothing"),
        }
    }
}

#[test]
fn every_field_of_a_record_edited_at_once_by_two_people_is_one_record_afterwards() {
    for definition in CATALOGUE {
        let (doc, _) = start(definition);
        let own = || typed_fields().filter(|(other, _)| other.key == definition.key).map(|(_, field)| field);
        let (mut left, mut right) = (doc.fork(), doc.fork());
        for (place, field) in own().enumerate() {
            let [first, second] = two_values(field);
            // Every second field is touched by one person only.
            left = edited(&left, field.key, Some(first), RINA, 10);
            if place % 2 == 0 {
                right = edited(&right, field.key, Some(second), RAHIM, 20);
            }
        }
        let [one, other] = both_ways(&left, &right);
        assert_eq!(heads(&one), heads(&other), "{}", definition.key);
        let view = read(&one, RECORD).expect("read");
        assert_eq!(Some(&view), read(&other, RECORD).as_ref(), "{}", definition.key);
        for field in own() {
            assert!(view.value(field.key).is_some(), "{}.{}", definition.key, field.key);
        }
        let loaded = document::load(&one.save()).expect("a saved document loads");
        assert_eq!(read(&loaded, RECORD), Some(view), "{}", definition.key);
    }
}

#[test]
fn a_value_against_its_removal_is_a_conflict_only_where_something_is_lost() {
    let definition = CATALOGUE[1];
    let (doc, _) = start(definition);
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let doc = edited(&doc, "department", text("Sales"), RINA, 5);
    let left = edited(&doc, "department", None, RINA, 10);
    let right = edited(&doc, "department", text("Buying"), RAHIM, 20);
    let [one, other] = both_ways(&left, &right);
    let view = read(&one, RECORD).expect("read");
    assert_eq!(Some(&view), read(&other, RECORD).as_ref());
    assert_eq!(
        view.value("department"),
        text("Buying").as_ref(),
        "the value that was written wins over a removal"
    );
}

#[test]
fn taking_a_value_settles_a_conflict_for_both() {
    let definition = CATALOGUE[1];
    let (doc, _) = start(definition);
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let left = edited(&doc, "department", text("Sales"), RINA, 10);
    let right = edited(&doc, "department", text("Buying"), RAHIM, 20);
    let [mut one, mut other] = both_ways(&left, &right);
    let view = read(&one, RECORD).expect("read");
    let hidden = view.conflicts[0].others[0].value.clone();
    let plan = resolve(Some(&view), "department", hidden.clone(), &situation()).expect("it can be taken");
    write(&mut one, &plan.documents[0], RINA, 30).expect("written").expect("something differs");
    other.merge(&mut one.fork()).expect("copies of one document merge");
    for doc in [&one, &other] {
        let view = read(doc, RECORD).expect("read");
        assert_eq!(view.value("department"), hidden.as_ref());
        assert!(view.conflicts.is_empty());
    }
}

#[test]
fn a_member_that_one_removes_while_another_labels_it_stays() {
    let definition = CATALOGUE[1];
    let (doc, _) = start(definition);
    let emails = |input: &str| Kind::Emails.behaviour().parse(input, &Context::BANGLADESH).ok().flatten();
    let doc = edited(&doc, "emails", emails("a@x.bd; b@x.bd"), RINA, 5);
    let left = edited(&doc, "emails", emails("b@x.bd"), RINA, 10);
    let right = edited(&doc, "emails", emails("a@x.bd (work); b@x.bd; c@x.bd"), RAHIM, 20);
    let [one, other] = both_ways(&left, &right);
    assert_eq!(read(&one, RECORD), read(&other, RECORD));
    let view = read(&one, RECORD).expect("read");
    let keys: Vec<_> =
        view.value("emails").map(members::of).unwrap_or_default().iter().map(|member| &*member.key).collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    for key in ["a@x.bd", "b@x.bd", "c@x.bd"] {
        assert!(keys.contains(&key), "{key} in {keys:?}");
    }
}

#[test]
fn two_people_who_convert_one_lead_at_once_make_one_account_contact_and_deal() {
    let definition = crm_core::objects::object("lead").expect("leads are in the catalogue");
    let (doc, _) = start(definition);
    let owner = Some(Value::Person(crm_core::ids::PersonId([5; 16])));
    let doc = edited(&doc, "owner", owner, RINA, 5);
    let company = Some(Value::Text("Rina Traders".to_owned()));
    let lead = read(&edited(&doc, "company", company, RINA, 6), RECORD).expect("read");
    let convert = |actor: ActorId, at: i64| {
        let situation = Situation { now: at, ..situation() };
        let plan = convert_lead::convert(Some(&lead), Some("First order"), &[], &situation)
            .expect("it can be converted");
        let made = plan.documents.into_iter().filter(|part| part.record != RECORD).map(|part| {
            let mut doc = document::new(part.record, &part.object).expect("it is in the catalogue");
            write(&mut doc, &part, actor, at).expect("written").expect("it is new");
            (part.record, doc)
        });
        made.collect::<Vec<_>>()
    };
    let (hers, his) = (convert(RINA, 10), convert(RAHIM, 20));
    assert_eq!(hers.len(), 3);
    for ((record, her_doc), (same, his_doc)) in hers.iter().zip(&his) {
        assert_eq!(record, same);
        let [one, other] = both_ways(her_doc, his_doc);
        assert_eq!(heads(&one), heads(&other));
        let view = read(&one, *record).expect("read");
        assert!(view.conflicts.is_empty(), "{:?}", view.conflicts);
        assert_eq!(view.value("owner"), lead.value("owner"));
    }
}

/// What the quick reference tells under "Which value is shown until somebody chooses".
#[test]
fn of_two_values_the_one_with_the_higher_number_is_shown_whatever_clocks_and_values_say() {
    let deal = CATALOGUE.iter().find(|definition| definition.key == "deal").expect("deals");
    for key in ["stage", "amount", "close_date", "next_step"] {
        let (doc, _) = start(deal);
        let field = deal.field(key).expect("a field of deals");
        let [first, second] = two_values(field);
        // Either value is the larger one, or the later: it does not count.
        for (hers, his) in [(&first, &second), (&second, &first)] {
            let shown = |left: &Document, right: &Document| {
                let [one, other] = both_ways(left, right).map(|doc| read(&doc, RECORD).expect("read"));
                assert_eq!(one, other, "{key}");
                one.value(key).cloned()
            };
            let left = edited(&doc, key, Some(hers.clone()), RINA, 99_999);
            let right = edited(&doc, key, Some(his.clone()), RAHIM, 10);
            assert!(RAHIM > RINA);
            assert_eq!(shown(&left, &right).as_ref(), Some(his), "{key}: equal numbers, the higher mark");
            // One field more was written in her copy.
            let more = edited(
                &doc,
                "type",
                Some(two_values(deal.field("type").expect("a type"))[0].clone()),
                RINA,
                5,
            );
            let left = edited(&more, key, Some(hers.clone()), RINA, 6);
            assert_eq!(
                shown(&left, &right).as_ref(),
                Some(hers),
                "{key}: the higher number, with the earlier clock"
            );
        }
    }
}

#[test]
fn who_keeps_the_shown_value_is_not_overruled_unasked() {
    let definition = CATALOGUE[1];
    let (doc, _) = start(definition);
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let left = edited(&doc, "department", text("Sales"), RINA, 10);
    let right = edited(&doc, "department", text("Buying"), RAHIM, 20);
    let [mut one, mut other] = both_ways(&left, &right);
    let view = read(&one, RECORD).expect("read");
    let (shown, hidden) = (view.value("department").cloned(), view.conflicts[0].others[0].value.clone());
    for (doc, value, actor) in [(&mut one, shown, RINA), (&mut other, hidden, RAHIM)] {
        let plan = resolve(Some(&view), "department", value, &situation()).expect("it can be taken");
        write(doc, &plan.documents[0], actor, 30).expect("written").expect("something differs");
        assert!(read(doc, RECORD).expect("read").conflicts.is_empty());
    }
    for doc in both_ways(&one, &other) {
        let view = read(&doc, RECORD).expect("read");
        assert_eq!(view.conflicts.len(), 1, "both chose, and differently");
        let chose = (view.conflicts[0].shown_at, view.conflicts[0].others[0].at);
        assert_eq!(chose, (30, 30), "who chose stands there, not who wrote it first");
    }
}
