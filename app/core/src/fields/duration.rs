//! A length of time.

use super::matching::{self, Comparison, never};
use super::number::integer_key;
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored, digits};
use crate::value::Value;

/// A length of time; stored in seconds.
#[derive(Debug)]
pub struct DurationKind;

/// Longest length of time in seconds: ten years.
const LONGEST: i64 = 10 * 366 * 86_400;

const UNITS: &[(&[&str], i64)] = &[
    (&["s", "sec", "secs", "second", "seconds", "সেকেন্ড", "সে"], 1),
    (&["m", "min", "mins", "minute", "minutes", "মিনিট", "মি"], 60),
    (&["h", "hr", "hrs", "hour", "hours", "ঘণ্টা", "ঘন্টা"], 3_600),
    (&["d", "day", "days", "দিন"], 86_400),
];

const COMPARISON: Comparison<i64> = Comparison {
    same: |value, argument| value == argument,
    at_least: |value, argument| value >= argument,
    at_most: |value, argument| value <= argument,
    contains: never,
};

const fn of(value: &Value) -> Option<&i64> {
    if let Value::Integer(seconds) = value { Some(seconds) } else { None }
}

/// `1:30:00` is hours, `5:30` minutes and seconds, `90` minutes, `1 h 30 min` what it says.
fn read_seconds(text: &str) -> Option<i64> {
    if text.contains(':') {
        let parts: Vec<i64> = text.split(':').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        return match parts[..] {
            [minutes, seconds] => minutes.checked_mul(60)?.checked_add(seconds),
            [hours, minutes, seconds] => {
                hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)
            }
            _ => None,
        };
    }
    if let Some(minutes) = digits::number(text) {
        return Some((minutes * 60.0).round() as i64);
    }
    let mut total = 0.0;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let amount = digits::number(&rest[..end])?;
        rest = rest[end..].trim_start();
        let end = rest.find(|letter: char| letter.is_ascii_digit() || letter == ' ').unwrap_or(rest.len());
        let unit = rest[..end].trim_end_matches([',', '.']).to_lowercase();
        let (_, seconds) = UNITS.iter().find(|(names, _)| names.contains(&unit.as_str()))?;
        total += amount * *seconds as f64;
        rest = rest[end..].trim_start();
    }
    Some(total.round() as i64)
}

impl FieldKind for DurationKind {
    fn store(&self, value: &Value) -> Stored {
        of(value).map_or(Stored::Nothing, |seconds| Stored::Scalar(Scalar::Integer(*seconds)))
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        if let Stored::Scalar(Scalar::Integer(seconds)) = stored {
            Some(Value::Integer(*seconds))
        } else {
            None
        }
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let text = digits::latin(input.trim());
        if text.is_empty() {
            return Ok(None);
        }
        match read_seconds(&text) {
            Some(seconds @ 0..=LONGEST) => Ok(Some(Value::Integer(seconds))),
            _ => Err(BadInput::Malformed),
        }
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|seconds| Part::Duration(*seconds)).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|seconds| integer_key(*seconds)).unwrap_or_default()
    }

    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::ORDERED
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, value.and_then(of), argument.and_then(of), &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Register
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        let write =
            |seconds: &i64| format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        of(value).map(write).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        [0, 90, 5_400, 360_000].map(Value::Integer).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (input, expected) in [
            ("5", Some(300)),
            ("৫", Some(300)),
            ("5 min", Some(300)),
            ("300 s", Some(300)),
            ("1 h 30 min", Some(5_400)),
            ("1h30m", Some(5_400)),
            ("1.5 hours", Some(5_400)),
            ("১ ঘণ্টা ৩০ মিনিট", Some(5_400)),
            ("05:30", Some(330)),
            ("1:30:00", Some(5_400)),
            ("long", None),
            ("1:2:3:4", None),
            ("-5", None),
        ] {
            let parsed = DurationKind.parse(input, &Context::BANGLADESH);
            assert_eq!(
                parsed,
                expected.map(|seconds| Some(Value::Integer(seconds))).ok_or(BadInput::Malformed)
            );
        }
    }
}
