//! What others changed since this person was last here: what record, who, which fields, when. It stays until the person
//! says that it is seen, or comes another time.

use crate::components::{Button, ConflictBadge, Variant};
use crate::icons::{Icon, IconView};
use crate::shell::object_icon;
use crate::state::{Watching, app, say, seen, watching};
use crate::words::{self, named, t, today as text};
use crate::{format, routes_to};
use crm_core::messages::{News, NewsItem, NewsView, View, Watch};
use leptos::prelude::*;

/// Records at first.
const FIRST: u16 = 20;
/// Records after a press on "more".
const ALL: u16 = 100;

/// The news; nothing where there is none.
pub(super) fn news() -> AnyView {
    let limit = RwSignal::new(FIRST);
    let view: Watching<NewsView> = watching(
        move || app().since.get().map(|since| Watch::News { since, limit: limit.get() }),
        |view| {
            let View::News(news) = view else { return None };
            Some(news)
        },
    );
    let shown = move || {
        view.with(|view| view.as_ref().filter(|view| !view.items.is_empty()).map(|view| block(view, limit)))
    };
    shown.into_any()
}

fn block(view: &NewsView, limit: RwSignal<u16>) -> AnyView {
    let have_seen = || {
        seen();
        say(text::NEWS_SEEN_SAID.now());
    };
    let number = u64::try_from(view.items.len()).unwrap_or_default();
    let number = if view.more { format!("{}+", words::number(number)) } else { words::number(number) };
    let rows = view.items.iter().map(|item| view! { <li class="today-row news-row">{row(item)}</li> });
    let more = (view.more && limit.get_untracked() < ALL).then(|| {
        view! { <Button label=t(text::NEWS_MORE) variant=Variant::Quiet on_press=move || limit.set(ALL)/> }
    });
    view! {
        <section class="panel today-block" data-block="news">
            <div class="block-head">
                <h2>{t(text::NEWS)} <span class="block-count number">{number}</span></h2>
                <Button label=t(text::NEWS_SEEN) icon=Icon::Check variant=Variant::Quiet on_press=have_seen/>
            </div>
            <ul class="today-rows">{rows.collect_view()}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn row(item: &NewsItem) -> AnyView {
    let object = item.link.object.clone();
    let name = item.by.name.clone().unwrap_or_else(|| text::SOMEBODY.now().to_owned());
    let when = format::moment(item.by.at);
    view! {
        <span class="today-icon"><IconView icon=object_icon(&object)/></span>
        <a class="today-title" href=routes_to::record(item.link.record)>{named(&item.title)}</a>
        <span class="today-about">{what(&object, &item.what)}</span>
        {item.conflict.then(|| view! { <ConflictBadge count=1/> })}
        <time class="today-when number" title=format::moment_full(item.by.at)>{text::by(&name, &when)}</time>
    }
    .into_any()
}

/// What was done, in words: the labels of the fields that changed.
fn what(object: &str, news: &News) -> String {
    match news {
        News::Created => text::WAS_CREATED.now().to_owned(),
        News::Deleted => text::WAS_DELETED.now().to_owned(),
        News::Restored => text::WAS_RESTORED.now().to_owned(),
        News::Changed(fields) if fields.is_empty() => text::CHANGED.now().to_owned(),
        News::Changed(fields) => {
            fields.iter().map(|field| words::field(object, field)).collect::<Vec<_>>().join(", ")
        }
    }
}
