//! How long the devices of the team may go without the relay; for administrators.

use super::part;
use crate::components::{Input, InputKind};
use crate::screens::account::form;
use crate::state::say;
use crate::words::{self, lock as text, t};
use crm_accounts::AccountError;
use crm_core::fields::digits::latin;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The panel.
pub(super) fn lease() -> AnyView {
    let days = RwSignal::new(String::new());
    spawn_local(async move {
        if let Ok(known) = crm_accounts::lease().await {
            let _ = days.try_set(words::number(u64::from(known)));
        }
    });
    let save = move || async move {
        let typed = latin(days.get_untracked().trim());
        crm_accounts::set_lease(typed.parse().map_err(|_| AccountError::BadLease)?).await?;
        say(text::LEASE_SAVED.now());
        Ok(())
    };
    let input = view! {
        <Input label=t(text::LEASE_DAYS) id="lease-days" value=days kind=InputKind::Decimal hint=t(text::LEASE_HINT)/>
    };
    let content = view! { <p>{t(text::LEASE_ABOUT)}</p>{form(input.into_any(), text::LEASE_SAVE, save)} };
    part("lease", text::LEASE, content)
}
