//! Handing a person on: a vCard as a file, and as a code that another phone reads.

use super::Page;
use crate::browser;
use crate::components::{Dialog, DialogKind, MenuItem};
use crate::icons::Icon;
use crate::screens::parts;
use crate::screens::today::named;
use crate::state::{app, say};
use crate::words::{common, record as text};
use crm_core::exchange::vcard::{self, Version};
use crm_core::value::Value;
use leptos::prelude::*;

/// The entries of the menu; none for what is no person.
pub(super) fn items(page: Page, open: RwSignal<bool>) -> Vec<MenuItem> {
    if !matches!(page.definition.key, "contact" | "lead") {
        return Vec::new();
    }
    let save = move || {
        let file = browser::file_name(&page.now(|view| named(&view.title)).unwrap_or_default(), ".vcf");
        browser::save_file(&file, vcard::MEDIA, card(page, Version::Four).as_bytes());
        say(&common::saved_as(&file));
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
    let drawn = move || {
        let name = page.with(|view| view.title.clone()).unwrap_or_default();
        app().coded.set(Some((card(page, Version::Three), name)));
        parts::card_code()
    };
    view! { <Dialog open=open on_close=move || open.set(false) title=name kind=DialogKind::Ask>{drawn}</Dialog> }
        .into_any()
}
