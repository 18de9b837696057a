//! The cell under the keys, and the editor that is laid over a cell.

use super::column::{Column, Place};
use crate::browser;
use crate::icons::{Icon, IconView};
use crate::words::{components as words, t};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::Element;

/// Lists narrower than this leave the widest columns out; see `table.css`.
const NARROW: i32 = 900;
/// Narrower ones have two lines a row and no cells to go to.
const LINES: i32 = 640;

/// Where in a list something is: the row, and the column counted from the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellAt {
    /// The row.
    pub place: u32,
    /// The column; the title is 0.
    pub column: usize,
}

/// How cells are edited.
#[derive(Clone, Copy)]
pub struct CellEdits {
    /// Whether this cell can be edited now.
    pub can: Callback<(CellAt,), bool>,
    /// The editor of a cell; it calls back once when it ends.
    pub editor: Callback<(CellAt, Callback<()>), AnyView>,
}

/// The row under the keys, for those who move it from outside, too.
#[derive(Clone, Copy)]
pub struct ActiveCell {
    pub(super) row: RwSignal<u32>,
    pub(super) column: RwSignal<usize>,
    pub(super) wanted: RwSignal<Option<u32>>,
}

impl ActiveCell {
    /// The title of the first row.
    pub fn first() -> Self {
        Self { row: RwSignal::new(0), column: RwSignal::new(0), wanted: RwSignal::new(None) }
    }

    /// The row; what reads it follows it.
    pub fn row(self) -> u32 {
        self.row.get()
    }

    /// Goes so many rows on, or back, and scrolls there.
    pub fn step(self, rows: i32) {
        self.wanted.set(Some(self.row.get_untracked().saturating_add_signed(rows)));
    }
}

/// What the cells of a list share.
#[derive(Clone, Copy)]
pub(super) struct Cells {
    pub active_cell: ActiveCell,
    pub columns: Memo<Vec<Column>>,
    pub ticks: bool,
    pub edits: Option<CellEdits>,
    pub node: NodeRef<html::Div>,
    pub row_height: RwSignal<i32>,
    pub editing: RwSignal<Option<CellAt>>,
    /// The cell that the mouse points at.
    pub pointed: RwSignal<Option<CellAt>>,
}

impl Cells {
    /// A key that goes sideways or edits; says whether it did.
    pub(super) fn key(self, event: &leptos::ev::KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        let column = self.active_cell.column.get_untracked();
        let (on, back) =
            if browser::right_to_left() { ("ArrowLeft", "ArrowRight") } else { ("ArrowRight", "ArrowLeft") };
        match event.key().as_str() {
            "F2" => self.edit(self.here()),
            "Enter" if column > 0 => self.edit(self.here()),
            key if key == on => self.beside(column, 1),
            key if key == back => self.beside(column, -1),
            _ => false,
        }
    }

    fn here(self) -> CellAt {
        CellAt {
            place: self.active_cell.row.get_untracked(),
            column: self.active_cell.column.get_untracked(),
        }
    }

    /// Goes to the next column that is shown, or to the one before.
    pub(super) fn beside(self, from: usize, step: isize) -> bool {
        let width = self.node.get_untracked().map_or(0, |node| node.client_width());
        if width < LINES {
            return false;
        }
        let to = self.columns.with_untracked(|columns| next_shown(columns, from, step, width < NARROW));
        self.active_cell.column.set(to);
        true
    }

    /// Opens the editor of a cell, where it has one.
    pub(super) fn edit(self, at: CellAt) -> bool {
        let can = self.edits.is_some_and(|edits| edits.can.run((at,)));
        if can {
            self.active_cell.row.set(at.place);
            self.active_cell.column.set(at.column);
            self.editing.set(Some(at));
        }
        can
    }

    /// The cell that an event happened in.
    pub(super) fn of_event(event: &web_sys::Event, ticks: bool) -> Option<CellAt> {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let cell = target.closest(".cell[role=gridcell]").ok()??;
        let row = cell.parent_element()?;
        let place = row.get_attribute("aria-rowindex")?.parse::<u32>().ok()?.checked_sub(2)?;
        let all = row.children();
        let at =
            (0..all.length()).find(|at| all.item(*at).is_some_and(|one| one.is_same_node(Some(&cell))))?;
        let column = usize::try_from(at).ok()?.checked_sub(usize::from(ticks))?;
        Some(CellAt { place, column })
    }

    /// Whether there is a frame around the cell under the keys.
    pub(super) fn framed(self) -> bool {
        self.active_cell.column.get() > 0 && self.editing.get().is_none()
    }

    /// What is laid over the rows: a frame around the cell under the keys, a pencil where the mouse points, and
    /// the editor.
    pub(super) fn over(self) -> AnyView {
        let framed = move || {
            let at = self.framed().then(|| self.here())?;
            // The frame follows the row under the keys.
            let at = CellAt { place: self.active_cell.row.get(), ..at };
            Some(self.laid(at, "active", ().into_any()))
        };
        let pencil = move || {
            let at = self.pointed.get().filter(|at| Some(*at) != self.editing.get())?;
            self.edits.filter(|edits| edits.can.run((at,)))?;
            let button = view! {
                <button type="button" class="table-pencil" tabindex="-1" aria-label=t(words::EDIT_CELL)
                    on:click=move |event| { event.stop_propagation(); self.edit(at); }>
                    <IconView icon=Icon::Pencil size=12/>
                </button>
            };
            Some(self.laid(at, "pencil", button.into_any()))
        };
        let editor = move || {
            let at = self.editing.get()?;
            let edits = self.edits?;
            Some(untrack(|| self.laid(at, "editor", self.editor(edits, at))))
        };
        view! { {framed}{pencil}{editor} }.into_any()
    }

