//! Validation rule: conditions that no record should meet, and what is said to whoever makes one that does.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of validation rules.
pub const KEY: &str = "validation_rule";
/// What tells it from other rules, drawn as that of an option is.
pub const VALUE: &str = "value";
/// What is said: what is wrong, and what to do.
pub const NAME: &str = "name";
/// The same in Bengali, where it has one of its own.
pub const NAME_BN: &str = "name_bn";
/// The object whose records are checked.
pub const OF: &str = "of";
/// The conditions that are all met by a record that is wrong, each on a line of its own
/// ([`crate::views::shaping::conditions`]). One value, so that two who change them at once leave one of the two.
pub const CONDITION: &str = "condition";
/// Its place among the rules.
pub const POSITION: &str = "position";
/// Whether it is in use no more.
pub const RETIRED: &str = "retired";

/// Most conditions of one rule.
pub const MOST_CONDITIONS: usize = 8;

/// Validation rules. No list, no board and no search of records shows them.
pub static VALIDATION_RULE: ObjectDefinition = super::shaping(
    KEY,
    &[
        FieldDefinition::new(VALUE, Kind::Text),
        FieldDefinition::new(NAME, Kind::Text).required(),
        FieldDefinition::new(NAME_BN, Kind::Text),
        FieldDefinition::new(OF, Kind::Text),
        FieldDefinition::new(CONDITION, Kind::Text),
        FieldDefinition::new(POSITION, Kind::Number),
        FieldDefinition::new(RETIRED, Kind::Flag),
    ],
);

/// The record of a rule.
pub fn rule_of(value: &str) -> RecordId {
    super::field::named(&format!("validation_rule/{value}"))
}
