//! A file on its way into the book: what is in it, what becomes of it, how far it is.

use crate::commands::Refusal;
use crate::ids::{FieldKey, ImportId, ObjectKey};
use serde::{Deserialize, Serialize};

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// File name.
    pub name: String,
    /// Data rows.
    pub rows: u32,
    /// Detected encoding: `UTF-8`, `UTF-16LE`, `windows-1252` …
    pub encoding: String,
    /// Detected delimiter.
    pub delimiter: char,
    /// The columns in order.
    pub columns: Vec<ImportColumn>,
    /// The first five rows.
    pub sample: Vec<Vec<String>>,
    /// The proposed plan.
    pub plan: ImportPlan,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Its heading.
    pub heading: String,
    /// How many rows fill it.
    pub filled: u32,
}

/// What to do with a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// The object that rows become.
    pub object: ObjectKey,
    /// For each column what it becomes.
    pub targets: Vec<ImportTarget>,
    /// Day before month in dates like 03/04/2026.
    pub day_first: bool,
    /// What to put where a name is missing: another column (`deal named product and account`).
    pub title_columns: Vec<u16>,
    /// Words of the file that stand for a choice: (field, word folded, choice id).
    pub choices: Vec<(FieldKey, String, String)>,
}

/// What a column becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportTarget {
    /// Left out.
    Skip,
    /// The id in the other system.
    ExternalId,
    /// A field.
    Field(FieldKey),
    /// A part of an address field: `street`, `city`, `state`, `postcode`, `country`.
    AddressPart(FieldKey, String),
    /// The title of a linked record, made when it is not there.
    LinkByTitle(FieldKey),
    /// A line `heading: value` in the description.
    Description,
}

/// A running or finished import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// The import.
    pub import: Option<ImportId>,
    /// Where it stands.
    pub stage: ImportStage,
    /// Rows read so far.
    pub read: u32,
    /// Rows in all.
    pub rows: u32,
    /// Records made.
    pub created: u32,
    /// Records updated.
    pub updated: u32,
    /// Rows that brought nothing new.
    pub skipped: u32,
    /// Rows rejected.
    pub rejected: u32,
    /// The first 1,000 rejected rows: line in the file, column, reason.
    pub rejections: Vec<Rejection>,
    /// Records made because a row linked to them.
    pub linked: u32,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportStage {
    /// None runs.
    Idle,
    /// Reading and storing.
    Running,
    /// Finished.
    Done,
    /// Stopped by the person; what is stored stays.
    Cancelled,
    /// Taking records away again.
    Removing,
    /// All of its records are gone.
    Removed,
    /// Stopped by a fault of this device; what is stored stays.
    Failed,
}

/// A rejected row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    /// Number of the row in the file, the heading being 1.
    pub line: u32,
    /// Heading of the column, where one is to blame.
    pub column: Option<String>,
    /// Why.
    pub refusal: Refusal,
}
