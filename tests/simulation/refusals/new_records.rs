//! Records that were made here and that the relay does not take.

use super::{
    CONTACT, FORBIDDEN, KARIM, RINA, counts, create, no_names, no_new_contacts, reasons, refused,
    same_everywhere, set, text, told, value, world,
};
use crm_core::document::read;
use crm_core::ids::RecordId;
use crm_core::messages::Request;

#[test]
fn a_new_record_that_is_refused_leaves_lists_and_its_values_can_be_sent_again() {
    let mut world = world(12);
    world.rule = Some(no_new_contacts);
    world.set_online(RINA, false);
    world.act(RINA, create("contact", CONTACT, "last_name"));
    world.act(RINA, set("first_name", "Rina"));
    world.act(RINA, set("first_name", "Rina Begum"));
    world.set_online(RINA, true);
    world.settle();
    for life in 0..2 {
        assert!(world.pockets[RINA].device.rows().get(CONTACT).is_none(), "life {life}");
        let edits = world.listed(RINA);
        let [edit] = &edits[..] else { panic!("{edits:?}") };
        assert_eq!((&edit.why, edit.title.as_str()), (&refused("not-yours"), "Rina Begum Akter"));
        assert!(told(edit).contains(&("first_name".to_owned(), None, text("Rina Begum"))), "{edit:?}");
        assert!(edit.remedies.send && !edit.remedies.open, "{edit:?}");
        world.crash(RINA, false);
        world.run_for(5_000);
    }
    world.rule = None;
    let key = world.listed(RINA)[0].key;
    world.act(RINA, Request::SendAgain { record: CONTACT, key });
    world.settle();
    same_everywhere(&mut world);
    assert_eq!(value(&mut world, KARIM, "first_name").as_deref(), Some("Rina Begum"));
    assert_eq!(reasons(&world), []);
}

#[test]
fn of_many_new_records_those_that_are_refused_go_for_good() {
    let mut world = world(18);
    world.rule = Some(no_names);
    world.set_online(RINA, false);
    let name =
        |number: u8| if number.is_multiple_of(10) { FORBIDDEN.to_owned() } else { format!("Many {number}") };
    let values = |number| vec![("last_name".to_owned(), text(&name(number)))];
    let records = (1..=100).map(|number| ("contact".to_owned(), RecordId([number; 16]), values(number)));
    world.act(RINA, Request::CreateMany { records: records.collect() });
    world.set_online(RINA, true);
    world.settle();
    let before = counts(&world);
    for _ in 0..2 {
        assert_eq!(world.listed(RINA).len(), 10);
        assert_eq!(world.relay.documents().len(), 90);
        assert_eq!(world.pockets[RINA].device.rows().len(), 90);
        assert_eq!(world.pockets[RINA].disk.documents().len(), 90);
        world.crash(RINA, false);
        world.settle();
    }
    assert_eq!(counts(&world), before, "nothing is offered again after a start");
}

#[test]
fn an_actor_that_the_relay_does_not_take_is_no_reason_to_bother_anybody() {
    let mut world = world(14);
    world.set_online(RINA, false);
    world.act(RINA, create("contact", CONTACT, "last_name"));
    let doc = world.pockets[RINA].disk.document(CONTACT).expect("the record lies on the disk");
    let actor = read::read(&doc, CONTACT).and_then(|contact| contact.modified_by).expect("somebody made it");
    world.act(RINA, set("first_name", "Rina"));
    let now = world.now;
    world.relay.give_actor(actor.0, KARIM, now);
    world.set_online(RINA, true);
    world.settle();
    assert!(world.tally.count("refused") > 0);
    same_everywhere(&mut world);
    assert_eq!(value(&mut world, KARIM, "first_name").as_deref(), Some("Rina"));
    assert_eq!(reasons(&world), []);
}
