//! What every screen shares: the open book, who is logged in, how the person writes, what was just done.

mod book;
pub mod checks;
mod install;
mod keeping;
mod layouts;
mod locking;
mod news;
mod people;
pub mod pipelines;
mod place;
mod rights;
mod saved_views;
mod settings;
pub mod shaping;
mod undo;
mod visits;
mod watching;
mod workspaces;

pub use book::{
    BookChoice, administers, choose_book, device, erased, fill_sample, forget_book, forget_drafts,
    hear_session, log_out, restore, shapes, signed_in, watch_removal, wish_sample,
};
pub use install::{InstallWay, install_due, install_now, install_way, not_now, watch_install};
pub use keeping::{kept, partly_kept};
pub use layouts::{keep_layout, kept_layout};
pub use locking::{lock, locked, watch_lock};
pub use news::{bad_input_key, dispatch, dispatch_with, explain, explain_apart, note_saved, say, undoable};
pub use people::{meant, people};
pub use place::{Countries, country};
pub use rights::{creates, may, may_create, may_read, may_see, may_write, open_to_all};
pub use saved_views::{as_shared, keep_views, kept_views, team_views};
pub use settings::{Settings, Theme, change_settings};
pub use undo::{
    dispatch_undoable, dispatch_undoable_or, dispatch_undoable_with, do_again, say_why, take_back,
};
pub use visits::{note_visits, seen};
pub use watching::{Watching, watching};
pub use workspaces::{go_over, watch_workspace};

use crate::components::Toaster;
use crm_accounts::Session;
use crm_core::messages::SyncView;
use leptos::prelude::*;
use std::cell::Cell;
use std::collections::BTreeMap;

/// The shared state. It lives as long as the app and is copied freely.
#[derive(Clone, Copy)]
pub struct App {
    /// The open book; `None` on the first run.
    pub book: RwSignal<Option<BookChoice>>,
    /// Who is logged in, as last heard from the relay.
    pub session: RwSignal<Option<Session>>,
    /// Whether records of this device's own book could come along into the team's.
    pub local_waits: RwSignal<bool>,
    /// How many things in quarantine this person has seen.
    pub seen_aside: RwSignal<u32>,
    /// Whether the relay wants a log-in.
    pub signed_out: RwSignal<bool>,
    /// How the person writes and reads.
    pub settings: RwSignal<Settings>,
    /// What is sent and what waits.
    pub sync: RwSignal<Option<SyncView>>,
    /// Who is in the team. What is sent changes often, they seldom do.
    pub people: RwSignal<Vec<crm_core::messages::PersonName>>,
    /// Objects with which the person may not do everything.
    pub limits: RwSignal<BTreeMap<String, crm_core::messages::Limits>>,
    /// Records per object.
    pub counts: RwSignal<BTreeMap<String, u32>>,
    /// Entries of the inbox that are not read.
    pub unread: RwSignal<u32>,
    /// Heading of the screen.
    pub title: RwSignal<String>,
    /// A count beside the heading; empty where there is none.
    pub title_count: RwSignal<String>,
    /// What happened after this is news to the person; `None` in a book of one's own.
    pub since: RwSignal<Option<crm_core::ids::Timestamp>>,
    /// Whether the palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the list of things to create is open.
    pub creating: RwSignal<Creating>,
    /// Whether the sync details are open.
    pub sync_open: RwSignal<bool>,
    /// The card that is shown as a code, and whose it is.
    pub coded: RwSignal<Option<(String, String)>>,
    /// The record that something seldom is asked of, and what.
    pub asked_of: RwSignal<Option<(crm_core::ids::RecordId, Asked)>>,
    /// Records that are being made one; none where the window is closed.
    pub merging: RwSignal<Vec<crm_core::ids::RecordId>>,
    /// A deal on its way into a stage that asks for something.
    pub moving: RwSignal<Option<Moving>>,
    /// Whether the list of shortcuts is open.
    pub shortcuts: RwSignal<bool>,
    /// Whether the form for feedback is open.
    pub feedback: RwSignal<bool>,
    /// Whether the page shows how to install the app.
    pub installing: RwSignal<bool>,
    /// Whether a new build waits to be used.
    pub update_waiting: RwSignal<bool>,
    /// Short notices with undo.
    pub toaster: Toaster,
}

