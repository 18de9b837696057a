//! Records that may be the one that is being made.

use super::Rows;
use crm_core::commands::Assignment;
use crm_core::ids::{ObjectKey, RecordId};
use crm_core::messages::Found;
use crm_core::objects;
use crm_core::views::likeness::{Draft, Likeness};
use std::collections::HashSet;

/// How many records one search brings to look at more closely.
const LOOKED_AT: usize = 20;

impl Rows {
    /// The records of an object that are like a draft, the strongest reason first, at most `limit`.
    pub fn similar(
        &mut self,
        object: &ObjectKey,
        values: &[Assignment],
        limit: usize,
    ) -> Vec<(Found, Likeness)> {
        let Some(definition) = objects::object(object) else { return Vec::new() };
        let draft = Draft::of(definition, values);
        let mut seen: HashSet<RecordId> = HashSet::new();
        let mut alike = Vec::new();
        for text in draft.searches() {
            for found in self.search(text, Some(object), LOOKED_AT) {
                let record = found.link.record;
                let likeness = self.get(record).and_then(|row| draft.likeness(row));
                if let Some(likeness) = likeness.filter(|_| seen.insert(record)) {
                    alike.push((found, likeness));
                }
            }
        }
        alike.sort_by_key(|(_, likeness)| *likeness);
        alike.truncate(limit);
        alike
    }
}
