//! What an administrator does with somebody's account, asked about first.

use super::people::link_once;
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::screens::account::explain_account;
use crate::state::say;
use crate::words::{Word, common, passkeys, security as text, t};
use crm_accounts::{Invitation, Teammate};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is asked about, and whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    what: Action,
    person: String,
    name: String,
}

/// What somebody logs in with beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Has {
    pub second_factor: bool,
    pub passkeys: bool,
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Makes a link for a new password.
    PasswordLink,
    /// Takes the second factor away.
    TakeFactor,
    /// Takes all passkeys away.
    TakePasskeys,
}

impl Action {
    const fn word(self) -> Word {
        match self {
            Self::PasswordLink => text::RESET_LINK,
            Self::TakeFactor => text::RESET_FACTOR,
            Self::TakePasskeys => passkeys::RESET,
        }
    }

    fn named(self, name: &str) -> String {
        match self {
            Self::PasswordLink => text::reset_link_named(name),
            Self::TakeFactor => text::reset_factor_named(name),
            Self::TakePasskeys => passkeys::reset_named(name),
        }
    }

    fn question(self, name: &str) -> String {
        match self {
            Self::PasswordLink => text::reset_link_question(name),
            Self::TakeFactor => text::reset_factor_question(name),
            Self::TakePasskeys => passkeys::reset_question(name),
        }
    }

    /// What is said when it is done, where nothing is shown for it.
    fn done(self, name: &str) -> String {
        match self {
            Self::PasswordLink => String::new(),
            Self::TakeFactor => text::factor_reset(name),
            Self::TakePasskeys => passkeys::reset_done(name),
        }
    }
}

/// The buttons in a person's row.
pub(super) fn actions(person: &Teammate, has: Has, asked: RwSignal<Option<Asked>>) -> AnyView {
    let button = |what: Action| {
        let (id, name) = (person.person.clone(), person.name.clone());
        let label = what.named(&name);
        let ask = move |_| asked.set(Some(Asked { what, person: id.clone(), name: name.clone() }));
        view! {
            <button type="button" class="button" data-variant="quiet" aria-label=label on:click=ask>
                <span class="button-label">{t(what.word())}</span>
            </button>
        }
    };
    view! {
        {button(Action::PasswordLink)}
        {has.second_factor.then(|| button(Action::TakeFactor))}
        {has.passkeys.then(|| button(Action::TakePasskeys))}
    }
    .into_any()
}

/// The window that asks, and does it.
pub(super) fn question(asked: RwSignal<Option<Asked>>, changed: Callback<()>) -> AnyView {
    // The link is shown once, below the list.
    let made = RwSignal::new(None::<(String, Invitation)>);
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let close = move || asked.set(None);
    let go = move || {
        let Some(Asked { what, person, name }) = asked.get_untracked() else { return };
        close();
        spawn_local(async move {
            let outcome = match what {
                Action::PasswordLink => crm_accounts::make_reset_link(person).await.map(Some),
                Action::TakeFactor => crm_accounts::reset_second_factor(person).await.map(|()| None),
                Action::TakePasskeys => crm_accounts::reset_passkeys(person).await.map(|()| None),
            };
            match outcome {
                Ok(Some(link)) => made.set(Some((name, link))),
                Ok(None) => say(&what.done(&name)),
                Err(error) => say(&explain_account(&error)),
            }
            changed.run(());
        });
    };
    let title = move || asked.with(|asked| asked.as_ref().map_or("", |asked| asked.what.word().now()));
    let words = move || asked.with(|asked| asked.as_ref().map(|asked| asked.what.question(&asked.name)));
    let footer = move || {
        view! {
            <Button label=t(common::CANCEL) on_press=close/>
            <Button label=title variant=Variant::DangerSolid on_press=go/>
        }
    };
    let link = move || {
        let shown = |(name, link): (String, Invitation)| {
            let label = text::reset_link_for(&name);
            view! { <section class="panel"><h3>{label.clone()}</h3>{link_once(&link, label)}</section> }
        };
        made.get().map(shown)
    };
    view! {
        {link}
        <Dialog open=open on_close=close title=title kind=DialogKind::Ask footer=footer>
            <p>{words}</p>
        </Dialog>
    }
    .into_any()
}
