//! The slot of a row, and what a press in a row does.

use super::column::Column;
use super::picking::{LongPress, Pick, Picks, row_tick, tell_tick};
use super::plain::set;
use super::slots::{RowView, cells, fill, place_in, place_of};
use crate::browser;
use crate::words::components as words;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What every row of a list shares.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub id: StoredValue<String>,
    pub columns: Memo<Vec<Column>>,
    pub row: Callback<(Signal<u32>,), RowView>,
    pub row_height: RwSignal<i32>,
    /// The first row in the page and the one after the last.
    pub window: Memo<(u32, u32)>,
    /// The row under the keys.
    pub active: RwSignal<u32>,
    pub node: NodeRef<html::Div>,
    pub picks: Option<Picks>,
    pub on_open: Callback<(u32,)>,
    pub on_within: Option<Callback<(u32, leptos::ev::MouseEvent)>>,
    pub long: LongPress,
}

/// What the page is told of the row in a slot.
struct Told {
    place: u32,
    row_height: i32,
    active: bool,
    known: bool,
    /// Whether it is picked, and the words of its tick.
    picked: Option<(bool, String)>,
}

impl Rows {
    /// A slot and the row that it has now.
    pub(super) fn slot(self, slot: u32) -> AnyView {
        let window = self.window;
        let place = Memo::new(move |_| {
            let (first, last) = window.get();
            place_in(slot, first, last - first)
        });
        let view = self.row.run((place.into(),));
        let node = NodeRef::<html::Div>::new();
        self.follow(place, view.known, node);
        fill(view, usize::from(self.picks.is_some()), node);
        let cells = self.columns.with_untracked(|columns| cells(columns));
        view! {
            <div class="table-row" role="row" node_ref=node>{self.picks.map(|_| row_tick())}{cells}</div>
        }
        .into_any()
    }

    /// Tells the page what the slot has become: one effect for everything, since each costs as much as what it writes.
    fn follow(self, place: Memo<u32>, known: Signal<bool>, node: NodeRef<html::Div>) {
        let Self { active, row_height, picks, .. } = self;
        // Every row hears of each step of the keys; two of them have to do something.
        let active = Memo::new(move |_| active.get() == place.get());
        let mut before = None::<Told>;
        Effect::new(move || {
            let place = place.get();
            let picked = |picks: Picks| (picks.holds.run((place,)), words::pick(&picks.name.run((place,))));
            let (known, picked) = (known.get(), picks.map(picked));
            let now = Told { place, row_height: row_height.get(), active: active.get(), known, picked };
            if let Some(row) = node.get() {
                self.tell(&row, before.as_ref(), &now);
                before = Some(now);
            }
        });
    }

    fn tell(self, row: &HtmlElement, before: Option<&Told>, now: &Told) {
        let same = |read: fn(&Told) -> i64| before.is_some_and(|before| read(before) == read(now));
        let moved = !same(|told| told.place.into());
        if moved {
            self.keep_focus(row, before.is_some());
            set(row, "aria-rowindex", Some(&(now.place + 2).to_string()));
            self.name(row, now.place);
        }
        if moved || !same(|told| told.row_height.into()) {
            let offset = format!("translateY({}px)", i64::from(now.place) * i64::from(now.row_height));
            // It fails only for a style that cannot be written, which this one can.
            let _ = row.style().set_property("transform", &offset);
        }
        if !same(|told| told.known.into()) {
            set(row, "data-waits", (!now.known).then_some("true"));
        }
        if !same(|told| told.active.into()) {
            set(row, "data-active", now.active.then_some("true"));
        }
        if let Some((picked, words)) = &now.picked
            && before.and_then(|before| before.picked.as_ref()) != now.picked.as_ref()
        {
            set(row, "aria-selected", Some(if *picked { "true" } else { "false" }));
            tell_tick(row, *picked, words);
        }
    }

