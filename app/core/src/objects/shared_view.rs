//! Shared view: a list as everybody of the team is to see it, under a name. A view that a person keeps for themselves is no
//! record.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of shared views.
pub const KEY: &str = "shared_view";
/// The object whose records it lists.
pub const OF: &str = "of";
/// What it is known by.
pub const VALUE: &str = "value";
/// Its name.
pub const NAME: &str = "name";
/// Its name in Bengali, where it has one of its own.
pub const NAME_BN: &str = "name_bn";
/// Which records in which order with which columns: a [`crate::views::saved::SavedView`] as JSON, as devices keep it.
pub const VIEW: &str = "view";
/// Its place among the shared views of the object.
pub const POSITION: &str = "position";
/// Whether it is shared no more.
pub const RETIRED: &str = "retired";

/// Shared views. No list, no board and no search of records shows them.
pub static SHARED_VIEW: ObjectDefinition = super::shaping(
    KEY,
    &[
        FieldDefinition::new(OF, Kind::Text),
        FieldDefinition::new(VALUE, Kind::Text),
        FieldDefinition::new(NAME, Kind::Text).required(),
        FieldDefinition::new(NAME_BN, Kind::Text),
        FieldDefinition::new(VIEW, Kind::Text),
        FieldDefinition::new(POSITION, Kind::Number),
        FieldDefinition::new(RETIRED, Kind::Flag),
    ],
);

/// The record of a shared view.
pub fn view_of(object: &str, value: &str) -> RecordId {
    super::field::named(&format!("shared_view/{object}/{value}"))
}
