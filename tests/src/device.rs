//! What a device does to records, without a device: honest changes in the product's own shape.

use automerge::Automerge;
use crm_core::commands::{DocumentPlan, Edit, Intent};
use crm_core::document::{self, bulk, write};
use crm_core::fields::Scalar;
use crm_core::ids::{ActorId, RecordId};
use crm_sync::frame::PushedChange;

/// The object that the tests write.
pub const OBJECT: &str = "contact";
/// A text field of it.
pub const FIELD: &str = "first_name";
/// A long-text field of it.
pub const TEXT: &str = "description";

/// Sixteen bytes from a number.
pub fn id(number: u64) -> [u8; 16] {
    let mut id = [0xa5; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id
}

/// A plan that sets one field.
pub fn set(record: [u8; 16], value: &str) -> DocumentPlan {
    plan(record, vec![Edit::Put(FIELD.to_owned(), Scalar::Text(value.to_owned()))])
}

/// A plan for a record.
pub fn plan(record: [u8; 16], edits: Vec<Edit>) -> DocumentPlan {
    DocumentPlan { record: RecordId(record), object: OBJECT.to_owned(), intent: Intent::Set, edits }
}

/// A new record as a bulk import makes it.
pub fn created(record: [u8; 16], actor: [u8; 16], value: &str) -> PushedChange {
    let new = bulk::create(&set(record, value), ActorId(actor), 1_000).expect("a contact can be made");
    PushedChange { doc: record, kind: OBJECT.to_owned(), hash: new.hash, bytes: new.change }
}

/// A document with the first change only.
pub fn blank(record: [u8; 16]) -> Automerge {
    document::new(RecordId(record), OBJECT).expect("contacts are in the catalogue")
}

/// Edits a document as the engine does, and gives the change that travels.
pub fn edit(doc: &mut Automerge, record: [u8; 16], actor: [u8; 16], edits: Vec<Edit>) -> PushedChange {
    let change =
        write::write(doc, &plan(record, edits), ActorId(actor), 1_000).expect("the plan fits the document");
    let change = change.expect("the plan changes something");
    pushed(record, &change)
}

/// Sets the test's field.
pub fn rename(doc: &mut Automerge, record: [u8; 16], actor: [u8; 16], value: &str) -> PushedChange {
    edit(doc, record, actor, vec![Edit::Put(FIELD.to_owned(), Scalar::Text(value.to_owned()))])
}

/// A change as it travels.
pub fn pushed(record: [u8; 16], change: &document::Change) -> PushedChange {
    let bytes = change.raw_bytes().to_vec();
    PushedChange { doc: record, kind: OBJECT.to_owned(), hash: change.hash().0, bytes }
}

/// The test's field of a document.
pub fn value(bytes: &[u8], record: [u8; 16]) -> Option<String> {
    let doc = document::load(bytes).ok()?;
    let record = document::read::read(&doc, RecordId(record))?;
    let crm_core::value::Value::Text(text) = record.values.get(FIELD)? else { return None };
    Some(text.clone())
}
