//! Who may do what, once more and the long way: written from the words of the rules, without scopes and without anything
//! worked out beforehand. It is slow and has nothing in common with the evaluation that it is compared with but the
//! policy's words and the questions that a kind of field answers.

use crm_core::ids::{PersonId, RecordId, RoleId, TerritoryId};
use crm_core::objects::{self, companion, desk};
use crm_core::policy::{Audience, Base, FieldRight, Level, Member, ObjectRights, Policy, Share, Shared};
use crm_core::value::Value;
use crm_core::views::query::Filter;
use std::collections::BTreeMap;

/// A record as the rules look at it.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Its object.
    pub object: String,
    /// What its fields hold.
    pub values: BTreeMap<String, Value>,
    /// To whom it was given by hand.
    pub shares: Vec<Share>,
}

/// A policy and every record of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Cabinet {
    /// The policy.
    pub policy: Policy,
    /// The records.
    pub papers: BTreeMap<RecordId, Paper>,
}

impl Paper {
    /// The owner, or who made it where nobody owns it.
    pub fn owner(&self) -> Option<PersonId> {
        for field in ["owner", "created_by"] {
            if let Some(Value::Person(person)) = self.values.get(field) {
                return Some(*person);
            }
        }
        None
    }

    /// The records that an activity is about; other records are about nothing.
    fn about(&self) -> Vec<RecordId> {
        let mut about = Vec::new();
        if !is_activity(&self.object) {
            return about;
        }
        for value in self.values.values() {
            if let Value::Link(link) = value
                && objects::object(&link.object).is_some()
                && !is_activity(&link.object)
            {
                about.push(link.record);
            }
        }
        about
    }
}

/// Whether records of an object say what others are like.
fn shapes(object: &str) -> bool {
    ["field", "option"].contains(&object)
}

fn is_activity(object: &str) -> bool {
    objects::object(object).is_some_and(|definition| definition.activity)
}

impl Cabinet {
    /// Whether a person may look at a record.
    pub fn sees(&self, person: PersonId, record: RecordId) -> bool {
        let Some(paper) = self.papers.get(&record) else { return false };
        if paper.object == desk::KEY {
            return self.member(person).is_some() && record == desk::desk_of(person);
        }
        if shapes(&paper.object) {
            return self.rights(person, &paper.object).see;
        }
        // What lies apart is seen with its record, by those who may read the field.
        if let Some((object, field)) = paper.object.split_once('.') {
            let of = companion::companion(object, field).expect("a field that can lie apart");
            let hidden = self.field(person, object, field) == Some(FieldRight::Hidden);
            return !hidden && self.sees(person, of.beside(record));
        }
        if !self.rights(person, &paper.object).see {
            return false;
        }
        if self.reach(person, record, paper).is_some() {
            return true;
        }
        for about in paper.about() {
            let other = self.papers.get(&about);
            // A link can lie about the object; whoever sees an activity sees no others because of it.
            if other.is_some_and(|other| !is_activity(&other.object)) && self.sees(person, about) {
                return true;
            }
        }
        false
    }

    /// Whether a person may change a record.
    pub fn edits(&self, person: PersonId, record: RecordId) -> bool {
        self.changes(person, record, |rights| rights.edit)
    }

    /// Whether a person may delete and restore a record.
    pub fn deletes(&self, person: PersonId, record: RecordId) -> bool {
        self.changes(person, record, |rights| rights.delete)
    }

    /// Whether a person may make records of an object.
    pub fn creates(&self, person: PersonId, object: &str) -> bool {
        self.member(person).is_some() && (object == desk::KEY || self.rights(person, object).create)
    }

    /// Whether a person may write a field.
    pub fn writes(&self, person: PersonId, object: &str, field: &str) -> bool {
        self.field(person, object, field) == Some(FieldRight::Write)
    }

    /// What a person may do with a field; nothing where they have no profile.
    fn field(&self, person: PersonId, object: &str, field: &str) -> Option<FieldRight> {
        let member = self.member(person)?;
        for profile in &self.policy.profiles {
            if profile.id == member.profile {
                let right = profile.fields.get(object).and_then(|fields| fields.get(field));
                return Some(right.copied().unwrap_or(FieldRight::Write));
            }
        }
        None
    }

    fn changes(&self, person: PersonId, record: RecordId, right: fn(ObjectRights) -> bool) -> bool {
        let Some(paper) = self.papers.get(&record) else { return false };
        if paper.object == desk::KEY {
            return self.member(person).is_some() && record == desk::desk_of(person);
        }
        if shapes(&paper.object) {
            return self.creates(person, &paper.object);
        }
        if let Some((object, field)) = paper.object.split_once('.') {
            let of = companion::companion(object, field).expect("a field that can lie apart");
            // Nothing that lies apart is deleted by itself.
            let edits = right(ObjectRights { edit: true, ..ObjectRights::NONE });
            return edits && self.writes(person, object, field) && self.edits(person, of.beside(record));
        }
        let rights = self.rights(person, &paper.object);
        rights.see && right(rights) && self.reach(person, record, paper) == Some(Level::Write)
    }

