//! What one person sees of the log: now, and at an earlier place of it.

use crate::log::documents::Whole;
use crate::log::{Log, LogError};
use crate::policy::Role;
use crate::policy::in_force::Policies;
use crate::policy::sight::{ScopeNames, Sight, desk_of};
use crm_planted::{Bug, planted};
use crm_sync::frame::DocId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One person's look at a workspace.
pub struct Look {
    workspace: i64,
    person: [u8; 16],
    policies: Policies,
    names: Arc<ScopeNames>,
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
        let (policies, names) = (policies.clone(), policies.names(log, workspace).await?);
        let in_force = policies.at(log, workspace, i64::MAX).await?;
        let now = Sight::of(&in_force, person, Role::Representative, &names);
        Ok(Self { workspace, person, policies, names, now, place: in_force.place })
    }

    /// Looks again: the policy or the scopes may be others.
    pub async fn again(&mut self, log: &Log) -> Result<(), LogError> {
        self.names = self.policies.names(log, self.workspace).await?;
        let in_force = self.policies.at(log, self.workspace, i64::MAX).await?;
        if in_force.place != self.place || self.names.known() != self.now.known() {
            // Who stands where only matters where there is no policy, and then everybody sees the same.
            self.now = Sight::of(&in_force, self.person, Role::Representative, &self.names);
            self.place = in_force.place;
        }
        Ok(())
    }

    /// Whether there was no policy yet when it was looked last, so that documents lie nowhere.
    const fn never_private(&self) -> bool {
        self.place.is_none()
    }

    /// Whose look it is.
    pub const fn person(&self) -> [u8; 16] {
        self.person
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

    /// Those of these documents that the person sees now. What was read of a document beforehand, the person may have.
    pub async fn visible(
        &mut self,
        log: &Log,
        documents: Vec<(i64, Vec<u8>, String)>,
    ) -> Result<BTreeSet<i64>, LogError> {
        let numbers: Vec<i64> = documents.iter().map(|(number, ..)| *number).collect();
        let lies = if self.never_private() { Default::default() } else { log.scopes_of(&numbers).await? };
        // After the scopes were read, so that one which is new has its name by now.
        self.again(log).await?;
        let seen = |(number, doc, kind): (i64, Vec<u8>, String)| {
            let lies = lies.get(&number).map_or(&[][..], Vec::as_slice);
            self.now.sees(&doc, &kind, lies).then_some(number)
        };
        Ok(documents.into_iter().filter_map(seen).collect())
    }

    /// Those of these ids under which a document lies that the person does not see, or may lie beside a record: whether
    /// anything stands there is as little their business as what.
    pub async fn hidden(&mut self, log: &Log, docs: &[DocId]) -> Result<BTreeSet<DocId>, LogError> {
        let found = log.named(self.workspace, docs).await?;
        let ids: Vec<(i64, Option<DocId>)> =
            found.iter().map(|(number, doc, _)| (*number, doc.as_slice().try_into().ok())).collect();
        let visible = self.visible(log, found).await?;
        let hidden = ids.into_iter().filter(|(number, _)| !visible.contains(number));
        let mut hidden: BTreeSet<DocId> = hidden.filter_map(|(_, doc)| doc).collect();
        let beside: BTreeMap<DocId, (&'static str, DocId)> = docs
            .iter()
            .flat_map(|doc| {
                self.now.beside(*doc).into_iter().map(|(record, object)| (record, (object, *doc)))
            })
            .collect();
        if !beside.is_empty() {
            let records: Vec<DocId> = beside.keys().copied().collect();
            for (_, record, kind) in log.named(self.workspace, &records).await? {
                let place = DocId::try_from(record.as_slice()).ok().and_then(|record| beside.get(&record));
                hidden.extend(place.filter(|(object, _)| *object == kind).map(|(_, doc)| *doc));
            }
        }
        Ok(hidden)
    }

    /// Whole documents, as far as the person sees them.
    pub async fn wholes(&mut self, log: &Log, numbers: &[i64]) -> Result<Vec<Whole>, LogError> {
        let found = if numbers.is_empty() { Vec::new() } else { log.wholes(numbers).await? };
        let named = found.iter().map(|whole| (whole.number, whole.doc.clone(), whole.kind.clone())).collect();
        let visible = self.visible(log, named).await?;
        Ok(found.into_iter().filter(|whole| visible.contains(&whole.number)).collect())
    }

    /// How many documents the person sees, of so many.
    pub async fn documents(&mut self, log: &Log, all: u32) -> Result<u32, LogError> {
        if planted(Bug::HiddenCounted) {
            return Ok(all);
        }
        let counted = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let count = match (self.now.all(), self.now.shows_every_object()) {
            (true, true) => {
                let desks: Vec<DocId> = log
                    .members(self.workspace)
                    .await?
                    .into_iter()
                    .filter_map(|member| {
                        let person = member.person.as_slice().try_into().ok()?;
                        (person != self.person).then(|| desk_of(person))
                    })
                    .collect();
                return Ok(all.saturating_sub(counted(log.named(self.workspace, &desks).await?.len())));
            }
            (false, true) => log.lying_in(&self.now.scopes()).await?.len(),
            (true, false) => {
                let numbers = log.all_numbers(self.workspace).await?;
                let named = log.named_by_number(&numbers).await?;
                self.visible(log, named).await?.len()
            }
            (false, false) => {
                let numbers = log.lying_in(&self.now.scopes()).await?;
                let named = log.named_by_number(&numbers).await?;
                self.visible(log, named).await?.len()
            }
        };
        Ok(counted(count))
    }
}
