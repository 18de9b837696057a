//! A link to a record of one object.

use super::matching::{self, Comparison, never};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored};
use crate::ids::RecordId;
use crate::value::{Link, Value};

/// A link to a record; stored as `account/` and the record's id.
#[derive(Debug)]
pub struct LinkKind;

/// How links answer filters.
pub(super) const COMPARISON: Comparison<Link> = Comparison {
    same: |value, argument| value.record == argument.record,
    at_least: never,
    at_most: never,
    contains: never,
};

/// The link of a value that is one.
pub(super) const fn of(value: &Value) -> Option<&Link> {
    if let Value::Link(link) = value { Some(link) } else { None }
}

/// A link as text.
pub fn write(link: &Link) -> String {
    format!("{}/{}", link.object, link.record)
}

/// The link of a text that [`write`] made.
pub fn read(text: &str) -> Option<Link> {
    let (object, record) = text.split_once('/')?;
    let record: RecordId = record.parse().ok()?;
    let name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (!object.is_empty() && object.bytes().all(name)).then(|| Link { object: object.to_owned(), record })
}

/// A link as a scalar.
pub(super) fn store(value: &Value) -> Stored {
    of(value).map_or(Stored::Nothing, |link| Stored::Scalar(Scalar::Text(write(link))))
}

/// A scalar as a link.
pub(super) fn read_stored(stored: &Stored) -> Option<Value> {
    if let Stored::Scalar(Scalar::Text(text)) = stored { read(text).map(Value::Link) } else { None }
}

/// Only what [`write`] wrote can be read back; titles are matched by the importer.
pub(super) fn parse(input: &str) -> Result<Option<Value>, BadInput> {
    let text = input.trim();
    if text.is_empty() {
        return Ok(None);
    }
    read(text).map(|link| Some(Value::Link(link))).ok_or(BadInput::NotTyped)
}

/// A link with an empty role.
pub(super) fn show(value: &Value) -> Vec<Part> {
    let part =
        |link: &Link| Part::Link { object: link.object.clone(), record: link.record, role: String::new() };
    of(value).map(part).into_iter().collect()
}

impl FieldKind for LinkKind {
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

    /// By id; a list that knows the titles sorts by them.
    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|link| link.record.0.to_vec()).unwrap_or_default()
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
        [1, 250]
            .map(|byte| Value::Link(Link { object: "account".into(), record: RecordId([byte; 16]) }))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_links_are_read() {
        let hex = "01".repeat(16);
        assert_eq!(read(&format!("account/{hex}")).map(|link| link.record), Some(RecordId([1; 16])));
        for text in ["account/12", "Acme", &hex, &format!("/{hex}"), &format!("Ac/{hex}")] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(LinkKind.parse("Acme", &Context::BANGLADESH), Err(BadInput::NotTyped));
    }
}
