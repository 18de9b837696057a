//! What was deleted: the latest first, found by name, and brought back.

use super::awaiting;
use crate::components::{Button, EmptyState, SearchField, Variant};
use crate::icons::{Icon, IconView};
use crate::shell::{heading, object_icon};
use crate::state::{Watching, app, dispatch_with, say, watching};
use crate::words::{self, bin as text, common, named, t};
use crate::{format, routes_to};
use crm_core::messages::{BinView, DeletedRow, Request, View, Watch};
use leptos::prelude::*;

/// Records at first, and how many more with each press.
const PORTION: u32 = 50;

/// The page.
pub fn bin() -> AnyView {
    heading(|| text::TITLE.now().to_owned());
    let (search, limit) = (RwSignal::new(String::new()), RwSignal::new(PORTION));
    let view: Watching<BinView> = watching(
        move || Some(Watch::Bin { search: search.get(), limit: limit.get() }),
        |view| {
            let View::Bin(bin) = view else { return None };
            Some(bin)
        },
    );
    let content = move || {
        match view.get() {
        None => awaiting(),
        Some(bin) if bin.rows.is_empty() && search.with(String::is_empty) => view! {
            <EmptyState icon=Icon::Trash heading=t(text::NONE) text=t(text::NONE_TEXT)/>
        }
        .into_any(),
        Some(bin) if bin.rows.is_empty() => {
            view! { <EmptyState icon=Icon::Search heading=t(text::NONE_FOUND) text=t(text::NONE_FOUND_TEXT)/> }
                .into_any()
        }
        Some(bin) => listed(bin, limit),
    }
    };
    view! {
        <div class="bin-page">
            <p class="bin-lead">{t(text::LEAD)}</p>
            <SearchField label=t(text::SEARCH) value=search on_input=move |(typed,): (String,)| search.set(typed)/>
            {content}
        </div>
    }
    .into_any()
}

fn listed(bin: BinView, limit: RwSignal<u32>) -> AnyView {
    let more = u32::try_from(bin.rows.len()).is_ok_and(|shown| shown < bin.total);
    let rows = bin.rows.into_iter().map(row).collect_view();
    let ask = move || limit.update(|limit| *limit += PORTION);
    view! {
        <ul class="bin-rows">{rows}</ul>
        {more.then(|| view! { <Button label=t(text::MORE) variant=Variant::Quiet on_press=ask/> })}
    }
    .into_any()
}

fn row(row: DeletedRow) -> AnyView {
    let DeletedRow { link, title, at, by } = row;
    let title = named(&title);
    let when = format::moment(at);
    let who = move || by.and_then(|by| app().person_name(&by));
    let said = move || match who() {
        Some(name) => text::by(&name, &when),
        None => text::gone(&when),
    };
    let (label, back) = (text::restore_named(&title), title.clone());
    let restore = move |_| {
        let back = back.clone();
        dispatch_with(Request::Restore { records: vec![link.record] }, move |outcome| {
            if outcome.is_ok() {
                say(&text::restored(&back));
            }
        });
    };
    view! {
        <li class="bin-row">
            <span class="today-icon"><IconView icon=object_icon(&link.object)/></span>
            <a class="bin-title" href=routes_to::record(link.record)>{title}</a>
            <span class="bin-about">{words::object_one(&link.object)}</span>
            <time class="bin-when number" title=format::moment_full(at)>{said}</time>
            <button type="button" class="button" data-variant="secondary" aria-label=label on:click=restore>
                <span class="button-label">{t(common::RESTORE)}</span>
            </button>
        </li>
    }
    .into_any()
}
