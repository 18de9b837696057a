//! What a screen can keep watching.

use crate::ids::{Day, FieldKey, ObjectKey, PersonId, RecordId, Timestamp};
use crate::views::query::Query;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
        /// Of a board of stages: the pipeline; empty of the one that every team has.
        pipeline: String,
        /// Cards wanted per choice (missing = 50).
        windows: BTreeMap<String, u32>,
    },
    /// How many records of a list hold each value of these fields, each field counted as if it narrowed nothing.
    Facets {
        /// The list.
        query: Query,
        /// Fields with few values.
        fields: Vec<FieldKey>,
    },
    /// One record with its timeline and its related records.
    Record {
        /// The record.
        record: RecordId,
    },
    /// Who else looks at a record; it also tells them that this person does, and types into that field.
    Presence {
        /// The record.
        record: RecordId,
        /// The field.
        field: Option<FieldKey>,
    },
    /// What is late, due and next.
    Today {
        /// The person's day.
        day: Day,
    },
    /// Tasks, calls, meetings and closing deals of some days.
    Calendar {
        /// The first day.
        from: Day,
        /// The last day; of more than 62 days the first 62 are shown.
        to: Day,
    },
    /// What others changed since this person was last here.
    News {
        /// Since when.
        since: Timestamp,
        /// At most so many records, up to 100.
        limit: u16,
    },
    /// What others did that concerns this person.
    Inbox,
    /// How many entries of the inbox are not read; told once a second at most.
    Unread,
    /// Records of an object through another's eyes; for administrators.
    Seeing {
        /// Whose.
        person: PersonId,
        /// The object.
        object: ObjectKey,
        /// Only records that this finds.
        search: String,
    },
    /// Who sees a record.
    Access {
        /// The record.
        record: RecordId,
    },
    /// How many records of each object there are.
    Counts,
    /// What the team made of its book: fields, choices, pipelines, forms.
    Shaping,
    /// What may be there twice among the records of an object.
    Duplicates {
        /// The object.
        object: ObjectKey,
    },
    /// What was deleted, the latest first.
    Bin {
        /// Words of the title; may be empty.
        search: String,
        /// Records wanted, at most 500.
        limit: u32,
    },
    /// Records of this person that lack what the team wants filled.
    Incomplete {
        /// Records wanted, at most 100.
        limit: u32,
    },
    /// Records with an open conflict, and the values that wait for a choice.
    Conflicts {
        /// Only this person's.
        mine: bool,
        /// Records wanted, at most 100.
        limit: u32,
    },
    /// What is sent, what waits, what needs attention.
    Sync,
    /// A running import.
    Import,
}
