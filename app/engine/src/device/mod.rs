//! The book as a machine without I/O: messages, frames, storage replies and time go in; storage requests, frames
//! and views come out. The browser's worker performs them; tests perform them beside a relay in one process.

mod actors;
mod attention;
mod bulk;
mod bulk_edit;
mod companions;
mod conflicts;
mod converting;
mod creating;
mod data_copy;
mod defining;
mod deletions;
mod documents;
mod editing;
mod encrypting;
mod erasing;
mod exporting;
mod exports;
mod feed;
mod finding;
mod importing;
mod inbox;
mod keeping;
mod kept_views;
mod leaving;
mod local;
mod locked;
mod locking;
mod merging;
mod needs;
mod news;
mod notice;
mod opening;
mod outbox;
mod paging;
mod past;
mod pin;
mod presence;
mod purpose;
mod rebuilding;
mod record_view;
mod renewing;
mod repairing;
mod requests;
mod sample;
mod seeing;
mod situation;
mod standing;
mod storing;
mod syncing;
mod traffic;
mod turning;
mod undo;
mod walk;
mod watching;
mod worked_out;
mod writing;

pub use local::{LocalRecord, Wish};
pub use traffic::{Client, Input, Output, Owner};

use crate::rows::Rows;
use crate::suspicion;
use crm_core::ids::{ActorId, RecordId, Timestamp};
use crm_core::messages::{FromEngine, Preferences, ToEngine};
use crm_planted::{Bug, planted};
use crm_sync::session::Session;

/// Where random bytes come from.
pub type Randomness = Box<dyn FnMut(&mut [u8])>;

/// Rows whose words are made ready for searching at once: a few ms, so that nobody waits behind it.
const PREPARED_ROWS: usize = 500;
/// How long after new rows that begins, in ms.
const PREPARE_AFTER: Timestamp = 400;

/// How often the relay is called while it does not answer: first and longest wait in ms.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The first wait is below this.
    pub first: u64,
    /// No wait is above this. With the default, everything is sent within half a minute of the relay's return.
    pub longest: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self { first: 500, longest: 20_000 }
    }
}

/// The book.
pub struct Device {
    owner: Owner,
    patience: Patience,
    random: Randomness,
    /// This run's actor, drawn at the start and never stored as one to go on with.
    actor: ActorId,
    now: Timestamp,
    preferences: Preferences,
    outputs: Vec<Output>,
    stage: opening::Stage,
    /// When the rows are read at the latest, while they wait for the screen.
    rows_at: Timestamp,
    /// Whether the screen has painted something.
    painted: bool,
    /// Requests that came before the book was open.
    early: Vec<(Client, ToEngine)>,
    /// When the next part of the search index is made.
    prepare_at: Option<Timestamp>,
    finding: finding::Finding,
    rows: Rows,
    documents: documents::Documents,
    storing: storing::Storing,
    outbox: outbox::Outbox,
    actors: actors::Actors,
    watching: watching::Watching,
    feed: feed::Feed,
    paging: paging::Paging,
    kept_views: kept_views::KeptViews,
    syncing: syncing::Syncing,
    leaving: leaving::Leaving,
    keeper: keeping::Keeper,
    erased: erasing::Erased,
    known: standing::Known,
    locking: locking::Locking,
    encrypting: encrypting::Encrypting,
    rebuilding: rebuilding::Rebuilding,
    repairing: repairing::Repairing,
    session: Option<Session>,
    importing: importing::Importing,
    bulk_edits: bulk_edit::BulkEdits,
    exporting: Option<exporting::Exporting>,
    exports: exports::Exports,
    copying: Option<data_copy::Copying>,
    presence: presence::Presence,
    creating: creating::Creating,
    undoing: undo::Undoing,
    newsroom: news::Newsroom,
    inbox: inbox::Inbox,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Device");
        shown.field("stage", &self.stage).field("storing", &self.storing).field("feed", &self.feed);
        shown.field("session", &self.session).field("unsent", &self.outbox.len()).finish_non_exhaustive()
    }
}

impl Device {
    /// A book that is not open yet; [`Device::start`] reads it from the storage.
    pub fn new(owner: Owner, patience: Patience, mut random: Randomness) -> Self {
        let mut actor = [0; 16];
        random(&mut actor);
        if planted(Bug::ActorResumed)
            && let Some(device) = owner.device
        {
            actor = device.0;
        }
        Self {
            owner,
            patience,
            random,
            actor: ActorId(actor),
            now: 0,
            preferences: Preferences {
                currency: *b"BDT",
                calling_code: "880".to_owned(),
                day_first: true,
                utc_offset_minutes: 360,
                first_weekday: 6,
            },
            outputs: Vec::new(),
            stage: opening::Stage::Closed,
            rows_at: 0,
            painted: false,
            early: Vec::new(),
            prepare_at: None,
            finding: finding::Finding::default(),
            rows: Rows::default(),
            documents: documents::Documents::default(),
            storing: storing::Storing::default(),
            outbox: outbox::Outbox::default(),
            actors: actors::Actors::default(),
            watching: watching::Watching::default(),
            feed: feed::Feed::default(),
            paging: paging::Paging::default(),
            kept_views: kept_views::KeptViews::default(),
            syncing: syncing::Syncing::default(),
            leaving: leaving::Leaving::default(),
            keeper: keeping::Keeper::default(),
            erased: erasing::Erased::default(),
            known: standing::Known::default(),
            locking: locking::Locking::default(),
            encrypting: encrypting::Encrypting::default(),
            rebuilding: rebuilding::Rebuilding::default(),
            repairing: repairing::Repairing::default(),
            session: None,
            importing: importing::Importing::default(),
            bulk_edits: bulk_edit::BulkEdits::default(),
            exporting: None,
            exports: exports::Exports::default(),
            copying: None,
            presence: presence::Presence::default(),
            creating: creating::Creating::default(),
            undoing: undo::Undoing::default(),
            newsroom: news::Newsroom::default(),
            inbox: inbox::Inbox::default(),
        }
    }

