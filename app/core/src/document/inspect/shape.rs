//! Whether the operations of a change write only what the object's definition allows.

use super::Verdict;
use crate::document::layout::{KIND, SCHEMA_KEY, first_actor, text_id};
use crate::document::{limits, read};
use crate::fields::{Kind, Merge, Stored};
use crate::ids::RecordId;
use crate::objects::ObjectDefinition;
use crate::policy::RelayReason;
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ExpandedChange, ScalarValue};
use std::collections::BTreeSet;

/// Checks every operation against the definition; the first that does not fit decides. Returns the fields that are
/// written, each once, sorted.
pub(super) fn check(
    change: &ExpandedChange,
    record: RecordId,
    definition: &'static ObjectDefinition,
) -> Result<Vec<&'static str>, Verdict> {
    if change.actor_id.to_bytes() == first_actor(record) {
        return Err(Verdict::refused(RelayReason::ReservedActor));
    }
    let texts: Vec<(&'static str, OpId)> = crate::document::layout::long_texts(definition)
        .filter_map(|key| Some((key, text_id(definition, record, key)?)))
        .collect();
    let (mut text_bytes, mut fields) = (0, BTreeSet::new());
    for operation in &change.operations {
        let (field, bytes) = match &operation.obj {
            ObjectId::Root => root(operation, definition)?,
            ObjectId::Id(id) => match texts.iter().find(|(_, text)| text == id) {
                Some((key, _)) => (*key, text(operation, key)?),
                None => return Err(Verdict::refused(RelayReason::UnknownObject)),
            },
        };
        text_bytes += bytes;
        fields.insert(field);
        if text_bytes > limits::TEXT_BYTES {
            return Err(Verdict::refused(RelayReason::TooLarge));
        }
    }
    Ok(fields.into_iter().collect())
}

/// An operation on the root map; returns its field and the bytes of text that it brings.
fn root(operation: &Op, definition: &'static ObjectDefinition) -> Result<(&'static str, usize), Verdict> {
    let Key::Map(key) = &operation.key else { return Err(Verdict::refused(RelayReason::Shape)) };
    let key = key.as_str();
    let (name, member) = match key.split_once('/') {
        Some((name, member)) => (name, Some(member)),
        None => (key, None),
    };
    let refused = |reason| Verdict::Refused { reason, field: Some(name.to_owned()) };
    if key.len() > limits::KEY_BYTES {
        return Err(Verdict::refused(RelayReason::TooLarge));
    }
    if operation.insert || key == KIND || key == SCHEMA_KEY {
        return Err(refused(RelayReason::ReadOnly));
    }
    let Some(field) = definition.field(name) else { return Err(refused(RelayReason::UnknownField)) };
    let kind = field.kind.behaviour();
    let fits = match (kind.merge(), member) {
        (Merge::Register, None) => true,
        (Merge::Set, Some(member)) => !member.is_empty(),
        (Merge::Register | Merge::Text | Merge::Nothing, _) | (Merge::Set, None) => false,
    };
    if !fits {
        return Err(refused(RelayReason::Shape));
    }
    match &operation.action {
        OpType::Delete => Ok((field.key, 0)),
        // What stays of a value that came to lie apart; it says nothing.
        OpType::Put(ScalarValue::Null) => Ok((field.key, key.len())),
        OpType::Put(value) => {
            let scalar = read::owned_scalar(value).ok_or_else(|| refused(RelayReason::WrongKind))?;
            let stored = match member {
                Some(member) => Stored::Members(vec![(member.to_owned(), scalar)]),
                None => Stored::Scalar(scalar),
            };
            // A field that a later build knows better may hold what this build cannot read, but never a text
            // where a number belongs: the kind decides.
            if kind.read(&stored).is_none() && field.kind != Kind::Computed {
                return Err(refused(RelayReason::WrongKind));
            }
            Ok((field.key, bytes_of(value) + key.len()))
        }
        OpType::Make(_) | OpType::Increment(_) | OpType::MarkBegin(_) | OpType::MarkEnd(_) => {
            Err(refused(RelayReason::Shape))
        }
    }
}

/// An operation on a text: a letter put in or taken out.
fn text(operation: &Op, key: &str) -> Result<usize, Verdict> {
    let refused = || Verdict::Refused { reason: RelayReason::Shape, field: Some(key.to_owned()) };
    let Key::Seq(_) = &operation.key else { return Err(refused()) };
    match (&operation.action, operation.insert) {
        (OpType::Put(ScalarValue::Str(letter)), true) => Ok(letter.len()),
        (OpType::Delete, false) => Ok(0),
        (
            OpType::Put(_)
            | OpType::Delete
            | OpType::Make(_)
            | OpType::Increment(_)
            | OpType::MarkBegin(_)
            | OpType::MarkEnd(_),
            _,
        ) => Err(refused()),
    }
}

fn bytes_of(value: &ScalarValue) -> usize {
    match value {
        ScalarValue::Str(text) => text.len(),
        ScalarValue::Bytes(bytes) => bytes.len(),
        ScalarValue::Unknown { bytes, .. } => bytes.len(),
        ScalarValue::Int(_)
        | ScalarValue::Uint(_)
        | ScalarValue::F64(_)
        | ScalarValue::Counter(_)
        | ScalarValue::Timestamp(_)
        | ScalarValue::Boolean(_)
        | ScalarValue::Null => 8,
    }
}
