//! Looks through what is here, a portion at a time: first for what is kept for itself and what that points to, then for
//! what is kept by none of it. That is taken off the device, a hundred records in a transaction, when the storage has
//! nothing else to do; a device that dies in between begins again with its next start. The same look only counts, for a
//! person who thinks about a choice.

use super::super::documents::Job;
use super::super::editing::Batch;
use super::super::{Client, Device};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{Answer, FromEngine, StorageNotice};
use crm_core::objects::desk::desk_of;
use crm_core::policy::{Entry, Scope};
use crm_core::views::keeping::{DAYS, Keeping, KeepingCounts, facts, targets};
use crm_core::views::row::RowView;
use std::collections::BTreeSet;

/// Rows looked at in one turn: some ms.
const LOOKED_AT: usize = 200;
/// Records taken off in one transaction.
const TAKEN_OFF: usize = 100;
/// How often it is looked for what has grown old.
const DAILY: Timestamp = 86_400_000;

/// A look through the rows.
#[derive(Debug)]
pub(super) struct Sweep {
    goal: Goal,
    choice: Keeping,
    stage: Stage,
    /// The records that were here at its beginning.
    records: Vec<RecordId>,
    at: usize,
    pub(super) needed: BTreeSet<RecordId>,
    gone: Vec<RecordId>,
    /// The desk is on its way.
    waits: bool,
}

#[derive(Debug)]
enum Goal {
    TakeOff,
    Count(Client, u32, KeepingCounts),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Desk,
    Gathering,
    Judging,
    TakingOff,
}

impl Sweep {
    fn new(goal: Goal, choice: Keeping) -> Self {
        let (records, needed, gone) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { goal, choice, stage: Stage::Desk, records, at: 0, needed, gone, waits: false }
    }

    fn portion(&mut self) -> Vec<RecordId> {
        let end = (self.at + LOOKED_AT).min(self.records.len());
        let part = self.records[self.at..end].to_vec();
        self.at = end;
        part
    }

    fn looked_at_all(&self) -> bool {
        self.at == self.records.len()
    }
}

impl Device {
    /// Counts what a choice would keep; the answer comes later. A count that runs already is given up.
    pub(in crate::device) fn count_kept(
        &mut self,
        (client, request): (Client, u32),
        choice: Keeping,
    ) -> Result<Option<Answer>, Refusal> {
        self.has_team()?;
        self.stop_sweeping();
        let counts = KeepingCounts {
            has_territories: self.has_territories(),
            leads: self.leads(),
            ..KeepingCounts::default()
        };
        self.keeper.sweep = Some(Sweep::new(Goal::Count(client, request, counts), choice));
        Ok(None)
    }

    /// What is being looked through is looked through again later.
    pub(in crate::device) fn stop_sweeping(&mut self) {
        match self.keeper.sweep.take().map(|sweep| sweep.goal) {
            Some(Goal::Count(client, request, _)) => self.refuse(client, request, Reason::NothingToDo),
            Some(Goal::TakeOff) => self.keeper.sweep_within(self.now, 0),
            None => {}
        }
    }

    /// When there is a portion to do.
    pub(in crate::device) fn sweep_wakes_at(&self) -> Option<Timestamp> {
        match &self.keeper.sweep {
            Some(sweep) if sweep.waits => None,
            Some(Sweep { stage: Stage::TakingOff, .. }) => self.may_take_off().then_some(self.now),
            Some(_) => Some(self.now),
            None => self.keeper.sweep_at.filter(|_| !self.keeper.everything()),
        }
    }

    fn may_take_off(&self) -> bool {
        !self.storing.busy() && self.storing.notice == StorageNotice::Fine
    }

    /// The next portion, where it is time.
    pub(in crate::device) fn go_on_sweeping(&mut self) {
        if self.sweep_wakes_at().is_none_or(|at| self.now < at) {
            return;
        }
        let choice = self.keeper.choice();
        let begin = || Sweep::new(Goal::TakeOff, choice);
        let mut sweep = match self.keeper.sweep.take() {
            Some(sweep) => sweep,
            None => {
                self.keeper.sweep_at = None;
                begin()
            }
        };
        let goes_on = match sweep.stage {
            Stage::Desk => self.look_at_desk(&mut sweep),
            Stage::Gathering => self.gather(&mut sweep),
            Stage::Judging => self.judge(&mut sweep),
            Stage::TakingOff => self.take_off(&mut sweep),
        };
        if goes_on {
            self.keeper.sweep = Some(sweep);
        } else {
            self.swept(sweep);
        }
    }

    /// The desk came: it says what the person follows.
    pub(in crate::device) fn desk_came(&mut self) {
        if let Some(sweep) = &mut self.keeper.sweep {
            sweep.waits = false;
        }
    }

    fn look_at_desk(&mut self, sweep: &mut Sweep) -> bool {
        let Some(desk) = self.owner.person.map(desk_of) else { return false };
        if !self.exists(desk) {
            self.documents.none_yet(desk);
        }
        if self.with_documents(Job::Keep, &[desk]).is_none() {
            sweep.waits = true;
            return true;
        }
        self.read_follows(desk);
        sweep.records = self.rows.records().map(RowView::id).collect();
        sweep.stage = Stage::Gathering;
        true
    }

