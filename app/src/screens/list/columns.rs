//! Which columns a list shows and in which order: the window where that is chosen.

use super::{Listing, parts};
use crate::browser;
use crate::components::{Button, Dialog, IconButton, Variant};
use crate::icons::Icon;
use crate::state::shaping;
use crate::state::{keep_layout, may_read};
use crate::words::{self, common, list as text, t};
use crm_core::ids::RecordId;
use crm_core::objects::ObjectDefinition;
use crm_core::views::layout::{Layout, listable};
use leptos::prelude::*;

/// The columns of a list. Those of all records are kept on this device whenever they change; those of a saved view are
/// its own.
pub(super) fn layout(
    definition: &'static ObjectDefinition,
    layout: Layout,
    shown: RwSignal<Option<RecordId>>,
) -> RwSignal<Layout> {
    let layout = RwSignal::new(layout);
    Effect::new(move |first: Option<()>| {
        layout.with(|layout| {
            if first.is_some() && shown.get_untracked().is_none() {
                keep_layout(definition, layout);
            }
        });
    });
    layout
}

/// The columns that are shown: those of the layout that the person may read.
pub(super) fn seen(listing: Listing) -> Vec<String> {
    let mut columns = listing.layout.with(|layout| layout.columns.clone());
    columns.retain(|key| may_read(listing.definition.key, key));
    columns
}

/// Changes which columns there are, and asks for them.
fn change(listing: Listing, change: impl FnOnce(&mut Layout)) {
    listing.layout.update(change);
    let columns = listing.layout.with_untracked(|layout| layout.columns.clone());
    if listing.query.with_untracked(|query| query.columns != columns) {
        listing.query.update(|query| query.columns = columns);
    }
}

/// The button and its window.
pub(super) fn chooser(listing: Listing) -> AnyView {
    let open = RwSignal::new(false);
    let close = move || open.set(false);
    let definition = listing.definition;
    let foot = move || {
        view! {
            <Button label=t(text::USUAL_COLUMNS) variant=Variant::Quiet
                on_press=move || change(listing, |layout| *layout = Layout::usual(definition))/>
            <Button label=t(common::DONE) variant=Variant::Primary on_press=close/>
        }
    };
    view! {
        <Button label=t(text::COLUMNS) icon=Icon::SlidersHorizontal variant=Variant::Quiet
            on_press=move || open.set(true)/>
        <Dialog open=open on_close=close title=t(text::COLUMNS) footer=foot>
            {move || open.get().then(|| parts::columns(listing))}
        </Dialog>
    }
    .into_any()
}

/// The fields that are shown, in their order, then the others by name.
pub(super) fn choices(listing: Listing) -> AnyView {
    let definition = listing.definition;
    let shown = move || seen(listing);
    let hidden = move || {
        let mut others: Vec<(String, String)> = listing.layout.with(|layout| {
            let fields =
                listable(definition).into_iter().chain(shaping::fields(definition)).map(|field| field.key);
            let fields = fields.filter(|key| !layout.columns.iter().any(|column| column == key));
            let fields = fields.filter(|key| may_read(definition.key, key));
            fields.map(|key| (words::field(definition.key, key), key.to_owned())).collect()
        });
        others.sort();
        others.into_iter().map(|(_, key)| key).collect::<Vec<_>>()
    };
    view! {
        <ul class="column-choices" aria-label=t(text::COLUMNS_SHOWN)>
            <For each=shown key=String::clone children=move |key| choice(listing, key, true)/>
        </ul>
        <h3 class="column-more">{t(text::COLUMNS_MORE)}</h3>
        <ul class="column-choices" aria-label=t(text::COLUMNS_MORE)>
            <For each=hidden key=String::clone children=move |key| choice(listing, key, false)/>
        </ul>
    }
    .into_any()
}

/// A field with its tick; a shown one can be moved, too.
fn choice(listing: Listing, key: String, shown: bool) -> AnyView {
    let label = words::field(listing.definition.key, &key);
    let id = format!("column-{key}");
    let (own, ticked) = (key.clone(), key.clone());
    // What moves in the page loses the focus on the way.
    let selector = format!("#{id}");
    let (there, also) = (selector.clone(), selector);
    let shift = move |towards_end: bool| {
        change(listing, |layout| layout.shift(&own, towards_end));
        follow(&there);
    };
    let tick = move |_| {
        change(listing, |layout| layout.show(&ticked, !shown));
        follow(&also);
    };
    let keys = {
        let shift = shift.clone();
        move |event: leptos::ev::KeyboardEvent| {
            let towards_end = match event.key().as_str() {
                "ArrowDown" => true,
                "ArrowUp" => false,
                _ => return,
            };
            if event.alt_key() && shown {
                event.prevent_default();
                shift(towards_end);
            }
        }
    };
    let moves = shown.then(|| {
        let (up, down) = (shift.clone(), shift);
        view! {
            <IconButton icon=Icon::ArrowUp label=text::column_up(&label) on_press=move || up(false)/>
            <IconButton icon=Icon::ArrowDown label=text::column_down(&label) on_press=move || down(true)/>
        }
    });
    view! {
        <li class="column-choice">
            <label class="check-row" for=id.clone()>
                <input type="checkbox" id=id.clone() prop:checked=shown on:change=tick on:keydown=keys/>
                {label.clone()}
            </label>
            {moves}
        </li>
    }
    .into_any()
}

/// Puts the focus back where it was, when the page has been drawn.
fn follow(selector: &str) {
    let selector = selector.to_owned();
    browser::after(0, move || browser::focus(&selector));
}
