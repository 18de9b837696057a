//! Why somebody sees a record, or why not: what an administrator reads under "see as".

use super::grants::{Action, Grants};
use super::model::{Level, Policy};
use super::scope::{Entry, Scope};
use crate::ids::PersonId;
use crate::objects::desk;
use serde::{Deserialize, Serialize};

/// One reason why a person reaches a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Everyone sees everything here.
    Open,
    /// Their profile reaches every record.
    Profile,
    /// They own it.
    Own,
    /// They stand above the owner, or beside them in a role that shares.
    Leads(PersonId),
    /// It falls into their territory, or one below it.
    Territory(crate::ids::TerritoryId),
    /// A sharing rule.
    Rule(crate::ids::RuleId),
    /// A sharing rule about what this person owns.
    Lent(PersonId),
    /// It was shared with them by hand.
    Shared,
}

/// What "see as" says about one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// Whether they see it.
    pub sees: bool,
    /// Whether they may change it.
    pub edits: bool,
    /// Whether their profile hides the whole object.
    pub hidden_object: bool,
    /// Why they reach it, and how far; whether through the record that it is about.
    pub reasons: Vec<(Reason, Level, bool)>,
}

impl Policy {
    /// Why a person sees a record that lies in these scopes, or why not.
    pub fn sight(&self, person: PersonId, object: &str, entries: &[Entry]) -> Sight {
        let Some(grants) = self.grants(person) else { return Sight::default() };
        let mut reasons = Vec::new();
        if let Some(level) = grants.all().filter(|_| object != desk::KEY) {
            reasons.push((if self.open { Reason::Open } else { Reason::Profile }, level, false));
        }
        for entry in entries {
            if let Some(level) = grants.level(entry) {
                let through = entry.via != object;
                let level = if through { Level::Read } else { level };
                reasons.push((reason(&grants, entry, self), level, through));
            }
        }
        Sight {
            sees: grants.may(Action::See, object, entries),
            edits: grants.may(Action::Edit, object, entries),
            hidden_object: object != desk::KEY && !grants.profile().rights(object).see,
            reasons,
        }
    }
}

fn reason(grants: &Grants, entry: &Entry, policy: &Policy) -> Reason {
    match entry.scope {
        Scope::Owner(owner) | Scope::Desk(owner) if owner == grants.person() => Reason::Own,
        Scope::Owner(owner) | Scope::Desk(owner) if grants.leads(owner) => Reason::Leads(owner),
        Scope::Owner(owner) | Scope::Desk(owner) => Reason::Lent(owner),
        Scope::Territory(id) => Reason::Territory(id),
        Scope::Rule(id) if policy.rules.iter().any(|rule| rule.id == id) => Reason::Rule(id),
        Scope::Rule(_) | Scope::Share(_) => Reason::Shared,
    }
}
