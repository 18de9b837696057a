//! What the team asks of a record: fields that must be filled, what they are like while others hold certain values, and
//! conditions that no record should meet. Forms and commands ask it; what comes otherwise is taken, and listed.

use super::Shaping;
use super::dependencies::Dependency;
use super::forms::Required;
use super::validation::ValidationRule;
use crate::commands::{Reason, Refusal};
use crate::fields::members;
use crate::ids::{Day, FieldKey};
use crate::objects::{ObjectDefinition, validation_rule};
use crate::policy::all_hold;
use crate::value::Value;
use crate::views::query::Filter;
use crate::views::relative;

/// What a record holds, by field.
pub type Held<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Fields that somebody must see, and fields that they must be able to write: object and key.
pub type Needed<'a> = (Vec<(&'a str, &'a str)>, Vec<(&'a str, &'a str)>);

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

    /// The same without what asks for a field that somebody cannot write, and what follows from one that they do not see.
    #[must_use]
    pub fn asking_only(
        &self,
        sees: &dyn Fn(&str, &str) -> bool,
        writes: &dyn Fn(&str, &str) -> bool,
    ) -> Self {
        let mut left = self.clone();
        left.required = self.required.asking_only(writes);
        left.dependencies.retain(|one| sees(&one.of, &one.key) && writes(&one.of, &one.target));
        left.rules.retain(|rule| rule.conditions.iter().all(|one| sees(&rule.of, &one.field)));
        left
    }

    /// The fields that somebody must see, and those that they must be able to write, for everything to be asked of them.
    pub fn fields(&self) -> Needed<'_> {
        let deciding = self.dependencies.iter().map(|one| (one.of.as_str(), one.key.as_str()));
        let asked = self
            .rules
            .iter()
            .flat_map(|rule| rule.conditions.iter().map(|one| (rule.of.as_str(), one.field.as_str())));
        let required = self
            .required
            .all()
            .flat_map(|(object, fields)| fields.iter().map(move |key| (object, key.as_str())));
        let targets = self.dependencies.iter().map(|one| (one.of.as_str(), one.target.as_str()));
        (deciding.chain(asked).collect(), required.chain(targets).collect())
    }

    /// Whether a rule moves with the calendar.
    pub fn moves(&self) -> bool {
        let moves = |rule: &ValidationRule| relative::any_moves(&rule.of, &rule.conditions);
        self.rules.iter().any(moves)
    }

    /// The same on that day, for a person that many minutes ahead of UTC.
    #[must_use]
    pub fn on(&self, today: Day, utc_offset_minutes: i32) -> Self {
        let mut now = self.clone();
        for rule in &mut now.rules {
            let of = rule.of.clone();
            let moved = |filter: &Filter| relative::on_day(&of, filter, today, utc_offset_minutes);
            rule.conditions = rule.conditions.iter().map(moved).collect();
        }
        now
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
mod tests {
    use super::*;
    use crate::fields::Kind;
    use crate::fields::tags::tag;
    use crate::objects::custom::Code;
    use crate::objects::{dependency, field, object, placement, validation_rule};
    use crate::views::relative;
    use crate::views::shaping::specimen::{packed, shaping, text};
    use std::collections::BTreeMap;

    type Values = BTreeMap<&'static str, Value>;

    fn depends(key: &str, value: &str, target: &str, more: &[(&str, Value)]) -> Vec<u8> {
        let own = [
            (dependency::OF, text("lead")),
            (dependency::CODE, text(key)),
            (dependency::VALUE, text(value)),
            (dependency::TARGET, text(target)),
        ];
        packed(
            dependency::KEY,
            dependency::dependency_of("lead", key, value, target),
            &[&own[..], more].concat(),
        )
    }

    fn rule(value: &str, condition: &str) -> Vec<u8> {
        let own = [
            (validation_rule::VALUE, text(value)),
            (validation_rule::OF, text("lead")),
            (validation_rule::CONDITION, text(condition)),
        ];
        packed(validation_rule::KEY, validation_rule::rule_of(value), &own)
    }

    fn placed(key: &str, what: &str) -> Vec<u8> {
        let own = [(placement::OF, text("lead")), (placement::CODE, text(key)), (what, Value::Flag(true))];
        packed(placement::KEY, placement::placement_of("lead", key), &own)
    }

    fn must() -> (&'static str, Value) {
        (dependency::REQUIRED, Value::Flag(true))
    }

    fn hidden() -> (&'static str, Value) {
        (dependency::HIDDEN, Value::Flag(true))
    }

    fn only(choices: &[&str]) -> (&'static str, Value) {
        (dependency::OPTIONS, Value::Members(choices.iter().filter_map(|one| tag(one)).collect()))
    }

    fn faults(checks: &Checks, values: &Values) -> Vec<(String, Reason)> {
        let found = checks.faults(object("lead").expect("leads"), &|key| values.get(key).cloned());
        found.into_iter().map(|one| (one.field.unwrap_or_default(), one.reason)).collect()
    }

    fn missing(key: &str) -> (String, Reason) {
        (key.to_owned(), Reason::MustBeFilled)
    }

    #[test]
    fn a_field_is_asked_for_while_others_say_so() {
        let checks = Checks::of(&shaping(&[
            placed("industry", placement::REQUIRED),
            depends("lead_source", "referral", "website", &[must()]),
            depends("rating", "cold", "website", &[hidden()]),
            depends("rating", "cold", "industry", &[hidden()]),
        ]));
        let mut values = Values::new();
        assert_eq!(faults(&checks, &values), [missing("industry")]);
        values.insert("lead_source", text("referral"));
        assert_eq!(faults(&checks, &values), [missing("industry"), missing("website")]);
        // What is not shown is asked of nobody.
        values.insert("rating", text("cold"));
        assert_eq!(faults(&checks, &values), []);
        let shows = |values: &Values| checks.shows("lead", "website", &|key| values.get(key).cloned());
        assert!(!shows(&values));
        values.insert("website", text("example.com"));
        assert!(shows(&values), "what it holds stays in sight");
    }

    #[test]
    fn choices_go_with_what_all_others_hold() {
        let checks = Checks::of(&shaping(&[
            depends("lead_source", "referral", "rating", &[only(&["hot", "warm"])]),
            depends("industry", "energy", "rating", &[only(&["warm", "cold"])]),
            depends("industry", "energy", "website", &[must()]),
        ]));
        let mut values = Values::from([("lead_source", text("referral")), ("website", text("example.com"))]);
        let offered = |values: &Values| checks.offers("lead", "rating", &|key| values.get(key).cloned());
        assert_eq!(offered(&values), Some(vec!["hot".to_owned(), "warm".to_owned()]));
        values.insert("industry", text("energy"));
        assert_eq!(offered(&values), Some(vec!["warm".to_owned()]));
        assert_eq!(offered(&Values::new()), None);
        assert_eq!(faults(&checks, &values), [], "nothing chosen goes with everything");
        values.insert("rating", text("hot"));
        assert_eq!(faults(&checks, &values), [("rating".to_owned(), Reason::GoesNotWith)]);
    }

    #[test]
    fn what_was_not_touched_is_no_reason_to_refuse() {
        let checks = Checks::of(&shaping(&[
            placed("company", placement::REQUIRED),
            depends("lead_source", "referral", "website", &[must()]),
            depends("lead_source", "referral", "rating", &[only(&["hot"])]),
            rule("c00000001", "employees at_most 0\nrating is hot"),
        ]));
        let wrong = Values::from([
            ("lead_source", text("referral")),
            ("rating", text("cold")),
            ("company", text("Rina Traders")),
            ("website", text("example.com")),
        ]);
        let against = Reason::AgainstRule(validation_rule::rule_of("c00000001"));
        for (change, expected) in [
            (("description", Some(text("x"))), None),
            (("website", None), Some(Reason::MustBeFilled)),
            (("company", None), Some(Reason::MustBeFilled)),
            (("rating", Some(text("warm"))), Some(Reason::GoesNotWith)),
            (("rating", Some(text("hot"))), None),
        ] {
            let mut after = wrong.clone();
            match &change.1 {
                Some(value) => drop(after.insert(change.0, value.clone())),
                None => drop(after.remove(change.0)),
            }
            let lead = object("lead").expect("leads");
            let (before, after) = (|key: &str| wrong.get(key).cloned(), |key: &str| after.get(key).cloned());
            let found = checks.fault_of(lead, &before, &after, &|key| key == change.0);
            assert_eq!(found.map(|fault| fault.reason), expected, "{change:?}");
        }
        let lead = object("lead").expect("leads");
        let poor = |key: &str| match key {
            "rating" => Some(text("hot")),
            "employees" => Some(Value::Number(0.0)),
            _ => None,
        };
        let nothing = |_: &str| None;
        let found = |touched: &str| checks.fault_of(lead, &nothing, &poor, &|key| key == touched);
        assert_eq!(found("rating").map(|fault| fault.reason), Some(against));
        assert_eq!(found("employees").and_then(|fault| fault.field), Some("employees".to_owned()));
        assert_eq!(found("website"), None);
    }

    #[test]
    fn nobody_is_asked_for_what_they_cannot_write_or_see() {
        let checks = Checks::of(&shaping(&[
            placed("company", placement::REQUIRED),
            depends("lead_source", "referral", "website", &[must()]),
            rule("c00000001", "budget empty\nrating is hot"),
        ]));
        assert!(checks.concern("lead") && !checks.concern("deal") && !checks.is_empty());
        let every = |_: &str, _: &str| true;
        assert_eq!(checks.asking_only(&every, &every), checks);
        assert!(checks.asking_only(&|_, _| false, &|_, _| false).is_empty());
        let but = |key: &'static str| move |_: &str, other: &str| other != key;
        let kinds = |left: &Checks| (left.required.all().count(), left.dependencies.len(), left.rules.len());
        assert_eq!(kinds(&checks.asking_only(&but("lead_source"), &every)), (1, 0, 1));
        assert_eq!(kinds(&checks.asking_only(&every, &but("website"))), (1, 0, 1));
        assert_eq!(kinds(&checks.asking_only(&but("rating"), &every)), (1, 1, 0));
        let (seen, written) = checks.fields();
        assert_eq!((seen.len(), written.len()), (3, 2));
    }

    #[test]
    fn a_rule_moves_with_the_calendar() {
        let checks = Checks::of(&shaping(&[rule("c00000001", "created_at at_most today-30")]));
        let old = |key: &str| (key == "created_at").then_some(Value::Moment(20_000 * 86_400_000));
        let lead = object("lead").expect("leads");
        assert!(checks.moves() && checks.faults(lead, &old).is_empty());
        assert_eq!(checks.on(20_029, 0).faults(lead, &old).len(), 0);
        assert_eq!(checks.on(20_030, 0).faults(lead, &old).len(), 1);
        assert!(!checks.on(20_030, 0).moves());
        assert_eq!(relative::argument(0), text("today"));
    }

    #[test]
    fn nothing_is_asked_about_what_is_worked_out() {
        let code = Code::new(Kind::Number, 1).expect("a code");
        let key = code.key();
        let margin =
            [(field::OF, text("lead")), (field::CODE, text(&key)), (field::FORMULA, text("[employees] * 2"))];
        let found = shaping(&[
            packed(field::KEY, field::definition_of("lead", code), &margin),
            rule("c00000001", &format!("{key} empty")),
            placed(&key, placement::REQUIRED),
            depends("lead_source", "referral", &key, &[must()]),
        ]);
        assert_eq!((found.validation.len(), found.dependencies.len()), (1, 1));
        assert!(found.works_out("lead", &key) && Checks::of(&found).is_empty());
    }

    #[test]
    fn what_is_hidden_retired_or_in_a_circle_is_not_asked() {
        let retired = [
            (validation_rule::VALUE, text("c00000002")),
            (validation_rule::OF, text("lead")),
            (validation_rule::CONDITION, text("budget empty")),
            (validation_rule::RETIRED, Value::Flag(true)),
        ];
        let checks = Checks::of(&shaping(&[
            placed("website", placement::HIDDEN),
            depends("lead_source", "referral", "website", &[must()]),
            depends("lead_source", "referral", "rating", &[must()]),
            depends("rating", "hot", "lead_source", &[must()]),
            depends("lead_source", "referral", "x0001", &[must()]),
            packed(validation_rule::KEY, validation_rule::rule_of("c00000002"), &retired),
        ]));
        let all = Values::from([("lead_source", text("referral"))]);
        assert_eq!(faults(&checks, &all), [missing("rating")]);
    }
}
