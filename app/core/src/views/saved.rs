//! Saved views: a list as a person wants to see it again, under a name of its own. They can become records later,
//! which is why each has a record's id.

use super::layout::Layout;
use super::query::Query;
use crate::ids::RecordId;
use crate::objects::ObjectDefinition;
use serde::{Deserialize, Serialize};

/// Longest name, in letters.
pub const NAME_LETTERS: usize = 60;
/// Most views of one object: each is counted whenever a record changes.
pub const MOST: usize = 12;

/// A list with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its id, drawn when it is saved.
    pub id: RecordId,
    /// What the person calls it.
    pub name: String,
    /// Which records in which order.
    pub query: Query,
    /// With which columns.
    pub layout: Layout,
}

/// The saved views of one object, in the order of their tabs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SavedViews {
    /// The views.
    pub views: Vec<SavedView>,
    /// The one with which the list opens, also one that the team shares; `None` for all records.
    #[serde(default)]
    pub first: Option<RecordId>,
}

impl SavedView {
    /// The view as far as this build knows it; `None` where it is of another object or has a condition on no field.
    pub fn known(mut self, definition: &ObjectDefinition) -> Option<Self> {
        let fields = self.query.conditions().all(|filter| definition.field(&filter.field).is_some());
        self.layout = self.layout.known(definition);
        Some(self).filter(|view| view.query.object == definition.key && fields)
    }

    /// Whether a list shows exactly this.
    pub fn shows(&self, query: &Query, layout: &Layout) -> bool {
        let narrowed = self.query.filters == query.filters && self.query.any == query.any;
        let same = narrowed && self.query.sort == query.sort && self.query.then == query.then;
        same && self.query.search.trim() == query.search.trim() && self.layout == *layout
    }

    /// The query with the columns of the view.
    pub fn asked(&self) -> Query {
        Query { columns: self.layout.columns.clone(), ..self.query.clone() }
    }
}

impl SavedViews {
    /// Those of the object, without what this build does not know.
    #[must_use]
    pub fn known(mut self, definition: &ObjectDefinition) -> Self {
        let known = std::mem::take(&mut self.views).into_iter();
        self.views = known.filter_map(|view| view.known(definition)).take(MOST).collect();
        self
    }

    /// The view of that id.
    pub fn get(&self, id: RecordId) -> Option<&SavedView> {
        self.views.iter().find(|view| view.id == id)
    }

    /// Keeps a view: in the place of the one with its id, else at the end. False when there is no room for another, or
    /// its name is empty.
    pub fn keep(&mut self, mut view: SavedView) -> bool {
        view.name = view.name.trim().chars().take(NAME_LETTERS).collect();
        if view.name.is_empty() {
            return false;
        }
        match self.views.iter().position(|other| other.id == view.id) {
            Some(at) => self.views[at] = view,
            None if self.views.len() < MOST => self.views.push(view),
            None => return false,
        }
        true
    }

    /// Forgets a view.
    pub fn forget(&mut self, id: RecordId) {
        self.views.retain(|view| view.id != id);
    }

    /// Moves a tab one place.
    pub fn shift(&mut self, id: RecordId, towards_end: bool) {
        let Some(at) = self.views.iter().position(|view| view.id == id) else { return };
        let to = if towards_end { at + 1 } else { at.wrapping_sub(1) };
        if to < self.views.len() {
            self.views.swap(at, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::FilterOperator;
    use crate::objects::object;
    use crate::views::query::{Filter, Sort};

    fn view(number: u8, name: &str) -> SavedView {
        let deal = object("deal").expect("deals");
        let (query, layout) = (Query::all("deal"), Layout::usual(deal));
        SavedView { id: RecordId([number; 16]), name: name.to_owned(), query, layout }
    }

    fn names(views: &SavedViews) -> Vec<&str> {
        views.views.iter().map(|view| view.name.as_str()).collect()
    }

    #[test]
    fn views_are_kept_renamed_moved_and_forgotten() {
        let mut views = SavedViews::default();
        assert!(views.keep(view(1, " Mine ")) && views.keep(view(2, "Late")) && views.keep(view(3, "Big")));
        assert!(!views.keep(view(4, "  ")), "a view has a name");
        assert!(views.keep(view(1, "My own")));
        assert_eq!(names(&views), ["My own", "Late", "Big"]);
        views.shift(RecordId([3; 16]), false);
        views.shift(RecordId([2; 16]), true);
        views.shift(RecordId([1; 16]), false);
        assert_eq!(names(&views), ["My own", "Big", "Late"]);
        views.forget(RecordId([1; 16]));
        assert_eq!(names(&views), ["Big", "Late"]);
        for number in 10..30 {
            views.keep(view(number, "More"));
        }
        assert_eq!(views.views.len(), MOST);
    }

    #[test]
    fn what_another_build_kept_is_taken_as_far_as_it_is_known() {
        let mut strange = view(2, "Strange");
        let field = "no_such_field".to_owned();
        strange.query.filters.push(Filter { field, operator: FilterOperator::Filled, argument: None });
        let kept = SavedViews { views: vec![view(1, "Mine"), strange], first: None };
        let text = serde_json::to_string(&kept).expect("views are plain data");
        let read: SavedViews = serde_json::from_str(&text).expect("and come back");
        assert_eq!(read, kept);
        assert_eq!(names(&read.known(object("deal").expect("deals"))), ["Mine"]);
    }

    #[test]
    fn a_view_is_told_from_what_became_of_it() {
        let saved = view(1, "Mine");
        let mut query = saved.query.clone();
        assert!(saved.shows(&query, &saved.layout));
        query.search = "  ".to_owned();
        assert!(saved.shows(&query, &saved.layout), "spaces search for nothing");
        query.sort.descending = true;
        assert!(!saved.shows(&query, &saved.layout));
        let one = Filter { field: "stage".into(), operator: FilterOperator::Filled, argument: None };
        let then = Sort { field: "amount".to_owned(), descending: true };
        for other in [
            Query { filters: vec![one.clone()], ..saved.query.clone() },
            Query { any: vec![vec![one]], ..saved.query.clone() },
            Query { then: vec![then], ..saved.query.clone() },
        ] {
            assert!(!saved.shows(&other, &saved.layout), "{other:?}");
        }
    }
}
