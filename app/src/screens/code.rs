//! A text as a code that a camera reads.

use crate::engine_link;
use crate::state::app;
use crate::words::{Word, record as words, t};
use crm_core::messages::{Answer, Request};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::fmt::Write;

/// Modules of nothing that a reader wants around a code.
const QUIET: usize = 4;

/// What is drawn of a code: the modules of a side, and the dark ones as a path. An empty path did not fit into a code.
type Code = (usize, String);

/// The code of the card that somebody hands on.
pub fn card_code() -> AnyView {
    let (card, name) = app().coded.get_untracked().unwrap_or_default();
    code(card, move || words::code_of(&name), words::CODE_TEXT, words::CODE_TOO_LONG)
}

/// The code of a text with its name for those who do not see it, and a sentence below; another where it is too long.
pub fn code(
    text: String,
    name: impl Fn() -> String + Send + Sync + 'static,
    says: Word,
    too_long: Word,
) -> AnyView {
    let drawn = RwSignal::new(None::<Code>);
    spawn_local(async move {
        let code = match engine_link::ask(Request::Code { text }).await {
            Ok(Answer::Code { dark }) => path(&dark),
            Ok(_) | Err(_) => (0, String::new()),
        };
        let _ = drawn.try_set(Some(code));
    });
    let name = StoredValue::new(name);
    let shown = move || match drawn.get() {
        None => ().into_any(),
        Some((_, path)) if path.is_empty() => view! { <p>{t(too_long)}</p> }.into_any(),
        Some((side, path)) => {
            let size = side + 2 * QUIET;
            view! {
                <svg class="share-drawing" viewBox=format!("0 0 {size} {size}") role="img"
                    aria-label=move || name.with_value(|name| name())>
                    <path d=path></path>
                </svg>
                <p class="share-text">{t(says)}</p>
            }
            .into_any()
        }
    };
    view! { <div class="share-code">{shown}</div> }.into_any()
}

/// The dark modules as rectangles, one for each run in a row.
fn path(dark: &[Vec<bool>]) -> Code {
    let mut path = String::new();
    for (row, modules) in dark.iter().enumerate() {
        let mut at = 0;
        for run in modules.chunk_by(|one, other| one == other) {
            if run.first() == Some(&true) {
                // A string takes whatever is written to it.
                let _ = write!(path, "M{} {}h{}v1h-{}z", at + QUIET, row + QUIET, run.len(), run.len());
            }
            at += run.len();
        }
    }
    (dark.len(), path)
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn runs_of_dark_modules_become_rectangles() {
        let dark = vec![vec![true, true, false], vec![false, false, false], vec![false, true, true]];
        assert_eq!(path(&dark), (3, "M4 4h2v1h-2zM5 6h2v1h-2z".to_owned()));
        assert_eq!(path(&[]), (0, String::new()));
    }
}
