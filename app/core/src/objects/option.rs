//! Option: one of the choices of a custom field. Records hold its id, so that it can be renamed without touching
//! them.

use super::custom::Code;
use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of options.
pub const KEY: &str = "option";
/// The object that has the field.
pub const OF: &str = "of";
/// The key of the field.
pub const CODE: &str = "code";
/// What records hold.
pub const VALUE: &str = "value";
/// Its name.
pub const NAME: &str = "name";
/// Its name in Bengali, where it has one of its own.
pub const NAME_BN: &str = "name_bn";
/// Hue of its pill, as of [`super::ChoiceDefinition::hue`].
pub const HUE: &str = "hue";
/// Its place among the choices.
pub const POSITION: &str = "position";
/// Whether it is offered no more.
pub const RETIRED: &str = "retired";

/// Longest value in bytes.
pub const VALUE_BYTES: usize = 32;

/// Options. No list, no board and no search of records shows them.
pub static OPTION: ObjectDefinition = super::shaping(
    KEY,
    &[
        FieldDefinition::new(OF, Kind::Text),
        FieldDefinition::new(CODE, Kind::Text),
        FieldDefinition::new(VALUE, Kind::Text),
        FieldDefinition::new(NAME, Kind::Text).required(),
        FieldDefinition::new(NAME_BN, Kind::Text),
        FieldDefinition::new(HUE, Kind::Number),
        FieldDefinition::new(POSITION, Kind::Number),
        FieldDefinition::new(RETIRED, Kind::Flag),
    ],
);

/// The record of an option.
pub fn option_of(object: &str, code: Code, value: &str) -> RecordId {
    super::field::named(&format!("option/{object}/{}/{value}", code.key()))
}
