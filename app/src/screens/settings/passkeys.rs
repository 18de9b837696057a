//! One's own passkeys: which there are, adding one, calling one something else, taking one away.

use super::known::Known;
use super::part;
use crate::browser::{self, device_name};
use crate::components::{Button, Input, InputKind, Variant};
use crate::format;
use crate::icons::Icon;
use crate::passkeys::{Ask, ask, host, work_here};
use crate::screens::account::{explain_own, form, form_with};
use crate::state::say;
use crate::words::{passkeys as text, settings, t};
use crm_accounts::{Passkey, Passkeys};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Letters of a name.
const NAME: usize = 100;

/// What the panel shows.
#[derive(Clone)]
enum Stage {
    /// How things stand.
    List,
    /// Name and password are asked for before one is made.
    Adding,
    /// Another name is asked for.
    Renaming(Passkey),
    /// The password is asked for before this one goes.
    Removing(Passkey),
}

/// The panel's state.
#[derive(Clone, Copy)]
struct Panel {
    stage: RwSignal<Stage>,
    known: Known<Passkeys>,
    /// Counts the forms that were opened and left: what an earlier one did closes no later one.
    turn: StoredValue<u32>,
}

impl Panel {
    fn load(self) {
        let turn = self.known.begin();
        spawn_local(async move { self.known.take_in(turn, crm_accounts::passkeys().await) });
    }

    fn open(self, form: Stage) {
        self.next();
        self.stage.set(form);
    }

    fn next(self) {
        let _ = self.turn.try_update_value(|turn| *turn += 1);
    }

    /// Back to the list as it is known, with the focus on what the selector names.
    fn back(self, selector: &str) {
        self.next();
        if self.stage.try_set(Stage::List).is_none() {
            let selector = selector.to_owned();
            browser::after(0, move || browser::focus(&selector));
        }
    }

    /// Reads the list anew and goes back to it, if the form of that turn is still open.
    async fn settle(self, turn: u32, selector: &str) {
        let question = self.known.begin();
        self.known.take_in(question, crm_accounts::passkeys().await);
        if self.turn.try_get_value() == Some(turn) {
            self.back(selector);
        }
    }
}

/// The way to add one, or what is said in its place.
const END: &str = "#passkey-add > button, #passkey-none";

/// The button of a passkey's row.
fn button(passkey: &Passkey, act: &str) -> String {
    format!("[data-passkey='{}'] [data-act={act}]", passkey.id)
}

/// The panel.
pub(super) fn passkeys() -> AnyView {
    let panel = Panel { stage: RwSignal::new(Stage::List), known: Known::new(), turn: StoredValue::new(0) };
    panel.load();
    let content = move || match panel.stage.get() {
        Stage::List => {
            panel.known.shown(move || panel.load(), move |listed| list(listed, panel), || ().into_any())
        }
        Stage::Adding => with_way_back(adding(panel), panel, END.to_owned()),
        Stage::Renaming(passkey) => {
            let way = button(&passkey, "rename");
            with_way_back(renaming(passkey, panel), panel, way)
        }
        Stage::Removing(passkey) => {
            let way = button(&passkey, "remove");
            with_way_back(removing(passkey, panel), panel, way)
        }
    };
    part("passkeys", text::TITLE, content)
}

fn list(listed: Passkeys, panel: Panel) -> AnyView {
    let end = match (why_not(&listed), work_here()) {
        (None, true) => view! {
            <span id="passkey-add">
                <Button label=t(text::ADD) icon=Icon::KeyRound on_press=move || panel.open(Stage::Adding)/>
            </span>
        }
        .into_any(),
        (why, _) => {
            let why = why.unwrap_or_else(|| text::NO_BROWSER.now().to_owned());
            view! { <p class="settings-value" id="passkey-none" tabindex="-1">{why}</p> }.into_any()
        }
    };
    let rows = (!listed.passkeys.is_empty()).then(|| {
        let rows = listed.passkeys.into_iter().map(|passkey| row(passkey, panel)).collect_view();
        view! { <ul class="token-list">{rows}</ul> }
    });
    view! { <p>{t(text::TEXT)}</p>{rows}{end} }.into_any()
}

/// Why no passkey can be added under the address of this page.
fn why_not(listed: &Passkeys) -> Option<String> {
    match listed.host.as_deref() {
        Some(name) if name == host() => None,
        // Where the relay has no other name than that of its own machine, only that machine can go there.
        Some("localhost") if !["127.0.0.1", "[::1]"].contains(&host().as_str()) => {
            Some(text::NO_NAME.now().to_owned())
        }
        Some(name) => Some(text::elsewhere(name)),
        None => Some(text::NO_NAME.now().to_owned()),
    }
}

