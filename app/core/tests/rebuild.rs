//! A change of somebody's is refused: what is rebuilt has everything else, and means the same.

use crm_core::commands::{DocumentPlan, Edit, Intent};
use crm_core::document::rebuild::{Dropped, alone, described, fields, rebuild, replay, together};
use crm_core::document::undo::Held;
use crm_core::document::{self, Change, Document, heads, history, read, write};
use crm_core::fields::Scalar;
use crm_core::ids::{ActorId, RecordId};
use crm_core::value::Value;
use std::collections::BTreeSet;

const RECORD: RecordId = RecordId([7; 16]);
const RINA: ActorId = ActorId([1; 16]);
const RAHIM: ActorId = ActorId([2; 16]);
const FRESH: ActorId = ActorId([9; 16]);
/// Random histories that are tried.
const RUNS: u64 = 400;

/// SplitMix64: the same histories on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % u64::try_from(limit).expect("small")).expect("small")
    }
}

fn change(doc: &mut Document, actor: ActorId, edits: Vec<Edit>, at: i64) -> Option<Change> {
    let plan = DocumentPlan { record: RECORD, object: "contact".to_owned(), intent: Intent::Set, edits };
    write::write(doc, &plan, actor, at).expect("the plan fits")
}

fn put(key: &str, text: &str) -> Edit {
    Edit::Put(key.to_owned(), Scalar::Text(text.to_owned()))
}

fn rewrite(text: &str) -> Edit {
    Edit::Rewrite("description".to_owned(), text.to_owned())
}

fn description(doc: &Document) -> String {
    let record = read::read(doc, RECORD).expect("a contact reads");
    record.text("description").unwrap_or_default().to_owned()
}

/// A field, a tag or a sentence; every value is its own.
fn random_edit(chance: &mut Chance, doc: &Document, number: usize) -> Edit {
    let fields = ["first_name", "last_name", "department"];
    match chance.below(5) {
        0 | 1 => put(fields[chance.below(3)], &format!("value {number}")),
        2 => put(&format!("tags/t{}", chance.below(4)), &format!("0\t\t{number}")),
        3 => Edit::Remove(format!("tags/t{}", chance.below(4))),
        _ => rewrite(&format!("{}[{number}]", description(doc))),
    }
}

/// Everything of the document but what was refused and what depends on it, as the relay has it.
struct World {
    relay: Document,
    rina: Document,
    own: BTreeSet<[u8; 32]>,
    changes: Vec<[u8; 32]>,
}

/// Rina has unsent changes; Rahim's reach the relay, and some of them Rina in between.
fn random(chance: &mut Chance) -> World {
    let mut relay = document::new(RECORD, "contact").expect("contacts are in the catalogue");
    change(&mut relay, ActorId([3; 16]), vec![put("last_name", "Shared"), rewrite("Start. ")], 1);
    let (mut rina, mut own, mut changes) = (relay.fork(), BTreeSet::new(), Vec::new());
    for number in 0..3 + chance.below(10) {
        let at = 10 + i64::try_from(number).expect("small");
        match chance.below(4) {
            0 => {
                let edit = random_edit(chance, &relay, number);
                change(&mut relay, RAHIM, vec![edit], at);
            }
            1 => {
                rina.merge(&mut relay.fork()).expect("copies of one document merge");
            }
            _ => {
                let edits =
                    vec![random_edit(chance, &rina, number), random_edit(chance, &rina, number + 100)];
                if let Some(made) = change(&mut rina, RINA, edits, at) {
                    own.insert(made.hash().0);
                    changes.push(made.hash().0);
                }
            }
        }
    }
    World { relay, rina, own, changes }
}

