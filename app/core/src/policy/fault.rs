//! What is wrong with a policy that somebody wants to put in force.

use super::model::{Audience, Base, Policy, Shared};
use super::starting::profile_for;
use super::tree;
use crate::ids::{FieldKey, ObjectKey, ProfileId, RoleId, TerritoryId};
use crate::objects::{self, companion};
use crate::views::query::Filter;
use crate::views::relative;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most profiles.
pub const PROFILES: usize = 50;
/// Most roles.
pub const ROLES: usize = 500;
/// Most territories.
pub const TERRITORIES: usize = 500;
/// Most sharing rules.
pub const RULES: usize = 200;
/// Longest name, in letters.
pub const NAME: usize = 100;
/// Most conditions of a territory or rule.
pub const CONDITIONS: usize = 50;

/// Why a policy cannot be put in force. The screen has the sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// More of something than there may be.
    TooMany,
    /// A name is missing or too long.
    BadName,
    /// Something has the id of something else.
    Twice,
    /// Something that is named does not exist.
    Unknown,
    /// A profile that every workspace has is missing or changed its base.
    ProfileGone,
    /// The roles above each other run in a circle; each role on the way and the first again.
    RoleCircle(Vec<RoleId>),
    /// The territories run in a circle.
    TerritoryCircle(Vec<TerritoryId>),
    /// A condition asks what its field cannot be asked, or the object has no such field.
    BadCondition,
    /// Nobody would be left who can administer.
    NoAdministrator,
    /// A field is hidden that cannot lie apart from its records: the object and the field.
    CannotHide(ObjectKey, FieldKey),
    /// A condition asks for a field that lies apart: who sees a record because of it would know what it holds.
    HiddenCondition(ObjectKey, FieldKey),
}

impl Policy {
    /// What is wrong with it; `active` says who can log in.
    pub fn fault(&self, active: &dyn Fn(crate::ids::PersonId) -> bool) -> Option<Fault> {
        self.bad_size().or_else(|| self.bad_name()).or_else(|| self.bad_reference()).or_else(|| {
            let administers = |member: &super::model::Member| {
                self.profile(member.profile).is_some_and(|profile| profile.base == Base::Administrator)
                    && active(member.person)
            };
            (!self.members.iter().any(administers)).then_some(Fault::NoAdministrator)
        })
    }

    /// Whether everything exists that an audience names.
    pub fn has(&self, audience: Audience) -> bool {
        match audience {
            Audience::Everyone => true,
            Audience::Person(person) => self.member(person).is_some(),
            Audience::Role(id) | Audience::RoleAndBelow(id) => self.roles.iter().any(|role| role.id == id),
            Audience::Territory(id) => self.territories.iter().any(|territory| territory.id == id),
        }
    }

    fn bad_size(&self) -> Option<Fault> {
        let conditions = |filters: &[Filter]| filters.len() > CONDITIONS;
        let territory = |one: &super::model::Territory| {
            one.criteria.len() > CONDITIONS || one.criteria.iter().any(|one| conditions(&one.filters))
        };
        let rule = |one: &super::model::SharingRule| matches!(&one.what, Shared::Where(filters) if conditions(filters));
        let too_many = self.profiles.len() > PROFILES
            || self.roles.len() > ROLES
            || self.territories.len() > TERRITORIES
            || self.rules.len() > RULES
            || self.territories.iter().any(territory)
            || self.rules.iter().any(rule);
        too_many.then_some(Fault::TooMany)
    }

    fn bad_name(&self) -> Option<Fault> {
        let bad =
            |name: &str, nameless: bool| (name.trim().is_empty() && !nameless) || name.chars().count() > NAME;
        let own = |id: ProfileId| Base::ALL.map(profile_for).contains(&id);
        let found = self.profiles.iter().any(|one| bad(&one.name, own(one.id)))
            || self.roles.iter().any(|one| bad(&one.name, true))
            || self.territories.iter().any(|one| bad(&one.name, false))
            || self.rules.iter().any(|one| bad(&one.name, false));
        found.then_some(Fault::BadName)
    }

