//! What this worker is: the book that it holds, whether it leads, and what its tab waits for.

use crate::browser::fill_random;
use crate::device::{Client, Device, Input, Owner, Patience};
use crate::indexed_db::BookStore;
use crate::socket::Socket;
use crate::tabs::{Channel, Word};
use crm_core::messages::{FromEngine, OpenBook, Request, ToEngine};
use crm_sync::store::Memory;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Where a leader keeps the book.
#[derive(Clone)]
pub(crate) enum Keeping {
    /// In the browser's storage.
    Stored(BookStore),
    /// Nowhere: the browser allows no storage. The book can be looked at, not changed.
    Nowhere(Rc<RefCell<Memory>>),
}

/// What this worker is.
#[derive(Default)]
pub(crate) struct Worker {
    pub(crate) book: Option<OpenBook>,
    pub(crate) device: Option<Device>,
    pub(crate) keeping: Option<Keeping>,
    pub(crate) channel: Option<Channel>,
    /// Counts books and leads, so that what belongs to an earlier one is not taken for this one's.
    pub(crate) turn: u32,
    /// Counts books only: a tab goes on hearing the others when it loses the lead.
    pub(crate) opened: u32,
    /// Connections to the store that were lost since the last write went through.
    pub(crate) lost: u32,
    pub(crate) socket: Option<Socket>,
    pub(crate) socket_opened: bool,
    pub(crate) me: Client,
    /// Requests of this tab without an answer, and its watches: a new leader hears them again.
    pub(crate) asked: BTreeMap<u32, ToEngine>,
    pub(crate) watches: BTreeMap<u32, ToEngine>,
    pub(crate) inbox: VecDeque<Input>,
    pub(crate) busy: bool,
    pub(crate) wake: Option<Timeout>,
    pub(crate) patience: Option<Timeout>,
    /// Whether the lead is to be taken from the worker that this page had before.
    pub(crate) heir: bool,
    /// Whether the page has painted something.
    pub(crate) painted: bool,
}

thread_local! {
    pub(crate) static WORKER: RefCell<Worker> = RefCell::default();
}

impl Worker {
    pub(crate) fn ask_leader(&self, message: &ToEngine) {
        if let (Some(channel), Ok(bytes)) = (&self.channel, postcard::to_stdvec(message)) {
            channel.say(&Word::Ask(self.me, bytes));
        }
    }

    /// Asks the tab that leads now for everything that this one wants.
    pub(crate) fn ask_again(&self) {
        for message in self.watches.values().chain(self.asked.values()) {
            self.ask_leader(message);
        }
    }

    /// What this tab wants, for a device that has just started here.
    pub(crate) fn own_wishes(&self) -> Vec<ToEngine> {
        let painted = self.painted.then_some(ToEngine { request: 0, body: Request::Painted });
        painted.into_iter().chain(self.watches.values().chain(self.asked.values()).cloned()).collect()
    }

    /// Tells another tab.
    pub(crate) fn tell(&self, client: Client, message: &FromEngine) {
        if let Some(channel) = &self.channel {
            channel.say(&Word::Tell(client, postcard::to_stdvec(message).unwrap_or_default()));
        }
    }

    /// Leaves the book: nothing of it is heard any more.
    pub(crate) fn leave(&mut self) {
        if let Some(channel) = &self.channel {
            channel.say(&Word::Gone(self.me));
        }
        self.stop_leading();
        self.channel = None;
        self.book = None;
        self.asked.clear();
        self.watches.clear();
        self.patience = None;
    }

    /// Neither stores nor talks any more; the book stays in memory.
    pub(crate) fn rest(&mut self) {
        self.keeping = None;
        self.socket = None;
    }

    pub(crate) fn stop_leading(&mut self) {
        self.turn += 1;
        self.device = None;
        self.socket = None;
        self.inbox.clear();
        self.wake = None;
        if let Some(Keeping::Stored(store)) = self.keeping.take() {
            store.close();
        }
    }
}

/// A device for the book that is open.
pub(crate) fn new_device(book: &OpenBook) -> Device {
    let owner = match book {
        OpenBook::Local => Owner::default(),
        OpenBook::Workspace { workspace, person, device, .. } => {
            Owner { workspace: Some(*workspace), person: Some(*person), device: Some(*device) }
        }
    };
    Device::new(owner, Patience::default(), Box::new(fill_random))
}

/// The name of a book's database and lock.
pub(crate) fn book_name(book: &OpenBook) -> String {
    match book {
        OpenBook::Local => "halkhata.local".to_owned(),
        OpenBook::Workspace { workspace, person, .. } => format!("halkhata.{workspace}.{person}"),
    }
}
