//! Records as they were: on any device, by the moments at which things were written and not at which they arrived, and put
//! back without undoing what came since in other fields.

use crate::world::World;
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{Answer, PastField, PastView, Request};
use crm_core::policy::FieldRight;
use crm_core::value::Value;

const ADMINISTRATOR: usize = 0;
const MANAGER: usize = 1;
const RINA: usize = 2;
const DEAL: RecordId = RecordId([1; 16]);

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn set(field: &str, value: Option<Value>) -> Request {
    Request::Set { record: DEAL, values: vec![(field.to_owned(), value)] }
}

fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[ADMINISTRATOR, MANAGER, RINA]);
    world.settle();
    let values = vec![("name".to_owned(), text("Cloth")), ("next_step".to_owned(), text("Call"))];
    world.act(RINA, Request::Create { object: "deal".to_owned(), record: DEAL, values });
    world.settle();
    world
}

fn past(world: &mut World, pocket: usize, at: Timestamp) -> PastView {
    let answer = world.act(pocket, Request::AsItWas { record: DEAL, at });
    let Answer::AsItWas(view) = answer else { panic!("{answer:?}") };
    view
}

/// What a field held then and holds now.
fn field(view: &PastView, key: &str) -> Option<PastField> {
    view.fields.iter().find(|field| field.field == key).cloned()
}

fn sides(view: &PastView, key: &str) -> (Option<Value>, Option<Value>) {
    field(view, key).map_or((None, None), |field| (field.then, field.now))
}

#[test]
fn every_device_sees_the_same_past_and_puts_one_field_back() {
    let mut world = office(81);
    let made = world.now;
    world.run_for(60_000);
    // Rina writes first and is heard last.
    world.set_online(RINA, false);
    world.act(RINA, set("next_step", text("Visit")));
    let between = world.now;
    world.run_for(60_000);
    world.act(MANAGER, set("name", text("Silk")));
    world.settle_but(RINA);
    world.set_online(RINA, true);
    world.settle();
    for pocket in [ADMINISTRATOR, MANAGER, RINA] {
        let view = past(&mut world, pocket, between);
        assert_eq!(sides(&view, "name"), (text("Cloth"), text("Silk")), "device {pocket}");
        assert_eq!(sides(&view, "next_step"), (text("Visit"), text("Visit")), "device {pocket}");
        let view = past(&mut world, pocket, made);
        assert_eq!(sides(&view, "next_step"), (text("Call"), text("Visit")), "device {pocket}");
        assert!(!past(&mut world, pocket, 0).existed);
        let keys: Vec<&str> = view.fields.iter().map(|field| field.field.as_str()).collect();
        assert!(keys.starts_with(&["name"]) && !keys.contains(&"created_at"), "{keys:?}");
    }
    let view = past(&mut world, RINA, made);
    let step = field(&view, "next_step").expect("it differs");
    assert!(step.may && !step.changed_next);
    world.act(RINA, set("next_step", step.then));
    world.settle();
    let view = past(&mut world, ADMINISTRATOR, made);
    assert_eq!(sides(&view, "next_step"), (text("Call"), text("Call")));
    assert_eq!(sides(&view, "name"), (text("Cloth"), text("Silk")), "the manager's name stays");
}

#[test]
fn the_change_that_came_next_is_told_apart() {
    let mut world = office(82);
    world.run_for(60_000);
    world.act(RINA, set("name", text("Silk")));
    let at = world.pockets[RINA].device.rows().get(DEAL).map(|row| row.modified_at()).expect("it is here");
    world.run_for(60_000);
    world.act(RINA, set("next_step", text("Visit")));
    let view = past(&mut world, RINA, at - 1);
    let next = |key: &str| field(&view, key).map(|field| field.changed_next);
    assert_eq!((next("name"), next("next_step")), (Some(true), Some(false)));
}

#[test]
fn what_was_hidden_meanwhile_shows_to_those_who_may_read_it_as_it_was() {
    let mut world = office(83);
    let before = world.now;
    world.run_for(60_000);
    world.relay.govern(
        |policy| {
            let of_deals = policy.profiles[2].fields.entry("deal".to_owned()).or_default();
            of_deals.insert("next_step".to_owned(), FieldRight::Hidden);
        },
        world.now,
    );
    world.news_for_all();
    world.settle();
    world.run_for(60_000);
    let apart = world.now;
    world.run_for(60_000);
    world.act(MANAGER, set("next_step", text("Visit")));
    world.settle();
    assert_eq!(sides(&past(&mut world, MANAGER, apart), "next_step"), (text("Call"), text("Visit")));
    for at in [before, apart] {
        assert_eq!(field(&past(&mut world, RINA, at), "next_step"), None, "she may not read it");
    }
    // Its companion says when it was written, not when it was hidden.
    assert_eq!(sides(&past(&mut world, MANAGER, before), "next_step"), (text("Call"), text("Visit")));
    // Into what is deleted nothing is put back.
    world.act(ADMINISTRATOR, Request::Delete { records: vec![DEAL] });
    world.settle();
    assert!(past(&mut world, MANAGER, apart).fields.iter().all(|field| !field.may), "it is deleted");
}
