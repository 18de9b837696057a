//! What one record looks like: fields, conflicts, timeline, related records.

use super::ListRow;
use crate::ids::{ActorId, FieldKey, ObjectKey, PersonId, RecordId, Timestamp};
use crate::value::{Link, Value};
use crate::views::scoring::Score;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A record as a screen shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    /// The record.
    pub record: RecordId,
    /// Its object.
    pub object: ObjectKey,
    /// What it is called.
    pub title: String,
    /// Its fields that are filled.
    pub values: BTreeMap<FieldKey, Value>,
    /// Fields with another value.
    pub conflicts: BTreeMap<FieldKey, Vec<OtherChoice>>,
    /// Who wrote the shown value of a field in conflict.
    pub shown_by: BTreeMap<FieldKey, Signature>,
    /// The heads of its document and of those beside it, shortened: equal ones mean equal content.
    pub heads: String,
    /// Whether it is deleted.
    pub deleted: bool,
    /// The record that it was merged into.
    pub merged_into: Option<Link>,
    /// The records that were merged into it.
    pub merged: Vec<RecordId>,
    /// Whether this person follows it; `None` where nobody can.
    pub followed: Option<bool>,
    /// How safe its latest edit is.
    pub safety: Safety,
    /// What this person may do with it.
    pub may: May,
    /// Its score and what it is made of, where the team has rules for it.
    pub score: Option<Score>,
    /// Its history and the activities about it, newest first.
    pub timeline: Vec<TimelineItem>,
    /// Records that link to it, by object and field.
    pub related: Vec<Related>,
    /// Titles of every record named above.
    pub titles: BTreeMap<RecordId, String>,
}

/// What a person may do with a record, as far as the device knows; the relay decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct May {
    /// Change it.
    pub edit: bool,
    /// Delete and restore it.
    pub delete: bool,
    /// Give it to others.
    pub share: bool,
    /// Fields that stay as they are.
    pub read_only: Vec<FieldKey>,
}

impl May {
    /// Without a policy everything may be done.
    pub const fn everything() -> Self {
        Self { edit: true, delete: true, share: true, read_only: Vec::new() }
    }
}

/// How far an edit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Safety {
    /// Being written on this device.
    Saving,
    /// Durable on this device only.
    Device,
    /// Durable on the relay.
    Sent,
    /// Refused by the relay; the text is kept.
    Refused,
}

/// Who wrote something, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// Actor.
    pub actor: ActorId,
    /// The person, where known.
    pub person: Option<PersonId>,
    /// Name of the person, where known.
    pub name: Option<String>,
    /// Name of the device, where known.
    pub device: Option<String>,
    /// Whether it was this device.
    pub this_device: bool,
    /// Time: the author's device, or the relay's where they differ by over five minutes.
    pub at: Timestamp,
}

/// Another value of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherChoice {
    /// The value; `None` means that the other emptied the field.
    pub value: Option<Value>,
    /// Who and when.
    pub by: Signature,
}

/// One item of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineItem {
    /// When it happened.
    pub at: Timestamp,
    /// Who, where known.
    pub by: Option<Signature>,
    /// The change of the record that did it; none of an activity.
    pub change: Option<[u8; 32]>,
    /// What.
    pub what: Happening,
}

/// What stands in a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Happening {
    /// A note, call, meeting or task about the record, with its list columns and `body` or `description`.
    Activity {
        /// The activity.
        link: Link,
        /// What it is called.
        title: String,
        /// Its values.
        values: Vec<(FieldKey, Value)>,
    },
    /// The record was made.
    Created,
    /// Fields changed: field, before, after.
    Changed(Vec<(FieldKey, Option<Value>, Option<Value>)>),
    /// The record was deleted.
    Deleted,
    /// The record was restored.
    Restored,
}

/// An earlier state of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Past {
    /// As whoever made this change saw it before.
    Before([u8; 32]),
    /// At a moment, by the clocks of those who wrote in it.
    At(Timestamp),
}

/// A record as it was, beside what it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastView {
    /// Its object.
    pub object: ObjectKey,
    /// Whether it was there already.
    pub existed: bool,
    /// The fields that were filled then or are now, in the order of their definitions.
    pub fields: Vec<PastField>,
    /// Filled fields of which this device does not know what they held: they lie apart from the record only since.
    pub unknown: Vec<FieldKey>,
    /// Titles of every record named in them.
    pub titles: BTreeMap<RecordId, String>,
}

/// One field of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastField {
    /// The field.
    pub field: FieldKey,
    /// What it held then.
    pub then: Option<Value>,
    /// What it holds now.
    pub now: Option<Value>,
    /// Whether what happened next changed it: the change itself, or what was written in the moment after.
    pub changed_next: bool,
    /// Whether this person may put it back.
    pub may: bool,
}

/// Records that link here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// Their object.
    pub object: ObjectKey,
    /// Their linking field.
    pub field: FieldKey,
    /// How many there are.
    pub total: u32,
    /// The first 50.
    pub rows: Vec<ListRow>,
}
