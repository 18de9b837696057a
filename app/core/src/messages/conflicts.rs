//! What the list of open conflicts looks like.

use super::{May, OtherChoice};
use crate::ids::{FieldKey, RecordId};
use crate::value::Link;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Records with an open conflict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConflictsView {
    /// Whether only this person's were asked for.
    pub mine_only: bool,
    /// How many of them are this person's; all of them in a book of one's own.
    pub mine: u32,
    /// How many there are.
    pub all: u32,
    /// The first of those that were asked for, this person's before the others, the latest change first.
    pub records: Vec<Conflicted>,
    /// Whether there are more of those that were asked for.
    pub more: bool,
    /// Titles of the records that the values link to.
    pub titles: BTreeMap<RecordId, String>,
}

/// A record with an open conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflicted {
    /// The record.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// What this person may do with it.
    pub may: May,
    /// Its fields in conflict, in the order of its page; none where its document cannot be read here.
    pub fields: Vec<ConflictedField>,
}

/// A field with more than one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConflictedField {
    /// The field.
    pub field: FieldKey,
    /// The value that is shown until somebody chooses.
    pub shown: OtherChoice,
    /// The others.
    pub others: Vec<OtherChoice>,
}
