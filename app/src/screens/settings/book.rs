//! The book: its name, templates for a trade, save it as a file, bring files in, take sample records away, bring a local book into the team,
//! leave.

use super::part;
use super::people::role;
use super::templates::templates;
use super::workspaces::workspaces;
use crate::browser;
use crate::components::{Button, Dialog, DialogKind, Input, Variant};
use crate::engine_link;
use crate::format;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::screens::account::form;
use crate::screens::kept::only_here;
use crate::screens::sync::export_unsent_then;
use crate::state::{
    BookChoice, administers, app, dispatch_with, explain, forget_book, hear_session, log_out, say, shapes,
};
use crate::words::{self, common, settings as text, t};
use crm_core::messages::{Answer, Request, SyncView};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// The panel.
pub fn book() -> AnyView {
    let export = || {
        dispatch_with(Request::ExportBook, |outcome| {
            if let Ok(Answer::File { name, media, bytes }) = outcome {
                browser::save_file(&name, &media, &bytes);
                say(&common::saved_as(&name));
            }
        });
    };
    let remove_demo = || {
        dispatch_with(Request::RemoveDemo, |outcome| {
            if outcome.is_ok() {
                say(text::DEMO_REMOVED.now());
            }
        })
    };
    let local = Memo::new(|_| app().book.get() == Some(BookChoice::Local));
    let export = view! {
        <p>{t(text::EXPORT_TEXT)}</p>
        {only_here()}
        <Button label=t(text::EXPORT_BOOK) icon=Icon::Download on_press=export/>
    };
    let import = view! {
        <p>{t(text::IMPORT_TEXT)}</p>
        <a class="button" data-variant="secondary" href=routes_to::IMPORT>
            <IconView icon=Icon::Upload/>
            <span class="button-label">{t(words::shell::IMPORT)}</span>
        </a>
    };
    let demo = view! {
        <p>{t(text::DEMO_TEXT)}</p>
        <Button label=t(text::REMOVE_DEMO) on_press=remove_demo/>
    };
    view! {
        {part("name-of-workspace", text::WORKSPACE_NAME, name(local))}
        {move || (!local.get()).then(workspaces)}
        {move || shapes().then(templates)}
        {part("export", text::EXPORT, export)}
        {part("import", text::IMPORT, import)}
        {part("demo", text::DEMO, demo)}
        {move || if local.get() { join_hint() } else { bring_local() }}
        {leave()}
    }
    .into_any()
}

/// What the book is called, and as what the person is in it; an administrator calls it something else.
fn name(local: Memo<bool>) -> AnyView {
    let role = || {
        let role = app().session.with(|session| session.as_ref().map(|session| role(&session.role)));
        role.map(|role| text::workspace_role(role.now())).unwrap_or_default()
    };
    // What is being typed stays when the session is heard of anew.
    let renames = Memo::new(move |_| !local.get() && administers());
    view! {
        <p class="settings-value">{crate::shell::book_name}</p>
        <p>{move || if local.get() { text::WORKSPACE_LOCAL.now().to_owned() } else { role() }}</p>
        {move || renames.get().then(rename)}
    }
    .into_any()
}

fn rename() -> AnyView {
    let name = RwSignal::new(untrack(crate::shell::book_name));
    let save = move || async move {
        let session = crm_accounts::rename_workspace(name.get_untracked()).await?;
        say(&text::workspace_renamed(&session.workspace_name));
        hear_session(session);
        Ok(())
    };
    let input = view! { <Input label=t(text::WORKSPACE_NAME) id="workspace" value=name/> }.into_any();
    form(input, text::RENAME_WORKSPACE, save)
}

/// A local book becomes a team's book by logging in; its records are brought along afterwards.
fn join_hint() -> AnyView {
    view! {
        <section class="panel" data-setting="book">
            <h3>{t(text::JOIN)}</h3>
            <p>{t(text::JOIN_TEXT)}</p>
            <a class="button" data-variant="secondary" href=routes_to::LOG_IN>{t(words::account::LOG_IN)}</a>
        </section>
    }
    .into_any()
}

