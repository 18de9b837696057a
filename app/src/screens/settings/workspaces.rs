//! The workspaces that a person belongs to, and the way from one to another.

use super::people::role;
use super::{part, unanswered};
use crate::components::{Pill, Tone};
use crate::icons::{Icon, IconView};
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crate::state::{app, go_over, say};
use crate::words::{settings as text, t};
use crm_accounts::{AccountError, Membership};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Found = RwSignal<Option<Result<Vec<Membership>, AccountError>>>;

/// The panel.
pub(super) fn workspaces() -> AnyView {
    let found: Found = RwSignal::new(None);
    load(found);
    let list = move || match found.get() {
        None => awaiting(),
        Some(Err(error)) => unanswered(explain_account(&error), move || load(found)),
        Some(Ok(all)) => {
            view! { <ul class="log-in-list">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
        }
    };
    // What is not sent yet stays in its book, and is sent when that is open again.
    let waiting = Memo::new(|_| app().sync.with(|sync| sync.as_ref().map_or(0, |sync| sync.waiting)));
    let waits =
        move || (waiting.get() > 0).then(|| view! { <p>{text::waits_here(u64::from(waiting.get()))}</p> });
    part("workspaces", text::WORKSPACES, view! { <p>{t(text::WORKSPACES_TEXT)}</p>{waits}{list} })
}

fn load(found: Found) {
    spawn_local(async move {
        let answer = crm_accounts::memberships().await;
        let _ = found.try_set(Some(answer));
    });
}

fn row(one: Membership) -> AnyView {
    let Membership { workspace, name, role: as_what, current } = one;
    let label = text::open_workspace_named(&name);
    let go = move |_| {
        let workspace = workspace.clone();
        spawn_local(async move {
            match crm_accounts::switch_workspace(workspace).await {
                Ok(session) => go_over(session),
                Err(error) => say(&explain_account(&error)),
            }
        });
    };
    let open = (!current).then(|| {
        view! {
            <button type="button" class="button" data-variant="secondary" aria-label=label on:click=go>
                <span class="button-label">{t(text::OPEN_WORKSPACE)}</span>
            </button>
        }
    });
    view! {
        <li class="log-in" data-own=current.to_string()>
            <IconView icon=Icon::Building size=20/>
            <span class="log-in-name">
                {name}
                {current.then(|| view! { <Pill tone=Tone::Ok label=t(text::WORKSPACE_OPEN)/> })}
            </span>
            <span class="log-in-times">{move || role(&as_what).now()}</span>
            {open}
        </li>
    }
    .into_any()
}
