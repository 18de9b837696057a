//! What a screen asks of the engine.

use crate::commands::Assignment;
use crate::commands::desk::DeskEdit;
use crate::commands::merge::Choices;
use crate::exchange::templates::Template;
use crate::ids::{FieldKey, ImportId, ObjectKey, RecordId};
use crate::messages::{ImportPlan, OpenBook, Past, Preferences, Watch};
use crate::value::Value;
use crate::views::keeping::Keeping;
use crate::views::query::Query;
use crate::views::selection::Selection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A request of one tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToEngine {
    /// Number of the request, unique within the tab.
    pub request: u32,
    /// What is asked.
    pub body: Request,
}

/// What a screen can ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Open a book; the first request of every tab.
    Open(OpenBook),
    /// Log out: forget the book on this device. Refused while unsent edits exist unless `even_unsent`.
    Clear {
        /// The person's books of other workspaces on this device, too, except for what waits in them.
        all_books: bool,
        /// Give unsent edits up; the screen has offered to save them first.
        even_unsent: bool,
    },
    /// Records that killed the engine twice: leave them alone and open the book without them.
    Suspect {
        /// The records.
        records: Vec<RecordId>,
    },
    /// A worker died and nobody knows in which record: name each one beforehand from now on. Comes before the book is
    /// opened.
    Careful {
        /// Whether the dead worker of this page may still hold the lead: it is taken from it.
        heir: bool,
    },
    /// How this person writes numbers, dates and phones.
    Preferences(Preferences),
    /// Fill the book with sample records in this language (`en`, `bn`).
    Demo {
        /// Language of names and notes.
        language: String,
        /// The template whose sample it is; nothing of the sample book that goes with any.
        template: Option<Template>,
    },
    /// Take the demo records away.
    RemoveDemo,
    /// Make the definitions of a template, except for those that are there already.
    Template(Template),

    /// Start sending views of something; replaces an earlier watch of the same number.
    Watch {
        /// Number chosen by the tab.
        watch: u32,
        /// What to watch.
        what: Watch,
    },
    /// Stop.
    Unwatch {
        /// The number.
        watch: u32,
    },
    /// Find records by words, best first, over all objects or one.
    Search {
        /// What was typed.
        text: String,
        /// Only this object.
        object: Option<ObjectKey>,
        /// At most so many.
        limit: u16,
    },
    /// Find records that may be the one that is being made.
    Similar {
        /// Its object.
        object: ObjectKey,
        /// The fields that are filled so far.
        values: Vec<Assignment>,
    },

    /// A record as it was.
    AsItWas {
        /// The record.
        record: RecordId,
        /// When.
        when: Past,
    },

    /// Make a record.
    Create {
        /// Its object.
        object: ObjectKey,
        /// Its id, drawn by the screen, so that a repeated request makes one record.
        record: RecordId,
        /// Its fields.
        values: Vec<Assignment>,
    },
    /// Make a record of which only the name is known yet: what the team wants filled besides is asked for later.
    Begin {
        /// Its object.
        object: ObjectKey,
        /// Its id, drawn by the screen.
        record: RecordId,
        /// What is known.
        values: Vec<Assignment>,
    },
    /// Make many records at once: a copy of a list, a sample, a measurement.
    CreateMany {
        /// Object, id and fields of each.
        records: Vec<(ObjectKey, RecordId, Vec<Assignment>)>,
    },
    /// Make definitions hold these values, whether they are there, were deleted, or nobody has said anything of them yet.
    Define {
        /// Object, id and values of each: what says which definition it is, and what is to be another.
        records: Vec<(ObjectKey, RecordId, Vec<Assignment>)>,
    },
    /// Set fields of a record.
    Set {
        /// The record.
        record: RecordId,
        /// The fields.
        values: Vec<Assignment>,
    },
    /// Make fields of a record hold again what they held.
    PutBack {
        /// The record.
        record: RecordId,
        /// When.
        when: Past,
        /// The fields.
        fields: Vec<FieldKey>,
    },
    /// Merge records into one of them.
    Merge {
        /// The one that stays.
        keep: RecordId,
        /// The others.
        others: Vec<RecordId>,
        /// Whose value it gets, by field, where that was chosen.
        choices: Choices,
    },
    /// Part a record from the one that it was merged into.
    Part {
        /// The record.
        record: RecordId,
    },
    /// A long text as the person left it. The engine merges letter by letter what `base` and `text` differ in.
    Write {
        /// The record.
        record: RecordId,
        /// The long-text field.
        field: FieldKey,
        /// The text that the person started from.
        base: String,
        /// The text now.
        text: String,
    },
    /// Move a deal.
    Move {
        /// The deal.
        record: RecordId,
        /// Id of the stage.
        stage: String,
        /// Place after this deal in the stage; first where `None`.
        after: Option<RecordId>,
    },
    /// Complete a task, or open it again.
    Complete {
        /// The task.
        record: RecordId,
        /// Done or not.
        done: bool,
    },
    /// Convert a lead to an account, a contact and, if named, a deal.
    Convert {
        /// The lead.
        record: RecordId,
        /// Name of the deal to make.
        deal: Option<String>,
    },
    /// Make a converted lead one that is worked on again; what came out of it and nobody has worked with since is deleted.
    Unconvert {
        /// The lead.
        record: RecordId,
    },
    /// Delete records (they can be restored).
    Delete {
        /// The records.
        records: Vec<RecordId>,
    },
    /// Restore deleted records.
    Restore {
        /// The records.
        records: Vec<RecordId>,
    },
    /// Take a step of this tab back. What others did since stays.
    Undo {
        /// The number of the request that did it; the latest step where `None`.
        of: Option<u32>,
    },
    /// Do again what this tab took back last.
    Redo,
    /// Follow a record, or mark entries of the inbox.
    Desk {
        /// What is done.
        edit: DeskEdit,
        /// Whether the person meant it as such, and may want to take it back: an entry that is opened is read, too.
        meant: bool,
    },
    /// Do one thing to every chosen record of a list, a portion at a time. What a record refuses is counted, and the
    /// others go on.
    EditMany {
        /// The list that the choice was made in.
        query: Query,
        /// The records.
        which: Selection,
        /// What is done.
        edit: ManyEdit,
    },
    /// The records at these places of a list.
    RecordsAt {
        /// The list.
        query: Query,
        /// First place.
        offset: u32,
        /// So many.
        limit: u32,
    },
    /// Take one value of a conflict.
    Resolve {
        /// The record.
        record: RecordId,
        /// The field.
        field: FieldKey,
        /// The value taken.
        value: Option<Value>,
    },

    /// Make a refused edit anew, on the record as it is today.
    SendAgain {
        /// The record.
        record: RecordId,
        /// Names the edit.
        key: [u8; 32],
    },
    /// Give a refused edit up: its values are forgotten.
    Discard {
        /// The record.
        record: RecordId,
        /// Names the edit.
        key: [u8; 32],
    },

    /// Look at a file.
    ImportLook {
        /// File name.
        name: String,
        /// Its bytes, at most 200 MB.
        bytes: Vec<u8>,
    },
    /// Propose a plan for the file looked at last, as rows of another object.
    ImportAs {
        /// The object.
        object: ObjectKey,
    },
    /// Import the file looked at last.
    ImportRun {
        /// What to do with it.
        plan: ImportPlan,
    },
    /// Stop the running import; what is stored stays.
    ImportCancel,
    /// Take the records of an import away again.
    ImportRemove {
        /// The import.
        import: ImportId,
    },
    /// The chosen records of a query as CSV, in its order.
    ExportList {
        /// The query; every field is exported.
        query: Query,
        /// Which of the records that it finds.
        which: Selection,
        /// Heading of each field in the person's language.
        headings: BTreeMap<FieldKey, String>,
    },
    /// What the book holds of one person: their record, what points to it, and every change of these.
    DataCopy {
        /// The record.
        record: RecordId,
    },
    /// The whole book as one file.
    ExportBook,
    /// Only the edits that were not sent yet, as one file.
    ExportUnsent,
    /// Bring the records of the local book into the workspace that is open now.
    Join {
        /// The objects to bring. Demo records never go along.
        objects: Vec<ObjectKey>,
    },
    /// How many records of each object the local book holds (demo records apart).
    LocalBook,

    /// What this device keeps of the book from now on; for a book with an account.
    Keep(Keeping),
    /// How many records each choice would keep, and this one in all.
    CountKept(Keeping),

    /// Lock this device's book with a PIN from now on.
    SetPin {
        /// At least six digits, of any script.
        pin: String,
    },
    /// Take the PIN away.
    TakePin {
        /// The PIN.
        pin: String,
    },
    /// Lock when no tab of the book was seen for so long; only by hand and at a start where 0.
    LockAfter {
        /// Minutes.
        minutes: u16,
    },
    /// Lock now.
    Lock,
    /// Open a locked book.
    Unlock {
        /// The PIN.
        pin: String,
    },
    /// The PIN is forgotten: whoever logs in after this opens the book, and the PIN is gone.
    ForgotPin,
    /// Encrypt the book on this device from now on, with a passkey that was made for it.
    Encrypt {
        /// The passkey, by which the browser finds it.
        credential: Vec<u8>,
        /// What it was asked.
        salt: [u8; 32],
        /// What it answered: 32 bytes.
        secret: Vec<u8>,
    },
    /// Encrypt it no longer.
    Decrypt {
        /// What the passkey answered.
        secret: Vec<u8>,
    },
    /// Open an encrypted book.
    OpenEncrypted {
        /// What the passkey answered.
        secret: Vec<u8>,
    },
    /// Somebody has logged in on this page: the relay is called anew, so that it says so.
    LoggedIn,

    /// A text as a code for cameras.
    Code {
        /// The text.
        text: String,
    },
    /// Contact the relay now.
    SendNow,
    /// The page's own news: shown or hidden, the browser thinks it is online.
    Page {
        /// Whether the tab can be seen.
        visible: bool,
        /// What `navigator.onLine` says.
        online: bool,
    },
    /// The first view is painted: what the engine put off for it may be done.
    Painted,
    /// Ask the browser to keep the storage (`navigator.storage.persist()` was asked on the page; this records it).
    Persisted {
        /// The browser's answer.
        granted: bool,
    },
    /// Storage figures from `navigator.storage.estimate()`, asked on the page or in the worker.
    Estimate,
}

/// What can be done to many records at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ManyEdit {
    /// Set fields to the same values.
    Set(Vec<Assignment>),
    /// Delete them (they can be restored).
    Delete,
    /// Restore them.
    Restore,
}
