//! The gate: reads what is stored, inspects foreign changes off the transaction, then authorises and stores them in
//! one, if the documents are still as they were inspected.

use super::examining::{Examined, Group, actor_of, examine_group, grouped, refused};
use super::in_force::{InForce, Policies};
use super::placing::place;
use super::scoping::{self, Refused, Touched};
use super::{Caller, Deed, Denied, Permit, permit, pool::Pool, rows};
use crate::log::changes::{Push, fitting, store};
use crate::log::documents::Document;
use crate::log::{Log, LogError, Transaction};
use crm_core::policy::RelayReason;
use crm_planted::{Bug, planted};
use crm_sync::frame::{Hash, PushedChange, Reply};
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
    /// Where it is no device that pushes.
    pub program: Option<Program>,
}

/// A program with an API token. It has no document of its own: it read some, and its change is good for what it read.
#[derive(Clone, Debug)]
pub struct Program {
    /// What the token must allow.
    pub deed: Deed,
    /// Place of the latest change of each document that was read; of none where there was none.
    pub read_at: Arc<BTreeMap<[u8; 16], i64>>,
}

/// What became of an update.
enum Outcome {
    Stored,
    /// The document changed meanwhile: once more, please.
    Stale,
    /// Some of its changes are not allowed; the others are examined once more without them.
    Refused(Vec<Option<Refused>>),
}

impl Gate {
    /// A gate before a log.
    pub fn new(log: Log, pool: Pool, policies: Policies) -> Self {
        Self { log, pool, policies, rows_version: rows::version() }
    }

