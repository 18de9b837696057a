//! The first download: page after page over HTTP, and from the last on by the feed.

use super::{Session, State};
use crate::effect::{Effect, Place};
use crate::frame::{Cursor, Epoch, Page, decode};

/// Pages that may be here and not stored.
const PAGES_AHEAD: usize = 2;
/// Largest bootstrap page, in bytes.
const PAGE_BYTES: usize = 64 * 1024 * 1024;

/// The first download.
#[derive(Debug)]
pub(super) struct Pages {
    /// Pages that came and are not stored.
    unstored: usize,
    /// The page to fetch when there is room for it.
    next: Option<Vec<u8>>,
}

impl Pages {
    /// No download.
    pub(super) const NONE: Self = Self { unstored: 0, next: None };
}

impl Session {
    /// A bootstrap page came, or not. Pages fail with the connection: the next call starts where the last stored
    /// page ended, if the engine kept its `next`.
    pub fn page(&mut self, body: Option<&[u8]>) {
        if self.state != State::Paging {
            return;
        }
        match body.and_then(|body| decode::<Page>(body, PAGE_BYTES).ok()) {
            Some(page) => {
                // The next one travels while this one is stored; a third waits until the first is.
                self.pages.unstored += 1;
                self.pages.next.clone_from(&page.next);
                self.fetch_ahead();
                self.effects.push(Effect::DeliverPage(Box::new(page)));
            }
            None => self.drop_connection(),
        }
    }

    fn fetch_ahead(&mut self) {
        if self.pages.unstored < PAGES_AHEAD
            && let Some(next) = self.pages.next.take()
        {
            self.effects.push(Effect::FetchPage(Some(next)));
        }
    }

    /// A bootstrap page is stored; `next` and `cursor` are the page's.
    pub fn page_stored(&mut self, now: i64, next: Option<Vec<u8>>, epoch: Epoch, cursor: Cursor) {
        if self.state != State::Paging {
            return;
        }
        self.pages.unstored = self.pages.unstored.saturating_sub(1);
        match next {
            Some(_) => self.fetch_ahead(),
            None => {
                self.place = Place { epoch: Some(epoch), cursor: Some(cursor) };
                self.greet(now);
            }
        }
    }
}
