//! What the team asks of a record: fields that must be filled, what they are like while others hold certain values, and
//! conditions that no record should meet. Forms and commands ask it; what comes otherwise is taken, and listed.

mod person;

use super::Shaping;
use super::dependencies::Dependency;
use super::forms::Required;
use super::validation::ValidationRule;
use crate::commands::{Reason, Refusal};
use crate::fields::members;
use crate::ids::FieldKey;
use crate::objects::{ObjectDefinition, validation_rule};
use crate::policy::all_hold;
use crate::value::Value;

/// What a record holds, by field.
pub type Held<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Everything that is asked of records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checks {
    /// Fields that must be filled whatever the others hold.
    required: Required,
    dependencies: Vec<Dependency>,
    rules: Vec<ValidationRule>,
}

impl Checks {
    /// What definitions ask: without what is retired, hidden, closes a circle, or looks at what is worked out.
    pub fn of(shaping: &Shaping) -> Self {
        let offered = |object: &str, key: &str| {
            shaping.offers(object, key) && !shaping.placement(object, key).is_some_and(|placed| placed.hidden)
        };
        // What is worked out stands in no document: commands and forms could not ask for it.
        let by_people = |object: &str, key: &str| !shaping.works_out(object, key);
        let counts = |one: &&Dependency| {
            let people = by_people(&one.of, &one.key) && by_people(&one.of, &one.target);
            people && !one.circle && offered(&one.of, &one.target)
        };
        let holds = |rule: &&ValidationRule| {
            !rule.retired && rule.conditions.iter().all(|one| by_people(&rule.of, &one.field))
        };
        Self {
            required: shaping.required(),
            dependencies: shaping.dependencies.iter().filter(counts).cloned().collect(),
            rules: shaping.validation.iter().filter(holds).cloned().collect(),
        }
    }

    /// One that asks only for these fields.
    #[cfg(test)]
    pub(crate) fn requiring(required: Required) -> Self {
        Self { required, ..Self::default() }
    }

    /// Whether nothing is asked of any record.
    pub fn is_empty(&self) -> bool {
        self.required.all().all(|(_, fields)| fields.is_empty())
            && self.dependencies.is_empty()
            && self.rules.is_empty()
    }

    /// Whether something is asked of records of an object.
    pub fn concern(&self, object: &str) -> bool {
        !self.required.of(object).is_empty()
            || self.dependencies.iter().any(|one| one.of == object)
            || self.rules.iter().any(|rule| rule.of == object)
    }

    /// What says something of a field while the record holds this.
    fn saying<'a>(
        &'a self,
        object: &'a str,
        target: &'a str,
        held: Held<'a>,
    ) -> impl Iterator<Item = &'a Dependency> {
        let own = self.dependencies.iter().filter(move |one| one.of == object && one.target == target);
        own.filter(move |one| one.holds(held(&one.key).as_ref()))
    }

    /// Whether a field has no place in a record that holds this.
    pub fn hides(&self, object: &str, key: &str, held: Held<'_>) -> bool {
        self.saying(object, key, held).any(|one| one.hidden)
    }

    /// Whether a field is shown in a record that holds this. Where it holds something itself it always is.
    pub fn shows(&self, object: &str, key: &str, held: Held<'_>) -> bool {
        !self.hides(object, key, held) || held(key).is_some()
    }

    /// Whether a field must be filled in a record that holds this.
    pub fn requires(&self, object: &str, key: &str, held: Held<'_>) -> bool {
        let always = self.required.of(object).iter().any(|one| one == key);
        (always || self.saying(object, key, held).any(|one| one.required)) && self.shows(object, key, held)
    }

    /// The choices that a field offers in a record that holds this; `None` where it offers all.
    pub fn offers(&self, object: &str, key: &str, held: Held<'_>) -> Option<Vec<String>> {
        let mut all = self.saying(object, key, held).filter(|one| !one.options.is_empty());
        let first = all.next()?.options.clone();
        Some(all.fold(first, |mut left, one| {
            left.retain(|choice| one.options.contains(choice));
            left
        }))
    }

    /// What is not as the team wants it in a record that holds this: each field once as missing, then choices that do not
    /// go with the others, then rules, in order.
    pub fn faults(&self, definition: &ObjectDefinition, held: Held<'_>) -> Vec<Refusal> {
        let object = definition.key;
        let always = self.required.of(object);
        let own = || self.dependencies.iter().filter(|one| one.of == object);
        let mut targets: Vec<&FieldKey> = own().map(|one| &one.target).collect();
        targets.dedup();
        let sometimes = targets.iter().copied().filter(|key| !always.contains(key));
        let missing = always.iter().chain(sometimes);
        let missing = missing.filter(|key| held(key).is_none() && self.requires(object, key, held));
        let mut faults: Vec<Refusal> = Vec::new();
        let mut add = |fault: Refusal| {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        };
        missing.for_each(|key| add(Refusal::field(key.as_str(), Reason::MustBeFilled)));
        let unfit = targets.into_iter().filter(|key| !self.goes(object, key, held));
        unfit.for_each(|key| add(Refusal::field(key.as_str(), Reason::GoesNotWith)));
        let broken = self.rules.iter().filter(|rule| rule.of == object);
        for rule in broken.filter(|rule| all_hold(definition, &rule.conditions, held)) {
            add(rule.fault());
        }
        faults
    }

    /// Whether what a field holds is among what it offers.
    fn goes(&self, object: &str, key: &str, held: Held<'_>) -> bool {
        let Some(offered) = self.offers(object, key, held) else { return true };
        match held(key) {
            Some(Value::Text(choice)) => offered.contains(&choice),
            Some(value) => members::of(&value).iter().all(|member| offered.contains(&member.key)),
            None => true,
        }
    }

    /// The first fault that edits of these fields brought: of a field that they emptied or set, or by a rule on one of
    /// them. What was wrong before and was not touched is no reason to refuse them.
    pub fn fault_of(
        &self,
        definition: &ObjectDefinition,
        before: Held<'_>,
        after: Held<'_>,
        touched: &dyn Fn(&str) -> bool,
    ) -> Option<Refusal> {
        let brought = |fault: &Refusal| {
            if let Reason::AgainstRule(record) = fault.reason {
                let rule = self.rules.iter().find(|rule| validation_rule::rule_of(&rule.value) == record);
                return rule.is_some_and(|rule| rule.conditions.iter().any(|one| touched(&one.field)));
            }
            let emptied = |key: &str| fault.reason != Reason::MustBeFilled || before(key).is_some();
            fault.field.as_deref().is_some_and(|key| touched(key) && emptied(key))
        };
        self.faults(definition, after).into_iter().find(brought)
    }
}

impl ValidationRule {
    /// What is said of a record that meets its conditions: at the field of the first.
    fn fault(&self) -> Refusal {
        let field = self.conditions.first().map(|one| one.field.clone());
        Refusal { field, reason: Reason::AgainstRule(validation_rule::rule_of(&self.value)) }
    }
}

#[cfg(test)]
mod tests;
