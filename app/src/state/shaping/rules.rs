//! What is asked of records and what is worked out, as screens use it.

use super::{known, of, said};
use crm_core::ids::RecordId;
use crm_core::objects::{ObjectDefinition, validation_rule};
use crm_core::views::shaping::checks::Checks;
use crm_core::views::shaping::dependencies::Dependency;
use crm_core::views::shaping::validation::ValidationRule;
use leptos::prelude::*;
use std::sync::Arc;

/// Whether devices fill a field: by a formula, or with a score.
pub fn works_out(object: &str, key: &str) -> bool {
    known().with(|known| known.shaping.works_out(object, key))
}

/// The formula that fills a field, as it is kept; `None` where people do.
pub fn formula(object: &str, key: &str) -> Option<String> {
    of(object, key, |field| field.formula.clone()).filter(|formula| !formula.is_empty())
}

/// What is asked of records, whoever looks at them.
pub fn checks() -> Arc<Checks> {
    known().with(|known| Arc::clone(&known.checks))
}

/// The validation rules, retired ones too, in order.
pub fn validation_rules() -> Vec<ValidationRule> {
    known().with(|known| known.shaping.validation.clone())
}

/// What a validation rule says; `None` where the rule is not here, or says nothing.
pub fn said_by_rule(record: RecordId) -> Option<String> {
    let is = |rule: &&ValidationRule| validation_rule::rule_of(&rule.value) == record;
    let name = known().with(|known| known.shaping.validation.iter().find(is).map(|rule| said(&rule.name)));
    name.filter(|name| !name.is_empty())
}

/// What fields of an object are like while others hold certain values.
pub fn dependencies(object: &ObjectDefinition) -> Vec<Dependency> {
    let own = |one: &&Dependency| one.of == object.key;
    known().with(|known| known.shaping.dependencies.iter().filter(own).cloned().collect())
}

/// The circle that would close if one field decided over another: the fields on it.
pub fn circle(object: &ObjectDefinition, deciding: &str, target: &str) -> Option<Vec<String>> {
    known().with(|known| known.shaping.circle(object.key, deciding, target))
}
