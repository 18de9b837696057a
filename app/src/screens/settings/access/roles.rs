//! The hierarchy: who stands above whom.

use super::{Draft, name, pick, tick};
use crate::browser;
use crate::components::{Button, Variant};
use crate::words::{Word, access as text, t};
use crm_core::ids::RoleId;
use crm_core::policy::{LEADING, Policy, Role, SELLING};
use leptos::prelude::*;

/// What a role is called.
pub(super) fn named(role: &Role) -> String {
    match (role.name.is_empty(), role.id) {
        (true, LEADING) => text::ROLE_LEADING.now().to_owned(),
        (true, SELLING) => text::ROLE_SELLING.now().to_owned(),
        (true, _) => text::NEW_ROLE.now().to_owned(),
        (false, _) => role.name.clone(),
    }
}

/// Every role but one, for choosing one or none.
pub(super) fn options(draft: Draft, none: Word, except: Option<RoleId>) -> Signal<Vec<(String, String)>> {
    let all = draft.read(|policy| policy.roles.clone());
    Signal::derive(move || {
        let none = std::iter::once((String::new(), none.now().to_owned()));
        all.with(|all| {
            let others = all.iter().filter(|role| Some(role.id) != except);
            none.chain(others.map(|role| (role.id.to_string(), named(role)))).collect()
        })
    })
}

/// Roles from the top down, each with how deep it stands.
fn in_order(policy: &Policy) -> Vec<(RoleId, usize)> {
    fn below(policy: &Policy, parent: Option<RoleId>, depth: usize, found: &mut Vec<(RoleId, usize)>) {
        for role in policy.roles.iter().filter(|role| role.parent == parent) {
            // Roles that stand in a circle are reached from no top; the relay refuses them.
            if !found.iter().any(|(id, _)| *id == role.id) {
                found.push((role.id, depth));
                below(policy, Some(role.id), depth + 1, found);
            }
        }
    }
    let mut found = Vec::new();
    below(policy, None, 0, &mut found);
    let lost = policy.roles.iter().map(|role| role.id).filter(|id| !found.iter().any(|(one, _)| one == id));
    let lost: Vec<RoleId> = lost.collect();
    found.extend(lost.into_iter().map(|id| (id, 0)));
    found
}

fn set(draft: Draft, id: RoleId, set: impl FnOnce(&mut Role)) {
    draft.change(|policy| {
        if let Some(role) = policy.roles.iter_mut().find(|role| role.id == id) {
            set(role);
        }
    });
}

fn used(policy: &Policy, id: RoleId) -> bool {
    policy.members.iter().any(|member| member.role == Some(id))
        || policy.roles.iter().any(|role| role.parent == Some(id))
}

/// The roles.
pub(super) fn roles(draft: Draft) -> AnyView {
    let all = draft.read(in_order);
    let add = move || {
        let id = RoleId(browser::random());
        let name = text::NEW_ROLE.now().to_owned();
        draft.change(|policy| {
            policy.roles.push(Role { id, name, parent: Some(LEADING), peers: false });
        });
    };
    view! {
        <p class="access-hint">{t(text::ROLES_TEXT)}</p>
        <ul class="access-list">
            <For each=move || all.get() key=|one| *one children=move |(id, depth)| row(draft, id, depth)/>
        </ul>
        <Button label=t(text::ADD_ROLE) on_press=add/>
    }
    .into_any()
}

fn row(draft: Draft, id: RoleId, depth: usize) -> AnyView {
    let role = draft.read(move |policy| policy.roles.iter().find(|role| role.id == id).cloned());
    let called = Signal::derive(move || role.get().as_ref().map(named).unwrap_or_default());
    let parent = Signal::derive(move || {
        role.get().and_then(|role| role.parent).map(|parent| parent.to_string()).unwrap_or_default()
    });
    let peers = Signal::derive(move || role.get().is_some_and(|role| role.peers));
    let in_use = draft.read(move |policy| used(policy, id));
    let remove = move || draft.change(|policy| policy.roles.retain(|role| role.id != id));
    view! {
        <li class="access-row" data-depth=depth.min(6).to_string()>
            <div class="access-fields">
                {name(format!("role-name-{id}"), called, move |typed| set(draft, id, |role| role.name = typed))}
                {pick(format!("above-{id}"), t(text::ABOVE), options(draft, text::TOP, Some(id)), parent,
                    move |chosen| set(draft, id, |role| role.parent = chosen.parse().ok()))}
            </div>
            {tick(format!("peers-{id}"), t(text::PEERS), peers, move |peers| set(draft, id, |role| role.peers = peers))}
            <Button label=move || text::remove_named(&called.get()) variant=Variant::Quiet
                disabled=Signal::derive(move || in_use.get()) reason=t(text::IN_USE)
                on_press=remove/>
        </li>
    }
    .into_any()
}
