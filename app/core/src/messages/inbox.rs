//! What others did that concerns one person.

use crate::ids::{FieldKey, Timestamp};
use crate::messages::News;
use crate::value::Link;
use serde::{Deserialize, Serialize};

/// The inbox of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InboxView {
    /// The entries of the last 30 days, the latest first, at most 100.
    pub entries: Vec<InboxEntry>,
    /// How many of them are not read.
    pub unread: u32,
    /// How many records the person follows.
    pub follows: u32,
}

/// Something that concerns the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InboxEntry {
    /// Its name, the same on every device of the person.
    pub key: String,
    /// What happened.
    pub what: Matter,
    /// The record that it is about.
    pub link: Link,
    /// What that is called.
    pub title: String,
    /// Who did it, where it was one person who is known.
    pub by: Option<String>,
    /// When, by that person's device.
    pub at: Timestamp,
    /// Whether the person has read it, on any device.
    pub read: bool,
}

/// Why an entry stands in an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Matter {
    /// Somebody made the person the owner.
    Assigned,
    /// Somebody wrote `@name`; the words around it.
    Mentioned(String),
    /// Somebody changed what the person follows.
    Followed(News),
    /// Somebody wrote down a note, a call, a meeting or a task about what the person follows; what that is called.
    Noted {
        /// The activity.
        activity: Link,
        /// What it is called.
        title: String,
    },
    /// Two values of these fields wait for a choice.
    Conflict(Vec<FieldKey>),
    /// The relay refused an edit; the key of the reason.
    Refused(String),
}
