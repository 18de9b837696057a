//! Puts a policy in force, admits people, and shares records by hand: each takes a place of the log, so that every
//! device hears of it at its turn.

use super::Permit;
use super::in_force::{InForce, Policies, base};
use super::parting;
use super::permit::Role;
use super::placing::Placing;
use crate::log::changes::Stored;
use crate::log::scopes::{self, Move};
use crate::log::{Event, LogError, Transaction, accounts, policies, workspaces};
use crm_core::ids::{PersonId, RecordId};
use crm_core::objects::{companion, shapes};
use crm_core::policy::{Action, Audience, Base, Entry, Fault, Level, Policy};
use std::sync::Arc;

/// Documents looked at in one go when all of them are.
const WALK: i64 = 1_000;

/// Why a policy was not put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSet {
    /// It has a fault.
    Fault(Fault),
    /// Somebody put another one in force meanwhile.
    Stale,
}

/// Puts a policy in force in place of the one since `before`; returns its place.
pub async fn set(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    known: &Policies,
    before: Option<i64>,
    policy: Policy,
    now: i64,
) -> Result<Result<i64, NotSet>, LogError> {
    let workspace = permit.workspace();
    let old = known.current(tx, workspace).await?;
    if old.place != before {
        return Ok(Err(NotSet::Stale));
    }
    let members = accounts::roles(tx, workspace).await?;
    let active =
        |person: PersonId| members.iter().any(|(id, _, active)| *active && id.as_slice() == person.0);
    // What lies apart is decided here: a device of an earlier build leaves it out, and nothing ever comes together again.
    let policy = policy.after(&old.policy);
    if let Some(fault) = policy.fault(&active) {
        return Ok(Err(NotSet::Fault(fault)));
    }
    if members.iter().any(|(id, ..)| !policy.members.iter().any(|one| one.person.0 == id.as_slice())) {
        return Ok(Err(NotSet::Stale));
    }
    for member in &policy.members {
        let base = policy.profile(member.profile).map_or(Base::Representative, |profile| profile.base);
        accounts::set_role(tx, workspace, &member.person.0, base.name()).await?;
    }
    Ok(Ok(put(tx, workspace, &old, policy, Some(permit), now).await?))
}

/// Starts a workspace with a policy.
pub async fn start(tx: &mut Transaction<'_>, workspace: i64, open: bool, now: i64) -> Result<(), LogError> {
    let body = written(&Policy::starting(open));
    policies::put(tx, workspace, 0, body, None, now).await
}

/// Gives a new member a place in the policy of the workspace, if it has one.
pub async fn admit(
    tx: &mut Transaction<'_>,
    workspace: i64,
    person: [u8; 16],
    role: &str,
    now: i64,
) -> Result<(), LogError> {
    let Some((place, body)) = policies::in_force(tx, workspace).await? else { return Ok(()) };
    let old = InForce::parse(place, &body);
    let mut policy = Policy::clone(&old.policy);
    policy.admit(PersonId(person), base(Role::of(role).unwrap_or(Role::Representative)));
    put(tx, workspace, &old, policy, None, now).await.map(drop)
}

async fn put(
    tx: &mut Transaction<'_>,
    workspace: i64,
    old: &InForce,
    policy: Policy,
    by: Option<&Permit>,
    now: i64,
) -> Result<i64, LogError> {
    let seq = workspaces::next_place(tx, workspace).await?;
    let moves_records = !policy.open && old.policy.moves_records(&policy);
    let apart = policy.newly_apart(&old.policy);
    policies::put(tx, workspace, seq, written(&policy), by.map(Permit::person), now).await?;
    let new = InForce::of(seq, Arc::new(policy));
    if moves_records {
        place_all(tx, workspace, seq, &new).await?;
    }
    if let Some(permit) = by.filter(|_| !apart.is_empty()) {
        parting::part(tx, permit, &new, &apart, now).await?;
    }
    Ok(seq)
}

fn written(policy: &Policy) -> String {
    serde_json::to_string(policy).expect("a policy is plain data with text keys, which JSON always holds")
}

/// Puts every document where it lies by a policy: first those that activities are about, then the activities.
async fn place_all(
    tx: &mut Transaction<'_>,
    workspace: i64,
    seq: i64,
    in_force: &InForce,
) -> Result<(), LogError> {
    for activities in [false, true] {
        let mut after = 0;
        loop {
            let found = scopes::walk(tx, workspace, after, WALK).await?;
            let Some(last) = found.last() else { break };
            after = last.number;
            let part: Vec<_> = found.into_iter().filter(|one| is_activity(&one.kind) == activities).collect();
            let mut placing = Placing::new(workspace, in_force);
            let moves = placing.moves(tx, &part).await?;
            scopes::apply(tx, workspace, seq, &moves).await?;
            for (number, about) in placing.about(&part) {
                scopes::set_about(tx, number, &about).await?;
            }
        }
    }
    Ok(())
}

fn is_activity(kind: &str) -> bool {
    crm_core::objects::object(kind).is_some_and(|definition| definition.activity)
}

/// Gives a record to others by hand, or takes it back with no level; `false` where the person may not change it.
pub async fn share(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    known: &Policies,
    record: RecordId,
    (to, level): (Audience, Option<Level>),
    now: i64,
) -> Result<bool, LogError> {
    let workspace = permit.workspace();
    let in_force = known.current(tx, workspace).await?;
    // A share with nobody can still be taken back.
    if level.is_some() && in_force.place.is_some() && !in_force.policy.has(to) {
        return Ok(false);
    }
    let found = scopes::by_id(tx, workspace, &[record.0]).await?;
    let (Some(grants), Some(one)) = (in_force.grants(permit.person(), permit.role()), found.first()) else {
        return Ok(false);
    };
    let lies = scopes::scopes_of(tx, &[one.number]).await?;
    let lies: Vec<u32> = lies.into_values().flatten().collect();
    let names = scopes::names(tx, &lies).await?;
    let entries: Vec<Entry> = names.into_values().filter_map(|name| name.parse().ok()).collect();
    // Everybody has what shapes the others.
    let shareable = |kind: &str| {
        kind != crm_core::objects::desk::KEY && companion::of_kind(kind).is_none() && !shapes(kind)
    };
    if !shareable(&one.kind) || !grants.may(Action::Edit, &one.kind, &entries) {
        return Ok(false);
    }
    let level = level.map(|level| level.to_string());
    policies::set_share(tx, workspace, (record.0, &to.to_string()), level.as_deref(), permit.person(), now)
        .await?;
    let seq = workspaces::next_place(tx, workspace).await?;
    let mut moves: Vec<Move> = Vec::new();
    if !in_force.open() {
        let mut placing = Placing::new(workspace, &in_force);
        moves = placing.moves(tx, &found).await?;
        let along = scopes::activities_about(tx, workspace, &[record.0]).await?;
        moves.extend(placing.moves(tx, &along).await?);
        scopes::apply(tx, workspace, seq, &moves).await?;
    }
    // A share is told like a push that changed nothing: whom it does not concern hears the same as without it.
    let (connection, changes, actors) = (0, Vec::new(), Vec::new());
    let stored = Stored { workspace, connection, places: (seq, seq), changes, moves, actors };
    tx.events.push(Event::Changes(Arc::new(stored)));
    tx.events.push(Event::Policy { workspace, seq });
    Ok(true)
}
