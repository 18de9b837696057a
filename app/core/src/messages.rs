//! The typed messages between a screen and the engine, carried as postcard.
//!
//! A screen sends [`ToEngine`]; the engine answers each request once and sends [`View`]s of what the screen
//! watches whenever they change. Requests may be repeated: the engine knows a request by its number.

use crate::commands::{Assignment, Refusal};
use crate::ids::{
    ActorId, Day, DeviceId, FieldKey, ImportId, ObjectKey, PersonId, RecordId, Timestamp, WorkspaceId,
};
use crate::value::{Link, Money, Value};
use crate::views::query::Query;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of these messages; page and worker of different builds refuse each other and reload.
pub const MESSAGES: u16 = 1;

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
        /// Give unsent edits up; the screen has offered to save them first.
        even_unsent: bool,
    },
    /// Records that killed the engine twice: leave them alone and open the book without them.
    Suspect {
        /// The records.
        records: Vec<RecordId>,
    },
    /// How this person writes numbers, dates and phones.
    Preferences(Preferences),
    /// Fill the book with sample records in this language (`en`, `bn`).
    Demo {
        /// Language of names and notes.
        language: String,
    },
    /// Take the demo records away.
    RemoveDemo,

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

    /// Make a record.
    Create {
        /// Its object.
        object: ObjectKey,
        /// Its id, drawn by the screen, so that a repeated request makes one record.
        record: RecordId,
        /// Its fields.
        values: Vec<Assignment>,
    },
    /// Make many records at once: a copy of a list, a sample, a measurement.
    CreateMany {
        /// Object, id and fields of each.
        records: Vec<(ObjectKey, RecordId, Vec<Assignment>)>,
    },
    /// Set fields of a record.
    Set {
        /// The record.
        record: RecordId,
        /// The fields.
        values: Vec<Assignment>,
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
    /// Take one value of a conflict.
    Resolve {
        /// The record.
        record: RecordId,
        /// The field.
        field: FieldKey,
        /// The value taken.
        value: Option<Value>,
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
    /// The records of a query as CSV.
    ExportList {
        /// The query; every field is exported.
        query: Query,
        /// Heading of each field in the person's language.
        headings: BTreeMap<FieldKey, String>,
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

    /// Contact the relay now.
    SendNow,
    /// The page's own news: shown or hidden, the browser thinks it is online.
    Page {
        /// Whether the tab can be seen.
        visible: bool,
        /// What `navigator.onLine` says.
        online: bool,
    },
    /// Ask the browser to keep the storage (`navigator.storage.persist()` was asked on the page; this records it).
    Persisted {
        /// The browser's answer.
        granted: bool,
    },
    /// Storage figures from `navigator.storage.estimate()`, asked on the page or in the worker.
    Estimate,
}

/// Which book to open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum OpenBook {
    /// The book of this device without an account.
    Local,
    /// The book of a team.
    Workspace {
        /// The workspace.
        workspace: WorkspaceId,
        /// Who is logged in.
        person: PersonId,
        /// This installation.
        device: DeviceId,
        /// WebSocket address of the relay.
        relay: String,
    },
}

/// How a person writes and reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preferences {
    /// Currency of amounts without one.
    pub currency: [u8; 3],
    /// Calling code of phones without one: `880`.
    pub calling_code: String,
    /// Day before month.
    pub day_first: bool,
    /// Minutes from UTC to the person's time now.
    pub utc_offset_minutes: i32,
    /// First day of the week: 0 = Sunday.
    pub first_weekday: u8,
}

/// What a screen can watch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Watch {
    /// A window of a list.
    List {
        /// Which records.
        query: Query,
        /// First row wanted.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// A board over a choice field.
    Board {
        /// Which records; its sort orders the cards where no hand has placed them.
        query: Query,
        /// The choice field.
        field: FieldKey,
        /// Cards wanted per column, in the order of the field's choices (missing = 50).
        windows: Vec<u32>,
    },
    /// One record with its timeline and its related records.
    Record {
        /// The record.
        record: RecordId,
    },
    /// What is late, due and next.
    Today {
        /// The person's day.
        day: Day,
    },
    /// How many records of each object there are.
    Counts,
    /// What is sent, what waits, what needs attention.
    Sync,
    /// A running import.
    Import,
}

