//! What is asked of one person on one day.

use super::Checks;
use crate::ids::Day;
use crate::views::query::Filter;
use crate::views::relative;
use crate::views::shaping::validation::ValidationRule;

/// Fields that somebody must see, and fields that they must be able to write: object and key.
pub type Needed<'a> = (Vec<(&'a str, &'a str)>, Vec<(&'a str, &'a str)>);

impl Checks {
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
