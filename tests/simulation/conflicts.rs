//! What two people wrote into one field offline stands before both until somebody chooses, and choices made offline meet,
//! too.

use crate::checks;
use crate::values::text;
use crate::world::World;
use crm_core::commands::Assignment;
use crm_core::ids::{PersonId, RecordId};
use crm_core::messages::{Conflicted, ConflictsView, OtherChoice, Request, View, Watch};
use crm_core::policy::FieldRight;
use crm_core::value::{Money, Value};

const RINA: usize = 0;
const KARIM: usize = 1;
const KARIM_ID: PersonId = PersonId([2; 16]);
const DEAL: RecordId = RecordId([2; 16]);
const OTHER: RecordId = RecordId([3; 16]);
const CONFLICTS: u32 = 77;

fn taka(amount: i64) -> Option<Value> {
    Some(Value::Money(Money { minor: amount * 100, currency: *b"BDT" }))
}

fn set(record: RecordId, field: &str, value: Option<Value>) -> Request {
    Request::Set { record, values: vec![(field.to_owned(), value)] }
}

fn take(record: RecordId, field: &str, value: Option<Value>) -> Request {
    Request::Resolve { record, field: field.to_owned(), value }
}

fn create(record: RecordId, more: Vec<Assignment>) -> Request {
    let values = [("name".to_owned(), text("100 bags"))].into_iter().chain(more).collect();
    Request::Create { object: "deal".to_owned(), record, values }
}

fn offline(world: &mut World) {
    (0..world.pockets.len()).for_each(|pocket| world.set_online(pocket, false));
}

fn online(world: &mut World) {
    (0..world.pockets.len()).for_each(|pocket| world.set_online(pocket, true));
    world.settle();
}

fn watch(world: &mut World, mine: bool) {
    for pocket in 0..world.pockets.len() {
        world.ask(pocket, Request::Watch { watch: CONFLICTS, what: Watch::Conflicts { mine, limit: 50 } });
    }
    world.run_for(1_000);
}

fn view(world: &World, pocket: usize) -> ConflictsView {
    let View::Conflicts(view) = &world.pockets[pocket].views[&CONFLICTS] else {
        panic!("what waits for a choice is watched")
    };
    view.clone()
}

/// The one record that waits on a device.
fn one(world: &World, pocket: usize) -> Conflicted {
    let view = view(world, pocket);
    let [one] = &view.records[..] else { panic!("device {pocket}: {view:?}") };
    one.clone()
}

/// The values of its one field, the one that is shown first, each with the name and the device of who wrote it.
fn values(world: &World, pocket: usize) -> Vec<(Option<Value>, String, bool)> {
    let one = one(world, pocket);
    let [field] = &one.fields[..] else { panic!("{one:?}") };
    let choices = std::iter::once(&field.shown).chain(&field.others);
    let told = |choice: &OtherChoice| {
        let name = choice.by.name.clone().expect("both are in the team");
        (choice.value.clone(), name, choice.by.this_device)
    };
    choices.map(told).collect()
}

fn shown(world: &World, pocket: usize, field: &str) -> Option<Value> {
    world.pockets[pocket].device.rows().get(DEAL).and_then(|row| row.value_of(field))
}

/// A deal whose amount both wrote offline, on both devices, with the list of what waits open.
fn disputed(seed: u64) -> World {
    let mut world = World::new(seed, 2);
    world.act(RINA, create(DEAL, Vec::new()));
    world.settle();
    watch(&mut world, false);
    offline(&mut world);
    world.act(RINA, set(DEAL, "amount", taka(500)));
    world.act(KARIM, set(DEAL, "amount", taka(700)));
    online(&mut world);
    world
}

