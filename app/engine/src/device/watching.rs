//! What screens watch, and when they are told.

use super::documents::Job;
use super::{Client, Device};
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{FromEngine, View, Watch};
use crm_core::objects::CATALOGUE;
use crm_sync::session::Here;
use std::collections::BTreeMap;

/// Views are sent at most this often, in ms, so that a thousand remote changes do not draw a thousand times.
const PAUSE: i64 = 30;

#[derive(Debug)]
struct Watched {
    what: Watch,
    dirty: bool,
    /// Counts watches: the latest has the largest.
    since: u64,
    /// Hash of what was sent last: nothing is sent twice.
    sent: Option<Vec<u8>>,
}

/// The watches of all tabs.
#[derive(Debug, Default)]
pub(super) struct Watching {
    watches: BTreeMap<(Client, u32), Watched>,
    shown: Timestamp,
    dirty: bool,
    added: u64,
}

impl Watching {
    pub(super) fn add(&mut self, client: Client, watch: u32, what: Watch) {
        self.added += 1;
        let since = self.added;
        self.watches.insert((client, watch), Watched { what, dirty: true, since, sent: None });
        // A new watch is answered at once.
        self.shown = 0;
        self.dirty = true;
    }

    pub(super) fn remove(&mut self, client: Client, watch: u32) {
        self.watches.remove(&(client, watch));
    }

    pub(super) fn forget(&mut self, client: Client) {
        self.watches.retain(|(other, _), _| *other != client);
    }

    fn touch(&mut self, concerned: impl Fn(&Watch) -> bool) {
        for watched in self.watches.values_mut().filter(|watched| concerned(&watched.what)) {
            watched.dirty = true;
            self.dirty = true;
        }
    }

    /// Rows changed: lists, boards, the day, the counts, and what records show of others.
    pub(super) fn touch_rows(&mut self) {
        self.touch(|what| !matches!(what, Watch::Sync | Watch::Import | Watch::Presence { .. }));
    }

    pub(super) fn touch_record(&mut self, record: RecordId) {
        self.touch(|what| matches!(what, Watch::Record { record: other } if *other == record));
    }

    pub(super) fn touch_presence(&mut self) {
        self.touch(|what| matches!(what, Watch::Presence { .. }));
    }

    /// Where the person is: the record that a screen came to last.
    pub(super) fn here(&self) -> Here {
        let latest = self.watches.values().filter_map(|watched| match &watched.what {
            Watch::Presence { record, field } => Some((watched.since, record, field)),
            Watch::List { .. }
            | Watch::Board { .. }
            | Watch::Facets { .. }
            | Watch::Record { .. }
            | Watch::Today { .. }
            | Watch::Calendar { .. }
            | Watch::News { .. }
            | Watch::Counts
            | Watch::Sync
            | Watch::Import => None,
        });
        match latest.max_by_key(|(since, ..)| *since) {
            Some((_, record, field)) => Here { document: Some(record.0), field: field.clone() },
            None => Here::default(),
        }
    }

    pub(super) fn touch_looks(&mut self) {
        self.touch(|what| matches!(what, Watch::Record { .. } | Watch::News { .. }));
    }

    pub(super) fn touch_sync(&mut self) {
        self.touch(|what| matches!(what, Watch::Sync));
    }

    pub(super) fn touch_import(&mut self) {
        self.touch(|what| matches!(what, Watch::Import));
    }

    pub(super) fn touch_all(&mut self) {
        self.touch(|_| true);
    }

    /// What there is to show does not wait for the pause between two views.
    pub(super) fn show_now(&mut self) {
        self.shown = 0;
        self.touch_all();
    }

    /// The clock was set back: what is shown next does not wait for the old time.
    pub(super) const fn clock_went_back(&mut self) {
        self.shown = 0;
    }

    /// When there is something to show.
    pub(super) fn show_at(&self) -> Option<Timestamp> {
        self.dirty.then_some(self.shown + PAUSE)
    }
}

impl Device {
    /// Sends every view that changed.
    pub(super) fn show(&mut self) {
        if !self.watching.dirty || self.now < self.watching.shown + PAUSE {
            return;
        }
        self.watching.dirty = false;
        self.watching.shown = self.now;
        let ready = self.ready();
        let dirty: Vec<((Client, u32), Watch)> = {
            let watches = self.watching.watches.iter_mut();
            let watches = watches.filter(|(_, watched)| {
                watched.dirty
                    && (ready
                        || matches!(watched.what, Watch::Sync)
                        || self.kept_views.view(&watched.what).is_some())
            });
            watches
                .map(|(&key, watched)| {
                    watched.dirty = false;
                    (key, watched.what.clone())
                })
                .collect()
        };
        for (key, what) in dirty {
            let Some(view) = self.view(&what) else { continue };
            let bytes = postcard::to_stdvec(&view).unwrap_or_default();
            let Some(watched) = self.watching.watches.get_mut(&key) else { continue };
            if watched.sent.as_ref() != Some(&bytes) {
                watched.sent = Some(bytes);
                self.tell(key.0, FromEngine::View { watch: key.1, view });
            }
        }
    }

    /// `None` when documents must be loaded first; the watch is touched again then.
    pub(super) fn view(&mut self, what: &Watch) -> Option<View> {
        if !self.ready()
            && let Some(kept) = self.kept_views.view(what)
        {
            return Some(kept);
        }
        self.kept_views.watched(what, self.now);
        Some(match what {
            Watch::List { query, offset, limit } => {
                let mut list = self.rows.list(query, *offset, (*limit).min(500));
                for row in &mut list.rows {
                    row.unsent = self.outbox.holds(row.record);
                }
                View::List(list)
            }
            Watch::Board { query, field, windows } => {
                let mut board = self.rows.board(query, field, windows);
                for row in board.columns.iter_mut().flat_map(|column| &mut column.cards) {
                    row.unsent = self.outbox.holds(row.record);
                }
                View::Board(board)
            }
            Watch::Facets { query, fields } => View::Facets(self.rows.facets(query, fields)),
            Watch::Record { record } => {
                self.with_documents(Job::Look, &[*record])?;
                View::Record(self.record_view(*record).map(Box::new))
            }
            Watch::Presence { record, .. } => View::Presence(self.presence.of(*record)),
            Watch::Today { day } => View::Today(self.rows.today(*day, self.preferences.utc_offset_minutes)),
            Watch::Calendar { from, to } => {
                View::Calendar(self.rows.calendar(*from, *to, self.preferences.utc_offset_minutes))
            }
            Watch::News { since, limit } => View::News(self.news(*since, usize::from(*limit).min(100))?),
            Watch::Counts => {
                let count = |definition: &&crm_core::objects::ObjectDefinition| {
                    (definition.key.to_owned(), self.rows.count(definition.code()))
                };
                View::Counts(CATALOGUE.iter().map(count).collect())
            }
            Watch::Sync => View::Sync(Box::new(self.sync_view())),
            Watch::Import => View::Import(self.importing.progress()),
        })
    }
}
