//! How the app is installed in this browser, with pictures.

use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::icons::Icon;
use crate::screens::parts;
use crate::state::{InstallWay, app, install_now, install_way};
use crate::words::{Word, install as words, t};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Where the drawings are served.
const DRAWINGS: &str = "/install.svg";

/// The window.
pub(super) fn install() -> AnyView {
    let app = app();
    view! {
        <Dialog open=app.installing on_close=move || app.installing.set(false) title=t(words::TITLE)
            kind=DialogKind::Sheet>
            {parts::install_steps}
        </Dialog>
    }
    .into_any()
}

/// What the window holds.
pub fn steps() -> AnyView {
    let body = || match install_way() {
        InstallWay::Apple => view! {
            <ol class="install-steps">
                {step("share", words::APPLE_SHARE)}
                {step("add", words::APPLE_ADD)}
                {step("home", words::APPLE_DONE)}
            </ol>
        }
        .into_any(),
        InstallWay::Prompt => view! {
            <ol class="install-steps">{step("prompt", words::PROMPT_TEXT)}{step("home", words::WHY)}</ol>
            <Button label=t(words::BUTTON) icon=Icon::Download variant=Variant::Primary
                on_press=|| spawn_local(install_now())/>
        }
        .into_any(),
        InstallWay::Menu => view! {
            <ol class="install-steps">{step("menu", words::MENU_TEXT)}{step("home", words::WHY)}</ol>
        }
        .into_any(),
        InstallWay::Done => view! { <p>{t(words::DONE_TEXT)}</p> }.into_any(),
        InstallWay::None => view! { <p>{t(words::NONE_TEXT)}</p> }.into_any(),
    };
    view! { <div class="install">{body}</div> }.into_any()
}

/// A drawing with a sentence. What is to be pressed is drawn in the accent.
fn step(drawing: &str, says: Word) -> AnyView {
    let href = format!("{DRAWINGS}#{drawing}");
    view! {
        <li class="install-step">
            <svg class="install-drawing" viewBox="0 0 160 112" aria-hidden="true"><use href=href></use></svg>
            <p>{t(says)}</p>
        </li>
    }
    .into_any()
}
