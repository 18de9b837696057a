//! Days beside each other: what takes a whole day above, the hours below, and a line at the time that it is.

use super::drag::Drag;
use super::entry::entry;
use super::{CalendarDay, Entry, Timed, add, day_button, more};
use crate::format;
use crate::words::components as words;
use crate::words::t;
use leptos::html;
use leptos::prelude::*;

/// Entries above the hours that have room.
const SHOWN: usize = 4;
/// Minutes of a day.
const DAY: u32 = 1_440;
/// The minute of the day at which the hours begin to be seen, unless something is earlier.
const MORNING: u32 = 8 * 60;

pub(super) fn week(days: Signal<Vec<CalendarDay>>, drag: Drag, now: Signal<(i32, u32)>) -> AnyView {
    let scroll = NodeRef::<html::Div>::new();
    Effect::new(move |begun: Option<bool>| {
        let begun = begun.unwrap_or_default();
        match scroll.get().filter(|_| !begun) {
            Some(scroll) => {
                request_animation_frame(move || show_morning(&scroll));
                true
            }
            None => begun,
        }
    });
    let heads = move || days.with(|days| days.iter().map(|day| head(day, drag)).collect_view());
    let above = move || days.with(|days| days.iter().map(|day| whole_days(day, drag)).collect_view());
    let columns = move || days.with(|days| days.iter().map(|day| column(day, drag, now)).collect_view());
    let hours = move || {
        let hour = |hour: u32| view! { <span class="week-hour number">{(hour > 0).then(|| format::hour(hour))}</span> };
        (0..24).map(hour).collect_view()
    };
    view! {
        // Its end is reached by keys, too.
        <div class="week" node_ref=scroll tabindex="0" role="group" aria-label=t(words::HOURS)>
            <div class="week-top">
                <div class="week-row"><span class="week-side"></span>{heads}</div>
                <div class="week-row" data-row="days"><span class="week-side">{t(words::ALL_DAY)}</span>{above}</div>
            </div>
            <div class="week-row" data-row="hours"><div class="week-side" aria-hidden="true">{hours}</div>{columns}</div>
        </div>
    }
    .into_any()
}

/// Brings the morning, and on a narrow screen today, into view.
fn show_morning(scroll: &web_sys::HtmlDivElement) {
    let hours = scroll.query_selector("[data-hours]").ok().flatten();
    let height = hours.map_or(0, |hours| hours.client_height());
    let minutes = i32::try_from(MORNING - 30).unwrap_or_default();
    scroll.set_scroll_top(height * minutes / 1_440);
    let today = scroll.query_selector(".week-head[data-today], .week-head[data-chosen]").ok().flatten();
    if let Some(today) = today {
        let side = scroll
            .query_selector(".week-side")
            .ok()
            .flatten()
            .map_or(0.0, |side| side.get_bounding_client_rect().width());
        let ahead = today.get_bounding_client_rect().left() - scroll.get_bounding_client_rect().left() - side;
        scroll.scroll_by_with_x_and_y(ahead, 0.0);
    }
}

fn head(day: &CalendarDay, drag: Drag) -> AnyView {
    view! {
        <div class="week-head" data-today=day.today.then_some("true")>
            <span class="week-name" aria-hidden="true">{day.weekday.clone()}</span>
            {day_button(drag, day)}
            {add(drag, day.day, &day.name)}
        </div>
    }
    .into_any()
}

fn whole_days(day: &CalendarDay, drag: Drag) -> AnyView {
    let at = day.day;
    let whole: Vec<&Entry> = day.entries.iter().filter(|entry| entry.timed.is_none()).collect();
    let room = if whole.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
    let entries = whole.iter().take(room).map(|one| entry(one, at, drag)).collect_view();
    view! {
        <div class="week-days" role="group" aria-label=day.name.clone() data-day=at.to_string()
            data-today=day.today.then_some("true") data-drop=move || drag.drops_on(at, false)>
            {entries}
            {more(drag, at, whole.len().saturating_sub(room))}
        </div>
    }
    .into_any()
}

fn column(day: &CalendarDay, drag: Drag, now: Signal<(i32, u32)>) -> AnyView {
    let at = day.day;
    let timed = day.entries.iter().filter_map(|one| Some((one, one.timed?)));
    let blocks = timed.map(|(one, timed)| block(one, timed, at, drag)).collect_view();
    let place = move || {
        drag.hour_on(at).map(|(from, to)| {
            view! { <div class="week-place" style:inset-block-start=share(from) style:block-size=share(to - from)></div> }
        })
    };
    let line = move || {
        let (today, minute) = now.get();
        (today == at).then(|| view! { <div class="week-now" style:inset-block-start=share(minute)></div> })
    };
    view! {
        <div class="week-column" role="group" aria-label=day.name.clone() data-day=at.to_string() data-hours="true"
            data-today=day.today.then_some("true") data-drop=move || drag.drops_on(at, true)>
            {blocks}{place}{line}
        </div>
    }
    .into_any()
}

/// Minutes as a part of the day.
fn share(minutes: u32) -> String {
    format!("{}%", f64::from(minutes) * 100.0 / f64::from(DAY))
}

fn block(one: &Entry, timed: Timed, day: i32, drag: Drag) -> AnyView {
    let part = 100.0 / f64::from(timed.lanes.max(1));
    // As high as the half hour that its letters need.
    let length = timed.to.saturating_sub(timed.from).max(30).min(DAY - timed.from.min(DAY - 30));
    let start = timed.from.min(DAY - 30);
    view! {
        <div class="week-block" data-short=(length <= 45).then_some("true")
            style:inset-block-start=share(start) style:block-size=share(length)
            style:inset-inline-start=format!("{}%", f64::from(timed.lane) * part) style:inline-size=format!("{part}%")>
            {entry(one, day, drag)}
        </div>
    }
    .into_any()
}
