//! Settings: how this person reads and writes, who they are, their team, and what leaves this device.

mod book;
mod form;
mod people;
mod profile;

use crate::components::{Tab, Tabs};
use crate::icons::{Icon, IconView};
use crate::state::{BookChoice, app};
use crate::words::{self, settings as text, shell, t};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The settings.
pub fn settings() -> AnyView {
    crate::shell::heading(|| shell::SETTINGS.now().to_owned());
    let remote = Memo::new(|_| app().book.get() == Some(BookChoice::Workspace));
    let section = RwSignal::new("reading".to_owned());
    let part = use_location().hash;
    Effect::new(move || {
        if part.get() == "#book" {
            section.set("book".to_owned());
        }
    });
    let tabs = Signal::derive(move || {
        let tab = |id: &str, label: words::Word| Tab {
            id: id.to_owned(),
            label: label.now().to_owned(),
            count: None,
        };
        let mut tabs = vec![tab("reading", text::READING)];
        if remote.get() {
            tabs.push(tab("profile", text::PROFILE));
            tabs.push(tab("people", text::PEOPLE));
        }
        tabs.push(tab("book", text::BOOK));
        tabs
    });
    let panel = move || match section.get().as_str() {
        "profile" => profile::profile(),
        "people" => people::people(),
        "book" => book::book(),
        _ => form::reading(),
    };
    view! {
        <div class="settings-page">
            <Tabs label=t(shell::SETTINGS) tabs=tabs selected=section on_select=move |(id,)| section.set(id)/>
            {move || {
                let id = section.get();
                view! {
                    <div class="settings-panel" role="tabpanel" id=format!("panel-{id}")
                        aria-labelledby=format!("tab-{id}") tabindex="0">{panel()}</div>
                }
            }}
        </div>
    }
    .into_any()
}

/// A labelled choice of one value.
fn select(
    id: &'static str,
    label: words::Word,
    options: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <div class="input-field">
            <label class="input-label" for=id>{t(label)}</label>
            <span class="select-box">
                <select class="input select" id=id on:change=move |event| choose(event_target_value(&event))>
                    {move || options.get().into_iter().map(|(option, label)| {
                        let chosen = value.get() == option;
                        view! { <option value=option selected=chosen>{label}</option> }
                    }).collect_view()}
                </select>
                <IconView icon=Icon::ChevronDown/>
            </span>
        </div>
    }
    .into_any()
}
