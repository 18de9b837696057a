//! Log in with e-mail address and password.

use super::column;
use super::form::form;
use crate::browser;
use crate::components::{Input, InputKind};
use crate::state::{app, device, signed_in};
use crate::words::{account as words, t};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The log-in screen.
pub fn log_in() -> AnyView {
    crate::shell::heading(|| words::LOG_IN.now().to_owned());
    let known = app().session.with_untracked(|session| session.as_ref().map(|session| session.email.clone()));
    let email = RwSignal::new(known.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let navigate = use_navigate();
    let work = move || {
        let navigate = navigate.clone();
        async move {
            let (email, password) = (email.get_untracked(), password.get_untracked());
            let session = crm_accounts::log_in(email, password, device(), browser::device_name()).await?;
            signed_in(session).await;
            navigate("/", leptos_router::NavigateOptions::default());
            Ok(())
        }
    };
    let inputs = view! {
        <Input label=t(words::EMAIL) id="email" value=email kind=InputKind::Email autocomplete="username" first=true/>
        <Input label=t(words::PASSWORD) id="password" value=password kind=InputKind::Password
            autocomplete="current-password"/>
    }
    .into_any();
    let form = form(inputs, words::LOG_IN, work);
    column(view! { {form} <p class="account-hint"><a href="/">{t(words::OTHER_WAYS)}</a></p> }.into_any())
}
