//! Conditions on the fields of an object: those there are, and the window that adds one.

use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::icons::{Icon, IconView};
use crate::screens::list::filters::{described, form, moving_form};
use crate::words::{Word, access as text, list, t};
use crm_core::objects::ObjectDefinition;
use crm_core::views::query::Filter;
use leptos::prelude::*;

/// The conditions of something; `set` gets them as they are to be.
///
/// `none` is said where there are none; `moving` lets days move with the calendar.
pub(super) fn conditions(
    definition: &'static ObjectDefinition,
    filters: Signal<Vec<Filter>>,
    set: Callback<(Vec<Filter>,)>,
    none: Word,
    moving: bool,
) -> AnyView {
    let open = RwSignal::new(false);
    let chip = move |(place, filter): (usize, Filter)| {
        let label = list::remove_filter(&crate::words::field(definition.key, &filter.field));
        let remove = move |_| {
            let mut rest = filters.get_untracked();
            if place < rest.len() {
                rest.remove(place);
            }
            set.run((rest,));
        };
        view! {
            <li class="filter-chip">
                <span class="filter-text">{described(definition, &filter)}</span>
                <button type="button" class="filter-remove" aria-label=label on:click=remove>
                    <IconView icon=Icon::Cross size=12/>
                </button>
            </li>
        }
    };
    let add = Callback::new(move |(filter,): (Filter,)| {
        let mut all = filters.get_untracked();
        all.push(filter);
        set.run((all,));
        open.set(false);
    });
    let chips = move || {
        let filters = filters.get();
        if filters.is_empty() {
            return view! { <li class="access-hint">{t(none)}</li> }.into_any();
        }
        filters.into_iter().enumerate().map(chip).collect_view().into_any()
    };
    view! {
        <ul class="filter-chips">{chips}</ul>
        <Button label=t(text::ADD_CONDITION) icon=Icon::Filter variant=Variant::Quiet on_press=move || open.set(true)/>
        <Dialog open=open on_close=move || open.set(false) title=t(text::ADD_CONDITION) kind=DialogKind::Sheet>
            {move || if moving { moving_form(definition, add) } else { form(definition, add) }}
        </Dialog>
    }
    .into_any()
}
