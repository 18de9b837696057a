//! What travels between a device and the relay.
//!
//! One WebSocket message is one frame: [`ToRelay`] or [`ToDevice`] in postcard. First download goes over HTTP as
//! [`Page`]s (see [`PAGES_PATH`]). Sizes are capped before anything is decoded.

pub use crate::page::{Block, PAGE_RECORDS, PAGES_PATH, Page};
use serde::{Deserialize, Serialize};

/// The protocol that this build speaks. 2 added presence: [`ToRelay::Here`] and [`ToDevice::Present`]; 3 added
/// [`ToDevice::Standing`], and with it records that come into a person's sight and leave it, and [`Goodbye::Removed`];
/// 4 added erasure, [`EntryKind::Erase`] and [`ToRelay::Erased`], and [`ToDevice::Terms`]; 5 added [`ToRelay::Exported`],
/// [`ToDevice::ExportsNoted`], and in repairs [`ToRelay::Digests`] and [`ToDevice::Differ`].
pub const PROTOCOL: u16 = 5;
/// The oldest protocol that a relay of this build serves. A client below it reads only and holds its outbox.
pub const OLDEST_PROTOCOL: u16 = 1;

/// The first protocol in which a removed device hears that it was.
pub const REMOVAL: u16 = 3;
/// The first protocol with presence.
pub const PRESENCE: u16 = 2;

/// The first protocol in which a device hears how long its lease is.
pub const TERMS: u16 = 4;

/// The first protocol with a policy. Where not everyone sees everything, a device needs it.
pub const STANDING: u16 = 3;

/// The first protocol in which a record is erased for good. Where one was, a device needs it: another would keep it.
pub const ERASURE: u16 = 4;

/// The first protocol in which a device tells what its person took out as a file.
pub const EXPORTS: u16 = 5;
/// The first protocol in which a repair begins with digests.
pub const DIGESTS: u16 = 5;
/// Most exports told in one frame.
pub const EXPORTS_AT_ONCE: usize = 64;

/// Largest frame from a device, in bytes.
pub const DEVICE_FRAME_BYTES: usize = 256 * 1024;
/// Most changes in one push.
pub const PUSH_CHANGES: usize = 64;
/// Largest frame from the relay, in bytes.
pub const RELAY_FRAME_BYTES: usize = 1024 * 1024;
/// Path of the WebSocket on the relay.
pub const SOCKET_PATH: &str = "/sync/v1/socket";

/// A document: the record's id.
pub type DocId = [u8; 16];
/// SHA-256 of a change.
pub type Hash = [u8; 32];
/// An actor of a document.
pub type Actor = [u8; 16];
/// An id that the relay renews on every restore.
pub type Epoch = [u8; 16];
/// What only the relay can say of a document and a generation: that it is erased up to there.
pub type Proof = [u8; 32];
/// A place in the log, sealed by the relay: clients cannot see or forge sequence numbers.
pub type Cursor = [u8; 16];

/// From a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToRelay {
    /// The first frame.
    Hello(Hello),
    /// Changes to store.
    Push {
        /// Number of the push on this connection.
        push: u32,
        /// The changes, a document's in causal order.
        changes: Vec<PushedChange>,
    },
    /// Slow repair: every id that the device holds and its heads, in parts.
    Held {
        /// Documents and heads.
        documents: Vec<(DocId, Vec<Hash>)>,
        /// Whether this is the last part.
        last: bool,
    },
    /// The whole document, please: a feed entry could not be applied.
    Want {
        /// The documents, at most 64.
        documents: Vec<DocId>,
    },
    /// Still there?
    Ping,
    /// The person looks at this document now, or at none, and types into this field of it. From [`PRESENCE`] on.
    Here {
        /// The document.
        document: Option<DocId>,
        /// The field.
        field: Option<String>,
    },
    /// In a repair, before [`ToRelay::Held`]: what this device heard to be erased, which the relay may have forgotten
    /// with a restore. From [`ERASURE`] on.
    Erased(Vec<(DocId, u32, Proof)>),
    /// What the person took out as files, perhaps without a network; at most [`EXPORTS_AT_ONCE`]. Told again until the
    /// relay says that it is noted. From [`EXPORTS`] on.
    Exported(Vec<Export>),
    /// In a repair, before [`ToRelay::Held`]: a digest of each bucket of documents ([`crate::digest`]). The answer says
    /// which of them are to be told. From [`DIGESTS`] on.
    Digests {
        /// Drawn for this repair.
        salt: [u8; 16],
        /// The buckets that hold something, and their digests.
        buckets: Vec<(u16, [u8; 8])>,
    },
}