/// What the engine sends to a tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// The engine runs and speaks this version.
    Ready {
        /// [`MESSAGES`] of the engine.
        messages: u16,
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
}

/// What comes of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Done; an edit is durable on this device.
    Done,
    /// These records were made or touched.
    Records(Vec<Link>),
    /// Found records, best first.
    Found(Vec<Found>),
    /// What is in the file.
    ImportPreview(ImportPreview),
    /// A file.
    File {
        /// Suggested name.
        name: String,
        /// Media type.
        media: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
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

/// A found record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The record.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// A second line: account, e-mail or phone.
    pub subtitle: String,
}

/// What there is to see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum View {
    /// Rows.
    List(ListView),
    /// Columns of cards.
    Board(BoardView),
    /// A record; `None` when it is not on this device.
    Record(Option<Box<RecordView>>),
    /// The day.
    Today(TodayView),
    /// Records per object, deleted ones apart.
    Counts(BTreeMap<ObjectKey, u32>),
    /// Sync.
    Sync(Box<SyncView>),
    /// Import.
    Import(ImportProgress),
}

/// A window of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListView {
    /// Records that match.
    pub total: u32,
    /// Place of the first row.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<ListRow>,
    /// Titles of the records that the rows link to.
    pub titles: BTreeMap<RecordId, String>,
}

/// A row of a list or a card of a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListRow {
    /// The record.
    pub record: RecordId,
    /// What it is called.
    pub title: String,
    /// Values of the asked columns that are filled.
    pub values: Vec<(FieldKey, Value)>,
    /// Device time of the latest change.
    pub modified_at: Timestamp,
    /// Fields in conflict.
    pub conflicts: Vec<FieldKey>,
    /// Whether an edit of it waits to be sent.
    pub unsent: bool,
}

/// A board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BoardView {
    /// One column per choice of the field, in its order; records without a value are in the first.
    pub columns: Vec<BoardColumn>,
    /// Titles of the records that the cards link to.
    pub titles: BTreeMap<RecordId, String>,
}

/// A column of a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardColumn {
    /// The choice.
    pub choice: String,
    /// All records in it.
    pub total: u32,
    /// Sums of `amount` over all of them, one per currency.
    pub sums: Vec<Money>,
    /// The same weighted by probability.
    pub weighted: Vec<Money>,
    /// The first cards.
    pub cards: Vec<ListRow>,
}

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
    /// Whether it is deleted.
    pub deleted: bool,
    /// How safe its latest edit is.
    pub safety: Safety,
    /// Its history and the activities about it, newest first.
    pub timeline: Vec<TimelineItem>,
    /// Records that link to it, by object and field.
    pub related: Vec<Related>,
    /// Titles of every record named above.
    pub titles: BTreeMap<RecordId, String>,
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

/// The day of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TodayView {
    /// Open tasks, planned calls and meetings before today, oldest first, at most 100.
    pub late: Vec<AgendaItem>,
    /// Those of today.
    pub today: Vec<AgendaItem>,
    /// Those of the next seven days.
    pub next: Vec<AgendaItem>,
    /// How many are late in all.
    pub late_total: u32,
    /// Open deals per stage: stage id, count, sums.
    pub pipeline: Vec<(String, u32, Vec<Money>)>,
    /// Open deals that close within seven days or should have closed, nearest first, at most 20.
    pub closing: Vec<ListRow>,
    /// Records with a conflict, at most 20.
    pub conflicts: Vec<Found>,
    /// Titles of every record named above.
    pub titles: BTreeMap<RecordId, String>,
    /// Whether the book holds any record at all.
    pub empty: bool,
}

/// A task, call or meeting with its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// The activity.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// The person's day of it.
    pub day: Day,
    /// Its time, where it has one.
    pub at: Option<Timestamp>,
    /// What it is about.
    pub about: Option<Link>,
}

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
    /// Records that could not be read and were set aside.
    pub quarantined: u32,
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
