//! Scores of records by the rules of the team: worked out when something changed on which they depend, and shown in rows in
//! the place of what was typed. Where there are no rules nothing is kept and nothing is done.

use super::Rows;
use crm_core::ids::{Day, RecordId, Timestamp};
use crm_core::objects::score_rule;
use crm_core::views::row::{self, RowView};
use crm_core::views::scoring::{Done, Score, score};
use crm_core::views::shaping::scoring::{Counts, ScoreRule};
use std::collections::{BTreeSet, HashMap, HashSet};

const DAY: Timestamp = 86_400_000;

/// What scores are made of, and what they are.
#[derive(Debug, Default)]
pub(super) struct Scoring {
    /// The rules that count on this device.
    rules: Vec<ScoreRule>,
    /// The day for which scores stand.
    today: Day,
    /// Records whose score may be another by now.
    stale: HashSet<RecordId>,
    /// The scores of records of a scored object.
    scores: HashMap<RecordId, i32>,
    /// The activities that count, by the record that they are about.
    about: HashMap<RecordId, HashMap<RecordId, Done>>,
    /// The records that each of them is about.
    of: HashMap<RecordId, Vec<RecordId>>,
}

impl Scoring {
    /// Whether records of an object have a score.
    pub(super) fn scores(&self, object: &str) -> bool {
        self.rules.iter().any(|rule| rule.of == object)
    }

    /// Whether activities give points that become fewer.
    fn decays(&self) -> bool {
        self.rules.iter().any(|rule| rule.halves.is_some() && rule.field().is_none())
    }

    /// A row as it is shown came or changed.
    pub(super) fn touched(&mut self, row: RowView<'_>) {
        if self.rules.is_empty() {
            return;
        }
        let Some(object) = row.object() else { return };
        if score_rule::score_field(object.key).is_some() {
            self.stale.insert(row.id());
        } else if object.activity {
            self.take_activity(row);
        }
    }

    /// A row as it was shown went.
    pub(super) fn gone(&mut self, row: RowView<'_>) {
        if !self.rules.is_empty() {
            self.forget_activity(row.id());
            self.scores.remove(&row.id());
            self.stale.remove(&row.id());
        }
    }

    fn forget_activity(&mut self, activity: RecordId) {
        for record in self.of.remove(&activity).unwrap_or_default() {
            if let Some(activities) = self.about.get_mut(&record) {
                activities.remove(&activity);
            }
            self.stale.insert(record);
        }
    }

    fn take_activity(&mut self, row: RowView<'_>) {
        self.forget_activity(row.id());
        let counts = |object: &str| {
            self.rules.iter().any(|rule| matches!(&rule.counts, Counts::Activity(one) if one == object))
        };
        let object = row.object().filter(|object| counts(object.key));
        let Some(done) = object.and_then(|_| Done::of(row)) else { return };
        let scored =
            row::linked(row).into_iter().filter(|link| score_rule::score_field(&link.object).is_some());
        let records: BTreeSet<RecordId> = scored.map(|link| link.record).collect();
        for record in &records {
            self.about.entry(*record).or_default().insert(row.id(), done);
            self.stale.insert(*record);
        }
        self.of.insert(row.id(), records.into_iter().collect());
    }

    fn score(&self, row: RowView<'_>) -> Option<Score> {
        let definition = row.object().filter(|definition| self.scores(definition.key) && !row.deleted())?;
        let activities = self.about.get(&row.id());
        let activities: Vec<Done> = activities.into_iter().flat_map(|all| all.values().copied()).collect();
        let rules = self.rules.iter().filter(|rule| rule.of == definition.key);
        Some(score(row, definition, &activities, rules, self.today))
    }
}

impl Rows {
    /// Whether records of an object have a score that is worked out.
    pub fn scores(&self, object: &str) -> bool {
        self.scoring.scores(object)
    }

    /// The score of a record and what it is made of; `None` where it has none.
    pub fn score(&self, record: RecordId) -> Option<Score> {
        self.scoring.scores.get(&record)?;
        self.scoring.score(self.get(record)?)
    }

    /// When scores change without anything else: at the next beginning of a day, where points become fewer.
    pub fn scores_change_at(&self) -> Option<Timestamp> {
        self.scoring.decays().then(|| (Timestamp::from(self.scoring.today) + 1) * DAY)
    }

    /// The row with its score in it; `None` where it has none.
    pub(super) fn with_score(&self, row: RowView<'_>) -> Option<Vec<u8>> {
        let score = self.scoring.scores.get(&row.id())?;
        let definition = row.object()?;
        let code = definition.field_code(score_rule::score_field(definition.key)?)?;
        Some(row::scored(row, code, *score))
    }

    /// Works out what may have changed, and shows it. Whoever changed rows calls it before they are shown, after
    /// [`Rows::settle_merged`], with the day by UTC. Rules on a field that this person does not read, and rules on an
    /// object whose score they do not read, count for nothing here: `reads` says which they do. Whether a score changed.
    pub fn settle_scores(&mut self, today: Day, reads: &dyn Fn(&str, &str) -> bool) -> bool {
        if self.shaping().scoring.is_empty() && self.scoring.rules.is_empty() {
            return false;
        }
        self.take_rules(reads);
        if std::mem::replace(&mut self.scoring.today, today) != today && self.scoring.decays() {
            let Scoring { stale, about, .. } = &mut self.scoring;
            stale.extend(
                about.iter().filter(|(_, activities)| !activities.is_empty()).map(|(record, _)| *record),
            );
        }
        let stale = std::mem::take(&mut self.scoring.stale).into_iter();
        let changed: Vec<(RecordId, Option<i32>)> = stale.filter_map(|record| self.changed(record)).collect();
        self.about_to_replace(changed.len());
        for (record, now) in &changed {
            self.show_score(*record, *now);
        }
        // Showing a score has touched its record.
        self.scoring.stale.clear();
        !changed.is_empty()
    }

    /// Where the rules that count are others than before, everything is stale.
    fn take_rules(&mut self, reads: &dyn Fn(&str, &str) -> bool) {
        let counts = |rule: &&ScoreRule| {
            let shown = score_rule::score_field(&rule.of);
            let fields = shown.into_iter().chain(rule.field());
            !rule.retired && { fields }.all(|field| reads(&rule.of, field))
        };
        let now = self.shaping().scoring.iter().filter(counts);
        if now.clone().eq(&self.scoring.rules) {
            return;
        }
        let rules = now.cloned().collect();
        let before = std::mem::take(&mut self.scoring);
        let mut scoring = Scoring { rules, scores: before.scores, today: before.today, ..Scoring::default() };
        scoring.stale.extend(scoring.scores.keys());
        for entry in &self.entries {
            scoring.touched(RowView::trusted(&entry.row));
        }
        self.scoring = scoring;
    }

    /// The score of a record, where it is another than the one that is shown.
    fn changed(&self, record: RecordId) -> Option<(RecordId, Option<i32>)> {
        let slot = *self.slots.get(&record)?;
        let now = self.scoring.score(self.view(slot)).map(|score| score.total);
        // Whoever changed the row put the score of before into it.
        (now != self.scoring.scores.get(&record).copied()).then_some((record, now))
    }

    fn show_score(&mut self, record: RecordId, score: Option<i32>) {
        let Some(&slot) = self.slots.get(&record) else { return };
        match score {
            Some(score) => drop(self.scoring.scores.insert(record, score)),
            None => drop(self.scoring.scores.remove(&record)),
        }
        let own: Box<[u8]> = self.entry(slot).stored().into();
        self.replace(slot, RowView::trusted(&own));
    }
}