fn row(passkey: Passkey, panel: Panel) -> AnyView {
    let used = match passkey.last_used {
        Some(used) => text::used(&format::moment_full(used)),
        None => text::UNUSED.now().to_owned(),
    };
    let (rename, remove) = (text::rename_named(&passkey.name), text::remove_named(&passkey.name));
    let (renamed, removed) = (passkey.clone(), passkey.clone());
    view! {
        <li class="token-row passkey-row" data-passkey=passkey.id>
            <span class="token-name">{passkey.name}</span>
            <span class="token-rest">{text::made(&format::moment_full(passkey.created))}</span>
            <span class="token-rest">{used}</span>
            <span class="passkey-actions">
                <button type="button" class="button" data-variant="secondary" data-act="rename" aria-label=rename
                    on:click=move |_| panel.open(Stage::Renaming(renamed.clone()))>
                    <span class="button-label">{t(text::RENAME)}</span>
                </button>
                <button type="button" class="button" data-variant="danger" data-act="remove" aria-label=remove
                    on:click=move |_| panel.open(Stage::Removing(removed.clone()))>
                    <span class="button-label">{t(text::REMOVE)}</span>
                </button>
            </span>
        </li>
    }
    .into_any()
}

fn adding(panel: Panel) -> AnyView {
    let (name, password) = (RwSignal::new(device_name()), RwSignal::new(String::new()));
    let turn = panel.turn.get_value();
    let work = move || async move {
        // Settled first: a browser makes a passkey once, whatever is said of its name afterwards.
        let name = checked(&name.get_untracked());
        let asked = crm_accounts::begin_passkey(password.get_untracked()).await?;
        let made = ask(Ask::Make, &asked.options).await?;
        crm_accounts::add_passkey(asked.token, made, name).await?;
        say(text::ADDED.now());
        panel.settle(turn, END).await;
        Ok(())
    };
    let inputs = view! {
        <h4>{t(text::ADD)}</h4>
        <p>{t(text::ADD_TEXT)}</p>
        <Input label=t(text::NAME) id="passkey-name" value=name hint=t(text::NAME_HINT)/>
        {own_password(password)}
    };
    form_with(inputs.into_any(), (text::ADD, Variant::Primary), explain_own, work)
}

fn renaming(passkey: Passkey, panel: Panel) -> AnyView {
    let name = RwSignal::new(passkey.name.clone());
    let (title, turn) = (text::rename_named(&passkey.name), panel.turn.get_value());
    let work = move || {
        let passkey = passkey.clone();
        async move {
            let name = name.get_untracked().trim().to_owned();
            crm_accounts::rename_passkey(passkey.id.clone(), name.clone()).await?;
            say(&text::renamed(&name));
            panel.settle(turn, &button(&passkey, "rename")).await;
            Ok(())
        }
    };
    let input = view! {
        <h4>{title}</h4>
        <Input label=t(text::NAME) id="passkey-name" value=name hint=t(text::NAME_HINT) first=true/>
    };
    form(input.into_any(), text::RENAME, work)
}

fn removing(passkey: Passkey, panel: Panel) -> AnyView {
    let (password, turn) = (RwSignal::new(String::new()), panel.turn.get_value());
    let (title, words) = (text::remove_named(&passkey.name), text::remove_text(&passkey.name));
    let work = move || {
        let id = passkey.id.clone();
        async move {
            crm_accounts::remove_passkey(id, password.get_untracked()).await?;
            say(text::REMOVED.now());
            panel.settle(turn, END).await;
            Ok(())
        }
    };
    let input = view! {
        <h4>{title}</h4>
        <p>{words}</p>
        {own_password(password)}
    };
    form_with(input.into_any(), (text::REMOVE, Variant::DangerSolid), explain_own, work)
}

fn own_password(value: RwSignal<String>) -> AnyView {
    view! {
        <Input label=t(settings::OLD_PASSWORD) id="passkey-password" value=value kind=InputKind::Password
            autocomplete="current-password" first=true/>
    }
    .into_any()
}

/// Back leads to the button that led here.
fn with_way_back(form: AnyView, panel: Panel, selector: String) -> AnyView {
    let way = StoredValue::new(selector);
    let back = move || way.with_value(|selector| panel.back(selector));
    super::with_way_back(form, back)
}

/// A name that the relay takes: what was typed, or what the browser calls the device.
fn checked(typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() { device_name() } else { typed.chars().take(NAME).collect() }
}
