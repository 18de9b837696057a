//! The window that says by what a list is sorted: on a phone the only way, elsewhere the one for a second field.

use super::{Listing, parts};
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::state::shaping;
use crate::words::{self, Word, list as text, t};
use crm_core::objects::ObjectDefinition;
use crm_core::views::layout::listable;
use crm_core::views::query::{MOST_THEN, Query, Sort};
use leptos::prelude::*;

/// The field by which a list is sorted by what its records are called.
const TITLE: &str = "title";

/// The parts of the window: the first order, and those after it.
const IDS: [&str; 1 + MOST_THEN] = ["sort-first", "sort-then", "sort-third", "sort-fourth"];

/// The window.
pub(super) fn window(listing: Listing, open: RwSignal<bool>) -> AnyView {
    let content = move || open.get().then(|| parts::sort(listing, open));
    view! {
        <Dialog open=open on_close=move || open.set(false) title=t(text::SORT) kind=DialogKind::Ask>{content}</Dialog>
    }
    .into_any()
}

/// A press on a heading: it sorts by that field, the other way when it did before; beside what it is sorted by first where
/// that is wanted.
pub(super) fn pressed(query: &mut Query, field: String, beside: bool) {
    let turned = |sort: &Sort| sort.field == field && !sort.descending;
    if !beside || query.sort.field == field {
        let descending = turned(&query.sort);
        query.sort = Sort { field, descending };
        if !beside {
            query.then.clear();
        }
    } else if let Some(there) = query.then.iter_mut().find(|sort| sort.field == field) {
        there.descending = !there.descending;
    } else if query.then.len() < MOST_THEN {
        query.then.push(Sort { field, descending: false });
    }
}

/// The fields that a list can be sorted by, with their names.
fn fields(definition: &'static ObjectDefinition) -> Vec<(String, String)> {
    let known = listable(definition).into_iter().chain(shaping::fields(definition));
    let named = known.map(|field| (field.key.to_owned(), words::field(definition.key, field.key)));
    std::iter::once((TITLE.to_owned(), text::NAME.now().to_owned())).chain(named).collect()
}

pub(super) fn form(listing: Listing, open: RwSignal<bool>) -> AnyView {
    let Query { sort, then, .. } = listing.query.get_untracked();
    let sorts: RwSignal<Vec<Sort>> = RwSignal::new(std::iter::once(sort).chain(then).collect());
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut sorts = sorts.get_untracked().into_iter();
        listing.query.update(|query| {
            query.sort = sorts.next().unwrap_or_else(|| Query::all(&query.object).sort);
            query.then = sorts.filter(|then| then.field != query.sort.field).collect();
        });
        open.set(false);
    };
    // One more than are chosen, so that another can be.
    let places = move || 0..sorts.with(Vec::len).saturating_add(1).min(IDS.len());
    let one = move |place: usize| {
        let nothing = (place > 0).then(|| (String::new(), text::SORT_NOTHING.now().to_owned()));
        let fields = nothing.into_iter().chain(fields(listing.definition)).collect();
        let empty = || Sort { field: String::new(), descending: false };
        let now = Signal::derive(move || sorts.with(|sorts| sorts.get(place).cloned()).unwrap_or_else(empty));
        let set = move |(sort,): (Sort,)| {
            sorts.update(|sorts| {
                if sort.field.is_empty() {
                    sorts.truncate(place);
                } else if let Some(there) = sorts.get_mut(place) {
                    *there = sort;
                } else {
                    sorts.push(sort);
                }
            });
        };
        let label = if place == 0 { text::SORT_BY } else { text::SORT_THEN };
        part(IDS[place], label, fields, now, Callback::new(set))
    };
    view! {
        <form class="filter-form" on:submit=apply>
            <For each=places key=|place| *place children=one/>
            <Button label=t(text::APPLY) variant=Variant::Primary submit=true/>
        </form>
    }
    .into_any()
}

fn part(
    id: &'static str,
    label: Word,
    fields: Vec<(String, String)>,
    sort: Signal<Sort>,
    set: Callback<(Sort,)>,
) -> AnyView {
    let option = move |(key, name): (String, String)| {
        let own = key.clone();
        view! { <option value=key prop:selected=move || sort.with(|sort| sort.field == own)>{name}</option> }
    };
    let choose = move |event| {
        let descending = sort.with_untracked(|sort| sort.descending);
        set.run((Sort { field: event_target_value(&event), descending },));
    };
    let turn = move |event| {
        let field = sort.with_untracked(|sort| sort.field.clone());
        set.run((Sort { field, descending: event_target_checked(&event) },));
    };
    view! {
        <div class="input-field">
            <label class="input-label" for=id>{t(label)}</label>
            <select class="input" id=id on:change=choose>{fields.into_iter().map(option).collect_view()}</select>
            <label class="check-row">
                <input type="checkbox" prop:checked=move || sort.with(|sort| sort.descending) on:change=turn/>
                <span>{t(text::SORT_DOWN)}</span>
            </label>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_sorts_turns_and_stands_beside_others() {
        let mut query = Query::all("deal");
        let mut press = |field: &str, beside| {
            pressed(&mut query, field.to_owned(), beside);
            let all = std::iter::once(&query.sort).chain(&query.then);
            let said = all.map(|sort| format!("{}{}", if sort.descending { "-" } else { "" }, sort.field));
            said.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(press("stage", false), "stage");
        assert_eq!(press("amount", true), "stage amount");
        assert_eq!(press("amount", true), "stage -amount");
        assert_eq!(press("owner", true), "stage -amount owner");
        assert_eq!(press("stage", true), "-stage -amount owner");
        assert_eq!(press("close_date", true), "-stage -amount owner close_date");
        assert_eq!(press("name", true), "-stage -amount owner close_date", "no room for another");
        assert_eq!(press("stage", false), "stage");
    }
}
