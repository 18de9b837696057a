//! What the day and the calendar look like: tasks, calls and meetings with their times, and what others changed.

use super::{Found, ListRow, Signature};
use crate::ids::{Day, FieldKey, RecordId, Timestamp};
use crate::value::{Link, Money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Open deals that somebody has to look at, with the reasons, at most 20: those that close first, then those that
    /// nobody has touched for longest.
    pub needy: Vec<(ListRow, Vec<Need>)>,
    /// How many deals that are in all.
    pub needy_total: u32,
    /// Records with a conflict, at most 20.
    pub conflicts: Vec<Found>,
    /// How many that are in all.
    pub conflicts_total: u32,
    /// Titles of every record named above.
    pub titles: BTreeMap<RecordId, String>,
    /// Whether the book holds any record at all.
    pub empty: bool,
}

/// Why a deal needs somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// Its closing day is over.
    Overdue,
    /// It closes within seven days.
    ClosesSoon,
    /// Nobody has changed it for so many days, 14 or more.
    Untouched(u32),
    /// It has been in its stage for so many days, more than is usual there.
    Stalled(u32),
    /// Nobody wrote down what comes next.
    NoNextStep,
}

/// A task, call or meeting with its time, or the closing of a deal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// The record.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// The person's day of it, or on which it begins.
    pub day: Day,
    /// When it begins, where it has a time.
    pub at: Option<Timestamp>,
    /// When it ends, where that is known.
    pub until: Option<Timestamp>,
    /// Whether it takes whole days, whatever its times say.
    pub whole_days: bool,
    /// When the person wants to be reminded.
    pub remind_at: Option<Timestamp>,
    /// Whether it is done or took place.
    pub done: bool,
    /// What it is about.
    pub about: Option<Link>,
}

/// Some days of a calendar.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CalendarView {
    /// The days: first and last.
    pub days: (Day, Day),
    /// What begins in them or still goes on, in the order of its time, at most 1,000. What is close to their edges is
    /// among it, so that a screen can tell exactly in the person's time zone.
    pub items: Vec<AgendaItem>,
    /// How many more there are.
    pub left_out: u32,
    /// Titles of the records that the items are about.
    pub titles: BTreeMap<RecordId, String>,
}

/// What others changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewsView {
    /// The records, those in conflict first, then the latest change first.
    pub items: Vec<NewsItem>,
    /// Whether there is more than was asked for.
    pub more: bool,
}

/// What others did to one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewsItem {
    /// The record.
    pub link: Link,
    /// What it is called.
    pub title: String,
    /// Who changed it last, and when.
    pub by: Signature,
    /// What was done.
    pub what: News,
    /// Whether two values of a field wait for a choice.
    pub conflict: bool,
}

/// What was done to a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum News {
    /// It is new.
    Created,
    /// These fields were changed.
    Changed(Vec<FieldKey>),
    /// It was deleted.
    Deleted,
    /// It was restored.
    Restored,
}
