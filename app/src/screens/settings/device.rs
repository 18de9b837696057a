//! What concerns this browser: the room it gives, whether the app is installed in it, which build it runs.

use super::{encryption, keeping, part, pin};
use crate::browser;
use crate::components::{Button, CopyButton};
use crate::icons::Icon;
use crate::screens::sync::storage_facts;
use crate::state::{BookChoice, InstallWay, app, install_way};
use crate::words::{install, settings as text, t};
use leptos::prelude::*;

/// The panels.
pub(super) fn device() -> AnyView {
    let team = Memo::new(|_| app().book.get() == Some(BookChoice::Workspace));
    view! {
        {move || team.get().then(keeping::keeping)}
        {move || team.get().then(pin::pin)}
        {move || team.get().then(encryption::encryption)}
        {part("storage", text::STORAGE, storage_facts())}
        {part("install", text::INSTALL, installing())}
        {part("version", text::VERSION, version())}
    }
    .into_any()
}

fn installing() -> AnyView {
    let shown = || match install_way() {
        InstallWay::Done => view! { <p>{t(install::DONE_TEXT)}</p> }.into_any(),
        InstallWay::None => view! { <p>{t(install::NONE_TEXT)}</p> }.into_any(),
        InstallWay::Apple | InstallWay::Prompt | InstallWay::Menu => view! {
            <p>{t(install::WHY)}</p>
            <Button label=t(text::INSTALL) icon=Icon::Download on_press=|| app().installing.set(true)/>
        }
        .into_any(),
    };
    shown.into_any()
}

/// The version in words: of the product, and of the very build.
pub fn version_words() -> String {
    let build = js_sys::Reflect::get(&browser::boot(), &"build".into());
    let build = build.ok().and_then(|build| build.as_string()).unwrap_or_default();
    text::version_text(&build, env!("CARGO_PKG_VERSION"))
}

fn version() -> AnyView {
    view! {
        <p class="settings-version">
            <span class="number">{version_words}</span>
            <CopyButton text=|()| version_words()/>
        </p>
    }
    .into_any()
}
