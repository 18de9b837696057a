//! What a session asks the engine to do, and what it goes by.

use crate::frame::{ActorRow, Cursor, DocId, Entry, Epoch, Hash, Page, PersonRow, Present, Reply};

/// Who this device is; fixed while a session lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The workspace.
    pub workspace: [u8; 16],
    /// The installation.
    pub device: [u8; 16],
    /// Schema of its documents.
    pub schema: u32,
    /// Version of its rows.
    pub rows_version: u32,
}

/// How far the device has followed the log; stored with the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Epoch of the cursor.
    pub epoch: Option<Epoch>,
    /// The cursor.
    pub cursor: Option<Cursor>,
}

/// What the engine has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open the socket.
    Connect,
    /// Close it.
    Disconnect,
    /// Send a frame.
    Send(Vec<u8>),
    /// Fetch a bootstrap page; `None` is the first.
    FetchPage(Option<Vec<u8>>),
    /// Apply and store the feed, with its place, in one transaction; then call [`Session::stored`].
    Deliver(Delivery),
    /// Store a bootstrap page; then call [`Session::page_stored`].
    DeliverPage(Box<Page>),
    /// Changes may be sent: call [`Session::push`] with the next ones.
    Offer,
    /// What came of pushed changes.
    Settle(Vec<(Hash, Reply)>),
    /// Forget which changes were on their way: the connection is gone.
    Unsettle,
    /// The people of the workspace.
    People(Vec<PersonRow>),
    /// Who else looks at a document.
    Present(DocId, Vec<Present>),
    /// The policy of the workspace as it concerns the person; opaque here.
    Standing(Vec<u8>),
    /// The terms on which the device has its book: the length of its lease in ms, and when its session began by the
    /// relay's clock.
    Terms {
        /// The lease.
        lease: i64,
        /// The session.
        logged_in: i64,
    },
    /// The relay wants to know what was taken out as files: call [`Session::exported`] with what it has not noted.
    TellExports,
    /// The relay has noted the exports of these times.
    ExportsNoted(Vec<i64>),
    /// The cursor is of no use: call [`Session::held`] with every document and its heads.
    ListHeld,
    /// The relay lacks changes of these documents: put what its heads do not cover into the outbox.
    Lacking(Vec<(DocId, Vec<Hash>)>),
    /// The link changed.
    Link(Link),
    /// The relay's clock minus this device's, in ms.
    ClockOff(i64),
    /// Documents in the workspace, for the progress of a first download.
    Documents(u32),
}

/// A part of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Actors that they introduce.
    pub actors: Vec<ActorRow>,
    /// The place after them.
    pub place: Place,
    /// Whether the device then has everything.
    pub caught_up: bool,
}

/// The link as a person may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// No link; called again by itself.
    Offline,
    /// Calling or catching up.
    Connecting,
    /// Live and caught up.
    Online,
    /// The relay wants a log-in.
    SignedOut,
    /// The relay does not serve this protocol any more.
    TooOld,
    /// This device was removed; its book shall be emptied.
    Removed,
}