#[test]
fn the_rebuilt_document_has_everything_else_and_ends_equal_with_the_relays() {
    let mut replayed_in_all = 0;
    for seed in 0..RUNS {
        let mut chance = Chance(seed);
        let World { mut relay, rina, own, changes } = random(&mut chance);
        if changes.is_empty() {
            continue;
        }
        let refused = changes[chance.below(changes.len())];
        let rebuilt =
            rebuild(&rina, RECORD, &BTreeSet::from([refused]), &own).expect("it is in the document");
        let dropped: BTreeSet<[u8; 32]> = rebuilt.dropped.iter().map(|dropped| dropped.hash).collect();
        let left: BTreeSet<[u8; 32]> = history::hashes(&rebuilt.doc).into_iter().collect();
        let all: BTreeSet<[u8; 32]> = history::hashes(&rina).into_iter().collect();
        assert_eq!(left, all.difference(&dropped).copied().collect(), "seed {seed}");
        assert!(!rebuilt.bare && dropped.contains(&refused) && dropped.is_subset(&own), "seed {seed}");
        let from = changes.iter().position(|hash| *hash == refused).expect("it was chosen from these");
        assert_eq!(dropped, changes[from..].iter().copied().collect(), "what follows depends on it");

        let mut doc = rebuilt.doc.clone();
        let others = rebuilt.dropped.iter().filter(|dropped| !dropped.refused);
        let again = replay(&mut doc, RECORD, others, FRESH).expect("it is written again");
        replayed_in_all += again.len();
        // The relay takes what is left of Rina's first changes and what was written again.
        let unsent = history::changes_since(&doc, &heads(&relay));
        let there = history::hashes(&relay);
        for (_, bytes) in unsent.iter().filter(|(hash, _)| !there.contains(hash)) {
            let inspected = document::inspect::inspect_onto(Some(&relay), RECORD, "contact", &[bytes]);
            assert!(inspected.changes[0].is_ok(), "seed {seed}: {:?}", inspected.changes);
            relay = inspected.doc.expect("it was taken");
        }
        doc.merge(&mut relay.fork()).expect("copies of one document merge");
        assert_eq!(heads(&doc), heads(&relay), "seed {seed}");
        assert_eq!(read::read(&doc, RECORD), read::read(&relay, RECORD), "seed {seed}");
        words_are_where_they_belong(&doc, &rina, &rebuilt.dropped, seed);
    }
    assert!(replayed_in_all > 200, "{replayed_in_all} changes were written again");
}

/// Every sentence of the text stands in the rebuilt document or among what was refused, whole and once.
fn words_are_where_they_belong(doc: &Document, before: &Document, dropped: &[Dropped], seed: u64) {
    let refused = dropped.iter().filter(|dropped| dropped.refused);
    let said: Vec<(String, String)> = refused
        .flat_map(|dropped| &dropped.wrote)
        .filter_map(|wrote| match (&wrote.before, &wrote.meant) {
            (Held::Text(before), Held::Text(meant)) => Some((before.clone(), meant.clone())),
            _ => None,
        })
        .collect();
    let now = description(doc);
    for sentence in description(before).split_inclusive(']').filter(|sentence| sentence.starts_with('[')) {
        let kept = said.iter().any(|(before, meant)| meant.contains(sentence) && !before.contains(sentence));
        assert_eq!(now.matches(sentence).count(), usize::from(!kept), "seed {seed}: {sentence} in {now:?}");
    }
}

#[test]
fn what_was_refused_is_told_field_by_field() {
    let mut doc = document::new(RECORD, "contact").expect("contacts are in the catalogue");
    change(&mut doc, RAHIM, vec![put("first_name", "Rina"), put("tags/old", "0\t\told")], 1);
    let edits = vec![
        put("first_name", "Karim"),
        Edit::Remove("tags/old".to_owned()),
        put("tags/new", "0\t\tnew"),
        rewrite("Tea"),
        put("stage_entered_at", "unknown to contacts"),
    ];
    let refused = change(&mut doc, RINA, edits, 2).expect("something differs");
    let hash = refused.hash().0;
    let told = described(&doc, RECORD, &BTreeSet::from([hash]));
    let [dropped] = &told[..] else { panic!("{told:?}") };
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let told = fields("contact", &dropped.wrote);
    let field = |key: &str| told.iter().find(|(field, ..)| field == key).expect("the field was written");
    assert_eq!(field("first_name"), &("first_name".to_owned(), text("Rina"), text("Karim")));
    assert_eq!(field("description"), &("description".to_owned(), None, text("Tea")));
    let (_, before, meant) = field("tags");
    let keys = |value: &Option<Value>| -> Vec<String> {
        let members = value.as_ref().map(crm_core::fields::members::of).unwrap_or_default();
        members.iter().map(|member| member.key.clone()).collect()
    };
    assert_eq!((keys(before), keys(meant)), (vec!["old".to_owned()], vec!["new".to_owned()]));
    assert_eq!(told.len(), 3, "{told:?}");

    // The bytes alone say what was meant, not what was there.
    let raw = alone(RECORD, "contact", refused.raw_bytes()).expect("it is a change");
    let told = fields("contact", &raw.wrote);
    assert!(told.contains(&("first_name".to_owned(), None, text("Karim"))), "{told:?}");
    assert!(told.contains(&("description".to_owned(), None, text("Tea"))), "{told:?}");
    assert_eq!(raw.hash, hash);
}