/// Asks which objects of the local book to bring into the team's.
fn bring_local() -> AnyView {
    let counts = RwSignal::new(BTreeMap::<String, u32>::new());
    let chosen = RwSignal::new(Vec::<String>::new());
    let look = move || {
        spawn_local(async move {
            if let Ok(Answer::Counts(found)) = engine_link::ask(Request::LocalBook).await {
                let filled: BTreeMap<_, _> = found.into_iter().filter(|(_, count)| *count > 0).collect();
                let _ = chosen.try_set(filled.keys().cloned().collect());
                let _ = counts.try_set(filled);
            }
        });
    };
    look();
    let bring = move || {
        dispatch_with(Request::Join { objects: chosen.get_untracked() }, move |outcome| {
            if outcome.is_ok() {
                // What was left out may come another time.
                look();
                app().local_waits.set(false);
                say(text::BROUGHT.now());
            }
        });
    };
    let one = move |(object, count): (String, u32)| {
        let (here, there) = (object.clone(), object.clone());
        let toggle = move |_| {
            chosen.update(|chosen| match chosen.iter().position(|other| *other == there) {
                Some(place) => drop(chosen.remove(place)),
                None => chosen.push(there.clone()),
            })
        };
        view! {
            <label class="check-row">
                <input type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(&here)) on:change=toggle/>
                <span>{words::object_many(&object)}</span>
                <span class="number">{format::count(count)}</span>
            </label>
        }
    };
    view! {
        {move || counts.with(|counts| !counts.is_empty()).then(|| view! {
            <section class="panel" data-panel="bring" data-setting="book">
                <h3>{t(text::BRING)}</h3>
                <p>{t(text::BRING_TEXT)}</p>
                <fieldset class="check-list">
                    <legend class="visually-hidden">{t(text::BRING)}</legend>
                    {counts.get().into_iter().map(one).collect_view()}
                </fieldset>
                <Button label=t(text::BRING_BUTTON) variant=Variant::Primary on_press=bring/>
            </section>
        })}
    }
    .into_any()
}

/// Leaving forgets the book on this device; what the team does not have yet is offered as a file first.
fn leave() -> AnyView {
    let asking = RwSignal::new(false);
    // Said in the window: a notice at the edge of the page lies behind it.
    let saved = RwSignal::new(String::new());
    let local = Memo::new(|_| app().book.get() == Some(BookChoice::Local));
    // What was refused is nowhere but here, either.
    let only_here = |sync: &SyncView| (sync.waiting, sync.refused_in_all);
    let only_here = move || app().sync.with(|sync| sync.as_ref().map_or((0, 0), only_here));
    let word = move || if local.get() { text::CLEAR } else { text::LOG_OUT };
    let question = move || match (local.get(), only_here()) {
        (true, _) => text::CLEAR_QUESTION.now().to_owned(),
        (false, (0, 0)) => text::LOG_OUT_QUESTION.now().to_owned(),
        (false, (waiting, 0)) => text::unsent_question(u64::from(waiting)),
        (false, (_, refused)) => text::refused_question(u64::from(refused)),
    };
    let go = move || {
        spawn_local(async move {
            let remote = !local.get_untracked();
            match engine_link::ask(Request::Clear { even_unsent: true, all_books: remote }).await {
                Ok(_) => {
                    asking.set(false);
                    forget_book();
                    if remote {
                        log_out().await;
                    }
                }
                Err(refusal) => say(&explain(&refusal)),
            }
        });
    };
    let save = move || {
        export_unsent_then(move |file| {
            let _ = saved.try_set(words::common::saved_as(file));
        });
    };
    let ask = move || {
        saved.set(String::new());
        asking.set(true);
    };
    let footer = move || {
        let unsent = !local.get() && only_here().0 > 0;
        view! {
            {unsent.then(|| view! { <Button label=t(words::sync::EXPORT_UNSENT) on_press=save/> })}
            <Button label=t(words::common::CANCEL) on_press=move || asking.set(false)/>
            <Button label=move || word().now() variant=Variant::DangerSolid on_press=go/>
        }
    };
    view! {
        <section class="panel" data-setting="leave">
            <h3>{move || word().now()}</h3>
            <p>{move || if local.get() { text::CLEAR_TEXT } else { text::LOG_OUT_TEXT }.now()}</p>
            <Button label=move || word().now() variant=Variant::Danger on_press=ask/>
        </section>
        <Dialog open=asking on_close=move || asking.set(false) title=move || word().now() kind=DialogKind::Ask footer=footer>
            <p>{question}</p>
            <p role="status">{saved}</p>
        </Dialog>
    }
    .into_any()
}
