//! What a record says of others that it was made one with: where it went, or what went into it; and the way back.

use super::Page;
use crate::components::{Button, Variant};
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::state::dispatch_undoable;
use crate::words::{merge as text, named, t};
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use leptos::prelude::*;

/// The notice of a record that went into another, or of those that went into this one; nothing of the others.
pub(super) fn merged(page: Page) -> AnyView {
    let gone =
        Memo::new(move |_| page.with(|view| view.merged_into.as_ref().map(|link| link.record)).flatten());
    let taken = Memo::new(move |_| page.with(|view| view.merged.clone()).unwrap_or_default());
    let title = move |record: RecordId| {
        named(&page.with(|view| view.titles.get(&record).cloned()).flatten().unwrap_or_default())
    };
    let part =
        |record: RecordId| dispatch_undoable(Request::Part { record }, || text::PARTED.now().to_owned());
    let went = move || {
        gone.get().map(|into| {
            view! {
                <div class="notice" data-notice="merged" role="status">
                    <IconView icon=Icon::GitMerge/>
                    <span class="notice-text">
                        {t(text::WENT_INTO)}" "<a href=routes_to::record(into)>{move || title(into)}</a>
                    </span>
                    <Button label=t(text::PART) variant=Variant::Secondary on_press=move || part(page.record)/>
                </div>
            }
        })
    };
    let took = move || {
        let all = taken.get();
        (!all.is_empty()).then(|| {
            let one = |record: RecordId| {
                view! {
                    <li>
                        <a href=routes_to::record(record)>{move || title(record)}</a>
                        <Button label=t(text::PART) variant=Variant::Quiet on_press=move || part(record)/>
                    </li>
                }
            };
            view! {
                <div class="record-merged">
                    <h2>{t(text::TOOK_IN)}</h2>
                    <ul>{all.into_iter().map(one).collect_view()}</ul>
                </div>
            }
        })
    };
    view! { {went}{took} }.into_any()
}
