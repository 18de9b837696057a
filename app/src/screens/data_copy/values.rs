//! Values on the page of a copy: whole, and as people write them.

use crate::fields::{self, Field, Shown, label_word, rule_word};
use crate::format;
use crate::words;
use crm_core::fields::Kind;
use crm_core::messages::RecordView;
use crm_core::value::{Member, Value};
use leptos::prelude::*;

/// A value of a field, on as many lines as it has.
pub(super) fn shown(view: &RecordView, field: &str, value: Option<&Value>) -> String {
    let (Some(field), Some(value)) = (Field::of(&view.object, field), value) else { return String::new() };
    match (field.definition.kind, value) {
        (Kind::Percent, Value::Number(percent)) => format::percent(*percent),
        (Kind::Duration, Value::Integer(seconds)) => format::duration(*seconds),
        (Kind::Recurrence, Value::Text(rule)) => rule_word(rule),
        (Kind::Emails | Kind::Phones, Value::Members(members)) => {
            members.iter().map(labelled).collect::<Vec<_>>().join("\n")
        }
        (_, Value::Moment(at)) => format::moment_full(*at),
        (_, Value::Date(day)) => format::day_full(*day),
        (_, Value::Money(money)) => format::money(money),
        (_, Value::Integer(number)) => words::in_digits(&number.to_string()),
        (_, Value::Number(number)) => format::number(*number),
        (_, Value::Flag(on)) => if *on { words::fields::YES } else { words::fields::NO }.now().to_owned(),
        (_, Value::Text(_) | Value::Address(_) | Value::Person(_) | Value::Link(_) | Value::Members(_)) => {
            fields::plain(&Shown { field, value, titles: Signal::stored(view.titles.clone()) })
        }
    }
}

/// A number or address, and what it is for: 01711 000000 (work).
fn labelled(member: &Member) -> String {
    let written = if member.text.is_empty() { &member.key } else { &member.text };
    if member.label.is_empty() {
        return written.clone();
    }
    format!("{written} ({})", label_word(&member.label))
}
