//! Option: one of the choices of a field: of one that a team added, or one that a built-in field has besides its own, or
//! instead of them under another name. Records hold its id, so that it can be renamed without touching them. A stage is
//! an option of the deal's stage and says more.

use super::{FieldDefinition, ObjectDefinition, Outcome};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of options.
pub const KEY: &str = "option";
/// The object that has the field; `system` where several objects share the choices.
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
/// Of a stage: how likely a deal in it is won, per cent.
pub const PROBABILITY: &str = "probability";
/// Of a stage: how a deal in it stands: one of the names of [`outcome_name`].
pub const OUTCOME: &str = "outcome";
/// Of a stage: days that a deal usually stays in it.
pub const DAYS: &str = "days";
/// Of a stage: its pipeline; nothing of the one that every team has.
pub const PIPELINE: &str = "pipeline";
/// Of a stage: the keys of fields that a deal has filled before it comes in.
pub const NEEDS: &str = "needs";

/// Longest value in bytes.
pub const VALUE_BYTES: usize = 32;

/// Options. No list, no board and no search of records shows them.
pub static OPTION: ObjectDefinition = ObjectDefinition {
    // Of a built-in choice a team need not say how it is called.
    title: &[NAME, VALUE],
    ..super::shaping(
        KEY,
        &[
            FieldDefinition::new(OF, Kind::Text),
            FieldDefinition::new(CODE, Kind::Text),
            FieldDefinition::new(VALUE, Kind::Text),
            FieldDefinition::new(NAME, Kind::Text),
            FieldDefinition::new(NAME_BN, Kind::Text),
            FieldDefinition::new(HUE, Kind::Number),
            FieldDefinition::new(POSITION, Kind::Number),
            FieldDefinition::new(RETIRED, Kind::Flag),
            FieldDefinition::new(PROBABILITY, Kind::Number),
            FieldDefinition::new(OUTCOME, Kind::Text),
            FieldDefinition::new(DAYS, Kind::Number),
            FieldDefinition::new(PIPELINE, Kind::Text),
            FieldDefinition::new(NEEDS, Kind::Tags),
        ],
    )
};

/// The record of an option. Its id follows from field and value, so that two who add the same write the same record.
pub fn option_of(of: &str, key: &str, value: &str) -> RecordId {
    super::field::named(&format!("option/{of}/{key}/{value}"))
}

/// A value for an option that is new, out of chance: `c` and eight hexadecimal digits.
pub fn drawn(chance: u32) -> String {
    format!("c{chance:08x}")
}

/// Whether a value can be that of an option which a team added to a built-in field. Its definition may come later than a
/// record that holds it.
pub fn is_drawn(value: &str) -> bool {
    let digits = value.strip_prefix('c').filter(|digits| digits.len() == 8);
    digits.is_some_and(|digits| {
        digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

/// What stands in [`OUTCOME`].
pub const fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Open => "open",
        Outcome::Won => "won",
        Outcome::Lost => "lost",
    }
}

/// The outcome of that name.
pub fn outcome(name: &str) -> Option<Outcome> {
    [Outcome::Open, Outcome::Won, Outcome::Lost].into_iter().find(|one| outcome_name(*one) == name)
}
