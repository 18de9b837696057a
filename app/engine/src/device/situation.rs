//! What a command is told besides the record: who acts, when, and what the team asks of that person.

use super::Device;
use crm_core::commands::Situation;
use crm_core::fields::Kind;
use crm_core::fields::calendar::day_of;
use crm_core::objects;
use crm_core::views::shaping::checks::Checks;
use crm_core::views::shaping::stages::Stages;
use std::sync::Arc;

impl Device {
    pub(super) fn situation(&mut self) -> Situation {
        let (stages, checks) = (self.stages(), self.checks());
        let (now, person, fresh) = (self.now, self.owner.person, vec![self.draw_record()]);
        Situation { now, person, fresh, stages, checks }
    }

    /// The stages, asking for what this person sees.
    pub(super) fn stages(&self) -> Arc<Stages> {
        let sees = |key: &str| self.sees_fields("deal", std::iter::once(key));
        let stages = self.rows.stages();
        if stages.needs().all(sees) { Arc::clone(stages) } else { Arc::new(stages.asking_only(sees)) }
    }

    /// What is asked of records today, as far as this person sees it and can do something about it.
    pub(super) fn checks(&self) -> Arc<Checks> {
        let mut checks = Arc::clone(self.rows.checks());
        if checks.is_empty() {
            return checks;
        }
        // A book of one's own has no people to choose from.
        let alone = self.owner.person.is_none();
        let of_people = |object: &str, key: &str| {
            let field = objects::object(object).and_then(|object| object.field(key));
            field.is_some_and(|field| field.kind == Kind::Person)
        };
        let sees = |object: &str, key: &str| self.sees_fields(object, std::iter::once(key));
        let writes =
            |object: &str, key: &str| self.writes_field(object, key) && !(alone && of_people(object, key));
        let (seen, written) = checks.fields();
        let all = seen.iter().all(|(object, key)| sees(object, key))
            && written.iter().all(|(object, key)| writes(object, key));
        if !all {
            checks = Arc::new(checks.asking_only(&sees, &writes));
        }
        if checks.moves() {
            let offset = self.preferences.utc_offset_minutes;
            checks = Arc::new(checks.on(day_of(self.now, offset), offset));
        }
        checks
    }
}
