//! What narrows a list: one chip for each condition, and the small form that adds one.

use super::{Listing, views};
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::fields::{self, Edit, Field, Shown};
use crate::icons::{Icon, IconView};
use crate::state::may_read;
use crate::state::shaping;
use crate::words::{self, Word, list as text, t};
use crm_core::fields::{FilterOperator, Kind};
use crm_core::objects::ObjectDefinition;
use crm_core::value::Value;
use crm_core::views::query::Filter;
use leptos::prelude::*;

const fn operator_word(operator: FilterOperator) -> Word {
    match operator {
        FilterOperator::Empty => text::IS_EMPTY,
        FilterOperator::Filled => text::IS_FILLED,
        FilterOperator::Is => text::IS,
        FilterOperator::IsNot => text::IS_NOT,
        FilterOperator::Contains => text::CONTAINS,
        FilterOperator::AtMost => text::AT_MOST,
        FilterOperator::AtLeast => text::AT_LEAST,
    }
}

const fn takes_value(operator: FilterOperator) -> bool {
    match operator {
        FilterOperator::Empty | FilterOperator::Filled => false,
        FilterOperator::Is
        | FilterOperator::IsNot
        | FilterOperator::Contains
        | FilterOperator::AtMost
        | FilterOperator::AtLeast => true,
    }
}

/// The conditions now, each with a way to drop it.
pub(super) fn chips(listing: Listing) -> AnyView {
    let (query, key) = (listing.query, listing.definition.key);
    let chip = move |(place, filter): (usize, Filter)| {
        let name = words::field(key, &filter.field);
        let titles = Signal::derive(move || {
            listing.view.with(|view| view.as_ref().map(|view| view.titles.clone()).unwrap_or_default())
        });
        let said = described_with(listing.definition, &filter, titles);
        let remove = move |_| listing.narrow(|query| drop(query.filters.remove(place)));
        view! {
            <li class="filter-chip">
                <span class="filter-text">{said}</span>
                <button type="button" class="filter-remove" aria-label=text::remove_filter(&name) on:click=remove>
                    <IconView icon=Icon::Cross size=12/>
                </button>
            </li>
        }
    };
    let other = Memo::new(move |_| views::differs(listing));
    let shown = move || {
        let filters = query.with(|query| query.filters.clone());
        (!filters.is_empty() || other.get()).then(|| {
            view! {
                <div class="filter-line">
                    {(!filters.is_empty()).then(|| view! {
                        <ul class="filter-chips" aria-label=t(text::FILTERS)>
                            {filters.into_iter().enumerate().map(chip).collect_view()}
                            <li><Button label=t(text::CLEAR_FILTERS) variant=Variant::Quiet
                                on_press=move || listing.narrow(|query| query.filters.clear())/></li>
                        </ul>
                    })}
                    {views::save_buttons(listing)}
                </div>
            }
        })
    };
    shown.into_any()
}

/// A condition in words.
pub fn described(definition: &'static ObjectDefinition, filter: &Filter) -> AnyView {
    described_with(definition, filter, Signal::derive(Default::default))
}

fn described_with(
    definition: &'static ObjectDefinition,
    filter: &Filter,
    titles: Signal<std::collections::BTreeMap<crm_core::ids::RecordId, String>>,
) -> AnyView {
    let name = words::field(definition.key, &filter.field);
    let word = operator_word(filter.operator).now();
    let value = Field::of(definition.key, &filter.field)
        .zip(filter.argument.as_ref())
        .map(|(field, value)| fields::cell(&Shown { field, value, titles }));
    view! { {name} " " {word} " " {value} }.into_any()
}

/// The button that adds a condition.
pub(super) fn button(listing: Listing) -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <Button label=t(text::FILTER) icon=Icon::Filter variant=Variant::Secondary on_press=move || open.set(true)/>
        <Dialog open=open on_close=move || open.set(false) title=t(text::FILTER) kind=DialogKind::Sheet>
            {move || form(listing.definition, move |filter| {
                listing.narrow(|query| query.filters.push(filter));
                open.set(false);
            })}
        </Dialog>
    }
    .into_any()
}

fn filterable(definition: &'static ObjectDefinition) -> Vec<Field> {
    let known = shaping::all_fields(definition).filter(|field| {
        !field.kind.behaviour().filters().is_empty()
            && !matches!(field.kind, Kind::Recurrence | Kind::Computed)
            && may_read(definition.key, field.key)
    });
    known.map(|field| Field { object: definition, definition: field }).collect()
}

/// A condition that is being made.
#[derive(Clone, Copy)]
pub struct Question {
    field: RwSignal<String>,
    operator: RwSignal<Option<FilterOperator>>,
    value: RwSignal<Option<Value>>,
}

