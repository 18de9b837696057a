//! Reading a book from the storage: rows first, so that lists can be shown, then what waits to be sent.

use super::actors::Actors;
use super::erasing::{ERASED, Erased};
use super::exports::{EXPORTS, Exports};
use super::feed::Feed;
use super::keeping::Keeper;
use super::kept_views::{KEPT_VIEWS, KeptViews};
use super::leaving::{LEAVING, Leaving};
use super::locking::{LEASE, LOGGED_IN, PIN};
use super::outbox::{Outbox, StoredEntry};
use super::paging::Paging;
use super::purpose::Purpose;
use super::standing::STANDING;
use super::undo::Undoing;
use super::{Device, Owner};
use crate::rows::Rows;
use crate::suspicion::working_on;
use crm_core::commands::Reason;
use crm_core::document;
use crm_core::ids::{ActorId, RecordId, Timestamp};
use crm_core::messages::{ImportStage, PersonName, Request, Watch};
use crm_core::objects::{SCHEMA, rows_version};
use crm_core::views::row;
use crm_planted::{Bug, planted};
use crm_sync::backoff::Backoff;
use crm_sync::effect::{Identity, Place};
use crm_sync::frame::{Block, PersonRow};
use crm_sync::session::Session;
use crm_sync::store::{Store, StoreReply, StoreRequest, Write};

/// How long the rows wait at most for the screen to be painted, in ms.
const PAINTED_WITHIN: Timestamp = 1_500;

/// Entries read at once.
const PART: u32 = 100;

/// Names in the store `meta`.
const PLACE: &[u8] = b"place";
pub(super) const ROWS_VERSION: &[u8] = b"rows_version";
pub(super) const PEOPLE: &[u8] = b"people";
pub(super) const PAGING: &[u8] = b"paging";
pub(super) const PERSISTED: &[u8] = b"persisted";

/// How far opening is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Closed,
    /// Which passkey opens the book is known, and it was not used yet. What was not sent is counted meanwhile.
    Key,
    Meta,
    /// Before any document: those that are set aside are not read.
    Quarantine,
    /// What was shown last is on its way to the screen: painting it and reading rows would share one slow core.
    Shown,
    Pages,
    /// The rows are of another build: read every document and make them again.
    RebuildBlocks,
    RebuildDocs,
    Actors,
    Outbox,
    Open,
}

impl Device {
    pub(super) fn open(&mut self) {
        self.go_to(Stage::Meta);
    }

    pub(super) fn go_to(&mut self, stage: Stage) {
        self.stage = stage;
        let store = match stage {
            Stage::Closed => return,
            Stage::Shown => {
                self.rows_at = self.now + PAINTED_WITHIN;
                return;
            }
            Stage::Key => Store::Outbox,
            Stage::Meta => {
                self.encrypting.header_is_next();
                Store::Meta
            }
            Stage::Pages => Store::Pages,
            Stage::RebuildBlocks => Store::Blocks,
            Stage::RebuildDocs => Store::Docs,
            Stage::Actors => Store::Actors,
            Stage::Outbox => Store::Outbox,
            Stage::Quarantine => Store::Quarantine,
            Stage::Open => return self.opened(),
        };
        self.scan(store, Vec::new());
    }

    fn scan(&mut self, store: Store, from: Vec<u8>) {
        self.store(Purpose::Opening, StoreRequest::Scan { store, from, limit: PART });
    }

    /// A part of the store that the stage reads.
    pub(super) fn opened_part(&mut self, reply: StoreReply) {
        let StoreReply::Entries(entries) = reply else { return };
        let Some(entries) = self.readable(entries) else { return };
        let last = entries.last().map(|(key, _)| key.clone());
        let full = entries.len() == PART as usize;
        for (key, value) in entries {
            self.take_entry(&key, &value);
        }
        match (last, full) {
            (Some(mut from), true) => {
                from.push(0);
                let store = match self.stage {
                    Stage::Closed | Stage::Shown | Stage::Open => return,
                    Stage::Key => Store::Outbox,
                    Stage::Meta => Store::Meta,
                    Stage::Pages => Store::Pages,
                    Stage::RebuildBlocks => Store::Blocks,
                    Stage::RebuildDocs => Store::Docs,
                    Stage::Actors => Store::Actors,
                    Stage::Outbox => Store::Outbox,
                    Stage::Quarantine => Store::Quarantine,
                };
                self.scan(store, from);
            }
            _ => self.next_stage(),
        }
    }

