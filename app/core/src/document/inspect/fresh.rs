//! A new record that one plain change makes, which is what most pushes of a bulk creation are: the document is the
//! two changes one after another, and the row follows from the operations, so that no document is built.
//!
//! Only changes of the one shape that [`crate::document::bulk`] writes are judged here; everything else, and every
//! refusal, is left to the ordinary way. A test holds both ways to the same outcome.

use super::change::{self, Known, Read};
use super::{After, Inspection, shape};
use crate::document::layout::{self, text_id};
use crate::document::read::{self, Fresh};
use crate::ids::{ActorId, RecordId};
use crate::objects::ObjectDefinition;
use crate::views::row;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ExpandedChange, ScalarValue};
use std::collections::BTreeMap;

/// The outcome for a plain change; `None` for any other, good or bad.
pub(super) fn examine(
    record: RecordId,
    definition: &'static ObjectDefinition,
    bytes: &[u8],
) -> Option<Inspection> {
    let first = layout::first_change(record, definition.key).ok()?;
    let known = Known::first(record, &first);
    let Read { change, expanded, hash } = change::read(bytes, &known).ok()?;
    let mut accepted = known.check_head(&change, hash).ok()?;
    accepted.fields = shape::check(&expanded, record, definition).ok()?;
    let plain = plain(&expanded, record, definition)?;
    change::check_form(expanded, bytes).ok()?;
    let by = Some(ActorId(accepted.actor));
    let row = row::pack(&read::fresh(record, definition, plain, accepted.time, by));
    let document = [first.raw_bytes(), bytes].concat();
    let after = After { document, heads: vec![hash], max_op: change.max_op(), row };
    Some(Inspection { changes: vec![Ok(accepted)], after: Some(after), doc: None })
}

/// What the operations leave in an empty record, if each key is put once and each text is written from its start to
/// its end.
fn plain(change: &ExpandedChange, record: RecordId, definition: &'static ObjectDefinition) -> Option<Fresh> {
    let mut fresh = Fresh { scalars: BTreeMap::new(), texts: BTreeMap::new() };
    let mut texts: Vec<(OpId, &'static str, ElementId)> = Vec::new();
    for key in layout::long_texts(definition) {
        texts.push((text_id(definition, record, key)?, key, ElementId::Head));
        fresh.texts.insert(key, String::new());
    }
    for (number, operation) in (change.start_op.get()..).zip(&change.operations) {
        let Op { action: OpType::Put(value), obj, key, pred, insert } = operation else { return None };
        if pred.iter().next().is_some() {
            return None;
        }
        match (obj, key) {
            (ObjectId::Root, Key::Map(key)) if !insert => {
                let scalar = read::owned_scalar(value)?;
                if fresh.scalars.insert(key.to_string(), scalar).is_some() {
                    return None;
                }
            }
            (ObjectId::Id(id), Key::Seq(after)) if *insert => {
                let (_, field, end) = texts.iter_mut().find(|(text, ..)| text == id)?;
                let ScalarValue::Str(letter) = value else { return None };
                if after != end || letter.chars().count() != 1 {
                    return None;
                }
                *end = ElementId::Id(OpId(number, change.actor_id.clone()));
                fresh.texts.get_mut(field)?.push_str(letter);
            }
            (ObjectId::Root | ObjectId::Id(_), Key::Map(_) | Key::Seq(_)) => return None,
        }
    }
    Some(fresh)
}
