//! Looks through the book for records that are there twice, a portion at a time, while somebody waits for it.

use super::Device;
use crm_core::ids::{ObjectKey, RecordId, Timestamp};
use crm_core::messages::{DuplicatesView, MaybeOne};
use crm_core::value::Link;
use crm_core::views::duplicates::{Pair, Reason, Scan, Traits, groups};
use crm_core::views::row::RowView;
use std::collections::{BTreeSet, HashMap};

/// Rows that are looked at in one portion.
const ROWS: usize = 1_000;
/// Comparisons of one portion.
const PAIRS: usize = 4_000;
/// Groups that are told.
const MOST: usize = 200;

/// How far it is.
#[derive(Default)]
enum Step {
    /// Nobody waits for it.
    #[default]
    Rest,
    /// What is compared of the records, up to this one of them.
    Reading(Vec<RecordId>, Vec<Traits>),
    /// The records are compared.
    Comparing(Box<Scan>),
    /// What was found.
    Found(Vec<Pair>),
}

/// The search for duplicates.
#[derive(Default)]
pub(super) struct Finding {
    object: ObjectKey,
    step: Step,
    progress: (u32, u32),
    again_at: Option<Timestamp>,
}

impl std::fmt::Debug for Finding {
    fn fmt(&self, shown: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        shown.debug_struct("Finding").field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl Finding {
    /// When it goes on.
    pub(super) const fn again_at(&self) -> Option<Timestamp> {
        self.again_at
    }

    /// What was found is not the book's any more.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// Objects whose records may be the same person or company.
fn compared_with(object: &str) -> &'static [&'static str] {
    match object {
        "account" => &["account"],
        // The company of a contact says something by its name.
        "contact" | "lead" => &["account", "contact", "lead"],
        _ => &[],
    }
}

impl Device {
    /// What may be there twice among the records of an object; begins to look where nobody has yet.
    pub(super) fn duplicates(&mut self, object: &ObjectKey) -> DuplicatesView {
        if self.finding.object != *object || matches!(self.finding.step, Step::Rest) {
            let kinds = compared_with(object);
            let wanted = |row: &RowView<'_>| row.object().is_some_and(|one| kinds.contains(&one.key));
            let all = self.rows.records().filter(wanted).filter(|row| !row.deleted());
            let all: Vec<RecordId> = all.map(RowView::id).collect();
            let progress = (0, u32::try_from(all.len()).unwrap_or(u32::MAX));
            let step = Step::Reading(all, Vec::new());
            self.finding = Finding { object: object.clone(), step, progress, again_at: Some(self.now) };
        }
        let Step::Found(pairs) = &self.finding.step else {
            return DuplicatesView { looking: Some(self.finding.progress), ..DuplicatesView::default() };
        };
        let mut found = self.maybe_one(object, pairs);
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.truncate(MOST);
        DuplicatesView { looking: None, total, groups: found }
    }

    /// The pairs put together, the likeliest first, without what was merged, deleted or taken away since.
    fn maybe_one(&self, object: &ObjectKey, pairs: &[Pair]) -> Vec<MaybeOne> {
        let here = |record: &RecordId| self.rows.get(*record).is_some_and(|row| !row.deleted());
        let pairs: Vec<Pair> =
            pairs.iter().filter(|pair| here(&pair.one) && here(&pair.other)).cloned().collect();
        let of: HashMap<(RecordId, RecordId), &Pair> =
            pairs.iter().map(|pair| ((pair.one, pair.other), pair)).collect();
        let group = |records: Vec<RecordId>| {
            let both = records.iter().flat_map(|one| records.iter().map(move |other| (*one, *other)));
            let inside: Vec<&&Pair> = both.filter_map(|both| of.get(&both)).collect();
            let reasons: BTreeSet<Reason> =
                inside.iter().flat_map(|pair| pair.reasons.iter().copied()).collect();
            let score = inside.iter().map(|pair| pair.score).min().unwrap_or(0);
            let described = |record: &RecordId| {
                let row = self.rows.get(*record)?;
                let link = Link { object: row.object()?.key.to_owned(), record: *record };
                Some((link, row.title()))
            };
            let records: Vec<(Link, String)> = records.iter().filter_map(described).collect();
            let own = records.iter().any(|(link, _)| link.object == *object);
            own.then(|| MaybeOne { records, score, reasons: reasons.into_iter().collect() })
        };
        let mut found: Vec<MaybeOne> = groups(&pairs).into_iter().filter_map(group).collect();
        found.sort_by(|one, two| {
            let first = |group: &MaybeOne| group.records.first().map(|(link, _)| link.record);
            two.score.cmp(&one.score).then_with(|| first(one).cmp(&first(two)))
        });
        found
    }

    /// Looks at another portion.
    pub(super) fn go_on_finding(&mut self) {
        if self.finding.again_at.is_none_or(|at| self.now < at) {
            return;
        }
        let mut again_at = Some(self.now + 1);
        self.finding.step = match std::mem::take(&mut self.finding.step) {
            Step::Rest => Step::Rest,
            Step::Reading(mut left, mut traits) => {
                let portion = left.split_off(left.len().saturating_sub(ROWS));
                let rows = portion.iter().filter_map(|record| self.rows.get(*record));
                traits.extend(rows.filter_map(Traits::of));
                if left.is_empty() {
                    Step::Comparing(Box::new(Scan::new(traits)))
                } else {
                    Step::Reading(left, traits)
                }
            }
            Step::Comparing(mut scan) => {
                let done = scan.step(PAIRS);
                self.finding.progress = scan.progress();
                if done { Step::Found(scan.found().to_vec()) } else { Step::Comparing(scan) }
            }
            Step::Found(pairs) => {
                again_at = None;
                Step::Found(pairs)
            }
        };
        if matches!(self.finding.step, Step::Found(_) | Step::Rest) {
            again_at = None;
        }
        self.finding.again_at = again_at;
        self.watching.touch_duplicates();
    }
}
