//! The calendar: tasks, calls and meetings, and the days on which deals close, as an agenda, a week or a month.

mod days;
mod moving;
mod place;
mod row;
mod sheet;

pub use moving::{Choosing, item_of, menu_name, ways, window};
pub use row::{When, activity, complete};

use super::awaiting;
use crate::components::{
    Button, Calendar, CalendarDay, CalendarLook, Deeds, IconButton, Shift, Tab, Tabs, Variant,
};
use crate::format;
use crate::icons::Icon;
use crate::shell::heading;
use crate::state::{Creating, Watching, app, explain, may_create, say, watching};
use crate::words::{self, Word, calendar as text, t};
use crm_core::commands::{Assignment, Reason, Refusal};
use crm_core::ids::{Day, RecordId};
use crm_core::messages::{AgendaItem, CalendarView, View, Watch};
use crm_core::value::Value;
use crm_core::views::days::{WEEK, months_on, week_number};
use leptos::prelude::*;
use place::Place;
use std::time::Duration;

/// Length of a meeting that is written down with a press on its hour.
const HOUR_MS: i64 = 3_600_000;
/// How often the line of the time moves.
const TICK: Duration = Duration::from_secs(20);

/// What the parts of the screen share.
#[derive(Clone, Copy)]
struct Screen {
    place: Memo<Place>,
    go: Callback<(Place,)>,
    range: Memo<(Day, Day)>,
    now: RwSignal<(Day, u32)>,
    view: Watching<CalendarView>,
    /// The item for whose day a person is asked.
    choosing: Choosing,
    /// The item whose ways are shown.
    acting: Choosing,
}

impl Screen {
    fn item(self, id: &str) -> Option<AgendaItem> {
        let record = id.parse::<RecordId>().ok()?;
        let found = |view: &CalendarView| view.items.iter().find(|item| item.link.record == record).cloned();
        self.view.with_untracked(|view| view.as_ref().and_then(found))
    }

    fn go(self, look: CalendarLook, day: Day) {
        self.go.run((Place { look, day },));
    }
}

/// The calendar.
pub fn calendar() -> AnyView {
    heading(|| text::TITLE.now().to_owned());
    let (place, go) = place::place();
    let first_weekday = || app().settings.with(|settings| settings.first_weekday);
    let range = Memo::new(move |_| days::range(place.get(), first_weekday()));
    let view = watching(
        move || {
            let (from, to) = range.get();
            Some(Watch::Calendar { from, to })
        },
        |view| {
            let View::Calendar(calendar) = view else { return None };
            Some(calendar)
        },
    );
    let (choosing, acting) = (RwSignal::new(None), RwSignal::new(None));
    let screen = Screen { place, go, range, now: clock(), view, choosing, acting };
    let known = Memo::new(move |_| view.with(Option::is_some));
    view! {
        <div class="calendar-page" data-look=move || place::name(place.get().look)>
            {bar(screen)}
            {note(screen)}
            <div class="calendar-body" role="tabpanel" id=move || format!("panel-{}", place::name(place.get().look))
                aria-label=t(text::TITLE)>
                {move || if known.get() { body(screen) } else { awaiting() }}
            </div>
            {window(choosing)}
            {sheet::sheet(acting, choosing)}
        </div>
    }
    .into_any()
}

