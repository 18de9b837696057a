//! What narrows a list: one chip for each condition, and the small form that adds one.

use super::{Listing, moving, parts, views};
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::fields::{self, Edit, Field, Offered, Shown};
use crate::icons::{Icon, IconView};
use crate::state::may_read;
use crate::state::shaping;
use crate::words::{self, Word, list as text, t};
use crm_core::fields::{FilterOperator, Kind};
use crm_core::objects::ObjectDefinition;
use crm_core::value::Value;
use crm_core::views::query::{Filter, Joined, Query};
use crm_core::views::relative;
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

/// The conditions now, each with a way to drop it and to put another beside it.
pub(super) fn chips(listing: Listing) -> AnyView {
    let query = listing.query;
    let joining = RwSignal::new(None::<Joined>);
    let other = Memo::new(move |_| views::differs(listing));
    let shown = move || {
        let chips = query.with(|query| {
            let all = query.filters.iter().map(std::slice::from_ref).enumerate();
            let all = all.map(|(place, one)| chip(listing, joining, Joined::All(place), one));
            let any = query.any.iter().enumerate();
            let any = any.map(|(place, any)| chip(listing, joining, Joined::Any(place), any));
            all.chain(any).collect::<Vec<_>>()
        });
        (!chips.is_empty() || other.get()).then(|| {
            view! {
                <div class="filter-line">
                    {(!chips.is_empty()).then(|| view! {
                        <ul class="filter-chips" aria-label=t(text::FILTERS)>
                            {chips}
                            <li><Button label=t(text::CLEAR_FILTERS) variant=Variant::Quiet
                                on_press=move || listing.narrow(Query::clear)/></li>
                        </ul>
                    })}
                    {views::save_buttons(listing)}
                </div>
            }
        })
    };
    let joined = Callback::new(move |(filter,): (Filter,)| {
        if let Some(with) = joining.get_untracked() {
            listing.narrow(|query| query.or(with, filter));
        }
        joining.set(None);
    });
    let open = Signal::derive(move || joining.get().is_some());
    view! {
        {shown}
        <Dialog open=open on_close=move || joining.set(None) title=t(text::OR_MORE) kind=DialogKind::Sheet>
            {move || open.get().then(|| parts::condition(listing.definition, joined))}
        </Dialog>
    }
    .into_any()
}

/// One condition, or those of which one is enough.
fn chip(listing: Listing, joining: RwSignal<Option<Joined>>, place: Joined, filters: &[Filter]) -> AnyView {
    let definition = listing.definition;
    let titles = Signal::derive(move || {
        listing.view.with(|view| view.as_ref().map(|view| view.titles.clone()).unwrap_or_default())
    });
    let mut name: Vec<String> =
        filters.iter().map(|filter| words::field(definition.key, &filter.field)).collect();
    name.dedup();
    let name = name.join(", ");
    let said = filters.iter().enumerate().map(|(at, filter)| {
        let or = (at > 0).then(|| view! { " " <b class="filter-or">{text::OR.now()}</b> " " });
        view! { {or}<span class="filter-one">{described_with(definition, filter, titles)}</span> }
    });
    let remove = move |_| {
        listing.narrow(|query| match place {
            Joined::All(at) if at < query.filters.len() => drop(query.filters.remove(at)),
            Joined::Any(at) if at < query.any.len() => drop(query.any.remove(at)),
            Joined::All(_) | Joined::Any(_) => {}
        });
    };
    view! {
        <li class="filter-chip">
            <span class="filter-text">{said.collect_view()}</span>
            <button type="button" class="filter-remove" aria-label=text::or_to(&name) data-tip=t(text::OR_MORE)
                on:click=move |_| joining.set(Some(place))>
                <IconView icon=Icon::Plus size=12/>
            </button>
            <button type="button" class="filter-remove" aria-label=text::remove_filter(&name) on:click=remove>
                <IconView icon=Icon::Cross size=12/>
            </button>
        </li>
    }
    .into_any()
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
    let field = Field::of(definition.key, &filter.field);
    let moving = field.filter(|field| relative::is_relative(field.definition, filter));
    if let Some(days) = moving.and(filter.argument.as_ref()).and_then(relative::days) {
        return view! { {name} " " {word} " " {moving::said(days)} }.into_any();
    }
    let value = field
        .zip(filter.argument.as_ref())
        .map(|(field, value)| fields::cell(&Shown { field, value, titles }));
    view! { {name} " " {word} " " {value} }.into_any()
}

/// The button that adds a condition.
pub(super) fn button(listing: Listing) -> AnyView {
    let open = RwSignal::new(false);
    let made = Callback::new(move |(filter,): (Filter,)| {
        listing.narrow(|query| query.filters.push(filter));
        open.set(false);
    });
    view! {
        <Button label=t(text::FILTER) icon=Icon::Filter variant=Variant::Secondary on_press=move || open.set(true)/>
        <Dialog open=open on_close=move || open.set(false) title=t(text::FILTER) kind=DialogKind::Sheet>
            {move || open.get().then(|| parts::condition(listing.definition, made))}
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
    /// Whether days may be so many before or after today.
    moves: bool,
}

impl Question {
    /// One that begins with this condition; with the first column of the object where there is none.
    pub fn of(definition: &'static ObjectDefinition, filter: Option<&Filter>) -> Self {
        let start = definition.columns.first().copied().unwrap_or("owner");
        Self {
            field: RwSignal::new(filter.map_or_else(|| start.to_owned(), |filter| filter.field.clone())),
            operator: RwSignal::new(filter.map(|filter| filter.operator)),
            value: RwSignal::new(filter.and_then(|filter| filter.argument.clone())),
            moves: false,
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
pub fn form(definition: &'static ObjectDefinition, made: Callback<(Filter,)>) -> AnyView {
    form_of(definition, Question::of(definition, None), made)
}

/// The same; where days may move with the calendar.
pub fn moving_form(definition: &'static ObjectDefinition, made: Callback<(Filter,)>) -> AnyView {
    form_of(definition, Question { moves: true, ..Question::of(definition, None) }, made)
}

fn form_of(definition: &'static ObjectDefinition, asked: Question, made: Callback<(Filter,)>) -> AnyView {
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asked.filter(definition).into_iter().for_each(|filter| made.run((filter,)));
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
    let Question { field: chosen, operator, value, .. } = asked;
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
        let moves = |operator| relative::questions(field.definition.kind).contains(&operator);
        let moves = asked.moves && asked.asked(definition).is_some_and(moves);
        takes.get().then(|| if moves { moving::day(field, value) } else { argument(field, value) })
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
                let wanted = known.iter().copied().find(|one| format!("{one:?}") == name);
                operator.set(wanted);
                // A day that moves is no answer to every question.
                if value.with_untracked(|value| value.as_ref().is_some_and(|value| relative::days(value).is_some())) {
                    value.set(None);
                }
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

pub(super) fn argument(field: Field, value: RwSignal<Option<Value>>) -> AnyView {
    let edit = Edit {
        field,
        id: "filter-value".to_owned(),
        value: value.get(),
        titles: Signal::derive(Default::default),
        offered: Offered::all(),
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
