//! A percentage: 50 means 50 %.

use super::matching;
use super::number::{COMPARISON, float_key, of, read, store};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, digits};
use crate::value::Value;

/// A percentage.
#[derive(Debug)]
pub struct PercentKind;

impl FieldKind for PercentKind {
    fn store(&self, value: &Value) -> Stored {
        store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        read(stored)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let text = input.trim().trim_end_matches(['%', '٪', '％']).trim_end();
        if text.is_empty() {
            return Ok(None);
        }
        digits::number(text).map(|number| Some(Value::Number(number))).ok_or(BadInput::Malformed)
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|number| Part::Percent(*number)).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|number| float_key(*number)).unwrap_or_default()
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
        of(value).map(f64::to_string).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        [0.0, 12.5, 100.0].map(Value::Number).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_may_stand_or_not() {
        for input in ["50", "50%", "৫০ %", " 50.0 % "] {
            assert_eq!(
                PercentKind.parse(input, &Context::BANGLADESH),
                Ok(Some(Value::Number(50.0))),
                "{input}"
            );
        }
        assert_eq!(PercentKind.parse("half", &Context::BANGLADESH), Err(BadInput::Malformed));
    }
}
