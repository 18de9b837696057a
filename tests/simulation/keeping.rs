//! A device whose person chose that it keeps little, beside one that keeps everything. What it must hold is said here once
//! more, in the plainest way.

use crate::checks;
use crate::world::World;
use crm_core::commands::desk::{DeskEdit, follows};
use crm_core::commands::{Assignment, Reason};
use crm_core::document::read;
use crm_core::fields::FilterOperator;
use crm_core::ids::{PersonId, RecordId, TerritoryId};
use crm_core::messages::{Answer, Request, View};
use crm_core::objects::{self, desk};
use crm_core::policy::{Criterion, Territory};
use crm_core::value::{Link, Value};
use crm_core::views::keeping::{Keeping, Kept};
use crm_core::views::query::Filter;
use crm_core::views::record::Record;
use crm_sync::store::Store;
use crm_tests::chance::Chance;
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

/// What decides about what devices keep, in a seed in which some keep less than everything.
pub fn choosing(seed: u64) -> Option<Chance> {
    (seed % 4 == 1).then(|| Chance::new(seed.rotate_left(32)))
}

/// Now and then somebody chooses what their device keeps.
pub fn choose_now_and_then(world: &mut World, choosing: &mut Option<Chance>) {
    let Some(chance) = choosing else { return };
    if !chance.one_in(6) {
        return;
    }
    let pocket = chance.below(world.pockets.len());
    let choice = Keeping {
        mine: chance.one_in(2),
        territories: chance.one_in(3),
        days: chance.one_in(8).then_some(30),
    };
    if world.pockets[pocket].device.ready() {
        world.tally.note(if choice.everything() { "kept everything" } else { "kept less" });
        world.ask(pocket, Request::Keep(choice));
    }
}

/// Everybody keeps everything again, and has it.
pub fn keep_everything(world: &mut World) {
    for pocket in 0..world.pockets.len() {
        world.act(pocket, Request::Keep(EVERYTHING));
    }
    world.settle();
    for pocket in 0..world.pockets.len() {
        assert!(!kept(world, pocket).not_everything(), "device {pocket} has not fetched what was chosen");
    }
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

#[test]
fn what_is_chosen_again_comes_back_also_after_crashes() {
    for seed in 10..16 {
        let mut world = team(seed);
        choose(&mut world, MINE);
        for _ in 0..3 {
            let time = world.chance.between(0, 60);
            world.run_for(time);
            world.crash(SMALL, seed.is_multiple_of(2));
        }
        world.run_for(20_000);
        assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MINE));
        world.set_online(SMALL, seed.is_multiple_of(3));
        choose(&mut world, EVERYTHING);
        assert!(kept(&world, SMALL).not_everything());
        for _ in 0..4 {
            world.run_for(300);
            world.crash(SMALL, false);
            world.set_online(SMALL, true);
        }
        world.settle();
        assert!(!kept(&world, SMALL).not_everything());
        checks::converged(&mut world);
    }
}

#[test]
fn a_restored_relay_neither_loses_nor_brings_what_is_not_kept() {
    let mut world = team(6);
    choose(&mut world, MINE);
    world.settle();
    let copy = world.relay.copy("copy.db");
    world.act(RINA, set(id(1), vec![text("name", "Since the copy")]));
    world.act(SMALL, set(id(2), vec![text("name", "Also since")]));
    world.settle();
    world.put_back(&copy);
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MINE));
    assert_eq!(world.pockets[SMALL].device.rows().title(id(1)), "Since the copy");
    checks_of_others(&mut world);
    choose(&mut world, EVERYTHING);
    world.settle();
    checks::converged(&mut world);
}

#[test]
fn a_new_device_that_keeps_little_takes_only_that_of_its_first_download() {
    let mut world = team(7);
    world.pockets[SMALL].disk = crate::disk::Disk::default();
    world.pockets[SMALL].saved.clear();
    world.set_online(SMALL, false);
    world.crash(SMALL, false);
    world.run_for(1_000);
    choose(&mut world, MINE);
    world.set_online(SMALL, true);
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MINE));
    choose(&mut world, EVERYTHING);
    world.settle();
    checks::converged(&mut world);
}

const REP: usize = 2;
const NORTH: TerritoryId = TerritoryId([4; 16]);