/// What is asked of a record in a window of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Who sees it.
    Readers,
    /// Erasing it for good.
    Erasing,
    /// A copy of what the book holds of its person.
    DataCopy,
    /// What it was: the state, and the moment that stands for it.
    Past(crm_core::messages::Past, crm_core::ids::Timestamp),
}

/// A deal on its way into a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// The deal.
    pub deal: crm_core::ids::RecordId,
    /// The stage.
    pub stage: String,
    /// Whether it is there already, and only the reason of the loss is asked for.
    pub there: bool,
}

/// Closes the window of a question that was answered, unless another is open by now.
pub fn no_longer_asked(record: crm_core::ids::RecordId, what: Asked) {
    app().asked_of.update(|asked| {
        asked.take_if(|asked| *asked == (record, what));
    });
}

/// What the create button has opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Creating {
    /// Nothing.
    Closed,
    /// The choice of an object.
    Choosing,
    /// The form of an object, with what is filled in beforehand.
    Form(String, Vec<crm_core::commands::Assignment>),
}

thread_local! {
    static APP: Cell<Option<App>> = const { Cell::new(None) };
}

/// The shared state.
pub fn app() -> App {
    APP.get().expect("start() makes the state before it mounts anything")
}

/// Makes the shared state; called once, under the owner of the whole app.
pub fn begin() -> App {
    let app = App {
        book: RwSignal::new(None),
        session: RwSignal::new(None),
        local_waits: RwSignal::new(false),
        seen_aside: RwSignal::new(0),
        signed_out: RwSignal::new(false),
        settings: RwSignal::new(Settings::kept()),
        sync: RwSignal::new(None),
        people: RwSignal::new(Vec::new()),
        limits: RwSignal::new(BTreeMap::new()),
        counts: RwSignal::new(BTreeMap::new()),
        unread: RwSignal::new(0),
        title: RwSignal::new(String::new()),
        title_count: RwSignal::new(String::new()),
        since: RwSignal::new(None),
        palette: RwSignal::new(false),
        creating: RwSignal::new(Creating::Closed),
        sync_open: RwSignal::new(false),
        coded: RwSignal::new(None),
        asked_of: RwSignal::new(None),
        merging: RwSignal::new(Vec::new()),
        moving: RwSignal::new(None),
        shortcuts: RwSignal::new(false),
        feedback: RwSignal::new(false),
        installing: RwSignal::new(false),
        update_waiting: RwSignal::new(false),
        toaster: Toaster::default(),
    };
    APP.set(Some(app));
    app
}

impl App {
    /// Whether edits can be stored now; editors are read-only where not.
    pub fn writable(self) -> bool {
        use crm_core::messages::StorageNotice as Notice;
        self.sync.with(|sync| {
            sync.as_ref().is_none_or(|sync| match sync.storage {
                Notice::Fine | Notice::Reopening => true,
                Notice::Full | Notice::BlockedByTab | Notice::Superseded | Notice::Denied => false,
            })
        })
    }

    /// The name of a person of the team.
    pub fn person_name(self, person: &crm_core::ids::PersonId) -> Option<String> {
        let known = self.people.with(|people| {
            people.iter().find(|other| other.person == *person).map(|other| other.name.clone())
        });
        let own = || {
            self.session.with(|session| {
                session
                    .as_ref()
                    .filter(|session| session.person == person.to_string())
                    .map(|own| own.name.clone())
            })
        };
        known.or_else(own)
    }
}
