//! The relay refuses a change for good: the record is rebuilt without it, everything else goes on, and what was refused
//! is listed with its values.

use crate::world::{Rule, World};
use automerge::Change;
use automerge::legacy::{Key, OpType};
use crm_core::document::{self, read};
use crm_core::ids::RecordId;
use crm_core::messages::{RefusedEdit, Request, Trouble};
use crm_core::value::Value;
use crm_sync::frame::PushedChange;

mod absence;
mod edits;
mod new_records;
mod stored;

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

fn reasons(world: &World) -> Vec<Trouble> {
    world.listed(RINA).into_iter().map(|edit| edit.why).collect()
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
