//! The PIN of this device: setting it, locking by it, taking it away. It never says that a PIN encrypts.

use super::{part, select};
use crate::components::{Button, Input, InputKind, Variant};
use crate::format;
use crate::state::{dispatch, explain, lock as state, say};
use crate::words::{Word, lock as text, t};
use crate::{engine_link, words};
use crm_core::messages::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Minutes that can be chosen; 0 = only at the next start.
const AFTER: [u16; 5] = [1, 5, 15, 60, 0];

/// The panel.
pub(super) fn pin() -> AnyView {
    let there = Memo::new(|_| state().pin);
    let encrypted = Memo::new(|_| state().encryption.is_some());
    let ends = Memo::new(|_| state().lease_ends);
    let content = view! {
        {move || if there.get() { with_pin() } else { without_pin() }}
        {move || (!encrypted.get()).then(|| view! { <p class="settings-value">{t(text::NO_ENCRYPTION)}</p> })}
        {move || ends.get().map(|at| view! { <p>{text::lease_ends(&format::moment_full(at))}</p> })}
    };
    part("pin", text::SET_PIN, content)
}

fn without_pin() -> AnyView {
    let (pin, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let inputs = view! {
        <Input label=t(text::NEW_PIN) id="new-pin" value=pin kind=InputKind::Pin hint=t(text::NEW_PIN_HINT)/>
        <Input label=t(text::AGAIN) id="pin-again" value=again kind=InputKind::Pin/>
    };
    let ask = move || {
        let same = pin.with_untracked(|pin| again.with_untracked(|again| pin == again));
        same.then(|| Request::SetPin { pin: pin.get_untracked() }).ok_or(text::NOT_SAME)
    };
    view! { <p>{t(text::SET_TEXT)}</p>{form(inputs.into_any(), (text::SET, text::PIN_SET), ask)} }.into_any()
}

fn with_pin() -> AnyView {
    let pin = RwSignal::new(String::new());
    let inputs = view! { <Input label=t(text::PIN_NOW) id="pin-now" value=pin kind=InputKind::Pin/> };
    let ask = move || Ok(Request::TakePin { pin: pin.get_untracked() });
    let option = |minutes: u16| {
        let label = match minutes {
            0 => text::AFTER_START.now().to_owned(),
            minutes => text::after_minutes(u64::from(minutes)),
        };
        (minutes.to_string(), label)
    };
    let options = Signal::derive(move || AFTER.map(option).to_vec());
    let chosen = Signal::derive(|| state().after_minutes.to_string());
    let choose =
        |minutes: String| dispatch(Request::LockAfter { minutes: minutes.parse().unwrap_or_default() });
    view! {
        <p>{t(text::ON)}</p>
        <Button label=t(text::LOCK_NOW) variant=Variant::Primary on_press=|| dispatch(Request::Lock)/>
        {select("lock-after", text::AFTER, options, chosen, choose)}
        {form(inputs.into_any(), (text::TAKE, text::PIN_TAKEN), ask)}
    }
    .into_any()
}

/// A form whose request the engine answers; why not stands above the button and is read out.
fn form(
    inputs: AnyView,
    (button, done): (Word, Word),
    ask: impl Fn() -> Result<Request, words::Word> + 'static,
) -> AnyView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(String::new()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let request = match ask() {
            Ok(request) => request,
            Err(word) => return failure.set(word.now().to_owned()),
        };
        busy.set(true);
        failure.set(String::new());
        spawn_local(async move {
            let outcome = engine_link::ask(request).await;
            let _ = busy.try_set(false);
            match outcome {
                Ok(_) => say(done.now()),
                Err(refusal) => drop(failure.try_set(explain(&refusal))),
            }
        });
    };
    view! {
        <form class="account-form" on:submit=submit novalidate=true>
            {inputs}
            <p class="form-failure" role="alert">{failure}</p>
            <Button label=t(button) submit=true disabled=busy/>
        </form>
    }
    .into_any()
}
