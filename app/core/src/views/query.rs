//! What a list asks for.

use crate::fields::FilterOperator;
use crate::ids::{FieldKey, ObjectKey};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// Which records, in which order, with which columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// The object.
    pub object: ObjectKey,
    /// All of these must hold.
    pub filters: Vec<Filter>,
    /// Folded before use; every word must be found.
    pub search: String,
    /// The order; ties go by title, then by id.
    pub sort: Sort,
    /// Fields wanted in each row besides the title.
    pub columns: Vec<FieldKey>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The field.
    pub field: FieldKey,
    /// The question.
    pub operator: FilterOperator,
    /// What it is asked about.
    pub argument: Option<Value>,
}

/// An order of rows. Empty values stand last in both directions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sort {
    /// The field, or `title`, `created_at`, `modified_at`.
    pub field: FieldKey,
    /// Largest first.
    pub descending: bool,
}

impl Query {
    /// Every record of the object by title, with the columns of its definition.
    pub fn all(object: &str) -> Self {
        let columns = crate::objects::object(object).map_or(&[][..], |definition| definition.columns);
        Self {
            object: object.to_owned(),
            filters: Vec::new(),
            search: String::new(),
            sort: Sort { field: "title".to_owned(), descending: false },
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
        }
    }
}