    fn next_stage(&mut self) {
        if self.stage == Stage::Meta {
            self.book_opened();
            self.watching.show_now();
        }
        let next = match self.stage {
            Stage::Meta => Stage::Quarantine,
            Stage::Quarantine
                if self.syncing.rows_version.is_some_and(|version| version != rows_version()) =>
            {
                Stage::RebuildBlocks
            }
            Stage::Quarantine if self.shows_kept() && self.kept_views.any() && !self.painted => Stage::Shown,
            Stage::Quarantine | Stage::Shown => Stage::Pages,
            Stage::RebuildBlocks => Stage::RebuildDocs,
            Stage::RebuildDocs => {
                self.store_rebuilt();
                Stage::Actors
            }
            Stage::Pages => {
                self.rows.loaded();
                Stage::Actors
            }
            Stage::Actors => Stage::Outbox,
            Stage::Key => return self.unsent_counted(),
            Stage::Outbox | Stage::Open | Stage::Closed => Stage::Open,
        };
        self.go_to(next);
    }

    /// Whether what was kept may be shown: it is known whether the book is locked, and it is not.
    pub(super) fn shows_kept(&self) -> bool {
        self.knows_lock() && self.locked().is_none()
    }

    /// Whether requests of the lock can be carried out.
    pub(super) const fn knows_lock(&self) -> bool {
        !matches!(self.stage, Stage::Closed | Stage::Key | Stage::Meta)
    }

    /// Whether what is read now comes as it lies in the storage: the key is not there yet, or not yet known to be it.
    pub(super) const fn reads_as_it_lies(&self) -> bool {
        matches!(self.stage, Stage::Key | Stage::Meta)
    }

    /// When the rows are read at the latest, if they wait for the screen.
    pub(super) fn rows_at(&self) -> Option<Timestamp> {
        (self.stage == Stage::Shown).then_some(self.rows_at)
    }

    /// Goes on to the rows, if they wait for the screen.
    pub(super) fn read_rows(&mut self) {
        if self.stage == Stage::Shown {
            self.next_stage();
        }
    }

    /// Whether somebody waits for what only the rows can tell.
    pub(super) fn needs_rows(&self, body: &Request) -> bool {
        if let Request::Watch { what, .. } = body {
            return !matches!(what, Watch::Sync) && self.kept_views.view(what).is_none();
        }
        !matches!(
            body,
            Request::Unwatch { .. }
                | Request::Preferences(_)
                | Request::Page { .. }
                | Request::Persisted { .. }
                | Request::Suspect { .. }
                | Request::Unlock { .. }
                | Request::ForgotPin
        )
    }

    fn take_entry(&mut self, key: &[u8], value: &[u8]) {
        match self.stage {
            Stage::Meta => self.take_meta(key, value),
            Stage::Pages => self.rows.load_entry(key, value),
            Stage::RebuildBlocks => {
                if let (Some(page), Ok(block)) = (page_number(key), postcard::from_bytes::<Block>(value)) {
                    let rows: Vec<u8> = block
                        .iter()
                        .filter(|(doc, ..)| !self.leaving.went(Some(page), RecordId(**doc)))
                        .filter_map(|(doc, _, bytes)| self.rebuilt(RecordId(*doc), bytes))
                        .flatten()
                        .collect();
                    self.rows.load_page(page, &rows);
                }
            }
            Stage::RebuildDocs => {
                let row = <[u8; 16]>::try_from(key).ok().and_then(|id| self.rebuilt(RecordId(id), value));
                if let Some(row) = row {
                    self.rows.put(&row);
                }
            }
            Stage::Actors => self.actors.take(key, value),
            Stage::Quarantine => self.take_quarantined(key, value),
            Stage::Outbox => self.take_outbox(key, value),
            Stage::Key => self.count_unsent(),
            Stage::Closed | Stage::Shown | Stage::Open => {}
        }
    }

    fn take_meta(&mut self, key: &[u8], value: &[u8]) {
        match key {
            PLACE => {
                if let Ok((epoch, cursor)) = postcard::from_bytes(value) {
                    self.syncing.place = Place { epoch, cursor };
                }
            }
            ROWS_VERSION => self.syncing.rows_version = postcard::from_bytes(value).ok(),
            PEOPLE => {
                let people: Vec<PersonRow> = postcard::from_bytes(value).unwrap_or_default();
                self.syncing.people = people;
            }
            PAGING => self.paging.resume(value),
            LEAVING => self.leaving.read(value),
            ERASED => self.erased.read(value),
            STANDING => self.read_standing(value),
            EXPORTS => self.exports.read(value),
            KEPT_VIEWS => self.kept_views.read(value),
            LEASE | PIN | LOGGED_IN => self.locking.read(key, value, self.now),
            PERSISTED => self.syncing.persisted = postcard::from_bytes(value).ok(),
            key if Keeper::wrote(key) => self.keeper.read(key, value),
            _ => {}
        }
    }

