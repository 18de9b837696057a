//! The first thing that a new person sees: try it on this device, or come in to a team.

use super::column;
use crate::components::{Button, Variant};
use crate::routes_to;
use crate::state::{BookChoice, choose_book, dispatch, fill_sample, wish_sample};
use crate::words::{account as words, t};
use crm_core::messages::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The first run.
pub fn first_run() -> AnyView {
    crate::shell::heading(|| words::WELCOME.now().to_owned());
    let open = |demo: bool| {
        spawn_local(async move {
            if demo {
                wish_sample();
            }
            if !choose_book(BookChoice::Local).await {
                return;
            }
            if demo {
                fill_sample().await;
            }
            dispatch(Request::Page { visible: true, online: crate::browser::online() });
        });
    };
    let content = view! {
        <p class="account-lead">{t(words::LEAD)}</p>
        <div class="account-choices">
            <section class="account-choice">
                <h2>{t(words::TRY)}</h2>
                <p>{t(words::TRY_TEXT)}</p>
                <div class="account-buttons">
                    <Button label=t(words::TRY_DEMO) variant=Variant::Primary on_press=move || open(true)/>
                    <Button label=t(words::TRY_EMPTY) on_press=move || open(false)/>
                </div>
            </section>
            <section class="account-choice">
                <h2>{t(words::TEAM)}</h2>
                <p>{t(words::TEAM_TEXT)}</p>
                <div class="account-buttons">
                    <a class="button" data-variant="secondary" href=routes_to::LOG_IN>{t(words::LOG_IN)}</a>
                </div>
                <p class="account-hint">{t(words::SET_UP_HINT)}</p>
            </section>
        </div>
    }
    .into_any();
    column(content)
}
