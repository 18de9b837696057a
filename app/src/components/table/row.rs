//! One row of a list: its cells, its tick, and what a press on it does.

use super::column::Column;
use super::picking::{LongPress, Pick, Picks, row_tick};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// What every row of a list shares.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub id: StoredValue<String>,
    pub columns: Memo<Vec<Column>>,
    pub cells: Callback<(u32,), Vec<AnyView>>,
    pub row_height: RwSignal<i32>,
    /// The row under the keys.
    pub active: RwSignal<u32>,
    pub node: NodeRef<html::Div>,
    pub picks: Option<Picks>,
    pub on_open: Callback<(u32,)>,
    pub long: LongPress,
}

impl Rows {
    /// The row at a place.
    pub(super) fn row(self, place: u32) -> AnyView {
        let Self { columns, row_height, active, picks, long, .. } = self;
        let cells = self.cells.run((place,));
        let places = columns
            .with_untracked(|columns| columns.iter().map(|c| (c.place, c.numeric)).collect::<Vec<_>>());
        let cells = cells.into_iter().zip(places).enumerate().map(|(at, (cell, (kind, numeric)))| {
            view! {
                <div class="cell" role="gridcell" id=self.id.with_value(|id| format!("{id}-{place}-{at}")) data-place=kind.name() data-numeric=numeric.then_some("true")>
                    {cell}
                </div>
            }
        });
        let tick = picks.map(|picks| row_tick(picks, place, move |all| self.ticked(picks, place, all)));
        let offset = move || format!("translateY({}px)", i64::from(place) * i64::from(row_height.get()));
        let picked = move || picks.map(|picks| picks.holds.run((place,)).to_string());
        let hold = move |event: leptos::ev::PointerEvent| {
            if let Some(picks) = picks {
                long.down(&event, move || self.toggle(picks, place));
            }
        };
        view! {
            <div class="table-row" role="row" id=self.id.with_value(|id| format!("{id}-{place}"))
                aria-rowindex=(place + 2).to_string() aria-selected=picked
                data-active=move || (active.get() == place).then_some("true") style:transform=offset
                on:click=move |event| self.pressed(place, &event) on:mousedown=no_text_between
                on:pointerdown=hold on:pointermove=move |event| long.moved(&event)
                on:pointerup=move |_| long.stop() on:pointercancel=move |_| long.stop()
                on:contextmenu=no_menu_of_a_finger>
                {tick}{cells.collect_view()}
            </div>
        }
        .into_any()
    }

    fn pressed(self, place: u32, event: &leptos::ev::MouseEvent) {
        let before = self.active.get_untracked();
        let Some(picks) = self.picks else { return self.open(place, event) };
        // A finger picks one after the other once it has begun, wherever in the row it comes down.
        if self.long.ends() {
            event.prevent_default();
        } else if picks.some() && by_finger() && !on_tick(event) {
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

/// Shift and a press pick rows, not the text between.
fn no_text_between(event: leptos::ev::MouseEvent) {
    if event.shift_key() {
        event.prevent_default();
    }
}

fn no_menu_of_a_finger(event: leptos::ev::MouseEvent) {
    if by_finger() {
        event.prevent_default();
    }
}

fn by_finger() -> bool {
    matches!(window().match_media("(pointer: coarse)"), Ok(Some(query)) if query.matches())
}

fn is_within(event: &web_sys::Event, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
}

fn on_tick(event: &web_sys::Event) -> bool {
    is_within(event, ".row-tick")
}

/// Whether something in the row answers by itself.
pub(super) fn on_control(event: &web_sys::Event) -> bool {
    is_within(event, "a, button, input, select, textarea, [role=menu]")
}