    /// What is kept for itself needs what it points to, and that what it points to.
    fn gather(&mut self, sweep: &mut Sweep) -> bool {
        for record in sweep.portion() {
            let Some(row) = self.rows.get(record) else { continue };
            if let Goal::Count(.., counts) = &mut sweep.goal {
                self.count(row, counts);
            }
            if sweep.choice.everything() || !self.chosen_here(row, &sweep.choice) {
                continue;
            }
            // Links lead through what became one with a record: without it they would lead nowhere.
            let mut open = targets(row);
            open.extend(self.rows.merged_into(record));
            while let Some(next) = open.pop() {
                if sweep.needed.insert(next)
                    && let Some(row) = self.rows.get(next)
                {
                    open.extend(targets(row));
                    open.extend(self.rows.merged_into(next));
                }
            }
        }
        if sweep.looked_at_all() {
            (sweep.stage, sweep.at) = (Stage::Judging, 0);
            if matches!(sweep.goal, Goal::TakeOff) {
                self.keeper.needed.clone_from(&sweep.needed);
            }
        }
        true
    }

    fn judge(&mut self, sweep: &mut Sweep) -> bool {
        for record in sweep.portion() {
            let Some(row) = self.rows.get(record) else { continue };
            let keeps = self.keeps_by(row, &sweep.choice, &sweep.needed);
            match &mut sweep.goal {
                Goal::Count(.., counts) => counts.kept += u32::from(keeps),
                Goal::TakeOff if keeps => {
                    let about: Vec<RecordId> = self.keeper.left_out.about(record).collect();
                    self.want_missing(about);
                }
                Goal::TakeOff => sweep.gone.push(record),
            }
        }
        if !sweep.looked_at_all() {
            return true;
        }
        if matches!(sweep.goal, Goal::Count(..)) {
            return false;
        }
        self.want_missing(sweep.needed.iter().copied().collect());
        // In the order of the pages: few of them are stored anew with each portion. From the end.
        sweep.gone.sort_by_key(|record| self.rows.page_of(*record));
        sweep.stage = Stage::TakingOff;
        true
    }

    fn want_missing(&mut self, records: Vec<RecordId>) {
        let missing =
            records.into_iter().filter(|record| !self.exists(*record) && !self.erased.holds(*record));
        let missing: Vec<RecordId> = missing.collect();
        missing.into_iter().for_each(|record| self.keeper.want(record));
    }

    fn take_off(&mut self, sweep: &mut Sweep) -> bool {
        let at = sweep.gone.len().saturating_sub(TAKEN_OFF);
        let mut portion = sweep.gone.split_off(at);
        // Somebody may have changed them meanwhile.
        portion.retain(|record| self.rows.get(*record).is_some_and(|row| !self.keeps(row)));
        if portion.is_empty() {
            return !sweep.gone.is_empty();
        }
        let mut batch = Batch::default();
        self.draw_anew_where_written();
        // What stands beside a record goes with it.
        let whole = portion.iter().flat_map(|record| self.rows.with_companions(*record));
        for record in whole.collect::<Vec<_>>() {
            if let Some(row) = self.rows.get(record) {
                self.keeper.left_out.note(row);
            }
            self.undoing.forget(record);
            self.keeper.settled(record);
            self.let_go(record, &mut batch);
        }
        batch.writes.extend(self.keeper.writes());
        self.commit(batch);
        self.watching.touch_sync();
        true
    }

    /// Nothing is left to look at.
    fn swept(&mut self, sweep: Sweep) {
        match sweep.goal {
            Goal::TakeOff => {
                self.keeper.sweep_within(self.now, DAILY);
                let writes = self.keeper.left_out.gathered();
                if !writes.is_empty() {
                    self.write_late(writes);
                }
            }
            Goal::Count(client, request, mut counts) => {
                counts.here = u32::try_from(sweep.records.len()).unwrap_or(u32::MAX);
                self.tell(client, FromEngine::Answer { request, answer: Ok(Answer::Kept(counts)) });
            }
        }
    }

    fn count(&self, row: RowView<'_>, counts: &mut KeepingCounts) {
        let Some(person) = self.owner.person else { return };
        let entries = if counts.has_territories { self.entries(row) } else { Vec::new() };
        let facts = facts(row, person, self.known.grants(), &entries, self.now);
        counts.mine += u32::from(facts.mine);
        counts.territories += u32::from(facts.in_territory);
        for (count, days) in counts.days.iter_mut().zip(DAYS) {
            *count += u32::from(facts.within(days));
        }
    }

    fn has_territories(&self) -> bool {
        let Some((standing, grants)) = self.known.standing().zip(self.known.grants()) else { return false };
        standing.policy.territories.iter().any(|territory| {
            grants.level(&Entry { scope: Scope::Territory(territory.id), via: String::new() }).is_some()
        })
    }

    fn leads(&self) -> bool {
        let Some((standing, grants)) = self.known.standing().zip(self.known.grants()) else { return false };
        standing.policy.members.iter().any(|member| grants.leads(member.person))
    }
}