    fn take_outbox(&mut self, key: &[u8], value: &[u8]) {
        let (Ok(key), Ok(entry)) = (<[u8; 8]>::try_from(key), postcard::from_bytes::<StoredEntry>(value))
        else {
            return;
        };
        if planted(Bug::UnsentForgottenAtStart) {
            return;
        }
        self.outbox.add(u64::from_be_bytes(key), entry, true);
    }

    fn rebuilt(&self, record: RecordId, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.syncing.set_aside.contains_key(&record) {
            return None;
        }
        let _working = working_on(record);
        let doc = document::load(bytes).ok()?;
        document::read::read(&doc, record).map(|record| row::pack(&record))
    }

    fn store_rebuilt(&mut self) {
        let version = postcard::to_stdvec(&rows_version()).unwrap_or_default();
        let mut writes =
            vec![Write::Put(Store::Meta, ROWS_VERSION.to_vec(), version), Write::Clear(Store::Pages)];
        for page in self.rows.page_numbers() {
            writes.push(self.page_write(page));
            self.rows.fastened(page);
        }
        self.write(Purpose::Aside, writes, false);
    }

    fn opened(&mut self) {
        if self.syncing.rows_version.is_none() {
            let version = postcard::to_stdvec(&rows_version()).unwrap_or_default();
            self.write(Purpose::Aside, vec![Write::Put(Store::Meta, ROWS_VERSION.to_vec(), version)], false);
        }
        self.actors.this_run(self.actor, &self.owner, self.now);
        self.forget_unsent_of_erased();
        // A place that did not get onto the storage is not the device's: the relay would not tell it again.
        match &mut self.session {
            Some(session) => session.resume_at(self.syncing.place.clone()),
            None => {
                if let Some(mut session) = self.new_session() {
                    session.call(self.now);
                    self.session = Some(session);
                }
            }
        }
        self.begin_keeping();
        self.watching.show_now();
        self.rebuild_earlier();
        self.ask_early();
        if self.is_turning() {
            self.begin_turning();
        }
    }

    /// What came before it could be carried out is asked again.
    pub(super) fn ask_early(&mut self) {
        for (client, message) in std::mem::take(&mut self.early) {
            self.asked(client, message);
        }
    }

    /// Forgets everything that was read or made in memory; the conversation with the relay rests meanwhile.
    pub(super) fn close_book(&mut self) {
        self.stage = Stage::Closed;
        for (client, message) in self.documents.forget_all() {
            self.early.push((client, message));
        }
        self.actor = ActorId(self.draw());
        self.rows = Rows::default();
        self.outbox = Outbox::default();
        self.actors = Actors::default();
        self.feed = Feed::default();
        self.paging = Paging::default();
        self.kept_views = KeptViews::default();
        self.leaving = Leaving::default();
        self.stop_sweeping();
        self.keeper = Keeper::default();
        self.erased = Erased::default();
        self.exports = Exports::default();
        self.copy_failed();
        self.export_failed();
        self.repairing.forget();
        self.prepare_at = None;
        self.finding.forget();
        self.undoing = Undoing::default();
        self.syncing.forget_stored();
        if matches!(self.importing.progress().stage, ImportStage::Running | ImportStage::Removing) {
            self.import_failed();
        }
        self.edits_failed(Reason::StorageClosed);
        self.rest();
    }

    fn new_session(&self) -> Option<Session> {
        let Owner { workspace: Some(workspace), device: Some(device), .. } = &self.owner else { return None };
        let identity = Identity {
            workspace: workspace.0,
            device: device.0,
            schema: SCHEMA,
            rows_version: rows_version(),
        };
        let backoff = Backoff::new(self.patience.first, self.patience.longest);
        Some(Session::new(identity, self.syncing.place.clone(), backoff))
    }

    /// Without its store the book cannot be shown; the notice says why.
    pub(super) fn opening_failed(&mut self) {
        self.stage = Stage::Closed;
    }

    pub(super) fn people(&self) -> Vec<PersonName> {
        let people = self.syncing.people.iter();
        people
            .map(|row| PersonName { person: crm_core::ids::PersonId(row.person), name: row.name.clone() })
            .collect()
    }
}

/// Keeps how far this device follows the log.
pub(super) fn place_write(place: &Place) -> Write {
    let value = postcard::to_stdvec(&(place.epoch, place.cursor)).unwrap_or_default();
    Write::Put(Store::Meta, PLACE.to_vec(), value)
}

fn page_number(key: &[u8]) -> Option<u32> {
    key.try_into().ok().map(u32::from_be_bytes)
}
