//! A document as a record, with the other values of its conflicts.

use super::layout::KIND;
use super::undo;
use crate::fields::{Merge, Scalar, Stored};
use crate::ids::{ActorId, RecordId, Timestamp};
use crate::objects::{self, FieldDefinition, ObjectDefinition};
use crate::value::Value;
use crate::views::record::{Conflict, OtherValue, Record};
use automerge::iter::MapRange;
use automerge::{
    Automerge, AutomergeError, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, ScalarValueRef,
    ValueRef,
};
use crm_planted::{Bug, planted};
use std::collections::BTreeMap;

/// The object of a document, where it says one.
pub fn object_of(doc: &Automerge) -> Option<String> {
    match doc.get(ROOT, KIND).ok()?? {
        (automerge::Value::Scalar(value), _) => value.as_str().map(str::to_owned),
        (automerge::Value::Object(_), _) => None,
    }
}

/// Reads a record. `None` when the document's object is not in the catalogue; damaged fields are left out.
pub fn read(doc: &Automerge, id: RecordId) -> Option<Record> {
    let mut record = values(doc, id, doc.map_range(ROOT, ..), |text| doc.text(text))?;
    (record.modified_at, record.modified_by) = latest(doc);
    Some(record)
}

/// Reads a record as it was at earlier heads, without conflicts and times.
pub fn read_as_of(doc: &Automerge, id: RecordId, heads: &[ChangeHash]) -> Option<Record> {
    let mut record = values(doc, id, doc.map_range_at(ROOT, .., heads), |text| doc.text_at(text, heads))?;
    record.conflicts.clear();
    Some(record)
}

/// The same with plain hashes.
pub fn read_at(doc: &Automerge, id: RecordId, heads: &[[u8; 32]]) -> Option<Record> {
    let heads: Vec<ChangeHash> = heads.iter().map(|&head| ChangeHash(head)).collect();
    read_as_of(doc, id, &heads)
}

fn values<'a>(
    doc: &'a Automerge,
    id: RecordId,
    items: MapRange<'a>,
    text: impl Fn(ObjId) -> Result<String, AutomergeError>,
) -> Option<Record> {
    let definition = definition_of(doc)?;
    let items = items.map(|item| {
        let held = match &item.value {
            ValueRef::Scalar(value) => Held::Scalar(scalar(value)),
            ValueRef::Object(ObjType::Text) => Held::Text(text(item.id()).unwrap_or_default()),
            ValueRef::Object(_) => Held::Other,
        };
        (item.key, held, item.conflict)
    });
    Some(gathered(id, definition, items, |field, shown| conflict(doc, field, shown)))
}

/// What lies under a key of the root map.
enum Held {
    /// A scalar; `None` of a shape that no field kind uses.
    Scalar(Option<Scalar>),
    /// A text.
    Text(String),
    /// Anything else.
    Other,
}

