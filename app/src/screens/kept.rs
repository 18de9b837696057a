//! Says, where something may be missing, that not everything is kept on this device.

use crate::format;
use crate::routes_to;
use crate::state::{kept, partly_kept};
use crate::words::{Word, keeping as text, t};
use leptos::prelude::*;

/// The sentence, with the way to the setting; nothing where everything is here.
pub fn not_everything() -> AnyView {
    note(text::NOT_EVERYTHING)
}

/// The same about a file.
pub fn only_here() -> AnyView {
    note(text::ONLY_HERE)
}

fn note(sentence: Word) -> AnyView {
    let short = Memo::new(|_| partly_kept());
    let shown = move || {
        short.get().then(|| {
            view! {
                <p class="kept-note">
                    <span>{t(sentence)}</span>
                    " "
                    <a href=routes_to::SETTINGS_KEEPING>{t(text::TITLE)}</a>
                </p>
            }
        })
    };
    shown.into_any()
}

/// How many records are here.
pub fn state_of() -> AnyView {
    let now = Memo::new(|_| kept());
    let sentence = move || {
        let kept = now.get();
        let (here, all) = (format::count(kept.here), format::count(kept.in_all));
        if kept.not_everything() { text::kept_here(&all, &here) } else { text::all_here(&here) }
    };
    let fetching = move || now.get().fetching.then(|| view! { <p role="status">{t(text::FETCHING)}</p> });
    view! { <p class="settings-value" data-count="kept">{sentence}</p>{fetching} }.into_any()
}
