//! What is worked out from other fields and never stored, such as the expected revenue of a deal.

use super::matching::{self, Comparison};
use super::{BadInput, Context, FieldKind, FilterOperator, Kind, Merge, Part, Stored};
use crate::value::Value;

/// A worked-out value: an amount, a number or a text, behaving like a field of that kind.
#[derive(Debug)]
pub struct ComputedKind;

/// The behaviour of the kind that a worked-out value looks like.
const fn like(value: &Value) -> Option<Kind> {
    match value {
        Value::Money(_) => Some(Kind::Money),
        Value::Number(_) => Some(Kind::Number),
        Value::Text(_) => Some(Kind::Text),
        Value::Integer(_) => Some(Kind::Duration),
        Value::Date(_) => Some(Kind::Date),
        Value::Moment(_) => Some(Kind::DateTime),
        Value::Flag(_) | Value::Address(_) | Value::Person(_) | Value::Link(_) | Value::Members(_) => None,
    }
}

const COMPARISON: Comparison<Value> = Comparison {
    same: |value, argument| ask(FilterOperator::Is, value, argument),
    at_least: |value, argument| ask(FilterOperator::AtLeast, value, argument),
    at_most: |value, argument| ask(FilterOperator::AtMost, value, argument),
    contains: |value, argument| ask(FilterOperator::Contains, value, argument),
};

fn ask(operator: FilterOperator, value: &Value, argument: &Value) -> bool {
    like(value).is_some_and(|kind| kind.behaviour().matches(operator, Some(value), Some(argument)))
}

impl FieldKind for ComputedKind {
    fn store(&self, _: &Value) -> Stored {
        Stored::Nothing
    }

    fn read(&self, _: &Stored) -> Option<Value> {
        None
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        if input.trim().is_empty() { Ok(None) } else { Err(BadInput::NotTyped) }
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        like(value).map(|kind| kind.behaviour().show(value)).unwrap_or_default()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        like(value).map(|kind| kind.behaviour().sort_key(value)).unwrap_or_default()
    }

    /// None: the fields it comes from are found.
    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::ORDERED
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, value, argument, &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Nothing
    }

    fn csv(&self, value: &Value, context: &Context<'_>) -> String {
        like(value).map(|kind| kind.behaviour().csv(value, context)).unwrap_or_default()
    }

    /// None: nothing of this kind is stored or typed.
    fn examples(&self) -> Vec<Value> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Money;

    #[test]
    fn a_computed_amount_behaves_like_an_amount_and_is_never_stored() {
        let small = Value::Money(Money { minor: 5, currency: *b"BDT" });
        let large = Value::Money(Money { minor: 50, currency: *b"BDT" });
        assert_eq!(ComputedKind.store(&small), Stored::Nothing);
        assert!(ComputedKind.sort_key(&small) < ComputedKind.sort_key(&large));
        assert!(ComputedKind.matches(FilterOperator::AtLeast, Some(&large), Some(&small)));
        assert_eq!(ComputedKind.parse("5", &Context::BANGLADESH), Err(BadInput::NotTyped));
    }
}
