//! What lists, boards and search look like.

use super::{
    AccessView, CalendarView, ConflictsView, ImportProgress, InboxView, NewsView, RecordView, SeeingView,
    SyncView, TodayView,
};
use crate::commands::Refusal;
use crate::ids::{Day, FieldKey, ObjectKey, PersonId, RecordId, Timestamp};
use crate::value::{Link, Money, Value};
use crate::views::duplicates::Reason;
use crate::views::shaping::Shaping;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// What the records of a list hold, field by field.
    Facets(Vec<Facet>),
    /// Columns of cards.
    Board(BoardView),
    /// A record; `None` when it is not on this device.
    Record(Option<Box<RecordView>>),
    /// Who else looks at a record, and the field that they type into.
    Presence(Vec<(PersonId, Option<FieldKey>)>),
    /// The day.
    Today(TodayView),
    /// Days of a calendar.
    Calendar(CalendarView),
    /// What others changed.
    News(NewsView),
    /// What concerns this person.
    Inbox(InboxView),
    /// Entries of the inbox that are not read.
    Unread(u32),
    /// Another's eyes.
    Seeing(SeeingView),
    /// Who sees a record; `None` when it is not on this device.
    Access(Option<Box<AccessView>>),
    /// Records per object, deleted ones apart.
    Counts(BTreeMap<ObjectKey, u32>),
    /// What the team made of its book.
    Shaping(Shaping),
    /// What may be there twice.
    Duplicates(DuplicatesView),
    /// What was deleted.
    Bin(BinView),
    /// What lacks something.
    Incomplete(IncompleteView),
    /// What waits for a choice.
    Conflicts(ConflictsView),
    /// Sync.
    Sync(Box<SyncView>),
    /// Import.
    Import(ImportProgress),
}

/// What may be there twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DuplicatesView {
    /// How far the book is looked through; `None` when it is done.
    pub looking: Option<(u32, u32)>,
    /// How many groups there are.
    pub total: u32,
    /// The likeliest of them.
    pub groups: Vec<MaybeOne>,
}

/// Records that may be one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaybeOne {
    /// The records and what they are called.
    pub records: Vec<(Link, String)>,
    /// How much speaks for it, up to 100: of the pair for which the least does.
    pub score: u8,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Deleted records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BinView {
    /// How many there are.
    pub total: u32,
    /// The latest of them.
    pub rows: Vec<DeletedRow>,
}

/// Records that are not as the team wants them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IncompleteView {
    /// How many there are.
    pub total: u32,
    /// Those that were changed last.
    pub records: Vec<Incomplete>,
}

/// A record that lacks something, or holds what it should not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incomplete {
    /// The record.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// What is wrong with it, in order.
    pub faults: Vec<Refusal>,
}

/// A deleted record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedRow {
    /// The record.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// When it was deleted.
    pub at: Timestamp,
    /// By whom, where that is known.
    pub by: Option<PersonId>,
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

/// The values of a field in a list, those of the most records first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    /// The field.
    pub field: FieldKey,
    /// A value, or one member of a set, and how many records hold it.
    pub values: Vec<(Value, u32)>,
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
    /// One column per choice of the field, in its order. Deals whose stage is not known here are in the first.
    pub columns: Vec<BoardColumn>,
    /// Of each card with something planned or late: the day of what comes first.
    pub next: BTreeMap<RecordId, Day>,
    /// Titles of the records that the cards link to.
    pub titles: BTreeMap<RecordId, String>,
}

/// A column of a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardColumn {
    /// The choice; empty of those without one.
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
