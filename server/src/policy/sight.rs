//! What one person sees of a workspace: the scopes that are theirs, as the log numbers them.

use super::in_force::InForce;
use super::permit::Role;
use crate::log::{Log, LogError};
use crm_core::ids::{PersonId, RecordId};
use crm_core::objects::{CATALOGUE, companion, desk};
use crm_core::policy::{Entry, Grants};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The scopes of a workspace by number, as far as somebody asked.
#[derive(Clone, Debug, Default)]
pub struct ScopeNames {
    names: BTreeMap<u32, Entry>,
    /// The largest number that was asked for.
    known: u32,
}

impl ScopeNames {
    /// The same with what is new; `None` where nothing is.
    pub async fn read_on(&self, log: &Log, workspace: i64) -> Result<Option<Self>, LogError> {
        let found = log.scope_names(workspace, self.known).await?;
        if found.is_empty() {
            return Ok(None);
        }
        let mut more = self.clone();
        for (number, name) in found {
            more.known = more.known.max(number);
            if let Ok(entry) = name.parse() {
                more.names.insert(number, entry);
            }
        }
        Ok(Some(more))
    }

    /// The largest number that is known.
    pub const fn known(&self) -> u32 {
        self.known
    }
}

/// What one person sees by one policy.
#[derive(Clone, Debug)]
pub struct Sight {
    person: PersonId,
    /// `None` for somebody who reaches nothing.
    grants: Option<Arc<Grants>>,
    /// Scopes whose records are seen because of them.
    scopes: BTreeSet<u32>,
    /// The largest number of a scope that was looked at.
    known: u32,
}

/// The document that is a person's desk.
pub fn desk_of(person: [u8; 16]) -> [u8; 16] {
    desk::desk_of(PersonId(person)).0
}

/// Whether documents of that object stand beside records, and hold what lies apart from them.
pub fn stands_beside(kind: &str) -> bool {
    companion::of_kind(kind).is_some()
}

impl Sight {
    /// What a member sees by a policy.
    pub fn of(in_force: &InForce, person: [u8; 16], role: Role, names: &ScopeNames) -> Self {
        let grants = in_force.grants(person, role);
        // Who reaches every record needs no scope to see one.
        let reaches = grants.as_ref().filter(|grants| grants.all().is_none());
        let seen = |entry: &Entry| reaches.is_some_and(|grants| grants.sees_by(&entry.via, entry));
        let scopes = names.names.iter().filter(|(_, entry)| seen(entry)).map(|(number, _)| *number);
        let scopes = scopes.collect();
        Self { person: PersonId(person), grants, scopes, known: names.known }
    }

    /// Whether the person sees a document of that object that lies in these scopes.
    pub fn sees(&self, doc: &[u8], kind: &str, scopes: &[u32]) -> bool {
        let Some(grants) = &self.grants else { return false };
        if kind == desk::KEY {
            return desk::desk_of(self.person).0 == doc;
        }
        // An object that this build does not know is nobody's business until it does.
        grants.profile().rights(kind).see
            && (grants.all().is_some() || scopes.iter().any(|scope| self.scopes.contains(scope)))
    }

    /// Whether nothing is hidden but other people's desks and the objects that the profile hides.
    pub fn all(&self) -> bool {
        self.grants.as_ref().is_some_and(|grants| grants.all().is_some())
    }

    /// The records beside which a document of that id would hold what the profile hides, each with its object.
    pub fn beside(&self, doc: [u8; 16]) -> Vec<([u8; 16], &'static str)> {
        let hidden = self.grants.iter().flat_map(|grants| grants.profile().hidden());
        let companions = hidden.filter_map(|(object, field)| companion::companion(object, field));
        companions.map(|of| (of.beside(RecordId(doc)).0, of.of.key)).collect()
    }

    /// Whether the profile hides a field of that name, of whatever object.
    pub fn hides_field(&self, field: &str) -> bool {
        self.grants.as_ref().is_some_and(|grants| grants.profile().hidden().any(|(_, other)| other == field))
    }

    /// Whether the profile shows every object, and every field.
    pub fn shows_every_object(&self) -> bool {
        let shown = |grants: &Arc<Grants>| {
            let profile = grants.profile();
            CATALOGUE.iter().all(|one| profile.rights(one.key).see) && profile.hidden().next().is_none()
        };
        self.grants.as_ref().is_some_and(shown)
    }

    /// Scopes whose records are seen because of them; none for who reaches every record.
    pub fn scopes(&self) -> Vec<u32> {
        self.scopes.iter().copied().collect()
    }

    /// The largest number of a scope that was looked at.
    pub const fn known(&self) -> u32 {
        self.known
    }

    /// Whether these scopes were all there when it was made.
    pub fn knows(&self, scopes: &[u32]) -> bool {
        scopes.iter().all(|scope| *scope <= self.known)
    }

    /// Whether the person reaches the same by both.
    pub fn equals(&self, other: &Self) -> bool {
        self.grants == other.grants && self.scopes == other.scopes
    }

    /// Whether the profiles of both show the same objects and fields.
    pub fn same_objects(&self, other: &Self) -> bool {
        let shown = |sight: &Self| {
            let profile = sight.grants.as_ref().map(|grants| grants.profile())?;
            let objects: Vec<bool> = CATALOGUE.iter().map(|one| profile.rights(one.key).see).collect();
            Some((
                objects,
                profile
                    .hidden()
                    .map(|(object, field)| (object.clone(), field.clone()))
                    .collect::<BTreeSet<_>>(),
            ))
        };
        shown(self) == shown(other)
    }
}
