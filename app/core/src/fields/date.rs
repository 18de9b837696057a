//! A day without a time.

use super::calendar;
use super::matching::{self, Comparison, never};
use super::number::integer_key;
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored};
use crate::ids::Day;
use crate::value::Value;

/// A day; stored as days since 1970.
#[derive(Debug)]
pub struct DateKind;

const COMPARISON: Comparison<Day> = Comparison {
    same: |value, argument| value == argument,
    at_least: |value, argument| value >= argument,
    at_most: |value, argument| value <= argument,
    contains: never,
};

const fn of(value: &Value) -> Option<&Day> {
    if let Value::Date(day) = value { Some(day) } else { None }
}

impl FieldKind for DateKind {
    fn store(&self, value: &Value) -> Stored {
        of(value).map_or(Stored::Nothing, |day| Stored::Scalar(Scalar::Integer(i64::from(*day))))
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        if let Stored::Scalar(Scalar::Integer(days)) = stored {
            Day::try_from(*days).ok().map(Value::Date)
        } else {
            None
        }
    }

    fn parse(&self, input: &str, context: &Context<'_>) -> Result<Option<Value>, BadInput> {
        Ok(calendar::read_day(input, context.day_first)?.map(Value::Date))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|day| Part::Date(*day)).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|day| integer_key(i64::from(*day))).unwrap_or_default()
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
        of(value).map(|day| calendar::write_day(*day)).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        [-400, 0, 20_778].map(Value::Date).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_answer_filters_by_order() {
        for (operator, value, argument, expected) in [
            (FilterOperator::AtLeast, 5, 5, true),
            (FilterOperator::AtLeast, 4, 5, false),
            (FilterOperator::AtMost, 4, 5, true),
            (FilterOperator::AtMost, -4, -5, false),
            (FilterOperator::Is, 4, 4, true),
        ] {
            let answer = DateKind.matches(operator, Some(&Value::Date(value)), Some(&Value::Date(argument)));
            assert_eq!(answer, expected, "{operator:?} {value} {argument}");
        }
        assert!(!DateKind.matches(FilterOperator::AtMost, None, Some(&Value::Date(1))));
    }
}
