//! The headings of a list: what it is sorted by, how wide its columns are, and the tick of all rows.

use super::column::Column;
use super::picking::{Picks, head_tick};
use super::sizes::{Sizes, by_key, grip};
use crate::icons::{Icon, IconView};
use crate::words::components as words;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What every heading shares.
#[derive(Clone, Copy)]
pub(super) struct Heads {
    pub sort: Signal<Vec<(String, bool)>>,
    pub on_sort: Callback<(String, bool)>,
    pub picks: Option<Picks>,
    pub sizes: Option<Sizes>,
    /// The list, which the keys go back to.
    pub node: NodeRef<html::Div>,
}

impl Heads {
    /// The headings of the columns: one stop of Tab, arrows go from one to the next.
    pub(super) fn heads(self, columns: Vec<Column>) -> AnyView {
        let keys = move |event: leptos::ev::KeyboardEvent| self.key(&event);
        let heads = columns.into_iter().enumerate().map(|(at, column)| self.head(column, at == 0));
        view! {
            <div class="table-heads" role="row" aria-rowindex="1" on:keydown=keys>
                {self.picks.map(head_tick)}{heads.collect_view()}
            </div>
        }
        .into_any()
    }

    fn head(self, column: Column, first: bool) -> AnyView {
        let (sort, on_sort) = (self.sort, self.on_sort);
        let (key, pressed, own) = (column.key.clone(), column.key.clone(), column.key);
        // The place of the column among those that it is sorted by, and which way.
        let order = Memo::new(move |_| {
            sort.with(|all| {
                all.iter().enumerate().find_map(|(at, (by, down))| (*by == key).then_some((at, *down)))
            })
        });
        // Only the first: one column at a time is said to be sorted.
        let told = move || {
            let (_, down) = order.get().filter(|(at, _)| *at == 0)?;
            Some(if down { "descending" } else { "ascending" })
        };
        let arrow = move || {
            order.get().map(|(at, down)| {
                let icon = if down { Icon::ArrowDown } else { Icon::ArrowUp };
                let second = (at > 0).then(|| {
                    view! {
                        <span class="table-second" aria-hidden="true">{crate::words::number(u64::try_from(at + 1).unwrap_or(u64::MAX))}</span>
                        <span class="visually-hidden">{crate::words::t(crate::words::list::SORTED_SECOND)}</span>
                    }
                });
                view! { <IconView icon=icon size=12/>{second} }
            })
        };
        let name = words::sort_by(&column.label);
        let resized = own.clone();
        let wider = move |event: leptos::ev::KeyboardEvent| {
            if self.sizes.is_some_and(|sizes| by_key(&event, &resized, sizes)) {
                event.prevent_default();
                event.stop_propagation();
            }
        };
        view! {
            <div class="cell" role="columnheader" aria-sort=told data-place=column.place.name()
                data-numeric=column.numeric.then_some("true")>
                <button type="button" class="table-sort" tabindex=if first { "0" } else { "-1" } title=name
                    on:keydown=wider on:click=move |event| on_sort.run((pressed.clone(), event.shift_key()))>
                    <span class="table-label">{column.label}</span>
                    {arrow}
                </button>
                {self.sizes.map(|sizes| grip(own, sizes))}
            </div>
        }
        .into_any()
    }

    /// Left and right go to the next heading, down into the list; no key of a heading is one of the list.
    fn key(self, event: &leptos::ev::KeyboardEvent) {
        event.stop_propagation();
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(cell) = target.and_then(|target| target.closest(".cell").ok().flatten()) else { return };
        let to = match event.key().as_str() {
            "ArrowRight" => cell.next_element_sibling(),
            "ArrowLeft" => cell.previous_element_sibling(),
            "ArrowDown" | "Escape" => {
                event.prevent_default();
                if let Some(node) = self.node.get_untracked() {
                    let _ = node.focus();
                }
                return;
            }
            _ => return,
        };
        let button = to.and_then(|to| to.query_selector("button").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            event.prevent_default();
            let _ = button.focus();
        }
    }
}
