//! The relay refuses a change for good: what depends on it goes with it, and everything else goes on.

use crate::world::World;
use crm_core::document::read;
use crm_core::ids::RecordId;
use crm_core::messages::{Request, View};
use crm_core::value::Value;

const RINA: usize = 0;
const KARIM: usize = 1;
const CONTACT: RecordId = RecordId([1; 16]);
const DEAL: RecordId = RecordId([2; 16]);

fn create(object: &str, record: RecordId, field: &str) -> Request {
    let values = vec![(field.to_owned(), Some(Value::Text("Akter".to_owned())))];
    Request::Create { object: object.to_owned(), record, values }
}

fn rename(text: &str) -> Request {
    let values = vec![("first_name".to_owned(), Some(Value::Text(text.to_owned())))];
    Request::Set { record: CONTACT, values }
}

/// Reasons of the refused edits that the person is shown.
fn refused(world: &World) -> Vec<String> {
    let shown = world.pockets[RINA].views.values().find_map(|view| {
        let View::Sync(sync) = view else { return None };
        Some(sync.refused.iter().map(|edit| edit.reason.clone()).collect())
    });
    shown.expect("the sync page is watched")
}

fn first_name(world: &mut World) -> Option<String> {
    let doc = world.pockets[RINA].disk.document(CONTACT).expect("the record lies on the disk");
    let contact = read::read(&doc, CONTACT).expect("a stored document reads");
    contact.text("first_name").map(str::to_owned)
}

#[test]
fn what_depends_on_a_refused_change_is_set_aside_with_it_and_the_rest_goes_on() {
    let mut world = World::new(11, 2);
    world.refuses = true;
    world.settle();
    world.set_online(RINA, false);
    world.act(RINA, create("contact", CONTACT, "last_name"));
    let doc = world.pockets[RINA].disk.document(CONTACT).expect("the record lies on the disk");
    let actor = read::read(&doc, CONTACT).and_then(|contact| contact.modified_by).expect("somebody made it");
    // A new start is a new actor: its changes depend on the refused one and are not refused themselves.
    world.crash(RINA, false);
    world.run_for(1_000);
    world.act(RINA, rename("Rina"));
    world.act(RINA, rename("Rina Begum"));
    world.act(RINA, create("deal", DEAL, "name"));
    let now = world.now;
    world.relay.give_actor(actor.0, KARIM, now);
    world.set_online(RINA, true);
    world.settle();
    assert!(world.relay.documents().contains_key(&DEAL), "the outbox of other records goes on");
    assert!(!world.relay.documents().contains_key(&CONTACT));
    assert_eq!(refused(&world), ["foreign-actor"], "one line for the record");
    let (missing, turned_away) = (world.tally.count("missing"), world.tally.count("refused"));

    // Later edits depend on it as well; so do those after another start.
    world.act(RINA, rename("Rina Khatun"));
    world.settle();
    world.crash(RINA, false);
    world.run_for(1_000);
    world.act(RINA, rename("Rina Parvin"));
    world.settle();
    assert_eq!(refused(&world), ["foreign-actor"]);
    assert_eq!(
        (missing, turned_away),
        (world.tally.count("missing"), world.tally.count("refused")),
        "nothing is sent again"
    );
    assert_eq!(first_name(&mut world).as_deref(), Some("Rina Parvin"), "nothing is lost on the device");
}
