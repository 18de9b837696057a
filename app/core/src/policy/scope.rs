//! In which scopes a record lies. A record travels to a person when the two have a scope in common, so everything that
//! depends on the record alone is decided here, and everything that depends on the person in [`super::Grants`].

use super::model::{Audience, Criterion, Level, Policy, Share, Shared};
use crate::ids::{ObjectKey, PersonId, RecordId, RuleId, TerritoryId};
use crate::objects::{self, ObjectDefinition, companion, desk};
use crate::value::Value;
use crate::views::query::Filter;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What a record has in common with those who reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// This person owns it.
    Owner(PersonId),
    /// It falls into this territory.
    Territory(TerritoryId),
    /// It meets the conditions of this rule.
    Rule(RuleId),
    /// It was shared by hand.
    Share(Share),
    /// It is this person's desk.
    Desk(PersonId),
}

/// A scope, and the object of the record that lies in it: the record itself or, for an activity, the one it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The scope.
    pub scope: Scope,
    /// The object.
    pub via: ObjectKey,
}

/// What the scopes of a record depend on.
pub struct Facts<'a> {
    /// The record.
    pub record: RecordId,
    /// Its object.
    pub object: &'a str,
    /// The values of its fields.
    pub value: &'a dyn Fn(&str) -> Option<Value>,
    /// To whom it was given by hand.
    pub shares: &'a [Share],
    /// The scopes of the records that it is about; of use for activities and companions only.
    pub about: &'a [Entry],
}

impl Facts<'_> {
    /// Who owns the record: the owner, or who made it where nobody does.
    pub fn owner(&self) -> Option<PersonId> {
        ["owner", "created_by"].into_iter().find_map(|field| match (self.value)(field) {
            Some(Value::Person(person)) => Some(person),
            Some(_) | None => None,
        })
    }
}

impl Policy {
    /// The scopes in which a record lies.
    pub fn scopes_of(&self, facts: &Facts<'_>) -> BTreeSet<Entry> {
        let entry = |scope| Entry { scope, via: facts.object.to_owned() };
        if facts.object == desk::KEY {
            let of = self.members.iter().find(|member| desk::desk_of(member.person) == facts.record);
            return of.map(|member| entry(Scope::Desk(member.person))).into_iter().collect();
        }
        if companion::of_kind(facts.object).is_some() {
            return facts.about.iter().cloned().collect();
        }
        let Some(definition) = objects::object(facts.object) else { return BTreeSet::new() };
        if definition.shapes() {
            // Who may change it is a question of profiles.
            return BTreeSet::from([entry(Scope::Share(Share {
                to: Audience::Everyone,
                level: Level::Write,
            }))]);
        }
        let meets = |criterion: &Criterion| {
            criterion.object == facts.object && all_hold(definition, &criterion.filters, facts.value)
        };
        let territories = self.territories.iter().filter(|territory| territory.criteria.iter().any(&meets));
        let rules = self.rules.iter().filter(|rule| match &rule.what {
            Shared::Where(filters) => {
                rule.object == facts.object && all_hold(definition, filters, facts.value)
            }
            // Follows from the owner, which is a scope already.
            Shared::OwnedBy(_) => false,
        });
        let own = facts.owner().map(Scope::Owner).into_iter();
        let own = own.chain(territories.map(|territory| Scope::Territory(territory.id)));
        let own = own.chain(rules.map(|rule| Scope::Rule(rule.id)));
        let own = own.chain(facts.shares.iter().copied().map(Scope::Share));
        let about = facts.about.iter().filter(|_| definition.activity).cloned();
        own.map(entry).chain(about).collect()
    }

