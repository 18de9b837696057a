//! The fields that every object has.

use super::{ChoiceDefinition, FieldDefinition};
use crate::fields::Kind;

/// The record that this one was merged into.
pub const MERGED_INTO: &str = "merged_into";

/// Owner, tags, where the record came from, when it was made and whether it is deleted.
pub static SYSTEM: &[FieldDefinition] = &[
    FieldDefinition::new("owner", Kind::Person).aliases(&["owner", "record owner", "assigned to"]),
    FieldDefinition::new("tags", Kind::Tags).aliases(&["tag", "tags"]),
    FieldDefinition::new("created_at", Kind::DateTime).system(),
    FieldDefinition::new("created_by", Kind::Person).system(),
    FieldDefinition::new("external_id", Kind::Text).system(),
    FieldDefinition::new("import", Kind::Text).system(),
    FieldDefinition::new("origin", Kind::Choice).system().choices(&[
        ChoiceDefinition::new("manual", 0),
        ChoiceDefinition::new("import", 0),
        ChoiceDefinition::new("demo", 0),
        ChoiceDefinition::new("conversion", 0),
    ]),
    FieldDefinition::new("deleted_at", Kind::DateTime).system(),
    FieldDefinition::new("deleted_by", Kind::Person).system(),
    FieldDefinition::new(MERGED_INTO, Kind::LinkAny).system().to(&["account", "contact", "lead"]),
];
