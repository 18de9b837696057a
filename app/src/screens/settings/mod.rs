//! Settings: who the person is and how they read and write, this device, where they are logged in, the book, the team.

pub mod access;
mod arranged;
mod audit;
mod book;
mod browsers;
pub mod catalogue;
mod conditions;
mod device;
mod devices;
mod encryption;
mod fields;
mod find;
mod form;
mod forms;
mod guidance;
mod keeping;
mod known;
mod lease;
mod log_ins;
mod me;
mod member;
mod passkeys;
mod people;
mod pin;
mod pipelines;
mod profile;
mod rules;
mod scoring;
mod second_factor;
mod templates;
mod tokens;
mod workspaces;

pub use device::version_words;

use crate::browser;
use crate::components::{Button, Variant};
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::state::administers;
use crate::words::{self, common, settings as text, shell, t};
use catalogue::{Group, group_of};
use crm_core::objects::{CATALOGUE, ObjectDefinition};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// The new heading takes the focus first; what the address points at takes it after that.
const AFTER_HEADING_MS: u32 = 30;

/// The settings. The fragment of the address names a group or a setting; on a phone nothing named is the list of groups.
pub fn settings() -> AnyView {
    let hash = use_location().hash;
    let fragment = Memo::new(move |_| hash.with(|hash| hash.trim_start_matches('#').to_owned()));
    let named = Memo::new(move |_| fragment.with(|fragment| group_of(fragment)).filter(|group| group.here()));
    let group = Memo::new(move |_| named.get().unwrap_or(Group::Me));
    crate::shell::heading(|| shell::SETTINGS.now().to_owned());
    let panel = move || match group.get() {
        Group::Me => me::me(),
        Group::Device => device::device(),
        Group::Devices => view! {
            {log_ins::log_ins()}
            {devices::devices()}
            {move || administers().then(lease::lease)}
        }
        .into_any(),
        Group::Workspace => book::book(),
        Group::Fields => fields::fields(),
        Group::Forms => forms::forms(),
        Group::Pipelines => pipelines::pipelines(),
        Group::Rules => rules::rules(),
        Group::Scoring => scoring::scoring(),
        Group::People => people::people(),
        Group::Access => access::access(),
        Group::Tokens => tokens::tokens(),
        Group::Help => guidance::guidance(),
    };
    Effect::new(move || {
        group.get();
        let wanted = fragment.get();
        browser::after(AFTER_HEADING_MS, move || point_at(&wanted));
    });
    view! {
        <div class="settings-page" data-open=move || named.get().is_some().then_some("group")>
            <div class="settings-side">{find::find(group, named)}</div>
            <div class="settings-panel">
                <a class="settings-back" href=routes_to::SETTINGS>
                    <IconView icon=Icon::ChevronLeft/>
                    <span>{t(text::BACK)}</span>
                </a>
                <h2 class="settings-title">{move || group.get().words().0.now()}</h2>
                {panel}
            </div>
        </div>
    }
    .into_any()
}

/// Marks the setting of the fragment, brings it into view and gives it the focus. A group is only brought into view.
fn point_at(fragment: &str) {
    let document = browser::document();
    let find = |selector: &str| document.query_selector(selector).ok().flatten();
    if let Some(before) = find("[data-setting][data-pointed]") {
        let _ = before.remove_attribute("data-pointed");
    }
    let known = catalogue::group_of(fragment).is_some();
    let Some(place) = known.then(|| find(&format!("[data-setting='{fragment}']"))).flatten() else { return };
    let _ = place.set_attribute("data-pointed", "true");
    place.scroll_into_view();
    let control = place.query_selector("select, input, textarea, button, a[href]").ok().flatten();
    if let Some(control) = control.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = control.focus();
    }
}

/// A setting with a heading, at the place that its fragment names.
fn part(id: &'static str, title: words::Word, content: impl IntoAny) -> AnyView {
    view! { <section class="panel" data-setting=id><h3>{t(title)}</h3>{content.into_any()}</section> }
        .into_any()
}

/// What lies with the relay did not come: why, and the way to ask again.
fn unanswered(sentence: String, again: impl Fn() + Send + Sync + 'static) -> AnyView {
    asks_again(sentence, Callback::new(move |()| again()))
}

// Like others below not generic: its code would be in the module once for each use.
fn asks_again(sentence: String, again: Callback<()>) -> AnyView {
    view! {
        <p class="form-failure" role="alert">{sentence}</p>
        <Button label=t(common::TRY_AGAIN) icon=Icon::RefreshCw on_press=again/>
    }
    .into_any()
}

/// A form that Cancel and Escape leave; what was known stands there again, and nobody is asked for it.
fn with_way_back(form: AnyView, back: impl Fn() + Send + Sync + 'static) -> AnyView {
    left_by(form, Callback::new(move |()| back()))
}

fn left_by(form: AnyView, back: Callback<()>) -> AnyView {
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            back.run(());
        }
    };
    view! {
        <div class="panel-form" on:keydown=key>
            {form}
            <Button label=t(common::CANCEL) variant=Variant::Quiet on_press=back/>
        </div>
    }
    .into_any()
}

/// The end of a form in a window: what went wrong, and Save.
fn form_end(failure: RwSignal<String>) -> AnyView {
    view! {
        <p class="form-failure" role="alert">{move || failure.get()}</p>
        <div class="form-foot">
            <Button label=t(common::SAVE) variant=Variant::Primary submit=true/>
        </div>
    }
    .into_any()
}

/// A choice of the object that a panel is about.
fn object_choice(
    id: &'static str,
    label: words::Word,
    object: RwSignal<&'static ObjectDefinition>,
) -> AnyView {
    let objects = Signal::derive(|| {
        CATALOGUE.iter().map(|one| (one.key.to_owned(), words::object_many(one.key))).collect()
    });
    let choose = move |wanted: String| {
        if let Some(found) = CATALOGUE.iter().find(|one| one.key == wanted) {
            object.set(found);
        }
    };
    select(id, label, objects, Signal::derive(move || object.get().key.to_owned()), choose)
}

/// A labelled choice of one value.
fn select(
    id: &'static str,
    label: words::Word,
    options: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    choice(id, label, options, value, Box::new(choose))
}

fn choice(
    id: &'static str,
    label: words::Word,
    options: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    choose: Box<dyn Fn(String)>,
) -> AnyView {
    view! {
        <div class="input-field" data-setting=id>
            <label class="input-label" for=id>{t(label)}</label>
            <span class="select-box">
                <select class="input select" id=id on:change=move |event| choose(event_target_value(&event))>
                    {move || options.get().into_iter().map(|(option, label)| {
                        let chosen = value.get() == option;
                        view! { <option value=option selected=chosen>{label}</option> }
                    }).collect_view()}
                </select>
                <IconView icon=Icon::ChevronDown/>
            </span>
        </div>
    }
    .into_any()
}
