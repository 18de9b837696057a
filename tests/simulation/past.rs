//! Records as they were: on any device, by the moments at which things were written and not at which they arrived, and put
//! back without undoing what came since in other fields.

use crate::values::text;
use crate::world::World;
use crm_core::commands::Reason;
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{Answer, Happening, Past, PastField, PastView, Request, View, Watch};
use crm_core::policy::FieldRight;
use crm_core::value::{Member, Value};

const ADMINISTRATOR: usize = 0;
const MANAGER: usize = 1;
const RINA: usize = 2;
const DEAL: RecordId = RecordId([1; 16]);
const CONTACT: RecordId = RecordId([2; 16]);

fn set(record: RecordId, field: &str, value: Option<Value>) -> Request {
    Request::Set { record, values: vec![(field.to_owned(), value)] }
}

fn put_back(record: RecordId, when: Past, fields: &[&str]) -> Request {
    let fields = fields.iter().map(|&field| field.to_owned()).collect();
    Request::PutBack { record, when, fields }
}

fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[ADMINISTRATOR, MANAGER, RINA]);
    world.pockets.iter_mut().for_each(|pocket| pocket.skew = 0);
    world.settle();
    let values = vec![("name".to_owned(), text("Cloth")), ("next_step".to_owned(), text("Call"))];
    world.act(RINA, Request::Create { object: "deal".to_owned(), record: DEAL, values });
    world.settle();
    world
}

fn allow(world: &mut World, object: &str, field: &str, right: FieldRight) {
    world.relay.govern(
        |policy| {
            let fields = policy.profiles[2].fields.entry(object.to_owned()).or_default();
            fields.insert(field.to_owned(), right);
        },
        world.now,
    );
    world.news_for_all();
    world.settle();
}

fn look(world: &mut World, pocket: usize, record: RecordId, when: Past) -> PastView {
    let answer = world.act(pocket, Request::AsItWas { record, when });
    let Answer::AsItWas(view) = answer else { panic!("{answer:?}") };
    view
}

fn at(world: &mut World, pocket: usize, at: Timestamp) -> PastView {
    look(world, pocket, DEAL, Past::At(at))
}

/// What a field held then and holds now.
fn field(view: &PastView, key: &str) -> Option<PastField> {
    view.fields.iter().find(|field| field.field == key).cloned()
}

fn sides(view: &PastView, key: &str) -> (Option<Value>, Option<Value>) {
    field(view, key).map_or((None, None), |field| (field.then, field.now))
}

fn next(view: &PastView) -> Vec<&str> {
    view.fields.iter().filter(|field| field.changed_next).map(|field| field.field.as_str()).collect()
}

/// The state before the change of the timeline that made the field hold that.
fn before(world: &mut World, pocket: usize, record: RecordId, key: &str, value: &Option<Value>) -> Past {
    world.act(pocket, Request::Watch { watch: 1, what: Watch::Record { record } });
    world.settle();
    let Some(View::Record(Some(view))) = world.pockets[pocket].views.get(&1).cloned() else {
        panic!("device {pocket} shows no record")
    };
    let made = |what: &Happening| match what {
        Happening::Changed(fields) => fields.iter().any(|(field, _, after)| field == key && after == value),
        Happening::Activity { .. } | Happening::Created | Happening::Deleted | Happening::Restored => false,
    };
    let item = view.timeline.iter().find(|item| made(&item.what));
    Past::Before(item.and_then(|item| item.change).expect("the timeline has the change"))
}

#[test]
fn every_device_sees_the_same_past_and_puts_one_field_back() {
    let mut world = office(81);
    let made = world.now;
    world.run_for(60_000);
    // Rina writes first and is heard last.
    world.set_online(RINA, false);
    world.act(RINA, set(DEAL, "next_step", text("Visit")));
    let between = world.now;
    world.run_for(60_000);
    world.act(MANAGER, set(DEAL, "name", text("Silk")));
    world.settle_but(RINA);
    world.set_online(RINA, true);
    world.settle();
    for pocket in [ADMINISTRATOR, MANAGER, RINA] {
        let view = at(&mut world, pocket, between);
        assert_eq!(sides(&view, "name"), (text("Cloth"), text("Silk")), "device {pocket}");
        assert_eq!(sides(&view, "next_step"), (text("Visit"), text("Visit")), "device {pocket}");
        let view = at(&mut world, pocket, made);
        assert_eq!(sides(&view, "next_step"), (text("Call"), text("Visit")), "device {pocket}");
        assert!(!at(&mut world, pocket, 0).existed);
        let keys: Vec<&str> = view.fields.iter().map(|field| field.field.as_str()).collect();
        assert!(keys.starts_with(&["name"]) && !keys.contains(&"created_at"), "{keys:?}");
    }
    assert!(field(&at(&mut world, RINA, made), "next_step").is_some_and(|field| field.may));
    world.act(RINA, put_back(DEAL, Past::At(made), &["next_step"]));
    world.settle();
    let view = at(&mut world, ADMINISTRATOR, made);
    assert_eq!(sides(&view, "next_step"), (text("Call"), text("Call")));
    assert_eq!(sides(&view, "name"), (text("Cloth"), text("Silk")), "the manager's name stays");
    world.act(RINA, Request::Undo { of: None });
    assert_eq!(sides(&at(&mut world, RINA, made), "next_step"), (text("Call"), text("Visit")));
}

