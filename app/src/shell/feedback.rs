//! Telling the makers what is in the way: the person reads the whole text before it leaves, and it holds no record.

use crate::browser;
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::icons::{Icon, IconView};
use crate::screens::{parts, version_words};
use crate::state::{app, say};
use crate::words::{feedback as words, t};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The window.
pub(super) fn feedback() -> AnyView {
    let app = app();
    view! {
        <Dialog open=app.feedback on_close=move || app.feedback.set(false) title=t(words::TITLE) kind=DialogKind::Sheet>
            {parts::feedback_form}
        </Dialog>
    }
    .into_any()
}

/// The facts that help to find a fault: none of them is about a customer.
fn facts() -> String {
    let locale = crate::words::locale().tag();
    let width = browser::window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
    let link = app().sync.with(|sync| sync.as_ref().map(|sync| super::link_words(sync.link)));
    let waiting = app().sync.with(|sync| sync.as_ref().map_or(0, |sync| sync.waiting));
    [
        version_words(),
        words::browser(&browser::window().navigator().user_agent().unwrap_or_default()),
        words::language(locale),
        words::width(&format!("{width}")),
        words::state(link.unwrap_or_default(), &waiting.to_string()),
    ]
    .join("\n")
}

/// What the window holds.
pub fn form() -> AnyView {
    let typed = RwSignal::new(String::new());
    let whole =
        Memo::new(move |_| format!("{}\n\n--\n{}\n", typed.with(|typed| typed.trim().to_owned()), facts()));
    let nothing = Signal::derive(move || typed.with(|typed| typed.trim().is_empty()));
    let copy = move || {
        spawn_local(async move {
            if browser::copy(&whole.get_untracked()).await {
                say(words::COPIED.now());
            }
        });
    };
    let save =
        move || browser::save_file("halkhata-feedback.txt", "text/plain", whole.get_untracked().as_bytes());
    let mail = move || {
        let encode = browser::encoded;
        // To nobody: whom it concerns is known to the person, not to us.
        format!("mailto:?subject={}&body={}", encode(words::SUBJECT.now()), encode(&whole.get()))
    };
    view! {
        <div class="feedback">
            <label class="input-label" for="feedback">{t(words::LABEL)}</label>
            <textarea class="input feedback-text" id="feedback" rows="5" prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))></textarea>
            <h3>{t(words::WHOLE)}</h3>
            <p class="feedback-hint">{t(words::WHOLE_TEXT)}</p>
            <pre class="feedback-whole" tabindex="0" role="group" aria-label=t(words::WHOLE)>{whole}</pre>
            <div class="buttons">
                <a class="button" data-variant="primary" rel="external" href=mail>
                    <IconView icon=Icon::Mail/><span class="button-label">{t(words::MAIL)}</span>
                </a>
                <Button label=t(words::COPY) icon=Icon::Copy disabled=nothing on_press=copy/>
                <Button label=t(words::SAVE) icon=Icon::Download variant=Variant::Quiet disabled=nothing on_press=save/>
            </div>
        </div>
    }
    .into_any()
}
