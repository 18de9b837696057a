//! What was done with log-ins and people, for administrators.

use super::people::role;
use super::{part, unanswered};
use crate::components::Button;
use crate::format;
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crate::words::{self, Word, passkeys, security as text, t, tokens};
use crm_accounts::{AccountError, AuditEntry};
use crm_core::ids::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

/// Entries of one answer of the relay: fewer are the last.
const AT_ONCE: usize = 100;
/// So far, in ms, the clocks of device and relay differ for what was told at once.
const SAME_MOMENT: Timestamp = 90_000;

/// What is shown, and how the last question for it went.
#[derive(Clone, Copy)]
struct Shown {
    entries: RwSignal<Vec<AuditEntry>>,
    /// How many the last answer had.
    state: RwSignal<Option<Result<usize, AccountError>>>,
    /// Counts the questions: an answer to one before the last is of no use.
    turn: StoredValue<u32>,
    /// Whether the last question was for earlier entries.
    earlier: StoredValue<bool>,
}

impl Shown {
    /// Asks for the newest entries, or for those before the last that is shown.
    fn ask(self, earlier: bool) {
        let last = || self.entries.with_untracked(|entries| entries.last().map(|last| last.number));
        let before = earlier.then(last).flatten();
        self.earlier.set_value(earlier);
        self.turn.update_value(|turn| *turn += 1);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let answer = crm_accounts::audit(before).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.state.set(Some(answer.as_ref().map(Vec::len).map_err(Clone::clone)));
            if let Ok(entries) = answer {
                self.entries.update(|shown| {
                    if before.is_none() {
                        shown.clear();
                    }
                    shown.extend(entries);
                });
            }
        });
    }
}

/// The panel; read anew when somebody comes to it and when something was done.
pub(super) fn audit(done: Signal<u32>) -> AnyView {
    let (entries, state) = (RwSignal::new(Vec::new()), RwSignal::new(None));
    let shown = Shown { entries, state, turn: StoredValue::new(0), earlier: StoredValue::new(false) };
    let hash = use_location().hash;
    Effect::new(move || {
        done.track();
        hash.track();
        shown.ask(false);
    });
    let rows = move || entries.with(|entries| entries.iter().map(row).collect_view());
    let again = move || shown.ask(shown.earlier.get_value());
    // A button that would be the same stays, and so does the focus on it.
    let foot = Memo::new(move |_| state.get().map(|answer| answer.map(|count| count >= AT_ONCE)));
    let foot = move || match foot.get() {
        None => awaiting(),
        Some(Err(error)) => unanswered(explain_account(&error), again),
        Some(Ok(true)) => {
            view! { <Button label=t(text::AUDIT_MORE) on_press=move || shown.ask(true)/> }.into_any()
        }
        Some(Ok(false)) => ().into_any(),
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
        "exported" => exported(&entry.detail, entry.at).unwrap_or_default(),
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

/// What was taken out and how many records; and when by the clock of the device, where the relay heard of it later.
fn exported(detail: &str, noted: Timestamp) -> Option<String> {
    let mut parts = detail.split(' ');
    let (what, records) = (parts.next()?, parts.next()?.parse().ok()?);
    let at: Timestamp = parts.next()?.parse().ok()?;
    let what = match what {
        "book" => text::exported(records, text::EXPORT_BOOK.now()),
        "unsent" => text::exported(records, text::EXPORT_UNSENT.now()),
        // So many that the relay stopped writing them down.
        "more" => return Some(text::EXPORT_MORE.now().to_owned()),
        object => text::exported(records, &words::object_many(object)),
    };
    if (at - noted).abs() <= SAME_MOMENT {
        return Some(what);
    }
    Some(format!("{what} · {}", text::exported_at(&format::moment_full(at))))
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