#[test]
fn several_changes_are_one_edit_of_the_first_value_and_the_last() {
    let mut doc = document::new(RECORD, "contact").expect("contacts are in the catalogue");
    let mut hashes = BTreeSet::new();
    for (at, name) in [(1, "Rina"), (2, "Rina B"), (3, "Rina Begum")] {
        let made = change(&mut doc, RINA, vec![put("first_name", name)], at).expect("it differs");
        hashes.insert(made.hash().0);
    }
    let wrote = together(described(&doc, RECORD, &hashes).iter());
    let meant = Some(Value::Text("Rina Begum".to_owned()));
    assert_eq!(fields("contact", &wrote), [("first_name".to_owned(), None, meant)]);
}

#[test]
fn a_record_that_was_refused_as_a_whole_is_bare_and_a_name_taken_twice_is_written_anew() {
    let mut doc = document::new(RECORD, "contact").expect("contacts are in the catalogue");
    let made = change(&mut doc, RINA, vec![put("last_name", "Akter")], 1).expect("it is new");
    change(&mut doc, RINA, vec![put("first_name", "Rina"), rewrite("Tea")], 2).expect("it differs");
    let own: BTreeSet<[u8; 32]> = history::hashes(&doc).into_iter().collect();
    let rebuilt = rebuild(&doc, RECORD, &BTreeSet::from([made.hash().0]), &own).expect("it is there");
    assert!(rebuilt.bare);
    assert_eq!(rebuilt.dropped.len(), 2);
    let mut again = rebuilt.doc;
    replay(&mut again, RECORD, rebuilt.dropped.iter(), FRESH).expect("it is written again");
    let values = |doc: &Document| read::read(doc, RECORD).expect("a contact reads").values;
    assert_eq!(values(&again), values(&doc));
    assert_eq!(rebuild(&again, RECORD, &BTreeSet::from([made.hash().0]), &own).map(|_| ()), None);
}

#[test]
fn what_others_did_at_the_same_time_stays_a_conflict() {
    let mut relay = document::new(RECORD, "contact").expect("contacts are in the catalogue");
    change(&mut relay, ActorId([3; 16]), vec![put("last_name", "Shared")], 1);
    let mut rina = relay.fork();
    let refused = change(&mut rina, RINA, vec![put("last_name", "Not allowed")], 2).expect("it differs");
    change(&mut rina, RINA, vec![put("department", "Sales")], 3);
    change(&mut relay, RAHIM, vec![put("department", "Buying")], 4);
    rina.merge(&mut relay.fork()).expect("copies of one document merge");
    let own: BTreeSet<[u8; 32]> = history::hashes(&rina).into_iter().collect();
    let rebuilt = rebuild(&rina, RECORD, &BTreeSet::from([refused.hash().0]), &own).expect("it is there");
    let mut doc = rebuilt.doc;
    let others = rebuilt.dropped.iter().filter(|dropped| !dropped.refused);
    replay(&mut doc, RECORD, others, FRESH).expect("it is written again");
    let record = read::read(&doc, RECORD).expect("a contact reads");
    assert_eq!(record.text("last_name"), Some("Shared"));
    assert_eq!(record.conflicts.len(), 1, "{:?}", record.conflicts);
}
