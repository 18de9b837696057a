//! Whether a record is kept on this device.

use super::super::Device;
use super::QUIET;
use crm_core::ids::{PersonId, RecordId};
use crm_core::policy::{Entry, Scope, about};
use crm_core::views::keeping::{Keeping, facts, stays};
use crm_core::views::row::RowView;
use crm_planted::{Bug, planted};
use std::collections::BTreeSet;

impl Device {
    /// Whether a record is kept by what was chosen.
    pub(in crate::device) fn keeps(&self, row: RowView<'_>) -> bool {
        self.keeps_by(row, &self.keeper.choice(), &self.keeper.needed)
    }

    /// Whether a record is kept by a choice: for itself, because a kept record points to it, or because it is about one
    /// that is kept.
    pub(in crate::device) fn keeps_by(
        &self,
        row: RowView<'_>,
        choice: &Keeping,
        needed: &BTreeSet<RecordId>,
    ) -> bool {
        let stays = |row: RowView<'_>| self.chosen_here(row, choice) || needed.contains(&row.id());
        if choice.everything() || stays(row) {
            return true;
        }
        let value = |field: &str| row.value_of(field);
        let about = row.object().map(|definition| about(definition, row.id(), &value)).unwrap_or_default();
        about.into_iter().any(|parent| self.rows.get(parent).is_some_and(stays))
    }

    /// Whether a record is kept for itself.
    pub(in crate::device) fn chosen_here(&self, row: RowView<'_>, choice: &Keeping) -> bool {
        let (Some(person), record) = (self.owner.person, row.id()) else { return true };
        if stays(row, person)
            || self.is_bound(record)
            || self.keeper.follows.contains(&record)
            || self.rows.merges() && self.keeper.follows.iter().any(|one| self.rows.lead(*one) == record)
        {
            return true;
        }
        let entries = if choice.territories { self.entries(row) } else { Vec::new() };
        choice.chooses(&facts(row, person, self.known.grants(), &entries, self.now)) || self.names_me(row)
    }

    /// Whether something of the record lies only here.
    fn is_bound(&self, record: RecordId) -> bool {
        self.rows.with_companions(record).into_iter().any(|one| self.is_bound_itself(one))
    }

    fn is_bound_itself(&self, record: RecordId) -> bool {
        let unsent = self.outbox.holds(record) && !planted(Bug::UnsentNotKept);
        unsent
            || self.attention_on(record).next().is_some()
            || self.is_refused(record)
            || self.rebuilding.holds(record)
            || self.syncing.set_aside.contains_key(&record)
    }

    /// What the choice depends on of the policy: whom the person leads, and what falls into their territories.
    pub(in crate::device) fn reach(&self) -> (BTreeSet<PersonId>, Vec<String>) {
        let (choice, known) = (self.keeper.choice(), &self.known);
        let Some((standing, grants)) = known.standing().zip(known.grants()) else {
            return Default::default();
        };
        let led = standing.policy.members.iter().map(|member| member.person);
        let led = led.filter(|person| choice.mine && grants.leads(*person)).collect();
        let territories = standing.policy.territories.iter().filter(|territory| {
            let entry = Entry { scope: Scope::Territory(territory.id), via: String::new() };
            choice.territories && grants.level(&entry).is_some()
        });
        (led, territories.map(|territory| format!("{} {:?}", territory.id, territory.criteria)).collect())
    }

    /// The policy is another: what the person reaches now may never have been here.
    pub(in crate::device) fn reach_changed(&mut self, before: &(BTreeSet<PersonId>, Vec<String>)) {
        if !self.ready() || self.keeper.everything() || *before == self.reach() {
            return;
        }
        self.keeper.chosen.fetching = true;
        let write = self.keeper.written();
        self.write_late(vec![write]);
        self.keeper.sweep_within(self.now, QUIET);
        self.fetch_kept();
    }
}
