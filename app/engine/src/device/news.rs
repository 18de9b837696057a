//! What others changed since a person was last here. The rows say what was changed at all; only for the latest of them
//! the documents are asked who did it, and the answer is remembered for as long as the row stays as it is.

use super::Device;
use super::documents::{Job, Loaded};
use crate::suspicion::working_on;
use crm_core::document::history;
use crm_core::ids::{FieldKey, RecordId, Timestamp};
use crm_core::messages::{Happening, News, NewsItem, NewsView, Signature, TimelineItem};
use crm_core::objects::{self, custom};
use crm_core::value::Link;
use std::collections::HashMap;

/// Records that are looked at, the latest first; what is older is not told.
const LOOKED_AT: usize = 300;
/// Documents that are loaded at once.
const PORTION: usize = 40;
/// Changes of a record that are looked at.
const CHANGES: usize = 20;

/// What was found out about a record whose row said that time and so many conflicts.
#[derive(Debug)]
struct Known {
    modified_at: Timestamp,
    conflicts: usize,
    told: Option<(Signature, News)>,
}

/// What was found out so far.
#[derive(Debug, Default)]
pub(super) struct Newsroom {
    since: Timestamp,
    known: HashMap<RecordId, Known>,
}

/// A record that was changed, the ones in conflict before the others, the latest first.
type Candidate = (std::cmp::Reverse<usize>, std::cmp::Reverse<Timestamp>, RecordId);

impl Device {
    /// `None` while documents are loaded; the watch is touched when they are there.
    pub(super) fn news(&mut self, since: Timestamp, limit: usize) -> Option<NewsView> {
        if self.newsroom.since != since {
            self.newsroom = Newsroom { since, known: HashMap::new() };
        }
        let candidates = self.changed_since(since);
        loop {
            let mut items = Vec::new();
            let mut unknown = Vec::new();
            for &(conflicts, modified_at, record) in &candidates {
                let known = self.newsroom.known.get(&record);
                match known
                    .filter(|known| (known.modified_at, known.conflicts) == (modified_at.0, conflicts.0))
                {
                    Some(Known { told: Some((by, what)), .. }) => {
                        items.extend(self.news_item(record, by.clone(), what.clone(), conflicts.0 > 0));
                    }
                    Some(Known { told: None, .. }) => {}
                    None => unknown.push((record, modified_at.0, conflicts.0)),
                }
                if items.len() > limit || unknown.len() == PORTION {
                    break;
                }
            }
            if unknown.is_empty() {
                let more = items.len() > limit;
                items.truncate(limit);
                return Some(NewsView { items, more });
            }
            let records: Vec<RecordId> = unknown.iter().map(|(record, ..)| *record).collect();
            self.with_documents(Job::Look, &records)?;
            for (record, modified_at, conflicts) in unknown {
                let told = self.told(record, since, |_| true);
                self.newsroom.known.insert(record, Known { modified_at, conflicts, told });
            }
        }
    }

    fn changed_since(&self, since: Timestamp) -> Vec<Candidate> {
        // Nobody else writes into a book of one's own.
        if self.owner.workspace.is_none() {
            return Vec::new();
        }
        let changed = self.rows.records().filter(|row| row.modified_at() > since && row.object().is_some());
        let mut found: Vec<Candidate> = changed
            .map(|row| {
                (std::cmp::Reverse(row.conflicts().len()), std::cmp::Reverse(row.modified_at()), row.id())
            })
            .collect();
        found.sort_unstable_by_key(|(conflicts, at, record)| (conflicts.0 == 0, *at, *record));
        found.truncate(LOOKED_AT);
        found
    }

    fn news_item(&self, record: RecordId, by: Signature, what: News, conflict: bool) -> Option<NewsItem> {
        let row = self.rows.get(record)?;
        let link = Link { object: row.object()?.key.to_owned(), record };
        Some(NewsItem { link, title: row.title(), by, what, conflict })
    }

    /// What others did to a record since then, of what counts, and who of them did it last.
    pub(super) fn told(
        &mut self,
        record: RecordId,
        since: Timestamp,
        counts: fn(&Happening) -> bool,
    ) -> Option<(Signature, News)> {
        let _working = working_on(record);
        let entries = match self.documents.get(record)? {
            Loaded::Here(doc) => history::history(doc, record, CHANGES),
            Loaded::Absent | Loaded::Damaged => return None,
        };
        let definition = self.rows.get(record)?.object()?;
        let own = self.owner.person;
        let recent = entries.into_iter().filter(|entry| entry.at > since);
        let happened: Vec<TimelineItem> =
            recent.filter_map(|entry| self.happened(definition, entry)).collect();
        let others = happened.into_iter().filter(|item| counts(&item.what)).filter(|item| {
            item.by.as_ref().is_some_and(|by| !by.this_device && by.person.is_some() && by.person != own)
        });
        let others: Vec<TimelineItem> = others.collect();
        let by = others.first()?.by.clone()?;
        Some((by, summed_up(definition, &others)))
    }
}

/// Several changes of one record, the latest first, as one.
fn summed_up(definition: &objects::ObjectDefinition, items: &[TimelineItem]) -> News {
    let mut fields: Vec<FieldKey> = Vec::new();
    let mut created = false;
    for item in items {
        match &item.what {
            Happening::Deleted if fields.is_empty() => return News::Deleted,
            Happening::Restored if fields.is_empty() => return News::Restored,
            Happening::Created => created = true,
            Happening::Changed(changes) => fields.extend(changes.iter().map(|(field, ..)| field.clone())),
            Happening::Deleted | Happening::Restored | Happening::Activity { .. } => {}
        }
    }
    if created {
        return News::Created;
    }
    // In the order in which the record's page shows them, each once.
    let in_order = definition.all_fields().filter(|field| fields.iter().any(|changed| changed == field.key));
    let added = fields.iter().filter(|field| custom::is_custom(field)).cloned();
    News::Changed(in_order.map(|field| field.key.to_owned()).chain(added).collect())
}
