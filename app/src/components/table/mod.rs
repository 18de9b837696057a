//! A list of any length: only the rows in view and a few around them are in the page.

mod cells;
mod column;
mod head;
mod keys;
mod picking;
mod plain;
mod row;
mod sizes;
mod slots;
mod window;

pub use cells::{ActiveCell, CellAt, CellEdits};
pub use column::{Column, Place};
pub use keys::letter_keys;
pub use picking::{Extent, Pick, Picks};
pub use plain::Plain;
pub use sizes::Sizes;
pub use slots::RowView;

use super::Keys;
use crate::browser;
use cells::Cells;
use head::Heads;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use picking::LongPress;
use row::{Rows, no_menu_of_a_finger, no_text_between, on_control};
use sizes::{fewer, tracks};
use slots::keep_order;
use window::{in_view, keep_place, pixels, room, show, window_of};

/// What keys do.
pub const KEYS: Keys = &[
    ("Tab", "the list is one stop, its headings are another"),
    ("Down, Up, J, K", "the next, the previous row"),
    ("PageDown, PageUp, Home, End", "a screenful on or back, the first, the last row"),
    ("Left, Right", "the cell before, after"),
    ("Enter", "on the title: opens the row; on another cell: edits it"),
    ("F2", "edits the cell"),
    (
        "Space",
        "picks the row, or takes it out; Shift with a key that goes somewhere picks everything up to there",
    ),
    ("Ctrl+A, Cmd+A", "picks everything"),
    ("Escape", "picks nothing any more; from the headings into the list"),
    ("Left, Right", "in the headings: the one before, after"),
    ("Enter, Space", "on a heading: sorts by it; with Shift beside what it is sorted by"),
    ("Alt+Left, Alt+Right", "on a heading: makes the column narrower or wider"),
];

/// Windows are asked for in steps of so many rows, so that scrolling asks seldom.
const STEP: u32 = 32;
/// So many rows before and after those in the page are asked for, too: a row that comes is there already.
const AHEAD: u32 = 16;

/// A list with a fixed row height.
#[component]
pub fn Table(
    /// Names the list in the page and remembers how far it was scrolled.
    #[prop(into)]
    id: String,
    /// What it lists.
    #[prop(into)]
    label: TextProp,
    /// Its columns.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// How many rows there are.
    #[prop(into)]
    total: Signal<u32>,
    /// The columns it is sorted by, the first first, and whether the largest stands first.
    #[prop(into)]
    sort: Signal<Vec<(String, bool)>>,
    /// A heading was pressed.
    #[prop(into)]
    on_sort: Callback<(String, bool)>,
    /// What stands at a place, which changes while the list scrolls; asked once for each slot.
    #[prop(into)]
    row: Callback<(Signal<u32>,), RowView>,
    /// Rows from here, so many, are wanted.
    #[prop(into)]
    on_window: Callback<(u32, u32)>,
    /// A row was pressed.
    #[prop(into)]
    on_open: Callback<(u32,)>,
    /// Something in a row was pressed that answers by itself: a link, a button.
    #[prop(optional, into)]
    on_within: Option<Callback<(u32, leptos::ev::MouseEvent)>>,
    /// Its rows can be picked.
    #[prop(optional, into)]
    picks: Option<Picks>,
    /// Its columns can be made wider.
    #[prop(optional, into)]
    sizes: Option<Sizes>,
    /// Its cells can be edited.
    #[prop(optional, into)]
    edits: Option<CellEdits>,
    /// The row under the keys, where something outside follows or moves it.
    #[prop(default = ActiveCell::first())]
    active_cell: ActiveCell,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let (top, height, row_height) = (RwSignal::new(0_i32), RwSignal::new(900_i32), RwSignal::new(40_i32));
    let active = active_cell.row;
    let measure = move || {
        let Some(node) = node.get_untracked() else { return };
        height.set(node.client_height().max(1));
        row_height.set(pixels(&node, "--row").unwrap_or(40));
    };
    browser::watch_size(node, measure);
    keep_place(id.clone(), node, total, (top, active));
    // It never gets smaller: with another number of slots every row would move to another.
    let room = Memo::new(move |most: Option<&u32>| {
        room(height.get(), row_height.get()).max(most.copied().unwrap_or_default())
    });
    let window = Memo::new(move |_| window_of(top.get(), row_height.get(), (room.get(), total.get())));
    ask_for(window, on_window);
    let columns = Memo::new(move |_| columns.get());
    let widths = move || sizes.map(|sizes| sizes.widths.get()).unwrap_or_default();
    let wide = Memo::new(move |_| columns.with(|columns| tracks(columns, &widths(), picks.is_some())));
    let narrow =
        Memo::new(move |_| columns.with(|columns| tracks(&fewer(columns), &widths(), picks.is_some())));
    let heads = Heads { sort, on_sort, picks, sizes, node };
    let id = StoredValue::new(id);
    let long = LongPress::new();
    let rows = Rows { id, columns, row, row_height, window, active, node, picks, on_open, on_within, long };
    let (editing, pointed) = (RwSignal::new(None), RwSignal::new(None));
    let cells =
        Cells { active_cell, columns, ticks: picks.is_some(), edits, node, row_height, editing, pointed };
    let last = move || total.get_untracked().saturating_sub(1);
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let page = u32::try_from(height.get_untracked() / row_height.get_untracked().max(1)).unwrap_or(10);
        if !on_control(&event) && cells.key(&event) {
            event.prevent_default();
        } else {
            rows.key(&event, page, last());
        }
    };
    Effect::new(move || {
        if let Some(place) = active_cell.wanted.get() {
            rows.go(place.min(last()));
        }
    });
    let point = move |event: leptos::ev::PointerEvent| {
        if event.pointer_type() == "mouse"
            && let Some(at) = Cells::of_event(&event, picks.is_some())
        {
            pointed.set(Some(at).filter(|at| at.column > 0));
        }
    };
    let slots = slots_of(window, move || in_view(height.get(), row_height.get()));
    let shown = move || {
        // New columns make new rows. They are read, not only tracked: a memo that nobody reads never runs.
        columns.with(|_| ());
        let one = move |slot: u32| rows.slot(slot);
        view! { <For each=move || 0..slots.get() key=|slot| *slot children=one/> }
    };
    let body = NodeRef::<html::Div>::new();
    keep_order(body, move || {
        let _ = (window.get(), slots.get());
    });
    let body_height = move || format!("{}px", i64::from(total.get()) * i64::from(row_height.get()));
    let name = label;
    let under_keys = move || match active_cell.column.get() {
        0 => id.with_value(|id| format!("{id}-{}", active.get())),
        column => id.with_value(|id| format!("{id}-{}-{column}", active.get())),
    };
    view! {
        <div class="table" role="grid" tabindex="0" node_ref=node id=id.get_value()
            style=("--tracks", move || wide.get().0) style=("--least", move || format!("{}px", wide.get().1))
            style=("--tracks-narrow", move || narrow.get().0)
            style=("--least-narrow", move || format!("{}px", narrow.get().1))
            aria-label=move || name.get().to_string() aria-rowcount=move || (total.get() + 1).to_string()
            aria-multiselectable=picks.map(|_| "true")
            data-picking=move || picks.is_some_and(|picks| picks.extent.get() != Extent::Nothing).then_some("true")
            data-framed=move || cells.framed().then_some("true")
            aria-activedescendant=move || (total.get() > 0).then(under_keys)
            on:scroll=move |_| { if let Some(node) = node.get_untracked() { top.set(node.scroll_top()) } }
            on:keydown=keys>
            <div class="table-head" role="rowgroup">
                {move || heads.heads(columns.get())}
            </div>
            <div class="table-body" role="rowgroup" node_ref=body style:block-size=body_height on:pointerover=point
                on:pointerleave=move |_| pointed.set(None) on:click=move |event| rows.pressed(&event)
                on:mousedown=no_text_between on:pointerdown=move |event| rows.held(&event)
                on:pointermove=move |event| long.moved(&event) on:pointerup=move |_| long.stop()
                on:pointercancel=move |_| long.stop() on:contextmenu=no_menu_of_a_finger>
                {shown}{cells.over()}
            </div>
        </div>
    }
}