    /// Whether records have to be looked at again, because conditions changed on which their scopes depend.
    pub fn moves_records(&self, after: &Policy) -> bool {
        let conditions = |policy: &Policy| {
            let territories = policy.territories.iter().map(|one| (one.id, one.criteria.clone()));
            let rules = policy.rules.iter().filter_map(|rule| match &rule.what {
                Shared::Where(filters) => Some((rule.id, rule.object.clone(), filters.clone())),
                Shared::OwnedBy(_) => None,
            });
            (territories.collect::<Vec<_>>(), rules.collect::<Vec<_>>())
        };
        (self.open && !after.open) || conditions(self) != conditions(after)
    }
}

/// The records that a record of that object is about: by its links, or the one that it is a companion of.
pub fn about(
    definition: &ObjectDefinition,
    record: RecordId,
    value: &dyn Fn(&str) -> Option<Value>,
) -> Vec<RecordId> {
    if let Some(companion) = companion::of_kind(definition.key) {
        return vec![companion.beside(record)];
    }
    if !definition.activity {
        return Vec::new();
    }
    let link = |key| match value(key) {
        Some(Value::Link(link)) => {
            objects::object(&link.object).filter(|to| !to.activity).map(|_| link.record)
        }
        Some(_) | None => None,
    };
    let mut about: Vec<RecordId> = definition.fields.iter().filter_map(|field| link(field.key)).collect();
    about.sort_unstable();
    about.dedup();
    about
}

/// Whether every condition holds. One about a field that the object does not have never does.
pub fn all_hold(
    definition: &ObjectDefinition,
    filters: &[Filter],
    value: &dyn Fn(&str) -> Option<Value>,
) -> bool {
    filters.iter().all(|filter| {
        definition.field(&filter.field).is_some_and(|field| {
            let value = value(&filter.field);
            field.kind.behaviour().matches(filter.operator, value.as_ref(), filter.argument.as_ref())
        })
    })
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("everyone:-"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Role(id) => write!(f, "role:{id}"),
            Self::RoleAndBelow(id) => write!(f, "below:{id}"),
            Self::Territory(id) => write!(f, "territory:{id}"),
        }
    }
}

/// `owner:<id>@deal`: how a scope is named where it is stored.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scope {
            Scope::Owner(id) => write!(f, "owner:{id}")?,
            Scope::Territory(id) => write!(f, "territory:{id}")?,
            Scope::Rule(id) => write!(f, "rule:{id}")?,
            Scope::Share(Share { to, level }) => write!(f, "share:{level}:{to}")?,
            Scope::Desk(id) => write!(f, "desk:{id}")?,
        }
        write!(f, "@{}", self.via)
    }
}

/// A text that names no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoScope;

impl FromStr for Audience {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        let (kind, id) = text.split_once(':').ok_or(NoScope)?;
        match kind {
            "everyone" => Ok(Self::Everyone),
            "person" => id.parse().map(Self::Person).map_err(|_| NoScope),
            "role" => id.parse().map(Self::Role).map_err(|_| NoScope),
            "below" => id.parse().map(Self::RoleAndBelow).map_err(|_| NoScope),
            "territory" => id.parse().map(Self::Territory).map_err(|_| NoScope),
            _ => Err(NoScope),
        }
    }
}

impl FromStr for Entry {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        let (scope, via) = text.rsplit_once('@').ok_or(NoScope)?;
        let (kind, rest) = scope.split_once(':').ok_or(NoScope)?;
        let bad = |_| NoScope;
        let scope = match kind {
            "owner" => Scope::Owner(rest.parse().map_err(bad)?),
            "territory" => Scope::Territory(rest.parse().map_err(bad)?),
            "rule" => Scope::Rule(rest.parse().map_err(bad)?),
            "desk" => Scope::Desk(rest.parse().map_err(bad)?),
            "share" => {
                let (level, to) = rest.split_once(':').ok_or(NoScope)?;
                let level = match level {
                    "read" => Level::Read,
                    "write" => Level::Write,
                    _ => return Err(NoScope),
                };
                Scope::Share(Share { to: to.parse()?, level })
            }
            _ => return Err(NoScope),
        };
        Ok(Self { scope, via: via.to_owned() })
    }
}
