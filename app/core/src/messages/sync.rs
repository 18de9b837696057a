//! What is sent, what waits, and how this device keeps the book.

use super::Found;
use crate::ids::{PersonId, RecordId, Timestamp};
use crate::value::Link;
use serde::{Deserialize, Serialize};

/// What is sent and what is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncView {
    /// The link to the relay.
    pub link: RelayLink,
    /// Changes that wait to be sent.
    pub waiting: u32,
    /// The records of the first 50 of them.
    pub waiting_records: Vec<Found>,
    /// Changes that the relay refused, with the record and the reason's key.
    pub refused: Vec<RefusedEdit>,
    /// Records with an open conflict.
    pub conflicts: u32,
    /// When the relay was last heard.
    pub last_contact: Option<Timestamp>,
    /// First download: records here and records in all.
    pub progress: Option<(u32, u32)>,
    /// What is wrong with this device's storage.
    pub storage: StorageNotice,
    /// Whether the browser promised to keep the storage; `None` = not asked yet.
    pub persisted: Option<bool>,
    /// The people of the team.
    pub people: Vec<PersonName>,
    /// Records and changes that could not be read and were set aside.
    pub quarantined: u32,
    /// The records among them: nothing of these can be opened.
    pub set_aside: Vec<RecordId>,
    /// Minutes by which this device's clock is off, where over five.
    pub clock_off_minutes: Option<i32>,
}

/// A person of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// The person.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
}

/// The link to the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelayLink {
    /// A book without a relay.
    Local,
    /// No link; tried again by itself.
    Offline,
    /// Connecting or catching up.
    Connecting,
    /// Live.
    Online,
    /// The relay wants a log-in.
    SignedOut,
    /// The relay speaks a newer protocol: update this app.
    TooOld,
    /// This device was removed from the team's: its book is emptied.
    Removed,
}

/// A refused change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEdit {
    /// The record.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// Key of the reason.
    pub reason: String,
    /// When it was refused.
    pub at: Timestamp,
}

/// The state of this device's storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorageNotice {
    /// Edits are stored.
    Fine,
    /// No room: the book is read-only.
    Full,
    /// An older tab keeps the store: close it or reload it.
    BlockedByTab,
    /// A newer tab changed the store: reload.
    Superseded,
    /// Private window or forbidden storage: nothing will be kept.
    Denied,
    /// The browser dropped the store; being opened again.
    Reopening,
}
