//! A person may choose that less than the whole book lies on this device. What is not kept is taken off in portions
//! (`sweeping`), and of what comes from the relay only what is kept is stored (`arriving`). The relay knows nothing of it:
//! what is missing here it has.
//!
//! More than before is fetched by a repair, not by the pages of a first download: a device that gave its place of the log
//! up for those would not hear what left its person's sight meanwhile.

mod arriving;
mod judging;
mod left_out;
mod sweeping;

use super::editing::Batch;
use super::{Client, Device};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::Answer;
use crm_core::views::keeping::{Keeping, Kept};
use crm_planted::{Bug, planted};
use crm_sync::effect::{Delivery, Place};
use crm_sync::store::{Store, Write};
use left_out::{LEFT_OUT, LeftOut};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use sweeping::Sweep;

/// Its name in the store `meta`.
const KEEPING: &[u8] = b"keeping";

/// How long after a start, or after more has come, it is looked through what is here, in ms.
const SOON: Timestamp = 2_000;
/// How long a record that is not kept any more stays at the least, in ms: somebody may be looking at it.
const QUIET: Timestamp = 60_000;

/// What is stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Chosen {
    choice: Keeping,
    /// Records of the book, as the relay counted them last.
    in_all: u32,
    /// More was chosen than before, and not all of it has come.
    fetching: bool,
    /// Records that are not here, of which a change came without what it stands on: whether they are kept now shows when
    /// they come whole.
    owed: BTreeSet<RecordId>,
}

/// What is kept, and what has to be fetched for that.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    chosen: Chosen,
    /// The stored form is older.
    changed: bool,
    /// What the person follows.
    follows: BTreeSet<RecordId>,
    /// What a kept record points to, and what that points to.
    needed: BTreeSet<RecordId>,
    left_out: LeftOut,
    /// Records to ask the relay for, and those that were asked for on this connection.
    wanted: BTreeSet<RecordId>,
    asked: BTreeSet<RecordId>,
    /// A repair runs that fetches what was chosen, and the place at which it ends.
    fetch_runs: bool,
    fetch_ends: Option<Place>,
    sweep: Option<Sweep>,
    sweep_at: Option<Timestamp>,
}

impl Keeper {
    /// Whether this is a name of its own in the store `meta`.
    pub(super) fn wrote(key: &[u8]) -> bool {
        key == KEEPING || key.starts_with(LEFT_OUT)
    }

    /// Takes in what the storage holds by such a name.
    pub(super) fn read(&mut self, key: &[u8], value: &[u8]) {
        if key != KEEPING {
            return self.left_out.read(key, value);
        }
        self.chosen = postcard::from_bytes(value).unwrap_or_default();
        self.wanted.clone_from(&self.chosen.owed);
    }

    /// What was chosen.
    pub(super) const fn choice(&self) -> Keeping {
        self.chosen.choice
    }

    /// Whether every record is kept.
    pub(super) const fn everything(&self) -> bool {
        self.chosen.choice.everything()
    }

    /// Whether more was chosen than has come.
    pub(super) const fn fetching(&self) -> bool {
        self.chosen.fetching
    }

    /// Nobody answers any more what was asked on a connection that is gone.
    pub(super) fn forget_connection(&mut self) {
        (self.fetch_runs, self.fetch_ends) = (false, None);
        self.wanted.append(&mut self.asked);
    }

    /// A repair begins, which brings whatever is not here.
    pub(super) const fn repair_begins(&mut self) {
        self.fetch_runs = self.chosen.fetching;
    }

    /// A part of the feed came.
    pub(super) fn delivered(&mut self, delivery: &Delivery) {
        if self.fetch_runs && delivery.caught_up && self.fetch_ends.is_none() {
            self.fetch_ends = Some(delivery.place.clone());
        }
    }

    /// Whether the relay was asked for the whole of a record on this connection.
    pub(super) fn asked_for(&self, record: RecordId) -> bool {
        self.asked.contains(&record)
    }

    /// A record that is wanted, but not here.
    pub(super) fn want(&mut self, record: RecordId) {
        if !self.asked.contains(&record) {
            self.wanted.insert(record);
        }
    }

    /// What was wanted has come, or never will.
    pub(super) fn settled(&mut self, record: RecordId) {
        self.changed |= self.chosen.owed.remove(&record);
        self.wanted.remove(&record);
        self.asked.remove(&record);
    }

