//! What people live through, told one by one: each test reads as what happened and what must be true afterwards.

use crate::checks;
use crate::world::World;
use crm_core::commands::convert_lead::becomes;
use crm_core::commands::{Assignment, Reason};
use crm_core::document::read;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, Request};
use crm_core::value::{Link, Money, Value};
use crm_core::views::record::Record;

const RINA: usize = 0;
const KARIM: usize = 1;
const CONTACT: RecordId = RecordId([1; 16]);
const DEAL: RecordId = RecordId([2; 16]);
const NOTE: RecordId = RecordId([3; 16]);
const LEAD: RecordId = RecordId([4; 16]);

fn text(field: &str, text: &str) -> Assignment {
    (field.to_owned(), Some(Value::Text(text.to_owned())))
}

fn taka(amount: i64) -> Value {
    Value::Money(Money { minor: amount * 100, currency: *b"BDT" })
}

fn create(object: &str, record: RecordId, values: Vec<Assignment>) -> Request {
    Request::Create { object: object.to_owned(), record, values }
}

fn set(record: RecordId, values: Vec<Assignment>) -> Request {
    Request::Set { record, values }
}

fn write(base: &str, text: &str) -> Request {
    Request::Write { record: NOTE, field: "body".to_owned(), base: base.to_owned(), text: text.to_owned() }
}

fn numbered(number: usize) -> RecordId {
    let mut id = [9; 16];
    id[..8].copy_from_slice(&u64::try_from(number).expect("a small number").to_be_bytes());
    RecordId(id)
}

fn many(count: usize) -> Request {
    let record = |number| {
        ("contact".to_owned(), numbered(number), vec![text("last_name", &format!("Customer {number}"))])
    };
    Request::CreateMany { records: (0..count).map(record).collect() }
}

fn both_offline(world: &mut World) {
    world.set_online(RINA, false);
    world.set_online(KARIM, false);
}

fn back_online(world: &mut World) {
    world.set_online(RINA, true);
    world.set_online(KARIM, true);
    world.settle();
}

/// The record as a device has it stored.
fn record(world: &mut World, pocket: usize, id: RecordId) -> Record {
    let doc = world.pockets[pocket].disk.document(id).expect("the record lies on the disk");
    read::read(&doc, id).expect("a stored document reads")
}

fn contacts(world: &World, pocket: usize) -> usize {
    let rows = world.pockets[pocket].device.rows();
    rows.records().filter(|row| row.object().is_some_and(|object| object.key == "contact")).count()
}