/// The day and the minute that it is, for as long as the screen is there.
fn clock() -> RwSignal<(Day, u32)> {
    let read = || (format::today(), format::minute_of_day(format::now()));
    let now = RwSignal::new(read());
    let tick = move || {
        if now.try_get_untracked().is_some_and(|before| before != read()) {
            now.set(read());
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, TICK) {
        on_cleanup(move || handle.clear());
    }
    now
}

/// The way to other days, their name, and how they are shown.
fn bar(screen: Screen) -> AnyView {
    let turn = move |by: i32| {
        let Place { look, day } = screen.place.get_untracked();
        let day = match look {
            CalendarLook::Agenda => day + 2 * WEEK * by,
            CalendarLook::Week => day + WEEK * by,
            CalendarLook::Month => months_on(day, i64::from(by)),
        };
        screen.go(look, day);
    };
    let to_today = move || screen.go(screen.place.get_untracked().look, format::today());
    let tab = |look: CalendarLook, word: Word| Tab {
        id: place::name(look).to_owned(),
        label: word.now().to_owned(),
        count: None,
    };
    let tabs = Signal::derive(move || {
        vec![
            tab(CalendarLook::Agenda, text::AGENDA),
            tab(CalendarLook::Week, text::WEEK),
            tab(CalendarLook::Month, text::MONTH),
        ]
    });
    let pick = move |(id,): (String,)| {
        if let Some(look) = place::look(&id) {
            screen.go(look, screen.place.get_untracked().day);
        }
    };
    view! {
        <div class="calendar-bar">
            <div class="calendar-steps">
                <IconButton icon=Icon::ChevronLeft label=t(text::EARLIER) on_press=move || turn(-1)/>
                <Button label=t(text::TODAY) variant=Variant::Secondary on_press=to_today/>
                <IconButton icon=Icon::ChevronRight label=t(text::LATER) on_press=move || turn(1)/>
            </div>
            <h2 class="calendar-name" aria-live="polite">{move || name(screen)}</h2>
            <Tabs label=t(text::LOOKS) tabs=tabs selected=Signal::derive(move || place::name(screen.place.get().look).to_owned())
                on_select=pick/>
        </div>
    }
    .into_any()
}

/// What the days that are shown are called.
fn name(screen: Screen) -> AnyView {
    let (from, to) = screen.range.get();
    let Place { look, day } = screen.place.get();
    let (name, number) = match look {
        CalendarLook::Agenda => (format::days(from, to), None),
        // A week that begins on a Sunday has most of its days in the week of its Monday.
        CalendarLook::Week => (format::days(from, to), Some(week_number(from + 3))),
        CalendarLook::Month => (format::month(day), None),
    };
    let number = number.map(|number| text::week_number(&words::number(u64::from(number))));
    view! { {name}<span class="calendar-number">{number}</span> }.into_any()
}

/// That there is nothing, or more than can be shown.
fn note(screen: Screen) -> AnyView {
    let said = move || {
        screen.view.with(|view| {
            let view = view.as_ref()?;
            match (view.items.is_empty(), view.left_out) {
                (true, _) => Some(text::NOTHING.now().to_owned()),
                (false, 0) => None,
                (false, left_out) => Some(text::left_out(u64::from(left_out))),
            }
        })
    };
    view! { <p class="calendar-note" role="status">{said}</p> }.into_any()
}

fn body(screen: Screen) -> AnyView {
    let today = Memo::new(move |_| screen.now.get().0);
    let days = Memo::new(move |_| {
        let (place, range, today) = (screen.place.get(), screen.range.get(), today.get());
        screen.view.with(|view| -> Vec<CalendarDay> {
            view.as_ref().map(|view| days::days(&view.items, place, range, today)).unwrap_or_default()
        })
    });
    let look = Memo::new(move |_| screen.place.get().look);
    let row = move |(id, day): (String, i32)| {
        screen.item(&id).map_or_else(|| ().into_any(), |item| row_of(screen, &item, day))
    };
    view! { <Calendar id="calendar" label=t(text::TITLE) days=days look=look now=screen.now deeds=deeds(screen) row=row/> }
        .into_any()
}

fn deeds(screen: Screen) -> Deeds {
    let of = move |id: &str, then: fn(Screen, AgendaItem)| {
        if let Some(item) = screen.item(id) {
            then(screen, item);
        }
    };
    Deeds {
        shift: Callback::new(move |(shift,): (Shift,)| {
            if let Some(item) = screen.item(&shift.id) {
                moving::shift(&item, shift.days, shift.minutes);
            }
        }),
        create: Callback::new(move |(day, minute)| create(day, minute)),
        day: Callback::new(move |(day,)| screen.go(CalendarLook::Agenda, day)),
        menu: Callback::new(move |(id,): (String,)| of(&id, |screen, item| screen.acting.set(Some(item)))),
        tick: Callback::new(move |(id, done): (String, bool)| {
            if let Some(item) = screen.item(&id) {
                complete(item.link.record, done);
            }
        }),
    }
}

/// Something new: a meeting at an hour, a task on a day.
fn create(day: Day, minute: Option<u32>) {
    let known = |values: Vec<(&str, Value)>| -> Vec<Assignment> {
        values.into_iter().map(|(key, value)| (key.to_owned(), Some(value))).collect()
    };
    let (object, values) = match minute {
        None => ("task", known(vec![("due", Value::Date(day))])),
        Some(minute) => {
            let start = format::at_clock(day, minute);
            let times = vec![("start", Value::Moment(start)), ("end", Value::Moment(start + HOUR_MS))];
            ("meeting", known(times))
        }
    };
    if may_create(object) {
        app().creating.set(Creating::Form(object.to_owned(), values));
    } else {
        say(&explain(&Refusal::record(Reason::NoCreate)));
    }
}

/// A row of the agenda.
fn row_of(screen: Screen, item: &AgendaItem, day: Day) -> AnyView {
    let about = item.about.as_ref().and_then(|about| {
        screen
            .view
            .with_untracked(|view| view.as_ref().and_then(|view| view.titles.get(&about.record).cloned()))
    });
    let deal = item.link.object == "deal";
    let last = item.until.map_or_else(|| moving::day_of(item), format::day_of).max(moving::day_of(item));
    let today = screen.now.get_untracked().0;
    let late = !deal && !item.done && last < today;
    let time = match (item.at.filter(|_| !item.whole_days), item.until) {
        (None, _) if deal => text::CLOSES.now().to_owned(),
        (None, _) if late => {
            words::fields::days_late(&words::number(u64::try_from(today - last).unwrap_or_default()))
        }
        (None, _) => String::new(),
        (Some(at), Some(until)) if until > at => span(day, at, until),
        (Some(at), _) => format::time(at),
    };
    activity(item, When { short: time, full: format::day_full(day), late }, about, screen.choosing)
}

/// From when to when on that day: what began before has no beginning there, what ends later no end.
fn span(day: Day, at: i64, until: i64) -> String {
    let ends_there = until <= format::at_clock(day + 1, 0);
    match (format::day_of(at) == day, ends_there) {
        (true, true) => format::times(at, until),
        (true, false) => text::goes_on_from(&format::time(at)),
        (false, true) => text::goes_on_until(&format::time(until)),
        (false, false) => words::components::ALL_DAY.now().to_owned(),
    }
}
