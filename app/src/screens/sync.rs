//! What is on this device only, what the team has, what needs a look, and how safe this device's storage is.

use super::attention::attention;
use super::awaiting;
use super::incomplete::incomplete;
use super::kept::{not_everything, state_of};
use crate::components::{Button, Variant};
use crate::state::{BookChoice, app, dispatch, dispatch_with, say};
use crate::words::{self, Word, common, shell, sync as text, t};
use crate::{browser, engine_link, format, routes_to};
use crm_core::messages::{Answer, Found, Request, SyncView};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The sync page.
pub fn sync() -> AnyView {
    crate::shell::heading(|| shell::SYNC.now().to_owned());
    let known = Memo::new(|_| app().sync.with(Option::is_some));
    let page = move || {
        view! {
            <div class="sync-page">
                {state()}
                {attention()}
                {incomplete()}
                {move || list(text::WAITING, with(|sync| sync.waiting_records.iter().map(waiting).collect()))}
                {storage()}
                {move || list(text::PEOPLE, with(|sync| {
                    sync.people.iter().map(|person| view! { <span>{person.name.clone()}</span> }.into_any()).collect()
                }))}
            </div>
        }
        .into_any()
    };
    view! { {move || if known.get() { page() } else { awaiting() }} }.into_any()
}

fn with<T: Default>(read: impl Fn(&SyncView) -> T) -> T {
    app().sync.with(|sync| sync.as_ref().map(read).unwrap_or_default())
}

/// A section with a list; nothing where the list is empty.
fn list(title: Word, rows: Vec<AnyView>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows.into_iter().map(|row| view! { <li class="sync-row">{row}</li> });
    view! {
        <section class="panel">
            <h2>{t(title)}</h2>
            <ul class="sync-list">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn waiting(found: &Found) -> AnyView {
    let kind = words::object_one(&found.link.object);
    view! {
        <a href=routes_to::record(found.link.record)>{found.title.clone()}</a>
        <span class="sync-kind">{kind}</span>
    }
    .into_any()
}

fn state() -> AnyView {
    let link = move || with(|sync| Some(crate::shell::link_words(sync.link).to_owned()));
    let contact = move || match with(|sync| sync.last_contact) {
        Some(at) => shell::last_contact(&format::moment_full(at)),
        None => text::NEVER.now().to_owned(),
    };
    let waiting = move || with(|sync| sync.waiting);
    let progress = move || {
        let (here, all) = with(|sync| sync.progress)?;
        let share = f64::from(here) / f64::from(all.max(1));
        let label = text::progress(&format::count(all), &format::count(here));
        Some(view! {
            <div class="sync-progress">
                <progress max="1" value=share.to_string() aria-label=label.clone()></progress>
                <span class="number">{label}</span>
            </div>
        })
    };
    let clock = move || {
        with(|sync| sync.clock_off_minutes).map(|minutes| {
            view! { <p class="sync-warning">{text::clock_off(&words::number(u64::from(minutes.unsigned_abs())))}</p> }
        })
    };
    let set_aside = move || {
        let number = with(|sync| sync.quarantined);
        (number > 0).then(|| view! { <p class="sync-warning">{text::set_aside(u64::from(number))}</p> })
    };
    let remote = move || app().book.get() == Some(BookChoice::Workspace);
    view! {
        <section class="panel" aria-live="polite">
            <h2>{link}</h2>
            {move || remote().then(|| view! { <p>{contact}</p> })}
            <p class="sync-count">{move || match waiting() {
                0 => text::ALL_SENT.now().to_owned(),
                number => shell::waiting(u64::from(number)),
            }}</p>
            {move || {
                let conflicts = with(|sync| sync.conflicts);
                (conflicts > 0).then(|| view! { <p><a href=routes_to::CONFLICTS>{shell::conflicts(u64::from(conflicts))}</a></p> })
            }}
            {progress}{clock}{set_aside}
            <div class="buttons">
                {move || remote().then(|| view! {
                    <Button label=t(shell::SEND_NOW) variant=Variant::Primary on_press=|| dispatch(Request::SendNow)/>
                })}
                <Button label=t(text::EXPORT_UNSENT) on_press=export_unsent/>
            </div>
        </section>
    }
    .into_any()
}

/// Saves the edits that the team does not have yet as a file, and says so at the edge of the page.
pub fn export_unsent() {
    export_unsent_then(|file| say(&common::saved_as(file)));
}

/// The same, and gives the name of the file.
pub fn export_unsent_then(saved: impl FnOnce(&str) + 'static) {
    dispatch_with(Request::ExportUnsent, move |outcome| {
        if let Ok(Answer::File { name, media, bytes }) = outcome {
            browser::save_file(&name, &media, &bytes);
            saved(&name);
        }
    });
}

/// Bytes in words: 12.4 MB, 10.7 GB.
fn size(bytes: f64) -> String {
    let tenths = |unit: f64| format::number((bytes / unit * 10.0).round() / 10.0);
    if bytes < 1e9 { text::megabytes(&tenths(1e6)) } else { text::gigabytes(&tenths(1e9)) }
}

fn storage() -> AnyView {
    view! { <section class="panel"><h2>{t(text::STORAGE)}</h2>{storage_facts()}{kept()}</section> }.into_any()
}

/// Of a team's book, how many records are kept here.
fn kept() -> AnyView {
    let remote = Memo::new(|_| app().book.get() == Some(BookChoice::Workspace));
    let shown = move || remote.get().then(|| view! { {state_of()}{not_everything()} });
    shown.into_any()
}

/// How much room there is, and whether the browser promised to keep what is here.
pub fn storage_facts() -> AnyView {
    let figures = RwSignal::new(None::<(f64, f64)>);
    spawn_local(async move {
        let estimate = browser::estimate().await;
        let _ = figures.try_set(estimate);
    });
    let promise = move || match with(|sync| sync.persisted) {
        Some(true) => text::KEPT,
        Some(false) => text::NOT_KEPT,
        None => text::KEPT_UNKNOWN,
    };
    let ask = || {
        spawn_local(async {
            if let Some(granted) = browser::persist().await {
                let _ = engine_link::ask(Request::Persisted { granted }).await;
            }
        });
    };
    view! {
        {move || figures.get().map(|(used, quota)| {
            let label = text::used(&size(quota), &size(used));
            view! {
                <meter class="storage-meter" min="0" max=quota.to_string() value=used.to_string()
                    aria-label=label.clone()></meter>
                <p class="number">{label}</p>
            }
        })}
        <p>{move || promise().now()}</p>
        {move || (with(|sync| sync.persisted) != Some(true)).then(|| view! {
            <Button label=t(text::ASK_TO_KEEP) on_press=ask/>
        })}
    }
    .into_any()
}
