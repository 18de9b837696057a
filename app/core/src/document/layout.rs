//! Where things lie in a document, and the first change that every document shares.

use crate::ids::RecordId;
use crate::objects::{self, ObjectDefinition, SCHEMA};
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Change, ExpandedChange, ObjType, ScalarValue};
use sha2::{Digest, Sha256};
use std::num::NonZeroU64;

/// Root key of the object's name.
pub const KIND: &str = "kind";
/// Root key of the document's schema.
pub const SCHEMA_KEY: &str = "schema";

/// The object is not in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownObject;

/// The actor of the first change of a record: it belongs to nobody.
pub fn first_actor(record: RecordId) -> [u8; 16] {
    let mut hasher = Sha256::new();
    hasher.update(b"init");
    hasher.update(record.0);
    hasher.update(SCHEMA.to_le_bytes());
    let mut actor = [0; 16];
    actor.copy_from_slice(&hasher.finalize()[..16]);
    actor
}

/// The first change of a record's document, equal to the byte on every device: its object, its schema and an empty
/// text for each long-text field, so that two devices that make the same record never make two texts.
pub fn first_change(record: RecordId, object: &str) -> Result<Change, UnknownObject> {
    let definition = objects::object(object).ok_or(UnknownObject)?;
    let put = |key: &str, value: ScalarValue| root_op(key, OpType::Put(value));
    let mut operations = vec![
        put(KIND, ScalarValue::Str(object.into())),
        put(SCHEMA_KEY, ScalarValue::Uint(u64::from(SCHEMA))),
    ];
    operations.extend(long_texts(definition).map(|key| root_op(key, OpType::Make(ObjType::Text))));
    Ok(Change::from(ExpandedChange {
        operations,
        actor_id: ActorId::from(first_actor(record)),
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN,
        time: 0,
        message: None,
        deps: Vec::new(),
        extra_bytes: Vec::new(),
        author: None,
    }))
}

/// The long-text fields of an object, in order.
pub fn long_texts(definition: &ObjectDefinition) -> impl Iterator<Item = &'static str> {
    let long = definition.all_fields().filter(|field| field.kind == crate::fields::Kind::LongText);
    long.map(|field| field.key)
}

/// The id of the text of a long-text field, as made by the first change.
pub(super) fn text_id(definition: &ObjectDefinition, record: RecordId, field: &str) -> Option<OpId> {
    let place = long_texts(definition).position(|key| key == field)?;
    Some(OpId(3 + u64::try_from(place).ok()?, ActorId::from(first_actor(record))))
}

/// How many operations the first change of an object has.
pub(super) fn first_change_len(definition: &ObjectDefinition) -> u64 {
    2 + u64::try_from(long_texts(definition).count()).unwrap_or(u64::MAX)
}

pub(super) fn root_op(key: &str, action: OpType) -> Op {
    Op { action, obj: ObjectId::Root, key: Key::Map(key.into()), pred: Vec::new().into(), insert: false }
}
