//! What a list asks for.

use crate::fields::FilterOperator;
use crate::ids::{FieldKey, ObjectKey};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// Most orders after the first.
pub const MOST_THEN: usize = 3;

/// Which records, in which order, with which columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// The object.
    pub object: ObjectKey,
    /// All of these must hold.
    pub filters: Vec<Filter>,
    /// Of each of these at least one must hold.
    #[serde(default)]
    pub any: Vec<Vec<Filter>>,
    /// Folded before use; every word must be found.
    pub search: String,
    /// The order; ties go by `then`, then by title, then by id.
    pub sort: Sort,
    /// The orders of those that are alike by the ones before; at most [`MOST_THEN`] count.
    #[serde(default)]
    pub then: Vec<Sort>,
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
            any: Vec::new(),
            search: String::new(),
            sort: Sort { field: "title".to_owned(), descending: false },
            then: Vec::new(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
        }
    }

    /// Every condition, also those of which one is enough.
    pub fn conditions(&self) -> impl Iterator<Item = &Filter> {
        self.filters.iter().chain(self.any.iter().flatten())
    }

    /// Whether some records may not be among those that are wanted.
    pub fn narrows(&self) -> bool {
        self.conditions().next().is_some() || !self.search.trim().is_empty()
    }

    /// Leaves all conditions out.
    pub fn clear(&mut self) {
        self.filters.clear();
        self.any.clear();
    }

    /// Joins a condition with another one, of which either is enough: with the one at that place of `filters`, or with
    /// those at that place of `any`.
    pub fn or(&mut self, with: Joined, filter: Filter) {
        match with {
            Joined::All(place) if place < self.filters.len() => {
                let first = self.filters.remove(place);
                self.any.push(vec![first, filter]);
            }
            Joined::Any(place) if place < self.any.len() => self.any[place].push(filter),
            Joined::All(_) | Joined::Any(_) => self.filters.push(filter),
        }
    }
}

/// Where a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// At that place among those that must all hold.
    All(usize),
    /// Among those of which one must hold.
    Any(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(field: &str) -> Filter {
        Filter { field: field.to_owned(), operator: FilterOperator::Filled, argument: None }
    }

    #[test]
    fn a_condition_joins_another_of_which_either_is_enough() {
        let mut query = Query::all("contact");
        assert!(!query.narrows());
        query.filters = vec![filled("a"), filled("b")];
        query.or(Joined::All(0), filled("c"));
        assert_eq!(
            (query.filters.clone(), query.any.clone()),
            (vec![filled("b")], vec![vec![filled("a"), filled("c")]])
        );
        query.or(Joined::Any(0), filled("d"));
        assert_eq!(query.any[0].len(), 3);
        query.or(Joined::Any(7), filled("e"));
        assert_eq!(query.filters.len(), 2, "what it was to join is gone");
        assert_eq!(query.conditions().count(), 5);
        query.clear();
        assert!(!query.narrows());
    }

    #[test]
    fn a_view_that_an_earlier_build_kept_is_read() {
        let kept = r#"{"object":"deal","filters":[],"search":"","sort":{"field":"title","descending":false},"columns":[]}"#;
        let read: Query = serde_json::from_str(kept).expect("as it was kept");
        assert_eq!((read.any.len(), read.then.len()), (0, 0));
    }
}
