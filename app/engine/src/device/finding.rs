//! Looks through the book for records that are there twice, a portion at a time, while somebody waits for it.

use super::Device;
use crm_core::ids::{ObjectKey, RecordId, Timestamp};
use crm_core::messages::{DuplicatesView, MaybeOne};
use crm_core::value::Link;
use crm_core::views::duplicates::{Pair, Reason, Scan, Traits, groups};
use crm_core::views::row::RowView;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Rows that are looked at in one portion.
const ROWS: usize = 1_000;
/// Comparisons of one portion.
const PAIRS: usize = 4_000;
/// Groups that are told.
const MOST: usize = 200;

/// Time between two searches while the page is open and the book changes.
const PAUSE: Timestamp = 5_000;

/// How far a search is.
#[derive(Default)]
enum Step {
    /// It is done, or nobody waits for it.
    #[default]
    Rest,
    /// What is compared of the records, and which are left.
    Reading(Vec<RecordId>, Vec<Traits>),
    /// The records are compared.
    Comparing(Box<Scan>),
}

/// The search among the records of an object.
#[derive(Default)]
struct Search {
    step: Step,
    progress: (u32, u32),
    /// What was found last.
    found: Option<Vec<Pair>>,
    /// The book that was looked through last, and when.
    looked_at: Option<(u64, Timestamp)>,
}

/// The searches for duplicates, by object: two pages may be open.
#[derive(Default)]
pub(super) struct Finding {
    searches: BTreeMap<ObjectKey, Search>,
    again_at: Option<Timestamp>,
}

impl std::fmt::Debug for Finding {
    fn fmt(&self, shown: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        shown.debug_struct("Finding").field("again_at", &self.again_at).finish_non_exhaustive()
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
    /// What may be there twice among the records of an object; begins to look where nobody has yet, and again where the book
    /// has changed since. What was found before is shown meanwhile.
    pub(super) fn duplicates(&mut self, object: &ObjectKey) -> DuplicatesView {
        let (now, revision) = (self.now, self.rows.revision());
        let search = self.finding.searches.get(object);
        let fresh = |(book, at): (u64, Timestamp)| book == revision || now < at + PAUSE;
        let rests = search.is_none_or(|one| matches!(one.step, Step::Rest));
        if rests && !search.and_then(|one| one.looked_at).is_some_and(fresh) {
            self.begin_finding(object);
        }
        let search = self.finding.searches.get(object);
        let Some(pairs) = search.and_then(|one| one.found.as_ref()) else {
            let looking = search.map(|one| one.progress);
            return DuplicatesView { looking, ..DuplicatesView::default() };
        };
        let mut found = self.maybe_one(object, pairs);
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.truncate(MOST);
        DuplicatesView { looking: None, total, groups: found }
    }

    fn begin_finding(&mut self, object: &ObjectKey) {
        let kinds = compared_with(object);
        let wanted = |row: &RowView<'_>| row.object().is_some_and(|one| kinds.contains(&one.key));
        let all = self.rows.records().filter(wanted).filter(|row| !row.deleted());
        let all: Vec<RecordId> = all.map(RowView::id).collect();
        let search = self.finding.searches.entry(object.clone()).or_default();
        search.progress = (0, u32::try_from(all.len()).unwrap_or(u32::MAX));
        search.looked_at = Some((self.rows.revision(), self.now));
        search.step = Step::Reading(all, Vec::new());
        self.finding.again_at = Some(self.now);
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
        let (rows, now) = (&self.rows, self.now);
        let mut running = self.finding.searches.values_mut().filter(|one| !matches!(one.step, Step::Rest));
        if let Some(search) = running.next() {
            search.step = match std::mem::take(&mut search.step) {
                Step::Rest => Step::Rest,
                Step::Reading(mut left, mut traits) => {
                    let portion = left.split_off(left.len().saturating_sub(ROWS));
                    let portion = portion.iter().filter_map(|record| rows.get(*record));
                    traits.extend(portion.filter_map(Traits::of));
                    if left.is_empty() {
                        Step::Comparing(Box::new(Scan::new(traits)))
                    } else {
                        Step::Reading(left, traits)
                    }
                }
                Step::Comparing(mut scan) => {
                    let done = scan.step(PAIRS);
                    search.progress = scan.progress();
                    if done {
                        search.found = Some(scan.found().to_vec());
                        search.looked_at = search.looked_at.map(|(book, _)| (book, now));
                        Step::Rest
                    } else {
                        Step::Comparing(scan)
                    }
                }
            };
        }
        let more = self.finding.searches.values().any(|one| !matches!(one.step, Step::Rest));
        self.finding.again_at = more.then_some(now + 1);
        self.watching.touch_duplicates();
    }
}
