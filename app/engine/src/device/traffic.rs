//! What goes into a device and what comes out of it.

use super::local::{LocalRecord, Wish};
use crm_core::ids::{DeviceId, PersonId, WorkspaceId};
use crm_core::messages::{FromEngine, StorageNotice, ToEngine};
use crm_sync::store::{StoreError, StoreReply, StoreRequest};

/// A tab; 0 is the tab whose engine this is, others speak through it.
pub type Client = u32;

/// Whose book this is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The workspace; `None` for a book without an account.
    pub workspace: Option<WorkspaceId>,
    /// Who is logged in.
    pub person: Option<PersonId>,
    /// The installation.
    pub device: Option<DeviceId>,
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// The storage answered the request of that number.
    Stored(u64, Result<StoreReply, StoreError>),
    /// A tab asks.
    Message(Client, Box<ToEngine>),
    /// A tab is gone.
    Gone(Client),
    /// The socket is open.
    Opened,
    /// A frame came.
    Frame(Vec<u8>),
    /// The socket closed, or could not be opened; whether the relay wants a log-in.
    Closed {
        /// Nobody is logged in.
        signed_out: bool,
    },
    /// A bootstrap page came, or failed.
    Page(Option<Vec<u8>>),
    /// Time passed.
    Woke,
    /// The state of the storage changed by itself (another tab, a lost connection).
    Storage(StorageNotice),
    /// The records of the local book, or why they cannot be read.
    Local(Wish, Result<Vec<LocalRecord>, StoreError>),
}

/// What is to be done.
#[derive(Debug, PartialEq)]
pub enum Output {
    /// Ask the storage; requests are performed in order.
    Store(u64, StoreRequest),
    /// Tell a tab.
    Tell(Client, FromEngine),
    /// Open the socket.
    Connect,
    /// Close it.
    Disconnect,
    /// Send a frame.
    Send(Vec<u8>),
    /// Fetch a bootstrap page.
    FetchPage(Option<Vec<u8>>),
    /// The book was cleared: close and delete its store, then tell the tab whose request it was. Or all books of the
    /// person that hold nothing which is only here.
    Erase(Client, u32, bool),
    /// Read the records of the local book; they come back as [`Input::Local`].
    ReadLocal(Wish),
}
