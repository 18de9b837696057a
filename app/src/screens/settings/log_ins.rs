//! Where the person is logged in, and logging out from afar.

use super::part;
use crate::components::{Button, Dialog, DialogKind, Pill, Tone, Variant};
use crate::format;
use crate::icons::{Icon, IconView};
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crate::state::say;
use crate::words::{common, settings as text, t};
use crm_accounts::{AccountError, LogIn};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Found = RwSignal<Option<Result<Vec<LogIn>, AccountError>>>;

/// The panel.
pub(super) fn log_ins() -> AnyView {
    let found: Found = RwSignal::new(None);
    let leaving = RwSignal::new(None::<LogIn>);
    load(found);
    let list = move || match found.get() {
        None => awaiting(),
        Some(Err(error)) => failure(&error, found),
        Some(Ok(all)) => {
            let rows = all.into_iter().map(|one| row(one, leaving));
            view! { <ul class="log-in-list">{rows.collect_view()}</ul> }.into_any()
        }
    };
    let content = view! { <p>{t(text::DEVICES_TEXT)}</p>{list}{question(found, leaving)} };
    part("log-ins", text::DEVICES, content)
}

fn load(found: Found) {
    spawn_local(async move {
        let answer = crm_accounts::log_ins().await;
        let _ = found.try_set(Some(answer));
    });
}

/// The list lies with the relay: without a network it says so and can be asked for again.
fn failure(error: &AccountError, found: Found) -> AnyView {
    view! {
        <p class="form-failure" role="alert">{explain_account(error)}</p>
        <Button label=t(common::TRY_AGAIN) icon=Icon::RefreshCw on_press=move || load(found)/>
    }
    .into_any()
}

fn named(one: &LogIn) -> String {
    if one.device_name.is_empty() { text::DEVICE_UNNAMED.now().to_owned() } else { one.device_name.clone() }
}

fn row(one: LogIn, leaving: RwSignal<Option<LogIn>>) -> AnyView {
    let since = one.since;
    let phone = ["Android", "iPhone", "iPad"].iter().any(|mark| one.device_name.contains(mark));
    let icon = if phone { Icon::Smartphone } else { Icon::Monitor };
    let (name, own) = (named(&one), one.own);
    let seen = if one.connected || own {
        text::DEVICE_CONNECTED.now().to_owned()
    } else {
        text::device_seen(&format::moment_full(one.last_contact))
    };
    let label = text::device_end_named(&name);
    let end = (!own).then(|| {
        view! {
            <button type="button" class="button" data-variant="danger" aria-label=label
                on:click=move |_| leaving.set(Some(one.clone()))>
                <span class="button-label">{t(text::DEVICE_END)}</span>
            </button>
        }
    });
    view! {
        <li class="log-in" data-own=own.to_string()>
            <IconView icon=icon size=20/>
            <span class="log-in-name">
                {name}
                {own.then(|| view! { <Pill tone=Tone::Ok label=t(text::DEVICE_OWN)/> })}
            </span>
            <span class="log-in-times number">{seen}" · "{text::device_since(&format::moment_full(since))}</span>
            {end}
        </li>
    }
    .into_any()
}

fn question(found: Found, leaving: RwSignal<Option<LogIn>>) -> AnyView {
    let open = Memo::new(move |_| leaving.with(Option::is_some));
    let close = move || leaving.set(None);
    let end = move || {
        let Some(one) = leaving.get_untracked() else { return };
        close();
        spawn_local(async move {
            match crm_accounts::end_log_in(one.id).await {
                Ok(()) => say(text::DEVICE_ENDED.now()),
                Err(error) => say(&explain_account(&error)),
            }
            load(found);
        });
    };
    let footer = move || {
        view! {
            <Button label=t(common::CANCEL) on_press=close/>
            <Button label=t(text::DEVICE_END) variant=Variant::DangerSolid on_press=end/>
        }
    };
    let words = move || leaving.with(|one| one.as_ref().map(|one| text::device_question(&named(one))));
    view! {
        <Dialog open=open on_close=close title=t(text::DEVICE_END) kind=DialogKind::Ask footer=footer>
            <p>{words}</p>
        </Dialog>
    }
    .into_any()
}
