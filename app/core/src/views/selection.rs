//! Which records of a list are chosen. Ten thousand are chosen without naming ten thousand.

use crate::ids::RecordId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is chosen among the records that a query finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// These records.
    Only(BTreeSet<RecordId>),
    /// Every record that the query finds, also those that nobody has looked at, except these.
    AllBut(BTreeSet<RecordId>),
}

impl Default for Selection {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl Selection {
    /// Everything that the query finds.
    pub const fn all() -> Self {
        Self::AllBut(BTreeSet::new())
    }

    /// These records.
    pub fn only(records: impl IntoIterator<Item = RecordId>) -> Self {
        Self::Only(records.into_iter().collect())
    }

    /// Whether a record that the query finds is chosen.
    pub fn contains(&self, record: RecordId) -> bool {
        match self {
            Self::Only(records) => records.contains(&record),
            Self::AllBut(except) => !except.contains(&record),
        }
    }

    /// Chooses a record, or takes it out.
    pub fn set(&mut self, record: RecordId, chosen: bool) {
        let (records, listed) = match self {
            Self::Only(records) => (records, chosen),
            Self::AllBut(except) => (except, !chosen),
        };
        if listed {
            records.insert(record);
        } else {
            records.remove(&record);
        }
    }

    /// How many are chosen of the `total` that the query finds.
    pub fn count(&self, total: u32) -> u32 {
        let listed = |records: &BTreeSet<RecordId>| u32::try_from(records.len()).unwrap_or(u32::MAX);
        match self {
            Self::Only(records) => listed(records),
            Self::AllBut(except) => total.saturating_sub(listed(except)),
        }
    }

    /// Whether every record of the `total` is chosen.
    pub fn is_all(&self, total: u32) -> bool {
        total > 0 && self.count(total) >= total
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;
    use crate::ids::RecordId;

    const ONE: RecordId = RecordId([1; 16]);
    const TWO: RecordId = RecordId([2; 16]);

    #[test]
    fn a_record_is_chosen_and_taken_out_again() {
        for (start, others, first) in [(Selection::default(), 0, false), (Selection::all(), 9, true)] {
            let mut selection = start.clone();
            assert_eq!((selection.contains(ONE), selection.count(9)), (first, others));
            selection.set(ONE, !first);
            assert_eq!(selection.contains(ONE), !first);
            assert_eq!(selection.contains(TWO), first, "the others stay");
            assert_eq!(selection.count(9), others.abs_diff(1));
            selection.set(ONE, !first);
            assert_eq!(selection.count(9), others.abs_diff(1), "twice is once");
            selection.set(ONE, first);
            assert_eq!(selection, start);
        }
    }

    #[test]
    fn all_is_all_however_it_came_about() {
        assert!(Selection::all().is_all(3));
        assert!(Selection::only([ONE, TWO]).is_all(2));
        assert!(!Selection::only([ONE]).is_all(2));
        assert!(!Selection::all().is_all(0), "nothing is there to choose");
    }
}
