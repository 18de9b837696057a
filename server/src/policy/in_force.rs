//! The policy in force in each workspace, kept in memory while it is; and what each person reaches by it.

use super::permit::Role;
use super::sight::ScopeNames;
use crate::log::{Log, LogError, Transaction, policies};
use crate::socket::hub::held;
use crm_core::ids::PersonId;
use crm_core::policy::{Base, Grants, Policy};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Policies and scopes by workspace. Clones share what they keep.
#[derive(Clone, Default)]
pub struct Policies(Arc<Mutex<HashMap<i64, Kept>>>);

#[derive(Default)]
struct Kept {
    in_force: Option<InForce>,
    names: Arc<ScopeNames>,
}

/// What each person reaches, by the role they have as a member.
type GrantsOf = HashMap<(PersonId, Role), Arc<Grants>>;

/// A policy, and since which place of the log it is in force.
#[derive(Clone, Default)]
pub struct InForce {
    /// The place; `None` where a workspace never had a policy and is open.
    pub place: Option<i64>,
    /// The policy.
    pub policy: Arc<Policy>,
    grants: Arc<Mutex<GrantsOf>>,
}

impl Policies {
    /// The policy in force, inside the transaction that relies on it.
    pub async fn current(&self, tx: &mut Transaction<'_>, workspace: i64) -> Result<InForce, LogError> {
        let place = policies::place(tx, workspace).await?;
        if let Some(known) = self.known(workspace, place) {
            return Ok(known);
        }
        let found = InForce::read(policies::in_force(tx, workspace).await?);
        self.keep(workspace, &found);
        Ok(found)
    }

    /// The policy that was in force at a place of the log.
    pub async fn at(&self, log: &Log, workspace: i64, place: i64) -> Result<InForce, LogError> {
        // What is kept in memory may be older than what another relay put in force, so the place decides.
        let since = log.policy_place(workspace, place).await?;
        if let Some(known) = self.known(workspace, since) {
            return Ok(known);
        }
        let found = InForce::read(log.policy_at(workspace, place).await?);
        if place == i64::MAX {
            self.keep(workspace, &found);
        }
        Ok(found)
    }

    /// The scopes of a workspace by number, with those that are new.
    pub async fn names(&self, log: &Log, workspace: i64) -> Result<Arc<ScopeNames>, LogError> {
        let names = held(&self.0).entry(workspace).or_default().names.clone();
        let Some(more) = names.read_on(log, workspace).await? else { return Ok(names) };
        let more = Arc::new(more);
        let mut kept = held(&self.0);
        let kept = kept.entry(workspace).or_default();
        // Somebody else may have read further meanwhile.
        if kept.names.known() < more.known() {
            kept.names = more.clone();
        }
        Ok(more)
    }

    /// Forgets which policies are in force: the place of one that was not stored in the end is given again.
    pub fn forget(&self) {
        held(&self.0).values_mut().for_each(|kept| kept.in_force = None);
    }

    /// Forgets everything of a workspace: numbers and places of a log that went back are given again.
    pub fn forget_all(&self, workspace: i64) {
        held(&self.0).remove(&workspace);
    }

    fn known(&self, workspace: i64, place: Option<i64>) -> Option<InForce> {
        let kept = held(&self.0);
        kept.get(&workspace)?.in_force.as_ref().filter(|known| known.place == place).cloned()
    }

    fn keep(&self, workspace: i64, found: &InForce) {
        held(&self.0).entry(workspace).or_default().in_force = Some(found.clone());
    }
}

impl InForce {
    fn read(found: Option<(i64, String)>) -> Self {
        let Some((place, body)) = found else {
            return Self { policy: Arc::new(Policy::starting(true)), ..Self::default() };
        };
        Self::parse(place, &body)
    }

    /// A stored policy. One that this build cannot read lets nobody at anything, rather than everybody at everything.
    pub(super) fn parse(place: i64, body: &str) -> Self {
        let policy = serde_json::from_str(body).unwrap_or_else(|error| {
            tracing::error!(%error, "a policy cannot be read; nobody gets anything until it is set again");
            Policy::default()
        });
        Self::of(place, Arc::new(policy))
    }

    pub(super) fn of(place: i64, policy: Arc<Policy>) -> Self {
        Self { place: Some(place), policy, ..Self::default() }
    }

    /// Whether documents lie nowhere, because everyone sees everything.
    pub fn open(&self) -> bool {
        self.policy.open
    }

    /// What a member of that role reaches. Where there is no policy, everybody stands where they start from.
    pub fn grants(&self, person: [u8; 16], role: Role) -> Option<Arc<Grants>> {
        let person = PersonId(person);
        if let Some(known) = held(&self.grants).get(&(person, role)) {
            return Some(known.clone());
        }
        let found = if self.place.is_some() {
            self.policy.grants(person)
        } else {
            let mut policy = Policy::clone(&self.policy);
            policy.admit(person, base(role));
            policy.grants(person)
        };
        let found = Arc::new(found?);
        held(&self.grants).insert((person, role), found.clone());
        Some(found)
    }
}

/// What people of a role start from.
pub const fn base(role: Role) -> Base {
    match role {
        Role::Administrator => Base::Administrator,
        Role::Manager => Base::Manager,
        Role::Representative => Base::Representative,
    }
}
