//! Custom fields, from their definitions and those of their options.

use super::options::{self, CustomOption, Defined};
use super::{Definition, Name};
use crate::fields::ChoiceWords;
use crate::ids::{FieldKey, ObjectKey, RecordId};
use crate::objects::custom::{self, Code};
use crate::objects::field;
use crate::views::formula;
use serde::{Deserialize, Serialize};

/// A custom field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomField {
    /// The object that has it.
    pub object: ObjectKey,
    /// Its key, which says of which kind it is.
    pub key: FieldKey,
    /// What it is called.
    pub name: Name,
    /// The formula that fills it, as it is kept; empty where people do.
    pub formula: String,
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

/// The field that a definition defines.
pub(super) fn read(definition: Definition<'_>) -> Option<CustomField> {
    let (object, key) = (definition.text(field::OF), definition.text(field::CODE));
    let code = Code::of_key(&key)?;
    if field::definition_of(&object, code) != definition.0.id() {
        return None;
    }
    let filled = code.kind().is_some_and(|kind| formula::KINDS.contains(&kind));
    Some(CustomField {
        name: definition.name(),
        formula: if filled { definition.text(field::FORMULA) } else { String::new() },
        help: definition.text(field::HELP),
        retired: definition.flag(field::RETIRED),
        options: Vec::new(),
        position: definition.number(field::POSITION).unwrap_or(0.0),
        split: definition.split().then_some(definition.0.id()).into_iter().collect(),
        object,
        key,
    })
}

/// By object and place.
pub(super) fn sort(fields: &mut [CustomField]) {
    let place = |one: &CustomField| (one.object.clone(), one.position, one.key.clone());
    fields.sort_by(|one, two| place(one).partial_cmp(&place(two)).unwrap_or(std::cmp::Ordering::Equal));
}

/// Gives the fields their options; those of built-in fields are left.
pub(super) fn take_options(fields: &mut [CustomField], options: Vec<Defined>) -> Vec<Defined> {
    let mut left = Vec::new();
    for option in options {
        if !custom::is_custom(&option.key) {
            left.push(option);
            continue;
        }
        let of = fields.iter_mut().find(|field| field.object == option.of && field.key == option.key);
        let Some(field) = of else { continue };
        field.split.extend(option.split.then_some(option.record));
        field.options.push(option.plain());
    }
    fields.iter_mut().for_each(|field| options::sort(&mut field.options));
    left
}

impl CustomField {
    /// The code of its key.
    pub fn code(&self) -> Option<Code> {
        custom::Code::of_key(&self.key)
    }

    /// What its choices are called, retired ones too.
    pub fn choice_words(&self) -> Vec<ChoiceWords<'_>> {
        self.options.iter().map(CustomOption::words).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Kind;
    use crate::objects::option;
    use crate::value::Value;
    use crate::views::row::RowView;
    use crate::views::shaping::Shaping;
    use crate::views::shaping::specimen::{packed, text};

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
        let of = |value| option::option_of("contact", &colour.key(), value);
        let rows = [
            option("red", 2.0, of("red")),
            field(colour, "Colour", 2.0, id(colour)),
            field(size, "Size", 1.0, id(size)),
            option("blue", 1.0, of("blue")),
            option("green", 1.0, RecordId([9; 16])),
            field(size, "Forged", 0.0, RecordId([8; 16])),
        ];
        let found = Shaping::of(rows.iter().map(|row| RowView::trusted(row))).fields;
        let names: Vec<&str> = found.iter().map(|field| field.name.plain.as_str()).collect();
        assert_eq!(names, ["Size", "Colour"]);
        let options: Vec<(&str, u16)> =
            found[1].options.iter().map(|option| (option.value.as_str(), option.hue)).collect();
        assert_eq!(options, [("blue", 195), ("red", 195)]);
    }
}
