//! The first thing that a new person sees: four ways to begin on this device, or the way in to a team.

use super::column;
use crate::browser;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::state::{BookChoice, choose_book, dispatch, fill_sample, wish_sample};
use crate::words::{Word, account as words, t};
use crm_core::messages::Request;
use js_sys::Reflect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::{JsCast, JsValue};

/// How somebody begins on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Looks around in made-up records.
    Sample,
    /// Writes the first record.
    Empty,
    /// Chooses a template for their trade.
    Template,
    /// Brings a file.
    Bring,
}

impl Way {
    /// Its name on the page that the relay draws (`server/src/welcome.rs`).
    const fn name(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::Empty => "empty",
            Self::Template => "template",
            Self::Bring => "bring",
        }
    }

    /// Where it goes on when the book is open.
    const fn leads_to(self) -> Option<&'static str> {
        match self {
            Self::Sample | Self::Empty => None,
            Self::Template => Some(routes_to::SETTINGS_TEMPLATES),
            Self::Bring => Some(routes_to::IMPORT),
        }
    }

    const fn words(self) -> (Icon, Word, Word) {
        match self {
            Self::Sample => (Icon::Star, words::SAMPLE, words::SAMPLE_TEXT),
            Self::Empty => (Icon::Pencil, words::EMPTY, words::EMPTY_TEXT),
            Self::Template => (Icon::Kanban, words::TEMPLATE, words::TEMPLATE_TEXT),
            Self::Bring => (Icon::Upload, words::BRING, words::BRING_TEXT),
        }
    }
}

/// The first run.
pub fn first_run() -> AnyView {
    crate::shell::heading(|| words::WELCOME.now().to_owned());
    let content = view! {
        <p class="account-lead">{t(words::LEAD)}</p>
        <div class="account-choices">
            {[Way::Sample, Way::Empty, Way::Template, Way::Bring].map(choice)}
            <p class="account-hint">{t(words::HERE_ONLY)}</p>
        </div>
        <section class="account-choice">
            <h2>{t(words::TEAM)}</h2>
            <p>{t(words::TEAM_TEXT)}</p>
            <div class="account-buttons">
                <a class="button" data-variant="secondary" href=routes_to::LOG_IN>{t(words::LOG_IN)}</a>
            </div>
            <p class="account-hint">{t(words::SET_UP_HINT)}</p>
        </section>
    }
    .into_any();
    browser::after(0, press_early);
    column(content)
}

/// What was pressed on the page that the relay drew, before the app could hear it.
fn press_early() {
    let boot = browser::boot();
    let early = Reflect::get(&boot, &"early".into()).ok().and_then(|early| early.as_string());
    let Some(early) = early else { return };
    let _ = Reflect::set(&boot, &"early".into(), &JsValue::NULL);
    let button = browser::document().query_selector(&format!("[data-early=\"{early}\"]")).ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
    }
}

fn choice(way: Way) -> AnyView {
    let (icon, name, says) = way.words();
    let navigate = use_navigate();
    let press = move |_| {
        let navigate = navigate.clone();
        spawn_local(async move {
            begin(way).await;
            if let Some(to) = way.leads_to() {
                navigate(to, leptos_router::NavigateOptions::default());
            }
        });
    };
    view! {
        <button type="button" class="account-choice account-way" data-early=way.name() on:click=press>
            <IconView icon=icon size=24/>
            <span class="account-way-name">{t(name)}</span>
            <span class="account-way-text">{t(says)}</span>
            <IconView icon=Icon::ChevronRight size=20/>
        </button>
    }
    .into_any()
}

async fn begin(way: Way) {
    if way == Way::Sample {
        wish_sample();
    }
    if !choose_book(BookChoice::Local).await {
        return;
    }
    if way == Way::Sample {
        fill_sample().await;
    }
    dispatch(Request::Page { visible: true, online: crate::browser::online() });
}
