//! What a change did under each key, read from its operations; told to a person, and done again elsewhere.

use super::undo::Held;
use super::{carry, layout, read};
use crate::commands::Edit;
use crate::ids::{FieldKey, RecordId};
use crate::objects::{self, ObjectDefinition};
use crate::value::Value;
use automerge::legacy::{ObjectId, OpId, OpType};
use automerge::{Automerge, Change, ChangeHash, ROOT, ReadDoc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a change did under one key of the root map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wrote {
    /// A field, or `field/member`.
    pub key: String,
    /// What lay there when it was made.
    pub before: Held,
    /// What it put there.
    pub meant: Held,
}

/// The edits that do in a document what was done in another state of it. In a text, what others wrote stays.
pub fn again(wrote: &[Wrote], now: &Automerge) -> Vec<Edit> {
    let edit = |wrote: &Wrote| match (&wrote.before, &wrote.meant) {
        (_, Held::Text(meant)) => {
            let there = match held(now, &wrote.key, &now.get_heads()) {
                Held::Text(there) => there,
                Held::Nothing | Held::Scalar(_) => return None,
            };
            let before = match &wrote.before {
                Held::Text(before) => before.as_str(),
                Held::Nothing | Held::Scalar(_) => "",
            };
            let text = carry::merged(&there, before, meant);
            (there != text).then(|| Edit::Rewrite(wrote.key.clone(), text))
        }
        (_, Held::Scalar(meant)) => Some(Edit::Put(wrote.key.clone(), meant.clone())),
        (_, Held::Nothing) => Some(Edit::Remove(wrote.key.clone())),
    };
    wrote.iter().filter_map(edit).collect()
}

/// What was put, without what was there. Of a text in which something stood nothing is left: what was put there has both.
pub fn put_alone(wrote: Vec<Wrote>) -> Vec<Wrote> {
    let own = |wrote: &Wrote| match (&wrote.before, &wrote.meant) {
        (Held::Text(before), _) => before.is_empty(),
        (_, Held::Nothing) => false,
        (Held::Nothing | Held::Scalar(_), Held::Scalar(_) | Held::Text(_)) => true,
    };
    let alone = |Wrote { key, before, meant }: Wrote| {
        let before = if matches!(before, Held::Text(_)) { before } else { Held::Nothing };
        Wrote { key, before, meant }
    };
    wrote.into_iter().filter(own).map(alone).collect()
}

/// Several changes as one: what lay under each key before the first of them, and what the last put there. What came to
/// nothing is left out.
pub(super) fn together<'a>(all: impl Iterator<Item = &'a Wrote>) -> Vec<Wrote> {
    let mut keys: BTreeMap<String, Wrote> = BTreeMap::new();
    for wrote in all {
        keys.entry(wrote.key.clone())
            .and_modify(|known| known.meant = wrote.meant.clone())
            .or_insert_with(|| wrote.clone());
    }
    keys.into_values().filter(|wrote| wrote.before != wrote.meant).collect()
}

/// What was done as a person reads it: each field with its value before and the value meant. Of a set only the members
/// that were touched. Fields that the product fills in by itself are left out.
pub fn fields(object: &str, wrote: &[Wrote]) -> Vec<(FieldKey, Option<Value>, Option<Value>)> {
    let Some(definition) = objects::object(object) else { return Vec::new() };
    let mut sides: BTreeMap<&'static str, [Vec<(String, Held)>; 2]> = BTreeMap::new();
    for wrote in wrote {
        let name = wrote.key.split_once('/').map_or(wrote.key.as_str(), |(name, _)| name);
        let Some(field) = definition.field(name) else { continue };
        if field.system || field.key == "position" {
            continue;
        }
        let [before, meant] = sides.entry(field.key).or_default();
        before.push((wrote.key.clone(), wrote.before.clone()));
        meant.push((wrote.key.clone(), wrote.meant.clone()));
    }
    let shown = |(key, [before, meant]): (&'static str, [Vec<(String, Held)>; 2])| {
        let [before, meant] = [before, meant].map(|side| read::value_of(definition, key, side));
        (key.to_owned(), before, meant)
    };
    sides.into_iter().map(shown).collect()
}

