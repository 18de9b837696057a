//! What was done with log-ins and people, for administrators.

use super::people::role;
use super::{part, unanswered};
use crate::components::Button;
use crate::format;
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crate::words::{self, Word, passkeys, security as text, t, tokens};
use crm_accounts::{AccountError, AuditEntry};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Entries of one answer of the relay: fewer are the last.
const AT_ONCE: usize = 100;

/// The panel.
pub(super) fn audit() -> AnyView {
    let shown = RwSignal::new(Vec::<AuditEntry>::new());
    let state = RwSignal::new(None::<Result<usize, AccountError>>);
    let more = move || {
        let before = shown.with_untracked(|shown| shown.last().map(|last| last.number));
        spawn_local(async move {
            let answer = crm_accounts::audit(before).await;
            let _ = state.try_set(Some(answer.as_ref().map(Vec::len).map_err(Clone::clone)));
            if let Ok(entries) = answer {
                let _ = shown.try_update(|shown| shown.extend(entries));
            }
        });
    };
    more();
    let rows = move || shown.get().iter().map(row).collect_view();
    let foot = move || match state.get() {
        None => awaiting(),
        Some(Err(error)) => unanswered(explain_account(&error), more),
        Some(Ok(AT_ONCE..)) => view! { <Button label=t(text::AUDIT_MORE) on_press=more/> }.into_any(),
        Some(Ok(_)) => ().into_any(),
    };
    let content = view! {
        <p>{t(text::AUDIT_TEXT)}</p>
        <ol class="audit-list">{rows}</ol>
        {foot}
    };
    part("audit", text::AUDIT, content)
}

fn row(entry: &AuditEntry) -> AnyView {
    let who = entry.person.clone().unwrap_or_else(|| text::NOBODY_KNOWN.now().to_owned());
    let detail = match entry.what.as_str() {
        "invited" => role(&entry.detail).now().to_owned(),
        "refused" => text::tries(entry.detail.parse().unwrap_or_default()),
        "exported" => exported(&entry.detail).unwrap_or_default(),
        "erased" => words::object_one(&entry.detail).to_owned(),
        _ => entry.detail.clone(),
    };
    let rest = [entry.about.clone().unwrap_or_default(), detail, entry.address.clone()];
    let rest = rest.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="audit-entry">
            <span class="audit-what">{what(&entry.what).now()}</span>
            <span class="audit-who">{who}</span>
            <span class="audit-rest">{rest}</span>
            <time class="audit-when number">{format::moment_full(entry.at)}</time>
        </li>
    }
    .into_any()
}

/// What was taken out, how many records, and when by the clock of the device, which may have been away.
fn exported(detail: &str) -> Option<String> {
    let mut parts = detail.split(' ');
    let (what, records, at) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let what = match what {
        "book" => text::exported(records, text::EXPORT_BOOK.now()),
        "unsent" => text::exported(records, text::EXPORT_UNSENT.now()),
        // So many that the relay stopped writing them down.
        "more" => text::EXPORT_MORE.now().to_owned(),
        object => text::exported(records, &words::object_many(object)),
    };
    Some(format!("{what} · {}", format::moment_full(at)))
}

/// An act in words; a newer relay may know more of them.
fn what(name: &str) -> Word {
    match name {
        "set_up" => text::DID_SET_UP,
        "joined" => text::DID_JOIN,
        "invited" => text::DID_INVITE,
        "logged_in" => text::DID_LOG_IN,
        "logged_in_code" => text::DID_LOG_IN_CODE,
        "logged_in_recovery" => text::DID_LOG_IN_RECOVERY,
        "logged_out" => text::DID_LOG_OUT,
        "log_in_ended" => text::DID_END_LOG_IN,
        "refused" => text::DID_GUESS,
        "activated" => text::DID_ACTIVATE,
        "deactivated" => text::DID_DEACTIVATE,
        "workspace_renamed" => text::DID_RENAME,
        "profile_changed" => text::DID_CHANGE_PROFILE,
        "password_changed" => text::DID_CHANGE_PASSWORD,
        "factor_on" => text::DID_FACTOR_ON,
        "factor_off" => text::DID_FACTOR_OFF,
        "factor_reset" => text::DID_FACTOR_RESET,
        "recovery_codes" => text::DID_RECOVERY_CODES,
        "reset_link" => text::DID_RESET_LINK,
        "password_reset" => text::DID_RESET_PASSWORD,
        "device_removed" => text::DID_REMOVE_DEVICE,
        "policy_set" => text::DID_SET_POLICY,
        "shared" => text::DID_SHARE,
        "unshared" => text::DID_UNSHARE,
        "erased" => text::DID_ERASE,
        "lease_set" => text::DID_SET_LEASE,
        "exported" => text::DID_EXPORT,
        "api_token" => tokens::DID_MAKE,
        "api_token_revoked" => tokens::DID_REVOKE,
        "logged_in_passkey" => passkeys::DID_LOG_IN,
        "passkey_added" => passkeys::DID_ADD,
        "passkey_removed" => passkeys::DID_REMOVE,
        "passkeys_reset" => passkeys::DID_RESET,
        _ => text::DID_OTHER,
    }
}
