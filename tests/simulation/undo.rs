//! A person takes back what they did; what others did meanwhile stays.

use crate::checks;
use crate::world::World;
use crm_core::commands::{Assignment, Reason};
use crm_core::document::read;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, ManyEdit, Request};
use crm_core::value::Value;
use crm_core::views::query::Query;
use crm_core::views::record::Record;
use crm_core::views::selection::Selection;

const RINA: usize = 0;
const KARIM: usize = 1;
const CONTACT: RecordId = RecordId([1; 16]);
const DEAL: RecordId = RecordId([2; 16]);
const LEAD: RecordId = RecordId([4; 16]);

fn text(field: &str, text: &str) -> Assignment {
    (field.to_owned(), Some(Value::Text(text.to_owned())))
}

fn create(object: &str, record: RecordId, field: &str, name: &str) -> Request {
    Request::Create { object: object.to_owned(), record, values: vec![text(field, name)] }
}

fn set(field: &str, value: &str) -> Request {
    Request::Set { record: CONTACT, values: vec![text(field, value)] }
}

const UNDO: Request = Request::Undo { of: None };

fn record(world: &mut World, pocket: usize, id: RecordId) -> Record {
    let doc = world.pockets[pocket].disk.document(id).expect("the record lies on the disk");
    read::read(&doc, id).expect("a stored document reads")
}

fn first_name(world: &mut World) -> Option<String> {
    record(world, RINA, CONTACT).text("first_name").map(str::to_owned)
}

#[test]
fn steps_go_back_one_by_one_and_forth_again() {
    let mut world = World::new(20, 2);
    world.act(RINA, create("contact", CONTACT, "last_name", "Akter"));
    world.act(RINA, set("first_name", "Rina"));
    world.act(RINA, set("first_name", "Rina Begum"));
    let undone = world.act(RINA, UNDO);
    assert!(matches!(&undone, Answer::Undone { title, .. } if title == "Rina Akter"), "{undone:?}");
    assert_eq!(first_name(&mut world).as_deref(), Some("Rina"));
    world.act(RINA, UNDO);
    assert_eq!(first_name(&mut world), None);
    world.act(RINA, UNDO);
    assert!(record(&mut world, RINA, CONTACT).deleted(), "what was made is gone");
    assert_eq!(world.try_to(RINA, UNDO).map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
    for name in [None, Some("Rina"), Some("Rina Begum")] {
        world.act(RINA, Request::Redo);
        assert_eq!(first_name(&mut world).as_deref(), name);
    }
    assert!(!record(&mut world, RINA, CONTACT).deleted());
    assert_eq!(world.try_to(RINA, Request::Redo).map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
    // A new step ends what could be done again.
    world.act(RINA, UNDO);
    world.act(RINA, set("job_title", "Buyer"));
    assert_eq!(world.try_to(RINA, Request::Redo).map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
    world.settle();
    checks::converged(&mut world);
}

#[test]
fn what_others_did_since_stays() {
    let mut world = World::new(21, 2);
    world.act(RINA, create("contact", CONTACT, "last_name", "Akter"));
    world.act(RINA, set("first_name", "Rina"));
    world.settle();
    world.act(KARIM, set("first_name", "Reena"));
    world.act(KARIM, set("job_title", "Buyer"));
    world.settle();
    // Karim's steps are his: Rina takes back hers, of which nothing is left to take back.
    assert_eq!(world.try_to(RINA, UNDO).map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
    assert_eq!(first_name(&mut world).as_deref(), Some("Reena"));
    world.act(KARIM, UNDO);
    world.settle();
    assert_eq!(record(&mut world, RINA, CONTACT).text("job_title"), None);
    checks::converged(&mut world);
}

#[test]
fn moving_deleting_and_converting_go_back_as_a_whole() {
    let mut world = World::new(22, 2);
    world.act(RINA, create("deal", DEAL, "name", "100 bags"));
    let before = record(&mut world, RINA, DEAL).values;
    world.act(RINA, Request::Move { record: DEAL, stage: "closed_won".to_owned(), after: None });
    world.act(RINA, UNDO);
    assert_eq!(record(&mut world, RINA, DEAL).values, before, "stage, chance, times and place");
    world.act(RINA, Request::Delete { records: vec![DEAL] });
    world.act(RINA, UNDO);
    assert_eq!(record(&mut world, RINA, DEAL).values, before);
    world.act(RINA, create("lead", LEAD, "last_name", "Roy"));
    let before = record(&mut world, RINA, LEAD).values;
    let made = world.act(RINA, Request::Convert { record: LEAD, deal: Some("First order".to_owned()) });
    let Answer::Records(made) = made else { panic!("{made:?}") };
    world.act(RINA, UNDO);
    assert_eq!(record(&mut world, RINA, LEAD).values, before);
    for link in made.iter().filter(|link| link.record != LEAD) {
        assert!(record(&mut world, RINA, link.record).deleted(), "{link:?}");
    }
    // Converted again they come back.
    world.act(RINA, Request::Convert { record: LEAD, deal: Some("Another order".to_owned()) });
    for link in &made {
        assert!(!record(&mut world, RINA, link.record).deleted(), "{link:?}");
    }
    world.settle();
    checks::converged(&mut world);
}

#[test]
fn a_step_is_found_by_its_request() {
    let mut world = World::new(23, 1);
    world.act(RINA, create("contact", CONTACT, "last_name", "Akter"));
    let step = world.ask(RINA, set("first_name", "Rina"));
    world.run_for(1_000);
    world.act(RINA, set("job_title", "Buyer"));
    world.act(RINA, Request::Undo { of: Some(step) });
    let contact = record(&mut world, RINA, CONTACT);
    assert_eq!((contact.text("first_name"), contact.text("job_title")), (None, Some("Buyer")));
    let again = world.try_to(RINA, Request::Undo { of: Some(step) });
    assert_eq!(again.map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
}

#[test]
fn an_edit_of_many_goes_back_as_one_step() {
    let mut world = World::new(24, 2);
    let numbered = |number: u16| {
        let mut id = [7; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        RecordId(id)
    };
    let contact = |number| ("contact".to_owned(), numbered(number), vec![text("last_name", "Akter")]);
    world.act(RINA, Request::CreateMany { records: (0..300).map(contact).collect() });
    world.settle();
    let edit = Request::EditMany {
        query: Query::all("contact"),
        which: Selection::only((0..300).map(numbered)),
        edit: ManyEdit::Set(vec![text("job_title", "Buyer")]),
    };
    world.act(RINA, edit);
    for number in [0, 299] {
        assert_eq!(record(&mut world, RINA, numbered(number)).text("job_title"), Some("Buyer"));
    }
    world.act(RINA, UNDO);
    for number in 0..300 {
        assert_eq!(record(&mut world, RINA, numbered(number)).text("job_title"), None, "{number}");
    }
    world.settle();
    checks::converged(&mut world);
}
