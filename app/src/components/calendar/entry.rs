//! One entry on a day: its tick, its time, its name, and what can be done with it.

use super::drag::Drag;
use super::{Entry, EntryState};
use crate::icons::{Icon, IconView};
use crate::words::components as words;
use leptos::prelude::*;

impl EntryState {
    /// Its name in the sheet.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Late => "late",
            Self::Done => "done",
            Self::Quiet => "quiet",
        }
    }
}

/// What an entry is called while it is dragged: two parts of one thing stand on two days.
pub(super) fn mark(id: &str, day: i32) -> String {
    format!("{id}/{day}")
}

/// The entry as a small block that opens it. Its menu button is for a mouse; keys and thumbs have their own ways.
pub(super) fn entry(entry: &Entry, day: i32, drag: Drag) -> AnyView {
    let mark = mark(&entry.id, day);
    let (own, pressed) = (mark.clone(), entry.id.clone());
    let lifted = move || drag.lifting.carries(&own).then_some("true");
    let late = entry.state == EntryState::Late;
    let menu = entry.movable.then(|| {
        let label = words::actions_of(&entry.title);
        view! {
            <button type="button" class="event-more" tabindex="-1" aria-label=label
                on:click=move |_| drag.deeds.menu.run((pressed.clone(),))>
                <IconView icon=Icon::EllipsisVertical size=12/>
            </button>
        }
    });
    view! {
        <div class="event" data-event=entry.movable.then_some(mark) data-state=entry.state.name()
            data-lifted=lifted data-before=entry.goes_on.0.then_some("true")
            data-after=entry.goes_on.1.then_some("true")>
            {head(entry, drag)}
            <a class="event-link" href=entry.href.clone() draggable="false" aria-label=entry.said.clone()>
                {late.then(|| view! { <IconView icon=Icon::CircleAlert size=12/> })}
                {(!entry.time.is_empty()).then(|| view! { <span class="event-time number">{entry.time.clone()}</span> })}
                <span class="event-title">{entry.title.clone()}</span>
            </a>
            {menu}
        </div>
    }
    .into_any()
}

fn head(entry: &Entry, drag: Drag) -> AnyView {
    let Some(label) = entry.tick.clone() else {
        return view! { <span class="event-icon"><IconView icon=entry.icon size=12/></span> }.into_any();
    };
    let done = entry.state == EntryState::Done;
    let id = entry.id.clone();
    view! {
        <button type="button" class="event-tick" role="checkbox" aria-checked=done.to_string() aria-label=label
            on:click=move |_| drag.deeds.tick.run((id.clone(), !done))>
            <span class="event-box"><IconView icon=Icon::Check size=12/></span>
        </button>
    }
    .into_any()
}
