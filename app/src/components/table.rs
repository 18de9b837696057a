//! A list of any length: only the rows in view and a few around them are in the page.

use super::Keys;
use crate::icons::{Icon, IconView};
use crate::words::components as words;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos::wasm_bindgen::JsCast;
use std::cell::RefCell;
use std::collections::HashMap;

/// What keys do.
pub const KEYS: Keys = &[
    ("Tab", "the list is one stop"),
    ("Down, Up, J, K", "the next, the previous row"),
    ("PageDown, PageUp, Home, End", "a screenful on or back, the first, the last row"),
    ("Enter", "opens the row"),
];

/// Rows kept in the page before and after those in view.
const MARGIN: u32 = 8;
/// Windows are asked for in steps of so many rows, so that scrolling asks seldom.
const STEP: u32 = 32;

thread_local! {
    /// Where each list was scrolled to when it was left.
    static LEFT_AT: RefCell<HashMap<String, i32>> = RefCell::default();
}

/// What a column is on a phone, where a row has two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The first line.
    Title,
    /// The second line.
    Second,
    /// At the end of the row.
    End,
    /// Only where the list is wide enough: the higher, the wider.
    #[default]
    Wide,
    /// Only where the list is widest.
    Widest,
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Second => "second",
            Self::End => "end",
            Self::Wide => "wide",
            Self::Widest => "widest",
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Stable name, handed back for sorting.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// Share of the width: 2 takes twice as much as 1.
    pub share: f32,
    /// Whether it holds numbers, which stand at the end.
    pub numeric: bool,
    /// Where it stands on a phone.
    pub place: Place,
}

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
    /// The column it is sorted by, and whether the largest stands first.
    #[prop(into)]
    sort: Signal<(String, bool)>,
    /// A heading was pressed.
    #[prop(into)]
    on_sort: Callback<(String,)>,
    /// The cells of the row at a place, one for each column; made once for each row that comes into view.
    #[prop(into)]
    row: Callback<(u32,), Vec<AnyView>>,
    /// Rows from here, so many, are wanted.
    #[prop(into)]
    on_window: Callback<(u32, u32)>,
    /// A row was pressed.
    #[prop(into)]
    on_open: Callback<(u32,)>,
    /// The place of the row that is open beside the list.
    #[prop(optional, into)]
    selected: Signal<Option<u32>>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let (top, height, row_height) = (RwSignal::new(0_i32), RwSignal::new(900_i32), RwSignal::new(40_i32));
    let active = RwSignal::new(0_u32);
    let measure = move || {
        let Some(node) = node.get_untracked() else { return };
        height.set(node.client_height().max(1));
        row_height.set(pixels_of_row(&node));
    };
    watch_size(node, measure);
    keep_place(id.clone(), node, total, top);
    let window = Memo::new(move |_| window_of(top.get(), height.get(), row_height.get(), total.get()));
    let asked = Memo::new(move |_| {
        let (first, last) = window.get();
        let from = first / STEP * STEP;
        (from, (last - from).div_ceil(STEP).max(1) * STEP)
    });
    Effect::new(move || {
        let (from, count) = asked.get();
        on_window.run((from, count));
    });
    let columns_here = Memo::new(move |_| columns.get());
    let tracks = move || columns_here.with(|columns| tracks(columns));
    let show = move |place: u32| {
        let Some(node) = node.get_untracked() else { return };
        let (at, row) = (
            i32::try_from(place).unwrap_or(i32::MAX).saturating_mul(row_height.get_untracked()),
            row_height.get_untracked(),
        );
        let room = node.client_height() - 2 * row;
        if at < node.scroll_top() {
            node.set_scroll_top(at);
        } else if at > node.scroll_top() + room {
            node.set_scroll_top(at - room);
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let last = total.get_untracked().saturating_sub(1);
        let page = u32::try_from(height.get_untracked() / row_height.get_untracked().max(1)).unwrap_or(10);
        let now = active.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" | "j" => now.saturating_add(1),
            "ArrowUp" | "k" => now.saturating_sub(1),
            "PageDown" => now.saturating_add(page),
            "PageUp" => now.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            "Enter" if !on_control(&event) => return on_open.run((now,)),
            _ => return,
        };
        event.prevent_default();
        active.set(to.min(last));
        show(to.min(last));
    };
    let (name, row_id, active_id) = (label.clone(), id.clone(), id.clone());
    let one = move |place: u32| {
        let here = place;
        let press = move |event: leptos::ev::MouseEvent| {
            if !on_control(&event) {
                active.set(here);
                on_open.run((here,));
            }
        };
        let cells = row.run((place,));
        let places = columns_here
            .with_untracked(|columns| columns.iter().map(|c| (c.place, c.numeric)).collect::<Vec<_>>());
        let cells = cells.into_iter().zip(places).map(|(cell, (place, numeric))| {
            view! { <div class="cell" role="gridcell" data-place=place.name() data-numeric=numeric.then_some("true")>{cell}</div> }
        });
        let offset = move || format!("translateY({}px)", i64::from(place) * i64::from(row_height.get()));
        view! {
            <div class="table-row" role="row" id=format!("{row_id}-{place}") aria-rowindex=(place + 2).to_string()
                aria-selected=move || (selected.get() == Some(place)).to_string()
                data-active=move || (active.get() == place).then_some("true")
                style:transform=offset on:click=press>
                {cells.collect_view()}
            </div>
        }
    };
    let rows = move || {
        // New columns make new rows. They are read, not only tracked: a memo that nobody reads never runs.
        columns_here.with(|_| ());
        let one = one.clone();
        view! {
            <For each=move || { let (first, last) = window.get(); first..last } key=|place| *place children=one/>
        }
    };
    let body_height = move || format!("{}px", i64::from(total.get()) * i64::from(row_height.get()));
    view! {
        <div class="table" role="grid" tabindex="0" node_ref=node id=id style=("--tracks", tracks)
            aria-label=move || name.get().to_string() aria-rowcount=move || (total.get() + 1).to_string()
            aria-activedescendant=move || (total.get() > 0).then(|| format!("{active_id}-{}", active.get()))
            on:scroll=move |_| { if let Some(node) = node.get_untracked() { top.set(node.scroll_top()) } }
            on:keydown=keys>
            <div class="table-head" role="rowgroup">
                <div class="table-heads" role="row" aria-rowindex="1">{move || heads(columns_here.get(), sort, on_sort)}</div>
            </div>
            <div class="table-body" role="rowgroup" style:block-size=body_height>{rows}</div>
        </div>
    }
}

