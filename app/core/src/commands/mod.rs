//! Each thing that a person can do to records. A command looks at what is there and returns a [`Plan`] of edits,
//! or a [`Refusal`] that names the field and the reason.

pub mod complete_task;
pub mod convert_lead;
pub mod create;
pub mod define;
pub mod delete;
pub mod desk;
pub mod edits;
pub mod merge;
pub mod move_deal;
pub mod outcome;
pub mod position;
pub mod put_back;
pub mod restore;
pub mod set_field;
pub mod unconvert_lead;

#[cfg(test)]
pub(crate) mod trial;

use crate::fields::{BadInput, Scalar};
use crate::ids::{FieldKey, ObjectKey, PersonId, RecordId, Timestamp};
use crate::value::Value;
use crate::views::formula;
use crate::views::shaping::checks::Checks;
use crate::views::shaping::stages::Stages;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a command wants to change: one entry per document, in the order to write them.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The documents touched.
    pub documents: Vec<DocumentPlan>,
}

/// The edits of one document; they become one Automerge change.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentPlan {
    /// The record.
    pub record: RecordId,
    /// Its object.
    pub object: ObjectKey,
    /// What the person meant; becomes the change's message (no personal data in it).
    pub intent: Intent,
    /// The edits in order.
    pub edits: Vec<Edit>,
}

/// What the person meant by a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Intent {
    /// Made the record.
    Create,
    /// Set one or more fields.
    Set,
    /// Wrote in a text.
    Write,
    /// Moved a deal to another stage.
    Move,
    /// Completed or reopened a task.
    Complete,
    /// Converted a lead.
    Convert,
    /// Deleted the record.
    Delete,
    /// Brought the record back.
    Restore,
    /// Chose between two values.
    Resolve,
    /// Imported a row.
    Import,
    /// Took back what they did before, or did it again.
    Undo,
    /// Made one record of several, or several again.
    Merge,
}

/// One edit of a document's flat root map.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Put a scalar under a key.
    Put(String, Scalar),
    /// Remove a key.
    Remove(String),
    /// Make the text under a key read so; written as the smallest splices.
    Rewrite(String, String),
    /// Add at the end of the text under a key.
    Append(String, String),
}

impl Edit {
    /// The field that it is about.
    pub fn field(&self) -> &str {
        let (Self::Put(key, _) | Self::Remove(key) | Self::Rewrite(key, _) | Self::Append(key, _)) = self;
        key.split_once('/').map_or(key.as_str(), |(field, _)| field)
    }
}

/// A command that cannot be carried out. The screen has the sentence, by [`Refusal::key`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The field it is about, where there is one.
    pub field: Option<FieldKey>,
    /// Why.
    pub reason: Reason,
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// A record needs something to be called by.
    TitleMissing,
    /// The object has no such field.
    UnknownField,
    /// There is no such object.
    UnknownObject,
    /// The value is not of the field's kind.
    WrongKind,
    /// The input was not understood.
    BadInput(BadInput),
    /// Larger than a change may be.
    TooLarge,
    /// Written by the product only.
    ReadOnly,
    /// The record is deleted; restore it first.
    Deleted,
    /// The record is not on this device.
    NotHere,
    /// A deal has this field filled before it comes into the stage.
    StageNeeds,
    /// The team wants this field filled.
    MustBeFilled,
    /// The choice does not go with what another field holds.
    GoesNotWith,
    /// That is no formula.
    BadFormula(formula::Fault),
    /// A rule of the team says no: the record of the rule.
    AgainstRule(RecordId),
    /// The lead was converted before.
    AlreadyConverted,
    /// This device cannot store anything now; see the storage notice.
    StorageClosed,
    /// There is no room on this device.
    StorageFull,
    /// The file cannot be read as what it says it is.
    UnreadableFile,
    /// Nothing of that kind is running.
    NothingToDo,
    /// The engine met a defect of its own.
    Defect,
    /// The person may not do that with this record, or not write this field.
    NoAccess,
    /// The person may not make records of this object.
    NoCreate,
    /// The person may not take records of this object out as a file.
    NoExport,
    /// More records than the person's profile lets them take out within a day.
    TooManyExports,
    /// The book is locked; see the lock.
    Locked,
    /// That is not the PIN.
    WrongPin,
    /// After wrong PINs the next try has to wait; see the lock.
    PinWaits,
    /// A PIN has at least six digits, and nothing but digits.
    BadPin,
    /// A book without an account cannot be locked: nobody could open it again without the PIN.
    NoPinHere,
    /// A book without an account cannot be encrypted: without the passkey nobody could open it again.
    NoEncryptionHere,
    /// That is not the passkey that opens this book.
    WrongPasskey,
}

impl Refusal {
    /// A refusal about a field.
    pub fn field(field: impl Into<FieldKey>, reason: Reason) -> Self {
        Self { field: Some(field.into()), reason }
    }

    /// A refusal about the record as a whole.
    pub const fn record(reason: Reason) -> Self {
        Self { field: None, reason }
    }
}

/// What a command knows about its surroundings: everything that is not in the record.
#[derive(Clone, Debug)]
pub struct Situation {
    /// Device time.
    pub now: Timestamp,
    /// Who acts; `None` in a book without an account.
    pub person: Option<PersonId>,
    /// Fresh random ids for records to be made, as many as the command asks for.
    pub fresh: Vec<RecordId>,
    /// The stages of the team's pipelines, as far as they are known.
    pub stages: Arc<Stages>,
    /// What the team asks of records.
    pub checks: Arc<Checks>,
}

impl Situation {
    /// One in which nobody acts, at a team that has shaped nothing.
    pub fn bare(now: Timestamp) -> Self {
        let (stages, checks) = (Arc::default(), Arc::default());
        Self { now, person: None, fresh: Vec::new(), stages, checks }
    }
}

/// A field and what it shall hold; `None` empties it.
pub type Assignment = (FieldKey, Option<Value>);