    /// Rows and cells have names, by which the list says where the keys are.
    fn name(self, row: &HtmlElement, place: u32) {
        let name = self.id.with_value(|id| format!("{id}-{place}"));
        let mut cell = row.first_element_child();
        if self.picks.is_some() {
            cell = cell.and_then(|tick| tick.next_element_sibling());
        }
        let mut at = 0;
        while let Some(here) = cell {
            here.set_id(&format!("{name}-{at}"));
            cell = here.next_element_sibling();
            at += 1;
        }
        row.set_id(&name);
    }

    /// The focus in a row whose slot gets another goes to the list: it was not meant for the other.
    fn keep_focus(self, row: &HtmlElement, had_another: bool) {
        let within = || row.contains(browser::document().active_element().as_deref());
        if had_another
            && within()
            && let Some(node) = self.node.get_untracked()
        {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = node.focus_with_options(&options);
        }
    }

    /// A press somewhere in the list.
    pub(super) fn pressed(self, event: &leptos::ev::MouseEvent) {
        let Some(place) = row_of(event) else { return };
        let before = self.active.get_untracked();
        let Some(picks) = self.picks else { return self.open(place, event) };
        // A finger picks one after the other once it has begun, wherever in the row it comes down.
        if self.long.ends() {
            event.prevent_default();
        } else if on_tick(event) {
            self.ticked(picks, place, event.shift_key());
        } else if picks.some() && by_finger() {
            event.prevent_default();
            self.toggle(picks, place);
        } else if event.shift_key() && !on_control(event) {
            self.active.set(place);
            picks.pick(Pick::Extend { from: before, to: place });
        } else if (event.ctrl_key() || event.meta_key()) && !on_control(event) {
            self.toggle(picks, place);
        } else {
            self.open(place, event);
        }
    }

    fn open(self, place: u32, event: &leptos::ev::MouseEvent) {
        if !on_control(event) {
            self.active.set(place);
            self.on_open.run((place,));
        } else if let Some(on_within) = self.on_within {
            on_within.run((place, event.clone()));
        }
    }

    /// A pointer comes down: a finger that rests picks the row.
    pub(super) fn held(self, event: &leptos::ev::PointerEvent) {
        if let (Some(picks), Some(place)) = (self.picks, row_of(event)) {
            self.long.down(event, move || self.toggle(picks, place));
        }
    }

    fn toggle(self, picks: Picks, place: u32) {
        self.active.set(place);
        picks.pick(Pick::Toggle(place));
    }

    /// A press on the tick; the keys go on from there.
    fn ticked(self, picks: Picks, place: u32, all: bool) {
        let before = self.active.get_untracked();
        if let Some(node) = self.node.get_untracked() {
            let _ = node.focus();
        }
        if all {
            self.active.set(place);
            picks.pick(Pick::Extend { from: before, to: place });
        } else {
            self.toggle(picks, place);
        }
    }
}

/// The place of the row that an event happened in.
fn row_of(event: &web_sys::Event) -> Option<u32> {
    place_of(&within(event, ".table-row")?)
}

/// Shift and a press pick rows, not the text between. A press with a mouse on a tick leaves the focus where it is.
pub(super) fn no_text_between(event: leptos::ev::MouseEvent) {
    if on_tick(&event) || event.shift_key() && row_of(&event).is_some() {
        event.prevent_default();
    }
}

pub(super) fn no_menu_of_a_finger(event: leptos::ev::MouseEvent) {
    if by_finger() && row_of(&event).is_some() {
        event.prevent_default();
    }
}

fn by_finger() -> bool {
    matches!(window().match_media("(pointer: coarse)"), Ok(Some(query)) if query.matches())
}

fn within(event: &web_sys::Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

fn on_tick(event: &web_sys::Event) -> bool {
    within(event, ".row-tick").is_some()
}

/// Whether something in the row answers by itself.
pub(super) fn on_control(event: &web_sys::Event) -> bool {
    within(event, "a, button, input, select, textarea, [role=menu]").is_some()
}
