//! A number.

use super::matching::{self, Comparison, never};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored, digits};
use crate::value::Value;

/// A number.
#[derive(Debug)]
pub struct NumberKind;

/// How numbers answer filters.
pub(super) const COMPARISON: Comparison<f64> = Comparison {
    same: |value, argument| value.total_cmp(argument).is_eq(),
    at_least: |value, argument| value >= argument,
    at_most: |value, argument| value <= argument,
    contains: never,
};

/// The number of a value that is one.
pub(super) const fn of(value: &Value) -> Option<&f64> {
    if let Value::Number(number) = value
        && number.is_finite()
    {
        Some(number)
    } else {
        None
    }
}

/// A number read back, whole or not.
pub(super) fn read(stored: &Stored) -> Option<Value> {
    match stored {
        Stored::Scalar(Scalar::Number(number)) if number.is_finite() => Some(Value::Number(*number)),
        // Another program may have written 5 for 5.0; the loss beyond 2^53 is what a float means.
        Stored::Scalar(Scalar::Integer(number)) => Some(Value::Number(*number as f64)),
        Stored::Scalar(_) | Stored::Members(_) | Stored::Text(_) | Stored::Nothing => None,
    }
}

/// A number as a scalar.
pub(super) fn store(value: &Value) -> Stored {
    of(value).map_or(Stored::Nothing, |number| Stored::Scalar(Scalar::Number(*number)))
}

/// Bytes in the order of floats.
pub(super) fn float_key(number: f64) -> Vec<u8> {
    let bits = (number + 0.0).to_bits();
    let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    ordered.to_be_bytes().to_vec()
}

/// Bytes in the order of integers.
pub(super) fn integer_key(number: i64) -> Vec<u8> {
    (number ^ i64::MIN).to_be_bytes().to_vec()
}

impl FieldKind for NumberKind {
    fn store(&self, value: &Value) -> Stored {
        store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        read(stored)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        if input.trim().is_empty() {
            return Ok(None);
        }
        digits::number(input).map(|number| Some(Value::Number(number))).ok_or(BadInput::Malformed)
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|number| Part::Number(*number)).into_iter().collect()
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
        [-12.5, 0.0, 3.0, 2_822.0, 1_100.04].map(Value::Number).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_of_numbers() {
        let numbers = [-1e300, -2.5, -0.001, 0.0, 0.001, 1.0, 7.25, 1e18];
        let keys: Vec<_> = numbers.iter().map(|number| float_key(*number)).collect();
        assert!(keys.is_sorted());
        assert_eq!(float_key(-0.0), float_key(0.0));
        let integers = [i64::MIN, -5, 0, 5, i64::MAX];
        assert!(integers.map(integer_key).is_sorted());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for input in ["many", "12a", "1/2"] {
            assert_eq!(NumberKind.parse(input, &Context::BANGLADESH), Err(BadInput::Malformed), "{input}");
        }
        assert_eq!(NumberKind.read(&Stored::Scalar(Scalar::Number(f64::NAN))), None);
    }
}