/// What a change says by itself, where the document that it belongs to cannot be read: what it put, not what was there.
pub(super) fn by_itself(record: RecordId, object: &str, change: &Change) -> Option<Vec<Wrote>> {
    let definition = objects::object(object)?;
    let expanded = change.decode();
    let texts = texts(record, definition);
    let mut put: BTreeMap<String, Held> = BTreeMap::new();
    for operation in &expanded.operations {
        let Some(key) = key_of(operation, &texts) else { continue };
        match (&operation.action, &operation.obj) {
            (OpType::Put(value), ObjectId::Root) => {
                put.insert(key, read::owned_scalar(value).map_or(Held::Nothing, Held::Scalar));
            }
            (OpType::Put(letter), ObjectId::Id(_)) => {
                let text = put.entry(key).or_insert_with(|| Held::Text(String::new()));
                if let (Held::Text(text), Some(letter)) = (text, letter.as_str()) {
                    text.push_str(letter);
                }
            }
            (OpType::Delete, ObjectId::Root) => {
                put.insert(key, Held::Nothing);
            }
            (
                OpType::Delete
                | OpType::Make(_)
                | OpType::Increment(_)
                | OpType::MarkBegin(_)
                | OpType::MarkEnd(_),
                _,
            ) => {}
        }
    }
    let before = |held: &Held| match held {
        Held::Text(_) => Held::Text(String::new()),
        Held::Nothing | Held::Scalar(_) => Held::Nothing,
    };
    Some(put.into_iter().map(|(key, meant)| Wrote { key, before: before(&meant), meant }).collect())
}

/// The keys that a change touched, with what lay there before it and after it.
pub(super) fn wrote(
    doc: &Automerge,
    record: RecordId,
    definition: &'static ObjectDefinition,
    change: &Change,
) -> Vec<Wrote> {
    let texts = texts(record, definition);
    let keys: BTreeSet<String> =
        change.decode().operations.iter().filter_map(|operation| key_of(operation, &texts)).collect();
    let after = [change.hash()];
    let one = |key: String| {
        let (before, meant) = (held(doc, &key, change.deps()), held(doc, &key, &after));
        Wrote { key, before, meant }
    };
    keys.into_iter().map(one).collect()
}

type Texts = Vec<(&'static str, OpId)>;

fn texts(record: RecordId, definition: &'static ObjectDefinition) -> Texts {
    let keys = layout::long_texts(definition);
    keys.filter_map(|key| Some((key, layout::text_id(definition, record, key)?))).collect()
}

/// The key of the root map that an operation writes under.
fn key_of(operation: &automerge::legacy::Op, texts: &Texts) -> Option<String> {
    match (&operation.obj, &operation.key) {
        (ObjectId::Root, automerge::legacy::Key::Map(key)) => Some(key.to_string()),
        (ObjectId::Root, automerge::legacy::Key::Seq(_)) => None,
        (ObjectId::Id(id), _) => texts.iter().find(|(_, text)| text == id).map(|(key, _)| (*key).to_owned()),
    }
}

/// What lies under a key at these heads.
fn held(doc: &Automerge, key: &str, heads: &[ChangeHash]) -> Held {
    match doc.get_at(ROOT, key, heads) {
        Ok(Some((automerge::Value::Scalar(value), _))) => {
            read::owned_scalar(&value).map_or(Held::Nothing, Held::Scalar)
        }
        Ok(Some((automerge::Value::Object(_), id))) => {
            doc.text_at(&id, heads).map_or(Held::Nothing, Held::Text)
        }
        Ok(None) | Err(_) => Held::Nothing,
    }
}