fn heads(columns: Vec<Column>, sort: Signal<(String, bool)>, on_sort: Callback<(String,)>) -> AnyView {
    let head = |column: Column| {
        let (key, pressed) = (column.key.clone(), column.key);
        let order = Memo::new(move |_| sort.with(|(by, down)| (*by == key).then_some(*down)));
        let told = move || order.get().map(|down| if down { "descending" } else { "ascending" });
        let arrow = move || {
            order.get().map(|down| {
                view! { <IconView icon=if down { Icon::ArrowDown } else { Icon::ArrowUp } size=12/> }
            })
        };
        let name = words::sort_by(&column.label);
        view! {
            <div class="cell" role="columnheader" aria-sort=told data-place=column.place.name()
                data-numeric=column.numeric.then_some("true")>
                <button type="button" class="table-sort" tabindex="-1" title=name
                    on:click=move |_| on_sort.run((pressed.clone(),))>
                    <span>{column.label}</span>
                    {arrow}
                </button>
            </div>
        }
    };
    columns.into_iter().map(head).collect_view().into_any()
}

/// The grid tracks of a row: the title never gets narrower than a name needs.
fn tracks(columns: &[Column]) -> String {
    let track = |column: &Column| match column.place {
        Place::Title => format!("minmax(200px, {}fr)", 1.2 * column.share),
        Place::Second | Place::End | Place::Wide | Place::Widest => {
            format!("minmax(72px, {}fr)", column.share)
        }
    };
    columns.iter().map(track).collect::<Vec<_>>().join(" ")
}

/// The first row to draw and the one after the last.
fn window_of(top: i32, height: i32, row: i32, total: u32) -> (u32, u32) {
    let row = row.max(1);
    let place = |pixels: i32| u32::try_from(pixels / row).unwrap_or(0);
    // In steps of half the margin, so that a few pixels of scrolling draw nothing.
    let first = place(top).saturating_sub(MARGIN) / 4 * 4;
    let last = (place(top.saturating_add(height)) + 1 + MARGIN).div_ceil(4) * 4;
    (first.min(total), last.min(total))
}

fn pixels_of_row(node: &web_sys::Element) -> i32 {
    let style = window().get_computed_style(node).ok().flatten();
    let text = style.and_then(|style| style.get_property_value("--row").ok()).unwrap_or_default();
    text.trim().trim_end_matches("px").parse().unwrap_or(40)
}

fn watch_size(node: NodeRef<html::Div>, measure: impl Fn() + Copy + Send + Sync + 'static) {
    Effect::new(move || {
        if node.get().is_some() {
            measure();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
}

/// Scrolls back to where the list was left, and remembers that on leaving.
fn keep_place(id: String, node: NodeRef<html::Div>, total: Signal<u32>, top: RwSignal<i32>) {
    let known = id.clone();
    let back = StoredValue::new(LEFT_AT.with_borrow(|left| left.get(&known).copied()));
    Effect::new(move || {
        let (Some(node), true) = (node.get(), total.get() > 0) else { return };
        if let Some(at) = back.get_value() {
            back.set_value(None);
            request_animation_frame(move || node.set_scroll_top(at));
        }
    });
    on_cleanup(move || {
        let at = top.try_get_untracked().unwrap_or_default();
        LEFT_AT.with_borrow_mut(|left| left.insert(id.clone(), at));
    });
}

fn on_control(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(target.closest("a, button, input, [role=menu]"), Ok(Some(_))))
}

#[cfg(test)]
mod tests {
    use super::window_of;

    #[test]
    fn the_window_is_what_is_in_view_and_a_margin() {
        assert_eq!(window_of(0, 800, 40, 10_000), (0, 32));
        assert_eq!(window_of(40_000, 800, 40, 10_000), (992, 1_032));
        assert_eq!(window_of(400_000, 800, 40, 10_000), (9_992, 10_000));
        assert_eq!(window_of(0, 800, 40, 3), (0, 3));
        assert_eq!(window_of(0, 800, 0, 0), (0, 0));
    }
}
