//! Days with what happens in them: as a list, as columns with hours, or as the weeks of a month. What stands there is
//! moved to another day or hour with a mouse, a thumb or the keyboard.

mod agenda;
mod drag;
mod entry;
mod month;
mod week;

use super::Keys;
use crate::icons::Icon;
use crate::words::{components as words, t};
use drag::Drag;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[
    ("Enter", "opens the entry"),
    ("Space", "lifts the entry, and drops it"),
    ("Arrows", "to the entry beside; with a lifted entry its new day or hour"),
    ("Escape", "puts a lifted entry back"),
    ("Shift+F10", "what can be done with the entry"),
];

/// How the days are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarLook {
    /// One below the other, each with all that it holds.
    Agenda,
    /// Beside each other, with hours.
    Week,
    /// In weeks, each with its first entries.
    Month,
}

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// It is to come.
    Open,
    /// Its day is over.
    Late,
    /// It is done.
    Done,
    /// Good to know, and nobody's task.
    Quiet,
}

/// What happens on a day, or the part of it that falls into the day.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it is called in messages.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its time in short; empty where it has none.
    pub time: String,
    /// All of it in words, for those who cannot see where it stands.
    pub said: String,
    /// What kind of thing it is.
    pub icon: Icon,
    /// How it stands.
    pub state: EntryState,
    /// Whether it can be moved.
    pub movable: bool,
    /// What the button that completes it is called; `None` for what is not completed.
    pub tick: Option<String>,
    /// Where it is shown in full.
    pub href: String,
    /// Whether it goes on from the day before, and into the day after.
    pub goes_on: (bool, bool),
    /// Its minutes of the day and its lane of so many, among those with a time.
    pub timed: Option<Timed>,
}

/// Where something stands among the hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timed {
    /// First minute of the day.
    pub from: u32,
    /// The minute after the last.
    pub to: u32,
    /// Its lane.
    pub lane: u16,
    /// Of so many.
    pub lanes: u16,
}

/// A day with its entries.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarDay {
    /// Counted from 1970.
    pub day: i32,
    /// Its weekday in short.
    pub weekday: String,
    /// Its number in the month.
    pub number: String,
    /// Its whole name.
    pub name: String,
    /// Whether it is today.
    pub today: bool,
    /// Whether it belongs to another month than the one shown.
    pub outside: bool,
    /// What happens on it, in order.
    pub entries: Vec<Entry>,
}

/// An entry was moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The entry.
    pub id: String,
    /// So many days on.
    pub days: i32,
    /// And so many minutes.
    pub minutes: i32,
}

/// What can be done on a calendar.
#[derive(Clone, Copy)]
pub struct Deeds {
    /// An entry was moved.
    pub shift: Callback<(Shift,)>,
    /// Something new is wanted on a day, at a minute of it where that was pressed.
    pub create: Callback<(i32, Option<u32>)>,
    /// All of a day is wanted.
    pub day: Callback<(i32,)>,
    /// What can be done with an entry is wanted.
    pub menu: Callback<(String,)>,
    /// An entry is done, or open again.
    pub tick: Callback<(String, bool)>,
}

/// A calendar.
#[component]
pub fn Calendar(
    /// Its id in the page.
    #[prop(into)]
    id: String,
    /// What it shows.
    #[prop(into)]
    label: TextProp,
    /// Its days; whole weeks for a month.
    #[prop(into)]
    days: Signal<Vec<CalendarDay>>,
    /// How they are drawn.
    #[prop(into)]
    look: Signal<CalendarLook>,
    /// The day and the minute that it is now.
    #[prop(into)]
    now: Signal<(i32, u32)>,
    /// What can be done.
    deeds: Deeds,
    /// The row of an entry in a list of days.
    #[prop(into)]
    row: Callback<(String, i32), AnyView>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let drag = Drag::new(days, look, deeds, node);
    let help = format!("{id}-help");
    let named = move || drag.carried().map(|entry| entry.title);
    let ghost = move || {
        named().filter(|_| drag.lifting.by_pointer()).map(|title| {
            view! {
                <div class="event event-ghost" aria-hidden="true" style:transform=move || drag.lifting.ghost_at()
                    style:inline-size=move || drag.lifting.ghost_width()>
                    <span class="event-link"><span class="event-title">{title}</span></span>
                </div>
            }
        })
    };
    let body = move || match look.get() {
        CalendarLook::Agenda => agenda::agenda(days, drag, row),
        CalendarLook::Week => week::week(days, drag, now),
        CalendarLook::Month => month::month(days, drag),
    };
    let explained = help.clone();
    view! {
        <div class="calendar" id=id node_ref=node role="group" aria-label=move || label.get().to_string()
            aria-describedby=explained data-dragging=move || drag.lifting.by_hand().then_some("true")
            on:pointerdown=move |event| drag.lifting.pointer_down(&event)
            on:pointermove=move |event| drag.pointer_move(&event)
            on:pointerup=move |_| drag.pointer_up() on:pointercancel=move |_| drag.cancel()
            on:touchmove=move |event| drag.lifting.hold_still(&event)
            on:contextmenu=move |event| drag.menu(&event)
            on:click=move |event| drag.click(&event) on:keydown=move |event| drag.key(&event)>
            {body}
            {ghost}
            <p class="visually-hidden" id=help>{t(words::ENTRY_HELP)}</p>
            <p class="visually-hidden" aria-live="assertive">{move || drag.said()}</p>
        </div>
    }
}

/// The button for something new on a day.
fn add(drag: Drag, day: i32, name: &str) -> AnyView {
    let label = words::create_on(name);
    view! {
        <button type="button" class="day-add" aria-label=label on:click=move |_| drag.deeds.create.run((day, None))>
            <crate::icons::IconView icon=Icon::Plus/>
        </button>
    }
    .into_any()
}

/// The button that shows all of a day.
fn day_button(drag: Drag, day: &CalendarDay) -> AnyView {
    let (number, name, at) = (day.number.clone(), day.name.clone(), day.day);
    let today = day.today.then_some("date");
    view! {
        <button type="button" class="day-number number" aria-label=name aria-current=today
            on:click=move |_| drag.deeds.day.run((at,))>{number}</button>
    }
    .into_any()
}

/// The button that says how many entries of a day have no room.
fn more(drag: Drag, day: i32, hidden: usize) -> Option<AnyView> {
    (hidden > 0).then(|| {
        let number = u64::try_from(hidden).unwrap_or_default();
        view! {
            <button type="button" class="day-more" on:click=move |_| drag.deeds.day.run((day,))>
                {move || words::n_more(number)}
            </button>
        }
        .into_any()
    })
}
