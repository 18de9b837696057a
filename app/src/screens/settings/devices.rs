//! The devices that have the book: when they were heard of, and taking one away.

use super::part;
use crate::components::{Button, Dialog, DialogKind, Pill, Tone, Variant};
use crate::format;
use crate::icons::{Icon, IconView};
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crate::state::{administers, say};
use crate::words::{common, security as text, settings, t};
use crm_accounts::{AccountError, Device};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Found = RwSignal<Option<Result<Vec<Device>, AccountError>>>;

/// The panel.
pub(super) fn devices() -> AnyView {
    let found: Found = RwSignal::new(None);
    let leaving = RwSignal::new(None::<Device>);
    load(found);
    let list = move || match found.get() {
        None => awaiting(),
        Some(Err(error)) => failure(&error, found),
        Some(Ok(all)) => {
            let rows = all.into_iter().map(|one| row(one, leaving));
            view! { <ul class="log-in-list">{rows.collect_view()}</ul> }.into_any()
        }
    };
    let says = move || if administers() { text::DEVICES_TEXT_ALL } else { text::DEVICES_TEXT }.now();
    part("device-list", text::DEVICES, view! { <p>{says}</p>{list}{question(found, leaving)} })
}

fn load(found: Found) {
    spawn_local(async move {
        let answer = crm_accounts::devices().await;
        let _ = found.try_set(Some(answer));
    });
}

fn failure(error: &AccountError, found: Found) -> AnyView {
    view! {
        <p class="form-failure" role="alert">{explain_account(error)}</p>
        <Button label=t(common::TRY_AGAIN) icon=Icon::RefreshCw on_press=move || load(found)/>
    }
    .into_any()
}

fn named(one: &Device) -> String {
    let name = if one.device_name.is_empty() { settings::DEVICE_UNNAMED.now() } else { &one.device_name };
    if one.mine { name.to_owned() } else { text::device_of(name, &one.person_name) }
}

/// Where it stands: connected, heard of, or taken away and emptied or not yet.
fn standing(one: &Device) -> String {
    match one.removed {
        Some(removed) if one.last_contact > removed => text::emptied(&format::moment_full(one.last_contact)),
        Some(removed) => text::removed(&format::moment_full(removed)),
        None if one.connected || one.own => settings::DEVICE_CONNECTED.now().to_owned(),
        None => settings::device_seen(&format::moment_full(one.last_contact)),
    }
}

fn row(one: Device, leaving: RwSignal<Option<Device>>) -> AnyView {
    let phone = ["Android", "iPhone", "iPad"].iter().any(|mark| one.device_name.contains(mark));
    let icon = if phone { Icon::Smartphone } else { Icon::Monitor };
    let (name, own, said) = (named(&one), one.own, standing(&one));
    let removed = one.removed.is_some();
    let label = text::remove_device_named(&name);
    let remove = (!own && !removed).then(|| {
        view! {
            <button type="button" class="button" data-variant="danger" aria-label=label
                on:click=move |_| leaving.set(Some(one.clone()))>
                <span class="button-label">{t(text::REMOVE_DEVICE)}</span>
            </button>
        }
    });
    view! {
        <li class="log-in" data-own=own.to_string() data-removed=removed.to_string()>
            <IconView icon=icon size=20/>
            <span class="log-in-name">
                {name}
                {own.then(|| view! { <Pill tone=Tone::Ok label=t(settings::DEVICE_OWN)/> })}
            </span>
            <span class="log-in-times number">{said}</span>
            {remove}
        </li>
    }
    .into_any()
}

fn question(found: Found, leaving: RwSignal<Option<Device>>) -> AnyView {
    let open = Memo::new(move |_| leaving.with(Option::is_some));
    let close = move || leaving.set(None);
    let go = move || {
        let Some(one) = leaving.get_untracked() else { return };
        close();
        spawn_local(async move {
            match crm_accounts::remove_device(one.id).await {
                Ok(()) => say(text::DEVICE_REMOVED.now()),
                Err(error) => say(&explain_account(&error)),
            }
            load(found);
        });
    };
    let footer = move || {
        view! {
            <Button label=t(common::CANCEL) on_press=close/>
            <Button label=t(text::REMOVE_DEVICE) variant=Variant::DangerSolid on_press=go/>
        }
    };
    let words = move || leaving.with(|one| one.as_ref().map(|one| text::remove_device_question(&named(one))));
    view! {
        <Dialog open=open on_close=close title=t(text::REMOVE_DEVICE) kind=DialogKind::Ask footer=footer>
            <p>{words}</p>
        </Dialog>
    }
    .into_any()
}
