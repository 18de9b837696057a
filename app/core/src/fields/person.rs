//! A person of the team.

use super::matching::{self, Comparison, never};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored};
use crate::ids::PersonId;
use crate::value::Value;

/// A person of the team; stored as their id in hexadecimal.
#[derive(Debug)]
pub struct PersonKind;

const COMPARISON: Comparison<PersonId> = Comparison {
    same: |value, argument| value == argument,
    at_least: never,
    at_most: never,
    contains: never,
};

const fn of(value: &Value) -> Option<&PersonId> {
    if let Value::Person(person) = value { Some(person) } else { None }
}

impl FieldKind for PersonKind {
    fn store(&self, value: &Value) -> Stored {
        of(value).map_or(Stored::Nothing, |person| Stored::Scalar(Scalar::Text(person.to_string())))
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        if let Stored::Scalar(Scalar::Text(text)) = stored {
            text.parse().ok().map(Value::Person)
        } else {
            None
        }
    }

    /// Only an id can be read; names are matched by whoever knows the team.
    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let text = input.trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(|person| Some(Value::Person(person))).map_err(|_| BadInput::NotTyped)
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|person| Part::Person(*person)).into_iter().collect()
    }

    /// By id; a list that knows the team sorts by name.
    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|person| person.0.to_vec()).unwrap_or_default()
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
        of(value).map(PersonId::to_string).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        [0, 200].map(|byte| Value::Person(PersonId([byte; 16]))).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_not_ids() {
        assert_eq!(PersonKind.parse("Rina", &Context::BANGLADESH), Err(BadInput::NotTyped));
        assert_eq!(PersonKind.parse(" ", &Context::BANGLADESH), Ok(None));
    }
}
