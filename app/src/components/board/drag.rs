//! Lifting a card, carrying it and putting it down.

use super::lifting::{Lifting, closest};
use super::places::{self, Target, Way};
use super::{Lane, Move};
use crate::browser;
use crate::words::{self, components};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

/// What is being carried, and where it would land.
#[derive(Clone, Copy)]
pub(super) struct Drag {
    pub(super) lifting: Lifting,
    lanes: Signal<Vec<Lane>>,
    on_move: Callback<(Move,)>,
    on_open: Callback<(String,)>,
    target: RwSignal<Option<Target>>,
    /// Tells only the cards between which the target moves.
    aims: StoredValue<Selector<Option<Target>>>,
    said: RwSignal<String>,
}

impl Drag {
    pub(super) fn new(
        lanes: Signal<Vec<Lane>>,
        on_move: Callback<(Move,)>,
        on_open: Callback<(String,)>,
        board: NodeRef<html::Div>,
    ) -> Self {
        let target = RwSignal::new(None);
        let on_lift = move |card: String| {
            target.set(lanes.with_untracked(|lanes| places::of(lanes, &card)));
        };
        let lifting = Lifting::new(board, "data-card", on_lift);
        let aims = StoredValue::new(Selector::new(move || target.try_get().flatten()));
        let drag =
            Self { lifting, lanes, on_move, on_open, target, aims, said: RwSignal::new(String::new()) };
        Effect::new(move || drag.aim(lifting.scrolled()));
        drag
    }

    pub(super) fn said(self) -> String {
        self.said.get()
    }

    pub(super) fn drops_first(self, lane: &str) -> bool {
        self.aims_at(lane, None)
    }

    pub(super) fn drops_after(self, lane: &str, card: &str) -> bool {
        self.aims_at(lane, Some(card))
    }

    fn aims_at(self, lane: &str, after: Option<&str>) -> bool {
        let target = Target { lane: lane.to_owned(), after: after.map(str::to_owned) };
        self.aims.with_value(|aims| aims.selected(&Some(target)))
    }

    pub(super) fn pointer_move(self, event: &PointerEvent) {
        self.aim(self.lifting.pointer_move(event));
    }

    /// The target is what lies under the pointer.
    fn aim(self, carried: Option<(String, (i32, i32))>) {
        if let Some((card, at)) = carried
            && let Some(target) = self.under(at, &card)
            && self.target.with_untracked(|now| now.as_ref() != Some(&target))
        {
            self.target.set(Some(target));
        }
    }

    pub(super) fn pointer_up(self) {
        if self.lifting.pointer_up() {
            self.drop();
        }
        self.lifting.let_go();
    }

    /// Opens the pressed card, unless the press was the end of carrying one.
    pub(super) fn click(self, event: &web_sys::MouseEvent) {
        let on_control =
            event.target().and_then(|target| closest(target, "a, button, input, [role=menu]")).is_some();
        let card = event.target().and_then(|target| closest(target, "[data-card]"));
        let id = card.and_then(|card| card.get_attribute("data-card"));
        if self.lifting.just_dropped() {
            event.prevent_default();
        } else if let Some(id) = id.filter(|_| !on_control) {
            self.on_open.run((id,));
        }
    }

    /// A thumb that rests lifts the card instead of opening the browser's menu.
    pub(super) fn no_menu(self, event: &web_sys::MouseEvent) {
        if self.lifting.by_thumb() {
            event.prevent_default();
        }
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        let Some(card) = event.target().filter(is_card).and_then(|target| closest(target, "[data-card]"))
        else {
            return;
        };
        let Some(id) = card.get_attribute("data-card") else { return };
        let lifted = self.lifting.lifted_now().is_some();
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
        if let Some(card) = self.lifting.lifted_now() {
            let (title, lane) = self.names(&card);
            self.said.set(components::drop_cancelled(&title, &lane));
        }
        self.lifting.let_go();
        self.target.set(None);
        self.lifting.put_down();
    }

    fn lift_by_key(self, card: &str) {
        let (title, lane) = self.names(card);
        self.lifting.lift_by_key(card);
        self.said.set(components::lifted(&title, &lane));
    }

    fn drop(self) {
        let (Some(record), Some(target)) = (self.lifting.lifted_now(), self.target.get_untracked()) else {
            return self.cancel();
        };
        let moved = self.place_of(&record).as_ref() != Some(&target);
        let (lane, place, total) = self.spoken(&target, &record);
        self.said.set(components::dropped(&self.names(&record).0, &lane, &place, &total));
        self.target.set(None);
        self.lifting.put_down();
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

fn is_card(target: &web_sys::EventTarget) -> bool {
    target.dyn_ref::<web_sys::Element>().is_some_and(|element| element.has_attribute("data-card"))
}

fn focus_card(id: &str) {
    let card = document().query_selector(&format!("[data-card=\"{id}\"]")).ok().flatten();
    if let Some(card) = card.and_then(|card| card.dyn_into::<HtmlElement>().ok()) {
        let _ = card.focus();
    }
}
