//! The relay refuses a change for good: the record is rebuilt without it, everything else goes on, and what was refused
//! is listed with its values.

use crate::world::{Rule, SETTLES, World};
use automerge::Change;
use automerge::legacy::{Key, OpType};
use crm_core::commands::{Reason, Refusal};
use crm_core::document::{self, read};
use crm_core::ids::RecordId;
use crm_core::messages::{RefusedEdit, Request, Trouble, View};
use crm_core::value::Value;
use crm_sync::frame::PushedChange;
use crm_sync::store::Store;

const RINA: usize = 0;
const KARIM: usize = 1;
const CONTACT: RecordId = RecordId([1; 16]);
const DEAL: RecordId = RecordId([2; 16]);
/// What [`no_names`] does not let anybody write.
const FORBIDDEN: &str = "Forbidden";

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn create(object: &str, record: RecordId, field: &str) -> Request {
    Request::Create { object: object.to_owned(), record, values: vec![(field.to_owned(), text("Akter"))] }
}

fn set(field: &str, value: &str) -> Request {
    Request::Set { record: CONTACT, values: vec![(field.to_owned(), text(value))] }
}

/// Whether a change puts this text anywhere, or under this key.
fn puts(change: &PushedChange, key: Option<&str>, value: &str) -> bool {
    let change = Change::from_bytes(change.bytes.clone()).expect("devices push changes");
    change.decode().operations.iter().any(|operation| {
        let named = matches!((&operation.key, key), (Key::Map(there), Some(key)) if there == key);
        let put = matches!(&operation.action, OpType::Put(there) if there.as_str() == Some(value));
        put && (key.is_none() || named)
    })
}

fn no_names(change: &PushedChange) -> Option<(&'static str, Option<&'static str>)> {
    puts(change, None, FORBIDDEN).then_some(("wrong-kind", None))
}

fn no_new_contacts(change: &PushedChange) -> Option<(&'static str, Option<&'static str>)> {
    (change.kind == "contact").then_some(("not-yours", None))
}

fn nothing_at_all(_: &PushedChange) -> Option<(&'static str, Option<&'static str>)> {
    Some(("fork", None))
}

fn world(seed: u64) -> World {
    let mut world = World::new(seed, 2);
    world.refuses = true;
    world.settle();
    world
}

/// Rina has a contact that everybody has, is offline, and will be refused by the rule when she comes back.
fn refused_later(seed: u64, rule: Rule) -> World {
    let mut world = world(seed);
    world.act(RINA, create("contact", CONTACT, "last_name"));
    world.settle();
    world.set_online(RINA, false);
    world.rule = Some(rule);
    world
}

/// The edits under "Needs attention" of a person.
fn listed(world: &World, pocket: usize) -> Vec<RefusedEdit> {
    let shown = world.pockets[pocket].views.values().find_map(|view| {
        let View::Sync(sync) = view else { return None };
        Some(sync.refused.clone())
    });
    shown.expect("the sync page is watched")
}

fn reasons(world: &World) -> Vec<Trouble> {
    listed(world, RINA).into_iter().map(|edit| edit.why).collect()
}

fn refused(reason: &str) -> Trouble {
    Trouble::Refused(reason.to_owned())
}

/// Field by field: before and meant.
fn told(edit: &RefusedEdit) -> Vec<(String, Option<Value>, Option<Value>)> {
    edit.fields.iter().map(|field| (field.field.clone(), field.before.clone(), field.meant.clone())).collect()
}

fn value(world: &mut World, pocket: usize, field: &str) -> Option<String> {
    let doc = world.pockets[pocket].disk.document(CONTACT).expect("the record lies on the disk");
    let contact = read::read(&doc, CONTACT).expect("a stored document reads");
    contact.text(field).map(str::to_owned)
}

/// Both devices and the relay hold the same contact.
fn same_everywhere(world: &mut World) {
    let (theirs, _) = world.relay.documents().remove(&CONTACT).expect("the relay has the contact");
    for pocket in [RINA, KARIM] {
        let doc = world.pockets[pocket].disk.document(CONTACT).expect("the device has the contact");
        assert_eq!(document::heads(&doc), document::heads(&theirs), "device {pocket}");
    }
}

