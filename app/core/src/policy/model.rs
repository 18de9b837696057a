//! What decides who may see and do what in one workspace, besides the records themselves.

use crate::ids::{FieldKey, ObjectKey, PersonId, ProfileId, RoleId, RuleId, TerritoryId};
use crate::objects::{companion, shapes};
use crate::views::query::Filter;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The policy of a workspace. It lives in the relay's SQL, never in documents, and is decided in one total order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Everyone sees every record; profiles still say what may be done with it.
    pub open: bool,
    /// What people may do.
    pub profiles: Vec<Profile>,
    /// Who stands above whom.
    pub roles: Vec<Role>,
    /// Parts of the market.
    pub territories: Vec<Territory>,
    /// Records that others get, too.
    pub rules: Vec<SharingRule>,
    /// Where each person stands.
    pub members: Vec<Member>,
    /// Fields that lie apart from their records, by object: those that a profile hides, and those that one ever hid. What
    /// came to lie apart stays there.
    #[serde(default)]
    pub apart: BTreeMap<ObjectKey, BTreeSet<FieldKey>>,
}

/// What a profile starts out as, and whether its people administer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Administers people, profiles, roles, territories and sharing.
    Administrator,
    /// Leads others.
    Manager,
    /// Sells.
    Representative,
}

/// What people with this profile may do, whatever records they see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Its id.
    pub id: ProfileId,
    /// What it is called; empty for one that came with the workspace, which the screens name by its base.
    pub name: String,
    /// What it started out as.
    pub base: Base,
    /// Its people reach every record at this level, whoever owns it.
    pub all_records: Option<Level>,
    /// Rights with objects that `objects` does not name.
    pub others: ObjectRights,
    /// Rights by object.
    pub objects: BTreeMap<ObjectKey, ObjectRights>,
    /// Fields that are not simply written, by object.
    pub fields: BTreeMap<ObjectKey, BTreeMap<FieldKey, FieldRight>>,
    /// Most records that one of its people takes out as files within 24 hours; without it, as many as they like.
    #[serde(default)]
    pub exports: Option<u32>,
}

/// What may be done with the records of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRights {
    /// Look at those that one reaches.
    pub see: bool,
    /// Make new ones.
    pub create: bool,
    /// Change them.
    pub edit: bool,
    /// Delete and restore them.
    pub delete: bool,
    /// Take many of them out as a file.
    pub export: bool,
}

impl ObjectRights {
    /// Everything.
    pub const ALL: Self = Self { see: true, create: true, edit: true, delete: true, export: true };
    /// Nothing.
    pub const NONE: Self = Self { see: false, create: false, edit: false, delete: false, export: false };
}

/// What may be done with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRight {
    /// Read.
    Read,
    /// Read and written.
    Write,
    /// Not even read; the field lies apart from the records (`Policy::apart`).
    Hidden,
}

/// How far access goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Look.
    Read,
    /// Look and change.
    Write,
}

/// A place in the hierarchy: who has it reaches what those below own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// What it is called; empty for one that came with the workspace.
    pub name: String,
    /// The role above; none at the top.
    pub parent: Option<RoleId>,
    /// People of the role reach each other's records.
    pub peers: bool,
}

/// A part of the market. Records fall in by what their fields hold; its people, and those of territories above it, reach
/// them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Territory {
    /// Its id.
    pub id: TerritoryId,
    /// What it is called.
    pub name: String,
    /// The territory that it is a part of.
    pub parent: Option<TerritoryId>,
    /// A record that meets one of these falls in.
    pub criteria: Vec<Criterion>,
}

/// Records of one object of which all of this holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// The object.
    pub object: ObjectKey,
    /// The conditions; without any, every record of the object meets it.
    pub filters: Vec<Filter>,
}

/// Records of one object that some people reach, too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharingRule {
    /// Its id.
    pub id: RuleId,
    /// What it is called.
    pub name: String,
    /// The object.
    pub object: ObjectKey,
    /// Which of its records.
    pub what: Shared,
    /// Who reaches them.
    pub to: Audience,
    /// How far.
    pub level: Level,
}

/// Which records a sharing rule is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// Those that these people own.
    OwnedBy(Audience),
    /// Those of which all of this holds.
    Where(Vec<Filter>),
}

