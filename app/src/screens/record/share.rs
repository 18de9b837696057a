//! Handing a person on: a vCard as a file, and as a code that another phone reads.

use super::Page;
use crate::browser;
use crate::components::{Dialog, DialogKind, MenuItem};
use crate::engine_link;
use crate::icons::Icon;
use crate::screens::today::named;
use crate::words::{record as text, t};
use crm_core::exchange::vcard::{self, Version};
use crm_core::messages::{Answer, Request};
use crm_core::value::Value;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::fmt::Write;

/// Modules of nothing that a reader wants around a code.
const QUIET: usize = 4;

/// What is drawn of a code: the modules of a side, and the dark ones as a path. An empty path did not fit into a code.
type Code = (usize, String);

/// The entries of the menu; none for what is no person.
pub(super) fn items(page: Page, open: RwSignal<bool>) -> Vec<MenuItem> {
    if !matches!(page.definition.key, "contact" | "lead") {
        return Vec::new();
    }
    let save = move || {
        let name = page.now(|view| view.title.clone()).unwrap_or_default();
        browser::save_file(&format!("{name}.vcf"), vcard::MEDIA, card(page, Version::Four).as_bytes());
    };
    vec![
        MenuItem::new(text::VCARD.now(), Some(Icon::Download), save),
        MenuItem::new(text::CODE.now(), Some(Icon::Smartphone), move || open.set(true)),
    ]
}

fn card(page: Page, version: Version) -> String {
    let card = page.now(|view| {
        let account = match view.values.get("account") {
            Some(Value::Link(link)) => view.titles.get(&link.record).map_or("", String::as_str),
            _ => "",
        };
        vcard::write(version, &view.values, account)
    });
    card.unwrap_or_default()
}

/// The window with the code. It is drawn when it opens, from what the record holds then.
pub(super) fn window(page: Page, open: RwSignal<bool>) -> AnyView {
    if !matches!(page.definition.key, "contact" | "lead") {
        return ().into_any();
    }
    let name = move || page.with(|view| named(&view.title)).unwrap_or_default();
    view! {
        <Dialog open=open on_close=move || open.set(false) title=name kind=DialogKind::Ask>{move || code(page)}</Dialog>
    }
    .into_any()
}

fn code(page: Page) -> AnyView {
    let drawn = RwSignal::new(None::<Code>);
    spawn_local(async move {
        let request = Request::Code { text: card(page, Version::Three) };
        let code = match engine_link::ask(request).await {
            Ok(Answer::Code { dark }) => path(&dark),
            Ok(_) | Err(_) => (0, String::new()),
        };
        let _ = drawn.try_set(Some(code));
    });
    let name = move || page.with(|view| view.title.clone()).unwrap_or_default();
    let shown = move || match drawn.get() {
        None => ().into_any(),
        Some((_, path)) if path.is_empty() => view! { <p>{t(text::CODE_TOO_LONG)}</p> }.into_any(),
        Some((side, path)) => {
            let size = side + 2 * QUIET;
            view! {
                <svg class="share-drawing" viewBox=format!("0 0 {size} {size}") role="img"
                    aria-label=move || text::code_of(&name())>
                    <path d=path></path>
                </svg>
                <p class="share-text">{t(text::CODE_TEXT)}</p>
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
