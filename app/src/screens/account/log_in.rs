//! Log in with e-mail address and password, and with a code where the person has set that up; or with a passkey alone.

use super::column;
use super::form::{explain_account, form, token};
use crate::components::{Button, Input, InputKind, Variant};
use crate::icons::Icon;
use crate::passkeys::{Ask, ask, work_here};
use crate::state::{app, device, signed_in};
use crate::words::{account as words, passkeys, t};
use crate::{browser, routes_to};
use crm_accounts::{AccountError, Session};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The log-in screen.
pub fn log_in() -> AnyView {
    crate::shell::heading(|| words::LOG_IN.now().to_owned());
    // The token of the second step, once the password was right.
    let half_way = RwSignal::new(None::<String>);
    let navigate = use_navigate();
    // An invitation that somebody with an account came with.
    let invitation = token();
    let next =
        if invitation.is_empty() { "/".to_owned() } else { format!("{}#{invitation}", routes_to::JOIN) };
    let enter = Callback::new(move |session: Session| {
        let (navigate, next) = (navigate.clone(), next.clone());
        leptos::task::spawn_local(async move {
            signed_in(session).await;
            navigate(&next, leptos_router::NavigateOptions::default());
        });
    });
    let shown = move || match half_way.get() {
        None => first_step(half_way, enter),
        Some(token) => second_step(token, half_way, enter),
    };
    column(view! { {shown} }.into_any())
}

fn first_step(half_way: RwSignal<Option<String>>, enter: Callback<Session>) -> AnyView {
    let known = app().session.with_untracked(|session| session.as_ref().map(|session| session.email.clone()));
    let email = RwSignal::new(known.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let work = move || async move {
        let (email, password) = (email.get_untracked(), password.get_untracked());
        match crm_accounts::log_in(email, password, device(), browser::device_name()).await {
            Err(AccountError::SecondStep(token)) => half_way.set(Some(token)),
            outcome => enter.run(outcome?),
        }
        Ok(())
    };
    let inputs = view! {
        <Input label=t(words::EMAIL) id="email" value=email kind=InputKind::Email autocomplete="username" first=true/>
        <Input label=t(words::PASSWORD) id="password" value=password kind=InputKind::Password
            autocomplete="current-password"/>
    }
    .into_any();
    let form = form(inputs, words::LOG_IN, work);
    view! {
        {form}
        {work_here().then(|| by_passkey(enter))}
        <p class="account-hint">{t(words::FORGOTTEN)}</p>
        <p class="account-hint"><a href="/">{t(words::OTHER_WAYS)}</a></p>
    }
    .into_any()
}

/// The other way in, where this browser knows it.
fn by_passkey(enter: Callback<Session>) -> AnyView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<AccountError>));
    let press = move || {
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = passkey_used().await;
            let _ = busy.try_set(false);
            match outcome {
                Ok(session) => enter.run(session),
                // It was too late, as when the browser's own window is left open.
                Err(AccountError::StepOver) => drop(failure.try_set(Some(AccountError::PasskeyStopped))),
                Err(error) => drop(failure.try_set(Some(error))),
            }
        });
    };
    view! {
        <div class="account-other">
            <p class="form-failure" role="alert">{move || failure.with(|failure| failure.as_ref().map(explain_account))}</p>
            <Button label=t(passkeys::LOG_IN) icon=Icon::KeyRound disabled=busy on_press=press/>
        </div>
    }
    .into_any()
}

async fn passkey_used() -> Result<Session, AccountError> {
    let asked = crm_accounts::begin_passkey_log_in().await?;
    let answer = ask(Ask::Use, &asked.options).await?;
    crm_accounts::passkey_log_in(asked.token, answer, device(), browser::device_name()).await
}

fn second_step(token: String, half_way: RwSignal<Option<String>>, enter: Callback<Session>) -> AnyView {
    let code = RwSignal::new(String::new());
    let work = move || {
        let token = token.clone();
        async move {
            enter.run(crm_accounts::second_step(token, code.get_untracked()).await?);
            Ok(())
        }
    };
    let input = view! {
        <p class="account-lead" role="status">{t(words::SECOND_STEP_TEXT)}</p>
        <Input label=t(words::CODE) id="code" value=code autocomplete="one-time-code" first=true
            hint=t(words::CODE_HINT)/>
    }
    .into_any();
    let form = form(input, words::GO_IN, work);
    view! {
        {form}
        <Button label=t(words::START_OVER) variant=Variant::Quiet on_press=move || half_way.set(None)/>
    }
    .into_any()
}
