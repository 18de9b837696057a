//! What can be done with one item, as a sheet: what a long press, the menu key and the second mouse button show.

use super::moving::{self, Choosing};
use super::row::complete;
use crate::components::{Dialog, DialogKind, MenuItem};
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::shell::object_icon;
use crate::words::{calendar as text, named, record};
use crm_core::messages::AgendaItem;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The sheet of the item that is acted on.
pub(super) fn sheet(acting: Choosing, choosing: Choosing) -> AnyView {
    let open = Memo::new(move |_| acting.with(Option::is_some));
    let title = move || acting.with(|item| item.as_ref().map(|item| named(&item.title)).unwrap_or_default());
    let navigate = use_navigate();
    let go = Callback::new(move |(address,): (String,)| navigate(&address, NavigateOptions::default()));
    let body = move || {
        let items =
            acting.with(|item| item.as_ref().map(|item| items(item, choosing, go)).unwrap_or_default());
        items.into_iter().map(|item| button(item, acting)).collect_view()
    };
    view! {
        <Dialog open=open on_close=move || acting.set(None) title=title kind=DialogKind::Sheet>
            <div class="calendar-sheet">{body}</div>
        </Dialog>
    }
    .into_any()
}

fn items(item: &AgendaItem, choosing: Choosing, go: Callback<(String,)>) -> Vec<MenuItem> {
    let (link, done) = (item.link.clone(), item.done);
    let record = link.record;
    let open = move || go.run((routes_to::record(record),));
    let mut items = vec![MenuItem::new(text::OPEN.now(), Some(object_icon(&link.object)), open)];
    if link.object == "task" {
        let word = if done { record::REOPEN } else { record::COMPLETE };
        items.push(MenuItem::new(word.now(), Some(Icon::Check), move || complete(record, !done)));
    }
    if !done {
        items.extend(moving::ways(item, choosing));
    }
    items
}

fn button(item: MenuItem, acting: Choosing) -> AnyView {
    let press = move |_| {
        acting.set(None);
        item.on_press.run(());
    };
    view! {
        <button type="button" class="menu-item" on:click=press>
            {item.icon.map(|icon| view! { <IconView icon=icon/> })}
            <span class="menu-words">{item.label}</span>
        </button>
    }
    .into_any()
}
