//! How wide columns are: dragged at the end of a heading, by keys on it, or as wide as what stands in them.

use super::column::{Column, Place};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use std::collections::BTreeMap;
use web_sys::{Element, HtmlElement};

/// How much a key makes a column wider, in CSS pixels.
const STEP: i32 = 16;
/// The space between columns and beside them, and the tick; see `table.css`.
const GAP: u32 = 12;
const BESIDE: u32 = 48;
const TICK: u32 = 20;

/// The widths that a person chose, by column, and who hears of another.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// In CSS pixels.
    pub widths: Signal<BTreeMap<String, u16>>,
    /// A column shall be so wide.
    pub on_size: Callback<(String, u16)>,
}

/// The grid tracks of a row, and the least width of all of them. The title never gets narrower than a name needs;
/// what was chosen by hand stays so.
pub(super) fn tracks(columns: &[Column], widths: &BTreeMap<String, u16>, ticks: bool) -> (String, u32) {
    let (mut tracks, mut least) = (Vec::new(), BESIDE);
    if ticks {
        tracks.push("var(--tick)".to_owned());
        least += TICK + GAP;
    }
    for column in columns {
        let (track, narrowest) = match (widths.get(&column.key), column.place) {
            (Some(width), _) => (format!("{width}px"), u32::from(*width)),
            (None, Place::Title) => (format!("minmax(200px, {}fr)", 1.2 * column.share), 200),
            (None, Place::Second | Place::End | Place::Wide | Place::Widest) => {
                (format!("minmax(72px, {}fr)", column.share), 72)
            }
        };
        tracks.push(track);
        least += narrowest + GAP;
    }
    (tracks.join(" "), least - GAP)
}

/// What a narrower list shows: the columns that are only for wide ones are left out.
pub(super) fn fewer(columns: &[Column]) -> Vec<Column> {
    columns.iter().filter(|column| column.place != Place::Widest).cloned().collect()
}

/// The end of a heading, by which a column is made wider.
pub(super) fn grip(key: String, sizes: Sizes) -> AnyView {
    // Where the pointer was put down, and how wide the column was.
    let from = StoredValue::new(None::<(i32, i32)>);
    let (pressed, dragged) = (key.clone(), key.clone());
    let down = move |event: leptos::ev::PointerEvent| {
        let Some((grip, head)) = grip_and_head(&event) else { return };
        event.prevent_default();
        // It fails only for a pointer that is gone already.
        let _ = grip.set_pointer_capture(event.pointer_id());
        from.set_value(Some((event.client_x(), head.offset_width())));
    };
    let moved = move |event: leptos::ev::PointerEvent| {
        if let Some((x, width)) = from.get_value() {
            let width = u16::try_from((width + event.client_x() - x).max(0)).unwrap_or(u16::MAX);
            sizes.on_size.run((dragged.clone(), width));
        }
    };
    let fit = move |event: leptos::ev::MouseEvent| {
        if let Some((_, head)) = grip_and_head(&event)
            && let Some(width) = needed(&head)
        {
            sizes.on_size.run((pressed.clone(), width));
        }
    };
    view! {
        <span class="table-grip" aria-hidden="true" data-column=key on:pointerdown=down on:pointermove=moved
            on:pointerup=move |_| from.set_value(None) on:pointercancel=move |_| from.set_value(None)
            on:dblclick=fit></span>
    }
    .into_any()
}

fn grip_and_head(event: &web_sys::Event) -> Option<(Element, HtmlElement)> {
    let grip = event.target()?.dyn_into::<Element>().ok()?;
    let head = grip.parent_element()?.dyn_into::<HtmlElement>().ok()?;
    Some((grip, head))
}

/// How wide a column must be to show everything that is in the page, measured with one layout.
fn needed(head: &HtmlElement) -> Option<u16> {
    let heads = head.parent_element()?;
    let at = (0..heads.child_element_count())
        .find(|at| heads.children().item(*at).is_some_and(|cell| cell.is_same_node(Some(head))))?;
    let table: HtmlElement = head.closest(".table").ok()??.dyn_into().ok()?;
    table.set_attribute("data-measured", "true").ok()?;
    let cells =
        table.query_selector_all(&format!(":is(.table-row, .table-heads) > :nth-child({})", at + 1)).ok()?;
    let width = |at: u32| Some(cells.get(at)?.dyn_into::<HtmlElement>().ok()?.offset_width());
    let widest = (0..cells.length()).filter_map(width).max();
    table.remove_attribute("data-measured").ok()?;
    u16::try_from(widest?).ok()
}

/// Alt with an arrow on a heading: narrower or wider.
pub(super) fn by_key(event: &leptos::ev::KeyboardEvent, key: &str, sizes: Sizes) -> bool {
    let step = match event.key().as_str() {
        "ArrowLeft" => -STEP,
        "ArrowRight" => STEP,
        _ => return false,
    };
    let head = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let cell = head.and_then(|head| head.closest(".cell").ok().flatten());
    let Some(cell) = cell.filter(|_| event.alt_key()).and_then(|cell| cell.dyn_into::<HtmlElement>().ok())
    else {
        return false;
    };
    let width = u16::try_from((cell.offset_width() + step).max(0)).unwrap_or(u16::MAX);
    sizes.on_size.run((key.to_owned(), width));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(key: &str, place: Place) -> Column {
        Column { key: key.to_owned(), label: key.to_owned(), share: 1.0, numeric: false, place }
    }

    #[test]
    fn chosen_widths_stay_and_the_others_share_the_rest() {
        let columns =
            [column("title", Place::Title), column("stage", Place::End), column("note", Place::Widest)];
        let widths = BTreeMap::from([("stage".to_owned(), 140)]);
        let (wide, least) = tracks(&columns, &widths, false);
        assert_eq!(wide, "minmax(200px, 1.2fr) 140px minmax(72px, 1fr)");
        assert_eq!(least, 48 + 200 + 12 + 140 + 12 + 72);
        assert_eq!(tracks(&fewer(&columns), &widths, true).0, "var(--tick) minmax(200px, 1.2fr) 140px");
    }
}
