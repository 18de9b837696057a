//! Pipeline: a way that deals go, with stages of its own ([`super::option`]). A deal is in the pipeline of its stage, so
//! that two who move it at once never leave it between two.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of pipelines.
pub const KEY: &str = "pipeline";
/// What stages hold.
pub const VALUE: &str = "value";
/// Its name.
pub const NAME: &str = "name";
/// Its name in Bengali, where it has one of its own.
pub const NAME_BN: &str = "name_bn";
/// Its place among the pipelines.
pub const POSITION: &str = "position";
/// Whether it is offered no more.
pub const RETIRED: &str = "retired";

/// The pipeline that every team has: its stages hold nothing in [`super::option::PIPELINE`].
pub const FIRST: &str = "";

/// Pipelines. No list, no board and no search of records shows them.
pub static PIPELINE: ObjectDefinition = super::shaping(
    KEY,
    &[
        FieldDefinition::new(VALUE, Kind::Text),
        FieldDefinition::new(NAME, Kind::Text).required(),
        FieldDefinition::new(NAME_BN, Kind::Text),
        FieldDefinition::new(POSITION, Kind::Number),
        FieldDefinition::new(RETIRED, Kind::Flag),
    ],
);

/// The record of a pipeline.
pub fn pipeline_of(value: &str) -> RecordId {
    super::field::named(&format!("pipeline/{value}"))
}
