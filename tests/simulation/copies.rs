//! A profile that exists twice: a machine that was cloned, a folder that was put back from a backup. Both write as the
//! same device, and neither may give a number that the other gave.

use crate::checks;
use crate::disk::Disk;
use crate::world::World;
use crm_core::document::read;
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::value::Value;

const RINA: usize = 0;
const COPY: usize = 1;
const CONTACT: RecordId = RecordId([1; 16]);

fn set(field: &str, text: &str) -> Request {
    let values = vec![(field.to_owned(), Some(Value::Text(text.to_owned())))];
    Request::Set { record: CONTACT, values }
}

fn create(name: &str) -> Request {
    let values = vec![("last_name".to_owned(), Some(Value::Text(name.to_owned())))];
    Request::Create { object: "contact".to_owned(), record: CONTACT, values }
}

fn fields(world: &mut World, pocket: usize) -> [Option<String>; 2] {
    let doc = world.pockets[pocket].disk.document(CONTACT).expect("the record lies on the disk");
    let contact = read::read(&doc, CONTACT).expect("a stored document reads");
    ["first_name", "job_title"].map(|field| contact.text(field).map(str::to_owned))
}

#[test]
fn a_copied_profile_forks_no_history() {
    let mut world = World::new(31, 2);
    world.act(RINA, create("Akter"));
    world.settle();
    for pocket in [RINA, COPY] {
        world.set_online(pocket, false);
    }
    world.act(RINA, set("first_name", "Reena"));
    world.copy_profile(RINA, COPY);
    world.run_for(1_000);
    world.crash(RINA, false);
    world.run_for(1_000);
    world.act(RINA, set("first_name", "Rina"));
    world.act(COPY, set("job_title", "Buyer"));
    for pocket in [RINA, COPY] {
        world.set_online(pocket, true);
    }
    world.settle();
    assert_eq!(fields(&mut world, RINA), [Some("Rina".to_owned()), Some("Buyer".to_owned())]);
    assert_eq!(fields(&mut world, COPY), fields(&mut world, RINA));
    checks::converged(&mut world);
}

#[test]
fn a_profile_that_is_put_back_from_a_backup_forks_no_history() {
    let mut world = World::new(32, 2);
    world.act(RINA, create("Akter"));
    world.settle();
    let backup: Disk = world.pockets[RINA].disk.clone();
    world.act(RINA, set("first_name", "Reena"));
    world.act(RINA, set("first_name", "Rina"));
    world.settle();
    world.pockets[RINA].disk = backup;
    // What was seen as saved since then is on the relay, and comes back from there.
    let saved = std::mem::take(&mut world.pockets[RINA].saved);
    world.set_online(RINA, false);
    world.crash(RINA, true);
    world.run_for(1_000);
    world.act(RINA, set("job_title", "Buyer"));
    world.set_online(RINA, true);
    world.settle();
    assert_eq!(fields(&mut world, RINA), [Some("Rina".to_owned()), Some("Buyer".to_owned())]);
    world.pockets[RINA].saved.extend(saved);
    checks::converged(&mut world);
}
