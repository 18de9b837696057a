//! Desk: what only its person reads and writes about others' records: what was read, what is followed.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::{PersonId, RecordId};

/// The object of desks. It is no part of the catalogue: no list, no search and no export shows a desk.
pub const KEY: &str = "desk";
/// The records that the person follows.
pub const FOLLOWS: &str = "follows";
/// What of the inbox was read: a tag for each entry.
pub const READ: &str = "read";

/// What can be followed.
const FOLLOWED: &[&str] = &["account", "contact", "lead", "deal", "task", "call", "meeting"];

/// One desk for each person; two devices that make it at once make the same one.
pub static DESK: ObjectDefinition = ObjectDefinition {
    key: KEY,
    fields: &[
        FieldDefinition::new(FOLLOWS, Kind::Links).to(FOLLOWED),
        FieldDefinition::new(READ, Kind::Tags),
    ],
    title: &[],
    subtitle: None,
    columns: &[],
    quick: &[],
    board: None,
    activity: false,
};

/// The desk of a person. A relay refuses what others write into it.
pub fn desk_of(person: PersonId) -> RecordId {
    let mut id = person.0;
    for (byte, letter) in id.iter_mut().zip(KEY.bytes()) {
        *byte ^= letter;
    }
    RecordId(id)
}
