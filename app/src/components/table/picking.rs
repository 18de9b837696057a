//! How rows are picked: the table knows places, and whoever shows it knows what stands there.

use crate::icons::{Icon, IconView};
use crate::words::{components as words, t};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// How long a finger rests until it picks, in ms.
const HOLD_MS: u32 = 450;
/// How far it may slip meanwhile, in CSS pixels.
const SLIP: i32 = 10;

/// What a person wants with the rows that are picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The row at a place in, or out.
    Toggle(u32),
    /// Everything between the row that was toggled last, or else `from`, and `to`.
    Extend {
        /// The row before.
        from: u32,
        /// The row at the other end.
        to: u32,
    },
    /// Every row, also those that are not in the page.
    All,
    /// None any more.
    Nothing,
}

/// How much is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// No row.
    Nothing,
    /// Some rows.
    Part,
    /// Every row.
    Everything,
}

impl Extent {
    const fn checked(self) -> &'static str {
        match self {
            Self::Nothing => "false",
            Self::Part => "mixed",
            Self::Everything => "true",
        }
    }
}

/// The rows that are picked, and who is told what a person wants with them.
#[derive(Clone, Copy)]
pub struct Picks {
    /// Whether the row at a place is picked.
    pub holds: Callback<(u32,), bool>,
    /// What the row at a place is called.
    pub name: Callback<(u32,), String>,
    /// How much is picked.
    pub extent: Signal<Extent>,
    /// A person picks.
    pub on_pick: Callback<(Pick,)>,
}

impl Picks {
    pub(super) fn some(self) -> bool {
        self.extent.get_untracked() != Extent::Nothing
    }

    pub(super) fn pick(self, pick: Pick) {
        self.on_pick.run((pick,));
    }
}

/// A press with a mouse on a tick leaves the focus where it is: in the list.
fn keep_focus(event: leptos::ev::MouseEvent) {
    event.prevent_default();
}

/// The tick of a row; the list hears of presses.
pub(super) fn row_tick() -> AnyView {
    view! {
        <div class="cell" role="gridcell" data-place="tick">
            <button type="button" class="row-tick" role="checkbox" tabindex="-1"><IconView icon=Icon::Check size=12/></button>
        </div>
    }
    .into_any()
}

/// Tells the tick of a row whether the row is picked, and in which words.
pub(super) fn tell_tick(row: &web_sys::Element, picked: bool, words: &str) {
    if let Some(tick) = row.first_element_child().and_then(|cell| cell.first_element_child()) {
        // They fail only for names that are none.
        let _ = tick.set_attribute("aria-checked", if picked { "true" } else { "false" });
        let _ = tick.set_attribute("aria-label", words);
    }
}

/// The tick above them: everything, or nothing.
pub(super) fn head_tick(picks: Picks) -> AnyView {
    let press = move |_| match picks.extent.get_untracked() {
        Extent::Everything => picks.pick(Pick::Nothing),
        Extent::Nothing | Extent::Part => picks.pick(Pick::All),
    };
    view! {
        <div class="cell" role="columnheader" data-place="tick">
            <button type="button" class="row-tick" role="checkbox" tabindex="-1"
                aria-checked=move || picks.extent.get().checked() aria-label=t(words::PICK_ALL)
                on:mousedown=keep_focus on:click=press>
                <IconView icon=Icon::Check size=12/>
            </button>
        </div>
    }
    .into_any()
}

/// A finger that rests on a row picks it; the press that ends it is none then.
#[derive(Clone, Copy)]
pub(super) struct LongPress {
    waits: StoredValue<Option<Timeout>, LocalStorage>,
    from: StoredValue<(i32, i32)>,
    picked: StoredValue<bool>,
}

impl LongPress {
    pub(super) fn new() -> Self {
        Self {
            waits: StoredValue::new_local(None),
            from: StoredValue::new((0, 0)),
            picked: StoredValue::new(false),
        }
    }

    pub(super) fn down(self, event: &web_sys::PointerEvent, then: impl FnOnce() + 'static) {
        self.picked.set_value(false);
        if event.pointer_type() != "touch" {
            return;
        }
        self.from.set_value((event.client_x(), event.client_y()));
        let timer = Timeout::new(HOLD_MS, move || {
            if self.picked.try_set_value(true).is_none() {
                then();
            }
        });
        self.waits.set_value(Some(timer));
    }

    pub(super) fn moved(self, event: &web_sys::PointerEvent) {
        let (x, y) = self.from.get_value();
        if (event.client_x() - x).abs() > SLIP || (event.client_y() - y).abs() > SLIP {
            self.stop();
        }
    }

    pub(super) fn stop(self) {
        self.waits.set_value(None);
    }

    /// Whether the press that comes now ends a long one.
    pub(super) fn ends(self) -> bool {
        let picked = self.picked.get_value();
        self.picked.set_value(false);
        picked
    }
}
