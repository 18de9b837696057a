//! Field: the definition of a custom field of an object. Its id follows from the object and the field's code, so
//! that two who add the same write the same record.

use super::companion::fnv;
use super::custom::Code;
use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of definitions of fields.
pub const KEY: &str = "field";
/// The object that has the field.
pub const OF: &str = "of";
/// The key of the field.
pub const CODE: &str = "code";
/// Its name.
pub const NAME: &str = "name";
/// Its name in Bengali, where it has one of its own.
pub const NAME_BN: &str = "name_bn";
/// What helps who fills it in.
pub const HELP: &str = "help";
/// Its place among the added fields of the object.
pub const POSITION: &str = "position";
/// The formula that fills it ([`crate::views::formula`]); nothing where people do.
pub const FORMULA: &str = "formula";
/// Whether it is offered no more; what records hold in it stays.
pub const RETIRED: &str = "retired";

/// Definitions of fields. No list, no board and no search of records shows them.
pub static FIELD: ObjectDefinition = super::shaping(
    KEY,
    &[
        FieldDefinition::new(OF, Kind::Text),
        FieldDefinition::new(CODE, Kind::Text),
        FieldDefinition::new(NAME, Kind::Text).required(),
        FieldDefinition::new(NAME_BN, Kind::Text),
        FieldDefinition::new(HELP, Kind::Text),
        FieldDefinition::new(POSITION, Kind::Number),
        FieldDefinition::new(RETIRED, Kind::Flag),
        FieldDefinition::new(FORMULA, Kind::Text),
    ],
);

/// The definition of a field.
pub fn definition_of(object: &str, code: Code) -> RecordId {
    named(&format!("field/{object}/{}", code.key()))
}

/// An id that follows from a name.
pub(super) fn named(name: &str) -> RecordId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&fnv(name.bytes()).to_be_bytes());
    id[8..].copy_from_slice(&fnv(name.bytes().rev()).to_be_bytes());
    RecordId(id)
}
