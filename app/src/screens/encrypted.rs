//! A book that is encrypted on this device and closed: its passkey opens it. Who does not have it any more takes the book
//! away and downloads it again.

use crate::browser;
use crate::components::{Button, Variant};
use crate::engine_link;
use crate::icons::Icon;
use crate::passkey_keys::{self, Trouble};
use crate::routes_to;
use crate::state::{explain, forget_book, lock, log_out};
use crate::words::{Word, encryption as text, t};
use crm_core::messages::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;

/// What a button does, on its way; why it did not is a sentence.
pub type Working = Pin<Box<dyn Future<Output = Result<(), String>>>>;

/// What opens it, in the place of the lock screen.
pub fn by_passkey() -> AnyView {
    let damaged = Memo::new(|_| lock().encryption.is_some_and(|encryption| encryption.damaged));
    let shown = move || {
        if damaged.get() {
            return view! { <p class="account-lead">{t(text::DAMAGED_TEXT)}</p> }.into_any();
        }
        let open: fn() -> Working = || {
            Box::pin(async {
                let secret = used().await?;
                ask(Request::OpenEncrypted { secret }).await
            })
        };
        view! {
            <p class="account-lead">{t(text::OPEN_TEXT)}</p>
            <div class="account-form" id="open-encrypted">
                {button(text::OPEN, Variant::Primary, Icon::KeyRound, open)}
            </div>
        }
        .into_any()
    };
    // The new heading takes the focus first.
    browser::after(50, || browser::focus("#open-encrypted .button"));
    view! { {shown}{lost(damaged)} }.into_any()
}

fn lost(damaged: Memo<bool>) -> AnyView {
    let unsent = Memo::new(|_| lock().encryption.and_then(|encryption| encryption.unsent));
    let price = move || match unsent.get() {
        None => text::LOST_UNKNOWN.now().to_owned(),
        Some(0) => text::LOST_NONE.now().to_owned(),
        Some(unsent) => text::lost_unsent(u64::from(unsent)),
    };
    let summary = move || if damaged.get() { text::DAMAGED.now() } else { text::LOST.now() };
    let take_away: fn() -> Working = || {
        Box::pin(async {
            ask(Request::Clear { even_unsent: true, all_books: false }).await?;
            forget_book();
            // Only who knows the password gets the book again.
            log_out().await;
            // A page that never held anything of the book.
            browser::go_to(routes_to::LOG_IN);
            Ok(())
        })
    };
    view! {
        <details class="lock-forgotten">
            <summary>{summary}</summary>
            <p>{t(text::LOST_TEXT)}</p>
            <p><strong>{price}</strong></p>
            <div class="account-form">
                {button(text::TAKE_AWAY, Variant::DangerSolid, Icon::Trash, take_away)}
            </div>
        </details>
    }
    .into_any()
}

/// What the passkey of this book answers.
pub async fn used() -> Result<Vec<u8>, String> {
    let encryption = untrack(|| lock().encryption).ok_or_else(|| text::NO_BROWSER.now().to_owned())?;
    passkey_keys::secret(&encryption.credential, &encryption.salt).await.map_err(explain_trouble)
}

/// Asks the engine; why it says no is a sentence.
pub async fn ask(request: Request) -> Result<(), String> {
    engine_link::ask(request).await.map(drop).map_err(|refusal| explain(&refusal))
}

/// Why a passkey did not help.
pub fn explain_trouble(trouble: Trouble) -> String {
    let word = match trouble {
        Trouble::Stopped => text::STOPPED,
        Trouble::NoSecret => text::NO_KEY,
        Trouble::Unable => text::NO_BROWSER,
    };
    word.now().to_owned()
}

/// A button that waits for a passkey. Why nothing came of it stands above it and is read out.
pub fn button(label: Word, variant: Variant, icon: Icon, work: fn() -> Working) -> AnyView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(String::new()));
    let press = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(String::new());
        spawn_local(async move {
            let outcome = work().await;
            // What succeeded may take this away.
            let _ = busy.try_set(false);
            let _ = failure.try_set(outcome.err().unwrap_or_default());
        });
    };
    view! {
        <p class="form-failure" role="alert">{failure}</p>
        <Button label=t(label) variant=variant icon=icon on_press=press disabled=busy/>
    }
    .into_any()
}
