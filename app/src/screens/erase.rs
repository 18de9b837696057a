//! Erasing a record for good: what that means, and its name typed as the confirmation.

use super::account::explain_account;
use super::today::named;
use crate::components::{Button, Input, Variant};
use crate::state::{Asked, no_longer_asked, say, watching};
use crate::words::{record as text, t};
use crm_accounts::AccountError;
use crm_core::ids::RecordId;
use crm_core::messages::{View, Watch};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What stands in the window. The relay decides, for everybody at once, so this needs a network.
pub fn erasing(record: RecordId) -> AnyView {
    let title = watching(
        move || Some(Watch::Record { record }),
        |view| {
            let View::Record(record) = view else { return None };
            Some(record.map(|record| (named(&record.title), record.merged)))
        },
    );
    let name = Memo::new(move |_| title.get().flatten().map(|(title, _)| title).unwrap_or_default());
    // Those that became one with it hold words of the same person.
    let with_it = move || title.get_untracked().flatten().map(|(_, merged)| merged).unwrap_or_default();
    let (typed, failure) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let confirmed = Memo::new(move |_| {
        name.with(|name| !name.is_empty() && typed.with(|typed| typed.trim() == name.trim()))
    });
    let waiting = RwSignal::new(false);
    let erase = move || {
        waiting.set(true);
        let all: Vec<String> = [record].into_iter().chain(with_it()).map(|one| one.to_string()).collect();
        spawn_local(async move {
            let answer = crm_accounts::erase(all).await;
            let _ = waiting.try_set(false);
            match answer {
                Ok(()) => {
                    no_longer_asked(record, Asked::Erasing);
                    say(text::ERASED_FOR_GOOD.now());
                }
                Err(error) => drop(failure.try_set(explained(&error))),
            }
        });
    };
    let disabled = Signal::derive(move || !confirmed.get() || waiting.get());
    let failed = move || {
        let failure = failure.get();
        (!failure.is_empty()).then(|| view! { <p class="form-failure" role="alert">{failure}</p> })
    };
    view! {
        <div class="account-form" data-window="erase">
            <p>{t(text::ERASE_TEXT)}</p>
            <p>{t(text::ERASE_COPIES)}</p>
            <Input label=move || text::erase_type(&name.get()) id="erase-name" value=typed first=true/>
            {failed}
            <Button label=t(text::ERASE_NOW) variant=Variant::DangerSolid disabled=disabled
                reason=t(text::ERASE_TYPE_FIRST) on_press=erase/>
        </div>
    }
    .into_any()
}

fn explained(error: &AccountError) -> String {
    if *error == AccountError::Unreachable {
        text::ERASE_NEEDS_NETWORK.now().to_owned()
    } else if *error == AccountError::Forbidden {
        text::ERASE_NOT_THERE.now().to_owned()
    } else {
        explain_account(error)
    }
}
