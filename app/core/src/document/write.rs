//! Writes the edits of a plan into a document as one change.

use super::division::{self, Step};
use super::layout;
use crate::commands::{DocumentPlan, Edit, Intent};
use crate::fields::Scalar;
use crate::ids::{ActorId, Timestamp};
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, AutomergeError, Change, ObjType, ROOT, ReadDoc, ScalarValue};

/// Why a plan could not be written: the document is not of the plan's object, or Automerge refused an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable;

/// Applies the edits as one change of `actor`. `Ok(None)` when nothing differs from what the document holds.
///
/// `actor` must be this engine's own, drawn at its start and never used by another engine.
pub fn write(
    doc: &mut Automerge,
    plan: &DocumentPlan,
    actor: ActorId,
    now: Timestamp,
) -> Result<Option<Change>, Unwritable> {
    doc.set_actor(automerge::ActorId::from(actor.0));
    let mut transaction = doc.transaction();
    for edit in &plan.edits {
        apply(&mut transaction, edit).map_err(|_| Unwritable)?;
    }
    if transaction.pending_ops() == 0 {
        transaction.rollback();
        return Ok(None);
    }
    let (hash, _) = transaction.commit_with(options(plan.intent, now));
    Ok(hash.and_then(|hash| doc.get_change_by_hash(&hash)))
}

/// The same for a plan of any size: as many changes as it takes, each of which the gate accepts; none when nothing
/// differs.
pub fn write_all(
    doc: &mut Automerge,
    plan: &DocumentPlan,
    actor: ActorId,
    now: Timestamp,
) -> Result<Vec<Change>, Unwritable> {
    let text = |field: &str| match doc.get(ROOT, field) {
        Ok(Some((automerge::Value::Object(ObjType::Text), id))) => doc.text(&id).unwrap_or_default(),
        Ok(_) | Err(_) => String::new(),
    };
    let parts = division::divide(&plan.edits, text);
    if parts.len() == 1 {
        return Ok(write(doc, plan, actor, now)?.into_iter().collect());
    }
    doc.set_actor(automerge::ActorId::from(actor.0));
    let mut changes = Vec::with_capacity(parts.len());
    for steps in parts {
        let mut transaction = doc.transaction();
        for step in &steps {
            take(&mut transaction, step).map_err(|_| Unwritable)?;
        }
        if transaction.pending_ops() == 0 {
            transaction.rollback();
            continue;
        }
        let (hash, _) = transaction.commit_with(options(plan.intent, now));
        changes.extend(hash.and_then(|hash| doc.get_change_by_hash(&hash)));
    }
    Ok(changes)
}

fn take(transaction: &mut Transaction<'_>, step: &Step<'_>) -> Result<(), AutomergeError> {
    match step {
        Step::Whole(edit) => apply(transaction, edit),
        Step::Splice { field, at, out, text } => {
            let Some(id) = text_of(transaction, field)? else { return Ok(()) };
            let out = isize::try_from(*out).unwrap_or(isize::MAX);
            transaction.splice_text(&id, *at, out, text)
        }
    }
}

/// Writes a text as it was left by somebody who started from the document as of `heads`: what others wrote since
/// stays, letter by letter. The changes are made by `fresh`, an actor used for nothing else in this document.
pub fn write_since(
    doc: &mut Automerge,
    heads: &[[u8; 32]],
    plan: &DocumentPlan,
    fresh: ActorId,
    now: Timestamp,
) -> Result<Vec<Change>, Unwritable> {
    let heads: Vec<_> = heads.iter().map(|&head| automerge::ChangeHash(head)).collect();
    let mut earlier = doc.fork_at(&heads).map_err(|_| Unwritable)?;
    let changes = write_all(&mut earlier, plan, fresh, now)?;
    doc.apply_changes(changes.clone()).map_err(|_| Unwritable)?;
    Ok(changes)
}

/// The message and time of a change.
fn options(intent: Intent, now: Timestamp) -> CommitOptions {
    CommitOptions::default().with_message(message(intent)).with_time(now)
}

/// The message of a change: what the person meant, in one letter, because every change carries it for ever.
pub const fn message(intent: Intent) -> &'static str {
    match intent {
        Intent::Create => "c",
        Intent::Set => "s",
        Intent::Write => "w",
        Intent::Move => "m",
        Intent::Complete => "d",
        Intent::Convert => "v",
        Intent::Delete => "x",
        Intent::Restore => "r",
        Intent::Resolve => "o",
        Intent::Import => "i",
        Intent::Undo => "u",
        Intent::Merge => "g",
    }
}

/// The intent that a message stands for; a change without one, or with one of a later build, set fields.
pub fn intent_of(message_of_change: Option<&str>) -> Intent {
    let all = [
        Intent::Create,
        Intent::Write,
        Intent::Move,
        Intent::Complete,
        Intent::Convert,
        Intent::Delete,
        Intent::Restore,
        Intent::Resolve,
        Intent::Import,
        Intent::Undo,
        Intent::Merge,
    ];
    let said = |intent: &Intent| message_of_change == Some(message(*intent));
    all.into_iter().find(said).unwrap_or(Intent::Set)
}

fn apply(transaction: &mut Transaction<'_>, edit: &Edit) -> Result<(), AutomergeError> {
    match edit {
        Edit::Put(key, value) => put(transaction, key, value),
        Edit::Remove(key) => match transaction.get(ROOT, key.as_str())? {
            Some((automerge::Value::Scalar(_), _)) => transaction.delete(ROOT, key.as_str()),
            Some((automerge::Value::Object(_), _)) | None => Ok(()),
        },
        Edit::Rewrite(key, text) => {
            let Some(id) = text_of(transaction, key)? else { return Ok(()) };
            if transaction.text(&id)? == *text { Ok(()) } else { transaction.update_text(&id, text) }
        }
        Edit::Append(key, text) => {
            let Some(id) = text_of(transaction, key)? else { return Ok(()) };
            let end = transaction.length(&id);
            transaction.splice_text(&id, end, 0, text)
        }
    }
}

/// Writes nothing where the one value there is equal already; a conflict is written over to settle it. Of the value that
/// is shown Automerge would only take the others away: whoever takes one of them meanwhile would overrule the choice, and
/// nobody would be asked. So it is written anew.
fn put(transaction: &mut Transaction<'_>, key: &str, value: &Scalar) -> Result<(), AutomergeError> {
    let value = scalar_value(value);
    let there = transaction.get_all(ROOT, key)?;
    let same = |(there, _): &(automerge::Value<'_>, _)| there.as_scalar() == Some(&value);
    match (there.len(), there.last().is_some_and(same)) {
        (1, true) => return Ok(()),
        (2.., true) => transaction.delete(ROOT, key)?,
        _ => {}
    }
    transaction.put(ROOT, key, value)
}

fn text_of(transaction: &Transaction<'_>, key: &str) -> Result<Option<automerge::ObjId>, AutomergeError> {
    match transaction.get(ROOT, key)? {
        Some((automerge::Value::Object(ObjType::Text), id)) => Ok(Some(id)),
        Some(_) | None => Ok(None),
    }
}

/// Our scalar as Automerge's.
pub(super) fn scalar_value(scalar: &Scalar) -> ScalarValue {
    match scalar {
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Integer(number) => ScalarValue::Int(*number),
        Scalar::Number(number) => ScalarValue::F64(*number),
        Scalar::Flag(flag) => ScalarValue::Boolean(*flag),
        Scalar::Moment(time) => ScalarValue::Timestamp(*time),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
    }
}

/// The deterministic first change, for those who write a document of their own.
pub use layout::first_change;
