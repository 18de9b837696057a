//! One record as read from its document, with the other values of its conflicts.

use crate::ids::{ActorId, FieldKey, ObjectKey, RecordId, Timestamp};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its object.
    pub object: ObjectKey,
    /// The fields that hold something.
    pub values: BTreeMap<FieldKey, Value>,
    /// Fields where two people wrote different values at the same time.
    pub conflicts: Vec<Conflict>,
    /// Device time of its latest change.
    pub modified_at: Timestamp,
    /// Actor of its latest change.
    pub modified_by: Option<ActorId>,
}

impl Record {
    /// A record that holds nothing yet.
    pub fn empty(id: RecordId, object: &str) -> Self {
        Self {
            id,
            object: object.to_owned(),
            values: BTreeMap::new(),
            conflicts: Vec::new(),
            modified_at: 0,
            modified_by: None,
        }
    }

    /// The value of a field.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.values.get(field)
    }

    /// The text of a text or choice field.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self.values.get(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes in what its companion holds of a field: that alone counts, whatever the record itself still has there.
    pub fn take_in(&mut self, companion: Self, field: &str) {
        let Self { mut values, conflicts, modified_at, modified_by, .. } = companion;
        self.conflicts.retain(|conflict| conflict.field != field);
        self.conflicts.extend(conflicts.into_iter().filter(|conflict| conflict.field == field));
        match values.remove(field) {
            Some(value) => self.values.insert(field.to_owned(), value),
            None => self.values.remove(field),
        };
        if modified_at > self.modified_at {
            (self.modified_at, self.modified_by) = (modified_at, modified_by);
        }
    }

    /// Whether it is deleted.
    pub fn deleted(&self) -> bool {
        self.values.contains_key("deleted_at")
    }
}

/// A field with more than one value, none of which knows of the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field.
    pub field: FieldKey,
    /// Every value but the one shown.
    pub others: Vec<OtherValue>,
    /// Who wrote the one shown.
    pub shown_by: ActorId,
    /// When, by that device's clock.
    pub shown_at: Timestamp,
}

/// A value that another device wrote at the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherValue {
    /// The value.
    pub value: Option<Value>,
    /// The actor that wrote it.
    pub actor: ActorId,
    /// When, by that device's clock.
    pub at: Timestamp,
}