/// The fields of a record from the keys of a document, in their order.
fn gathered<K: AsRef<str>>(
    id: RecordId,
    definition: &'static ObjectDefinition,
    items: impl Iterator<Item = (K, Held, bool)>,
    conflict: impl Fn(&'static FieldDefinition, Option<&Value>) -> Option<Conflict>,
) -> Record {
    let mut record = Record::empty(id, definition.key);
    let mut members: BTreeMap<&'static str, Vec<(String, Scalar)>> = BTreeMap::new();
    for (key, held, in_conflict) in items {
        let (key, member) = match key.as_ref().split_once('/') {
            Some((key, member)) => (key, Some(member)),
            None => (key.as_ref(), None),
        };
        let Some(field) = definition.field(key) else { continue };
        match (held, member) {
            (Held::Scalar(scalar), Some(member)) => {
                let Some(scalar) = scalar else { continue };
                members.entry(field.key).or_default().push((member.to_owned(), scalar));
            }
            (Held::Scalar(scalar), None) => {
                let value = scalar.and_then(|scalar| of(field, &Stored::Scalar(scalar)));
                if in_conflict {
                    record.conflicts.extend(conflict(field, value.as_ref()));
                }
                record.values.extend(value.map(|value| (field.key.to_owned(), value)));
            }
            (Held::Text(text), None) => {
                let value = of(field, &Stored::Text(text));
                record.values.extend(value.map(|value| (field.key.to_owned(), value)));
            }
            (Held::Text(_), Some(_)) | (Held::Other, _) => {}
        }
    }
    for (key, stored) in members {
        let Some(field) = definition.field(key) else { continue };
        let value = of(field, &Stored::Members(stored));
        record.values.extend(value.map(|value| (key.to_owned(), value)));
    }
    record
}

/// The value of one field from what lies under its keys.
pub(super) fn value_of(
    definition: &ObjectDefinition,
    field: &str,
    keys: Vec<(String, undo::Held)>,
) -> Option<Value> {
    let field = definition.field(field)?;
    let mut members = Vec::new();
    for (key, held) in keys {
        match (held, key.split_once('/')) {
            (undo::Held::Scalar(scalar), Some((_, member))) => {
                members.push((member.to_owned(), scalar));
            }
            (undo::Held::Scalar(scalar), None) => return of(field, &Stored::Scalar(scalar)),
            (undo::Held::Text(text), None) => return of(field, &Stored::Text(text)),
            (undo::Held::Text(_), Some(_)) | (undo::Held::Nothing, _) => {}
        }
    }
    of(field, &Stored::Members(members))
}

/// What one change leaves in an empty record.
pub(super) struct Fresh {
    /// Scalars by key of the root map.
    pub scalars: BTreeMap<String, Scalar>,
    /// Texts by field.
    pub texts: BTreeMap<&'static str, String>,
}

/// A record of which everything was written by one change, as [`read`] reads it from the document.
pub(super) fn fresh(
    id: RecordId,
    definition: &'static ObjectDefinition,
    fresh: Fresh,
    at: Timestamp,
    by: Option<ActorId>,
) -> Record {
    let scalars = fresh.scalars.into_iter().map(|(key, scalar)| (key, Held::Scalar(Some(scalar)), false));
    let texts = fresh.texts.into_iter().map(|(key, text)| (key.to_owned(), Held::Text(text), false));
    let mut record = gathered(id, definition, scalars.chain(texts), |_, _| None);
    (record.modified_at, record.modified_by) = (at, by);
    record
}

fn of(field: &FieldDefinition, stored: &Stored) -> Option<Value> {
    field.kind.behaviour().read(stored)
}

/// Device time and actor of the latest change among the heads.
fn latest(doc: &Automerge) -> (Timestamp, Option<ActorId>) {
    let heads = doc.get_heads();
    let metas = heads.iter().filter_map(|head| doc.get_change_meta_by_hash(head));
    let latest = metas.max_by_key(|meta| (meta.timestamp, meta.hash.0));
    latest.map_or((0, None), |meta| (meta.timestamp, actor(&meta.actor)))
}

/// The other values of a field. Equal values written twice are no conflict.
fn conflict(doc: &Automerge, field: &FieldDefinition, shown: Option<&Value>) -> Option<Conflict> {
    if planted(Bug::ConflictUntold) || field.kind.behaviour().merge() != Merge::Register || field.system {
        return None;
    }
    let mut others: Vec<OtherValue> = Vec::new();
    let mut shown_by = None;
    for (value, id) in doc.get_all(ROOT, field.key).ok()? {
        let automerge::Value::Scalar(value) = value else { continue };
        let value = owned_scalar(&value).and_then(|scalar| of(field, &Stored::Scalar(scalar)));
        let (actor, at) = author(doc, &id)?;
        if value.as_ref() == shown {
            // The winner comes last; an equal value of somebody else hides behind it.
            shown_by = Some((actor, at));
        } else if !others.iter().any(|other| other.value == value) {
            others.push(OtherValue { value, actor, at });
        }
    }
    let (shown_by, shown_at) = shown_by?;
    (!others.is_empty()).then(|| Conflict { field: field.key.to_owned(), others, shown_by, shown_at })
}

fn author(doc: &Automerge, id: &ObjId) -> Option<(ActorId, Timestamp)> {
    let hash = doc.hash_for_opid(id)?;
    let meta = doc.get_change_meta_by_hash(&hash)?;
    Some((actor(&meta.actor)?, meta.timestamp))
}

/// An Automerge actor as ours; `None` where it has not 16 bytes.
pub fn actor(actor: &automerge::ActorId) -> Option<ActorId> {
    actor.to_bytes().try_into().ok().map(ActorId)
}

pub(super) fn scalar(value: &ScalarValueRef<'_>) -> Option<Scalar> {
    match value {
        ScalarValueRef::Str(text) => Some(Scalar::Text(text.to_string())),
        ScalarValueRef::Int(number) => Some(Scalar::Integer(*number)),
        ScalarValueRef::F64(number) => Some(Scalar::Number(*number)),
        ScalarValueRef::Boolean(flag) => Some(Scalar::Flag(*flag)),
        ScalarValueRef::Timestamp(time) => Some(Scalar::Moment(*time)),
        ScalarValueRef::Bytes(bytes) => Some(Scalar::Bytes(bytes.to_vec())),
        ScalarValueRef::Uint(_)
        | ScalarValueRef::Counter(_)
        | ScalarValueRef::Unknown { .. }
        | ScalarValueRef::Null => None,
    }
}

/// A scalar of a document as ours; `None` for shapes that no field kind uses.
pub fn owned_scalar(value: &ScalarValue) -> Option<Scalar> {
    match value {
        ScalarValue::Str(text) => Some(Scalar::Text(text.to_string())),
        ScalarValue::Int(number) => Some(Scalar::Integer(*number)),
        ScalarValue::F64(number) => Some(Scalar::Number(*number)),
        ScalarValue::Boolean(flag) => Some(Scalar::Flag(*flag)),
        ScalarValue::Timestamp(time) => Some(Scalar::Moment(*time)),
        ScalarValue::Bytes(bytes) => Some(Scalar::Bytes(bytes.clone())),
        ScalarValue::Uint(_) | ScalarValue::Counter(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => {
            None
        }
    }
}

/// The stored form of a field, by walking its keys; for those who know the definition already.
pub fn definition_of(doc: &Automerge) -> Option<&'static ObjectDefinition> {
    objects::object(&object_of(doc)?)
}
