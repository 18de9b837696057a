//! Sets another password by a reset link. Afterwards one logs in with it, in two steps where that is set up.

use super::column;
use super::form::{form, link_lead, token};
use crate::components::{Input, InputKind};
use crate::routes_to;
use crate::state::say;
use crate::words::{account as words, t};
use crm_accounts::OneTimeLink;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The reset screen.
pub fn reset() -> AnyView {
    crate::shell::heading(|| words::RESET.now().to_owned());
    let lead = link_lead(|link| match link {
        OneTimeLink::Reset { name, email } => Some(words::reset_text(email, name)),
        OneTimeLink::SetUp | OneTimeLink::Invitation { .. } => None,
    });
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
        {lead}
        <Input label=t(words::NEW_PASSWORD) id="password" value=password kind=InputKind::Password
            autocomplete="new-password" hint=t(words::PASSWORD_HINT) first=true/>
    }
    .into_any();
    column(form(inputs, words::RESET_BUTTON, work))
}
