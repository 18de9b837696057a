//! The people of the team, and for administrators the link by which another comes in.

use super::known::Known;
use super::member;
use crate::browser;
use crate::components::{Button, Pill, Tone, Variant};
use crate::format;
use crate::screens::account::explain_account;
use crate::state::{administers, app, say};
use crate::words::{Word, passkeys as words, security, settings as text, t};
use crm_accounts::{AccountError, Invitation, Teammate};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A person, and what they log in with beside the password.
type Member = (Teammate, member::Has);

/// The panel.
pub fn people() -> AnyView {
    let known = Known::<Vec<Member>>::new();
    let asked = RwSignal::new(None::<member::Asked>);
    // What was done with somebody stands in the list of what was done, too.
    let done = RwSignal::new(0_u32);
    let load = move || {
        let turn = known.begin();
        spawn_local(async move { known.take_in(turn, team().await) });
    };
    let changed = Callback::new(move |()| {
        load();
        let _ = done.try_update(|done| *done += 1);
    });
    load();
    let draw = move |people: Vec<Member>| {
        let allowed = administers();
        let rows = people.into_iter().map(|(person, has)| row(person, has, allowed, asked, changed));
        view! { <ul class="people-list">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        {move || administers().then(invite)}
        <section class="panel" data-setting="team"><h3>{t(text::PEOPLE)}</h3>{known.shown(load, draw, names)}</section>
        {member::question(asked, changed)}
        {move || administers().then(|| super::audit::audit(done.into()))}
    }
    .into_any()
}

async fn team() -> Result<Vec<Member>, AccountError> {
    let people = crm_accounts::teammates().await?;
    let (guarded, keyed) = if untrack(administers) {
        (crm_accounts::second_factors().await?, crm_accounts::with_passkeys().await?)
    } else {
        Default::default()
    };
    let has = |id: &String| member::Has { second_factor: guarded.contains(id), passkeys: keyed.contains(id) };
    Ok(people.into_iter().map(|person| (person.clone(), has(&person.person))).collect())
}

/// Who is in the team, as the device knows it.
fn names() -> AnyView {
    let row = |name| view! { <li class="people-row"><span class="people-name">{name}</span></li> };
    let rows = crate::state::people().0.into_iter().map(row).collect_view();
    view! { <ul class="people-list">{rows}</ul> }.into_any()
}

/// The name of a role.
pub(super) fn role(role: &str) -> Word {
    match role {
        "administrator" => text::ADMINISTRATOR,
        "manager" => text::MANAGER,
        _ => text::REPRESENTATIVE,
    }
}

fn row(
    person: Teammate,
    has: member::Has,
    administrator: bool,
    asked: RwSignal<Option<member::Asked>>,
    changed: Callback<()>,
) -> AnyView {
    let own = app()
        .session
        .with_untracked(|session| session.as_ref().is_some_and(|own| own.person == person.person));
    let (id, active) = (person.person.clone(), person.active);
    let switch = move || {
        let id = id.clone();
        spawn_local(async move {
            match crm_accounts::set_active(id, !active).await {
                Ok(()) => changed.run(()),
                Err(error) => say(&explain_account(&error)),
            }
        });
    };
    let account = (administrator && !own).then(|| member::actions(&person, has, asked));
    let action = (administrator && !own).then(|| {
        let label = if active { text::DEACTIVATE } else { text::ACTIVATE };
        view! { <Button label=t(label) variant=Variant::Quiet on_press=switch/> }
    });
    let actions = action.map(|action| view! { <span class="people-actions">{account}{action}</span> });
    view! {
        <li class="people-row" data-active=active.to_string()>
            <span class="people-name">{person.name}</span>
            <span class="people-email">{person.email}</span>
            <span class="people-role">{t(role(&person.role))}</span>
            {(!active).then(|| view! { <span class="people-role">{t(text::INACTIVE)}</span> })}
            {has.second_factor.then(|| view! { <Pill tone=Tone::Ok label=t(security::TWO_STEPS)/> })}
            {has.passkeys.then(|| view! { <Pill tone=Tone::Ok label=t(words::PILL)/> })}
            {actions}
        </li>
    }
    .into_any()
}

fn invite() -> AnyView {
    let chosen = RwSignal::new("representative".to_owned());
    let made = RwSignal::new(None::<Invitation>);
    let make = move || {
        spawn_local(async move {
            match crm_accounts::invite(chosen.get_untracked()).await {
                Ok(invitation) => made.set(Some(invitation)),
                Err(error) => say(&explain_account(&error)),
            }
        });
    };
    let roles = Signal::derive(|| {
        ["representative", "manager", "administrator"]
            .map(|id| (id.to_owned(), role(id).now().to_owned()))
            .to_vec()
    });
    let link =
        move || made.get().map(|invitation| link_once(&invitation, text::INVITE_LINK.now().to_owned()));
    view! {
        <section class="panel">
            <h3>{t(text::INVITE)}</h3>
            <p>{t(text::INVITE_TEXT)}</p>
            <div class="invite-form">
                {super::select("role", text::ROLE, roles, chosen.into(), move |role| chosen.set(role))}
                <Button label=t(text::MAKE_LINK) variant=Variant::Primary on_press=make/>
            </div>
            {link}
        </section>
    }
    .into_any()
}

/// A link that is shown once, to be copied.
pub(super) fn link_once(link: &Invitation, label: String) -> AnyView {
    let origin = browser::origin();
    let address = format!("{origin}{}", link.path);
    let copied = address.clone();
    let copy = move || {
        let address = copied.clone();
        spawn_local(async move {
            if browser::copy(&address).await {
                say(text::COPIED.now());
            }
        });
    };
    let id = if link.path.starts_with("/reset") { "reset-link" } else { "invite" };
    view! {
        <div class="invite-link">
            <label class="input-label" for=id>{label}</label>
            <input class="input" id=id readonly=true prop:value=address/>
            <Button label=t(text::COPY) on_press=copy/>
            <p class="account-hint">{text::invite_expires(&format::moment_full(link.expires))}</p>
        </div>
    }
    .into_any()
}
