//! Refused edits of a record that everybody has.

use super::{
    CONTACT, DEAL, FORBIDDEN, KARIM, RINA, counts, create, no_names, nothing_at_all, reasons, refused,
    refused_later, same_everywhere, set, text, told, value, world,
};
use crate::world::SETTLES;
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{Request, Trouble};

#[test]
fn a_refused_edit_is_listed_and_what_depends_on_it_goes_on_without_it() {
    let mut world = refused_later(11, no_names);
    world.act(RINA, set("department", "Sales"));
    world.act(RINA, set("first_name", FORBIDDEN));
    // A new start is a new actor; its changes depend on the refused one and are not refused themselves.
    world.crash(RINA, false);
    world.run_for(1_000);
    world.act(RINA, set("job_title", "Buyer"));
    let (field, base, words) = ("description".to_owned(), String::new(), "Likes tea.".to_owned());
    world.act(RINA, Request::Write { record: CONTACT, field, base, text: words });
    world.act(RINA, create("deal", DEAL, "name"));
    world.act(KARIM, set("department", "Buying"));
    world.run_for(SETTLES);
    world.set_online(RINA, true);
    world.settle();

    assert!(world.relay.documents().contains_key(&DEAL), "the outbox of other records goes on");
    same_everywhere(&mut world);
    for (field, expected) in
        [("first_name", None), ("job_title", Some("Buyer")), ("description", Some("Likes tea."))]
    {
        assert_eq!(value(&mut world, KARIM, field).as_deref(), expected, "{field}");
    }
    let edits = world.listed(RINA);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(edit.why, refused("wrong-kind"));
    assert_eq!(told(edit), [("first_name".to_owned(), None, text(FORBIDDEN))]);
    assert!(edit.remedies.send && edit.remedies.open && edit.title == "Akter", "{edit:?}");

    // Later edits are ordinary ones, also after another start; the list stays, and nothing is sent twice.
    let before = counts(&world);
    world.act(RINA, set("job_title", "Head buyer"));
    world.settle();
    world.crash(RINA, false);
    world.run_for(1_000);
    world.act(RINA, set("job_title", "Owner"));
    world.settle();
    same_everywhere(&mut world);
    assert_eq!(value(&mut world, KARIM, "job_title").as_deref(), Some("Owner"));
    assert_eq!((counts(&world), reasons(&world)), (before, vec![refused("wrong-kind")]));
}

#[test]
fn a_crash_at_any_moment_around_a_refusal_loses_and_doubles_nothing() {
    let mut crashed_while_busy = 0;
    for steps in 0..60 {
        let mut world = refused_later(100 + steps, no_names);
        world.act(RINA, set("first_name", FORBIDDEN));
        world.act(RINA, set("job_title", "Buyer"));
        world.set_online(RINA, true);
        let (before, until) = (world.tally.count("refused"), world.now + 60_000);
        while world.tally.count("refused") == before {
            assert!(world.step(until), "the edit is never refused");
        }
        for _ in 0..steps {
            world.step(until);
        }
        crashed_while_busy += u32::from(world.pockets[RINA].disk.busy());
        world.crash(RINA, steps % 2 == 1);
        world.settle();
        same_everywhere(&mut world);
        assert_eq!(value(&mut world, KARIM, "job_title").as_deref(), Some("Buyer"), "after {steps} steps");
        assert_eq!(value(&mut world, RINA, "first_name"), None, "after {steps} steps");
        assert_eq!(reasons(&world), [refused("wrong-kind")], "after {steps} steps");
    }
    assert!(crashed_while_busy > 0, "no crash came while something was being stored");
}

#[test]
fn a_refused_edit_is_made_anew_on_todays_record_or_given_up() {
    let mut world = refused_later(13, no_names);
    world.act(RINA, set("first_name", FORBIDDEN));
    world.set_online(RINA, true);
    world.settle();
    let key = world.listed(RINA)[0].key;
    // Still refused: it is listed again, as another edit.
    world.act(RINA, Request::SendAgain { record: CONTACT, key });
    world.settle();
    let again = world.listed(RINA);
    assert!(again.len() == 1 && again[0].key != key, "{again:?}");
    world.act(RINA, Request::Discard { record: CONTACT, key: again[0].key });
    world.settle();
    assert_eq!(reasons(&world), []);
    let gone = world.try_to(RINA, Request::SendAgain { record: CONTACT, key });
    assert_eq!(gone, Err(Refusal::record(Reason::NothingToDo)));
    same_everywhere(&mut world);
}

#[test]
fn an_edit_of_a_record_that_somebody_deleted_meanwhile_is_listed() {
    let mut world = world(16);
    world.act(RINA, create("contact", CONTACT, "last_name"));
    world.settle();
    world.set_online(RINA, false);
    world.act(RINA, set("first_name", "Rina"));
    world.act(KARIM, Request::Delete { records: vec![CONTACT] });
    world.run_for(SETTLES);
    world.set_online(RINA, true);
    world.settle();
    same_everywhere(&mut world);
    let edits = world.listed(RINA);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(edit.why, Trouble::Deleted(Some("Person 1".to_owned())));
    assert_eq!(told(edit), [("first_name".to_owned(), None, text("Rina"))]);
    assert!(edit.remedies.restore && !edit.remedies.send);
    assert_eq!(world.listed(KARIM), [], "whoever deleted it is told nothing");
    world.crash(RINA, false);
    world.run_for(5_000);
    assert_eq!(world.listed(RINA).len(), 1, "it is kept");
    world.act(RINA, Request::Restore { records: vec![CONTACT] });
    world.settle();
    assert_eq!(world.listed(RINA), []);
    assert_eq!(value(&mut world, KARIM, "first_name").as_deref(), Some("Rina"));
}

#[test]
fn a_relay_that_refuses_whatever_comes_does_not_keep_a_device_sending() {
    let mut world = refused_later(15, nothing_at_all);
    for number in 0..30 {
        world.act(RINA, set("first_name", &format!("Name {number}")));
    }
    world.set_online(RINA, true);
    world.settle();
    let sent = counts(&world);
    assert_eq!(value(&mut world, RINA, "first_name"), None);
    assert_eq!(world.listed(RINA).len(), 30, "{sent:?}");
    world.run_for(60_000);
    assert_eq!(counts(&world), sent, "nothing is sent again");
}
