//! What concerns the person: language and numbers, notifications, keys, and who they are to the team.

use super::{form, part, passkeys, profile, second_factor};
use crate::browser;
use crate::components::{Button, Variant};
use crate::state::{BookChoice, app, change_settings};
use crate::words::{settings as text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The panels.
pub(super) fn me() -> AnyView {
    let team = Memo::new(|_| app().book.get() == Some(BookChoice::Workspace));
    view! {
        <section class="panel"><h3>{t(text::READING)}</h3>{form::reading()}</section>
        {part("notifications", text::NOTIFICATIONS, notifications())}
        {part("keyboard", text::KEYBOARD, letters())}
        {move || team.get().then(profile::profile)}
        {move || team.get().then(passkeys::passkeys)}
        {move || team.get().then(second_factor::second_factor)}
    }
    .into_any()
}

/// What the browser thinks about notifications, and the question where it was not asked.
fn notifications() -> AnyView {
    let state = RwSignal::new(browser::notifications());
    let ask = move || {
        spawn_local(async move {
            browser::ask_to_notify().await;
            let _ = state.try_set(browser::notifications());
        });
    };
    let words = move || match state.get() {
        Some("granted") => text::NOTIFY_ALLOWED,
        Some("denied") => text::NOTIFY_DENIED,
        Some(_) => text::NOTIFY_UNASKED,
        None => text::NOTIFY_NEVER,
    };
    view! {
        <p aria-live="polite">{move || words().now()}</p>
        {move || (state.get() == Some("default")).then(|| view! {
            <Button label=t(text::NOTIFY_ASK) variant=Variant::Secondary on_press=ask/>
        })}
    }
    .into_any()
}

fn letters() -> AnyView {
    let on = move || app().settings.with(|settings| settings.letters);
    let toggle = move |event: leptos::ev::Event| {
        let on = event_target_checked(&event);
        change_settings(|settings| settings.letters = on);
    };
    view! {
        <label class="check-row">
            <input type="checkbox" id="letters" prop:checked=on on:change=toggle aria-describedby="letters-text"/>
            <span>{t(text::LETTERS)}</span>
        </label>
        <p id="letters-text">{t(text::LETTERS_TEXT)}</p>
    }
    .into_any()
}
