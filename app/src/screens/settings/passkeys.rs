//! One's own passkeys: which there are, adding one, calling one something else, taking one away.

use super::{part, unanswered};
use crate::browser::device_name;
use crate::components::{Button, Input, InputKind, Variant};
use crate::format;
use crate::icons::Icon;
use crate::passkeys::{Ask, ask, host, work_here};
use crate::screens::account::{explain_account, form};
use crate::screens::awaiting;
use crate::state::say;
use crate::words::{common, passkeys as text, settings, t};
use crm_accounts::{AccountError, Passkey, Passkeys};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Letters of a name.
const NAME: usize = 100;

/// What the panel shows.
#[derive(Clone)]
enum Stage {
    /// The relay is asked.
    Asked,
    /// It did not answer as it should.
    Failed(AccountError),
    /// How things stand.
    Listed(Passkeys),
    /// Name and password are asked for before one is made.
    Adding,
    /// Another name is asked for.
    Renaming(Passkey),
    /// The password is asked for before this one goes.
    Removing(Passkey),
}

type Shown = RwSignal<Stage>;

/// The panel.
pub(super) fn passkeys() -> AnyView {
    let shown: Shown = RwSignal::new(Stage::Asked);
    load(shown);
    let content = move || match shown.get() {
        Stage::Asked => awaiting(),
        Stage::Failed(error) => unanswered(explain_account(&error), move || load(shown)),
        Stage::Listed(listed) => list(listed, shown),
        Stage::Adding => adding(shown),
        Stage::Renaming(passkey) => renaming(passkey, shown),
        Stage::Removing(passkey) => removing(passkey, shown),
    };
    part("passkeys", text::TITLE, content)
}

fn load(shown: Shown) {
    spawn_local(async move {
        let stage = match crm_accounts::passkeys().await {
            Ok(listed) => Stage::Listed(listed),
            Err(error) => Stage::Failed(error),
        };
        let _ = shown.try_set(stage);
    });
}

fn list(listed: Passkeys, shown: Shown) -> AnyView {
    let named = listed.host.as_deref() == Some(host().as_str());
    let end = match (named, work_here()) {
        (true, true) => view! {
            <Button label=t(text::ADD) icon=Icon::KeyRound on_press=move || shown.set(Stage::Adding)/>
        }
        .into_any(),
        (true, false) => view! { <p class="settings-value">{t(text::NO_BROWSER)}</p> }.into_any(),
        (false, _) => view! { <p class="settings-value">{t(text::NO_NAME)}</p> }.into_any(),
    };
    let rows = (!listed.passkeys.is_empty()).then(|| {
        let rows = listed.passkeys.into_iter().map(|passkey| row(passkey, shown)).collect_view();
        view! { <ul class="token-list">{rows}</ul> }
    });
    view! { <p>{t(text::TEXT)}</p>{rows}{end} }.into_any()
}

fn row(passkey: Passkey, shown: Shown) -> AnyView {
    let used = match passkey.last_used {
        Some(used) => text::used(&format::moment_full(used)),
        None => text::UNUSED.now().to_owned(),
    };
    let (rename, remove) = (text::rename_named(&passkey.name), text::remove_named(&passkey.name));
    let (renamed, removed) = (passkey.clone(), passkey.clone());
    view! {
        <li class="token-row passkey-row">
            <span class="token-name">{passkey.name}</span>
            <span class="token-rest">{text::made(&format::moment_full(passkey.created))}</span>
            <span class="token-rest">{used}</span>
            <span class="passkey-actions">
                <button type="button" class="button" data-variant="secondary" aria-label=rename
                    on:click=move |_| shown.set(Stage::Renaming(renamed.clone()))>
                    <span class="button-label">{t(text::RENAME)}</span>
                </button>
                <button type="button" class="button" data-variant="danger" aria-label=remove
                    on:click=move |_| shown.set(Stage::Removing(removed.clone()))>
                    <span class="button-label">{t(text::REMOVE)}</span>
                </button>
            </span>
        </li>
    }
    .into_any()
}

fn adding(shown: Shown) -> AnyView {
    let (name, password) = (RwSignal::new(device_name()), RwSignal::new(String::new()));
    let work = move || async move {
        // Settled first: a browser makes a passkey once, whatever is said of its name afterwards.
        let name = checked(&name.get_untracked());
        let asked = crm_accounts::begin_passkey(password.get_untracked()).await?;
        let made = ask(Ask::Make, &asked.options).await?;
        crm_accounts::add_passkey(asked.token, made, name).await?;
        say(text::ADDED.now());
        load(shown);
        Ok(())
    };
    let inputs = view! {
        <p>{t(text::ADD_TEXT)}</p>
        <Input label=t(text::NAME) id="passkey-name" value=name hint=t(text::NAME_HINT)/>
        <Input label=t(settings::OLD_PASSWORD) id="passkey-password" value=password kind=InputKind::Password
            autocomplete="current-password" first=true/>
    };
    with_way_back(form(inputs.into_any(), text::ADD, work), shown)
}

fn renaming(passkey: Passkey, shown: Shown) -> AnyView {
    let name = RwSignal::new(passkey.name);
    let work = move || {
        let id = passkey.id.clone();
        async move {
            crm_accounts::rename_passkey(id, name.get_untracked()).await?;
            load(shown);
            Ok(())
        }
    };
    let input = view! { <Input label=t(text::NAME) id="passkey-name" value=name hint=t(text::NAME_HINT) first=true/> };
    with_way_back(form(input.into_any(), text::RENAME, work), shown)
}

fn removing(passkey: Passkey, shown: Shown) -> AnyView {
    let password = RwSignal::new(String::new());
    let words = text::remove_text(&passkey.name);
    let work = move || {
        let id = passkey.id.clone();
        async move {
            crm_accounts::remove_passkey(id, password.get_untracked()).await?;
            say(text::REMOVED.now());
            load(shown);
            Ok(())
        }
    };
    let input = view! {
        <p>{words}</p>
        <Input label=t(settings::OLD_PASSWORD) id="passkey-password" value=password kind=InputKind::Password
            autocomplete="current-password" first=true/>
    };
    with_way_back(form(input.into_any(), text::REMOVE, work), shown)
}

fn with_way_back(form: AnyView, shown: Shown) -> AnyView {
    view! {
        {form}
        <Button label=t(common::CANCEL) variant=Variant::Quiet on_press=move || load(shown)/>
    }
    .into_any()
}

/// A name that the relay takes: what was typed, or what the browser calls the device.
fn checked(typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() { device_name() } else { typed.chars().take(NAME).collect() }
}