/// Says which rows are wanted, whenever those in view leave what was asked for last.
fn ask_for(window: Memo<(u32, u32)>, on_window: Callback<(u32, u32)>) {
    let asked = Memo::new(move |_| {
        let (first, last) = window.get();
        let from = first.saturating_sub(AHEAD) / STEP * STEP;
        (from, (last + AHEAD - from).div_ceil(STEP) * STEP)
    });
    Effect::new(move || {
        let (from, count) = asked.get();
        on_window.run((from, count));
    });
}

/// How many slots there are: at first for the rows in view only, the margins are made when those are painted.
fn slots_of(window: Memo<(u32, u32)>, in_view: impl Fn() -> u32 + Send + Sync + 'static) -> Memo<u32> {
    let all = RwSignal::new(false);
    browser::when_painted(move || {
        let _ = all.try_set(true);
    });
    Memo::new(move |_| {
        let (first, last) = window.get();
        if all.get() { last - first } else { (last - first).min(in_view()) }
    })
}

impl Rows {
    /// Puts the keys on a row and scrolls to it.
    fn go(self, to: u32) {
        self.active.set(to);
        if let Some(node) = self.node.get_untracked() {
            show(&node, to, self.row_height.get_untracked());
        }
    }

    /// A key in the list, whose pages have so many rows and whose last row is `last`.
    fn key(self, event: &leptos::ev::KeyboardEvent, page: u32, last: u32) {
        let (now, key) = (self.active.get_untracked(), event.key());
        let command = event.ctrl_key() || event.meta_key();
        let pick = match (key.as_str(), self.picks) {
            ("Enter", _) if !on_control(event) => return self.on_open.run((now,)),
            (" ", Some(_)) if !on_control(event) => Some(Pick::Toggle(now)),
            ("a" | "A", Some(_)) if command => Some(Pick::All),
            ("Escape", Some(picks)) if picks.some() => Some(Pick::Nothing),
            _ => None,
        };
        let to = keys::goes_to(&key, now, page, last).filter(|_| !command || key.len() > 1);
        if pick.is_some() || to.is_some() {
            event.prevent_default();
        }
        if let Some((picks, pick)) = self.picks.zip(pick) {
            return picks.pick(pick);
        }
        let Some(to) = to else { return };
        self.go(to);
        if let Some(picks) = self.picks.filter(|_| event.shift_key()) {
            picks.pick(Pick::Extend { from: now, to });
        }
    }
}
