//! Lifting a card, carrying it and putting it down.

use super::places::{self, Target, Way};
use super::{Lane, Move};
use crate::browser;
use crate::words::{self, components};
use gloo_timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// A mouse lifts a card after so many pixels.
const LIFT_AFTER_PX: i32 = 4;
/// A thumb lifts a card by resting on it so long.
const LIFT_AFTER_MS: u32 = 400;
/// A thumb that moves farther than this before is scrolling.
const SCROLLS_AFTER_PX: i32 = 8;

/// A card under a pressed pointer that is not lifted yet.
#[derive(Clone, Debug)]
struct Pressed {
    card: String,
    pointer: i32,
    touch: bool,
    at: (i32, i32),
    /// From the corner of the card to the pointer.
    grip: (i32, i32),
    width: i32,
}

/// What is being carried, and where it would land.
#[derive(Clone, Copy)]
pub(super) struct Drag {
    lanes: Signal<Vec<Lane>>,
    on_move: Callback<(Move,)>,
    on_open: Callback<(String,)>,
    board: NodeRef<html::Div>,
    pressed: StoredValue<Option<Pressed>>,
    press_number: StoredValue<u32>,
    just_dropped: StoredValue<bool>,
    lifted: RwSignal<Option<String>>,
    keyboard: RwSignal<bool>,
    at: RwSignal<(i32, i32)>,
    target: RwSignal<Option<Target>>,
    said: RwSignal<String>,
}

impl Drag {
    pub(super) fn new(
        lanes: Signal<Vec<Lane>>,
        on_move: Callback<(Move,)>,
        on_open: Callback<(String,)>,
        board: NodeRef<html::Div>,
    ) -> Self {
        Self {
            lanes,
            on_move,
            on_open,
            board,
            pressed: StoredValue::new(None),
            press_number: StoredValue::new(0),
            just_dropped: StoredValue::new(false),
            lifted: RwSignal::new(None),
            keyboard: RwSignal::new(false),
            at: RwSignal::new((0, 0)),
            target: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        }
    }

    pub(super) fn lifted(self) -> Option<String> {
        self.lifted.get()
    }

    pub(super) fn by_pointer(self) -> bool {
        !self.keyboard.get()
    }

    pub(super) fn said(self) -> String {
        self.said.get()
    }

    pub(super) fn ghost_at(self) -> String {
        let (x, y) = self.at.get();
        let grip = self.pressed.with_value(|pressed| pressed.as_ref().map_or((0, 0), |pressed| pressed.grip));
        format!("translate({}px, {}px)", x - grip.0, y - grip.1)
    }

    pub(super) fn ghost_width(self) -> String {
        let width = self.pressed.with_value(|pressed| pressed.as_ref().map_or(240, |pressed| pressed.width));
        format!("{width}px")
    }

    pub(super) fn drops_first(self, lane: &str) -> bool {
        self.target.with(|target| {
            target.as_ref().is_some_and(|target| target.lane == lane && target.after.is_none())
        })
    }

    pub(super) fn drops_after(self, lane: &str, card: &str) -> bool {
        self.target.with(|target| {
            target.as_ref().is_some_and(|target| target.lane == lane && target.after.as_deref() == Some(card))
        })
    }

    pub(super) fn pointer_down(self, event: &PointerEvent) {
        let Some(card) = event.target().and_then(|target| closest(target, "[data-card]")) else { return };
        let on_button =
            event.target().and_then(|target| closest(target, "button, input, [role=menu]")).is_some();
        if event.button() != 0 || on_button || self.lifted.get_untracked().is_some() {
            return;
        }
        let (Some(id), frame) = (card.get_attribute("data-card"), card.get_bounding_client_rect()) else {
            return;
        };
        let at = (event.client_x(), event.client_y());
        let touch = event.pointer_type() == "touch";
        self.pressed.set_value(Some(Pressed {
            card: id,
            pointer: event.pointer_id(),
            touch,
            at,
            grip: (at.0 - whole(frame.left()), at.1 - whole(frame.top())),
            width: whole(frame.width()),
        }));
        self.at.set(at);
        self.press_number.update_value(|number| *number = number.wrapping_add(1));
        if touch {
            let mine = self.press_number.get_value();
            let rest = move || {
                let still = self.press_number.try_get_value() == Some(mine)
                    && self.pressed.with_value(Option::is_some);
                if still {
                    self.lift();
                }
            };
            Timeout::new(LIFT_AFTER_MS, rest).forget();
        }
    }

