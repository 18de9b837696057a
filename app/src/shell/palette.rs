//! The palette: find a record by any word, or go somewhere, without leaving the keyboard.

use super::navigation::{object_href, object_icon};
use crate::components::{Dialog, DialogKind};
use crate::icons::{Icon, IconView};
use crate::screens::catalogue;
use crate::screens::kept::not_everything;
use crate::state::{Creating, app, do_again, may_create, may_see, take_back};
use crate::words::{self, shell, t};
use crate::{browser, engine_link, routes_to};
use crm_core::messages::{Answer, Found, Request};
use crm_core::objects::CATALOGUE;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

const LIMIT: u16 = 12;
/// Rows of which the window shows the first.
const AT_ONCE: usize = 10;
/// Most rows for what is typed: whoever scrolls further types another letter.
const MOST: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Entry {
    icon: Icon,
    title: String,
    subtitle: String,
    to: Target,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Target {
    Address(String),
    Create(&'static str),
    Undo,
    Redo,
    Shortcuts,
    Feedback,
}

/// The window of the palette.
pub fn palette() -> AnyView {
    let app = app();
    view! {
        <Dialog open=app.palette on_close=move || app.palette.set(false) title=t(shell::SEARCH) kind=DialogKind::Palette>
            {body}
        </Dialog>
    }
    .into_any()
}

fn body() -> AnyView {
    let app = app();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Found>::new());
    let at = RwSignal::new(0_usize);
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let entries = Memo::new(move |_| {
        let records = found.with(|found| found.iter().map(record_entry).collect::<Vec<_>>());
        let most = if typed.with(|typed| typed.trim().is_empty()) { usize::MAX } else { MOST };
        records.into_iter().chain(actions(&typed.get())).take(most).collect::<Vec<_>>()
    });
    let search = move |text: String| {
        typed.set(text.clone());
        at.set(0);
        spawn_local(async move {
            let asked = text.clone();
            let answer = if asked.trim().is_empty() {
                Vec::new()
            } else {
                match engine_link::ask(Request::Search { text, object: None, limit: LIMIT }).await {
                    Ok(Answer::Found(found)) => found,
                    Ok(_) | Err(_) => return,
                }
            };
            // An answer to letters that stand there no more is of no use.
            if typed.try_get_untracked().is_some_and(|now| now == asked) {
                found.set(answer);
            }
        });
    };
    let navigate = use_navigate();
    let go = Callback::new(move |entry: Entry| {
        app.palette.set(false);
        match entry.to {
            Target::Address(address) => navigate(&address, leptos_router::NavigateOptions::default()),
            Target::Create(object) => app.creating.set(Creating::Form(object.to_owned(), Vec::new())),
            Target::Undo => take_back(None),
            Target::Redo => do_again(),
            Target::Shortcuts => app.shortcuts.set(true),
            Target::Feedback => app.feedback.set(true),
        }
    });
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let count = entries.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                let entry = entries.with_untracked(|entries| entries.get(at.get_untracked()).cloned());
                if let Some(entry) = entry {
                    go.run(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    // The window stands first, then what has room in it, then the rest: a key press is to be seen at once.
    let room = RwSignal::new(0);
    browser::when_painted(move || {
        let _ = room.try_set(AT_ONCE);
        browser::when_painted(move || {
            let _ = room.try_set(usize::MAX);
        });
    });
    let shown = move || entries.with(|entries| entries.iter().take(room.get()).cloned().collect::<Vec<_>>());
    let nothing = move || !typed.with(|typed| typed.trim().is_empty()) && entries.with(Vec::is_empty);
    view! {
        <div class="palette">
            <input class="palette-input" type="text" role="combobox" node_ref=input autocomplete="off" spellcheck="false"
                aria-label=t(shell::SEARCH) placeholder=t(shell::SEARCH_HINT) aria-controls="palette-list"
                aria-expanded="true" aria-autocomplete="list"
                aria-activedescendant=move || entries.with(|entries| !entries.is_empty()).then(|| format!("palette-{}", at.get()))
                on:input=move |event| search(event_target_value(&event)) on:keydown=keys/>
            <div class="palette-list" id="palette-list" role="listbox" aria-label=t(shell::RESULTS)>
                <For each=shown key=Clone::clone children=move |entry| row(entry, entries, at, go)/>
            </div>
            <p class="palette-none" role="status">{move || nothing().then(|| shell::NOTHING_FOUND.now())}</p>
            {move || nothing().then(not_everything)}
        </div>
    }
    .into_any()
}

/// A row stays while letters are typed, and knows where it stands now.
fn row(entry: Entry, entries: Memo<Vec<Entry>>, at: RwSignal<usize>, go: Callback<Entry>) -> AnyView {
    let (icon, title, subtitle) = (entry.icon, entry.title.clone(), entry.subtitle.clone());
    let own = entry.clone();
    let place = Memo::new(move |_| {
        entries.with(|entries| entries.iter().position(|other| *other == own)).unwrap_or_default()
    });
    view! {
        <div class="palette-option" role="option" id=move || format!("palette-{}", place.get())
            aria-selected=move || (at.get() == place.get()).to_string()
            on:pointermove=move |_| if at.get_untracked() != place.get_untracked() { at.set(place.get_untracked()) }
            on:click=move |_| go.run(entry.clone())>
            <IconView icon=icon/>
            <span class="palette-title">{title}</span>
            <span class="palette-subtitle">{subtitle}</span>
        </div>
    }
    .into_any()
}

fn record_entry(found: &Found) -> Entry {
    let kind = words::object_one(&found.link.object);
    let subtitle = if found.subtitle.is_empty() { kind } else { format!("{kind} · {}", found.subtitle) };
    Entry {
        icon: object_icon(&found.link.object),
        title: found.title.clone(),
        subtitle,
        to: Target::Address(routes_to::record(found.link.record)),
    }
}

/// Places to go and things to create whose words hold what is typed.
fn actions(typed: &str) -> Vec<Entry> {
    let place = |icon, title: String, address: &str| Entry {
        icon,
        title,
        subtitle: shell::GO_TO.now().to_owned(),
        to: Target::Address(address.to_owned()),
    };
    let mut entries = vec![place(Icon::House, shell::TODAY.now().to_owned(), "/")];
    for definition in CATALOGUE.iter().filter(|definition| may_see(definition.key)) {
        let key = definition.key;
        entries.push(place(object_icon(key), words::object_many(key), &object_href(key)));
    }
    entries.push(place(Icon::Bell, words::inbox::TITLE.now().to_owned(), routes_to::INBOX));
    entries.push(place(Icon::CalendarDays, words::calendar::TITLE.now().to_owned(), routes_to::CALENDAR));
    for definition in CATALOGUE.iter().filter(|definition| may_create(definition.key)) {
        let key = definition.key;
        entries.push(Entry {
            icon: Icon::Plus,
            title: shell::new_object(&words::object_one(key)),
            subtitle: shell::ACTION.now().to_owned(),
            to: Target::Create(key),
        });
    }
    for (icon, title, to) in [
        (Icon::Undo, shell::UNDO, Target::Undo),
        (Icon::Redo, shell::REDO, Target::Redo),
        (Icon::Command, shell::SHORTCUTS, Target::Shortcuts),
        (Icon::MessageSquare, words::settings::FEEDBACK_OPEN, Target::Feedback),
    ] {
        let (title, subtitle) = (title.now().to_owned(), shell::ACTION.now().to_owned());
        entries.push(Entry { icon, title, subtitle, to });
    }
    entries.push(place(Icon::Upload, shell::IMPORT.now().to_owned(), routes_to::IMPORT));
    entries.push(place(Icon::Trash, words::bin::TITLE.now().to_owned(), routes_to::BIN));
    entries.push(place(Icon::GitMerge, words::conflicts::TITLE.now().to_owned(), routes_to::CONFLICTS));
    entries.push(place(Icon::RefreshCw, shell::SYNC.now().to_owned(), routes_to::SYNC));
    entries.push(place(Icon::Settings, shell::SETTINGS.now().to_owned(), routes_to::SETTINGS));
    entries.push(place(Icon::FileText, shell::GUIDE.now().to_owned(), routes_to::HELP));
    let folded = typed.trim().to_lowercase();
    entries.retain(|entry| entry.title.to_lowercase().contains(&folded));
    // Settings are found by other words, too; all of them would bury what is wanted every day.
    if !folded.is_empty() {
        entries.extend(catalogue::matching(typed).into_iter().map(|setting| Entry {
            icon: setting.group.icon(),
            title: setting.name.now().to_owned(),
            subtitle: setting.place(),
            to: Target::Address(setting.address()),
        }));
    }
    entries
}
