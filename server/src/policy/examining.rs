//! What a thread of the pool makes of the changes of one document, before anybody decides whether they are allowed.

use crate::log::changes::{NewChange, Update};
use crate::log::documents::Document;
use crate::log::renewal::had;
use crate::policy::scoping::Touched;
use crm_core::document::inspect::{Inspection, Verdict, inspect_many};
use crm_core::ids::RecordId;
use crm_core::policy::RelayReason;
use crm_sync::frame::{Hash, PushedChange, Reply};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The changes of one document in a push.
pub(super) struct Group {
    pub doc: [u8; 16],
    pub kind: Arc<str>,
    /// Places in the push and the changes, in order.
    pub changes: Vec<(usize, PushedChange)>,
}

/// What a thread of the pool makes of a group.
pub(super) struct Examined {
    pub replies: Vec<(usize, Reply)>,
    /// The update and the places of its changes in the push.
    pub update: Option<(Update, Vec<usize>)>,
    /// The fields that each of its changes writes.
    pub touched: Touched,
}

/// The changes of a push by document, in the order in which the documents first appear. A change that names another
/// object than the ones before it, or another hash than its own, is refused here.
pub(super) fn grouped(changes: Vec<PushedChange>, replies: &mut [(Hash, Reply)]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut indexes = BTreeMap::new();
    for (place, change) in changes.into_iter().enumerate() {
        let index = *indexes.entry(change.doc).or_insert_with(|| {
            groups.push(Group { doc: change.doc, kind: change.kind.as_str().into(), changes: Vec::new() });
            groups.len() - 1
        });
        let group = &mut groups[index];
        if *group.kind != *change.kind {
            replies[place].1 = refused(RelayReason::WrongObject);
        } else if change.bytes.get(8..).is_none_or(|rest| Sha256::digest(rest)[..] != change.hash) {
            replies[place].1 = refused(RelayReason::Malformed);
        } else {
            group.changes.push((place, change));
        }
    }
    groups.retain(|group| !group.changes.is_empty());
    groups
}

pub(super) fn refused(reason: RelayReason) -> Reply {
    Reply::Refused { reason: reason.key().to_owned(), field: None }
}

/// The actor of a change, read from where it lies in the chunk: after magic, checksum, kind, length and
/// dependencies. The inspection reads it again and properly.
pub(super) fn actor_of(bytes: &[u8]) -> Option<[u8; 16]> {
    let number = |at: usize| -> Option<(usize, usize)> {
        let mut value = 0_usize;
        for (place, byte) in bytes.get(at..)?.iter().take(4).enumerate() {
            value |= usize::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Some((value, at + place + 1));
            }
        }
        None
    };
    let (_, at) = number(9)?;
    let (dependencies, at) = number(at)?;
    let (length, at) = number(at.checked_add(dependencies.checked_mul(32)?)?)?;
    if length == 16 { bytes.get(at..at + 16)?.try_into().ok() } else { None }
}

/// Inspects the changes of a document that are not of foreign actors.
pub(super) fn examine_group(
    group: &Group,
    document: Option<Document>,
    foreign: &[[u8; 16]],
    rows_version: u32,
) -> Examined {
    let mut examined = Examined { replies: Vec::new(), update: None, touched: Vec::new() };
    if document.as_ref().is_some_and(|document| *document.kind != *group.kind) {
        examined.replies =
            group.changes.iter().map(|(place, _)| (*place, refused(RelayReason::WrongObject))).collect();
        return examined;
    }
    let stored = document.as_ref().map(|document| document.snapshot.as_slice());
    let former = document.as_ref().map_or(&[][..], |document| document.former.as_slice());
    let mut places = Vec::new();
    let mut bytes = Vec::new();
    let mut others = Vec::new();
    for (place, change) in &group.changes {
        if had(former, &change.hash) {
            examined.replies.push((*place, Reply::Duplicate));
        } else if actor_of(&change.bytes).is_some_and(|actor| foreign.contains(&actor)) {
            others.push((*place, change.bytes.as_slice()));
        } else {
            places.push(*place);
            bytes.push(change.bytes.as_slice());
        }
    }
    examined.replies.extend(of_others(group, stored, &others));
    let Inspection { changes, after, doc: _ } =
        inspect_many(stored, RecordId(group.doc), &group.kind, &bytes);
    let mut accepted = Vec::new();
    let mut accepted_places = Vec::new();
    for ((place, bytes), result) in places.into_iter().zip(bytes).zip(changes) {
        match result {
            Ok(change) => {
                accepted_places.push(place);
                examined.touched.push(change.fields);
                accepted.push(NewChange {
                    hash: change.hash,
                    actor: change.actor,
                    actor_seq: change.actor_seq,
                    bytes: bytes.to_vec(),
                });
            }
            // It stands on what the document was before it was made anew. The device hears that and writes it again.
            Err(Verdict::Missing(hashes)) if hashes.iter().any(|hash| had(former, hash)) => {
                examined.replies.push((place, Reply::Later));
            }
            Err(verdict) => examined.replies.push((place, reply(verdict))),
        }
    }
    if let Some(after) = after {
        let update = Update {
            doc: group.doc,
            kind: group.kind.clone(),
            inspected: document.map(|document| (document.number, document.seq)),
            snapshot: after.document,
            heads: after.heads.concat(),
            max_op: after.max_op,
            row: after.row,
            rows_version,
            changes: accepted,
            lies: None,
        };
        examined.update = Some((update, accepted_places));
    }
    examined
}

/// Changes of foreign actors are refused, but for those that the document has: a device that offers in a repair what it
/// cannot know to be here would otherwise take it out of its own document.
fn of_others(group: &Group, stored: Option<&[u8]>, others: &[(usize, &[u8])]) -> Vec<(usize, Reply)> {
    let bytes: Vec<&[u8]> = others.iter().map(|(_, bytes)| *bytes).collect();
    let changes = match stored {
        Some(_) if !others.is_empty() => {
            inspect_many(stored, RecordId(group.doc), &group.kind, &bytes).changes
        }
        Some(_) | None => Vec::new(),
    };
    let known = |at: usize| matches!(changes.get(at), Some(Err(Verdict::Duplicate)));
    let reply = |at| if known(at) { Reply::Duplicate } else { refused(RelayReason::ForeignActor) };
    others.iter().enumerate().map(|(at, (place, _))| (*place, reply(at))).collect()
}

fn reply(verdict: Verdict) -> Reply {
    match verdict {
        Verdict::Refused { reason, field } => Reply::Refused { reason: reason.key().to_owned(), field },
        Verdict::Missing(hashes) => Reply::Missing(hashes),
        Verdict::Duplicate => Reply::Duplicate,
        Verdict::Fork => Reply::Fork,
    }
}
