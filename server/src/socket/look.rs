//! What one person sees of the log: now, and at an earlier place of it.

use crate::log::{Log, LogError};
use crate::policy::Role;
use crate::policy::in_force::Policies;
use crate::policy::sight::{ScopeNames, Sight};

/// One person's look at a workspace.
pub struct Look {
    workspace: i64,
    person: [u8; 16],
    policies: Policies,
    names: ScopeNames,
    now: Sight,
    /// The place since when the policy that was looked at is in force.
    pub place: Option<i64>,
}

impl Look {
    /// What a person sees now.
    pub async fn new(
        log: &Log,
        policies: &Policies,
        workspace: i64,
        person: [u8; 16],
    ) -> Result<Self, LogError> {
        let (policies, names) = (policies.clone(), ScopeNames::default());
        let in_force = policies.at(log, workspace, i64::MAX).await?;
        let now = Sight::of(&in_force, person, Role::Representative, &names);
        let mut look = Self { workspace, person, policies, names, now, place: in_force.place };
        look.again(log).await?;
        Ok(look)
    }

    /// Looks again: the policy or the scopes may be others.
    pub async fn again(&mut self, log: &Log) -> Result<(), LogError> {
        self.names.read_on(log, self.workspace).await?;
        let in_force = self.policies.at(log, self.workspace, i64::MAX).await?;
        // Who stands where only matters where there is no policy, and then everybody sees the same.
        self.now = Sight::of(&in_force, self.person, Role::Representative, &self.names);
        self.place = in_force.place;
        Ok(())
    }

    /// What the person sees now.
    pub const fn now(&self) -> &Sight {
        &self.now
    }

    /// What the person saw at a place of the log, of the scopes that are known now.
    pub async fn at(&self, log: &Log, place: i64) -> Result<Sight, LogError> {
        let in_force = self.policies.at(log, self.workspace, place).await?;
        Ok(Sight::of(&in_force, self.person, Role::Representative, &self.names))
    }

    /// Those of these documents that the person sees.
    pub async fn visible(
        &self,
        log: &Log,
        documents: Vec<(i64, Vec<u8>, String)>,
    ) -> Result<Vec<i64>, LogError> {
        let numbers: Vec<i64> = documents.iter().map(|(number, ..)| *number).collect();
        let lies = if self.now.all() { Default::default() } else { log.scopes_of(&numbers).await? };
        let seen = |(number, doc, kind): (i64, Vec<u8>, String)| {
            let lies = lies.get(&number).map_or(&[][..], Vec::as_slice);
            self.now.sees(&doc, &kind, lies).then_some(number)
        };
        Ok(documents.into_iter().filter_map(seen).collect())
    }
}
