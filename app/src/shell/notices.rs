//! Notices above the screen: what is wrong with this device's storage, a new build, a log-in that is needed.

use crate::components::{Button, Variant};
use crate::icons::{Icon, IconView};
use crate::state::{BookChoice, app, install_due, not_now};
use crate::words::{Word, shell as words, t};
use crate::{browser, routes_to};
use crm_core::messages::{RelayLink, StorageNotice};
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The notices that apply now.
pub fn notices() -> AnyView {
    let app = app();
    let storage = Memo::new(move |_| app.sync.with(|sync| sync.as_ref().map(|sync| sync.storage)));
    let too_old = Memo::new(move |_| {
        app.sync.with(|sync| sync.as_ref().is_some_and(|sync| sync.link == RelayLink::TooOld))
    });
    let signed_out = Memo::new(move |_| {
        let told = app.sync.with(|sync| sync.as_ref().is_some_and(|sync| sync.link == RelayLink::SignedOut));
        told && app.session.with(Option::is_some)
    });
    let number = Memo::new(move |_| app.sync.with(|sync| sync.as_ref().map_or(0, |sync| sync.quarantined)));
    let aside = Memo::new(move |_| number.get() > app.seen_aside.get());
    let local = Memo::new(move |_| app.book.get() == Some(BookChoice::Workspace));
    view! {
        <div class="notices" aria-live="polite">
            {move || storage.get().and_then(storage_words).map(|(name, word)| notice(name, word, reload_button(name)))}
            {move || too_old.get().then(|| notice("too-old", words::TOO_OLD, None))}
            {move || signed_out.get().then(|| notice("signed-out", words::SIGNED_OUT, Some(log_in_button())))}
            {move || aside.get().then(|| notice("set-aside", words::SET_ASIDE, Some(seen_button(number))))}
            {move || (local.get() && app.local_waits.get()).then(|| notice("bring-local", words::BRING_LOCAL, Some(bring_button())))}
            {move || install_due().then(|| notice("install", words::INSTALL_NOTICE, Some(install_button())))}
            {move || app.update_waiting.get().then(|| notice("update", words::UPDATE_WAITING, Some(update_button())))}
        </div>
    }
    .into_any()
}

fn storage_words(notice: StorageNotice) -> Option<(&'static str, Word)> {
    match notice {
        StorageNotice::Fine => None,
        StorageNotice::Full => Some(("storage-full", words::STORAGE_FULL)),
        StorageNotice::BlockedByTab => Some(("storage-blocked", words::STORAGE_BLOCKED)),
        StorageNotice::Superseded => Some(("storage-superseded", words::STORAGE_SUPERSEDED)),
        StorageNotice::Denied => Some(("storage-denied", words::STORAGE_DENIED)),
        StorageNotice::Reopening => Some(("storage-reopening", words::STORAGE_REOPENING)),
    }
}

fn notice(name: &'static str, word: Word, action: Option<AnyView>) -> AnyView {
    let icon = match name {
        "update" => Icon::Info,
        "install" => Icon::Download,
        _ => Icon::TriangleAlert,
    };
    view! {
        <div class="notice" data-notice=name role="status">
            <IconView icon=icon/>
            <span class="notice-text">{t(word)}</span>
            {action}
        </div>
    }
    .into_any()
}

fn reload_button(name: &str) -> Option<AnyView> {
    let helps = matches!(name, "storage-blocked" | "storage-superseded");
    helps.then(|| view! { <Button label=t(words::RELOAD) on_press=browser::reload/> }.into_any())
}

/// The Sync page goes on saying it.
fn seen_button(number: Memo<u32>) -> AnyView {
    let seen = move || app().seen_aside.set(number.get_untracked());
    view! { <Button label=t(words::SEEN) on_press=seen/> }.into_any()
}

fn bring_button() -> AnyView {
    view! {
        <a class="button" data-variant="secondary" href=routes_to::SETTINGS_BOOK>{t(words::CHOOSE)}</a>
        <Button label=t(words::LATER) on_press=|| app().local_waits.set(false)/>
    }
    .into_any()
}

fn install_button() -> AnyView {
    view! {
        <Button label=t(words::INSTALL_HOW) variant=Variant::Primary on_press=|| app().installing.set(true)/>
        <Button label=t(words::NOT_NOW) variant=Variant::Quiet on_press=not_now/>
    }
    .into_any()
}

fn log_in_button() -> AnyView {
    view! { <a class="button" data-variant="secondary" href=routes_to::LOG_IN>{t(words::LOG_IN)}</a> }
        .into_any()
}

fn update_button() -> AnyView {
    view! { <Button label=t(words::UPDATE) variant=Variant::Primary on_press=apply_update/> }.into_any()
}

/// Drafts are kept while they are typed, so nothing has to be put away before the reload.
fn apply_update() {
    let apply = Reflect::get(&browser::boot(), &"applyUpdate".into())
        .ok()
        .and_then(|apply| apply.dyn_into::<Function>().ok());
    match apply {
        Some(apply) => drop(apply.call0(&browser::boot())),
        None => browser::reload(),
    }
}
