//! What the engine found, laid out on days by the person's clock.

use super::Place;
use super::moving::day_of;
use crate::components::{CalendarDay, CalendarLook, Entry, EntryState, Timed};
use crate::shell::object_icon;
use crate::words::{self, calendar as text, named, today};
use crate::{format, routes_to};
use crm_core::fields::calendar::date;
use crm_core::ids::Day;
use crm_core::messages::AgendaItem;
use crm_core::views::days::{self, DAY_MINUTES, Piece, WEEK};
use crm_core::views::lanes::side_by_side;
use std::collections::BTreeMap;

/// Days of an agenda.
const AGENDA: Day = 14;
/// As high as a block at least is, in minutes, so that blocks which touch on the screen stand beside each other.
const LEAST: u32 = 30;

/// First and last day that are shown.
pub(super) fn range(place: Place, first_weekday: u8) -> (Day, Day) {
    match place.look {
        CalendarLook::Agenda => (place.day, place.day + AGENDA - 1),
        CalendarLook::Week => {
            let from = days::week_start(place.day, first_weekday);
            (from, from + WEEK - 1)
        }
        CalendarLook::Month => {
            let shown = days::month_weeks(place.day, first_weekday);
            (shown.first().copied().unwrap_or(place.day), shown.last().copied().unwrap_or(place.day))
        }
    }
}

/// The days of the range with what happens on them.
pub(super) fn days(items: &[AgendaItem], place: Place, range: (Day, Day), today: Day) -> Vec<CalendarDay> {
    let mut entries: BTreeMap<Day, Vec<Entry>> = BTreeMap::new();
    for item in items {
        let timed = item.at.is_some() && !item.whole_days && !whole(item);
        let pieces = pieces(item);
        let last = pieces.len().saturating_sub(1);
        for (at, piece) in
            pieces.iter().enumerate().filter(|(_, piece)| (range.0..=range.1).contains(&piece.day))
        {
            let goes_on = (at > 0, at < last);
            entries.entry(piece.day).or_default().push(entry(item, piece, timed, goes_on, today));
        }
    }
    let month = date(place.day).1;
    (range.0..=range.1)
        .map(|day| CalendarDay {
            day,
            weekday: format::weekday(day),
            number: format::of_month(day),
            name: name(day, today),
            today: day == today,
            outside: place.look == CalendarLook::Month && date(day).1 != month,
            entries: in_lanes(entries.remove(&day).unwrap_or_default()),
        })
        .collect()
}

/// A day near today by its name, too.
fn name(day: Day, today: Day) -> String {
    let full = format::day_named(day);
    if (day - today).abs() <= 1 { format!("{} · {full}", format::day(day)) } else { full }
}

/// What takes a day or more stands above the hours.
fn whole(item: &AgendaItem) -> bool {
    const DAY_MS: i64 = 86_400_000;
    item.at.zip(item.until).is_some_and(|(at, until)| until - at >= DAY_MS)
}

fn pieces(item: &AgendaItem) -> Vec<Piece> {
    let Some(at) = item.at else { return vec![Piece { day: item.day, from: 0, to: DAY_MINUTES }] };
    let clock = |at| (format::day_of(at), format::minute_of_day(at));
    days::pieces(clock(at), clock(item.until.unwrap_or(at).max(at)))
}

fn entry(item: &AgendaItem, piece: &Piece, timed: bool, goes_on: (bool, bool), today: Day) -> Entry {
    let deal = item.link.object == "deal";
    let state = match (deal, item.done, last_day(item) < today) {
        (true, ..) => EntryState::Quiet,
        (false, true, _) => EntryState::Done,
        (false, false, true) => EntryState::Late,
        (false, false, false) => EntryState::Open,
    };
    let time = match item.at.filter(|_| timed) {
        None => String::new(),
        Some(_) if goes_on.0 => {
            text::goes_on_until(&format::time(format::at_clock(piece.day, piece.to % DAY_MINUTES)))
        }
        Some(at) => format::time(at),
    };
    Entry {
        id: item.link.record.to_string(),
        title: named(&item.title),
        time,
        said: said(item, piece.day, state, timed),
        icon: object_icon(&item.link.object),
        state,
        movable: !deal,
        tick: (item.link.object == "task").then(|| today::complete(&item.title)),
        href: routes_to::record(item.link.record),
        goes_on,
        timed: timed.then_some(Timed { from: piece.from, to: piece.to, lane: 0, lanes: 1 }),
    }
}

fn last_day(item: &AgendaItem) -> Day {
    item.until.map_or_else(|| day_of(item), format::day_of).max(day_of(item))
}

/// All of an entry in words.
fn said(item: &AgendaItem, day: Day, state: EntryState, timed: bool) -> String {
    let time = item.at.filter(|_| timed).map(|at| match item.until {
        Some(until) if until > at => text::from_to(&format::time(at), &format::time(until)),
        _ => format::time(at),
    });
    let kind = match state {
        EntryState::Quiet => text::CLOSES.now().to_owned(),
        EntryState::Open | EntryState::Late | EntryState::Done => words::object_one(&item.link.object),
    };
    let state = match state {
        EntryState::Late => Some(text::LATE.now().to_owned()),
        EntryState::Done => Some(text::DONE.now().to_owned()),
        EntryState::Open | EntryState::Quiet => None,
    };
    let parts = [Some(named(&item.title)), Some(kind), Some(format::day_full(day)), time, state];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What takes the whole day first, then by time; what overlaps beside each other.
fn in_lanes(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|one, other| {
        // What goes on over days stands above the tasks, in the same order on each day.
        let key = |entry: &Entry| {
            (entry.timed.map(|timed| timed.from), entry.state == EntryState::Quiet, entry.tick.is_some())
        };
        key(one).cmp(&key(other)).then_with(|| one.title.cmp(&other.title))
    });
    let spans: Vec<(u32, u32)> = entries
        .iter()
        .filter_map(|entry| entry.timed)
        .map(|timed| {
            let from = timed.from.min(DAY_MINUTES - LEAST);
            (from, timed.to.max(from + LEAST))
        })
        .collect();
    let mut places = side_by_side(&spans).into_iter();
    for timed in entries.iter_mut().filter_map(|entry| entry.timed.as_mut()) {
        if let Some(place) = places.next() {
            (timed.lane, timed.lanes) = (place.lane, place.lanes);
        }
    }
    entries
}
