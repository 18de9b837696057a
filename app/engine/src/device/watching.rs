//! What screens watch, and when they are told.

use super::documents::Job;
use super::{Client, Device};
use crate::rows::board;
use crm_core::fields::calendar::{day_of, start_of};
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{FromEngine, View, Watch};
use crm_core::objects::CATALOGUE;
use crm_core::objects::desk::desk_of;
use crm_core::views::query::Query;
use crm_sync::session::Here;
use std::collections::BTreeMap;

/// Views are sent at most this often, in ms, so that a thousand remote changes do not draw a thousand times.
const PAUSE: Timestamp = 30;
/// The inbox, which every row may concern, is looked through at most this often.
const INBOX_PAUSE: Timestamp = 1_000;

#[derive(Debug)]
struct Watched {
    what: Watch,
    dirty: bool,
    /// Counts watches: the latest has the largest.
    since: u64,
    /// When it was shown last.
    shown: Timestamp,
    /// Hash of what was sent last: nothing is sent twice.
    sent: Option<Vec<u8>>,
}

/// The query of what a screen watches, where it looks through records.
pub(super) const fn query_of(what: &Watch) -> Option<&Query> {
    if let Watch::List { query, .. } | Watch::Board { query, .. } | Watch::Facets { query, .. } = what {
        Some(query)
    } else {
        None
    }
}

impl Watched {
    /// When it is to be shown.
    const fn show_at(&self) -> Option<Timestamp> {
        let pause = if matches!(self.what, Watch::Inbox | Watch::Unread | Watch::Incomplete { .. }) {
            INBOX_PAUSE
        } else {
            PAUSE
        };
        if self.dirty { Some(self.shown + pause) } else { None }
    }
}

/// The watches of all tabs.
#[derive(Debug, Default)]
pub(super) struct Watching {
    watches: BTreeMap<(Client, u32), Watched>,
    /// When something that was touched is to be shown.
    at: Option<Timestamp>,
    added: u64,
    /// How often definitions had changed when they were told last.
    shaped: u64,
}

impl Watching {
    pub(super) fn add(&mut self, client: Client, watch: u32, what: Watch) {
        self.added += 1;
        let since = self.added;
        // A new watch is answered at once.
        let watched = Watched { what, dirty: true, since, shown: 0, sent: None };
        self.at = Some(0);
        self.watches.insert((client, watch), watched);
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
            self.at = self.at.into_iter().chain(watched.show_at()).min();
        }
    }

    /// Rows changed: lists, boards, the day, the counts, and what records show of others.
    pub(super) fn touch_rows(&mut self) {
        let apart = |what: &Watch| {
            matches!(what, Watch::Sync | Watch::Import | Watch::Presence { .. } | Watch::Shaping)
        };
        self.touch(|what| !apart(what));
    }

    /// What the team made of its book is told where that is another: it is much for every edit.
    fn touch_shaping(&mut self, changes: u64) {
        if std::mem::replace(&mut self.shaped, changes) != changes {
            self.touch(|what| matches!(what, Watch::Shaping));
        }
    }

    pub(super) fn touch_record(&mut self, record: RecordId) {
        self.touch(|what| matches!(what, Watch::Record { record: other } if *other == record));
    }

    pub(super) fn touch_presence(&mut self) {
        self.touch(|what| matches!(what, Watch::Presence { .. }));
    }

    /// Where the person is: the record that a screen came to last.
    pub(super) fn here(&self) -> Here {
        let latest = self.watches.values().filter_map(|watched| {
            let Watch::Presence { record, field } = &watched.what else { return None };
            Some((watched.since, record, field))
        });
        match latest.max_by_key(|(since, ..)| *since) {
            Some((_, record, field)) => Here { document: Some(record.0), field: field.clone() },
            None => Here::default(),
        }
    }

    pub(super) fn touch_looks(&mut self) {
        let looks = |what: &Watch| {
            matches!(
                what,
                Watch::Record { .. }
                    | Watch::Conflicts { .. }
                    | Watch::News { .. }
                    | Watch::Inbox
                    | Watch::Unread
            )
        };
        self.touch(looks);
    }

    /// What the person did to the inbox is seen at once.
    pub(super) fn touch_inbox(&mut self) {
        for watched in self.watches.values_mut() {
            if matches!(watched.what, Watch::Inbox | Watch::Unread) {
                (watched.dirty, watched.shown) = (true, 0);
                self.at = Some(0);
            }
        }
    }

    pub(super) fn touch_sync(&mut self) {
        self.touch(|what| matches!(what, Watch::Sync));
    }

    pub(super) fn touch_import(&mut self) {
        self.touch(|what| matches!(what, Watch::Import));
    }

    pub(super) fn touch_duplicates(&mut self) {
        self.touch(|what| matches!(what, Watch::Duplicates { .. }));
    }

    pub(super) fn touch_all(&mut self) {
        self.touch(|_| true);
    }

    /// What there is to show does not wait for the pause between two views.
    pub(super) fn show_now(&mut self) {
        self.touch_all();
        self.clock_went_back();
    }

    /// What was shown is not on the screens any more: everything is shown as if for the first time.
    pub(super) fn forget_shown(&mut self) {
        self.watches.values_mut().for_each(|watched| watched.sent = None);
        self.show_now();
    }

    /// The clock was set back: what is shown next does not wait for the old time.
    pub(super) fn clock_went_back(&mut self) {
        self.watches.values_mut().for_each(|watched| watched.shown = 0);
        self.at = self.at.map(|_| 0);
    }

    /// When there is something to show.
    pub(super) fn show_at(&self) -> Option<Timestamp> {
        self.at
    }
}