    /// It is looked through what is here after so much time at the latest.
    pub(super) fn sweep_within(&mut self, now: Timestamp, time: Timestamp) {
        let at = now + time;
        self.sweep_at = Some(self.sweep_at.map_or(at, |earlier| earlier.min(at)));
    }

    fn written(&mut self) -> Write {
        self.changed = false;
        Write::Put(Store::Meta, KEEPING.to_vec(), postcard::to_stdvec(&self.chosen).unwrap_or_default())
    }

    /// The writes that keep what changed.
    pub(super) fn writes(&mut self) -> Vec<Write> {
        let own = self.changed.then(|| self.written());
        own.into_iter().chain(self.left_out.fresh()).collect()
    }
}

impl Device {
    /// Whether the rest lies anywhere else: a book without an account keeps everything.
    fn has_team(&self) -> Result<(), Refusal> {
        let both = self.owner.workspace.is_some() && self.owner.person.is_some();
        if both { Ok(()) } else { Err(Refusal::record(Reason::NothingToDo)) }
    }

    /// What is kept is another choice from now on. Less than before goes at once, more comes from the relay.
    pub(super) fn choose_kept(
        &mut self,
        (client, request): (Client, u32),
        choice: Keeping,
    ) -> Result<Option<Answer>, Refusal> {
        self.has_team()?;
        self.storable()?;
        let before = self.keeper.chosen.choice;
        let Kept { in_all, .. } = self.kept();
        let chosen = &mut self.keeper.chosen;
        (chosen.choice, chosen.in_all) = (choice, in_all);
        if !planted(Bug::WideningForgotten) {
            chosen.fetching |= !before.covers(&choice);
        }
        let mut batch = Batch::default();
        self.stop_sweeping();
        if choice.everything() {
            self.keeper.chosen.owed.clear();
            self.keeper.wanted.clear();
            self.keeper.needed.clear();
            batch.writes.extend(self.keeper.left_out.forget());
        } else {
            self.keeper.sweep_at = Some(self.now);
        }
        batch.writes.push(self.keeper.written());
        batch.edited.asked = Some((client, request, Answer::Done));
        self.commit(batch);
        self.fetch_kept();
        self.watching.touch_sync();
        Ok(None)
    }

    /// Has the relay compare everything, where more was chosen than is here.
    fn fetch_kept(&mut self) {
        let (now, fetching) = (self.now, self.keeper.fetching());
        if let Some(session) = &mut self.session {
            session.compare_anew(fetching);
            if fetching {
                session.renew(now);
            }
        }
    }

    /// The book is open.
    pub(super) fn begin_keeping(&mut self) {
        if let Some(session) = &mut self.session {
            session.compare_anew(self.keeper.fetching());
        }
        if !self.keeper.everything() {
            self.keeper.sweep_within(self.now, SOON);
        }
    }

    /// What is kept, for whoever looks.
    pub(super) fn kept(&self) -> Kept {
        let Chosen { choice, in_all, fetching, .. } = self.keeper.chosen;
        let here = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let short = !choice.everything() || fetching;
        Kept { choice, here, in_all: if short { in_all.max(here) } else { here }, fetching }
    }

    /// The relay counted the records that the person sees.
    pub(super) fn counted(&mut self, documents: u32) {
        let first = self.syncing.place.cursor.is_none() && documents > 0;
        let all = self.keeper.everything() && self.keeper.fetching();
        self.paging.total = (first || all).then_some(documents);
        if !self.keeper.everything() || self.keeper.fetching() {
            self.keeper.chosen.in_all = documents;
            let write = self.keeper.written();
            self.write_late(vec![write]);
            self.watching.touch_sync();
        }
    }

    /// A part of the feed is stored: perhaps the last of what was fetched.
    pub(super) fn fetched(&mut self, place: &Place) {
        if self.keeper.fetch_ends.as_ref() != Some(place) {
            return;
        }
        (self.keeper.fetch_runs, self.keeper.fetch_ends) = (false, None);
        self.keeper.chosen.fetching = false;
        self.paging.total = None;
        let write = self.keeper.written();
        self.write_late(vec![write]);
        if let Some(session) = &mut self.session {
            session.compare_anew(false);
        }
        if !self.keeper.everything() {
            self.keeper.sweep_within(self.now, SOON);
        }
    }
}
