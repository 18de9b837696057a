//! What the screens showed last, kept beside the rows: a start paints it before a single row is read.
//!
//! The kept views are part of the book: a write that carries rows takes them out in its own transaction, and they are
//! kept anew when it is quiet. What is found at a start is therefore what the stored rows say.

use super::Device;
use super::purpose::Purpose;
use super::watching::query_of;
use crm_core::ids::Timestamp;
use crm_core::messages::{MESSAGES, StorageNotice, View, Watch};
use crm_core::objects::rows_version;
use crm_sync::store::{Store, Write};
use std::mem::discriminant;

/// Their name in the store `meta`.
pub(super) const KEPT_VIEWS: &[u8] = b"kept_views";
/// How long views rest before they are kept, in ms.
const QUIET: i64 = 1_500;
/// Views that are kept: one of each object's list and board, the day, the calendar and the counts.
const MOST: usize = 20;
/// Longest kept window of a list.
const WINDOW: u32 = 200;

/// The kept views and what is to be kept.
#[derive(Debug, Default)]
pub(super) struct KeptViews {
    /// As they were read at the start; of use until the book is open.
    read: Vec<(Watch, View)>,
    /// What is to be kept, the latest last, and whether somebody looked at it since the start.
    asked: Vec<(Watch, bool)>,
    /// The storage holds them.
    stored: bool,
    due: Option<Timestamp>,
}

impl KeptViews {
    /// Takes in what the storage holds; what another build wrote is nothing.
    pub(super) fn read(&mut self, value: &[u8]) {
        let versions = (rows_version(), MESSAGES);
        if let Ok(((rows, messages), kept)) = postcard::from_bytes::<((u32, u32), Vec<(Watch, View)>)>(value)
            && (rows, messages) == versions
        {
            self.asked = kept.iter().map(|(watch, _)| (watch.clone(), false)).collect();
            self.read = kept;
        }
        self.stored = true;
    }

    /// Whether there is anything to show before the rows are read.
    pub(super) fn any(&self) -> bool {
        !self.read.is_empty()
    }

    /// What a screen showed when it was watched like this. A list serves any window at its beginning with the rows that
    /// were kept: a screen learns only while it paints how many fit.
    pub(super) fn view(&self, what: &Watch) -> Option<View> {
        let (_, kept) = self.read.iter().find(|(watch, _)| same_screen(watch, what))?;
        let mut kept = kept.clone();
        if let (View::List(list), Watch::List { limit, .. }) = (&mut kept, what) {
            list.rows.truncate(usize::try_from(*limit).unwrap_or(usize::MAX));
        }
        Some(kept)
    }

    /// Rows are about to change: the write that takes the kept views out.
    pub(super) fn outdated(&mut self, now: Timestamp) -> Option<Write> {
        self.due.get_or_insert(now + QUIET);
        std::mem::take(&mut self.stored).then(|| Write::Delete(Store::Meta, KEPT_VIEWS.to_vec()))
    }

    /// A screen is watched.
    pub(super) fn watched(&mut self, what: &Watch, now: Timestamp) {
        if !worth_keeping(what) {
            return;
        }
        if !self.asked.iter().any(|(other, _)| other == what) {
            self.due.get_or_insert(now + QUIET);
        }
        self.asked.retain(|(other, _)| !replaces(what, other));
        self.asked.push((what.clone(), true));
        if self.asked.len() > MOST {
            self.asked.remove(0);
        }
    }
}

/// What a screen shows first, without filters or a place further down.
fn worth_keeping(what: &Watch) -> bool {
    match what {
        Watch::List { query, offset, limit } => {
            // Without rows it is a count of a tab.
            *offset == 0 && (1..=WINDOW).contains(limit) && !query.narrows()
        }
        Watch::Board { query, .. } => !query.narrows(),
        Watch::Today { .. } | Watch::Calendar { .. } | Watch::Counts | Watch::Shaping => true,
        Watch::Facets { .. }
        | Watch::News { .. }
        | Watch::Inbox
        | Watch::Unread
        | Watch::Seeing { .. }
        | Watch::Access { .. }
        | Watch::Bin { .. }
        | Watch::Incomplete { .. }
        | Watch::Conflicts { .. }
        | Watch::Duplicates { .. }
        | Watch::Record { .. }
        | Watch::Presence { .. }
        | Watch::Sync
        | Watch::Import => false,
    }
}

/// Whether what one shows can be painted for the other.
fn same_screen(kept: &Watch, asked: &Watch) -> bool {
    match (kept, asked) {
        (Watch::List { query: kept, offset: 0, .. }, Watch::List { query: asked, offset: 0, .. }) => {
            kept == asked
        }
        (kept, asked) => kept == asked,
    }
}

/// Whether only the later of the two is kept.
fn replaces(what: &Watch, other: &Watch) -> bool {
    let object = |watch| query_of(watch).map(|query| query.object.as_str());
    discriminant(what) == discriminant(other) && object(what) == object(other)
}

impl Device {
    /// When [`Device::keep_views`] has something to do. While the storage works, its answer is waited for.
    pub(super) fn keep_views_at(&self) -> Option<Timestamp> {
        let idle = !self.storing.busy() && self.storing.notice == StorageNotice::Fine;
        self.kept_views.due.filter(|_| idle && self.ready())
    }

    /// Keeps the views of the screens that were seen, when it has been quiet and everything is stored.
    pub(super) fn keep_views(&mut self) {
        if self.keep_views_at().is_none_or(|due| self.now < due) {
            return;
        }
        let (mut kept, mut asked) = (Vec::new(), Vec::new());
        for (watch, seen) in std::mem::take(&mut self.kept_views.asked) {
            // A list that nobody has looked at since the start would have to be sorted for this alone.
            let read = || self.kept_views.view(&watch).filter(|_| self.kept_views.stored);
            let Some(view) = (if seen { self.view(&watch) } else { read() }) else { continue };
            asked.push((watch.clone(), seen));
            kept.push((watch, view));
        }
        self.kept_views.asked = asked;
        self.kept_views.due = None;
        if kept.is_empty() {
            return;
        }
        let value = postcard::to_stdvec(&((rows_version(), MESSAGES), &kept)).unwrap_or_default();
        self.kept_views.read = kept;
        self.kept_views.stored = true;
        self.write(Purpose::Aside, vec![Write::Put(Store::Meta, KEPT_VIEWS.to_vec(), value)], false);
    }
}