/// Records that somebody took out as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// When, by the device's clock, in ms; no two of a device have the same.
    pub at: i64,
    /// Their object, or one of [`Export::BOOK`] and [`Export::UNSENT`].
    pub what: String,
    /// How many.
    pub records: u32,
}

impl Export {
    /// The whole book.
    pub const BOOK: &str = "book";
    /// The records whose edits were not sent.
    pub const UNSENT: &str = "unsent";
}

/// Who calls, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL`] of the device.
    pub protocol: u16,
    /// Schema of its documents.
    pub schema: u32,
    /// Version of its rows; rows in pages are only sent when equal.
    pub rows_version: u32,
    /// The workspace.
    pub workspace: [u8; 16],
    /// The installation.
    pub device: [u8; 16],
    /// Epoch that the cursor belongs to; `None` on a new device.
    pub epoch: Option<Epoch>,
    /// Last place reached; `None` on a new device.
    pub cursor: Option<Cursor>,
    /// Device time in milliseconds, to tell a wrong clock.
    pub now: i64,
}

/// One change of a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedChange {
    /// The document.
    pub doc: DocId,
    /// Its object, so that the relay can make the deterministic first change.
    pub kind: String,
    /// Hash of the change.
    pub hash: Hash,
    /// The change as an uncompressed chunk.
    pub bytes: Vec<u8>,
}

/// From the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToDevice {
    /// Answer to hello.
    Welcome(Welcome),
    /// The relay does not serve this device; the connection ends.
    Goodbye(Goodbye),
    /// One answer per change of a push, in its order.
    Replies {
        /// Number of the push.
        push: u32,
        /// What came of each change.
        replies: Vec<(Hash, Reply)>,
    },
    /// What happened on the relay.
    Feed {
        /// The entries in order; a document stands once in a catch-up.
        entries: Vec<Entry>,
        /// Actors that the entries introduce.
        actors: Vec<ActorRow>,
        /// The place after the entries, to be stored in the same transaction.
        cursor: Cursor,
        /// Whether the device now has everything.
        caught_up: bool,
    },
    /// The people of the workspace, whole, whenever they change.
    People(Vec<PersonRow>),
    /// Repair: documents that the relay wants from the device, with the heads that the relay has.
    Lacking(Vec<(DocId, Vec<Hash>)>),
    /// Here.
    Pong,
    /// Who else looks at the document that the device said it looks at, whole, whenever that changes.
    Present {
        /// The document.
        document: DocId,
        /// The others.
        others: Vec<Present>,
    },
    /// The policy of the workspace as it concerns the person, whole, whenever that changes; opaque here. From
    /// [`STANDING`] on.
    Standing(Vec<u8>),
    /// On which terms the device has its book, after each welcome. From [`TERMS`] on.
    Terms {
        /// How long it may go without the relay, in ms.
        lease: i64,
        /// When its session began, by the relay's clock: a later one means that somebody has logged in since.
        logged_in: i64,
    },
    /// The exports of these times are noted.
    ExportsNoted(Vec<i64>),
    /// Repair: the buckets that are not the same on both sides. The device tells what it holds of them, and where there
    /// are none, nothing more.
    Differ(Vec<u16>),
}

