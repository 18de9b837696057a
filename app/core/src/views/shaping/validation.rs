//! Validation rules, from their definitions.

use super::{Definition, Name, conditions};
use crate::ids::ObjectKey;
use crate::objects::validation_rule::{self, MOST_CONDITIONS};
use crate::objects::{self, ObjectDefinition};
use crate::views::query::Filter;
use serde::{Deserialize, Serialize};

/// Conditions that no record should meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidationRule {
    /// What tells it from others.
    pub value: String,
    /// What is said of a record that meets them.
    pub name: Name,
    /// The object whose records are checked.
    pub of: ObjectKey,
    /// The conditions; a record that is wrong meets all of them. There is at least one.
    pub conditions: Vec<Filter>,
    /// Whether it is in use no more.
    pub retired: bool,
    /// Its place.
    pub position: f64,
    /// Whether two people set something of it at once.
    pub split: bool,
}

/// Conditions as they stand in [`validation_rule::CONDITION`]; those on fields that the object does not have are left out.
pub fn write(definition: &ObjectDefinition, conditions: &[Filter]) -> String {
    let lines = conditions.iter().filter_map(|one| conditions::write(definition, one));
    // What somebody typed into a condition is one line.
    lines.map(|line| line.replace(['\n', '\r'], " ")).collect::<Vec<_>>().join("\n")
}

/// The rule that a definition defines; `None` where it is under another id than its own, or this build cannot follow all of
/// it: with a condition less it would refuse what is right.
pub(super) fn read(definition: Definition<'_>) -> Option<ValidationRule> {
    let (value, of) = (definition.text(validation_rule::VALUE), definition.text(validation_rule::OF));
    if value.is_empty() || validation_rule::rule_of(&value) != definition.0.id() {
        return None;
    }
    let object = objects::object(&of).filter(|object| object.takes_more())?;
    let written = definition.text(validation_rule::CONDITION);
    let conditions: Option<Vec<Filter>> =
        written.lines().map(|line| conditions::read_moving(object, line)).collect();
    let conditions = conditions.filter(|all| !all.is_empty() && all.len() <= MOST_CONDITIONS)?;
    Some(ValidationRule {
        name: definition.name(),
        retired: definition.flag(validation_rule::RETIRED),
        position: definition.number(validation_rule::POSITION).unwrap_or(0.0),
        split: definition.split(),
        conditions,
        value,
        of,
    })
}

/// In order: by place, then by value, so that two devices agree.
pub(super) fn sort(rules: &mut [ValidationRule]) {
    rules.sort_by(|one, two| one.position.total_cmp(&two.position).then_with(|| one.value.cmp(&two.value)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::FilterOperator;
    use crate::ids::RecordId;
    use crate::value::Value;
    use crate::views::relative;
    use crate::views::shaping::specimen::{packed, shaping, text};

    fn rule(value: &str, condition: &str, place: f64) -> Vec<u8> {
        let own = [
            (validation_rule::VALUE, text(value)),
            (validation_rule::OF, text("deal")),
            (validation_rule::NAME, text("Not so")),
            (validation_rule::CONDITION, text(condition)),
            (validation_rule::POSITION, Value::Number(place)),
        ];
        packed(validation_rule::KEY, validation_rule::rule_of(value), &own)
    }

    #[test]
    fn rules_come_in_their_order_with_every_condition() {
        let deal = objects::object("deal").expect("deals");
        let filter = |field: &str, operator, argument| Filter { field: field.to_owned(), operator, argument };
        let wanted = vec![
            filter("stage", FilterOperator::Is, Some(text("negotiation"))),
            filter("close_date", FilterOperator::AtMost, Some(relative::argument(-1))),
            filter("description", FilterOperator::Contains, Some(text("two\nlines"))),
            filter("amount", FilterOperator::Empty, None),
        ];
        let found =
            shaping(&[rule("c00000002", "amount empty", 2.0), rule("c00000001", &write(deal, &wanted), 1.0)])
                .validation;
        let values: Vec<&str> = found.iter().map(|rule| rule.value.as_str()).collect();
        assert_eq!(values, ["c00000001", "c00000002"]);
        let mut expected = wanted;
        expected[2].argument = Some(text("two lines"));
        assert_eq!(found[0].conditions, expected);
    }

    #[test]
    fn a_rule_that_is_not_understood_whole_is_none() {
        for condition in ["", "amount empty\nno_such_field empty", "amount", &"amount empty\n".repeat(9)] {
            assert!(shaping(&[rule("c00000001", condition, 1.0)]).validation.is_empty(), "{condition}");
        }
        let forged = [
            (validation_rule::VALUE, text("c00000001")),
            (validation_rule::OF, text("deal")),
            (validation_rule::CONDITION, text("amount empty")),
        ];
        let found = shaping(&[packed(validation_rule::KEY, RecordId([5; 16]), &forged)]);
        assert!(found.validation.is_empty(), "under another id");
    }
}
