//! The gate: reads what is stored, inspects foreign changes off the transaction, then authorises and stores them in
//! one, if the documents are still as they were inspected.

use super::in_force::{InForce, Policies};
use super::scoping::{self, Refused};
use super::{Caller, Denied, Permit, permit, pool::Pool, rows};
use crate::log::changes::{NewChange, Push, Update, fitting, store};
use crate::log::documents::Document;
use crate::log::{Log, LogError, Transaction};
use crm_core::document::inspect::{Inspection, Verdict, inspect_many};
use crm_core::ids::RecordId;
use crm_core::policy::RelayReason;
use crm_sync::frame::{Hash, PushedChange, Reply};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often a push is inspected again because others wrote to the same documents meanwhile.
const ATTEMPTS: usize = 4;

/// Inspects and stores.
#[derive(Clone)]
pub struct Gate {
    log: Log,
    pool: Pool,
    policies: Policies,
    rows_version: u32,
}

/// Who pushes, and how.
#[derive(Clone, Debug)]
pub struct Pusher {
    /// Who.
    pub caller: Caller,
    /// The connection.
    pub connection: u64,
    /// What the installation is called.
    pub device_name: String,
    /// Whether the relay asked for these documents in a repair after a restore.
    pub take_over: bool,
}

/// The changes of one document in a push.
struct Group {
    doc: [u8; 16],
    kind: Arc<str>,
    /// Places in the push and the changes, in order.
    changes: Vec<(usize, PushedChange)>,
}

/// What a thread of the pool makes of a group.
struct Examined {
    replies: Vec<(usize, Reply)>,
    /// The update and the places of its changes in the push.
    update: Option<(Update, Vec<usize>)>,
    /// The fields that the update writes, each once.
    fields: Vec<&'static str>,
}

/// What became of an update.
enum Outcome {
    Stored,
    /// The document changed meanwhile: once more, please.
    Stale,
    Refused(Refused),
}

impl Gate {
    /// A gate before a log.
    pub fn new(log: Log, pool: Pool, policies: Policies) -> Self {
        Self { log, pool, policies, rows_version: rows::version() }
    }

    /// Takes the changes of a push in; one reply per change, in their order. Every acknowledged change is durable.
    pub async fn push(
        &self,
        pusher: &Pusher,
        changes: Vec<PushedChange>,
        now: i64,
    ) -> Result<Vec<(Hash, Reply)>, Denied> {
        let mut replies: Vec<(Hash, Reply)> =
            changes.iter().map(|change| (change.hash, Reply::Later)).collect();
        let mut groups = grouped(changes, &mut replies);
        for _ in 0..ATTEMPTS {
            if groups.is_empty() {
                break;
            }
            groups = match self.attempt(pusher, groups, &mut replies, now).await {
                Ok(stale) => stale?,
                Err(error) => {
                    tracing::error!(%error, "a push could not be stored");
                    break;
                }
            };
        }
        Ok(replies)
    }

