//! Score rules: what gives leads points, in which order it is told, and what gives none any more.

mod form;
mod starting;

use super::arranged::{self, Entry, Former};
use super::fields::split;
use crate::components::{Button, EmptyState, Variant};
use crate::icons::Icon;
use crate::screens::score_words::{called, sentence};
use crate::state::{dispatch, shaping};
use crate::words::{scoring as text, t};
use crm_core::messages::Request;
use crm_core::objects::score_rule;
use crm_core::value::Value;
use crm_core::views::shaping::scoring::ScoreRule;
use form::Asked;
use leptos::prelude::*;

/// The object that is scored.
const OBJECT: &str = score_rule::SCORED[0].0;

/// The panel.
pub(super) fn scoring() -> AnyView {
    let asked = RwSignal::new(None::<Asked>);
    view! {
        <section class="panel" data-setting="score-rules" aria-label=t(text::TITLE)>
            <p>{t(text::LEAD)}</p>
            {move || listed(asked)}
            <div class="pipeline-foot">
                <Button label=t(text::ADD) icon=Icon::Plus variant=Variant::Primary
                    on_press=move || asked.set(Some(Asked::New))/>
            </div>
            <p class="access-hint">{t(text::HIDDEN_HINT)}</p>
        </section>
        {form::window(asked)}
    }
    .into_any()
}

fn listed(asked: RwSignal<Option<Asked>>) -> AnyView {
    let all = shaping::score_rules();
    if all.is_empty() {
        return view! {
            <EmptyState icon=Icon::Target heading=t(text::NONE) text=t(text::NONE_TEXT)>
                <Button label=t(text::BEGIN) on_press=starting::begin/>
            </EmptyState>
        }
        .into_any();
    }
    let (retired, used): (Vec<ScoreRule>, Vec<ScoreRule>) = all.into_iter().partition(|rule| rule.retired);
    let entries =
        |rules: Vec<ScoreRule>| rules.into_iter().map(|rule| entry(rule, asked)).collect::<Vec<Entry>>();
    view! {
        {arranged::arranged(entries(used))}
        {arranged::former(entries(retired).into_iter().map(Former::from).collect(), text::RETIRED, text::RETIRED_TEXT)}
    }
    .into_any()
}

fn entry(rule: ScoreRule, asked: RwSignal<Option<Asked>>) -> Entry {
    let said = (!rule.name.plain.is_empty()).then(|| sentence(&rule));
    let record = score_rule::rule_of(&rule.value);
    let split = rule.split.then(|| split(&[record]));
    let (key, name, position) = (rule.value.clone(), called(&rule), rule.position);
    let rule = StoredValue::new(rule);
    let set = move |key: &str, value: Value| {
        dispatch(Request::Set { record, values: vec![(key.to_owned(), Some(value))] });
    };
    Entry {
        key,
        name,
        rest: view! { {said}{split} }.into_any(),
        hue: None,
        position,
        on_move: Callback::new(move |(to,)| set(score_rule::POSITION, Value::Number(to))),
        on_change: Callback::new(move |()| asked.set(Some(Asked::Change(Box::new(rule.get_value()))))),
        hides: false,
        on_retire: Some(Callback::new(move |(retired,)| set(score_rule::RETIRED, Value::Flag(retired)))),
    }
}

/// The place behind all rules.
fn last() -> f64 {
    untrack(shaping::score_rules).iter().map(|rule| rule.position).fold(0.0, f64::max) + 1.0
}