impl Question {
    /// One that begins with this condition; with the first column of the object where there is none.
    pub fn of(definition: &'static ObjectDefinition, filter: Option<&Filter>) -> Self {
        let start = definition.columns.first().copied().unwrap_or("owner");
        Self {
            field: RwSignal::new(filter.map_or_else(|| start.to_owned(), |filter| filter.field.clone())),
            operator: RwSignal::new(filter.map(|filter| filter.operator)),
            value: RwSignal::new(filter.and_then(|filter| filter.argument.clone())),
        }
    }

    fn operators(self, definition: &'static ObjectDefinition) -> &'static [FilterOperator] {
        let field = self.field.with(|field| Field::of(definition.key, field));
        field.map_or(&[][..], |field| field.definition.kind.behaviour().filters())
    }

    fn asked(self, definition: &'static ObjectDefinition) -> Option<FilterOperator> {
        self.operator.get().or_else(|| usual(self.operators(definition)))
    }

    /// The condition; `None` while something is missing.
    pub fn filter(self, definition: &'static ObjectDefinition) -> Option<Filter> {
        let operator = untrack(|| self.asked(definition))?;
        let argument = self.value.get_untracked().filter(|_| takes_value(operator));
        let whole = argument.is_some() || !takes_value(operator);
        whole.then(|| Filter { field: self.field.get_untracked(), operator, argument })
    }
}

/// The form that makes one condition on the fields of an object.
pub fn form(definition: &'static ObjectDefinition, made: impl Fn(Filter) + 'static) -> AnyView {
    let asked = Question::of(definition, None);
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asked.filter(definition).into_iter().for_each(&made);
    };
    view! {
        <form class="filter-form" on:submit=apply>
            {question(definition, asked)}
            <Button label=t(text::APPLY) variant=Variant::Primary submit=true/>
        </form>
    }
    .into_any()
}

/// Where a condition is made: the field, the question, what it is asked about.
pub fn question(definition: &'static ObjectDefinition, asked: Question) -> AnyView {
    let Question { field: chosen, operator, value } = asked;
    let field = Memo::new(move |_| chosen.with(|chosen| definition.field(chosen).map(|field| field.key)));
    let takes = Memo::new(move |_| asked.asked(definition).is_some_and(takes_value));
    let field_option = move |field: Field| {
        let key = field.definition.key;
        view! { <option value=key prop:selected=move || chosen.with(|chosen| chosen == key)>{field.label()}</option> }
    };
    let operator_option = move |one: FilterOperator| {
        view! {
            <option value=format!("{one:?}") prop:selected=move || asked.asked(definition) == Some(one)>
                {operator_word(one).now()}
            </option>
        }
    };
    let editor = move || {
        let field = Field::of(definition.key, field.get()?)?;
        takes.get().then(|| argument(field, value))
    };
    view! {
        <div class="input-field">
            <label class="input-label" for="filter-field">{t(text::FIELD)}</label>
            <select class="input" id="filter-field" on:change=move |event| {
                chosen.set(event_target_value(&event));
                operator.set(None);
                value.set(None);
            }>
                {filterable(definition).into_iter().map(field_option).collect_view()}
            </select>
        </div>
        <div class="input-field">
            <label class="input-label" for="filter-operator">{t(text::CONDITION)}</label>
            <select class="input" id="filter-operator" on:change=move |event| {
                let name = event_target_value(&event);
                let known = untrack(|| asked.operators(definition));
                operator.set(known.iter().copied().find(|one| format!("{one:?}") == name));
            }>
                {move || asked.operators(definition).iter().copied().map(operator_option).collect_view()}
            </select>
        </div>
        <div class="input-field">{editor}</div>
    }
    .into_any()
}

/// What is asked first: being something where that can be asked, else holding something.
fn usual(operators: &[FilterOperator]) -> Option<FilterOperator> {
    let wanted = [FilterOperator::Contains, FilterOperator::Is, FilterOperator::AtLeast];
    wanted.into_iter().find(|one| operators.contains(one)).or_else(|| operators.first().copied())
}

fn argument(field: Field, value: RwSignal<Option<Value>>) -> AnyView {
    let edit = Edit {
        field,
        id: "filter-value".to_owned(),
        value: value.get(),
        titles: Signal::derive(Default::default),
        on_commit: Callback::new(move |(typed,): (Option<Value>,)| value.set(typed)),
        on_cancel: Callback::new(|()| {}),
        first: false,
    };
    view! {
        <span class="input-label">{t(text::VALUE)}</span>
        {fields::editor(edit)}
    }
    .into_any()
}