    /// Takes the changes of a push in; one reply per change, in their order. Every acknowledged change is durable. What a
    /// program made of a document that is another by now is answered `Later`.
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
        let early =
            if planted(Bug::EarlyPermit) { Some(self.early_permit(pusher, now).await?) } else { None };
        let (docs, asked): (Vec<[u8; 16]>, usize) =
            (groups.iter().map(|group| group.doc).collect(), groups.len());
        let groups = self.without_erased(workspace, &docs, groups, replies).await?;
        let stored = self.log.documents(workspace, &docs).await?;
        let mut stored: BTreeMap<Vec<u8>, Document> =
            stored.into_iter().map(|document| (document.doc.clone(), document)).collect();
        let groups: Vec<(Group, Option<Document>)> = groups
            .into_iter()
            .map(|group| {
                let document = stored.remove(group.doc.as_slice());
                (group, document)
            })
            .filter(|(group, document): &(Group, Option<Document>)| {
                let there = document.as_ref().map(|document| document.seq);
                let read_at = |program: &Program| program.read_at.get(&group.doc).copied();
                pusher.program.as_ref().is_none_or(|program| read_at(program) == there)
            })
            .collect();
        let foreign = self.foreign_actors(pusher, &groups).await?;
        let (mut updates, mut touched, mut retry) = (Vec::new(), Vec::new(), Vec::new());
        for (group, examined) in self.examine(groups, foreign).await {
            for (place, reply) in examined.replies {
                replies[place].1 = reply;
            }
            // A program hears of its request as a whole, so nothing of it is stored without the rest.
            let whole = |places: &[usize]| pusher.program.is_none() || places.len() == group.changes.len();
            if let Some((update, places)) = examined.update
                && whole(&places)
            {
                updates.push(update);
                touched.push(examined.touched);
                retry.push((group, places));
            }
        }
        if updates.is_empty() || pusher.program.is_some() && updates.len() < asked {
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
        let (caller, program, policies) = (pusher.caller, pusher.program.clone(), self.policies.clone());
        let outcome = self
            .log
            .write(move |tx| {
                Box::pin(async move {
                    let whole = program.is_some();
                    let permit = match program {
                        _ if early.is_some() => early.unwrap_or(Err(Denied::SignedOut)),
                        Some(program) => permit::authorize_program(tx, caller, program.deed, now).await?,
                        None => permit::authorize(tx, caller, now).await?,
                    };
                    match permit {
                        Ok(permit) => Ok(Ok(settle(tx, &permit, &policies, push, (&touched, whole)).await?)),
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
            let mut again = Vec::new();
            match outcome {
                Outcome::Stored => places.into_iter().for_each(|place| replies[place].1 = Reply::Acked),
                Outcome::Stale => again = places,
                Outcome::Refused(verdicts) => {
                    for (place, verdict) in places.into_iter().zip(verdicts) {
                        match verdict {
                            Some(Refused { reason, field }) => {
                                let reason = reason.key().to_owned();
                                replies[place].1 = Reply::Refused { reason, field };
                            }
                            None if pusher.program.is_some() => {}
                            None => again.push(place),
                        }
                    }
                }
            }
            group.changes.retain(|(place, _)| again.contains(place));
            if !group.changes.is_empty() {
                stale.push(group);
            }
        }
        Ok(Ok(stale))
    }

    /// A permit of before the transaction, as nothing but a planted fault looks it up.
    async fn early_permit(&self, pusher: &Pusher, now: i64) -> Result<Result<Permit, Denied>, LogError> {
        let caller = pusher.caller;
        self.log.write(move |tx| Box::pin(permit::authorize(tx, caller, now))).await
    }

    /// Refuses what is of erased records, before anything is made of it: nothing brings one back.
    async fn without_erased(
        &self,
        workspace: i64,
        docs: &[[u8; 16]],
        groups: Vec<Group>,
        replies: &mut [(Hash, Reply)],
    ) -> Result<Vec<Group>, LogError> {
        let erased = self.log.erased(workspace, docs).await?;
        let gone =
            |group: &Group| erased.iter().any(|(doc, _)| *doc == group.doc) && !planted(Bug::ErasedComesBack);
        let (gone, rest): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(gone);
        for (place, _) in gone.into_iter().flat_map(|group| group.changes) {
            replies[place].1 = refused(RelayReason::Erased);
        }
        Ok(rest)
    }

    /// Actors of these changes that belong to somebody else, or to another installation.
    async fn foreign_actors(
        &self,
        pusher: &Pusher,
        groups: &[(Group, Option<Document>)],
    ) -> Result<Arc<Vec<[u8; 16]>>, LogError> {
        if pusher.take_over || planted(Bug::NoActorBinding) {
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

/// Authorises and stores in one go: what does not fit any more is left for another round, what is not allowed is
/// refused; of a `whole` request all of it, or nothing. What the relay asked for after a restore may be of others, and was allowed when it was made.
async fn settle(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    policies: &Policies,
    mut push: Push,
    (touched, whole): (&[Touched], bool),
) -> Result<Vec<Outcome>, LogError> {
    let (fitting, actors) = fitting(tx, permit, &push).await?;
    let in_force: InForce = policies.current(tx, permit.workspace()).await?;
    let before = scoping::before(tx, permit, &in_force, &push.updates).await?;
    let verdicts = match in_force.grants(permit.person(), permit.role()) {
        _ if push.take_over || planted(Bug::SkipAuthorise) => {
            touched.iter().map(|changes| vec![None; changes.len()]).collect()
        }
        Some(grants) => scoping::decide((&grants, &in_force.policy), &push.updates, touched, &before),
        None => {
            let refused = Some(Refused { reason: RelayReason::NoAccess, field: None });
            touched.iter().map(|changes| vec![refused.clone(); changes.len()]).collect()
        }
    };
    let outcome = |(fits, verdicts): (bool, Vec<Option<Refused>>)| match verdicts {
        _ if !fits => Outcome::Stale,
        verdicts if verdicts.iter().any(Option::is_some) => Outcome::Refused(verdicts),
        _ => Outcome::Stored,
    };
    let mut outcomes: Vec<Outcome> = fitting.into_iter().zip(verdicts).map(outcome).collect();
    if whole && !outcomes.iter().all(|outcome| matches!(outcome, Outcome::Stored)) {
        // A program hears of its request as a whole, so nothing of it is stored without the rest.
        let stays = |(outcome, changes): (&mut Outcome, &Touched)| {
            if matches!(outcome, Outcome::Stored) {
                *outcome = Outcome::Refused(vec![None; changes.len()]);
            }
        };
        outcomes.iter_mut().zip(touched).for_each(stays);
    }
    let mut stored = outcomes.iter().map(|outcome| matches!(outcome, Outcome::Stored));
    push.updates.retain(|_| stored.next().unwrap_or_default());
    push.moved_along = place(tx, permit, &in_force, &mut push.updates, &before).await?;
    store(tx, permit, push, actors).await?;
    Ok(outcomes)
}

/// Whether a change was refused because its actor belongs to another person or installation.
pub fn is_of_foreign_actor(reply: &Reply) -> bool {
    *reply == refused(RelayReason::ForeignActor)
}

/// What is answered to a change of a document that the person does not see.
pub fn out_of_sight(change: &PushedChange) -> Reply {
    refused(if is_desk(change) { RelayReason::NotYours } else { RelayReason::NoAccess })
}

/// Whether a change says of itself that it is of a desk.
pub fn is_desk(change: &PushedChange) -> bool {
    change.kind == crm_core::objects::desk::KEY
}
