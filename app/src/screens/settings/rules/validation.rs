//! The validation rules of an object: those in use in their order, and those that are retired.

use super::super::arranged::{self, Entry, Former};
use super::super::fields::split;
use super::validation_form::{self, Asked};
use crate::components::{Button, Variant};
use crate::icons::Icon;
use crate::screens::list::filters::described;
use crate::state::{dispatch, shaping};
use crate::words::{rules as text, t};
use crm_core::messages::Request;
use crm_core::objects::{ObjectDefinition, validation_rule};
use crm_core::value::Value;
use crm_core::views::shaping::validation::ValidationRule;
use leptos::prelude::*;

/// The panel.
pub(super) fn validation(object: RwSignal<&'static ObjectDefinition>) -> AnyView {
    let asked = RwSignal::new(None::<Asked>);
    view! {
        <section class="panel" data-setting="validation" aria-label=t(text::VALIDATION)>
            <h3>{t(text::VALIDATION)}</h3>
            <p>{t(text::VALIDATION_LEAD)}</p>
            {move || listed(object.get(), asked)}
            <div class="pipeline-foot">
                <Button label=t(text::ADD) icon=Icon::Plus variant=Variant::Primary
                    on_press=move || asked.set(Some(Asked::New(object.get_untracked())))/>
            </div>
        </section>
        {validation_form::window(asked)}
    }
    .into_any()
}

/// The rules of an object, retired ones too, in order.
pub(super) fn of(object: &ObjectDefinition) -> Vec<ValidationRule> {
    shaping::validation_rules().into_iter().filter(|rule| rule.of == object.key).collect()
}

fn listed(object: &'static ObjectDefinition, asked: RwSignal<Option<Asked>>) -> AnyView {
    let (retired, used): (Vec<_>, Vec<_>) = of(object).into_iter().partition(|rule| rule.retired);
    let none = used.is_empty().then(|| view! { <p class="access-hint">{t(text::NO_VALIDATION)}</p> });
    let entries = |rules: Vec<ValidationRule>| -> Vec<Entry> {
        rules.into_iter().map(|rule| entry(object, rule, asked)).collect()
    };
    view! {
        {none}
        {arranged::arranged(entries(used))}
        {arranged::former(entries(retired).into_iter().map(Former::from).collect(), text::RETIRED, text::RETIRED_TEXT)}
    }
    .into_any()
}

fn entry(object: &'static ObjectDefinition, rule: ValidationRule, asked: RwSignal<Option<Asked>>) -> Entry {
    let record = validation_rule::rule_of(&rule.value);
    let split = rule.split.then(|| split(&[record]));
    let conditions = rule.conditions.iter().enumerate().map(|(place, filter)| {
        let between = (place > 0).then_some(" · ");
        view! { {between}<span>{described(object, filter)}</span> }
    });
    let rest = view! { <span class="rule-conditions">{conditions.collect_view()}</span>{split} }.into_any();
    let (key, name, position) = (rule.value.clone(), shaping::said(&rule.name), rule.position);
    let rule = StoredValue::new(rule);
    let set = move |key: &str, value: Value| {
        dispatch(Request::Set { record, values: vec![(key.to_owned(), Some(value))] });
    };
    Entry {
        key,
        name,
        rest,
        hue: None,
        position,
        on_move: Callback::new(move |(to,)| set(validation_rule::POSITION, Value::Number(to))),
        on_change: Callback::new(move |()| {
            asked.set(Some(Asked::Change(object, Box::new(rule.get_value()))))
        }),
        hides: false,
        on_retire: Some(Callback::new(move |(retired,)| {
            set(validation_rule::RETIRED, Value::Flag(retired));
        })),
    }
}
