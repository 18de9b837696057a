//! Some people, by name: everyone, one, a role, a territory.

use super::{Draft, people, roles};
use crate::words::access as text;
use crm_core::policy::{Audience, Policy};
use leptos::prelude::*;

/// Everything that can be chosen, as value and words.
pub(super) fn options(draft: Draft) -> Signal<Vec<(String, String)>> {
    let all = draft.read(audiences);
    Signal::derive(move || {
        all.with(|all| {
            all.iter().map(|one| (one.to_string(), draft.policy.with(|policy| named(policy, *one)))).collect()
        })
    })
}

fn audiences(policy: &Policy) -> Vec<Audience> {
    let roles = policy.roles.iter();
    let roles = roles.flat_map(|role| [Audience::Role(role.id), Audience::RoleAndBelow(role.id)]);
    let people = policy.members.iter().map(|member| Audience::Person(member.person));
    let territories = policy.territories.iter().map(|territory| Audience::Territory(territory.id));
    std::iter::once(Audience::Everyone).chain(roles).chain(territories).chain(people).collect()
}

/// What some people are called.
pub(super) fn named(policy: &Policy, audience: Audience) -> String {
    let role = |id| policy.roles.iter().find(|role| role.id == id).map(roles::named).unwrap_or_default();
    match audience {
        Audience::Everyone => text::EVERYONE.now().to_owned(),
        Audience::Person(person) => people::named(person),
        Audience::Role(id) => role(id),
        Audience::RoleAndBelow(id) => text::and_below(&role(id)),
        Audience::Territory(id) => {
            let found = policy.territories.iter().find(|territory| territory.id == id);
            text::territory_named(found.map_or("", |territory| &territory.name))
        }
    }
}
