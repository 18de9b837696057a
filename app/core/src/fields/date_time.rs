//! A moment: a day with a time.

use super::calendar;
use super::matching::{self, Comparison, never};
use super::number::integer_key;
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored};
use crate::ids::Timestamp;
use crate::value::Value;

/// A moment; stored as a timestamp.
#[derive(Debug)]
pub struct DateTimeKind;

const COMPARISON: Comparison<Timestamp> = Comparison {
    same: |value, argument| value == argument,
    at_least: |value, argument| value >= argument,
    at_most: |value, argument| value <= argument,
    contains: never,
};

const fn of(value: &Value) -> Option<&Timestamp> {
    if let Value::Moment(moment) = value { Some(moment) } else { None }
}

impl FieldKind for DateTimeKind {
    fn store(&self, value: &Value) -> Stored {
        of(value).map_or(Stored::Nothing, |moment| Stored::Scalar(Scalar::Moment(*moment)))
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        if let Stored::Scalar(Scalar::Moment(moment) | Scalar::Integer(moment)) = stored {
            Some(Value::Moment(*moment))
        } else {
            None
        }
    }

    fn parse(&self, input: &str, context: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let moment = calendar::read_moment(input, context.day_first, context.utc_offset_minutes)?;
        Ok(moment.map(Value::Moment))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|moment| Part::Moment(*moment)).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|moment| integer_key(*moment)).unwrap_or_default()
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
        of(value).map(|moment| calendar::write_moment(*moment)).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        [-86_400_001, 0, 1_795_298_400_089].map(Value::Moment).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_zone_is_the_persons() {
        let parsed = DateTimeKind.parse("1/1/1970 06:00", &Context::BANGLADESH);
        assert_eq!(parsed, Ok(Some(Value::Moment(0))));
        assert_eq!(DateTimeKind.parse("teatime", &Context::BANGLADESH), Err(BadInput::Malformed));
    }
}
