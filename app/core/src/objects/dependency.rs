//! Field dependency: what a field is like while another field of the same record holds a certain value: whether it is
//! shown, whether it must be filled, which of its choices are offered. Its id follows from the two fields and the value,
//! so that two who say something of the same write the same record, and who says something of another value disturbs nobody.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of dependencies.
pub const KEY: &str = "dependency";
/// The object that has both fields.
pub const OF: &str = "of";
/// The key of the field that decides: a choice, or a yes or no.
pub const CODE: &str = "code";
/// What the deciding field holds: a choice, [`YES`] or [`NO`]; nothing where it is empty.
pub const VALUE: &str = "value";
/// The key of the field that depends on it.
pub const TARGET: &str = "target";
/// Whether the field is not shown then; what records hold in it stays.
pub const HIDDEN: &str = "hidden";
/// Whether the field must be filled then.
pub const REQUIRED: &str = "required";
/// The choices that are offered then; nothing where all are.
pub const OPTIONS: &str = "options";

/// What stands in [`VALUE`] for a yes.
pub const YES: &str = "yes";
/// What stands in [`VALUE`] for a no; also where nobody answered.
pub const NO: &str = "no";

/// Dependencies. No list, no board and no search of records shows them.
pub static DEPENDENCY: ObjectDefinition = ObjectDefinition {
    title: &[CODE],
    ..super::shaping(
        KEY,
        &[
            FieldDefinition::new(OF, Kind::Text),
            FieldDefinition::new(CODE, Kind::Text),
            FieldDefinition::new(VALUE, Kind::Text),
            FieldDefinition::new(TARGET, Kind::Text),
            FieldDefinition::new(HIDDEN, Kind::Flag),
            FieldDefinition::new(REQUIRED, Kind::Flag),
            FieldDefinition::new(OPTIONS, Kind::Tags),
        ],
    )
};

/// The record of a dependency.
pub fn dependency_of(object: &str, deciding: &str, value: &str, target: &str) -> RecordId {
    super::field::named(&format!("dependency/{object}/{deciding}/{value}/{target}"))
}
