//! Why somebody sees a record, in words.

use super::people;
use crate::words::access as text;
use crm_core::policy::{Level, Policy, Reason, Sight};

/// Whether they see it.
pub(super) fn verdict(sight: &Sight) -> &'static str {
    match (sight.sees, sight.edits) {
        (false, _) => text::NOT_SEEN,
        (true, false) => text::SEES,
        (true, true) => text::EDITS,
    }
    .now()
}

/// Every reason, the one that reaches furthest first. Names of territories and rules are those of the policy at hand, where
/// there is one.
pub(super) fn why(sight: &Sight, policy: Option<&Policy>) -> String {
    if !sight.sees && sight.hidden_object {
        return text::WHY_HIDDEN_OBJECT.now().to_owned();
    }
    if sight.reasons.is_empty() {
        return text::WHY_NOT.now().to_owned();
    }
    let mut reasons = sight.reasons.clone();
    reasons.sort_by_key(|(_, level, through)| (*through, *level == Level::Read));
    let mut said: Vec<String> = reasons
        .iter()
        .map(|(reason, _, through)| {
            let why = one(reason, policy);
            if *through { text::why_through(&why) } else { why }
        })
        .collect();
    said.dedup();
    said.join(" · ")
}

fn one(reason: &Reason, policy: Option<&Policy>) -> String {
    match reason {
        Reason::Open => text::WHY_OPEN.now().to_owned(),
        Reason::Profile => text::WHY_PROFILE.now().to_owned(),
        Reason::Own => text::WHY_OWN.now().to_owned(),
        Reason::Leads(person) => text::why_leads(&people::named(*person)),
        Reason::Territory(id) => {
            let found = policy.and_then(|policy| policy.territories.iter().find(|one| one.id == *id));
            text::why_territory(found.map_or("", |one| &one.name))
        }
        Reason::Rule(id) => {
            let found = policy.and_then(|policy| policy.rules.iter().find(|one| one.id == *id));
            text::why_rule(found.map_or("", |one| &one.name))
        }
        Reason::Lent(person) => text::why_lent(&people::named(*person)),
        Reason::Shared => text::WHY_SHARED.now().to_owned(),
    }
}