impl Device {
    /// Definitions may have changed.
    pub(super) fn settle_shaping(&mut self) {
        self.watching.touch_shaping(self.rows.shaping_changes());
    }

    /// When the day ends, while a screen shows what moves with the calendar.
    pub(super) fn day_ends_at(&self) -> Option<Timestamp> {
        let offset = self.preferences.utc_offset_minutes;
        let moves =
            self.watching.watches.values().any(|watched| query_of(&watched.what).is_some_and(Query::moves));
        let asks = |what: &Watch| matches!(what, Watch::Incomplete { .. });
        let moves = moves
            || self.rows.formulas_move()
            || self.rows.checks().moves()
                && self.watching.watches.values().any(|watched| asks(&watched.what));
        moves.then(|| start_of(day_of(self.now, offset).saturating_add(1), offset))
    }

    /// Conditions that move with the calendar find other records on another day.
    pub(super) fn day_passed(&mut self) {
        let offset = self.preferences.utc_offset_minutes;
        if self.rows.set_today(day_of(self.now, offset), offset) {
            self.watching.touch_rows();
        }
    }

    /// Sends every view that changed.
    pub(super) fn show(&mut self) {
        let (ready, kept, now) = (self.ready() && self.locked().is_none(), self.shows_kept(), self.now);
        if self.watching.at.is_none_or(|at| now < at) {
            return;
        }
        let dirty: Vec<((Client, u32), Watch)> = {
            let watches = self.watching.watches.iter_mut();
            let watches = watches.filter(|(_, watched)| {
                watched.show_at().is_some_and(|at| now >= at)
                    && (ready
                        || matches!(watched.what, Watch::Sync)
                        || kept && self.kept_views.view(&watched.what).is_some())
            });
            watches
                .map(|(&key, watched)| {
                    (watched.dirty, watched.shown) = (false, now);
                    (key, watched.what.clone())
                })
                .collect()
        };
        // What cannot be shown before the rows are read is touched when they are.
        let watches = self.watching.watches.values();
        let later = watches.filter(|watched| ready || matches!(watched.what, Watch::Sync));
        let later = later.filter_map(Watched::show_at);
        self.watching.at = later.min();
        for (key, what) in dirty {
            let Some(view) = self.view(&what) else {
                // Documents are on their way: it is shown as soon as they are there.
                self.watching.watches.entry(key).and_modify(|watched| watched.shown = 0);
                continue;
            };
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
            Watch::Board { query, field, pipeline, windows } => {
                let utc_offset_minutes = self.preferences.utc_offset_minutes;
                let wanted = board::Wanted { field, pipeline, windows, utc_offset_minutes };
                let mut board = self.rows.board(query, &wanted);
                for row in board.columns.iter_mut().flat_map(|column| &mut column.cards) {
                    row.unsent = self.outbox.holds(row.record);
                }
                View::Board(board)
            }
            Watch::Facets { query, fields } => View::Facets(self.rows.facets(query, fields)),
            Watch::Record { record } => {
                let desk = self.owner.person.map(desk_of).filter(|desk| self.exists(*desk));
                let needed: Vec<RecordId> = [*record].into_iter().chain(desk).collect();
                self.with_documents(Job::Look, &needed)?;
                View::Record(self.record_view(*record).map(Box::new))
            }
            Watch::Presence { record, .. } => View::Presence(self.presence.of(*record)),
            Watch::Today { day } => View::Today(self.rows.today(*day, self.preferences.utc_offset_minutes)),
            Watch::Calendar { from, to } => {
                View::Calendar(self.rows.calendar(*from, *to, self.preferences.utc_offset_minutes))
            }
            Watch::News { since, limit } => View::News(self.news(*since, usize::from(*limit).min(100))?),
            Watch::Seeing { person, object, search } => View::Seeing(self.seeing(*person, object, search)),
            Watch::Access { record } => View::Access(self.access(*record).map(Box::new)),
            Watch::Inbox => View::Inbox(self.inbox()?),
            Watch::Unread => View::Unread(self.inbox()?.unread),
            Watch::Counts => {
                let count = |definition: &&crm_core::objects::ObjectDefinition| {
                    (definition.key.to_owned(), self.rows.count(definition.code()))
                };
                View::Counts(CATALOGUE.iter().map(count).collect())
            }
            Watch::Shaping => View::Shaping(self.rows.shaping().clone()),
            Watch::Duplicates { object } => View::Duplicates(self.duplicates(object)),
            Watch::Incomplete { limit } => {
                let (checks, stages) = (self.checks(), self.stages());
                let limit = (*limit).min(100) as usize;
                View::Incomplete(self.rows.incomplete(&checks, &stages, self.owner.person, limit))
            }
            Watch::Conflicts { mine, limit } => View::Conflicts(self.conflicts(*mine, *limit as usize)?),
            Watch::Bin { search, limit } => View::Bin(self.rows.bin(search, (*limit).min(500) as usize)),
            Watch::Sync => View::Sync(Box::new(self.sync_view())),
            Watch::Import => View::Import(self.importing.progress()),
        })
    }
}
