//! What the list of log-ins and the list of devices share: how they are read from the relay, an entry, and the question
//! before one is ended.

use super::known::Known;
use crate::components::{Button, Dialog, DialogKind, Pill, Tone, Variant};
use crate::icons::{Icon, IconView};
use crate::screens::account::explain_account;
use crate::state::say;
use crate::words::{Word, common, settings as text, t};
use crm_accounts::AccountError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;

/// What the relay answers, without anything of the page in it.
type Asked<A> = Pin<Box<dyn Future<Output = Result<A, AccountError>>>>;

/// A list that lies with the relay, and the entry that is about to be ended.
pub(super) struct Browsers<T: Send + Sync + 'static> {
    known: Known<Vec<T>>,
    /// The entry that the question is about.
    pub(super) leaving: RwSignal<Option<T>>,
    ask: fn() -> Asked<Vec<T>>,
    row: fn(T, RwSignal<Option<T>>) -> AnyView,
}

/// How an entry is ended.
pub(super) struct Ending<T> {
    /// What the button says, and the window.
    pub(super) title: Word,
    /// What is asked before.
    pub(super) question: fn(&T) -> String,
    /// What is said after.
    pub(super) done: Word,
    /// Ends it.
    pub(super) end: fn(T) -> Asked<()>,
}

impl<T: Send + Sync> Copy for Browsers<T> {}

impl<T: Send + Sync> Clone for Browsers<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Browsers<T> {
    /// Asks the relay for the list.
    pub(super) fn new(ask: fn() -> Asked<Vec<T>>, row: fn(T, RwSignal<Option<T>>) -> AnyView) -> Self {
        let list = Self { known: Known::new(), leaving: RwSignal::new(None), ask, row };
        list.load();
        list
    }

    fn load(self) {
        let (turn, asked) = (self.known.begin(), (self.ask)());
        spawn_local(async move {
            let answer = asked.await;
            self.known.take_in(turn, answer);
        });
    }

    /// The list. It lies with the relay: without a network it says so and can be asked for again.
    pub(super) fn list(self) -> AnyView {
        let draw = move |all: Vec<T>| {
            let rows = all.into_iter().map(|one| (self.row)(one, self.leaving));
            view! { <ul class="log-in-list">{rows.collect_view()}</ul> }.into_any()
        };
        self.known.shown(move || self.load(), draw, || ().into_any())
    }

    /// The window that asks before an entry is ended.
    pub(super) fn question(self, ending: Ending<T>) -> AnyView {
        let Ending { title, question, done, end } = ending;
        let open = Memo::new(move |_| self.leaving.with(Option::is_some));
        let close = move || self.leaving.set(None);
        let go = move || {
            let Some(one) = self.leaving.get_untracked() else { return };
            close();
            let ended = end(one);
            spawn_local(async move {
                match ended.await {
                    Ok(()) => say(done.now()),
                    Err(error) => say(&explain_account(&error)),
                }
                self.load();
            });
        };
        let footer = move || {
            view! {
                <Button label=t(common::CANCEL) on_press=close/>
                <Button label=t(title) variant=Variant::DangerSolid on_press=go/>
            }
        };
        let words = move || self.leaving.with(|one| one.as_ref().map(question));
        view! {
            <Dialog open=open on_close=close title=t(title) kind=DialogKind::Ask footer=footer>
                <p>{words}</p>
            </Dialog>
        }
        .into_any()
    }
}

/// An entry as it is shown.
pub(super) struct Entry {
    /// What the browser calls itself, which tells phones from others.
    pub(super) device_name: String,
    /// What the entry is called.
    pub(super) name: String,
    /// Whether it is this very browser.
    pub(super) own: bool,
    /// Whether it was taken away.
    pub(super) removed: bool,
    /// When it was heard of.
    pub(super) times: String,
}

/// A row, with a button where the entry can be ended: what it says, what it is called in full, what it does.
pub(super) fn row(entry: Entry, end: Option<(Word, String, Callback<()>)>) -> AnyView {
    let phone = ["Android", "iPhone", "iPad"].iter().any(|mark| entry.device_name.contains(mark));
    let icon = if phone { Icon::Smartphone } else { Icon::Monitor };
    let end = end.map(|(says, label, press)| {
        view! {
            <button type="button" class="button" data-variant="danger" aria-label=label on:click=move |_| press.run(())>
                <span class="button-label">{t(says)}</span>
            </button>
        }
    });
    view! {
        <li class="log-in" data-own=entry.own.to_string() data-removed=entry.removed.to_string()>
            <IconView icon=icon size=20/>
            <span class="log-in-name">
                {entry.name}
                {entry.own.then(|| view! { <Pill tone=Tone::Ok label=t(text::DEVICE_OWN)/> })}
            </span>
            <span class="log-in-times number">{entry.times}</span>
            {end}
        </li>
    }
    .into_any()
}
