//! The way in: the first run, set-up of a relay, log-in, and joining a team by link.

mod first_run;
mod form;
mod join;
mod log_in;
mod reset;
mod set_up;

pub use first_run::first_run;
pub use form::{explain_account, explain_own, form, form_with};
pub use join::join;
pub use log_in::log_in;
pub use reset::reset;
pub use set_up::set_up;

use crate::state::{app, change_settings};
use crate::words::{Locale, account as words, t};
use leptos::prelude::*;

/// The frame of these screens: a narrow column with the name of the product and the choice of language.
pub(super) fn column(content: AnyView) -> AnyView {
    view! {
        <section class="account-page">
            <img class="account-mark" src="/icons/icon.svg" alt="" width="56" height="56"/>
            {content}
            {language_switch()}
        </section>
    }
    .into_any()
}

/// The two languages, each in its own words.
fn language_switch() -> AnyView {
    let one = |locale: Locale| {
        let chosen = move || app().settings.with(|settings| settings.locale() == locale);
        let choose = move |_| {
            change_settings(|settings| {
                settings.language = locale.tag().to_owned();
                settings.bengali_digits = locale == Locale::Bengali;
            })
        };
        let word = match locale {
            Locale::English => words::ENGLISH,
            Locale::Bengali => words::BENGALI,
        };
        view! {
            <button type="button" class="chip" lang=locale.tag() data-early=format!("language-{}", locale.tag()) aria-pressed=move || chosen().to_string() on:click=choose>
                {t(word)}
            </button>
        }
    };
    view! {
        <div class="account-languages" role="group" aria-label=t(words::LANGUAGE)>{Locale::ALL.map(one)}</div>
    }
    .into_any()
}