    fn bad_reference(&self) -> Option<Fault> {
        let profiles: BTreeSet<_> = self.profiles.iter().map(|one| one.id).collect();
        let roles: BTreeSet<_> = self.roles.iter().map(|one| one.id).collect();
        let territories: BTreeSet<_> = self.territories.iter().map(|one| one.id).collect();
        let rules: BTreeSet<_> = self.rules.iter().map(|one| one.id).collect();
        let people: BTreeSet<_> = self.members.iter().map(|one| one.person).collect();
        let twice = profiles.len() != self.profiles.len()
            || roles.len() != self.roles.len()
            || territories.len() != self.territories.len()
            || rules.len() != self.rules.len()
            || people.len() != self.members.len();
        if twice {
            return Some(Fault::Twice);
        }
        let kept = |base| self.profile(profile_for(base)).is_some_and(|profile| profile.base == base);
        if !Base::ALL.into_iter().all(kept) {
            return Some(Fault::ProfileGone);
        }
        let nodes: Vec<_> = self.roles.iter().map(|one| (one.id, one.parent)).collect();
        if let Some(path) = tree::circle(&nodes) {
            return Some(Fault::RoleCircle(path));
        }
        let nodes: Vec<_> = self.territories.iter().map(|one| (one.id, one.parent)).collect();
        if let Some(path) = tree::circle(&nodes) {
            return Some(Fault::TerritoryCircle(path));
        }
        let audience = |audience: &Audience| self.has(*audience);
        let known = self.roles.iter().all(|one| one.parent.is_none_or(|parent| roles.contains(&parent)))
            && self.territories.iter().all(|one| one.parent.is_none_or(|one| territories.contains(&one)))
            && self.members.iter().all(|one| {
                profiles.contains(&one.profile)
                    && one.role.is_none_or(|role| roles.contains(&role))
                    && one.territories.iter().all(|one| territories.contains(one))
            })
            && self.rules.iter().all(|one| {
                audience(&one.to)
                    && match &one.what {
                        Shared::OwnedBy(owners) => audience(owners),
                        Shared::Where(_) => true,
                    }
            });
        (!known).then_some(Fault::Unknown).or_else(|| self.bad_hiding()).or_else(|| self.bad_condition())
    }

    fn bad_hiding(&self) -> Option<Fault> {
        let apart =
            self.apart.iter().flat_map(|(object, fields)| fields.iter().map(move |one| (object, one)));
        let mut all = self.hidden().chain(apart);
        let bad = all.find(|(object, field)| companion::companion(object, field).is_none());
        bad.map(|(object, field)| Fault::CannotHide(object.clone(), field.clone()))
    }

    fn bad_condition(&self) -> Option<Fault> {
        let criteria = self.territories.iter().flat_map(|one| &one.criteria);
        let criteria = criteria.map(|one| (&one.object, &one.filters[..]));
        let rules = self.rules.iter().map(|rule| match &rule.what {
            Shared::Where(filters) => (&rule.object, &filters[..]),
            Shared::OwnedBy(_) => (&rule.object, &[][..]),
        });
        let hides: BTreeSet<_> = self.hidden().collect();
        let apart = |(object, filters): (&String, &[Filter])| {
            let told = |filter: &&Filter| {
                hides.contains(&(object, &filter.field)) || self.lies_apart(object, &filter.field)
            };
            filters.iter().find(told).map(|one| Fault::HiddenCondition(object.clone(), one.field.clone()))
        };
        if let Some(fault) = criteria.clone().chain(rules.clone()).find_map(apart) {
            return Some(fault);
        }
        let good = |(object, filters): (&String, &[Filter])| {
            objects::object(object).is_some_and(|definition| {
                filters.iter().all(|filter| {
                    let field = definition.field(&filter.field);
                    // Who sees what does not change with the calendar: nobody would send the records then.
                    field.is_some_and(|field| {
                        field.kind.behaviour().filters().contains(&filter.operator)
                            && !relative::is_relative(field, filter)
                    })
                })
            })
        };
        (!criteria.chain(rules).all(good)).then_some(Fault::BadCondition)
    }
}