#[test]
fn both_values_stand_before_both_with_who_wrote_them_and_one_is_taken_offline() {
    let mut world = disputed(61);
    let mut hers = values(&world, RINA);
    let same = |(value, name, _): &(Option<Value>, String, bool)| (value.clone(), name.clone());
    let his: Vec<_> = values(&world, KARIM).iter().map(same).collect();
    assert_eq!(hers.iter().map(same).collect::<Vec<_>>(), his, "in the same order: both are shown the same");
    let (first, second) = (hers[0].0.clone(), hers[1].0.clone());
    hers.sort_by_key(|(value, ..)| value == &taka(700));
    let told = [(taka(500), "Person 0".to_owned(), true), (taka(700), "Person 1".to_owned(), false)];
    assert_eq!(hers, told);

    offline(&mut world);
    world.act(KARIM, take(DEAL, "amount", second.clone()));
    world.run_for(1_000);
    assert_eq!((view(&world, KARIM).all, shown(&world, KARIM, "amount")), (0, second.clone()), "at once");
    assert_eq!(view(&world, RINA).all, 1);
    online(&mut world);
    for pocket in [RINA, KARIM] {
        assert_eq!(view(&world, pocket), ConflictsView::default(), "device {pocket}");
        assert_eq!(shown(&world, pocket, "amount"), second, "device {pocket}");
    }
    // Taken back, what was shown before is there again, for both; nobody is asked anew.
    world.act(KARIM, Request::Undo { of: None });
    world.settle();
    for pocket in [RINA, KARIM] {
        assert_eq!((view(&world, pocket).all, shown(&world, pocket, "amount")), (0, first.clone()));
    }
    checks::converged(&mut world);
}

#[test]
fn two_who_take_different_values_offline_are_asked_again_and_a_third_value_ends_it() {
    let mut world = disputed(62);
    offline(&mut world);
    world.act(RINA, take(DEAL, "amount", taka(500)));
    world.act(KARIM, take(DEAL, "amount", taka(700)));
    online(&mut world);
    let mut again: Vec<_> = values(&world, RINA).into_iter().map(|(value, ..)| value).collect();
    again.sort_by_key(|value| value == &taka(700));
    assert_eq!(again, [taka(500), taka(700)]);
    offline(&mut world);
    world.act(RINA, set(DEAL, "amount", taka(600)));
    online(&mut world);
    for pocket in [RINA, KARIM] {
        assert_eq!((view(&world, pocket).all, shown(&world, pocket, "amount")), (0, taka(600)));
    }
    // Both take the same: that is no question.
    offline(&mut world);
    world.act(RINA, set(DEAL, "amount", taka(1)));
    world.act(KARIM, set(DEAL, "amount", taka(2)));
    online(&mut world);
    offline(&mut world);
    for pocket in [RINA, KARIM] {
        world.act(pocket, take(DEAL, "amount", taka(2)));
    }
    online(&mut world);
    for pocket in [RINA, KARIM] {
        assert_eq!((view(&world, pocket).all, shown(&world, pocket, "amount")), (0, taka(2)));
    }
    checks::converged(&mut world);
}

#[test]
fn a_third_value_and_a_choice_at_once_are_a_new_question() {
    let mut world = disputed(63);
    offline(&mut world);
    world.act(RINA, set(DEAL, "amount", taka(600)));
    world.act(KARIM, take(DEAL, "amount", taka(700)));
    online(&mut world);
    let mut both: Vec<_> = values(&world, KARIM).into_iter().map(|(value, ..)| value).collect();
    both.sort_by_key(|value| value == &taka(700));
    assert_eq!(both, [taka(600), taka(700)], "the value that neither took is gone");
    world.act(KARIM, take(DEAL, "amount", taka(600)));
    world.settle();
    assert_eq!([RINA, KARIM].map(|pocket| view(&world, pocket).all), [0, 0]);
    checks::converged(&mut world);
}

