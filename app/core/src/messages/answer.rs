//! What the engine says to a tab.

use crate::commands::Refusal;
use crate::ids::{ObjectKey, RecordId};
use crate::messages::{Found, ImportPreview, PastView, RecordView, View};
use crate::value::Link;
use crate::views::keeping::KeepingCounts;
use crate::views::likeness::Likeness;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the engine sends to a tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// The engine runs and speaks this version.
    Ready {
        /// [`super::MESSAGES`] of the engine.
        messages: u32,
    },
    /// The answer to a request. For edits it comes when the edit is durable on this device.
    Answer {
        /// Number of the request.
        request: u32,
        /// What came of it.
        answer: Result<Answer, Refusal>,
    },
    /// A view of something watched.
    View {
        /// Number of the watch.
        watch: u32,
        /// What there is to see now.
        view: View,
    },
    /// Whose document is under work: an engine that says nothing more hangs in it, or in a later one unless it was
    /// asked to be careful.
    Works {
        /// The record; `None` when the work is done.
        on: Option<RecordId>,
    },
    /// The book was erased on this device, perhaps by another tab.
    Erased,
}

/// What comes of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Done; an edit is durable on this device.
    Done,
    /// These records were made or touched.
    Records(Vec<Link>),
    /// A step was taken back, or done again, in these records.
    Undone {
        /// The records.
        links: Vec<Link>,
        /// What the first is called.
        title: String,
    },
    /// What came of an edit of many records.
    ManyEdited {
        /// The records that were changed; those that were so already are left out.
        records: Vec<RecordId>,
        /// How many could not be changed.
        refused: u32,
    },
    /// The records at the places asked for, in order.
    RecordsAt(Vec<RecordId>),
    /// Found records, best first.
    Found(Vec<Found>),
    /// Records that may be the one that is being made, and why, the strongest reason first.
    Similar(Vec<(Found, Likeness)>),
    /// A record as it was.
    AsItWas(PastView),
    /// What is in the file.
    ImportPreview(ImportPreview),
    /// What the book holds of one person.
    DataCopy {
        /// The records, their own first, without what links to them.
        views: Vec<RecordView>,
        /// How many more there are: too many for one copy, not readable here, or not to be taken out by this person.
        left_out: u32,
    },
    /// A file.
    File {
        /// Suggested name.
        name: String,
        /// Media type.
        media: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A code for cameras.
    Code {
        /// Its rows, and in each which modules are dark; none where the text is too long for a code.
        dark: Vec<Vec<bool>>,
    },
    /// How many records each choice would keep.
    Kept(KeepingCounts),
    /// Records per object.
    Counts(BTreeMap<ObjectKey, u32>),
    /// Storage in bytes: used, quota, and whether the browser promised to keep it (`None` = not asked).
    Estimate {
        /// Bytes used.
        used: u64,
        /// Bytes allowed.
        quota: u64,
        /// The browser's promise.
        persisted: Option<bool>,
    },
}