    /// Starts reading the book.
    pub fn start(&mut self, now: Timestamp) -> Vec<Output> {
        self.now = now;
        self.open();
        self.take_outputs()
    }

    /// Takes in what happened and says what to do.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Output> {
        if now < self.now {
            self.watching.clock_went_back();
            self.rows_at -= self.now - now;
        }
        self.now = now;
        self.day_passed();
        if let Some(session) = &mut self.session {
            session.tick(now);
        }
        self.time_passed();
        match input {
            Input::Stored(number, reply) => self.stored(number, reply),
            Input::Message(client, message) => self.asked(client, *message),
            Input::Gone(client) => {
                self.watching.forget(client);
                self.locking.gone(client, now);
            }
            Input::Opened => self.with_session(|session, now, _| session.opened(now)),
            Input::Frame(bytes) => self.with_session(|session, now, _| session.frame(now, &bytes)),
            Input::Closed { signed_out } => {
                self.with_session(|session, now, random| session.closed(now, random, signed_out));
            }
            Input::Page(body) => self.with_session(|session, _, _| session.page(body.as_deref())),
            Input::Woke => self.woke(),
            Input::Storage(notice) => self.storage_changed(notice),
            Input::Local(wish, records) => self.local_read(wish, records),
        }
        // Once for all that came: a page, a portion of changes, a command.
        if self.ready() {
            self.rows.settle_merged();
            self.settle_scores();
            self.settle_formulas();
            self.settle_shaping();
        }
        self.say_here();
        self.ask_for_wanted();
        self.run_session();
        suspicion::rest();
        self.tell_lock();
        self.show();
        if self.prepare_at.is_none() && self.ready() && self.rows.unprepared() {
            self.prepare_at = Some(self.now + PREPARE_AFTER);
        }
        self.keep_lease();
        self.write_what_is_late();
        self.keep_views();
        self.fasten_rows();
        self.strip_blocks();
        suspicion::rest();
        self.take_outputs()
    }

    /// When [`Input::Woke`] should come next, if nothing else happens before.
    pub fn wake_at(&self) -> Option<Timestamp> {
        if !self.ready() {
            return [self.watching.show_at(), self.rows_at(), self.lock_at()].into_iter().flatten().min();
        }
        let session = self.session.as_ref().and_then(Session::wake_at);
        let (room, importing) = (self.storing.look_for_room_at(), self.importing.wake_at(self.now));
        let edits = self.bulk_edits.wake_at(self.now);
        let own = [self.watching.show_at(), importing, edits, room, self.keep_views_at(), self.prepare_at];
        let (sweep, turning) = (self.sweep_wakes_at(), self.encrypting.turning.again_at());
        let (finding, scores) = (self.finding.again_at(), self.rows.scores_change_at());
        let day = self.day_ends_at();
        let late = [session, self.storing.late_at(), self.lock_at(), sweep, turning, finding, scores, day];
        own.into_iter().chain(late).flatten().min()
    }

    /// Whether the book is open.
    pub const fn ready(&self) -> bool {
        matches!(self.stage, opening::Stage::Open)
    }

    /// The rows, for those who look at the book from outside (tests, measurements).
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Changes that wait to be sent or stored.
    pub fn unsent(&self) -> usize {
        self.outbox.len()
    }

    fn woke(&mut self) {
        if self.rows_at().is_some_and(|at| self.now >= at) {
            self.read_rows();
        }
        if !self.ready() {
            return;
        }
        self.with_session(|session, now, _| session.woke(now));
        if self.prepare_at.is_some_and(|at| self.now >= at) {
            self.rows.prepare_search(PREPARED_ROWS);
            self.prepare_at = self.rows.unprepared().then_some(self.now + 1);
        }
        self.go_on_finding();
        self.look_for_room();
        self.turn_again();
        // The device wakes for other things, too, while the documents of a portion are on their way.
        if self.importing.wake_at(self.now).is_some() {
            self.go_on_importing();
        }
        if self.bulk_edits.wake_at(self.now).is_some() {
            self.go_on_editing();
        }
        self.go_on_sweeping();
    }

    fn with_session(&mut self, act: impl FnOnce(&mut Session, Timestamp, u64)) {
        let random = self.draw_u64();
        if let Some(session) = &mut self.session {
            act(session, self.now, random);
        }
    }

    fn draw<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    fn draw_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.draw())
    }

    /// A fresh record id in the manner of UUID version 7: made later sorts later.
    fn draw_record(&mut self) -> RecordId {
        let mut id: [u8; 16] = self.draw();
        let time = u64::try_from(self.now).unwrap_or(0).to_be_bytes();
        id[..6].copy_from_slice(&time[2..]);
        id[6] = 0x70 | (id[6] & 0x0f);
        id[8] = 0x80 | (id[8] & 0x3f);
        RecordId(id)
    }

    /// The only way to a tab.
    fn tell(&mut self, client: Client, message: FromEngine) {
        let message = self.told_while_locked(message);
        self.outputs.push(Output::Tell(client, message));
    }

    fn take_outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }
}
