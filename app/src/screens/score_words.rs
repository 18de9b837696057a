//! What a score rule says, as a sentence.

use crate::fields::{self, Field, Shown};
use crate::format;
use crate::state::shaping;
use crate::words::{self, scoring as text};
use crm_core::fields::FilterOperator;
use crm_core::views::query::Filter;
use crm_core::views::shaping::scoring::{Counts, ScoreRule};
use leptos::prelude::*;

/// Points with their sign: +15.
pub fn points(points: i32) -> String {
    let number = format::number(f64::from(points));
    if points > 0 { format!("+{number}") } else { number }
}

/// The rule as it is called: by its name, else by its sentence.
pub fn called(rule: &ScoreRule) -> String {
    if rule.name.plain.is_empty() { sentence(rule) } else { shaping::said(&rule.name) }
}

/// What the rule does.
pub fn sentence(rule: &ScoreRule) -> String {
    let given = points(i32::from(rule.points));
    let object = match &rule.counts {
        Counts::Field(filter) => return when(&rule.of, filter, &given),
        Counts::Activity(object) => object.as_str(),
    };
    let mut parts = vec![match object {
        "call" => text::each_call(&given),
        "meeting" => text::each_meeting(&given),
        "task" => text::each_task(&given),
        _ => text::each_note(&given),
    }];
    if let Some(most) = rule.most {
        let most = i32::from(most) * i32::from(rule.points.signum());
        parts.push(text::in_all(&points(most)));
    }
    parts.extend(rule.halves.map(|days| text::halving(u64::from(days))));
    parts.join(", ")
}

fn when(object: &str, filter: &Filter, given: &str) -> String {
    let name = words::field(object, &filter.field);
    let shown = Field::of(object, &filter.field).zip(filter.argument.as_ref()).and_then(|(field, value)| {
        fields::plain_cell(&Shown { field, value, titles: Signal::derive(Default::default) })
    });
    let value = shown.map(|shown| shown.said()).unwrap_or_default();
    match filter.operator {
        FilterOperator::Empty => text::when_empty(&name, given),
        FilterOperator::Filled => text::when_filled(&name, given),
        FilterOperator::Is => text::when_is(&name, given, &value),
        FilterOperator::IsNot => text::when_is_not(&name, given, &value),
        FilterOperator::Contains => text::when_contains(&name, given, &value),
        FilterOperator::AtMost => text::when_at_most(&name, given, &value),
        FilterOperator::AtLeast => text::when_at_least(&name, given, &value),
    }
}
