//! Carrying an entry to another day or hour, and what a press on a day means.

use super::entry::mark;
use super::{CalendarDay, CalendarLook, Deeds, Entry, Shift};
use crate::components::board::lifting::{Lifting, closest};
use crate::words::components as words;
use crate::{browser, format};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

/// Minutes to which an hour is rounded when something is dropped.
const STEP: u32 = 15;
/// Minutes to which an hour is rounded when something new is made.
const NEW_STEP: u32 = 30;
const DAY_MINUTES: u32 = 1_440;
const WEEK_DAYS: i32 = 7;

/// Where an entry would be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target {
    day: i32,
    /// The minute at which it would begin; `None` where it keeps its time, or has none.
    minute: Option<u32>,
}

/// What is being carried, and where it would land.
#[derive(Clone, Copy)]
pub(super) struct Drag {
    pub(super) lifting: Lifting,
    pub(super) deeds: Deeds,
    days: Signal<Vec<CalendarDay>>,
    look: Signal<CalendarLook>,
    holder: NodeRef<html::Div>,
    target: RwSignal<Option<Target>>,
    said: RwSignal<String>,
}

impl Drag {
    pub(super) fn new(
        days: Signal<Vec<CalendarDay>>,
        look: Signal<CalendarLook>,
        deeds: Deeds,
        holder: NodeRef<html::Div>,
    ) -> Self {
        let target = RwSignal::new(None);
        let on_lift = move |mark: String| target.set(found(days, &mark).map(|(place, _)| place));
        let lifting = Lifting::new(holder, "data-event", on_lift);
        let drag = Self { lifting, deeds, days, look, holder, target, said: RwSignal::new(String::new()) };
        Effect::new(move || drag.aim(lifting.scrolled()));
        drag
    }

    pub(super) fn said(self) -> String {
        self.said.get()
    }

    /// What is carried.
    pub(super) fn carried(self) -> Option<Entry> {
        let mark = self.lifting.lifted()?;
        found(self.days, &mark).map(|(_, entry)| entry)
    }