#[test]
fn before_a_change_is_what_its_writer_saw_also_where_clocks_are_wrong() {
    let mut world = office(82);
    // Rina's clock is five minutes fast, and the manager goes on from what she wrote.
    world.pockets[RINA].skew += 300_000;
    world.act(RINA, set(DEAL, "next_step", text("Visit")));
    world.settle();
    world.act(MANAGER, set(DEAL, "name", text("Silk")));
    world.settle();
    for pocket in [MANAGER, RINA] {
        let when = before(&mut world, pocket, DEAL, "name", &text("Silk"));
        let view = look(&mut world, pocket, DEAL, when);
        assert_eq!(sides(&view, "name"), (text("Cloth"), text("Silk")), "device {pocket}");
        assert_eq!(sides(&view, "next_step"), (text("Visit"), text("Visit")), "device {pocket}");
        assert_eq!(next(&view), ["name"], "device {pocket}");
    }
}

#[test]
fn what_was_hidden_meanwhile_shows_to_those_who_may_read_it_as_it_was() {
    let mut world = office(83);
    let made = world.now;
    world.run_for(60_000);
    allow(&mut world, "deal", "next_step", FieldRight::Hidden);
    world.run_for(60_000);
    let apart = world.now;
    world.run_for(60_000);
    world.act(MANAGER, set(DEAL, "next_step", text("Visit")));
    world.settle();
    // Its companion says when it was written, not when it was hidden.
    for moment in [made, apart] {
        assert_eq!(sides(&at(&mut world, MANAGER, moment), "next_step"), (text("Call"), text("Visit")));
        let rinas = at(&mut world, RINA, moment);
        assert_eq!((field(&rinas, "next_step"), rinas.unknown), (None, Vec::new()), "she may not read it");
        let refused = world.try_to(RINA, put_back(DEAL, Past::At(moment), &["next_step"]));
        assert_eq!(refused.map_err(|refusal| refusal.reason), Err(Reason::NoAccess));
    }
    let when = before(&mut world, MANAGER, DEAL, "next_step", &text("Visit"));
    let view = look(&mut world, MANAGER, DEAL, when);
    assert_eq!((next(&view), sides(&view, "next_step").0), (vec!["next_step"], text("Call")));
    world.act(MANAGER, put_back(DEAL, when, &["next_step"]));
    world.settle();
    assert_eq!(sides(&at(&mut world, ADMINISTRATOR, apart), "next_step"), (text("Call"), text("Call")));
}

#[test]
fn what_nobody_knows_any_more_is_named_and_never_emptied_by_putting_back() {
    let mut world = office(84);
    let made = world.now;
    world.run_for(60_000);
    world.act(RINA, set(DEAL, "next_step", text("Visit")));
    world.settle();
    world.run_for(60_000);
    // What stood there before is in no history any more.
    allow(&mut world, "deal", "next_step", FieldRight::Hidden);
    let view = at(&mut world, MANAGER, made);
    assert_eq!((field(&view, "next_step"), view.unknown), (None, vec!["next_step".to_owned()]));
    let refused = world.try_to(MANAGER, put_back(DEAL, Past::At(made), &["next_step"]));
    assert_eq!(refused.map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
}

#[test]
fn who_may_only_read_puts_nothing_back() {
    let mut world = office(85);
    let made = world.now;
    world.run_for(60_000);
    world.act(RINA, set(DEAL, "name", text("Silk")));
    world.act(RINA, set(DEAL, "next_step", text("Visit")));
    world.settle();
    allow(&mut world, "deal", "next_step", FieldRight::Read);
    let may = |view: PastView| ["name", "next_step"].map(|key| field(&view, key).map(|field| field.may));
    assert_eq!(may(at(&mut world, RINA, made)), [Some(true), Some(false)]);
    assert!(world.try_to(RINA, put_back(DEAL, Past::At(made), &["next_step"])).is_err());
    world.act(ADMINISTRATOR, Request::Delete { records: vec![DEAL] });
    world.settle();
    assert_eq!(may(at(&mut world, RINA, made)), [Some(false); 2], "it is deleted");
    assert!(world.try_to(RINA, put_back(DEAL, Past::At(made), &["name"])).is_err());
}

#[test]
fn a_long_text_and_each_phone_come_back() {
    let mut world = office(86);
    let phones = |numbers: &[&str]| {
        let member = |number: &&str| Member {
            key: (*number).to_owned(),
            order: 0,
            label: "work".to_owned(),
            text: String::new(),
        };
        Some(Value::Members(numbers.iter().map(member).collect()))
    };
    let first = phones(&["+8801711000001", "+8801711000002"]);
    let values = vec![
        ("last_name".to_owned(), text("Akter")),
        ("phones".to_owned(), first.clone()),
        ("description".to_owned(), text("Tea.\nLikes cricket.")),
    ];
    world.act(RINA, Request::Create { object: "contact".to_owned(), record: CONTACT, values });
    let made = world.now;
    world.run_for(60_000);
    world.act(RINA, set(CONTACT, "phones", phones(&["+8801711000001"])));
    world.act(RINA, set(CONTACT, "description", text("Tea.")));
    world.settle();
    let when = Past::At(made);
    world.act(MANAGER, put_back(CONTACT, when, &["phones", "description"]));
    world.settle();
    let view = look(&mut world, RINA, CONTACT, when);
    assert_eq!(sides(&view, "phones").1, sides(&view, "phones").0);
    assert!(matches!(sides(&view, "phones").1, Some(Value::Members(all)) if all.len() == 2));
    assert_eq!(sides(&view, "description").1, text("Tea.\nLikes cricket."));
}
