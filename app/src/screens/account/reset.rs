//! Sets another password by a reset link. Afterwards one logs in with it, in two steps where that is set up.

use super::column;
use super::form::{explain_account, form, token};
use crate::components::{Input, InputKind};
use crate::routes_to;
use crate::state::say;
use crate::words::{account as words, t};
use crm_accounts::{AccountError, OneTimeLink};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

/// The reset screen.
pub fn reset() -> AnyView {
    crate::shell::heading(|| words::RESET.now().to_owned());
    let link = RwSignal::new(None::<Result<OneTimeLink, AccountError>>);
    let asked = token();
    spawn_local(async move {
        let answer = crm_accounts::one_time_link(asked).await;
        let _ = link.try_set(Some(answer));
    });
    let lead = move || match link.get() {
        Some(Ok(OneTimeLink::Reset { name, email })) => words::reset_text(&email, &name),
        Some(Ok(OneTimeLink::SetUp | OneTimeLink::Invitation { .. })) => words::BAD_LINK.now().to_owned(),
        Some(Err(error)) => explain_account(&error),
        None => String::new(),
    };
    let password = RwSignal::new(String::new());
    let navigate = use_navigate();
    let work = move || {
        let navigate = navigate.clone();
        async move {
            crm_accounts::reset_password(token(), password.get_untracked()).await?;
            say(words::RESET_DONE.now());
            navigate(routes_to::LOG_IN, leptos_router::NavigateOptions::default());
            Ok(())
        }
    };
    let inputs = view! {
        <p class="account-lead" role="status">{lead}</p>
        <Input label=t(words::NEW_PASSWORD) id="password" value=password kind=InputKind::Password
            autocomplete="new-password" hint=t(words::PASSWORD_HINT) first=true/>
    }
    .into_any();
    column(form(inputs, words::RESET_BUTTON, work))
}
