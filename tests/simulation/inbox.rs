//! What others did that concerns a person reaches their inbox; what they read or follow is so on each of their devices.

use crate::checks;
use crate::world::World;
use crm_core::commands::Assignment;
use crm_core::commands::desk::DeskEdit;
use crm_core::ids::{PersonId, RecordId};
use crm_core::messages::{InboxEntry, InboxView, Matter, News, Request, View, Watch};
use crm_core::value::{Link, Value};

/// Rina has two devices.
const RINA: usize = 0;
const RINA_AT_HOME: usize = 1;
const KARIM: usize = 2;
const RINA_ID: PersonId = PersonId([1; 16]);
const LEAD: RecordId = RecordId([4; 16]);
const DEAL: RecordId = RecordId([5; 16]);
const NOTE: RecordId = RecordId([6; 16]);

const INBOX: u32 = 7;

fn world(seed: u64) -> World {
    let mut world = World::of(seed, &[0, 0, 1]);
    world.settle();
    for pocket in [RINA, RINA_AT_HOME, KARIM] {
        world.ask(pocket, Request::Watch { watch: INBOX, what: Watch::Inbox });
    }
    world
}

fn set(field: &str, value: Value) -> Assignment {
    (field.to_owned(), Some(value))
}

fn text(field: &str, text: &str) -> Assignment {
    set(field, Value::Text(text.to_owned()))
}

fn create(object: &str, record: RecordId, values: Vec<Assignment>) -> Request {
    Request::Create { object: object.to_owned(), record, values }
}

fn deal() -> Link {
    Link { object: "deal".to_owned(), record: DEAL }
}

fn desk(edit: DeskEdit) -> Request {
    Request::Desk { edit, meant: true }
}

fn inbox(world: &World, pocket: usize) -> &InboxView {
    let View::Inbox(inbox) = &world.pockets[pocket].views[&INBOX] else { panic!("an inbox is watched") };
    inbox
}

fn entries(world: &World, pocket: usize) -> Vec<(RecordId, Matter)> {
    inbox(world, pocket).entries.iter().map(|entry| (entry.link.record, entry.what.clone())).collect()
}

fn unread(world: &World, pocket: usize) -> Vec<&InboxEntry> {
    inbox(world, pocket).entries.iter().filter(|entry| !entry.read).collect()
}

#[test]
fn what_others_assign_and_where_they_name_somebody_is_told() {
    let mut world = world(31);
    world.act(
        KARIM,
        create("lead", LEAD, vec![text("last_name", "Akter"), set("owner", Value::Person(RINA_ID))]),
    );
    let about = set("about", Value::Link(Link { object: "lead".to_owned(), record: LEAD }));
    world.act(KARIM, create("note", NOTE, vec![text("body", "Please call, @person 0!"), about]));
    // What one does oneself is no news.
    world.act(RINA, create("deal", DEAL, vec![text("name", "Jute bags")]));
    world.settle();
    let told = [(LEAD, Matter::Mentioned("Please call, @person 0!".into())), (LEAD, Matter::Assigned)];
    for pocket in [RINA, RINA_AT_HOME] {
        let mut entries = entries(&world, pocket);
        entries.sort_by_key(|(_, what)| *what == Matter::Assigned);
        assert_eq!(entries, told, "device {pocket}");
        assert_eq!(inbox(&world, pocket).entries[0].by.as_deref(), Some("Person 1"));
    }
    assert_eq!(entries(&world, KARIM), [], "his own deeds");
    // Handed on, it is nobody's business here any more; handed back, it is news again.
    world.act(
        RINA,
        desk(DeskEdit::Read(unread(&world, RINA).iter().map(|entry| entry.key.clone()).collect())),
    );
    world.settle();
    assert_eq!(inbox(&world, RINA_AT_HOME).unread, 0, "read on one device is read on the other");
    for owner in [PersonId([2; 16]), RINA_ID] {
        let values = vec![set("owner", Value::Person(owner))];
        world.act(KARIM, Request::Set { record: LEAD, values });
        world.settle();
    }
    let again = unread(&world, RINA_AT_HOME);
    assert_eq!(again.iter().map(|entry| &entry.what).collect::<Vec<_>>(), [&Matter::Assigned]);
    checks::converged(&mut world);
}

