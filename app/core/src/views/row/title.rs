//! What records are called.

use crate::fields::Kind;
use crate::objects::{self, ObjectDefinition};
use crate::value::Value;
use crate::views::record::Record;

/// Most letters of a title that is the first line of a text.
const TITLE_LETTERS: usize = 120;

/// What a record is called, from its definition and a way to look fields up.
pub fn title_of(definition: &ObjectDefinition, look_up: impl Fn(&str) -> Option<String>) -> String {
    for key in definition.title {
        let Some(text) = look_up(key) else { continue };
        if *key == "first_name" {
            return look_up("last_name").map_or(text.clone(), |last| format!("{text} {last}"));
        }
        let long = definition.field(key).is_some_and(|field| field.kind == Kind::LongText);
        return if long { headline(&text) } else { text };
    }
    String::new()
}

/// The first line of a long text, as much of it as a list can show.
fn headline(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    match line.char_indices().nth(TITLE_LETTERS) {
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
        None => line.to_owned(),
    }
}

/// The title of a whole record.
pub fn title(record: &Record) -> String {
    let Some(definition) = objects::object(&record.object) else { return String::new() };
    title_of(definition, |key| {
        let value = record.values.get(key)?;
        if let Value::Text(text) = value { Some(text.clone()) } else { first_words(value.clone()) }
    })
}

/// The text by which a set can name a record: its first member.
pub(super) fn first_words(value: Value) -> Option<String> {
    let Value::Members(members) = value else { return None };
    let first = members.into_iter().next()?;
    Some(if first.text.is_empty() { first.key } else { first.text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::row::specimen::{record, text};
    use crate::views::row::{RowView, pack};

    #[test]
    fn records_are_called_by_what_they_have() {
        let emails = Kind::Emails.behaviour().examples().remove(0);
        let long = "ক".repeat(TITLE_LETTERS + 1);
        for (object, values, expected) in [
            (
                "contact",
                vec![("first_name", text("Rina")), ("last_name", text("Akter"))],
                "Rina Akter".to_owned(),
            ),
            ("contact", vec![("last_name", text("Akter"))], "Akter".to_owned()),
            ("contact", vec![("emails", emails)], "Rina@Example.com".to_owned()),
            ("lead", vec![("company", text("Acme"))], "Acme".to_owned()),
            ("note", vec![("body", text("\n First line\nSecond"))], "First line".to_owned()),
            ("note", vec![("body", text(&long))], format!("{}…", "ক".repeat(TITLE_LETTERS))),
            ("note", vec![], String::new()),
        ] {
            let record = record(object, &values);
            assert_eq!(title(&record), expected);
            assert_eq!(RowView::trusted(&pack(&record)).title(), expected);
        }
    }
}
