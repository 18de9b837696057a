//! A device whose person chose that it keeps little, beside one that keeps everything. What it must hold is said here once
//! more, in the plainest way.

mod coming_back;
mod reach;
pub mod storm;

use crate::world::World;
use crm_core::commands::desk::{DeskEdit, follows};
use crm_core::commands::{Assignment, Reason};
use crm_core::document::read;
use crm_core::ids::{PersonId, RecordId};
use crm_core::messages::{Answer, Request, View};
use crm_core::objects::{self, desk};
use crm_core::value::{Link, Value};
use crm_core::views::keeping::{Keeping, Kept};
use crm_core::views::record::Record;
use crm_sync::store::Store;
use std::collections::{BTreeMap, BTreeSet};

const RINA: usize = 0;
const SMALL: usize = 1;
/// Longer than a record stays that is not kept any more.
const QUIET: i64 = 70_000;
const DAY: i64 = 86_400_000;

const MINE: Keeping = Keeping { mine: true, territories: false, days: None };
const EVERYTHING: Keeping = Keeping { mine: false, territories: false, days: None };
const MONTH: Keeping = Keeping { mine: false, territories: false, days: Some(30) };

fn id(number: u8) -> RecordId {
    RecordId([number; 16])
}

fn text(field: &str, text: &str) -> Assignment {
    (field.to_owned(), Some(Value::Text(text.to_owned())))
}

fn link(field: &str, object: &str, record: RecordId) -> Assignment {
    (field.to_owned(), Some(Value::Link(Link { object: object.to_owned(), record })))
}

fn owner(world: &World, pocket: usize) -> Assignment {
    ("owner".to_owned(), Some(Value::Person(PersonId(world.relay.member(pocket).person))))
}

fn make(world: &mut World, object: &str, record: RecordId, values: Vec<Assignment>) {
    world.act(RINA, Request::Create { object: object.to_owned(), record, values });
}

fn set(record: RecordId, values: Vec<Assignment>) -> Request {
    Request::Set { record, values }
}

fn choose(world: &mut World, choice: Keeping) {
    assert_eq!(world.act(SMALL, Request::Keep(choice)), Answer::Done);
}

fn kept(world: &World, pocket: usize) -> Kept {
    let shown = world.pockets[pocket].views.values().find_map(|view| {
        let View::Sync(sync) = view else { return None };
        Some(sync.kept)
    });
    shown.expect("every person sees the state of sync")
}

fn here(world: &mut World, pocket: usize) -> BTreeSet<RecordId> {
    let rows: BTreeSet<RecordId> =
        world.pockets[pocket].device.rows().records().map(|row| row.id()).collect();
    let documents: BTreeSet<RecordId> = world.pockets[pocket].disk.documents().into_keys().collect();
    assert_eq!(rows, documents, "rows and documents of device {pocket}");
    rows
}

/// What the person of a device has to find on it, of everything that the relay has.
fn due(world: &World, pocket: usize, choice: Keeping) -> BTreeSet<RecordId> {
    let person = PersonId(world.relay.member(pocket).person);
    let documents = world.relay.documents();
    let records: BTreeMap<RecordId, Record> = documents
        .iter()
        .map(|(id, (doc, _))| (*id, read::read(doc, *id).expect("a stored document reads")))
        .filter(|(id, record)| record.object != desk::KEY || *id == desk::desk_of(person))
        .collect();
    let followed: Vec<RecordId> = records.get(&desk::desk_of(person)).map(follows).unwrap_or_default();
    let is = |record: &Record, field: &str| record.value(field) == Some(&Value::Person(person));
    let itself = |(id, record): &(&RecordId, &Record)| {
        let recent = choice.days.is_some_and(|days| world.now - record.modified_at <= i64::from(days) * DAY);
        record.object == desk::KEY || is(record, "owner") || followed.contains(id) || recent
    };
    let mut due: BTreeSet<RecordId> = records.iter().filter(itself).map(|(id, _)| *id).collect();
    loop {
        let named = due.iter().flat_map(|id| links(&records[id])).filter(|id| records.contains_key(id));
        let more: Vec<RecordId> = named.filter(|id| !due.contains(id)).collect();
        if more.is_empty() {
            break;
        }
        due.extend(more);
    }
    let about = |(_, record): &(&RecordId, &Record)| {
        objects::object(&record.object).is_some_and(|definition| definition.activity)
            && links(record).iter().any(|id| due.contains(id))
    };
    let activities: Vec<RecordId> = records.iter().filter(about).map(|(id, _)| *id).collect();
    due.extend(activities);
    due
}

fn links(record: &Record) -> Vec<RecordId> {
    let link = |value: &Value| if let Value::Link(link) = value { Some(link.record) } else { None };
    record.values.values().filter_map(link).collect()
}

