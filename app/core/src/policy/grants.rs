//! What one person reaches: every scope that is theirs, and how far.

use super::model::{Audience, FieldRight, Level, ObjectRights, Policy, Profile, Shared};
use super::scope::{Entry, Scope};
use super::tree;
use crate::ids::{FieldKey, ObjectKey, PersonId, RoleId, RuleId, TerritoryId};
use crate::objects::{ObjectDefinition, companion, custom, desk};
use crm_planted::{Bug, planted};
use std::collections::{BTreeMap, BTreeSet};

/// What one person reaches and may do there. It is worked out once for a person and a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Grants {
    person: PersonId,
    profile: Profile,
    /// Every record, whoever owns it.
    all: Option<Level>,
    /// What these people own, of every object.
    owners: BTreeSet<PersonId>,
    /// What these people own, of some objects, by sharing rules.
    lent: BTreeMap<(PersonId, ObjectKey), Level>,
    territories: BTreeSet<TerritoryId>,
    rules: BTreeMap<RuleId, (ObjectKey, Level)>,
    /// The person's role, and every role above it.
    role: Option<RoleId>,
    above: BTreeSet<RoleId>,
}

/// Something that a person may or may not do with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Look at it.
    See,
    /// Change it.
    Edit,
    /// Delete or restore it.
    Delete,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::See, Self::Edit, Self::Delete];
}

impl Policy {
    /// What a person reaches; `None` for somebody who is no member, or whose profile is gone.
    pub fn grants(&self, person: PersonId) -> Option<Grants> {
        let member = self.member(person)?;
        let profile = self.profile(member.profile)?.clone();
        let above = self.roles_above(member.role);
        let territories: BTreeSet<_> =
            member.territories.iter().flat_map(|id| self.territory_and_below(*id)).collect();
        let mut owners: BTreeSet<_> = self.led_by(member.role).collect();
        owners.insert(person);
        let mut grants = Grants {
            person,
            all: if self.open { Some(Level::Write) } else { profile.all_records },
            profile,
            owners,
            lent: BTreeMap::new(),
            territories,
            rules: BTreeMap::new(),
            role: member.role,
            above,
        };
        for rule in &self.rules {
            match &rule.what {
                _ if !grants.is_in(rule.to) => {}
                Shared::Where(_) => {
                    grants.rules.insert(rule.id, (rule.object.clone(), rule.level));
                }
                Shared::OwnedBy(owners) => {
                    for owner in self.people_in(*owners) {
                        let level = grants.lent.entry((owner, rule.object.clone())).or_insert(rule.level);
                        *level = rule.level.max(*level);
                    }
                }
            }
        }
        Some(grants)
    }

    /// The members of an audience.
    pub fn people_in(&self, audience: Audience) -> Vec<PersonId> {
        let territory_above: BTreeSet<TerritoryId> = match audience {
            Audience::Territory(id) => {
                let holds = |top: &TerritoryId| self.territory_and_below(*top).contains(&id);
                self.territories.iter().map(|territory| territory.id).filter(holds).collect()
            }
            Audience::Everyone | Audience::Person(_) | Audience::Role(_) | Audience::RoleAndBelow(_) => {
                BTreeSet::new()
            }
        };
        let is_in = |member: &&super::model::Member| match audience {
            Audience::Everyone => true,
            Audience::Person(person) => member.person == person,
            Audience::Role(role) => member.role == Some(role),
            Audience::RoleAndBelow(role) => {
                member.role == Some(role) || self.roles_above(member.role).contains(&role)
            }
            Audience::Territory(_) => member.territories.iter().any(|id| territory_above.contains(id)),
        };
        self.members.iter().filter(is_in).map(|member| member.person).collect()
    }

    /// People below a role, and those of the role itself where its people share.
    fn led_by(&self, role: Option<RoleId>) -> impl Iterator<Item = PersonId> {
        let nodes: Vec<_> = self.roles.iter().map(|role| (role.id, role.parent)).collect();
        let mut led = role.map(|role| tree::below(&nodes, role)).unwrap_or_default();
        if planted(Bug::HierarchyUpsideDown) {
            led = self.roles_above(role);
        }
        led.extend(self.roles.iter().filter(|one| Some(one.id) == role && one.peers).map(|one| one.id));
        let is_led =
            move |member: &&super::model::Member| member.role.is_some_and(|role| led.contains(&role));
        self.members.iter().filter(is_led).map(|member| member.person)
    }

    fn roles_above(&self, role: Option<RoleId>) -> BTreeSet<RoleId> {
        let mut above = BTreeSet::new();
        let mut at = role;
        while let Some(parent) =
            at.and_then(|at| self.roles.iter().find(|role| role.id == at)).and_then(|role| role.parent)
        {
            if !above.insert(parent) {
                break;
            }
            at = Some(parent);
        }
        above
    }

