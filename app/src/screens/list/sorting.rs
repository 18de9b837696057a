//! The window that says by what a list is sorted: on a phone the only way, elsewhere the one for a second field.

use super::{Listing, parts};
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::state::shaping;
use crate::words::{self, Word, list as text, t};
use crm_core::objects::ObjectDefinition;
use crm_core::views::layout::listable;
use crm_core::views::query::{Query, Sort};
use leptos::prelude::*;

/// The field by which a list is sorted by what its records are called.
const TITLE: &str = "title";

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
    if beside && query.sort.field != field {
        let descending = query.then.as_ref().is_some_and(turned);
        query.then = Some(Sort { field, descending });
    } else {
        let descending = turned(&query.sort);
        query.sort = Sort { field, descending };
        query.then = query.then.take().filter(|_| beside);
    }
}

/// The fields that a list can be sorted by, with their names.
fn fields(definition: &'static ObjectDefinition) -> Vec<(String, String)> {
    let known = listable(definition).into_iter().chain(shaping::fields(definition));
    let named = known.map(|field| (field.key.to_owned(), words::field(definition.key, field.key)));
    std::iter::once((TITLE.to_owned(), text::NAME.now().to_owned())).chain(named).collect()
}

pub(super) fn form(listing: Listing, open: RwSignal<bool>) -> AnyView {
    let now = listing.query.get_untracked();
    let (first, then) = (RwSignal::new(now.sort), RwSignal::new(now.then));
    let all = fields(listing.definition);
    let nothing = (String::new(), text::SORT_NOTHING.now().to_owned());
    let more = std::iter::once(nothing).chain(all.clone()).collect();
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        listing.query.update(|query| {
            query.sort = first.get_untracked();
            query.then = then.get_untracked().filter(|then| then.field != query.sort.field);
        });
        open.set(false);
    };
    let second = Signal::derive(move || {
        then.get().unwrap_or_else(|| Sort { field: String::new(), descending: false })
    });
    let set_second = move |sort: Sort| then.set(Some(sort).filter(|sort| !sort.field.is_empty()));
    view! {
        <form class="filter-form" on:submit=apply>
            {part("sort-first", text::SORT_BY, all, first.into(), Callback::new(move |(sort,)| first.set(sort)))}
            {part("sort-then", text::SORT_THEN, more, second, Callback::new(move |(sort,)| set_second(sort)))}
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
            <label class="stage-need">
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

    fn sorted(query: &Query) -> (&str, bool, Option<(&str, bool)>) {
        let then = query.then.as_ref().map(|then| (then.field.as_str(), then.descending));
        (&query.sort.field, query.sort.descending, then)
    }

    #[test]
    fn a_heading_sorts_turns_and_stands_beside_another() {
        let mut query = Query::all("deal");
        let mut press = |field: &str, beside| {
            pressed(&mut query, field.to_owned(), beside);
            let (field, down, then) = sorted(&query);
            (field.to_owned(), down, then.map(|(field, down)| (field.to_owned(), down)))
        };
        let then = |field: &str, down| Some((field.to_owned(), down));
        assert_eq!(press("stage", false), ("stage".to_owned(), false, None));
        assert_eq!(press("amount", true), ("stage".to_owned(), false, then("amount", false)));
        assert_eq!(press("amount", true), ("stage".to_owned(), false, then("amount", true)));
        assert_eq!(press("stage", true), ("stage".to_owned(), true, then("amount", true)));
        assert_eq!(press("stage", false), ("stage".to_owned(), false, None));
    }
}
