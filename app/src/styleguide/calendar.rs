//! The calendar in its three looks, empty, and full.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{
    Calendar, CalendarDay, CalendarLook, Deeds, Entry, EntryState, Shift, Timed, calendar,
};
use crate::format;
use crate::icons::Icon;
use leptos::prelude::*;

/// The calendar.
pub const STORY: Story = Story {
    name: "calendar",
    says: "Days with what happens in them; entries move by a mouse, a thumb or the keyboard.",
    keys: calendar::KEYS,
    touch: "Pointing borders an entry and shows its menu, focus rings it inside; a lifted entry stays behind, faded.",
    states,
};

/// A Sunday in November 2026.
const FIRST: i32 = 20_779;

fn deeds() -> Deeds {
    Deeds {
        shift: Callback::new(|(_,): (Shift,)| {}),
        create: Callback::new(|_: (i32, Option<u32>)| {}),
        day: Callback::new(|(_,): (i32,)| {}),
        menu: Callback::new(|(_,): (String,)| {}),
        tick: Callback::new(|_: (String, bool)| {}),
    }
}

fn entry(id: &str, title: String, state: EntryState, timed: Option<(u32, u32, u16, u16)>) -> Entry {
    let time = timed.map(|(from, ..)| format::hour(from / 60)).unwrap_or_default();
    Entry {
        id: id.to_owned(),
        said: title.clone(),
        tick: (timed.is_none() && state != EntryState::Quiet).then(|| title.clone()),
        title,
        time,
        icon: Icon::Calendar,
        state,
        movable: state != EntryState::Quiet,
        href: "#".to_owned(),
        goes_on: (false, false),
        timed: timed.map(|(from, to, lane, lanes)| Timed { from, to, lane, lanes }),
    }
}

fn day(at: i32, entries: Vec<Entry>) -> CalendarDay {
    let day = FIRST + at;
    CalendarDay {
        day,
        weekday: format::weekday(day),
        number: format::of_month(day),
        name: format::day_named(day),
        today: at == 2,
        outside: at > 20,
        entries,
    }
}

fn days(count: i32, title: &dyn Fn(&'static str, &'static str) -> String) -> Vec<CalendarDay> {
    let loom = || title("Show the loom", "তাঁত দেখানো");
    let call = || title("Call about the price", "দাম নিয়ে কল");
    let entries = |at: i32| match at {
        1 => vec![
            entry("late", title("Send the offer", "প্রস্তাব পাঠানো"), EntryState::Late, None),
            entry("done", title("Thank for the order", "অর্ডারের জন্য ধন্যবাদ"), EntryState::Done, None),
        ],
        2 => vec![
            entry("quiet", title("40 looms", "৪০টি তাঁত"), EntryState::Quiet, None),
            entry("early", loom(), EntryState::Open, Some((540, 660, 0, 2))),
            entry("beside", call(), EntryState::Open, Some((570, 600, 1, 2))),
            entry("after", loom(), EntryState::Done, Some((780, 900, 0, 1))),
            entry("evening", call(), EntryState::Open, Some((1_200, 1_230, 0, 1))),
        ],
        _ => Vec::new(),
    };
    (0..count).map(|at| day(at, entries(at))).collect()
}

fn drawn(id: &str, days: Vec<CalendarDay>, look: CalendarLook) -> AnyView {
    let known = days.clone();
    let row = move |(id, at): (String, i32)| {
        let day = known.iter().find(|day| day.day == at);
        let found = day.and_then(|day| day.entries.iter().find(|entry| entry.id == id));
        let title = found.map(|entry| entry.title.clone());
        view! { <a class="today-title" href="#">{title}</a> }.into_any()
    };
    view! {
        <Calendar id=id label=sample("Calendar", "ক্যালেন্ডার") days=days look=look now=(FIRST + 2, 620) deeds=deeds()
            row=row/>
    }
    .into_any()
}

fn states() -> Vec<State> {
    let words = |english: &'static str, bengali: &'static str| sample(english, bengali);
    let long = |_: &'static str, _: &'static str| long_name();
    vec![
        state("week", drawn("calendar-week", days(7, &words), CalendarLook::Week)).tall(),
        state("week, long words", drawn("calendar-week-long", days(7, &long), CalendarLook::Week)).tall(),
        state("month", drawn("calendar-month", days(28, &words), CalendarLook::Month)).tall(),
        state("agenda", drawn("calendar-agenda", days(4, &words), CalendarLook::Agenda)).tall(),
        state("agenda, empty", drawn("calendar-empty", vec![day(9, Vec::new())], CalendarLook::Agenda)),
    ]
}
