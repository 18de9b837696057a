//! A task, call or meeting as a row: what stands in the agenda and on the day.

use super::moving::{self, Choosing};
use crate::components::Menu;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::shell::object_icon;
use crate::state::dispatch_undoable;
use crate::words::{named, today as text};
use crm_core::ids::RecordId;
use crm_core::messages::{AgendaItem, Request};
use leptos::prelude::*;

/// When something is, in a row.
pub struct When {
    /// In short.
    pub short: String,
    /// In full.
    pub full: String,
    /// Whether its day is over.
    pub late: bool,
}

/// The parts of the row.
pub fn activity(item: &AgendaItem, when: When, about: Option<String>, choosing: Choosing) -> AnyView {
    let record = item.link.record;
    let about = item.about.as_ref().zip(about).map(|(link, title)| {
        view! { <a class="today-about" href=routes_to::record(link.record)>{title}</a> }
    });
    let when = view! {
        <time class="today-when number" data-late=when.late.then_some("true") title=when.full>
            {when.late.then(|| view! { <IconView icon=Icon::CircleAlert size=12/> })}
            {when.short}
        </time>
    };
    view! {
        {tick(item)}
        <a class="today-title" href=routes_to::record(record) draggable="false">{named(&item.title)}</a>
        {about}
        {when}
        {moves(item, choosing)}
    }
    .into_any()
}

/// Deals are not moved by their closing day, and nothing is put off that is done.
fn moves(item: &AgendaItem, choosing: Choosing) -> Option<AnyView> {
    (item.link.object != "deal" && !item.done).then(|| {
        let (object, title, item) = (item.link.object.clone(), named(&item.title), item.clone());
        let label = move || format!("{}: {title}", moving::menu_name(&object));
        view! {
            <span class="today-moves"><Menu label=label icon=Icon::Clock items=move |()| moving::ways(&item, choosing)/></span>
        }
        .into_any()
    })
}

/// A task is ticked off in place; calls and meetings show what they are.
fn tick(item: &AgendaItem) -> AnyView {
    if item.link.object != "task" {
        let icon = object_icon(&item.link.object);
        return view! { <span class="today-icon"><IconView icon=icon/></span> }.into_any();
    }
    let (record, done, label) = (item.link.record, item.done, text::complete(&item.title));
    view! {
        <button type="button" class="tick" role="checkbox" aria-checked=done.to_string() aria-label=label
            on:click=move |_| complete(record, !done)>
            <IconView icon=Icon::Check/>
        </button>
    }
    .into_any()
}

/// Completes a task or opens it again, with a way back.
pub fn complete(record: RecordId, done: bool) {
    let word = if done { text::COMPLETED } else { text::REOPENED };
    dispatch_undoable(Request::Complete { record, done }, move || word.now().to_owned());
}