fn counts(world: &World) -> (u64, u64) {
    (world.tally.count("missing"), world.tally.count("refused"))
}

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
    let edits = listed(&world, RINA);
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
        let edits = listed(&world, RINA);
        let [edit] = &edits[..] else { panic!("{edits:?}") };
        assert_eq!((&edit.why, edit.title.as_str()), (&refused("not-yours"), "Rina Begum Akter"));
        assert!(told(edit).contains(&("first_name".to_owned(), None, text("Rina Begum"))), "{edit:?}");
        assert!(edit.remedies.send && !edit.remedies.open, "{edit:?}");
        world.crash(RINA, false);
        world.run_for(5_000);
    }
    world.rule = None;
    let key = listed(&world, RINA)[0].key;
    world.act(RINA, Request::SendAgain { record: CONTACT, key });
    world.settle();
    same_everywhere(&mut world);
    assert_eq!(value(&mut world, KARIM, "first_name").as_deref(), Some("Rina Begum"));
    assert_eq!(reasons(&world), []);
}

#[test]
fn a_refused_edit_is_made_anew_on_todays_record_or_given_up() {
    let mut world = refused_later(13, no_names);
    world.act(RINA, set("first_name", FORBIDDEN));
    world.set_online(RINA, true);
    world.settle();
    let key = listed(&world, RINA)[0].key;
    // Still refused: it is listed again, as another edit.
    world.act(RINA, Request::SendAgain { record: CONTACT, key });
    world.settle();
    let again = listed(&world, RINA);
    assert!(again.len() == 1 && again[0].key != key, "{again:?}");
    world.act(RINA, Request::Discard { record: CONTACT, key: again[0].key });
    world.settle();
    assert_eq!(reasons(&world), []);
    let gone = world.try_to(RINA, Request::SendAgain { record: CONTACT, key });
    assert_eq!(gone, Err(Refusal::record(Reason::NothingToDo)));
    same_everywhere(&mut world);
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
    assert_eq!(listed(&world, RINA).len(), 30, "{sent:?}");
    world.run_for(60_000);
    assert_eq!(counts(&world), sent, "nothing is sent again");
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
    let edits = listed(&world, RINA);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(edit.why, Trouble::Deleted(Some("Person 1".to_owned())));
    assert_eq!(told(edit), [("first_name".to_owned(), None, text("Rina"))]);
    assert!(edit.remedies.restore && !edit.remedies.send);
    assert_eq!(listed(&world, KARIM), [], "whoever deleted it is told nothing");
    world.crash(RINA, false);
    world.run_for(5_000);
    assert_eq!(listed(&world, RINA).len(), 1, "it is kept");
    world.act(RINA, Request::Restore { records: vec![CONTACT] });
    world.settle();
    assert_eq!(listed(&world, RINA), []);
    assert_eq!(value(&mut world, KARIM, "first_name").as_deref(), Some("Rina"));
}

#[test]
fn what_an_earlier_build_set_aside_is_rebuilt_at_the_next_start() {
    let mut world = refused_later(17, no_names);
    world.act(RINA, set("first_name", FORBIDDEN));
    world.act(RINA, set("job_title", "Buyer"));
    let outbox = world.pockets[RINA].disk.entries(Store::Outbox);
    let doc = world.pockets[RINA].disk.document(CONTACT).expect("the record lies on the disk");
    let hashes: Vec<[u8; 32]> = document::history::hashes(&doc).into_iter().rev().take(2).collect();
    assert_eq!(outbox.len(), 2);
    for (key, _) in outbox {
        world.pockets[RINA].disk.remove(Store::Outbox, key);
    }
    for hash in &hashes {
        let value = postcard::to_stdvec(&(CONTACT.0, "wrong-kind", 1_i64)).expect("plain data");
        world.pockets[RINA].disk.put(Store::Quarantine, [&CONTACT.0[..], hash].concat(), value);
    }
    world.refused.insert(CONTACT);
    world.crash(RINA, false);
    world.set_online(RINA, true);
    world.settle();
    same_everywhere(&mut world);
    assert_eq!(value(&mut world, KARIM, "job_title").as_deref(), Some("Buyer"));
    let edits = listed(&world, RINA);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(told(edit), [("first_name".to_owned(), None, text(FORBIDDEN))]);
}