    /// How far a person reaches a record by itself, not through what it is about: the furthest of all ways.
    fn reach(&self, person: PersonId, record: RecordId, paper: &Paper) -> Option<Level> {
        let me = self.member(person)?;
        let mut ways: Vec<Level> = Vec::new();
        if self.policy.open {
            ways.push(Level::Write);
        }
        for profile in &self.policy.profiles {
            if profile.id == me.profile {
                ways.extend(profile.all_records);
            }
        }
        if let Some(owner) = paper.owner() {
            if owner == person {
                ways.push(Level::Write);
            }
            for other in &self.policy.members {
                if other.person == owner && self.leads(me, other) {
                    ways.push(Level::Write);
                }
            }
        }
        for territory in &self.policy.territories {
            let falls_in = territory
                .criteria
                .iter()
                .any(|criterion| criterion.object == paper.object && self.meets(paper, &criterion.filters));
            if falls_in && self.covers(me, territory.id) {
                ways.push(Level::Write);
            }
        }
        for rule in &self.policy.rules {
            if rule.object == paper.object && self.is_in(me, rule.to) {
                let lends = match &rule.what {
                    Shared::Where(filters) => self.meets(paper, filters),
                    Shared::OwnedBy(audience) => {
                        let owners = self.policy.members.iter();
                        let mut owners = owners.filter(|member| Some(member.person) == paper.owner());
                        owners.any(|owner| self.is_in(owner, *audience))
                    }
                };
                if lends {
                    ways.push(rule.level);
                }
            }
        }
        for share in &self.papers[&record].shares {
            if self.is_in(me, share.to) {
                ways.push(share.level);
            }
        }
        if ways.contains(&Level::Write) { Some(Level::Write) } else { ways.first().copied() }
    }

    /// Where a person stands; nobody whose profile is gone can do anything.
    fn member(&self, person: PersonId) -> Option<&Member> {
        let known = |id| self.policy.profiles.iter().any(|profile| profile.id == id);
        self.policy.members.iter().find(|member| member.person == person && known(member.profile))
    }

    fn rights(&self, person: PersonId, object: &str) -> ObjectRights {
        let Some(member) = self.member(person) else { return ObjectRights::NONE };
        for profile in &self.policy.profiles {
            if profile.id == member.profile {
                let administers = profile.base == Base::Administrator;
                return match shapes(object) {
                    true if administers => ObjectRights::ALL,
                    true => ObjectRights { see: true, export: true, ..ObjectRights::NONE },
                    false => *profile.objects.get(object).unwrap_or(&profile.others),
                };
            }
        }
        ObjectRights::NONE
    }

    /// Whether somebody stands above another, or beside them in a role whose people share.
    fn leads(&self, me: &Member, other: &Member) -> bool {
        let (Some(mine), Some(theirs)) = (me.role, other.role) else { return false };
        let shared = self.policy.roles.iter().any(|role| role.id == mine && role.peers);
        (mine == theirs && shared) || self.is_below(theirs, mine)
    }

    fn is_below(&self, lower: RoleId, upper: RoleId) -> bool {
        let parent = self.policy.roles.iter().find(|role| role.id == lower).and_then(|role| role.parent);
        parent.is_some_and(|parent| parent == upper || self.is_below(parent, upper))
    }

    /// Whether a person has a territory, or one that it is a part of.
    fn covers(&self, me: &Member, territory: TerritoryId) -> bool {
        if me.territories.contains(&territory) {
            return true;
        }
        let found = self.policy.territories.iter().find(|one| one.id == territory);
        found.and_then(|one| one.parent).is_some_and(|parent| self.covers(me, parent))
    }

    fn is_in(&self, member: &Member, audience: Audience) -> bool {
        match audience {
            Audience::Everyone => true,
            Audience::Person(person) => member.person == person,
            Audience::Role(role) => member.role == Some(role),
            Audience::RoleAndBelow(role) => {
                member.role.is_some_and(|own| own == role || self.is_below(own, role))
            }
            Audience::Territory(territory) => self.covers(member, territory),
        }
    }

    /// Whether all of these hold.
    fn meets(&self, paper: &Paper, filters: &[Filter]) -> bool {
        let Some(definition) = objects::object(&paper.object) else { return false };
        for filter in filters {
            let Some(field) = definition.field(&filter.field) else { return false };
            let value = paper.values.get(&filter.field);
            if !field.kind.behaviour().matches(filter.operator, value, filter.argument.as_ref()) {
                return false;
            }
        }
        true
    }
}
