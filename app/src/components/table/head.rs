//! The headings of a list: what it is sorted by, and the tick of all rows.

use super::column::Column;
use super::picking::{Picks, head_tick};
use crate::icons::{Icon, IconView};
use crate::words::components as words;
use leptos::prelude::*;

/// The headings of the columns.
pub(super) fn heads(
    columns: Vec<Column>,
    sort: Signal<(String, bool)>,
    on_sort: Callback<(String,)>,
    picks: Option<Picks>,
) -> AnyView {
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
    let columns = columns.into_iter().map(head).collect_view();
    view! { {picks.map(head_tick)}{columns} }.into_any()
}
