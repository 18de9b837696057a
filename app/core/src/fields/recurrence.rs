//! A repetition: every Monday, on the first of each month.

use super::matching::{self, Comparison, never};
use super::text::{of, read, store};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored};
use crate::value::Value;

/// A repetition as the RRULE of RFC 5545, without `RRULE:` before it.
#[derive(Debug)]
pub struct RecurrenceKind;

/// Longest rule in bytes.
const RULE_BYTES: usize = 500;

const FREQUENCIES: &[&str] = &["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const PARTS: &[&str] = &[
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYSETPOS",
    "BYHOUR",
    "BYMINUTE",
    "WKST",
];

const COMPARISON: Comparison<str> = Comparison {
    same: |value, argument| value == argument,
    at_least: never,
    at_most: never,
    contains: never,
};

/// Whether every part is known, given once and filled, and the frequency is one of days or longer.
fn is_rule(rule: &str) -> bool {
    let mut seen = Vec::new();
    let known = rule.split(';').all(|part| {
        let Some((name, value)) = part.split_once('=') else { return false };
        let fresh = !seen.contains(&name);
        seen.push(name);
        let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b",+-".contains(&byte));
        let allowed = match name {
            "FREQ" => FREQUENCIES.contains(&value),
            "INTERVAL" | "COUNT" => value.parse().is_ok_and(|count: u16| count > 0),
            _ => true,
        };
        fresh && PARTS.contains(&name) && !value.is_empty() && plain && allowed
    });
    known && seen.contains(&"FREQ") && !(seen.contains(&"COUNT") && seen.contains(&"UNTIL"))
}

impl FieldKind for RecurrenceKind {
    fn store(&self, value: &Value) -> Stored {
        store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        read(stored)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let rule = input.trim().to_ascii_uppercase();
        let rule = rule.strip_prefix("RRULE:").unwrap_or(&rule).trim_end_matches(';');
        if rule.is_empty() {
            return Ok(None);
        }
        if rule.len() > RULE_BYTES {
            return Err(BadInput::TooLong);
        }
        if is_rule(rule) { Ok(Some(Value::Text(rule.to_owned()))) } else { Err(BadInput::Malformed) }
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|rule| Part::Recurrence(rule.to_owned())).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|rule| rule.as_bytes().to_vec()).unwrap_or_default()
    }

    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        &[FilterOperator::Empty, FilterOperator::Filled]
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, value.and_then(of), argument.and_then(of), &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Register
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        of(value).unwrap_or_default().to_owned()
    }

    fn examples(&self) -> Vec<Value> {
        ["FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12"]
            .map(|rule| Value::Text(rule.into()))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_checked_part_by_part() {
        for (input, expected) in [
            ("RRULE:freq=daily;interval=2", Ok(Some("FREQ=DAILY;INTERVAL=2"))),
            ("FREQ=YEARLY;UNTIL=20301231T000000Z;", Ok(Some("FREQ=YEARLY;UNTIL=20301231T000000Z"))),
            ("", Ok(None)),
            ("every week", Err(BadInput::Malformed)),
            ("FREQ=SECONDLY", Err(BadInput::Malformed)),
            ("FREQ=DAILY;FREQ=DAILY", Err(BadInput::Malformed)),
            ("INTERVAL=2", Err(BadInput::Malformed)),
            ("FREQ=DAILY;INTERVAL=0", Err(BadInput::Malformed)),
            ("FREQ=DAILY;COUNT=2;UNTIL=20300101", Err(BadInput::Malformed)),
        ] {
            let expected = expected.map(|rule| rule.map(|rule| Value::Text(rule.to_owned())));
            assert_eq!(RecurrenceKind.parse(input, &Context::BANGLADESH), expected, "{input}");
        }
    }
}