    /// Whether a carried entry would land on the day: among its hours, or on the day as a whole.
    pub(super) fn drops_on(self, day: i32, hours: bool) -> Option<&'static str> {
        let here = self.target.with(|target| {
            target.is_some_and(|target| target.day == day && target.minute.is_some() == hours)
        });
        here.then_some("true")
    }

    /// The minutes of the day that a carried entry would take.
    pub(super) fn hour_on(self, day: i32) -> Option<(u32, u32)> {
        let target = self.target.get().filter(|target| target.day == day)?;
        let from = target.minute?;
        let timed = self.carried()?.timed?;
        Some((from, (from + (timed.to - timed.from).max(STEP * 2)).min(DAY_MINUTES)))
    }

    pub(super) fn pointer_move(self, event: &PointerEvent) {
        self.aim(self.lifting.pointer_move(event));
    }

    /// The target is what lies under the pointer.
    fn aim(self, carried: Option<(String, (i32, i32))>) {
        if let Some((mark, at)) = carried
            && let Some(target) = self.under(at, &mark)
            && self.target.get_untracked() != Some(target)
        {
            self.target.set(Some(target));
        }
    }

    pub(super) fn pointer_up(self) {
        let still = self.lifting.still();
        if self.lifting.pointer_up() {
            // A thumb that lifted something and went nowhere wants to know what can be done with it.
            let entry = self.lifting.lifted_now().filter(|_| still);
            let entry = entry.and_then(|mark| found(self.days, &mark));
            match entry {
                Some((_, entry)) => {
                    self.end();
                    self.deeds.menu.run((entry.id,));
                }
                None => self.drop(),
            }
        }
        self.lifting.let_go();
    }

    pub(super) fn cancel(self) {
        if let Some((_, entry)) = self.lifting.lifted_now().and_then(|mark| found(self.days, &mark)) {
            self.said.set(words::stays(&entry.title));
        }
        self.lifting.let_go();
        self.end();
    }

    /// A press where nothing stands wants something new there; the click at the end of a drag wants nothing.
    pub(super) fn click(self, event: &MouseEvent) {
        if self.lifting.just_dropped() {
            event.prevent_default();
            return;
        }
        let Some(target) = event.target() else { return };
        let day = closest(target.clone(), "[data-day]");
        let taken = closest(target, "a, button, input, [data-event], [role=menu], [role=dialog], .event, h2");
        let (Some(day), None) = (day, taken) else { return };
        let Some(number) = day_of(&day) else { return };
        if self.look.get_untracked() == CalendarLook::Agenda {
            return;
        }
        let minute = minute_at(&day, f64::from(event.client_y()));
        self.deeds.create.run((number, minute.map(|minute| minute / NEW_STEP * NEW_STEP)));
    }

    /// The menu of an entry instead of the browser's.
    pub(super) fn menu(self, event: &MouseEvent) {
        let entry = event.target().and_then(|target| closest(target, "[data-event]"));
        let mark = entry.and_then(|entry| entry.get_attribute("data-event"));
        let Some((_, entry)) = mark.and_then(|mark| found(self.days, &mark)) else { return };
        event.prevent_default();
        // A resting thumb lifts; the menu comes when it goes without having moved.
        if !self.lifting.by_thumb() {
            self.deeds.menu.run((entry.id,));
        }
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        let Some(target) = event.target() else { return };
        let link = target.dyn_ref::<Element>().is_some_and(|element| element.tag_name() == "A");
        let Some(mark) = closest(target, "[data-event]").and_then(|entry| entry.get_attribute("data-event"))
        else {
            return;
        };
        let lifted = self.lifting.lifted_now().is_some();
        match event.key().as_str() {
            " " if lifted => self.drop(),
            " " if link => self.lift_by_key(&mark),
            "Escape" if lifted => self.cancel(),
            key @ ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown") if lifted => self.carry(key),
            key @ ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown") if link => self.go(&mark, key),
            _ => return,
        }
        event.prevent_default();
    }

    fn lift_by_key(self, mark: &str) {
        let Some((target, entry)) = found(self.days, mark) else { return };
        self.lifting.lift_by_key(mark);
        self.said.set(words::entry_lifted(&entry.title, &spoken(target)));
    }

    /// A lifted entry goes to the day or the quarter of an hour that an arrow points to.
    fn carry(self, key: &str) {
        let Some(target) = self.target.get_untracked() else { return };
        let mirrored = browser::right_to_left();
        let look = self.look.get_untracked();
        let (days, minutes) = match (key, look) {
            ("ArrowUp", CalendarLook::Month) => (-WEEK_DAYS, 0),
            ("ArrowDown", CalendarLook::Month) => (WEEK_DAYS, 0),
            ("ArrowUp", CalendarLook::Agenda) => (-1, 0),
            ("ArrowDown", CalendarLook::Agenda) => (1, 0),
            ("ArrowUp", CalendarLook::Week) => (0, -1),
            ("ArrowDown", CalendarLook::Week) => (0, 1),
            ("ArrowLeft", _) => (if mirrored { 1 } else { -1 }, 0),
            (_, CalendarLook::Agenda | CalendarLook::Week | CalendarLook::Month) => {
                (if mirrored { -1 } else { 1 }, 0)
            }
        };
        let day = target.day + days;
        let shown = self.days.with_untracked(|days| days.iter().any(|other| other.day == day));
        let minute = target.minute.map(|minute| {
            let last = DAY_MINUTES - STEP;
            if minutes < 0 {
                minute.saturating_sub(STEP)
            } else {
                (minute + STEP * u32::from(minutes > 0)).min(last)
            }
        });
        if shown {
            let next = Target { day, minute };
            self.target.set(Some(next));
            self.said.set(spoken(next));
        }
    }

    /// The focus goes to the entry beside.
    fn go(self, mark: &str, key: &str) {
        let back = key == "ArrowUp" || (key == "ArrowLeft") != browser::right_to_left() && key != "ArrowDown";
        let marks: Vec<String> = self.days.with_untracked(|days| {
            let of = |day: &CalendarDay| {
                let marked = |entry: &Entry| entry.movable.then(|| self::mark(&entry.id, day.day));
                day.entries.iter().filter_map(marked).collect::<Vec<_>>()
            };
            days.iter().flat_map(of).collect()
        });
        let Some(at) = marks.iter().position(|other| other == mark) else { return };
        let to = if back { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(beside) = to.and_then(|to| marks.get(to)) {
            self.focus(beside);
        }
    }

    fn drop(self) {
        let placed = self.lifting.lifted_now().and_then(|mark| found(self.days, &mark));
        let (Some((from, entry)), Some(to)) = (placed, self.target.get_untracked()) else {
            return self.cancel();
        };
        let keys = !untrack(|| self.lifting.by_pointer());
        self.end();
        let minutes = match (from.minute, to.minute) {
            (Some(from), Some(to)) => {
                i32::try_from(to).unwrap_or_default() - i32::try_from(from).unwrap_or_default()
            }
            (None, _) | (_, None) => 0,
        };
        let days = to.day - from.day;
        self.said.set(words::entry_dropped(&entry.title, &spoken(to)));
        if (days, minutes) != (0, 0) {
            self.deeds.shift.run((Shift { id: entry.id.clone(), days, minutes },));
        }
        if keys {
            // The view comes with the new place a moment later, and with it another element.
            let mark = mark(&entry.id, to.day);
            browser::after(120, move || self.focus(&mark));
        }
    }

    fn end(self) {
        self.target.set(None);
        self.lifting.put_down();
    }

    fn focus(self, mark: &str) {
        let Some(holder) = self.holder.try_get_untracked().flatten() else { return };
        let link = holder.query_selector(&format!("[data-event=\"{mark}\"] a")).ok().flatten();
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
        }
    }

    /// Where a pointer at these coordinates would put the entry.
    fn under(self, at: (i32, i32), mark: &str) -> Option<Target> {
        let under = document().element_from_point(at.0 as f32, at.1 as f32)?;
        let day = under.closest("[data-day]").ok()??;
        let (from, _) = found(self.days, mark)?;
        let top = f64::from(at.1 - self.lifting.grip().1);
        let minute = from.minute.and_then(|_| minute_at(&day, top));
        let minute = minute
            .map(|minute| (minute + STEP / 2) / STEP * STEP)
            .map(|minute| minute.min(DAY_MINUTES - STEP));
        Some(Target { day: day_of(&day)?, minute })
    }
}