#[test]
fn what_was_unsent_of_a_record_that_cannot_be_read_is_kept_with_its_words() {
    let mut world = refused_later(19, no_names);
    world.act(RINA, set("first_name", FORBIDDEN));
    let (field, base, words) = ("description".to_owned(), String::new(), "Likes tea.".to_owned());
    world.act(RINA, Request::Write { record: CONTACT, field, base, text: words });
    world.crash(RINA, false);
    world.pockets[RINA].disk.damage(CONTACT);
    world.refused.insert(CONTACT);
    world.set_online(RINA, true);
    world.settle();
    same_everywhere(&mut world);
    let edits = listed(&world, RINA);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(edit.why, refused("wrong-kind"));
    assert!(told(edit).contains(&("first_name".to_owned(), None, text(FORBIDDEN))), "{edit:?}");
    assert!(told(edit).contains(&("description".to_owned(), None, text("Likes tea."))), "{edit:?}");
}

/// One edit in fifty names what is forbidden; every tenth deal is of another territory by now.
fn moved_away(change: &PushedChange) -> Option<(&'static str, Option<&'static str>)> {
    if change.kind == "deal" && change.doc[0].is_multiple_of(10) {
        return Some(("not-yours", None));
    }
    puts(change, None, FORBIDDEN).then_some(("unknown-field", Some("next_step")))
}

#[test]
fn sixty_days_and_five_thousand_edits_without_a_network_end_with_every_edit_sent_or_listed() {
    const DEALS: u8 = 100;
    const EDITS: usize = 5_000;
    let id = |number: usize| RecordId([u8::try_from(number % usize::from(DEALS)).expect("small"); 16]);
    let mut world = world(20);
    let records = (0..DEALS).map(|number| {
        (
            "deal".to_owned(),
            RecordId([number; 16]),
            vec![("name".to_owned(), text(&format!("Deal {number}")))],
        )
    });
    world.act(KARIM, Request::CreateMany { records: records.collect() });
    world.settle();
    world.set_online(RINA, false);
    world.rule = Some(moved_away);
    for number in 0..EDITS {
        let (field, value) = match number % 50 {
            // Which deal this is changes from round to round.
            7 => ("next_step", FORBIDDEN.to_owned()),
            other if other % 3 == 0 => ("next_step", format!("Step {number}")),
            _ => ("description", format!("Words {number}")),
        };
        let record = id(number + number / usize::from(DEALS));
        let values = vec![(field.to_owned(), text(&value))];
        world.act(RINA, Request::Set { record, values });
    }
    // Meanwhile the team goes on; some of it in the same deals.
    for number in 0..200 {
        let values = vec![("name".to_owned(), text(&format!("Renamed {number}")))];
        world.act(KARIM, Request::Set { record: id(number), values });
    }
    world.leap(60 * 86_400_000);
    world.set_online(RINA, true);
    world.run_for(10 * 60_000);
    world.settle();
    let relay = world.relay.documents();
    let mine = world.pockets[RINA].disk.documents();
    for (record, (theirs, _)) in &relay {
        assert_eq!(document::heads(&mine[record]), document::heads(theirs), "{record}");
        let deal = read::read(theirs, *record).expect("a stored document reads");
        let moved = record.0[0].is_multiple_of(10);
        assert_eq!(deal.text("description").is_some(), !moved, "{record}");
    }
    let shown = world.pockets[RINA].views.values().find_map(|view| {
        let View::Sync(sync) = view else { return None };
        Some((sync.refused.len(), sync.refused_in_all))
    });
    let (shown, all) = shown.expect("the sync page is watched");
    assert!(shown == 50 && all > 500, "{shown} of {all} are shown");
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
        assert_eq!(listed(&world, RINA).len(), 10);
        assert_eq!(world.relay.documents().len(), 90);
        assert_eq!(world.pockets[RINA].device.rows().len(), 90);
        assert_eq!(world.pockets[RINA].disk.documents().len(), 90);
        world.crash(RINA, false);
        world.settle();
    }
    assert_eq!(counts(&world), before, "nothing is offered again after a start");
}
