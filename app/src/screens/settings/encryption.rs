//! Whether the book on this device is encrypted with a passkey: turning it on, and off again.

use super::part;
use crate::browser::{self, device_name};
use crate::components::Variant;
use crate::icons::Icon;
use crate::passkey_keys;
use crate::screens::encrypted::{Working, ask, button, explain_trouble, used};
use crate::state::{lock, say};
use crate::words::{Word, encryption as text, t};
use crm_core::messages::{EncryptionState, Request};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The panel.
pub(super) fn encryption() -> AnyView {
    let possible = RwSignal::new(None::<bool>);
    spawn_local(async move {
        let _ = possible.try_set(Some(passkey_keys::possible().await));
    });
    let state = Memo::new(|_| lock().encryption.map(|encryption| encryption.state));
    let content = move || match state.get() {
        None => off(possible.get()),
        Some(EncryptionState::Encrypting) => working(text::ENCRYPTING),
        Some(EncryptionState::Encrypted) => on(),
        Some(EncryptionState::Decrypting) => working(text::DECRYPTING),
    };
    part("encryption", text::TITLE, content)
}

fn off(possible: Option<bool>) -> AnyView {
    let turn_on: fn() -> Working = || {
        Box::pin(async {
            let name = text::passkey_name(&device_name());
            let made = passkey_keys::make(&name).await.map_err(explain_trouble)?;
            let passkey_keys::Made { credential, salt, secret } = made;
            ask(Request::Encrypt { credential, salt, secret }).await?;
            // What was half typed lies beside the book, readable.
            browser::forget_all("halkhata.draft.");
            say(text::BEGUN.now());
            Ok(())
        })
    };
    let end = possible.map(|possible| {
        if possible {
            button(text::TURN_ON, Variant::Secondary, Icon::KeyRound, turn_on)
        } else {
            view! { <p class="settings-value">{t(text::CANNOT)}</p> }.into_any()
        }
    });
    view! { <p>{t(text::TEXT)}</p><p>{t(text::PRICE)}</p>{end} }.into_any()
}

fn working(word: Word) -> AnyView {
    view! { <p class="settings-value" role="status">{t(word)}</p> }.into_any()
}

fn on() -> AnyView {
    let turn_off: fn() -> Working = || {
        Box::pin(async {
            let secret = used().await?;
            ask(Request::Decrypt { secret }).await?;
            say(text::ENDED.now());
            Ok(())
        })
    };
    view! {
        <p class="settings-value">{t(text::ENCRYPTED)}</p>
        <p>{t(text::PRICE)}</p>
        <p>{t(text::READABLE_STILL)}</p>
        {button(text::TURN_OFF, Variant::Secondary, Icon::KeyRound, turn_off)}
    }
    .into_any()
}
