//! What is sent, what waits, and how this device keeps the book.

use super::Found;
use crate::commands::Intent;
use crate::ids::{FieldKey, ObjectKey, PersonId, RecordId, Timestamp};
use crate::policy::ObjectRights;
use crate::value::{Link, Value};
use crate::views::keeping::Kept;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is sent and what is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncView {
    /// The link to the relay.
    pub link: RelayLink,
    /// Changes that wait to be sent.
    pub waiting: u32,
    /// The records of the first 50 of them.
    pub waiting_records: Vec<Found>,
    /// The latest 50 edits that need the person's attention, the latest first.
    pub refused: Vec<RefusedEdit>,
    /// How many there are.
    pub refused_in_all: u32,
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
    /// Objects with which the person may not do everything.
    pub limits: BTreeMap<ObjectKey, Limits>,
    /// Records and changes that could not be read and were set aside.
    pub quarantined: u32,
    /// The records among them: nothing of these can be opened.
    pub set_aside: Vec<RecordId>,
    /// Records that were erased for good: links may still name them.
    pub erased: Vec<RecordId>,
    /// Minutes by which this device's clock is off, where over five.
    pub clock_off_minutes: Option<i32>,
    /// What is kept on this device, and what is not.
    pub kept: Kept,
    /// What keeps the book closed on this device.
    pub lock: Lock,
}

/// What keeps the book closed on a device. While it is locked nothing else of the book is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Why it is locked now.
    pub locked: Option<Locked>,
    /// Whether there is a PIN.
    pub pin: bool,
    /// Minutes in the background after which it locks; 0 = never.
    pub after_minutes: u16,
    /// Wrong PINs since the last right one.
    pub wrong: u32,
    /// When the next PIN may be tried, by this device's clock.
    pub try_at: Option<Timestamp>,
    /// How many days this device may go without the relay; `None` without a relay.
    pub lease_days: Option<u16>,
    /// When the lease ends without contact, to the hour.
    pub lease_ends: Option<Timestamp>,
    /// How the book is encrypted on this device; `None` where it is not.
    pub encryption: Option<Encryption>,
}

/// How a book is encrypted on a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// How far it is.
    pub state: EncryptionState,
    /// The passkey that opens it, by which the browser finds it.
    pub credential: Vec<u8>,
    /// What that passkey is asked.
    pub salt: [u8; 32],
    /// Whether something that was stored cannot be decrypted, so that the book cannot be opened.
    pub damaged: bool,
    /// While the book is closed: how many edits were not sent; `None` where that is not known yet.
    pub unsent: Option<u32>,
}

/// How far a book is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EncryptionState {
    /// What is written is; what lies there is on its way.
    Encrypting,
    /// Everything is.
    Encrypted,
    /// What is written is not any more; what lies there is on its way.
    Decrypting,
}

/// Why a book is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locked {
    /// It wants its PIN.
    Pin,
    /// The relay was not heard for longer than the lease.
    Lease,
    /// It is encrypted, and its passkey was not used yet.
    Encrypted,
}

/// What a person may do with the records of an object at the most; of one record it may be less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// With its records.
    pub rights: ObjectRights,
    /// Fields that the person does not write.
    pub read_only: Vec<FieldKey>,
    /// Those among them that the person does not even see.
    pub hidden: Vec<FieldKey>,
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

/// An edit that needs the person's attention: it is not in the team's record, or nobody will see it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedEdit {
    /// Names the edit among those of its record.
    pub key: [u8; 32],
    /// The record.
    pub link: Link,
    /// What it is called, or was.
    pub title: String,
    /// What happened to it.
    pub why: Trouble,
    /// When that was.
    pub at: Timestamp,
    /// When the edit was made.
    pub made: Timestamp,
    /// What the person meant.
    pub intent: Intent,
    /// What was written, field by field.
    pub fields: Vec<RefusedField>,
    /// Titles of the records that the values link to.
    pub titles: BTreeMap<RecordId, String>,
    /// What can be done about it, besides copying and discarding it.
    pub remedies: Remedies,
}

/// What happened to an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// The relay refused it; the key of the reason.
    Refused(String),
    /// Somebody deleted the record without knowing of it; who, where that is known.
    Deleted(Option<String>),
}

/// A field of a refused edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedField {
    /// The field.
    pub field: FieldKey,
    /// Its value before; of a set the members that were touched.
    pub before: Option<Value>,
    /// The value meant.
    pub meant: Option<Value>,
}

/// What can be done about a refused edit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedies {
    /// The record can be opened.
    pub open: bool,
    /// The same edit can be made anew.
    pub send: bool,
    /// The record can be restored.
    pub restore: bool,
    /// The record's owner can be asked in a note about it: what they are called.
    pub ask: Option<String>,
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
