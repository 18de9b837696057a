//! The weeks of a month: in each day its first entries, and how many more.

use super::drag::Drag;
use super::entry::entry;
use super::{CalendarDay, add, day_button, more};
use crate::words::components as words;
use leptos::prelude::*;

/// Entries of a day that have room.
const SHOWN: usize = 3;

pub(super) fn month(days: Signal<Vec<CalendarDay>>, drag: Drag) -> AnyView {
    let heads = move || {
        days.with(|days| {
            let head = |day: &CalendarDay| view! { <span>{day.weekday.clone()}</span> };
            days.iter().take(7).map(head).collect_view()
        })
    };
    let cells = move || days.get().iter().map(|day| cell(day, drag)).collect_view();
    view! {
        <div class="month">
            <div class="month-heads" aria-hidden="true">{heads}</div>
            <div class="month-days">{cells}</div>
        </div>
    }
    .into_any()
}

fn cell(day: &CalendarDay, drag: Drag) -> AnyView {
    let at = day.day;
    // With one more than there is room for, that one takes the place of the line that would name it.
    let room = if day.entries.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
    let entries = day.entries.iter().take(room).map(|one| entry(one, at, drag)).collect_view();
    let dots = day.entries.iter().take(4).map(|entry| view! { <i data-state=entry.state.name()></i> });
    let dots = dots.collect_view();
    let count = u64::try_from(day.entries.len()).unwrap_or_default();
    view! {
        <section class="month-day" data-day=at.to_string() data-today=day.today.then_some("true")
            data-outside=day.outside.then_some("true") data-drop=move || drag.drops_on(at, false)
            aria-label=day.name.clone()>
            <header class="month-head">{day_button(drag, day)}{add(drag, at, &day.name)}</header>
            <div class="month-entries">{entries}{more(drag, at, day.entries.len().saturating_sub(room))}</div>
            <p class="month-dots">
                <span aria-hidden="true">{dots}</span>
                <span class="visually-hidden">{move || (count > 0).then(|| words::entries(count))}</span>
            </p>
        </section>
    }
    .into_any()
}
