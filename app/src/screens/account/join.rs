//! Comes in to a team by the link of an invitation.

use super::column;
use super::form::{form, link_lead, token, who};
use crate::components::{Input, InputKind};
use crate::state::{device, go_over, signed_in};
use crate::words::{account as words, t};
use crate::{browser, routes_to};
use crm_accounts::{Accept, OneTimeLink, Session};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The join screen.
pub fn join() -> AnyView {
    crate::shell::heading(|| words::JOIN.now().to_owned());
    let lead = link_lead(|link| match link {
        OneTimeLink::Invitation { workspace_name, .. } => Some(words::invited(workspace_name)),
        OneTimeLink::SetUp | OneTimeLink::Reset { .. } => None,
    });
    let who = who();
    let shown = move || match who.get() {
        Some(session) => as_who_is_logged_in(&session),
        None => newcomer(),
    };
    let content = view! {
        {lead}
        {shown}
    };
    column(content.into_any())
}

/// With the account that there is already.
fn as_who_is_logged_in(session: &Session) -> AnyView {
    let work = || async {
        go_over(crm_accounts::join(token()).await?);
        Ok(())
    };
    let text = view! { <p>{words::join_as(&session.email, &session.name)}</p> }.into_any();
    form(text, words::JOIN_BUTTON, work)
}

fn newcomer() -> AnyView {
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let navigate = use_navigate();
    let work = move || {
        let navigate = navigate.clone();
        let request = Accept {
            token: token(),
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            device: device(),
            device_name: browser::device_name(),
        };
        async move {
            let session = crm_accounts::accept(request).await?;
            signed_in(session).await;
            navigate("/", leptos_router::NavigateOptions::default());
            Ok(())
        }
    };
    let inputs = view! {
        <Input label=t(words::NAME) id="name" value=name autocomplete="name" first=true/>
        <Input label=t(words::EMAIL) id="email" value=email kind=InputKind::Email autocomplete="username"/>
        <Input label=t(words::PASSWORD) id="password" value=password kind=InputKind::Password
            autocomplete="new-password" hint=t(words::PASSWORD_HINT)/>
    }
    .into_any();
    let log_in = format!("{}#{}", routes_to::LOG_IN, token());
    view! {
        {form(inputs, words::JOIN_BUTTON, work)}
        <p class="account-hint"><a href=log_in>{t(words::HAVE_ACCOUNT)}</a></p>
    }
    .into_any()
}