/// The entry of that name and where it stands.
fn found(days: Signal<Vec<CalendarDay>>, mark: &str) -> Option<(Target, Entry)> {
    let (id, day) = mark.rsplit_once('/')?;
    let day: i32 = day.parse().ok()?;
    days.with_untracked(|days| {
        let there = days.iter().find(|other| other.day == day)?;
        let entry = there.entries.iter().find(|entry| entry.id == id)?;
        Some((Target { day, minute: entry.timed.map(|timed| timed.from) }, entry.clone()))
    })
}

fn day_of(element: &Element) -> Option<i32> {
    element.get_attribute("data-day")?.parse().ok()
}

/// The minute of the day at that height of a column of hours; `None` for a day without hours.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a minute of a day, cut at its ends"
)]
fn minute_at(element: &Element, y: f64) -> Option<u32> {
    element.has_attribute("data-hours").then(|| {
        let frame = element.get_bounding_client_rect();
        let part = (y - frame.top()) / frame.height().max(1.0);
        (part * f64::from(DAY_MINUTES)).clamp(0.0, f64::from(DAY_MINUTES - STEP)) as u32
    })
}

/// A target in words.
fn spoken(target: Target) -> String {
    let day = format::day_full(target.day);
    match target.minute {
        Some(minute) => format!("{day}, {}", format::time(format::at_clock(target.day, minute))),
        None => day,
    }
}
