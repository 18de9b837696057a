//! The quick reference: a short page for each role, fetched from the files that the device keeps.

use super::awaiting;
use crate::browser;
use crate::components::{Button, EmptyState, Tab, Tabs, Variant};
use crate::icons::Icon;
use crate::shell::heading;
use crate::state::app;
use crate::words::{Word, common, guide as text, locale, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

/// The pages, by the name of their role and file.
const PAGES: [(&str, Word); 3] = [
    ("representative", text::REPRESENTATIVE),
    ("manager", text::MANAGER),
    ("administrator", text::ADMINISTRATOR),
];

/// Parts of a page that other screens point at, each with its page: the fragment is the id of the part.
const PARTS: [(&str, &str); 1] = [("conflicts", "representative")];
/// The heading of the screen takes the focus first; what the address points at takes it after that.
const AFTER_HEADING_MS: u32 = 30;

/// The quick reference. The fragment of the address names a page, or a part of one; the own role's page comes first.
pub fn guide() -> AnyView {
    heading(|| text::TITLE.now().to_owned());
    let role = app().session.with_untracked(|session| session.as_ref().map(|session| session.role.clone()));
    let known = |name: &str| PAGES.iter().map(|(page, _)| *page).find(|page| *page == name);
    let own = role.as_deref().and_then(known).unwrap_or("representative");
    let page = RwSignal::new(own.to_owned());
    let hash = use_location().hash;
    let part = Memo::new(move |_| {
        hash.with(|hash| PARTS.into_iter().find(|(part, _)| *part == hash.trim_start_matches('#')))
    });
    Effect::new(move || {
        let named = hash.with(|hash| known(hash.trim_start_matches('#')));
        if let Some(named) = named.or(part.get().map(|(_, page)| page)) {
            page.set(named.to_owned());
        }
    });
    let tabs = Signal::derive(|| {
        let tab =
            |(id, label): (&str, Word)| Tab { id: id.to_owned(), label: label.now().to_owned(), count: None };
        PAGES.map(tab).to_vec()
    });
    let shown = Memo::new(move |_| (page.get(), locale().tag()));
    view! {
        <div class="guide-page">
            <Tabs label=t(text::LEAD) tabs=tabs selected=page on_select=move |(id,)| page.set(id)/>
            {move || { let (page, language) = shown.get(); panel(page, language, part) }}
        </div>
    }
    .into_any()
}

fn panel(page: String, language: &'static str, part: Memo<Option<(&'static str, &'static str)>>) -> AnyView {
    let content = RwSignal::new(None::<Option<String>>);
    let address = format!("/help/{language}/{page}.html");
    let load = move || {
        let address = address.clone();
        content.set(None);
        spawn_local(async move {
            let fetched = browser::fetch_text(&address).await;
            let _ = content.try_set(Some(fetched));
            if let Some(Some((part, _))) = part.try_get_untracked() {
                browser::after(AFTER_HEADING_MS, move || browser::focus(&format!("#{part}")));
            }
        });
    };
    load();
    let again = Callback::new(move |()| load());
    let body = move || match content.get() {
        None => awaiting(),
        Some(Some(html)) => view! { <article class="guide-text" inner_html=html></article> }.into_any(),
        Some(None) => view! {
            <EmptyState icon=Icon::CloudOff heading=t(text::MISSING) text=t(text::MISSING_TEXT)>
                <Button label=t(common::TRY_AGAIN) variant=Variant::Primary on_press=again/>
            </EmptyState>
        }
        .into_any(),
    };
    view! {
        <div role="tabpanel" id=format!("panel-{page}") aria-labelledby=format!("tab-{page}") tabindex="0">{body}</div>
    }
    .into_any()
}