    /// One round; returns the groups whose documents changed meanwhile.
    async fn attempt(
        &self,
        pusher: &Pusher,
        groups: Vec<Group>,
        replies: &mut [(Hash, Reply)],
        now: i64,
    ) -> Result<Result<Vec<Group>, Denied>, LogError> {
        let workspace = pusher.caller.workspace;
        let docs: Vec<[u8; 16]> = groups.iter().map(|group| group.doc).collect();
        let stored = self.log.documents(workspace, &docs).await?;
        let mut stored: BTreeMap<Vec<u8>, Document> =
            stored.into_iter().map(|document| (document.doc.clone(), document)).collect();
        let groups: Vec<(Group, Option<Document>)> = groups
            .into_iter()
            .map(|group| {
                let document = stored.remove(group.doc.as_slice());
                (group, document)
            })
            .collect();
        let foreign = self.foreign_actors(pusher, &groups).await?;
        let (mut updates, mut touched, mut retry) = (Vec::new(), Vec::new(), Vec::new());
        for (group, examined) in self.examine(groups, foreign).await {
            for (place, reply) in examined.replies {
                replies[place].1 = reply;
            }
            if let Some((update, places)) = examined.update {
                updates.push(update);
                touched.push(examined.fields);
                retry.push((group, places));
            }
        }
        if updates.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let push = Push {
            connection: pusher.connection,
            device_name: pusher.device_name.clone(),
            take_over: pusher.take_over,
            updates,
            moved_along: Vec::new(),
            now,
        };
        let (caller, policies) = (pusher.caller, self.policies.clone());
        let outcome = self
            .log
            .write(move |tx| {
                Box::pin(async move {
                    match permit::authorize(tx, caller, now).await? {
                        Ok(permit) => Ok(Ok(settle(tx, &permit, &policies, push, &touched).await?)),
                        Err(denied) => Ok(Err(denied)),
                    }
                })
            })
            .await?;
        let outcomes = match outcome {
            Ok(outcomes) => outcomes,
            Err(denied) => return Ok(Err(denied)),
        };
        let mut stale = Vec::new();
        for ((mut group, places), outcome) in retry.into_iter().zip(outcomes) {
            let reply = match outcome {
                Outcome::Stored => Reply::Acked,
                Outcome::Refused(Refused { reason, field }) => {
                    Reply::Refused { reason: reason.key().to_owned(), field }
                }
                Outcome::Stale => {
                    group.changes.retain(|(place, _)| places.contains(place));
                    stale.push(group);
                    continue;
                }
            };
            places.into_iter().for_each(|place| replies[place].1 = reply.clone());
        }
        Ok(Ok(stale))
    }

    /// Actors of these changes that belong to somebody else, or to another installation.
    async fn foreign_actors(
        &self,
        pusher: &Pusher,
        groups: &[(Group, Option<Document>)],
    ) -> Result<Arc<Vec<[u8; 16]>>, LogError> {
        if pusher.take_over {
            return Ok(Arc::default());
        }
        let changes = groups.iter().flat_map(|(group, _)| &group.changes);
        let mut actors: Vec<_> = changes.filter_map(|(_, change)| actor_of(&change.bytes)).collect();
        actors.sort_unstable();
        actors.dedup();
        let rows = self.log.actors(pusher.caller.workspace, &actors).await?;
        let own = (pusher.caller.person, pusher.caller.device);
        Ok(Arc::new(
            rows.into_iter().filter(|row| (row.person, row.device) != own).map(|row| row.actor).collect(),
        ))
    }

    /// Inspects the groups on the pool, spread over its threads.
    async fn examine(
        &self,
        groups: Vec<(Group, Option<Document>)>,
        foreign: Arc<Vec<[u8; 16]>>,
    ) -> Vec<(Group, Examined)> {
        let share = groups.len().div_ceil(self.pool.threads).max(4);
        let mut groups = groups.into_iter();
        let mut running = Vec::new();
        loop {
            let part: Vec<_> = groups.by_ref().take(share).collect();
            if part.is_empty() {
                break;
            }
            let (foreign, pool, rows_version) = (foreign.clone(), self.pool.clone(), self.rows_version);
            running.push(async move {
                let work = move || -> Vec<(Group, Examined)> {
                    part.into_iter()
                        .map(|(group, document)| {
                            let examined = examine_group(&group, document, &foreign, rows_version);
                            (group, examined)
                        })
                        .collect()
                };
                pool.run(work).await.unwrap_or_default()
            });
        }
        futures_util::future::join_all(running).await.into_iter().flatten().collect()
    }
}

