//! Forms that two administrators change at once, and fields that must be filled while devices have not heard of it.

use crate::values::{emails, text};
use crate::world::World;
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{IncompleteView, Request, View, Watch};
use crm_core::objects::placement;
use crm_core::policy::{FieldRight, Policy};
use crm_core::value::Value;

const ADMINISTRATOR: usize = 0;
const OTHER: usize = 1;
const RINA: usize = 2;
const CONTACT: RecordId = RecordId([1; 16]);

fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0, 2]);
    world.settle();
    world
}

fn placed(key: &str, more: Vec<(&str, Option<Value>)>) -> Request {
    let own = vec![(placement::OF, text("contact")), (placement::CODE, text(key))];
    let values = own.into_iter().chain(more).map(|(key, value)| (key.to_owned(), value)).collect();
    let record = placement::placement_of("contact", key);
    Request::Create { object: placement::KEY.to_owned(), record, values }
}

fn required(key: &str) -> Request {
    placed(key, vec![(placement::REQUIRED, Some(Value::Flag(true)))])
}

fn contact(number: u8, more: Vec<(&str, Option<Value>)>) -> Request {
    let own = vec![("last_name", text("Akter"))];
    let values = own.into_iter().chain(more).map(|(key, value)| (key.to_owned(), value)).collect();
    Request::Create { object: "contact".to_owned(), record: RecordId([number; 16]), values }
}

fn incomplete(world: &mut World, pocket: usize) -> IncompleteView {
    world.ask(pocket, Request::Watch { watch: 76, what: Watch::Incomplete { limit: 10 } });
    world.run_for(1_000);
    let Some(View::Incomplete(found)) = world.pockets[pocket].views.get(&76) else {
        panic!("what lacks something was asked for")
    };
    found.clone()
}

#[test]
fn two_who_place_the_same_field_offline_end_with_both_changes() {
    let mut world = office(1);
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, false);
    }
    world.act(ADMINISTRATOR, required("job_title"));
    world.act(OTHER, placed("job_title", vec![(placement::SECTION, text("c0000000a"))]));
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    for pocket in [ADMINISTRATOR, OTHER, RINA] {
        let shaping = world.pockets[pocket].device.rows().shaping();
        let found = shaping.placement("contact", "job_title").expect("a placement");
        assert_eq!((found.required, found.section.as_str()), (true, "c0000000a"), "{pocket}");
        assert!(!found.split, "both said which field it is, and neither disagrees");
    }
}

#[test]
fn what_was_made_without_knowing_is_listed_and_not_refused() {
    let mut world = office(2);
    world.set_online(RINA, false);
    world.act(RINA, contact(1, Vec::new()));
    world.act(ADMINISTRATOR, required("job_title"));
    world.settle_but(RINA);
    world.set_online(RINA, true);
    world.settle();
    let found = incomplete(&mut world, RINA);
    let faults: Vec<_> = found.records.iter().map(|one| (one.link.record, one.faults.clone())).collect();
    let missing = Refusal::field("job_title", Reason::MustBeFilled);
    assert_eq!((found.total, faults), (1, vec![(CONTACT, vec![missing])]));
    assert_eq!(incomplete(&mut world, ADMINISTRATOR).total, 0, "it is another's");

    // Other edits of it go on; a new one without it does not.
    world.act(RINA, Request::Set { record: CONTACT, values: vec![("emails".into(), emails("r@x.bd"))] });
    let refused = world.try_to(RINA, contact(2, Vec::new())).expect_err("a job title is wanted");
    assert_eq!((refused.field.as_deref(), refused.reason), (Some("job_title"), Reason::MustBeFilled));
    world.act(RINA, Request::Set { record: CONTACT, values: vec![("job_title".into(), text("Buyer"))] });
    assert_eq!(incomplete(&mut world, RINA).total, 0);
    let refused = world
        .try_to(RINA, Request::Set { record: CONTACT, values: vec![("job_title".into(), None)] })
        .expect_err("it must stay filled");
    assert_eq!(refused.reason, Reason::MustBeFilled);

    // From a link of another record only its name is known.
    let begun = Request::Begin {
        object: "contact".to_owned(),
        record: RecordId([3; 16]),
        values: vec![("last_name".to_owned(), text("Khan"))],
    };
    world.act(RINA, begun);
    assert_eq!(incomplete(&mut world, RINA).total, 1, "only a name was known");
}

#[test]
fn what_a_person_may_not_write_is_not_asked_of_them() {
    let mut world = office(3);
    world.act(ADMINISTRATOR, required("job_title"));
    world.settle();
    let close = |policy: &mut Policy| {
        for profile in &mut policy.profiles[1..] {
            let fields = profile.fields.entry("contact".to_owned()).or_default();
            fields.insert("job_title".to_owned(), FieldRight::Read);
        }
    };
    world.relay.govern(close, world.now);
    world.news_for_all();
    world.settle();
    world.act(RINA, contact(1, Vec::new()));
    assert_eq!(incomplete(&mut world, RINA).total, 0);
}

#[test]
fn what_was_said_of_a_field_and_taken_back_can_be_said_again() {
    let mut world = office(4);
    let say = |key: &str, value: Value| {
        let own =
            [(placement::OF, text("contact")), (placement::CODE, text("job_title")), (key, Some(value))];
        let values = own.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let record = placement::placement_of("contact", "job_title");
        Request::Define { records: vec![(placement::KEY.to_owned(), record, values)] }
    };
    world.act(ADMINISTRATOR, say(placement::REQUIRED, Value::Flag(true)));
    world.act(ADMINISTRATOR, Request::Undo { of: None });
    world.act(RINA, contact(1, Vec::new()));
    // Said again, and at once another thing of it, before the first has come back to the screen.
    world.act(ADMINISTRATOR, say(placement::REQUIRED, Value::Flag(true)));
    world.act(ADMINISTRATOR, say(placement::SECTION, Value::Text("c0000000a".to_owned())));
    world.settle();
    for pocket in [ADMINISTRATOR, OTHER, RINA] {
        let shaping = world.pockets[pocket].device.rows().shaping();
        let found = shaping.placement("contact", "job_title").expect("a placement");
        assert_eq!((found.required, found.section.as_str()), (true, "c0000000a"), "{pocket}");
    }
    world.try_to(RINA, contact(2, Vec::new())).expect_err("a job title is wanted");
}