    pub(super) fn pointer_move(self, event: &PointerEvent) {
        let Some(pressed) = self.pressed.get_value() else { return };
        let at = (event.client_x(), event.client_y());
        if self.lifted.get_untracked().is_none() {
            let far = (at.0 - pressed.at.0).abs().max((at.1 - pressed.at.1).abs());
            if pressed.touch && far > SCROLLS_AFTER_PX {
                self.pressed.set_value(None);
            }
            if pressed.touch || far <= LIFT_AFTER_PX {
                return;
            }
            self.lift();
        }
        self.at.set(at);
        if let Some(target) = self.under(at, &pressed.card)
            && self.target.with_untracked(|now| now.as_ref() != Some(&target))
        {
            self.target.set(Some(target));
        }
    }

    pub(super) fn pointer_up(self) {
        if self.lifted.get_untracked().is_some() && !self.keyboard.get_untracked() {
            self.drop();
            self.just_dropped.set_value(true);
            Timeout::new(0, move || {
                self.just_dropped.try_set_value(false);
            })
            .forget();
        }
        self.pressed.set_value(None);
    }

    /// Opens the pressed card, unless the press was the end of carrying one.
    pub(super) fn click(self, event: &web_sys::MouseEvent) {
        let on_control =
            event.target().and_then(|target| closest(target, "a, button, input, [role=menu]")).is_some();
        let card = event.target().and_then(|target| closest(target, "[data-card]"));
        let id = card.and_then(|card| card.get_attribute("data-card"));
        if self.just_dropped.get_value() {
            event.prevent_default();
        } else if let Some(id) = id.filter(|_| !on_control) {
            self.on_open.run((id,));
        }
    }

    /// Keeps the page from scrolling while a thumb carries a card.
    pub(super) fn hold_still(self, event: &web_sys::TouchEvent) {
        if self.lifted.get_untracked().is_some() && event.cancelable() {
            event.prevent_default();
        }
    }

    /// A thumb that rests lifts the card instead of opening the browser's menu.
    pub(super) fn no_menu(self, event: &web_sys::MouseEvent) {
        if self.pressed.with_value(|pressed| pressed.as_ref().is_some_and(|pressed| pressed.touch)) {
            event.prevent_default();
        }
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        let Some(card) = event.target().filter(is_card).and_then(|target| closest(target, "[data-card]"))
        else {
            return;
        };
        let Some(id) = card.get_attribute("data-card") else { return };
        let lifted = self.lifted.get_untracked().is_some();
        match event.key().as_str() {
            " " if lifted => self.drop(),
            " " => self.lift_by_key(&id),
            "Escape" if lifted => self.cancel(),
            "Enter" if !lifted => self.on_open.run((id,)),
            key => match Way::of(key, browser::right_to_left()) {
                Some(way) => self.arrow(way, &id, lifted),
                None => return,
            },
        }
        event.prevent_default();
    }

    pub(super) fn cancel(self) {
        if let Some(card) = self.lifted.get_untracked() {
            let (title, lane) = self.names(&card);
            self.said.set(components::drop_cancelled(&title, &lane));
        }
        self.pressed.set_value(None);
        self.target.set(None);
        self.lifted.set(None);
        self.keyboard.set(false);
    }

    fn lift(self) {
        let Some(pressed) = self.pressed.get_value() else { return };
        if let Some(board) = self.board.get_untracked() {
            // The pointer may be gone already; then its end comes as usual.
            let _ = board.set_pointer_capture(pressed.pointer);
        }
        self.target.set(self.place_of(&pressed.card));
        self.lifted.set(Some(pressed.card));
    }

