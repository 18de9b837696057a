//! The first change of a new record, encoded directly: a bulk import makes thousands of records without building
//! one Automerge document. A test holds the bytes' meaning equal to the ordinary way.

use super::layout::{self, UnknownObject, first_change, root_op, text_id};
use super::write::{message, scalar_value};
use crate::commands::{DocumentPlan, Edit};
use crate::ids::{ActorId, Timestamp};
use crate::objects;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{Change, ExpandedChange, ScalarValue};
use std::num::NonZeroU64;

/// The document and the one change that travels.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// Two chunks: the first change that every device makes, and [`Self::change`].
    pub document: Vec<u8>,
    /// The change with the record's values.
    pub change: Vec<u8>,
    /// Its hash.
    pub hash: [u8; 32],
}

/// Encodes a record that does not exist yet. The plan's edits may put scalars and write texts; removals mean
/// nothing in a new document.
pub fn create(plan: &DocumentPlan, actor: ActorId, now: Timestamp) -> Result<NewDocument, UnknownObject> {
    let definition = objects::object(&plan.object).ok_or(UnknownObject)?;
    let first = first_change(plan.record, &plan.object)?;
    let start = layout::first_change_len(definition) + 1;
    let own = automerge::ActorId::from(actor.0);
    let mut operations = Vec::with_capacity(plan.edits.len());
    for edit in &plan.edits {
        match edit {
            Edit::Put(key, value) => operations.push(root_op(key, OpType::Put(scalar_value(value)))),
            Edit::Rewrite(key, text) | Edit::Append(key, text) => {
                let id = text_id(definition, plan.record, key).ok_or(UnknownObject)?;
                write_text(&mut operations, &id, text, start, &own);
            }
            Edit::Remove(_) => {}
        }
    }
    let change = Change::from(ExpandedChange {
        operations,
        actor_id: own,
        hash: None,
        seq: 1,
        start_op: NonZeroU64::new(start).unwrap_or(NonZeroU64::MIN),
        time: now,
        message: Some(message(plan.intent).to_owned()),
        deps: vec![first.hash()],
        extra_bytes: Vec::new(),
        author: None,
    });
    let mut document = first.raw_bytes().to_vec();
    document.extend_from_slice(change.raw_bytes());
    Ok(NewDocument { document, hash: change.hash().0, change: change.raw_bytes().to_vec() })
}

/// One insertion per letter, each after the one before.
fn write_text(operations: &mut Vec<Op>, id: &OpId, text: &str, start: u64, actor: &automerge::ActorId) {
    let mut after = ElementId::Head;
    for letter in text.chars() {
        let next = OpId(start + u64::try_from(operations.len()).unwrap_or(0), actor.clone());
        operations.push(Op {
            action: OpType::Put(ScalarValue::Str((&*letter.encode_utf8(&mut [0; 4])).into())),
            obj: ObjectId::Id(id.clone()),
            key: Key::Seq(after),
            pred: Vec::new().into(),
            insert: true,
        });
        after = ElementId::Id(next);
    }
}
