//! Section: a part of the form and of the page of an object, with a heading of its own, to which fields are placed
//! ([`super::placement`]).

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of sections.
pub const KEY: &str = "section";
/// The object whose form has it.
pub const OF: &str = "of";
/// What placements hold.
pub const VALUE: &str = "value";
/// Its name.
pub const NAME: &str = "name";
/// Its name in Bengali, where it has one of its own.
pub const NAME_BN: &str = "name_bn";
/// Its place among the sections of the object.
pub const POSITION: &str = "position";
/// Whether it is used no more; its fields stand in the first section then.
pub const RETIRED: &str = "retired";

/// The section that every object has: fields that are placed nowhere stand in it. Its heading is not shown.
pub const FIRST: &str = "";

/// Sections. No list, no board and no search of records shows them.
pub static SECTION: ObjectDefinition = super::shaping(
    KEY,
    &[
        FieldDefinition::new(OF, Kind::Text),
        FieldDefinition::new(VALUE, Kind::Text),
        FieldDefinition::new(NAME, Kind::Text).required(),
        FieldDefinition::new(NAME_BN, Kind::Text),
        FieldDefinition::new(POSITION, Kind::Number),
        FieldDefinition::new(RETIRED, Kind::Flag),
    ],
);

/// The record of a section.
pub fn section_of(object: &str, value: &str) -> RecordId {
    super::field::named(&format!("section/{object}/{value}"))
}
