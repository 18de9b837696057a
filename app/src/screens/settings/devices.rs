//! The devices that have the book: when they were heard of, and taking one away.

use super::browsers::{self, Browsers, Ending, Entry};
use super::part;
use crate::format;
use crate::state::administers;
use crate::words::{security as text, settings};
use crm_accounts::Device;
use leptos::prelude::*;

/// The panel.
pub(super) fn devices() -> AnyView {
    let devices = Browsers::new(|| Box::pin(crm_accounts::devices()), row);
    let says = move || if administers() { text::DEVICES_TEXT_ALL } else { text::DEVICES_TEXT }.now();
    let question = devices.question(Ending {
        title: text::REMOVE_DEVICE,
        question: |one| text::remove_device_question(&named(one)),
        done: text::DEVICE_REMOVED,
        end: |one| Box::pin(crm_accounts::remove_device(one.id)),
    });
    part("device-list", text::DEVICES, view! { <p>{says}</p>{devices.list()}{question} })
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
    let name = named(&one);
    let removed = one.removed.is_some();
    let entry = Entry {
        device_name: one.device_name.clone(),
        name: name.clone(),
        own: one.own,
        removed,
        times: standing(&one),
    };
    let remove = (!one.own && !removed).then(|| {
        let press = Callback::new(move |()| leaving.set(Some(one.clone())));
        (text::REMOVE_DEVICE, text::remove_device_named(&name), press)
    });
    browsers::row(entry, remove)
}