/// A team of two with accounts, deals and notes of each, all of them two months old.
fn team(seed: u64) -> World {
    let mut world = World::new(seed, 2);
    let (rinas, karims) = (owner(&world, RINA), owner(&world, SMALL));
    for number in 1..=8 {
        let whose = if number <= 2 { &karims } else { &rinas };
        let name = text("name", &format!("Account {number}"));
        make(&mut world, "account", id(number), vec![name, whose.clone()]);
        let about = link("about", "account", id(number));
        make(&mut world, "note", id(number + 20), vec![text("title", "Word"), about]);
    }
    // A deal of Karim's with an account of Rina's.
    let values = vec![text("name", "Deal"), karims, link("account", "account", id(3))];
    make(&mut world, "deal", id(40), values);
    let many = (0..400_u16).map(|number| {
        let mut record = [50; 16];
        record[..2].copy_from_slice(&number.to_be_bytes());
        (
            "contact".to_owned(),
            RecordId(record),
            vec![text("last_name", &format!("Contact {number}")), rinas.clone()],
        )
    });
    world.act(RINA, Request::CreateMany { records: many.collect() });
    world.settle();
    world.leap(60 * DAY);
    world.settle();
    world
}

#[test]
fn what_links_lead_through_stays_with_the_record_that_it_became_one_with() {
    let mut world = team(9);
    // Of Karim's account and one of Rina's, that a note of two months ago is about.
    world.act(RINA, Request::Merge { keep: id(1), others: vec![id(5)], choices: BTreeMap::new() });
    world.settle();
    world.leap(60 * DAY);
    world.settle();
    choose(&mut world, MINE);
    world.run_for(QUIET);
    for _ in 0..2 {
        let kept = here(&mut world, SMALL);
        assert!([1, 5, 25].iter().all(|number| kept.contains(&id(*number))), "{kept:?}");
        assert_eq!(world.pockets[SMALL].device.rows().lead(id(5)), id(1));
        world.crash(SMALL, true);
        world.run_for(QUIET);
    }
}

#[test]
fn who_follows_a_record_keeps_the_one_that_it_became_one_with() {
    let mut world = team(10);
    let edit = DeskEdit::Follow(Link { object: "account".to_owned(), record: id(6) });
    world.act(SMALL, Request::Desk { edit, meant: true });
    // Two of Rina's accounts become one.
    world.act(RINA, Request::Merge { keep: id(7), others: vec![id(6)], choices: BTreeMap::new() });
    world.settle();
    world.leap(60 * DAY);
    world.settle();
    choose(&mut world, MINE);
    world.run_for(QUIET);
    let kept = here(&mut world, SMALL);
    assert!(kept.contains(&id(7)) && !kept.contains(&id(8)), "{kept:?}");
}

#[test]
fn a_small_device_keeps_what_was_chosen_and_what_belongs_to_it() {
    let mut world = team(1);
    let all = here(&mut world, RINA);
    assert_eq!(here(&mut world, SMALL), all);
    let Answer::Kept(counts) = world.act(SMALL, Request::CountKept(MINE)) else { panic!("counts") };
    world.set_online(SMALL, false);
    world.run_for(1_000);
    choose(&mut world, MINE);
    world.run_for(10_000);
    let expected = due(&world, SMALL, MINE);
    assert_eq!(here(&mut world, SMALL), expected, "what goes, goes without a network");
    assert!(
        expected.len() < 20 && [1, 2, 3, 21, 22, 23, 40].iter().all(|number| expected.contains(&id(*number)))
    );
    let number = |count: usize| u32::try_from(count).expect("few");
    assert_eq!(
        (counts.mine, counts.here, counts.days),
        (3, number(all.len()), [0, number(all.len()), number(all.len())])
    );
    assert_eq!(counts.kept, number(expected.len()), "it was said before");
    let Kept { here: few, in_all, .. } = kept(&world, SMALL);
    assert_eq!((few, in_all), (number(expected.len()), number(all.len())));
    for (_, value) in world.pockets[SMALL].disk.entries(Store::Blocks) {
        assert!(!value.windows(11).any(|part| part == b"Contact 399"), "its bytes are gone from the block");
    }
    world.set_online(SMALL, true);
    world.settle();
    world.crash(SMALL, false);
    world.run_for(QUIET);
    assert_eq!(here(&mut world, SMALL), expected);
    checks_of_others(&mut world);
}

/// Nothing is missing where everything is kept.
fn checks_of_others(world: &mut World) {
    let relay: BTreeSet<RecordId> = world.relay.documents().into_keys().collect();
    let desk = desk::desk_of(PersonId(world.relay.member(SMALL).person));
    let expected: BTreeSet<RecordId> = relay.into_iter().filter(|id| *id != desk).collect();
    assert_eq!(here(world, RINA), expected);
}