#[test]
fn what_is_followed_is_told_until_it_is_not() {
    let mut world = world(32);
    world.act(KARIM, create("deal", DEAL, vec![text("name", "Jute bags")]));
    world.settle();
    assert_eq!(entries(&world, RINA), []);
    world.act(RINA, desk(DeskEdit::Follow(deal())));
    world.act(KARIM, Request::Set { record: DEAL, values: vec![text("next_step", "Send samples")] });
    world
        .act(KARIM, create("note", NOTE, vec![text("body", "Wants red"), set("about", Value::Link(deal()))]));
    world.settle();
    let activity = Link { object: "note".to_owned(), record: NOTE };
    let noted = (DEAL, Matter::Noted { activity, title: "Wants red".into() });
    let told = entries(&world, RINA);
    assert!(told.contains(&noted), "{told:?}");
    let changed = (DEAL, Matter::Followed(News::Changed(vec!["next_step".into()])));
    assert!(told.contains(&changed) && told.len() == 2, "{told:?}");
    assert_eq!(inbox(&world, RINA_AT_HOME).follows, 1);
    assert_eq!(entries(&world, KARIM), []);
    world.act(RINA, Request::Undo { of: None });
    world.settle();
    assert_eq!(entries(&world, RINA), [], "taken back");
    checks::converged(&mut world);
}

#[test]
fn two_devices_that_make_the_desk_at_once_make_one() {
    let mut world = world(33);
    world.act(KARIM, create("deal", DEAL, vec![text("name", "Jute bags")]));
    world.act(
        KARIM,
        create("lead", LEAD, vec![text("last_name", "Akter"), set("owner", Value::Person(RINA_ID))]),
    );
    world.settle();
    world.set_online(RINA, false);
    world.set_online(RINA_AT_HOME, false);
    world.act(RINA, desk(DeskEdit::Follow(deal())));
    let keys = unread(&world, RINA_AT_HOME).iter().map(|entry| entry.key.clone()).collect();
    world.act(RINA_AT_HOME, desk(DeskEdit::Read(keys)));
    world.set_online(RINA, true);
    world.set_online(RINA_AT_HOME, true);
    world.settle();
    for pocket in [RINA, RINA_AT_HOME] {
        assert_eq!(inbox(&world, pocket).follows, 1, "device {pocket}");
        assert!(unread(&world, pocket).iter().all(|entry| entry.link.record == DEAL), "device {pocket}");
    }
    checks::converged(&mut world);
}

#[test]
fn an_inbox_is_the_same_after_a_restart() {
    let mut world = world(34);
    world.act(KARIM, create("lead", LEAD, vec![text("last_name", "Akter")]));
    world.settle();
    let values = vec![set("owner", Value::Person(RINA_ID))];
    world.act(KARIM, Request::Set { record: LEAD, values });
    world.settle();
    assert_eq!(entries(&world, RINA), [(LEAD, Matter::Assigned)]);
    world.crash(RINA, false);
    world.run_for(5_000);
    world.ask(RINA, Request::Watch { watch: INBOX, what: Watch::Inbox });
    world.run_for(5_000);
    assert_eq!(entries(&world, RINA), [(LEAD, Matter::Assigned)]);
}

#[test]
fn who_follows_a_record_that_became_one_with_another_hears_of_that() {
    let mut world = world(21);
    let link = |record| Link { object: "lead".to_owned(), record };
    for record in [LEAD, DEAL] {
        world.act(KARIM, create("lead", record, vec![text("last_name", "Begum")]));
    }
    world.settle();
    world.act(RINA, desk(DeskEdit::Follow(link(DEAL))));
    world.act(KARIM, Request::Merge { keep: LEAD, others: vec![DEAL], choices: Default::default() });
    world.settle();
    world.act(KARIM, Request::Set { record: LEAD, values: vec![text("company", "Begum Stores")] });
    world.settle();
    world.run_for(10_000);
    let told: Vec<RecordId> = entries(&world, RINA).into_iter().map(|(record, _)| record).collect();
    assert!(told.contains(&LEAD), "{told:?}");
    let followed = |world: &mut World| {
        world.ask(RINA, Request::Watch { watch: 78, what: Watch::Record { record: LEAD } });
        world.run_for(1_000);
        let View::Record(Some(view)) = &world.pockets[RINA].views[&78] else { panic!("a record is watched") };
        view.followed
    };
    assert_eq!(followed(&mut world), Some(true));
    world.act(RINA, desk(DeskEdit::Unfollow(link(LEAD))));
    assert_eq!(followed(&mut world), Some(false));
}