    fn editor(self, edits: CellEdits, at: CellAt) -> AnyView {
        // Which key ended it: Enter goes on below, Tab beside.
        let last = StoredValue::new(String::new());
        let done = Callback::new(move |()| {
            if self.editing.try_get_untracked().flatten() != Some(at) {
                return;
            }
            self.editing.set(None);
            match last.get_value().as_str() {
                "Enter" => self.active_cell.step(1),
                "Tab" => drop(self.beside(at.column, 1)),
                "ShiftTab" => drop(self.beside(at.column, -1)),
                "Escape" => {}
                // The person has gone elsewhere by the mouse.
                _ => return,
            }
            if let Some(node) = self.node.get_untracked() {
                let _ = node.focus();
            }
        });
        let keys = move |event: leptos::ev::KeyboardEvent| {
            // Nothing typed in the editor is a key of the list.
            event.stop_propagation();
            if event.key() == "Tab" && one_stop(&event, event.shift_key()) {
                event.prevent_default();
                if let Some(node) = self.node.get_untracked() {
                    let _ = node.focus();
                }
            }
        };
        // Before the editor hears of it: by the time the key gets here the editor may have ended.
        let first = move |event: leptos::ev::KeyboardEvent| {
            let back = event.key() == "Tab" && event.shift_key();
            last.set_value(if back { "ShiftTab".to_owned() } else { event.key() });
        };
        let editor = edits.editor.run((at, done));
        view! { <div class="table-editor" on:keydown:capture=first on:keydown=keys>{editor}</div> }.into_any()
    }

    /// A layer with the columns of the rows and one thing in one of them.
    fn laid(self, at: CellAt, what: &'static str, content: AnyView) -> AnyView {
        let offset =
            move || format!("translateY({}px)", i64::from(at.place) * i64::from(self.row_height.get()));
        let (wide, narrow) = self.columns.with(|columns| tracks_of(columns, at.column, self.ticks));
        let last = self.columns.with(|columns| at.column + 1 == columns.len());
        // What keys need no button for is a picture; the editor is a cell like others.
        let (hidden, row, cell) =
            if what == "editor" { (None, Some("row"), Some("gridcell")) } else { (Some("true"), None, None) };
        view! {
            <div class="table-over" data-over=what role=row aria-hidden=hidden data-last=last.then_some("true") style:transform=offset
                style=("--at", wide.to_string()) style=("--at-narrow", narrow.to_string())>
                <div class="table-over-cell" role=cell>{content}</div>
            </div>
        }
        .into_any()
    }
}

/// Whether the focus is on the last (or first) stop of the editor.
fn one_stop(event: &leptos::ev::KeyboardEvent, back: bool) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some((target, frame)) = target.and_then(|target| {
        let frame = target.closest(".table-editor").ok().flatten()?;
        Some((target, frame))
    }) else {
        return false;
    };
    let Ok(stops) = frame.query_selector_all("input, select, textarea, button, [tabindex='0']") else {
        return false;
    };
    let end = if back { 0 } else { stops.length().saturating_sub(1) };
    stops.get(end).is_some_and(|end| end.is_same_node(Some(&target)))
}

/// The next column that is shown; where there is none, the same.
fn next_shown(columns: &[Column], from: usize, step: isize, narrow: bool) -> usize {
    let mut at = from;
    while let Some(next) = at.checked_add_signed(step) {
        match columns.get(next) {
            Some(column) if narrow && column.place == Place::Widest => at = next,
            Some(_) => return next,
            None => break,
        }
    }
    from
}

/// The grid track of a column in a wide list and in a narrow one; tracks count from 1 and the tick has one.
fn tracks_of(columns: &[Column], column: usize, ticks: bool) -> (usize, usize) {
    let hidden = columns.iter().take(column).filter(|column| column.place == Place::Widest).count();
    let wide = column + 1 + usize::from(ticks);
    (wide, wide - hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        [Place::Title, Place::End, Place::Widest, Place::Wide]
            .map(|place| Column {
                key: String::new(),
                label: String::new(),
                share: 1.0,
                numeric: false,
                place,
            })
            .into()
    }

    #[test]
    fn arrows_leave_out_what_a_narrow_list_does_not_show() {
        let columns = columns();
        assert_eq!(next_shown(&columns, 0, 1, false), 1);
        assert_eq!(next_shown(&columns, 1, 1, false), 2);
        assert_eq!(next_shown(&columns, 1, 1, true), 3);
        assert_eq!(next_shown(&columns, 3, -1, true), 1);
        assert_eq!(next_shown(&columns, 3, 1, true), 3, "the last column");
        assert_eq!(next_shown(&columns, 0, -1, false), 0, "the title");
    }

    #[test]
    fn the_track_of_a_column_counts_the_tick_and_leaves_out_what_is_hidden() {
        assert_eq!(tracks_of(&columns(), 0, false), (1, 1));
        assert_eq!(tracks_of(&columns(), 1, true), (3, 3));
        assert_eq!(tracks_of(&columns(), 3, true), (5, 4));
    }
}