/// The changes of a push by document, in the order in which the documents first appear. A change that names another
/// object than the ones before it, or another hash than its own, is refused here.
fn grouped(changes: Vec<PushedChange>, replies: &mut [(Hash, Reply)]) -> Vec<Group> {
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

/// Authorises and stores in one go: what does not fit any more is left for another round, what is not allowed is
/// refused. What the relay asked for after a restore may be of others, and was allowed when it was made.
async fn settle(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    policies: &Policies,
    mut push: Push,
    touched: &[Vec<&'static str>],
) -> Result<Vec<Outcome>, LogError> {
    let (fitting, actors) = fitting(tx, permit, &push).await?;
    let in_force: InForce = policies.current(tx, permit.workspace()).await?;
    let refused = match in_force.grants(permit.person(), permit.role()) {
        _ if push.take_over => vec![None; push.updates.len()],
        Some(grants) => scoping::decide(tx, &in_force, &grants, &push.updates, touched).await?,
        None => vec![Some(Refused { reason: RelayReason::NoAccess, field: None }); push.updates.len()],
    };
    let outcome = |(fits, refused): (bool, Option<Refused>)| match refused {
        _ if !fits => Outcome::Stale,
        Some(refused) => Outcome::Refused(refused),
        None => Outcome::Stored,
    };
    let outcomes: Vec<Outcome> = fitting.into_iter().zip(refused).map(outcome).collect();
    let mut stored = outcomes.iter().map(|outcome| matches!(outcome, Outcome::Stored));
    push.updates.retain(|_| stored.next().unwrap_or_default());
    push.moved_along = scoping::place(tx, permit, &in_force, &mut push.updates).await?;
    store(tx, permit, push, actors).await?;
    Ok(outcomes)
}

/// Whether a change was refused because its actor belongs to another person or installation.
pub fn is_of_foreign_actor(reply: &Reply) -> bool {
    *reply == refused(RelayReason::ForeignActor)
}

/// What is answered to a change of a document that the person does not see.
pub fn out_of_sight(change: &PushedChange) -> Reply {
    let desk = change.kind == crm_core::objects::desk::KEY;
    refused(if desk { RelayReason::NotYours } else { RelayReason::NoAccess })
}

fn refused(reason: RelayReason) -> Reply {
    Reply::Refused { reason: reason.key().to_owned(), field: None }
}

/// The actor of a change, read from where it lies in the chunk: after magic, checksum, kind, length and
/// dependencies. The inspection reads it again and properly.
fn actor_of(bytes: &[u8]) -> Option<[u8; 16]> {
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

fn examine_group(
    group: &Group,
    document: Option<Document>,
    foreign: &[[u8; 16]],
    rows_version: u32,
) -> Examined {
    let mut examined = Examined { replies: Vec::new(), update: None, fields: Vec::new() };
    if document.as_ref().is_some_and(|document| *document.kind != *group.kind) {
        examined.replies =
            group.changes.iter().map(|(place, _)| (*place, refused(RelayReason::WrongObject))).collect();
        return examined;
    }
    let mut places = Vec::new();
    let mut bytes = Vec::new();
    for (place, change) in &group.changes {
        if actor_of(&change.bytes).is_some_and(|actor| foreign.contains(&actor)) {
            examined.replies.push((*place, refused(RelayReason::ForeignActor)));
        } else {
            places.push(*place);
            bytes.push(change.bytes.as_slice());
        }
    }
    let stored = document.as_ref().map(|document| document.snapshot.as_slice());
    let Inspection { changes, after, doc: _ } =
        inspect_many(stored, RecordId(group.doc), &group.kind, &bytes);
    let mut accepted = Vec::new();
    let mut accepted_places = Vec::new();
    for ((place, bytes), result) in places.into_iter().zip(bytes).zip(changes) {
        match result {
            Ok(change) => {
                accepted_places.push(place);
                examined.fields.extend(change.fields);
                accepted.push(NewChange {
                    hash: change.hash,
                    actor: change.actor,
                    actor_seq: change.actor_seq,
                    bytes: bytes.to_vec(),
                });
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
        examined.fields.sort_unstable();
        examined.fields.dedup();
        examined.update = Some((update, accepted_places));
    }
    examined
}

fn reply(verdict: Verdict) -> Reply {
    match verdict {
        Verdict::Refused { reason, field } => Reply::Refused { reason: reason.key().to_owned(), field },
        Verdict::Missing(hashes) => Reply::Missing(hashes),
        Verdict::Duplicate => Reply::Duplicate,
        Verdict::Fork => Reply::Fork,
    }
}
