//! The first download: pages of documents and rows, stored as they come, without loading any document.

use super::Device;
use super::documents::{Job, Loaded};
use super::editing::Batch;
use super::opening::{PAGING, place_write};
use super::purpose::Purpose;
use crate::suspicion::working_on;
use crm_core::document;
use crm_core::ids::RecordId;
use crm_core::objects::rows_version;
use crm_core::views::row;
use crm_sync::effect::Place;
use crm_sync::frame::{Block, Cursor, Epoch, Page};
use crm_sync::store::{Store, Write};
use std::collections::VecDeque;

/// Times that a place is asked for before the download starts over.
const TRIES: u8 = 3;

/// How far the first download is.
#[derive(Debug, Default)]
pub(super) struct Paging {
    /// Where to go on after a restart or a lost connection.
    resume: Option<Vec<u8>>,
    /// How often that place was asked for and nothing came: a relay that was restored does not know it any more.
    tries: u8,
    /// The page that is merged, and those that have come meanwhile.
    pages: VecDeque<Box<Page>>,
    /// Records in the workspace, while the download runs.
    pub total: Option<u32>,
}

/// A page on its way to the storage.
#[derive(Debug)]
pub(super) struct StoredPage {
    next: Option<Vec<u8>>,
    epoch: Epoch,
    cursor: Cursor,
}

impl Paging {
    pub(super) fn resume(&mut self, value: &[u8]) {
        self.resume = (!value.is_empty()).then(|| value.to_vec());
    }

    /// Where the download goes on.
    pub(super) fn from(&mut self, asked: Option<Vec<u8>>) -> Option<Vec<u8>> {
        if asked.is_some() {
            return asked;
        }
        self.tries += 1;
        if self.tries > TRIES {
            (self.resume, self.tries) = (None, 0);
        }
        self.resume.clone()
    }

    /// Pages of a connection that is gone come again.
    pub(super) fn forget(&mut self) {
        self.pages.clear();
    }
}

impl Device {
    pub(super) fn page_came(&mut self, page: Box<Page>) {
        self.paging.total = Some(page.documents);
        self.paging.pages.push_back(page);
        if self.paging.pages.len() == 1 {
            self.take_page();
        }
    }

    /// The page that came first; the next one follows when it is on its way to the storage.
    fn take_page(&mut self) {
        let Some(page) = self.paging.pages.front() else { return };
        let Ok(block) = postcard::from_bytes::<Block>(&page.block) else { return self.rest() };
        let known: Vec<RecordId> = block
            .index
            .iter()
            .map(|(doc, ..)| RecordId(*doc))
            .filter(|record| self.exists(*record))
            .collect();
        if known.is_empty() && page.rows_version == rows_version() {
            self.keep_page();
        } else if self.with_documents(Job::Page, &known).is_some() {
            self.merge_page();
        }
    }

    /// Nothing of the page is here yet: it is stored as it came.
    fn keep_page(&mut self) {
        let Some(page) = self.paging.pages.pop_front() else { return };
        let number = self.rows.new_page();
        let (block, rows) = self.only_kept(page.block, page.rows);
        self.rows.load_page(number, &rows);
        // A record that somebody opened by its address before it came.
        let rows_here = &self.rows;
        self.documents.forget_absent(|record| rows_here.get(record).is_some());
        self.noticed_all(&rows);
        let put = |store, value| Write::Put(store, number.to_be_bytes().to_vec(), value);
        let writes = vec![put(Store::Blocks, block), put(Store::Pages, rows)];
        self.page_kept(page.next, page.epoch, page.cursor, &page.actors, writes);
    }

    /// The page meets documents of this device, or rows of another build: each document is merged by itself.
    pub(super) fn merge_page(&mut self) {
        let Some(page) = self.paging.pages.pop_front() else { return };
        let Ok(block) = postcard::from_bytes::<Block>(&page.block) else { return self.rest() };
        let mut batch = Batch::default();
        let (mut rest, mut rows) = (Block::default(), Vec::new());
        for (doc, kind, bytes) in block.iter() {
            let record = RecordId(*doc);
            if self.syncing.set_aside.contains_key(&record) {
                continue;
            }
            let _working = working_on(record);
            let Ok(theirs) = document::load(bytes) else { continue };
            match self.documents.get(record) {
                Some(Loaded::Here(_)) => {
                    if let Some(doc) = self.merged(record, theirs) {
                        self.keep(record, doc, &mut batch);
                    }
                }
                Some(Loaded::Absent | Loaded::Damaged) | None => {
                    rows.extend(document::read::read(&theirs, record).map(|record| row::pack(&record)));
                    rest.push(*doc, kind.to_owned(), bytes);
                }
            }
        }
        let rest = postcard::to_stdvec(&rest).unwrap_or_default();
        let (rest, rows) = self.only_kept(rest, rows.concat());
        let number = self.rows.new_page();
        self.rows.load_page(number, &rows);
        self.noticed_all(&rows);
        let put = |store, value| Write::Put(store, number.to_be_bytes().to_vec(), value);
        batch.writes.push(put(Store::Blocks, rest));
        batch.writes.push(put(Store::Pages, rows));
        self.page_kept(page.next, page.epoch, page.cursor, &page.actors, batch.writes);
    }

    fn page_kept(
        &mut self,
        next: Option<Vec<u8>>,
        epoch: Epoch,
        cursor: Cursor,
        actors: &[crm_sync::frame::ActorRow],
        mut writes: Vec<Write>,
    ) {
        writes.extend(self.actors.introduce(actors));
        writes.extend(self.keeper.writes());
        writes.push(Write::Put(Store::Meta, PAGING.to_vec(), next.clone().unwrap_or_default()));
        if next.is_none() {
            // With the last page: a start before the first part of the feed must not download everything again.
            writes.push(place_write(&Place { epoch: Some(epoch), cursor: Some(cursor) }));
        }
        self.watching.touch_rows();
        self.write(Purpose::Page(StoredPage { next, epoch, cursor }), writes, false);
        self.take_page();
    }

    pub(super) fn page_durable(&mut self, page: StoredPage) {
        self.paging.tries = 0;
        self.paging.resume.clone_from(&page.next);
        if page.next.is_none() {
            self.paging.total = None;
            self.syncing.place = Place { epoch: Some(page.epoch), cursor: Some(page.cursor) };
        }
        if let Some(session) = &mut self.session {
            session.page_stored(self.now, page.next, page.epoch, page.cursor);
        }
        self.watching.touch_sync();
    }

    /// Records here and in all, while the first download runs.
    pub(super) fn progress(&self) -> Option<(u32, u32)> {
        self.paging.total.map(|total| (u32::try_from(self.rows.len()).unwrap_or(u32::MAX), total))
    }
}
