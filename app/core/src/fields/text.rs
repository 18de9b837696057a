//! One line of text.

use super::matching::{self, Comparison, never};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored, fold};
use crate::value::Value;

/// Longest line in bytes.
pub const LINE_BYTES: usize = 2_000;

/// One line of text.
#[derive(Debug)]
pub struct TextKind;

/// How texts answer filters: the same when folded the same.
pub(super) const COMPARISON: Comparison<str> = Comparison {
    same: |value, argument| value == argument || fold::fold(value) == fold::fold(argument),
    at_least: never,
    at_most: never,
    contains: matching::contains_words,
};

/// The text of a value that has one and is not blank.
pub fn of(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value
        && !text.is_empty()
    {
        Some(text)
    } else {
        None
    }
}

/// A scalar text as a value.
pub(super) fn read(stored: &Stored) -> Option<Value> {
    if let Stored::Scalar(Scalar::Text(text)) = stored
        && !text.is_empty()
    {
        Some(Value::Text(text.clone()))
    } else {
        None
    }
}

/// A value as a scalar text.
pub(super) fn store(value: &Value) -> Stored {
    of(value).map_or(Stored::Nothing, |text| Stored::Scalar(Scalar::Text(text.to_owned())))
}

/// The words of a text, with how a Bangla word sounds in Latin letters.
pub(super) fn search_words(text: &str) -> Vec<String> {
    let mut words = fold::words(text);
    super::sound::add_sounds(&mut words);
    words
}

impl FieldKind for TextKind {
    fn store(&self, value: &Value) -> Stored {
        store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        read(stored)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let line = input.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.len() > LINE_BYTES {
            return Err(BadInput::TooLong);
        }
        Ok((!line.is_empty()).then_some(Value::Text(line)))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|text| Part::Text(text.to_owned())).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(fold::sort_key).unwrap_or_default()
    }

    fn search_words(&self, value: &Value) -> Vec<String> {
        of(value).map(search_words).unwrap_or_default()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::WORDS
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
        ["Rahman & Sons", "রহমান এন্ড সন্স", "=1+1", "a,\"b\";c"].map(|text| Value::Text(text.to_owned())).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_joined() {
        for (input, expected) in [("  a  b\n c ", Some("a b c")), ("   ", None), ("রিনা", Some("রিনা"))]
        {
            let parsed = TextKind.parse(input, &Context::BANGLADESH);
            assert_eq!(parsed, Ok(expected.map(|text| Value::Text(text.to_owned()))));
        }
        let long = "x".repeat(LINE_BYTES + 1);
        assert_eq!(TextKind.parse(&long, &Context::BANGLADESH), Err(BadInput::TooLong));
    }

    #[test]
    fn filters_do_not_care_about_capitals_and_accents() {
        let value = Value::Text("José Rahman".into());
        for (operator, argument, expected) in [
            (FilterOperator::Is, "jose rahman", true),
            (FilterOperator::IsNot, "jose rahman", false),
            (FilterOperator::Contains, "RAH", true),
            (FilterOperator::Contains, "rah zzz", false),
        ] {
            let argument = Value::Text(argument.into());
            assert_eq!(TextKind.matches(operator, Some(&value), Some(&argument)), expected);
        }
        assert!(TextKind.matches(FilterOperator::Empty, None, None));
    }
}