#[test]
fn ones_own_stand_apart_and_a_stage_brings_what_belongs_to_it() {
    let mut world = World::new(64, 2);
    world.act(RINA, create(DEAL, Vec::new()));
    world.act(RINA, create(OTHER, vec![("owner".to_owned(), Some(Value::Person(KARIM_ID)))]));
    world.settle();
    offline(&mut world);
    for (pocket, stage) in [(RINA, "proposal"), (KARIM, "negotiation")] {
        for record in [DEAL, OTHER] {
            world.act(pocket, Request::Move { record, stage: stage.to_owned(), after: None });
        }
    }
    online(&mut world);
    watch(&mut world, true);
    for (pocket, record) in [(RINA, DEAL), (KARIM, OTHER)] {
        assert_eq!((view(&world, pocket).mine, view(&world, pocket).all), (1, 2), "device {pocket}");
        assert_eq!(one(&world, pocket).link.record, record, "device {pocket}");
    }
    let stage = |choice: &OtherChoice| choice.value.clone();
    let fields = one(&world, RINA).fields;
    let other = fields.iter().find(|field| field.field == "stage").map(|field| stage(&field.others[0]));
    let other = other.expect("the stage waits");
    world.act(RINA, take(DEAL, "stage", other.clone()));
    world.settle();
    let likely = if other == text("proposal") { 50.0 } else { 80.0 };
    for pocket in [RINA, KARIM] {
        let held = (shown(&world, pocket, "stage"), shown(&world, pocket, "probability"));
        assert_eq!(held, (other.clone(), Some(Value::Number(likely))), "device {pocket}");
    }
    assert_eq!(view(&world, RINA).mine, 0, "the probability of the stage is settled with it");
    checks::converged(&mut world);
}

#[test]
fn what_lies_apart_waits_like_the_rest_and_hinders_no_choice_of_who_may_not_read_it() {
    const OFFICE: usize = 0;
    const REP: usize = 2;
    let mut world = World::private(65, &[0, 1, 2]);
    world.settle();
    world.act(REP, create(DEAL, Vec::new()));
    world.settle();
    let hide = |fields: &mut std::collections::BTreeMap<_, _>| {
        fields.insert("probability".to_owned(), FieldRight::Hidden);
    };
    let now = world.now;
    world.relay.govern(|policy| hide(policy.profiles[2].fields.entry("deal".to_owned()).or_default()), now);
    world.news_for_all();
    world.settle();
    watch(&mut world, false);
    offline(&mut world);
    for (pocket, stage) in [(OFFICE, "proposal"), (REP, "negotiation")] {
        world.act(pocket, Request::Move { record: DEAL, stage: stage.to_owned(), after: None });
    }
    // The office and the manager disagree about what the representative may not read.
    for (pocket, likely) in [(OFFICE, 40.0), (1, 45.0)] {
        world.act(pocket, set(DEAL, "probability", Some(Value::Number(likely))));
    }
    online(&mut world);
    let keys = |world: &World, pocket| {
        one(world, pocket).fields.into_iter().map(|field| field.field).collect::<Vec<_>>()
    };
    assert_eq!(keys(&world, OFFICE), ["stage", "probability"]);
    assert_eq!(keys(&world, REP), ["stage"], "nothing of what is hidden");
    assert!(world.try_to(REP, take(DEAL, "probability", Some(Value::Number(45.0)))).is_err());
    let other = one(&world, REP).fields[0].others[0].value.clone();
    world.act(REP, take(DEAL, "stage", other.clone()));
    world.settle();
    for pocket in [OFFICE, REP] {
        assert_eq!(shown(&world, pocket, "stage"), other, "device {pocket}");
    }
    assert_eq!((keys(&world, OFFICE), view(&world, REP).all), (vec!["probability".to_owned()], 0));
    world.act(OFFICE, take(DEAL, "probability", Some(Value::Number(45.0))));
    world.settle();
    assert_eq!((view(&world, OFFICE).all, view(&world, 1).all), (0, 0));
    assert_eq!(shown(&world, 1, "probability"), Some(Value::Number(45.0)));
}
