//! Yes or no.

use super::matching::{self, Comparison, never};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored, fold};
use crate::value::Value;

/// Yes or no.
#[derive(Debug)]
pub struct FlagKind;

const YES: &[&str] = &["true", "yes", "y", "1", "on", "x", "হ্যাঁ", "হ্যা", "জি"];
const NO: &[&str] = &["false", "no", "n", "0", "off", "না"];

const COMPARISON: Comparison<bool> = Comparison {
    same: |value, argument| value == argument,
    at_least: never,
    at_most: never,
    contains: never,
};

const fn of(value: &Value) -> Option<&bool> {
    if let Value::Flag(flag) = value { Some(flag) } else { None }
}

impl FieldKind for FlagKind {
    fn store(&self, value: &Value) -> Stored {
        of(value).map_or(Stored::Nothing, |flag| Stored::Scalar(Scalar::Flag(*flag)))
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        if let Stored::Scalar(Scalar::Flag(flag)) = stored { Some(Value::Flag(*flag)) } else { None }
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let word = fold::fold(input.trim());
        if word.is_empty() {
            return Ok(None);
        }
        let among = |words: &[&str]| words.iter().any(|known| fold::fold(known) == word);
        if among(YES) {
            return Ok(Some(Value::Flag(true)));
        }
        if among(NO) { Ok(Some(Value::Flag(false))) } else { Err(BadInput::Malformed) }
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|flag| Part::Flag(*flag)).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|flag| vec![u8::from(*flag)]).unwrap_or_default()
    }

    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::SAME
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, value.and_then(of), argument.and_then(of), &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Register
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        of(value).map(bool::to_string).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        [false, true].map(Value::Flag).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_in_both_languages() {
        for (input, expected) in [
            ("Yes", Ok(Some(true))),
            ("TRUE", Ok(Some(true))),
            ("১", Ok(Some(true))),
            ("হ্যাঁ", Ok(Some(true))),
            ("না", Ok(Some(false))),
            ("0", Ok(Some(false))),
            ("", Ok(None)),
            ("perhaps", Err(BadInput::Malformed)),
        ] {
            let parsed = FlagKind.parse(input, &Context::BANGLADESH);
            assert_eq!(parsed, expected.map(|flag| flag.map(Value::Flag)), "{input}");
        }
    }
}
