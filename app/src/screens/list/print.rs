//! A list on paper: an ordinary table with every row, drawn for as long as it is printed.

use super::{Listing, columns, parts};
use crate::browser;
use crate::fields::{self, Field, Shown};
use crate::screens::today::named;
use crate::state::watching;
use crate::words::{self, list as text, t};
use crm_core::messages::{ListRow, ListView, View, Watch};
use leptos::prelude::*;

/// Most rows on paper: what a list gives at once. Whoever needs more takes the file.
const MOST: u32 = 500;

/// The list for the printer while `printing` is set.
pub(super) fn print(listing: Listing, printing: RwSignal<bool>) -> AnyView {
    (move || printing.get().then(|| parts::print(listing, printing))).into_any()
}

pub(super) fn sheet(listing: Listing, printing: RwSignal<bool>) -> AnyView {
    let view = watching(
        move || Some(Watch::List { query: listing.query.get_untracked(), offset: 0, limit: MOST }),
        |view| {
            let View::List(list) = view else { return None };
            Some(list)
        },
    );
    let ready = Memo::new(move |_| view.with(Option::is_some));
    Effect::new(move || {
        if ready.get() {
            // After the rows are drawn. The call returns when the window of the printer is closed.
            browser::after(0, move || {
                browser::print();
                let _ = printing.try_set(false);
            });
        }
    });
    let shown = move || view.with(|view| view.as_ref().map(|view| table(listing, view)));
    view! { <div class="print-sheet">{shown}</div> }.into_any()
}

fn table(listing: Listing, view: &ListView) -> AnyView {
    let key = listing.definition.key;
    let keys = untrack(|| columns::seen(listing));
    let titles = view.titles.clone();
    let titles = Signal::derive(move || titles.clone());
    let heads =
        keys.iter().map(|field| view! { <th scope="col">{words::field(key, field)}</th> }).collect_view();
    let cell = |row: &ListRow, field: &str| {
        let value = row.values.iter().find(|(other, _)| other == field).map(|(_, value)| value);
        let shown = value
            .and_then(|value| Some(fields::cell(&Shown { field: Field::of(key, field)?, value, titles })));
        view! { <td>{shown}</td> }
    };
    let row = |row: &ListRow| {
        let cells = keys.iter().map(|field| cell(row, field)).collect_view();
        view! { <tr><th scope="row">{named(&row.title)}</th>{cells}</tr> }
    };
    let rows = view.rows.iter().map(row).collect_view();
    let more = (view.total > MOST)
        .then(|| view! { <p>{text::printed(&words::number(u64::from(view.total)), &words::number(u64::from(MOST)))}</p> });
    view! {
        {more}
        <table class="print-table">
            <thead><tr><th scope="col">{t(text::NAME)}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