    fn lift_by_key(self, card: &str) {
        let (title, lane) = self.names(card);
        self.keyboard.set(true);
        self.target.set(self.place_of(card));
        self.lifted.set(Some(card.to_owned()));
        self.said.set(components::lifted(&title, &lane));
    }

    fn drop(self) {
        let (Some(record), Some(target)) = (self.lifted.get_untracked(), self.target.get_untracked()) else {
            return self.cancel();
        };
        let moved = self.place_of(&record).as_ref() != Some(&target);
        let (lane, place, total) = self.spoken(&target, &record);
        self.said.set(components::dropped(&self.names(&record).0, &lane, &place, &total));
        self.target.set(None);
        self.lifted.set(None);
        self.keyboard.set(false);
        if moved {
            self.on_move.run((Move { record, column: target.lane, after: target.after },));
        }
    }

    /// Where a pointer at these coordinates would put the card.
    fn under(self, at: (i32, i32), card: &str) -> Option<Target> {
        let under = document().element_from_point(at.0 as f32, at.1 as f32)?;
        let lane = under.closest("[data-lane]").ok()??.get_attribute("data-lane")?;
        let over = under.closest("[data-card]").ok().flatten().and_then(|over| {
            let frame = over.get_bounding_client_rect();
            Some((over.get_attribute("data-card")?, f64::from(at.1) > frame.top() + frame.height() / 2.0))
        });
        let above = |over: &str| {
            self.lanes.with_untracked(|lanes| {
                let cards = places::cards(lanes, &lane, card);
                let at = cards.iter().position(|other| *other == over)?;
                cards.get(at.checked_sub(1)?).map(|card| (*card).to_owned())
            })
        };
        let last = || {
            let last =
                |lanes: &Vec<Lane>| places::cards(lanes, &lane, card).last().map(|card| (*card).to_owned());
            self.lanes.with_untracked(last)
        };
        let after = match over {
            Some((over, _)) if over == card => return self.place_of(card),
            Some((over, true)) => Some(over),
            Some((over, false)) => above(&over),
            None if under.closest(".lane-head").ok().flatten().is_some() => None,
            None => last(),
        };
        Some(Target { lane, after })
    }

    fn arrow(self, way: Way, card: &str, lifted: bool) {
        let target = self.target.get_untracked().filter(|_| lifted);
        let lanes = self.lanes;
        match target {
            Some(target) => {
                let next = lanes.with_untracked(|lanes| places::step(lanes, &target, card, way));
                if let Some(next) = next {
                    let (lane, place, total) = self.spoken(&next, card);
                    self.said.set(components::over(&lane, &place, &total));
                    self.target.set(Some(next));
                }
            }
            None => {
                if let Some(beside) = lanes.with_untracked(|lanes| places::neighbour(lanes, card, way)) {
                    focus_card(&beside);
                }
            }
        }
    }

    /// A target in words: its column, its place, how many there are.
    fn spoken(self, target: &Target, card: &str) -> (String, String, String) {
        self.lanes.with_untracked(|lanes| {
            let (place, total) = places::place_and_total(lanes, target, card);
            (places::lane_title(lanes, &target.lane), words::number(place), words::number(total))
        })
    }

    fn names(self, card: &str) -> (String, String) {
        self.lanes.with_untracked(|lanes| places::names(lanes, card))
    }

    fn place_of(self, card: &str) -> Option<Target> {
        self.lanes.with_untracked(|lanes| places::of(lanes, card))
    }
}

fn closest(target: web_sys::EventTarget, selector: &str) -> Option<Element> {
    target.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

fn is_card(target: &web_sys::EventTarget) -> bool {
    target.dyn_ref::<Element>().is_some_and(|element| element.has_attribute("data-card"))
}

fn focus_card(id: &str) {
    let card = document().query_selector(&format!("[data-card=\"{id}\"]")).ok().flatten();
    if let Some(card) = card.and_then(|card| card.dyn_into::<HtmlElement>().ok()) {
        let _ = card.focus();
    }
}

#[expect(clippy::cast_possible_truncation, reason = "page coordinates are far below 2^31")]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}