/// An administrator, a manager and somebody who sells, who sees what lies in the north, too.
fn private_team(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 1, 2]);
    let rep = PersonId(world.relay.member(REP).person);
    let argument = Some(Value::Text("north".to_owned()));
    let filter = Filter { field: "name".to_owned(), operator: FilterOperator::Contains, argument };
    let criteria = vec![Criterion { object: "account".to_owned(), filters: vec![filter] }];
    let now = world.now;
    world.relay.govern(
        |policy| {
            policy.territories.push(Territory {
                id: NORTH,
                name: "North".to_owned(),
                parent: None,
                criteria,
            });
            let rep = policy.members.iter_mut().find(|member| member.person == rep).expect("a member");
            rep.territories.push(NORTH);
        },
        now,
    );
    world.news_for_all();
    let (managers, reps) = (owner(&world, 1), owner(&world, REP));
    make(&mut world, "account", id(1), vec![text("name", "Of the rep"), reps]);
    make(&mut world, "account", id(2), vec![text("name", "Far north"), managers.clone()]);
    make(&mut world, "account", id(3), vec![text("name", "Near north"), managers.clone()]);
    make(&mut world, "account", id(4), vec![text("name", "South"), managers]);
    world.settle();
    world
}

#[test]
fn territories_and_the_people_below_count_and_another_policy_is_followed() {
    let mut world = private_team(40);
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1), id(2), id(3)]));
    world.act(REP, Request::Keep(MINE));
    world.run_for(5_000);
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1)]));
    world.act(REP, Request::Keep(Keeping { mine: false, territories: true, days: None }));
    world.settle();
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1), id(2), id(3)]), "what is assigned stays");
    world.act(RINA, Request::Keep(MINE));
    world.run_for(5_000);
    assert_eq!(
        here(&mut world, RINA),
        BTreeSet::from([id(1)]),
        "the administrator stands beside the manager"
    );
    world.act(1, Request::Keep(MINE));
    world.run_for(5_000);
    assert_eq!(here(&mut world, 1).len(), 4, "the manager owns three, and leads the owner of the fourth");
    let now = world.now;
    world.relay.govern(|policy| policy.territories[0].criteria.truncate(0), now);
    world.news_for_all();
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1)]));
    let rina = PersonId(world.relay.member(RINA).person);
    world.relay.govern(
        |policy| {
            let role = policy.roles.iter().find(|role| role.parent.is_none()).expect("a role on top").id;
            let peers = policy.roles.iter_mut().find(|one| one.id == role).expect("the same");
            peers.peers = true;
            assert_eq!(policy.member(rina).and_then(|member| member.role), Some(role));
        },
        now,
    );
    world.news_for_all();
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, RINA).len(), 4, "who leads more keeps more");
}

#[test]
fn what_left_its_persons_sight_while_more_was_chosen_does_not_stay() {
    for (seed, gap) in [(50, 0), (51, 40), (52, 120), (53, 400), (54, 1_500)] {
        let mut world = private_team(seed);
        world.act(REP, Request::Keep(Keeping { mine: false, territories: true, days: Some(365) }));
        world.settle();
        world.set_online(REP, false);
        world.run_for(500);
        world.act(REP, Request::Keep(EVERYTHING));
        world.set_online(REP, true);
        world.run_for(gap);
        let managers = owner(&world, 1);
        world.act(RINA, set(id(1), vec![managers]));
        world.act(RINA, set(id(2), vec![text("name", "Far east")]));
        world.settle();
        assert_eq!(here(&mut world, REP), BTreeSet::from([id(3)]), "after {gap} ms");
    }
}

#[test]
fn a_record_too_large_for_a_frame_is_judged_when_all_of_it_is_here() {
    let mut world = team(60);
    choose(&mut world, MINE);
    world.settle();
    // Letters that differ, because runs of equal ones are stored once.
    let letters = ('\u{1f300}'..'\u{1f5ff}').cycle();
    let text_of_many: String = letters.take(80_000).collect();
    let (field, base) = ("body".to_owned(), String::new());
    world.act(RINA, Request::Write { record: id(26), field, base, text: text_of_many });
    world.settle();
    world.run_for(QUIET);
    assert!(!here(&mut world, SMALL).contains(&id(26)), "a note of an account that is not kept");
    let karims = owner(&world, SMALL);
    world.act(RINA, set(id(6), vec![karims]));
    world.settle();
    world.run_for(QUIET);
    let there = here(&mut world, SMALL);
    assert!(there.contains(&id(6)) && there.contains(&id(26)));
    assert_eq!(there, due(&world, SMALL, MINE));
    choose(&mut world, EVERYTHING);
    world.settle();
    checks::converged(&mut world);
}
