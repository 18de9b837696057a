//! Where the person is logged in, and logging out from afar.

use super::browsers::{self, Browsers, Ending, Entry};
use super::part;
use crate::format;
use crate::words::{settings as text, t};
use crm_accounts::LogIn;
use leptos::prelude::*;

/// The panel.
pub(super) fn log_ins() -> AnyView {
    let log_ins = Browsers::new(|| Box::pin(crm_accounts::log_ins()), row);
    let question = log_ins.question(Ending {
        title: text::DEVICE_END,
        question: |one| text::device_question(&named(one)),
        done: text::DEVICE_ENDED,
        end: |one| Box::pin(crm_accounts::end_log_in(one.id)),
    });
    part("log-ins", text::DEVICES, view! { <p>{t(text::DEVICES_TEXT)}</p>{log_ins.list()}{question} })
}

fn named(one: &LogIn) -> String {
    if one.device_name.is_empty() { text::DEVICE_UNNAMED.now().to_owned() } else { one.device_name.clone() }
}

fn row(one: LogIn, leaving: RwSignal<Option<LogIn>>) -> AnyView {
    let name = named(&one);
    let seen = if one.connected || one.own {
        text::DEVICE_CONNECTED.now().to_owned()
    } else {
        text::device_seen(&format::moment_full(one.last_contact))
    };
    let times = format!("{seen} · {}", text::device_since(&format::moment_full(one.since)));
    let device_name = one.device_name.clone();
    let entry = Entry { device_name, name: name.clone(), own: one.own, removed: false, times };
    let end = (!one.own).then(|| {
        let press = Callback::new(move |()| leaving.set(Some(one.clone())));
        (text::DEVICE_END, text::device_end_named(&name), press)
    });
    browsers::row(entry, end)
}
