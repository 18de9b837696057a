//! Comes in to a team by the link of an invitation.

use super::column;
use super::form::{form, link_text, token};
use crate::browser;
use crate::components::{Input, InputKind};
use crate::state::{device, signed_in};
use crate::words::{account as words, t};
use crm_accounts::{Accept, OneTimeLink};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The join screen.
pub fn join() -> AnyView {
    crate::shell::heading(|| words::JOIN.now().to_owned());
    let lead = link_text(|link| match link {
        OneTimeLink::Invitation { workspace_name, .. } => Some(words::invited(workspace_name)),
        OneTimeLink::SetUp | OneTimeLink::Reset { .. } => None,
    });
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
        <p class="account-lead" role="status">{lead}</p>
        <Input label=t(words::NAME) id="name" value=name autocomplete="name" first=true/>
        <Input label=t(words::EMAIL) id="email" value=email kind=InputKind::Email autocomplete="username"/>
        <Input label=t(words::PASSWORD) id="password" value=password kind=InputKind::Password
            autocomplete="new-password" hint=t(words::PASSWORD_HINT)/>
    }
    .into_any();
    column(form(inputs, words::JOIN_BUTTON, work))
}
