//! Moving a task, call or meeting to another day: what it writes, what is offered, and the window for a day of one's
//! own choice. One move writes one record, and its notice takes it back.

use crate::components::{Button, Dialog, DialogKind, Input, InputKind, MenuItem, Variant};
use crate::format;
use crate::icons::Icon;
use crate::state::{app, country, dispatch_undoable};
use crate::words::{calendar as text, common, t};
use crm_core::commands::Assignment;
use crm_core::ids::{Day, RecordId, Timestamp};
use crm_core::messages::{AgendaItem, Request};
use crm_core::value::{Link, Value};
use crm_core::views::days::next_weekday;
use leptos::prelude::*;
use std::collections::BTreeMap;

const MINUTE_MS: i64 = 60_000;
const HALF_HOUR_MS: i64 = 30 * MINUTE_MS;
/// "Later today" is so much later.
const LATER_MS: i64 = 3 * 60 * MINUTE_MS;
/// Later than this, in minutes of the day, nobody wants to be reminded.
const EVENING: u32 = 21 * 60;

/// The item for whose day a person is asked.
pub type Choosing = RwSignal<Option<AgendaItem>>;

/// The day of an item by the person's clock.
pub fn day_of(item: &AgendaItem) -> Day {
    item.at.map_or(item.day, format::day_of)
}

/// The item that a record's values make; `None` for what cannot be moved.
pub fn item_of(link: Link, title: String, values: &BTreeMap<String, Value>) -> Option<AgendaItem> {
    let moment = |key: &str| match values.get(key) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    };
    let day = |key: &str| match values.get(key) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let (day, at) = match link.object.as_str() {
        "task" => (day("due").unwrap_or_else(format::today), None),
        "call" | "meeting" => (format::day_of(moment("start")?), moment("start")),
        _ => return None,
    };
    Some(AgendaItem {
        link,
        title,
        day,
        at,
        until: moment("end"),
        whole_days: false,
        remind_at: moment("reminder_at"),
        done: false,
        about: None,
    })
}

/// The same time of the clock so many days and minutes on.
fn on(at: Timestamp, days: i32, minutes: i32) -> Timestamp {
    let clock = format::at_clock(format::day_of(at) + days, format::minute_of_day(at));
    clock + at.rem_euclid(MINUTE_MS) + i64::from(minutes) * MINUTE_MS
}

/// What a move writes: a task keeps the distance to its reminder, a meeting its length.
fn moved(item: &AgendaItem, days: i32, minutes: i32) -> Vec<Assignment> {
    let mut values: Vec<Assignment> = Vec::new();
    let mut put = |key: &str, value: Value| values.push((key.to_owned(), Some(value)));
    match item.at {
        None => put("due", Value::Date(item.day + days)),
        Some(at) => {
            let start = on(at, days, minutes);
            put("start", Value::Moment(start));
            if let Some(until) = item.until.filter(|_| item.link.object == "meeting") {
                put("end", Value::Moment(start + (until - at)));
            }
        }
    }
    if let Some(remind_at) = item.remind_at {
        put("reminder_at", Value::Moment(on(remind_at, days, minutes)));
    }
    values
}

/// Moves an item so many days and minutes on.
pub fn shift(item: &AgendaItem, days: i32, minutes: i32) {
    let day = item.at.map_or(item.day + days, |at| format::day_of(on(at, days, minutes)));
    send(item.link.record, moved(item, days, minutes), day);
}

fn send(record: RecordId, values: Vec<Assignment>, day: Day) {
    let said = move || text::moved(&format::day_named(day));
    dispatch_undoable(Request::Set { record, values }, said);
}

/// A reminder of today, for later today; `None` where there is no time to put off, or the day is over.
fn later_today(item: &AgendaItem) -> Option<Timestamp> {
    let today = format::today();
    let reminded = item.remind_at.map(format::day_of).filter(|day| *day <= today);
    let at = (format::now() + LATER_MS).div_euclid(HALF_HOUR_MS) * HALF_HOUR_MS;
    reminded.filter(|_| format::day_of(at) == today && format::minute_of_day(at) <= EVENING).map(|_| at)
}

/// What a list of ways to another day is called.
pub fn menu_name(object: &str) -> &'static str {
    if object == "task" { text::SNOOZE.now() } else { text::MOVE.now() }
}

/// The ways to another day, each with the day that it leads to.
pub fn ways(item: &AgendaItem, choosing: Choosing) -> Vec<MenuItem> {
    let today = format::today();
    let works_from = country(&app().settings.with_untracked(|settings| settings.country.clone())).works_from;
    let mut ways = Vec::new();
    if let Some(at) = later_today(item) {
        let values = [("due", Value::Date(today)), ("reminder_at", Value::Moment(at))];
        let values = values.map(|(key, value)| (key.to_owned(), Some(value))).to_vec();
        let (label, record) = (text::to_when(text::LATER_TODAY.now(), &format::time(at)), item.link.record);
        ways.push(MenuItem::new(label, Some(Icon::Clock), move || send(record, values.clone(), today)));
    }
    let next_week =
        if item.at.is_none() { next_weekday(today, works_from) } else { day_of(item).max(today) + 7 };
    let mut offered = vec![(text::TOMORROW, today + 1)];
    if item.at.is_none() {
        offered.push((text::IN_THREE_DAYS, today + 3));
    }
    offered.push((text::NEXT_WEEK, next_week));
    for (word, day) in offered.into_iter().filter(|(_, day)| *day != day_of(item)) {
        let (label, item) = (text::to_when(word.now(), &format::day_named(day)), item.clone());
        let go = move || shift(&item, day - day_of(&item), 0);
        ways.push(MenuItem::new(label, Some(Icon::ChevronRight), go));
    }
    let item = item.clone();
    let ask = move || choosing.set(Some(item.clone()));
    ways.push(MenuItem::new(text::CHOOSE_DAY.now(), Some(Icon::Calendar), ask));
    ways
}

/// The window that asks for a day.
pub fn window(choosing: Choosing) -> AnyView {
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(String::new());
    Effect::new(move || {
        if let Some(item) = choosing.get() {
            typed.set(format::iso_day(day_of(&item)));
            wrong.set(String::new());
        }
    });
    let save = move || {
        let Some(item) = choosing.get_untracked() else { return };
        match format::read_iso_day(&typed.get_untracked()) {
            Some(day) => {
                choosing.set(None);
                if day != day_of(&item) {
                    shift(&item, day - day_of(&item), 0);
                }
            }
            None => wrong.set(text::BAD_DAY.now().to_owned()),
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save();
    };
    let open = Memo::new(move |_| choosing.with(Option::is_some));
    let title =
        move || choosing.with(|item| item.as_ref().map(|item| item.title.clone()).unwrap_or_default());
    view! {
        <Dialog open=open on_close=move || choosing.set(None) title=title kind=DialogKind::Ask>
            <form class="choose-day" novalidate=true on:submit=submit>
                <Input label=t(text::DAY) id="choose-day" value=typed kind=InputKind::Date error=wrong first=true/>
                <div class="form-foot">
                    <Button label=t(common::CANCEL) on_press=move || choosing.set(None)/>
                    <Button label=t(text::MOVE) variant=Variant::Primary submit=true/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
