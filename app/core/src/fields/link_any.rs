//! A link to a record of any of several objects.

use super::link::{COMPARISON, of, parse, read_stored, show, store, write};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, matching};
use crate::ids::RecordId;
use crate::value::{Link, Value};

/// A link to a record of any of several objects; stored like a link to one.
#[derive(Debug)]
pub struct LinkAnyKind;

impl FieldKind for LinkAnyKind {
    fn store(&self, value: &Value) -> Stored {
        store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        read_stored(stored)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        parse(input)
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        show(value)
    }

    /// By object, then by id.
    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|link| write(link).into_bytes()).unwrap_or_default()
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
        of(value).map(write).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        ["contact", "deal"]
            .map(|object| Value::Link(Link { object: object.into(), record: RecordId([7; 16]) }))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_different_objects_are_read_back() {
        for example in LinkAnyKind.examples() {
            assert_eq!(LinkAnyKind.read(&LinkAnyKind.store(&example)), Some(example));
        }
        assert_eq!(LinkAnyKind.read(&Stored::Text("deal/1".into())), None);
    }
}
