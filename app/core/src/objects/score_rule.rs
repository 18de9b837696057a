//! Score rule: how many points a field or the activities of a record give it. A record's score is worked out from its
//! rules on every device ([`crate::views::scoring`]) and stands nowhere in its document.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;

/// The object of score rules.
pub const KEY: &str = "score_rule";
/// What tells it from other rules, drawn as that of an option is.
pub const VALUE: &str = "value";
/// Its name, where it has one: it says by itself what it does.
pub const NAME: &str = "name";
/// Its name in Bengali, where it has one of its own.
pub const NAME_BN: &str = "name_bn";
/// The object whose records it scores: one of [`SCORED`].
pub const OF: &str = "of";
/// The condition on a field, as text ([`crate::views::shaping::conditions`]); nothing where activities count.
pub const CONDITION: &str = "condition";
/// The object of the activities that count: one of [`ACTIVITIES`]; nothing where a field counts.
pub const ACTIVITY: &str = "activity";
/// The points that it gives, or takes away.
pub const POINTS: &str = "points";
/// The most that activities give together; nothing where they give without end.
pub const MOST: &str = "most";
/// After how many days the points of an activity have halved; nothing where they stay.
pub const HALVES: &str = "halves";
/// Its place among the rules.
pub const POSITION: &str = "position";
/// Whether it is in use no more.
pub const RETIRED: &str = "retired";

/// Most points that one rule gives for a field or an activity, or takes away.
pub const MOST_POINTS: u16 = 100;
/// Most that the activities of one rule may be let give.
pub const MOST_OF_ALL: u16 = 1_000;
/// Most days after which points have halved.
pub const MOST_DAYS: u16 = 3_650;

/// The objects whose records have a score, each with the field in which it is shown.
pub static SCORED: [(&str, &str); 1] = [("lead", "score")];
/// The objects of activities that can count.
pub static ACTIVITIES: &[&str] = &["call", "meeting", "task", "note"];

/// Score rules. No list, no board and no search of records shows them.
pub static SCORE_RULE: ObjectDefinition = ObjectDefinition {
    title: &[NAME, VALUE],
    ..super::shaping(
        KEY,
        &[
            FieldDefinition::new(VALUE, Kind::Text),
            FieldDefinition::new(NAME, Kind::Text),
            FieldDefinition::new(NAME_BN, Kind::Text),
            FieldDefinition::new(OF, Kind::Text),
            FieldDefinition::new(CONDITION, Kind::Text),
            FieldDefinition::new(ACTIVITY, Kind::Text),
            FieldDefinition::new(POINTS, Kind::Number),
            FieldDefinition::new(MOST, Kind::Number),
            FieldDefinition::new(HALVES, Kind::Number),
            FieldDefinition::new(POSITION, Kind::Number),
            FieldDefinition::new(RETIRED, Kind::Flag),
        ],
    )
};

/// The record of a rule.
pub fn rule_of(value: &str) -> RecordId {
    super::field::named(&format!("score_rule/{value}"))
}

/// The field in which the score of an object's records is shown; `None` where they have none.
pub fn score_field(object: &str) -> Option<&'static str> {
    SCORED.iter().find(|(scored, _)| *scored == object).map(|(_, field)| *field)
}