/// Some people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every member.
    Everyone,
    /// One.
    Person(PersonId),
    /// Those of a role.
    Role(RoleId),
    /// Those of a role and of every role below it.
    RoleAndBelow(RoleId),
    /// Those of a territory and of those above it.
    Territory(TerritoryId),
}

/// Where a person stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// What they may do.
    pub profile: ProfileId,
    /// Their place in the hierarchy; without one they lead nobody and nobody leads them.
    pub role: Option<RoleId>,
    /// Their territories.
    pub territories: Vec<TerritoryId>,
}

/// A record that was given to others by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Share {
    /// To whom.
    pub to: Audience,
    /// How far.
    pub level: Level,
}

impl Policy {
    /// Where a person stands; `None` for somebody who is no member.
    pub fn member(&self, person: PersonId) -> Option<&Member> {
        self.members.iter().find(|member| member.person == person)
    }

    /// The profile of that id.
    pub fn profile(&self, id: ProfileId) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    /// What a person may do.
    pub fn profile_of(&self, person: PersonId) -> Option<&Profile> {
        self.profile(self.member(person)?.profile)
    }
}

impl Policy {
    /// Whether what records hold in a field lies apart from them.
    pub fn lies_apart(&self, object: &str, field: &str) -> bool {
        self.apart.get(object).is_some_and(|fields| fields.contains(field))
    }

    /// The fields that some profile hides, each with its object.
    pub fn hidden(&self) -> impl Iterator<Item = (&ObjectKey, &FieldKey)> {
        self.profiles.iter().flat_map(Profile::hidden)
    }

    /// The same policy with everything apart that it hides, and that lay apart before it.
    #[must_use]
    pub fn after(mut self, before: &Self) -> Self {
        let mut apart = before.apart.clone();
        for (object, field) in self.hidden() {
            apart.entry(object.clone()).or_default().insert(field.clone());
        }
        self.apart = apart;
        self
    }

    /// The fields that lie apart by this policy and did not before it.
    pub fn newly_apart(&self, before: &Self) -> Vec<(ObjectKey, FieldKey)> {
        let all =
            self.apart.iter().flat_map(|(object, fields)| fields.iter().map(move |field| (object, field)));
        let new = all.filter(|(object, field)| !before.lies_apart(object, field));
        new.map(|(object, field)| (object.clone(), field.clone())).collect()
    }
}

impl Profile {
    /// The fields that it hides, each with its object.
    pub fn hidden(&self) -> impl Iterator<Item = (&ObjectKey, &FieldKey)> {
        let all = self.fields.iter().flat_map(|(object, fields)| fields.iter().map(move |one| (object, one)));
        all.filter(|(_, (_, right))| **right == FieldRight::Hidden)
            .map(|(object, (field, _))| (object, field))
    }

    /// What may be done with the records of an object. A companion is seen and written by whoever may do so with its
    /// record and the field that it holds.
    pub fn rights(&self, object: &str) -> ObjectRights {
        let Some(companion) = companion::of_kind(object) else { return self.own_rights(object) };
        let (rights, right) =
            (self.own_rights(companion.of.key), self.field(companion.of.key, companion.field.key));
        let see = rights.see && right != FieldRight::Hidden;
        let edit = see && right == FieldRight::Write && (rights.edit || rights.create);
        ObjectRights {
            see,
            create: edit,
            edit: edit && rights.edit,
            delete: false,
            export: see && rights.export,
        }
    }

    fn own_rights(&self, object: &str) -> ObjectRights {
        if shapes(object) {
            let administers = self.base == Base::Administrator;
            let (create, edit, delete) = (administers, administers, administers);
            return ObjectRights { see: true, create, edit, delete, export: true };
        }
        self.objects.get(object).copied().unwrap_or(self.others)
    }

    /// What may be done with a field of an object.
    pub fn field(&self, object: &str, field: &str) -> FieldRight {
        self.fields.get(object).and_then(|fields| fields.get(field)).copied().unwrap_or(FieldRight::Write)
    }
}

impl Base {
    /// Every base.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Manager, Self::Representative];

    /// Its name, as it is stored and travels.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Manager => "manager",
            Self::Representative => "representative",
        }
    }

    /// The base of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.name() == name)
    }
}
