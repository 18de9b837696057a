//! What lists, boards, search and the day look like.

use super::{ImportProgress, RecordView, SyncView};
use crate::ids::{Day, FieldKey, ObjectKey, PersonId, RecordId, Timestamp};
use crate::value::{Link, Money, Value};
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