/// The relay's answer to hello.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Protocol spoken from here on.
    pub protocol: u16,
    /// Whether the relay takes changes of this device's protocol.
    pub writable: bool,
    /// The running epoch.
    pub epoch: Epoch,
    /// Relay time in milliseconds.
    pub now: i64,
    /// What the device does next.
    pub next: Next,
    /// Documents in the workspace, for the progress of a first download.
    pub documents: u32,
}

/// How a device gets up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Next {
    /// A feed from the cursor follows.
    Feed,
    /// Fetch pages over HTTP, then say hello again with the cursor of the last page.
    Pages,
    /// The cursor is of no use: send [`ToRelay::Held`], a feed follows.
    Repair,
}

/// Why the relay ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goodbye {
    /// No session, or it ended: log in.
    SignedOut,
    /// The person is no member of the workspace any more.
    NotMember,
    /// The device's protocol is too old.
    TooOld,
    /// The frame was no frame.
    BadFrame,
    /// Too much at once; come back later.
    Busy,
    /// The relay restarts.
    Restarting,
    /// The device was removed: it empties its book. Said from [`REMOVAL`] on.
    Removed,
}

/// What came of one pushed change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// Durable on the relay.
    Acked,
    /// It was there already: as good as acked.
    Duplicate,
    /// These must come first.
    Missing(Vec<Hash>),
    /// Never: key of the reason and the field it is about.
    Refused {
        /// Key of the reason.
        reason: String,
        /// Field.
        field: Option<String>,
    },
    /// Another change has the same actor and number: this actor was cloned.
    Fork,
    /// Not now.
    Later,
}

/// One entry of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The document.
    pub doc: DocId,
    /// Its object.
    pub kind: String,
    /// When the relay received it, in milliseconds.
    pub received: i64,
    /// What happened.
    pub what: EntryKind,
}

/// What a feed entry brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryKind {
    /// Changes as uncompressed chunks, in causal order.
    Changes(Vec<Vec<u8>>),
    /// The whole document and its row (empty where the device's rows have another version).
    Snapshot {
        /// The document, not compressed inside.
        document: Vec<u8>,
        /// The packed row.
        row: Vec<u8>,
    },
    /// The device may see this document from now on; a snapshot follows.
    Enter,
    /// The device may not see it any more.
    Leave,
    /// The document is erased for good up to this generation.
    Erase {
        /// Generation.
        generation: u32,
        /// By it a relay that was restored from before the erasure believes a device that tells it.
        proof: Proof,
    },
}

/// Whose an actor is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRow {
    /// The actor.
    pub actor: Actor,
    /// The person.
    pub person: [u8; 16],
    /// The installation.
    pub device: [u8; 16],
    /// What the installation is called.
    pub device_name: String,
    /// When the relay first saw it, in milliseconds.
    pub since: i64,
}

/// A person of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The person.
    pub person: [u8; 16],
    /// What they are called.
    pub name: String,
    /// `administrator`, `manager` or `representative`.
    pub role: String,
    /// Whether they can log in.
    pub active: bool,
}

/// Somebody who looks at a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// The person.
    pub person: [u8; 16],
    /// The field that they type into.
    pub field: Option<String>,
}

/// A frame could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadFrame {
    /// Above its cap.
    TooLarge,
    /// Not postcard of the expected type, or followed by more bytes.
    Malformed,
}

/// Reads a frame; refuses trailing bytes.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8], cap: usize) -> Result<T, BadFrame> {
    if bytes.len() > cap {
        return Err(BadFrame::TooLarge);
    }
    match postcard::take_from_bytes(bytes) {
        Ok((frame, [])) => Ok(frame),
        Ok(_) | Err(_) => Err(BadFrame::Malformed),
    }
}

/// Writes a frame.
pub fn encode<T: Serialize>(frame: &T) -> Vec<u8> {
    postcard::to_stdvec(frame).expect("frames are plain data, which postcard always writes")
}
