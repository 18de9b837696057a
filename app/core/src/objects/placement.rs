//! Placement: what a team says of a field of an object, built in or its own: where it stands in the form and on the page,
//! whether it must be filled, what a new record holds in it. Its id follows from object and field, so that two who place
//! the same field write the same record.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of placements.
pub const KEY: &str = "placement";
/// The object that has the field.
pub const OF: &str = "of";
/// The key of the field.
pub const CODE: &str = "code";
/// The section in which it stands; nothing of the first.
pub const SECTION: &str = "section";
/// Its place among the fields of its section; nothing where it stands as it does by itself.
pub const POSITION: &str = "position";
/// Whether it must be filled.
pub const REQUIRED: &str = "required";
/// Whether it is among the few fields with which a form begins; nothing where that is as it is by itself.
pub const QUICK: &str = "quick";
/// Whether neither form nor page show it; what records hold in it stays.
pub const HIDDEN: &str = "hidden";
/// Whether two records are hardly ever meant to hold the same in it: who fills it in is told of another.
pub const UNIQUE: &str = "unique";
/// What a new record holds in it at first: as a file holds it, choices by what records hold.
pub const USUAL: &str = "usual";

/// Placements. No list, no board and no search of records shows them.
pub static PLACEMENT: ObjectDefinition = ObjectDefinition {
    title: &[CODE],
    ..super::shaping(
        KEY,
        &[
            FieldDefinition::new(OF, Kind::Text),
            FieldDefinition::new(CODE, Kind::Text),
            FieldDefinition::new(SECTION, Kind::Text),
            FieldDefinition::new(POSITION, Kind::Number),
            FieldDefinition::new(REQUIRED, Kind::Flag),
            FieldDefinition::new(QUICK, Kind::Flag),
            FieldDefinition::new(HIDDEN, Kind::Flag),
            FieldDefinition::new(USUAL, Kind::Text),
            FieldDefinition::new(UNIQUE, Kind::Flag),
        ],
    )
};

/// The record of a placement.
pub fn placement_of(object: &str, key: &str) -> RecordId {
    super::field::named(&format!("placement/{object}/{key}"))
}