#[test]
fn two_people_offline_edit_the_same_records_and_nothing_is_lost() {
    let mut world = World::new(1, 2);
    world.act(RINA, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.act(RINA, create("deal", DEAL, vec![text("name", "100 bags")]));
    world.act(RINA, create("note", NOTE, vec![text("title", "Visit")]));
    world.settle();
    both_offline(&mut world);
    world.act(RINA, set(CONTACT, vec![text("first_name", "Rina")]));
    world.act(KARIM, set(CONTACT, vec![text("job_title", "Buyer")]));
    world.act(RINA, set(DEAL, vec![("amount".to_owned(), Some(taka(500)))]));
    world.act(KARIM, set(DEAL, vec![("amount".to_owned(), Some(taka(700)))]));
    world.act(RINA, write("", "She likes tea. "));
    world.act(KARIM, write("", "She pays on time. "));
    back_online(&mut world);
    for pocket in [RINA, KARIM] {
        let contact = record(&mut world, pocket, CONTACT);
        assert_eq!((contact.text("first_name"), contact.text("job_title")), (Some("Rina"), Some("Buyer")));
        assert_eq!(contact.conflicts.len(), 0, "different fields are no conflict");
        let deal = record(&mut world, pocket, DEAL);
        let [conflict] = deal.conflicts.as_slice() else { panic!("one field is in conflict") };
        let mut amounts = vec![deal.value("amount").cloned(), conflict.others[0].value.clone()];
        amounts.sort_by_key(|amount| amount == &Some(taka(700)));
        assert_eq!((conflict.field.as_str(), conflict.others.len()), ("amount", 1));
        assert_eq!(amounts, [Some(taka(500)), Some(taka(700))]);
        let note = record(&mut world, pocket, NOTE);
        let body = note.text("body").unwrap_or_default();
        for sentence in ["She likes tea. ", "She pays on time. "] {
            assert_eq!(body.matches(sentence).count(), 1, "{body}");
        }
        assert_eq!(body.len(), "She likes tea. She pays on time. ".len());
    }
    checks::converged(&mut world);
}

#[test]
fn what_others_wrote_into_an_open_note_stays() {
    let mut world = World::new(2, 2);
    world.act(RINA, create("note", NOTE, vec![text("title", "Visit"), text("body", "Tea.")]));
    world.settle();
    both_offline(&mut world);
    world.act(RINA, write("Tea.", "Tea. Sugar."));
    world.act(KARIM, write("Tea.", "Green Tea."));
    back_online(&mut world);
    // Rina opened the merged note; Karim writes before she leaves it.
    let open = record(&mut world, RINA, NOTE).text("body").unwrap_or_default().to_owned();
    world.act(KARIM, write(&open, &format!("{open} Karim.")));
    world.settle();
    world.act(RINA, write(&open, &format!("Rina. {open}")));
    world.settle();
    let body = record(&mut world, KARIM, NOTE).text("body").unwrap_or_default().to_owned();
    assert_eq!(body, "Rina. Green Tea. Sugar. Karim.");
    checks::converged(&mut world);
}

#[test]
fn a_device_that_restarts_offline_still_sends_what_it_wrote() {
    let mut world = World::new(3, 2);
    world.set_online(RINA, false);
    world.act(RINA, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.crash(RINA, true);
    world.run_for(1_000);
    assert_eq!(world.pockets[RINA].device.unsent(), 1);
    world.set_online(RINA, true);
    world.settle();
    assert_eq!(record(&mut world, KARIM, CONTACT).text("last_name"), Some("Akter"));
    checks::converged(&mut world);
}

#[test]
fn work_goes_on_while_the_relay_is_away() {
    let mut world = World::new(4, 2);
    world.settle();
    world.kill_relay();
    world.act(RINA, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.run_for(120_000);
    let now = world.now;
    world.relay.start(now);
    world.settle();
    assert_eq!(contacts(&world, KARIM), 1);
    checks::converged(&mut world);
}

#[test]
fn a_new_device_gets_the_book_in_pages_while_others_work() {
    let mut world = World::new(5, 3);
    let new = 2;
    world.set_online(new, false);
    world.act(RINA, many(300));
    world.settle();
    world.set_online(new, true);
    for number in 0..20 {
        world.act(KARIM, create("contact", RecordId([100 + number; 16]), vec![text("last_name", "Late")]));
        world.run_for(30);
    }
    world.settle();
    assert_eq!(contacts(&world, new), 320);
    checks::converged(&mut world);
}

#[test]
fn many_records_made_at_once_go_out_and_arrive() {
    let mut world = World::new(6, 2);
    world.act(RINA, many(600));
    world.act(RINA, set(numbered(7), vec![text("first_name", "Edited")]));
    world.settle();
    assert_eq!(contacts(&world, KARIM), 600);
    assert_eq!(record(&mut world, KARIM, numbered(7)).text("first_name"), Some("Edited"));
    checks::converged(&mut world);
}

#[test]
fn a_relay_restored_from_an_older_copy_gets_back_what_devices_hold() {
    let mut world = World::new(7, 2);
    world.act(RINA, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.settle();
    let copy = world.relay.copy("yesterday.db");
    world.act(RINA, set(CONTACT, vec![text("first_name", "Rina")]));
    world.act(KARIM, create("deal", DEAL, vec![text("name", "100 bags")]));
    world.settle();
    // Rina is on a journey; Karim alone brings back what she wrote.
    world.set_online(RINA, false);
    world.put_back(&copy);
    world.run_for(30_000);
    assert!(world.relay.documents().contains_key(&DEAL), "the deal came back");
    let (doc, _) = &world.relay.documents()[&CONTACT];
    let contact = read::read(doc, CONTACT).expect("a stored document reads");
    assert_eq!(contact.text("first_name"), Some("Rina"), "her edit came back without her");
    world.set_online(RINA, true);
    world.settle();
    checks::converged(&mut world);
}

#[test]
fn a_full_disk_refuses_and_loses_nothing_that_was_saved() {
    let mut world = World::new(8, 2);
    world.act(RINA, create("note", NOTE, vec![text("title", "Visit"), text("body", "Tea.")]));
    world.settle();
    world.pockets[RINA].disk.limit(Some(0));
    let refused = world.try_to(RINA, write("Tea.", "Tea. And a very long story about it."));
    assert_eq!(refused.expect_err("there is no room").reason, Reason::StorageFull);
    assert_eq!(record(&mut world, RINA, NOTE).text("body"), Some("Tea."));
    world.act(KARIM, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.run_for(20_000);
    world.pockets[RINA].disk.limit(None);
    world.act(RINA, write("Tea.", "Tea. Sugar."));
    world.settle();
    assert_eq!(record(&mut world, KARIM, NOTE).text("body"), Some("Tea. Sugar."));
    checks::converged(&mut world);
}

#[test]
fn a_record_damaged_on_the_device_comes_back_from_the_relay_with_what_was_not_sent() {
    let mut world = World::new(12, 2);
    world.act(RINA, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.settle();
    world.set_online(RINA, false);
    world.act(RINA, set(CONTACT, vec![text("first_name", "Rina")]));
    world.crash(RINA, false);
    world.pockets[RINA].disk.damage(CONTACT);
    world.run_for(1_000);
    let refused = world.try_to(RINA, set(CONTACT, vec![text("job_title", "Buyer")]));
    assert_eq!(refused.expect_err("its bytes cannot be read").reason, Reason::NotHere);
    // Found without a connection: the next one asks for the relay's copy, though the relay has nothing new to say.
    world.set_online(RINA, true);
    world.settle();
    world.act(RINA, set(CONTACT, vec![text("job_title", "Buyer")]));
    world.settle();
    let contact = record(&mut world, KARIM, CONTACT);
    let fields = ["first_name", "job_title"].map(|field| contact.text(field));
    assert_eq!(fields, [Some("Rina"), Some("Buyer")]);
    checks::converged(&mut world);
}

#[test]
fn a_lead_converted_twice_becomes_one_account_one_contact_and_one_deal() {
    let mut world = World::new(9, 2);
    world.act(RINA, create("lead", LEAD, vec![text("last_name", "Akter"), text("company", "Padma")]));
    world.settle();
    both_offline(&mut world);
    for pocket in [RINA, KARIM] {
        let made = world.act(pocket, Request::Convert { record: LEAD, deal: Some("First order".to_owned()) });
        assert!(matches!(made, Answer::Records(_)));
    }
    back_online(&mut world);
    let rows = world.pockets[KARIM].device.rows();
    let of =
        |key: &str| rows.records().filter(|row| row.object().is_some_and(|object| object.key == key)).count();
    assert_eq!((of("account"), of("contact"), of("deal"), of("lead")), (1, 1, 1, 1));
    checks::converged(&mut world);
}

#[test]
fn a_lead_that_was_converted_is_one_again_and_what_somebody_worked_with_stays() {
    let mut world = World::new(29, 2);
    world.act(RINA, create("lead", LEAD, vec![text("last_name", "Akter"), text("company", "Padma")]));
    world.act(RINA, Request::Convert { record: LEAD, deal: Some("First order".to_owned()) });
    world.settle();
    let [account, contact, deal] = becomes(LEAD);
    let gone = |world: &mut World, pocket: usize| {
        [account, contact, deal, LEAD].map(|one| record(world, pocket, one).deleted())
    };
    let convert = || Request::Convert { record: LEAD, deal: Some("First order".to_owned()) };
    world.act(RINA, Request::Unconvert { record: LEAD });
    assert_eq!(gone(&mut world, RINA), [true, true, true, false], "nobody had touched them");
    assert_eq!(record(&mut world, RINA, LEAD).text("status"), Some("qualified"));
    world.act(RINA, convert());
    assert_eq!(gone(&mut world, RINA), [false; 4]);
    world.settle();
    // A note about the contact: it stays, and so does the account that it belongs to; nothing belongs to the deal.
    let about = Value::Link(Link { object: "contact".to_owned(), record: contact });
    let note = vec![text("body", "Likes tea."), ("about".to_owned(), Some(about))];
    world.act(KARIM, create("note", NOTE, note));
    world.settle();
    world.act(RINA, Request::Unconvert { record: LEAD });
    assert_eq!(gone(&mut world, RINA), [false, false, true, false]);
    world.act(RINA, convert());
    assert_eq!(gone(&mut world, RINA), [false; 4]);
    world.settle();
    // The deal goes on at another device; with it stays whoever it belongs to, also when all that is done once more.
    world.act(KARIM, set(deal, vec![text("next_step", "Samples")]));
    world.settle();
    for _ in 0..2 {
        world.act(RINA, Request::Unconvert { record: LEAD });
        world.settle();
        for pocket in [RINA, KARIM] {
            assert_eq!(gone(&mut world, pocket), [false; 4]);
        }
        world.act(RINA, convert());
    }
    world.act(RINA, Request::Unconvert { record: LEAD });
    world.settle();
    let refused = world.try_to(KARIM, Request::Unconvert { record: LEAD });
    assert_eq!(refused.map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
    checks::converged(&mut world);
}

#[test]
fn a_record_deleted_while_somebody_edits_it_comes_back_with_the_edit() {
    let mut world = World::new(10, 2);
    world.act(RINA, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.settle();
    both_offline(&mut world);
    world.act(RINA, Request::Delete { records: vec![CONTACT] });
    world.act(KARIM, set(CONTACT, vec![text("first_name", "Rina")]));
    back_online(&mut world);
    assert!(record(&mut world, KARIM, CONTACT).deleted(), "deleted on both");
    world.act(KARIM, Request::Restore { records: vec![CONTACT] });
    world.settle();
    let contact = record(&mut world, RINA, CONTACT);
    assert_eq!((contact.deleted(), contact.text("first_name")), (false, Some("Rina")));
    checks::converged(&mut world);
}

/// After a restart of the relay nobody is told when to call: chance spreads the calls.
#[test]
fn a_team_of_thirty_calls_again_after_a_restart_and_not_all_at_once() {
    const TEAM: usize = 30;
    let mut world = World::new(34, TEAM);
    world.act(RINA, create("contact", CONTACT, vec![text("last_name", "Akter")]));
    world.settle();
    world.kill_relay();
    world.run_for(20_000);
    let now = world.now;
    world.relay.start(now);
    let (mut before, mut at_once) = (world.tally.count("called"), 0);
    let called = before;
    while world.tally.count("called") < called + u64::try_from(TEAM).expect("few") {
        assert!(world.now < now + 60_000, "somebody never calls");
        world.run_for(500);
        at_once = at_once.max(world.tally.count("called") - before);
        before = world.tally.count("called");
    }
    assert!(at_once <= 15, "{at_once} called within half a second");
    world.settle();
    checks::converged(&mut world);
}
