//! Through another's eyes: what they see and why, by the policy and the records that this device holds.

use super::Device;
use crate::rows::conflicts::owner;
use crm_core::ids::{PersonId, RecordId};
use crm_core::messages::{AccessView, SeeingView, SeenRecord};
use crm_core::policy::{Audience, Policy};
use crm_core::views::query::Query;

/// Records shown at once.
const SHOWN: usize = 200;

impl Device {
    /// Records of an object as a person has them, and those that they do not have.
    pub(super) fn seeing(&mut self, person: PersonId, object: &str, search: &str) -> SeeingView {
        let query = Query { search: search.to_owned(), ..Query::all(object) };
        let found = self.rows.matching_records(&query);
        let Some(standing) = self.known.standing() else { return SeeingView::default() };
        let mut view =
            SeeingView { total: u32::try_from(found.len()).unwrap_or(u32::MAX), ..Default::default() };
        let mut hidden = Vec::new();
        for record in found {
            let Some(row) = self.rows.get(record) else { continue };
            let sight = standing.policy.sight(person, object, &self.entries(row));
            view.seen += u32::from(sight.sees);
            let into = if sight.sees { &mut view.records } else { &mut hidden };
            if into.len() < SHOWN {
                into.push(SeenRecord { record, title: row.title(), owner: owner(row), sight });
            }
        }
        view.records.extend(hidden);
        view
    }

    /// Who sees a record, and why.
    pub(super) fn access(&self, record: RecordId) -> Option<AccessView> {
        let row = self.rows.get(record)?;
        let object = row.object()?.key;
        let standing = self.known.standing()?;
        let entries = self.entries(row);
        let policy = &standing.policy;
        let people = policy
            .members
            .iter()
            .map(|member| (member.person, policy.sight(member.person, object, &entries)));
        let shares = standing.shares.get(&record).into_iter().flatten();
        Some(AccessView {
            object: object.to_owned(),
            people: people.filter(|(_, sight)| sight.sees).collect(),
            shares: shares.map(|share| (share.to, share.level)).collect(),
            audiences: audiences(policy),
            open: policy.open,
        })
    }
}

fn audiences(policy: &Policy) -> Vec<(Audience, String)> {
    let roles = policy.roles.iter().map(|role| (Audience::RoleAndBelow(role.id), role.name.clone()));
    let territories = policy
        .territories
        .iter()
        .map(|territory| (Audience::Territory(territory.id), territory.name.clone()));
    roles.chain(territories).collect()
}