    fn territory_and_below(&self, top: TerritoryId) -> BTreeSet<TerritoryId> {
        let nodes: Vec<_> =
            self.territories.iter().map(|territory| (territory.id, territory.parent)).collect();
        let mut found = tree::below(&nodes, top);
        found.insert(top);
        found
    }
}

impl Grants {
    /// Whose they are.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Whether the person stands above somebody, or beside them in a role that shares.
    pub fn leads(&self, other: PersonId) -> bool {
        other != self.person && self.owners.contains(&other)
    }

    /// How far the person reaches records of one scope; what the profile allows is another question.
    pub fn level(&self, entry: &Entry) -> Option<Level> {
        match entry.scope {
            Scope::Owner(owner) if self.owners.contains(&owner) => Some(Level::Write),
            Scope::Owner(owner) => self.lent.get(&(owner, entry.via.clone())).copied(),
            Scope::Territory(id) => self.territories.contains(&id).then_some(Level::Write),
            Scope::Rule(id) => {
                self.rules.get(&id).filter(|(object, _)| *object == entry.via).map(|(_, level)| *level)
            }
            Scope::Share(share) => self.is_in(share.to).then_some(share.level),
            Scope::Desk(person) => (person == self.person).then_some(Level::Write),
        }
    }

    /// Whether the person reaches every record of objects that are no desk, whatever its scopes.
    pub const fn all(&self) -> Option<Level> {
        self.all
    }

    /// Whether a record that lies in this scope is seen because of it.
    pub fn sees_by(&self, object: &str, entry: &Entry) -> bool {
        self.rights(object).see && self.rights(&entry.via).see && self.level(entry).is_some()
    }

    /// Whether the person may do that with a record of the object that lies in these scopes.
    pub fn may<'a>(
        &self,
        action: Action,
        object: &str,
        entries: impl IntoIterator<Item = &'a Entry>,
    ) -> bool {
        let rights = self.rights(object);
        let home = companion::home(object);
        let all = self.all.filter(|_| object != desk::KEY);
        let (allowed, needed) = match action {
            Action::See => (rights.see, Level::Read),
            Action::Edit => (rights.see && rights.edit, Level::Write),
            Action::Delete => (rights.see && rights.delete, Level::Write),
        };
        let reaches = |entry: &Entry| match needed {
            Level::Read => self.sees_by(object, entry),
            // What one may do with a customer is not what one may do with others' notes about them.
            Level::Write => entry.via == home && self.level(entry) == Some(Level::Write),
        };
        allowed && (all.is_some_and(|level| level >= needed) || entries.into_iter().any(reaches))
    }

    /// Whether the person may make records of the object.
    pub fn may_create(&self, object: &str) -> bool {
        self.rights(object).create
    }

    /// Whether the person may take records of the object out as a file.
    pub fn may_export(&self, object: &str) -> bool {
        let rights = self.rights(object);
        rights.see && rights.export
    }

    /// Whether the person may take out so many records as a file, after so many within the last 24 hours.
    pub fn may_export_more(&self, taken: u64, more: u64) -> bool {
        self.profile.exports.is_none_or(|most| taken.saturating_add(more) <= u64::from(most))
    }

    /// The first of these fields that the person may not write.
    pub fn unwritable<'f>(&self, object: &str, fields: &[&'f str]) -> Option<&'f str> {
        fields.iter().copied().find(|field| self.profile.field(object, field) != FieldRight::Write)
    }

    /// The fields of an object that the person may not write.
    pub fn read_only(&self, definition: &ObjectDefinition) -> Vec<FieldKey> {
        let own = definition.all_fields().map(|field| field.key);
        let named = self.profile.fields.get(definition.key).into_iter().flat_map(BTreeMap::keys);
        let added = named.map(String::as_str).filter(|key| custom::is_custom(key));
        let all = own.chain(added).filter(|key| self.unwritable(definition.key, &[key]).is_some());
        all.map(str::to_owned).collect()
    }

    /// Whether the person may not even read a field.
    pub fn hides(&self, object: &str, field: &str) -> bool {
        self.profile.field(object, field) == FieldRight::Hidden
    }

    /// What the person may do.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    fn rights(&self, object: &str) -> ObjectRights {
        if object == desk::KEY { ObjectRights::ALL } else { self.profile.rights(object) }
    }

    fn is_in(&self, audience: Audience) -> bool {
        match audience {
            Audience::Everyone => true,
            Audience::Person(person) => person == self.person,
            Audience::Role(role) => self.role == Some(role),
            Audience::RoleAndBelow(role) => self.role == Some(role) || self.above.contains(&role),
            Audience::Territory(id) => self.territories.contains(&id),
        }
    }
}