#[test]
fn what_is_given_to_its_person_comes_with_all_that_is_about_it_and_leaves_with_it() {
    let mut world = team(2);
    choose(&mut world, MINE);
    world.run_for(10_000);
    let (rinas, karims) = (owner(&world, RINA), owner(&world, SMALL));
    assert!(!here(&mut world, SMALL).contains(&id(5)));
    world.act(RINA, set(id(5), vec![karims.clone()]));
    world.settle();
    let there = here(&mut world, SMALL);
    assert!(there.contains(&id(5)) && there.contains(&id(25)), "with its note");
    assert_eq!(there, due(&world, SMALL, MINE));
    let about = link("about", "account", id(5));
    make(&mut world, "note", id(30), vec![text("title", "Later"), about]);
    make(&mut world, "note", id(31), vec![text("title", "Of another"), link("about", "account", id(6))]);
    world.settle();
    let there = here(&mut world, SMALL);
    assert!(there.contains(&id(30)) && !there.contains(&id(31)));
    // One that is followed comes, too; also while the device is away.
    world.set_online(SMALL, false);
    world.act(RINA, set(id(5), vec![rinas]));
    world.act(RINA, set(id(7), vec![text("name", "Renamed"), karims]));
    world.settle_but(SMALL);
    world.set_online(SMALL, true);
    world.settle();
    world.run_for(QUIET);
    let there = here(&mut world, SMALL);
    assert!(!there.contains(&id(5)) && !there.contains(&id(25)) && there.contains(&id(27)));
    assert_eq!(there, due(&world, SMALL, MINE));
    assert_eq!(world.pockets[SMALL].device.rows().title(id(7)), "Renamed");
    checks_of_others(&mut world);
}

#[test]
fn what_its_person_follows_is_here_also_where_that_was_said_elsewhere() {
    let mut world = World::of(3, &[0, 1, 1]);
    let rinas = owner(&world, RINA);
    for number in 1..=4 {
        make(&mut world, "account", id(number), vec![text("name", "Account"), rinas.clone()]);
    }
    world.settle();
    choose(&mut world, MINE);
    world.settle();
    assert!(here(&mut world, SMALL).is_empty());
    let follow = DeskEdit::Follow(Link { object: "account".to_owned(), record: id(2) });
    world.act(2, Request::Desk { edit: follow, meant: true });
    world.settle();
    let desk = desk::desk_of(PersonId(world.relay.member(SMALL).person));
    assert_eq!(here(&mut world, SMALL), BTreeSet::from([id(2), desk]));
    world.crash(SMALL, false);
    world.run_for(QUIET);
    assert_eq!(here(&mut world, SMALL), BTreeSet::from([id(2), desk]));
}

#[test]
fn what_was_not_sent_stays_whatever_is_chosen() {
    let mut world = team(4);
    world.set_online(SMALL, false);
    world.act(SMALL, set(id(6), vec![text("name", "Renamed here")]));
    choose(&mut world, MINE);
    world.run_for(QUIET);
    let there = here(&mut world, SMALL);
    assert!(there.contains(&id(6)) && !there.contains(&id(7)));
    world.crash(SMALL, false);
    world.run_for(QUIET);
    assert!(here(&mut world, SMALL).contains(&id(6)));
    assert_eq!(world.pockets[SMALL].device.rows().title(id(6)), "Renamed here");
    let outcome = world.try_to(SMALL, set(id(7), vec![text("name", "Blind")]));
    assert_eq!(outcome.map_err(|refusal| refusal.reason), Err(Reason::NotHere));
    world.set_online(SMALL, true);
    world.settle();
    assert_eq!(world.pockets[RINA].device.rows().title(id(6)), "Renamed here");
    // What grew old, or was sent, goes once a day.
    world.pockets[SMALL].saved.clear();
    world.leap(DAY);
    world.run_for(QUIET);
    assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MINE));
}

#[test]
fn what_changed_of_late_is_here_until_it_is_old() {
    let mut world = team(5);
    choose(&mut world, MONTH);
    world.settle();
    assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MONTH));
    let mut touched = [50; 16];
    touched[..2].copy_from_slice(&7_u16.to_be_bytes());
    world.act(RINA, set(RecordId(touched), vec![text("first_name", "Anew")]));
    world.settle();
    assert!(here(&mut world, SMALL).contains(&RecordId(touched)));
    world.leap(31 * DAY);
    world.run_for(QUIET);
    assert!(!here(&mut world, SMALL).contains(&RecordId(touched)));
    assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MONTH));
}
