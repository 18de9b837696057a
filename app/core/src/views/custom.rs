//! Custom fields, put together from their definitions.

use super::row::RowView;
use crate::fields::ChoiceWords;
use crate::ids::{FieldKey, ObjectKey, RecordId};
use crate::objects::custom::{self, Code};
use crate::objects::{field, option};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// A name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// As it was given.
    pub plain: String,
    /// In Bengali, where that is another; else empty.
    pub bengali: String,
}

/// A custom field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomField {
    /// The object that has it.
    pub object: ObjectKey,
    /// Its key, which says of which kind it is.
    pub key: FieldKey,
    /// What it is called.
    pub name: Name,
    /// What helps who fills it in; may be empty.
    pub help: String,
    /// Whether it is offered no more; what records hold in it stays.
    pub retired: bool,
    /// What may be chosen, retired options too, in order.
    pub options: Vec<CustomOption>,
    /// Its place.
    pub position: f64,
    /// Which of its records hold something that two people set at once: its definition, its options.
    pub split: Vec<RecordId>,
}

/// One of the choices of a custom field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomOption {
    /// What records hold.
    pub value: String,
    /// What it is called.
    pub name: Name,
    /// Hue of its pill.
    pub hue: u16,
    /// Whether it is offered no more.
    pub retired: bool,
    /// Its place.
    pub position: f64,
}

/// What is of one field: its object and key.
type Of<T> = (ObjectKey, FieldKey, T);

/// The fields of these definitions, by object and place. A definition under another id than its own is none.
pub fn custom_fields<'a>(rows: impl Iterator<Item = RowView<'a>>) -> Vec<CustomField> {
    let (mut fields, mut options): (Vec<CustomField>, Vec<Of<CustomOption>>) = Default::default();
    let mut split: Vec<Of<RecordId>> = Vec::new();
    for row in rows.filter(|row| !row.deleted()) {
        let Some(definition) = row.object() else { continue };
        let text = |key: &str| match row.value_of(key) {
            Some(Value::Text(text)) => text,
            Some(_) | None => String::new(),
        };
        let number = |key: &str| match row.value_of(key) {
            Some(Value::Number(number)) => number,
            Some(_) | None => 0.0,
        };
        let (object, key) = (text(field::OF), text(field::CODE));
        let Some(code) = Code::of_key(&key) else { continue };
        if row.conflicting().next().is_some() {
            split.push((object.clone(), key.clone(), row.id()));
        }
        let name = Name { plain: text(field::NAME), bengali: text(field::NAME_BN) };
        let (position, retired) =
            (number(field::POSITION), row.value_of(field::RETIRED) == Some(Value::Flag(true)));
        match definition.key {
            field::KEY if field::definition_of(&object, code) == row.id() => {
                let (help, options, split) = (text(field::HELP), Vec::new(), Vec::new());
                fields.push(CustomField { object, key, name, help, retired, options, position, split });
            }
            option::KEY => {
                let value = text(option::VALUE);
                if option::option_of(&object, code, &value) == row.id() {
                    let hue = hue(number(option::HUE));
                    options.push((object, key, CustomOption { value, name, hue, retired, position }));
                }
            }
            _ => {}
        }
    }
    let place = |one: &CustomField| (one.object.clone(), one.position, one.key.clone());
    fields.sort_by(|one, two| place(one).partial_cmp(&place(two)).unwrap_or(std::cmp::Ordering::Equal));
    for (object, key, option) in options {
        let of = fields.iter_mut().find(|field| field.object == object && field.key == key);
        of.into_iter().for_each(|field| field.options.push(option.clone()));
    }
    for (object, key, record) in split {
        let of = fields.iter_mut().find(|field| field.object == object && field.key == key);
        of.into_iter().for_each(|field| field.split.push(record));
    }
    for field in &mut fields {
        field
            .options
            .sort_by(|one, two| one.position.total_cmp(&two.position).then(one.value.cmp(&two.value)));
    }
    fields
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hues are whole numbers below 360"
)]
fn hue(number: f64) -> u16 {
    if (0.0..360.0).contains(&number) { number as u16 } else { 0 }
}

impl CustomField {
    /// The code of its key.
    pub fn code(&self) -> Option<Code> {
        custom::Code::of_key(&self.key)
    }

    /// What its choices are called, retired ones too.
    pub fn choice_words(&self) -> Vec<ChoiceWords<'_>> {
        let words = |option: &CustomOption| {
            let Name { plain, bengali } = option.name.clone();
            [plain, bengali].into_iter().filter(|name| !name.is_empty()).collect()
        };
        self.options.iter().map(|option| ChoiceWords { id: &option.value, words: words(option) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Kind;
    use crate::views::record::Record;
    use crate::views::row;

    fn packed(object: &str, id: RecordId, values: &[(&str, Value)]) -> Vec<u8> {
        let mut record = Record::empty(id, object);
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        row::pack(&record)
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn fields_come_in_their_order_with_their_options() {
        let colour = Code::new(Kind::Choice, 7).expect("a code");
        let size = Code::new(Kind::Number, 3).expect("a code");
        let field = |code: Code, name: &str, position: f64, id: RecordId| {
            let values = [
                (field::OF, text("contact")),
                (field::CODE, text(&code.key())),
                (field::NAME, text(name)),
                (field::POSITION, Value::Number(position)),
            ];
            packed(field::KEY, id, &values)
        };
        let option = |value: &str, position: f64, id: RecordId| {
            let values = [
                (option::OF, text("contact")),
                (option::CODE, text(&colour.key())),
                (option::VALUE, text(value)),
                (option::NAME, text(&value.to_uppercase())),
                (option::HUE, Value::Number(195.0)),
                (option::POSITION, Value::Number(position)),
            ];
            packed(option::KEY, id, &values)
        };
        let id = |code| field::definition_of("contact", code);
        let of = |value| option::option_of("contact", colour, value);
        let rows = [
            option("red", 2.0, of("red")),
            field(colour, "Colour", 2.0, id(colour)),
            field(size, "Size", 1.0, id(size)),
            option("blue", 1.0, of("blue")),
            option("green", 1.0, RecordId([9; 16])),
            field(size, "Forged", 0.0, RecordId([8; 16])),
        ];
        let found = custom_fields(rows.iter().map(|row| RowView::trusted(row)));
        let names: Vec<&str> = found.iter().map(|field| field.name.plain.as_str()).collect();
        assert_eq!(names, ["Size", "Colour"]);
        let options: Vec<(&str, u16)> =
            found[1].options.iter().map(|option| (option.value.as_str(), option.hue)).collect();
        assert_eq!(options, [("blue", 195), ("red", 195)]);
    }
}
