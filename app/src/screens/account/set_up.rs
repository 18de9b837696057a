//! The first start of a relay: makes the team's book and its administrator, by the link that the relay printed.

use super::column;
use super::form::{form, token, who};
use crate::browser;
use crate::components::{Input, InputKind};
use crate::state::{device, go_over, open_to_all, say, signed_in};
use crate::words::{account as words, t};
use crm_accounts::SetUp;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The set-up screen.
pub fn set_up() -> AnyView {
    crate::shell::heading(|| words::SET_UP.now().to_owned());
    let (token, who) = (token(), who());
    let workspace_name = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let navigate = use_navigate();
    let work = move || {
        let (navigate, open) = (navigate.clone(), open.get_untracked());
        let (token, workspace_name) = (token.clone(), workspace_name.get_untracked());
        let known = who.get_untracked().is_some();
        let request = SetUp {
            token,
            workspace_name,
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            device: device(),
            device_name: browser::device_name(),
        };
        async move {
            let session = match known {
                true => crm_accounts::found(request.token, request.workspace_name).await?,
                false => crm_accounts::set_up(request).await?,
            };
            let opened = !open || open_to_all().await.is_some();
            if known && opened {
                go_over(session);
                return Ok(());
            }
            signed_in(session).await;
            if !opened {
                say(words::SET_UP_NOT_OPEN.now());
            }
            navigate("/", leptos_router::NavigateOptions::default());
            Ok(())
        }
    };
    let founder = move || {
        match who.get() {
        Some(session) => view! { <p>{words::set_up_as(&session.email, &session.name)}</p> }.into_any(),
        None => view! {
            <Input label=t(words::NAME) id="name" value=name autocomplete="name"/>
            <Input label=t(words::EMAIL) id="email" value=email kind=InputKind::Email autocomplete="username"/>
            <Input label=t(words::PASSWORD) id="password" value=password kind=InputKind::Password
                autocomplete="new-password" hint=t(words::PASSWORD_HINT)/>
        }
        .into_any(),
    }
    };
    let inputs = view! {
        <p class="account-lead">{t(words::SET_UP_TEXT)}</p>
        <Input label=t(words::WORKSPACE_NAME) id="workspace" value=workspace_name autocomplete="organization" first=true/>
        {founder}
        <div class="account-tick">
            <input type="checkbox" id="open" prop:checked=open aria-describedby="open-text"
                on:change=move |event| open.set(event_target_checked(&event))/>
            <label for="open">{t(words::SET_UP_OPEN)}</label>
            <p class="account-hint" id="open-text">{t(words::SET_UP_OPEN_TEXT)}</p>
        </div>
    }
    .into_any();
    column(form(inputs, words::SET_UP_BUTTON, work))
}
