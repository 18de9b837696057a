//! The lock screen: why the book is locked on this device, and what opens it. The engine decides; nothing else of the
//! book is on the page.

use super::account::column;
use super::encrypted::by_passkey;
use super::sync::export_unsent;
use crate::components::{Button, Input, InputKind, Variant};
use crate::state::{app, dispatch, explain, lock as state, locked};
use crate::words::{lock as text, shell, sync, t};
use crate::{browser, engine_link, format, routes_to, words};
use crm_core::messages::{Locked, RelayLink, Request};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The screen.
pub fn lock() -> AnyView {
    crate::shell::heading(|| text::TITLE.now().to_owned());
    let why = Memo::new(|_| locked());
    let shown = move || match why.get() {
        Some(Locked::Pin) => by_pin(),
        Some(Locked::Lease) => by_lease(),
        Some(Locked::Encrypted) => by_passkey(),
        None => ().into_any(),
    };
    column(view! { {shown} }.into_any())
}

fn by_pin() -> AnyView {
    let (pin, failure) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let waits = waiting();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || !waits.get_untracked().is_empty() {
            return;
        }
        busy.set(true);
        failure.set(String::new());
        spawn_local(async move {
            let outcome = engine_link::ask(Request::Unlock { pin: pin.get_untracked() }).await;
            // What succeeded takes this screen away.
            let _ = busy.try_set(false);
            let _ = pin.try_set(String::new());
            if let Err(refusal) = outcome {
                let _ = failure.try_set(explain(&refusal));
                browser::focus("#pin");
            }
        });
    };
    view! {
        <p class="account-lead">{t(text::PIN_TEXT)}</p>
        <form class="account-form" on:submit=submit novalidate=true>
            <Input label=t(text::PIN) id="pin" value=pin kind=InputKind::Pin error=failure disabled=waits first=true/>
            <Button label=t(text::OPEN) variant=Variant::Primary submit=true disabled=busy/>
        </form>
        {forgotten()}
    }
    .into_any()
}

/// Why the next PIN has to wait, second by second; empty when it does not.
fn waiting() -> Signal<String> {
    let now = RwSignal::new(format::now());
    tick(now);
    let try_at = Memo::new(|_| state().try_at);
    Signal::derive(move || {
        let left = try_at.get().map_or(0, |at| at - now.get());
        match u64::try_from((left + 999) / 1_000).unwrap_or(0) {
            0 => String::new(),
            seconds @ 1..=90 => text::wait(seconds),
            seconds => text::wait_minutes(seconds.div_ceil(60)),
        }
    })
}

/// Keeps the time to the second for as long as its screen is there.
fn tick(now: RwSignal<i64>) {
    browser::after(1_000, move || {
        if now.try_set(format::now()).is_none() {
            tick(now);
        }
    });
}

fn forgotten() -> AnyView {
    let navigate = use_navigate();
    let log_in = move || {
        let navigate = navigate.clone();
        dispatch(Request::ForgotPin);
        navigate(routes_to::LOG_IN, NavigateOptions::default());
    };
    view! {
        <details class="lock-forgotten">
            <summary>{t(text::FORGOT)}</summary>
            <p>{t(text::FORGOT_TEXT)}</p>
            <Button label=t(text::LOG_IN) on_press=log_in/>
        </details>
    }
    .into_any()
}

fn by_lease() -> AnyView {
    let days = move || text::lease_text(&words::number(u64::from(state().lease_days.unwrap_or_default())));
    let link = Memo::new(|_| app().sync.with(|sync| sync.as_ref().map(|sync| sync.link)));
    let waiting = Memo::new(|_| app().sync.with(|sync| sync.as_ref().map_or(0, |sync| sync.waiting)));
    let unsent = move || {
        (waiting.get() > 0).then(|| {
            view! {
                <p>{move || shell::waiting(u64::from(waiting.get()))}</p>
                <Button label=t(sync::EXPORT_UNSENT) on_press=export_unsent/>
            }
        })
    };
    view! {
        <p class="account-lead">{days}</p>
        <p>{t(text::LEASE_DO)}</p>
        <p role="status">{move || link.get().map(crate::shell::link_words)}</p>
        <div class="account-buttons">
            <Button label=t(text::CONNECT) variant=Variant::Primary on_press=|| dispatch(Request::SendNow)/>
            {move || (link.get() == Some(RelayLink::SignedOut)).then(|| view! {
                <a class="button" data-variant="secondary" href=routes_to::LOG_IN>{t(words::account::LOG_IN)}</a>
            })}
        </div>
        {unsent}
    }
    .into_any()
}
