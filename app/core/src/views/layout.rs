//! How the columns of a list stand: which, in which order, how wide.

use crate::fields::Kind;
use crate::ids::FieldKey;
use crate::objects::{FieldDefinition, ObjectDefinition};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The narrowest column, in CSS pixels: some letters and the end of one.
pub const NARROWEST: u16 = 56;
/// The widest.
pub const WIDEST: u16 = 720;

/// Fields that say nothing in a list: the product's own, and the parts of what stands in the first column anyway.
const UNSEEN: [&str; 6] = ["position", "import", "external_id", "deleted_at", "deleted_by", "full_name"];

/// The columns after the title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The fields in order.
    pub columns: Vec<FieldKey>,
    /// Widths that a person chose, by field, or `title`; the other columns share what is left.
    pub widths: BTreeMap<FieldKey, u16>,
}

impl Layout {
    /// As the object's definition has it.
    pub fn usual(definition: &ObjectDefinition) -> Self {
        let columns = definition.columns.iter().map(|&column| column.to_owned()).collect();
        Self { columns, widths: BTreeMap::new() }
    }

    /// Without fields that this build does not know or that stand in it twice.
    #[must_use]
    pub fn known(mut self, definition: &ObjectDefinition) -> Self {
        let mut seen = Vec::new();
        self.columns.retain(|key| {
            let fresh = definition.field(key).is_some() && !seen.contains(key);
            seen.push(key.clone());
            fresh
        });
        self.widths.values_mut().for_each(|width| *width = (*width).clamp(NARROWEST, WIDEST));
        self
    }

    /// Shows a field at the end, or hides it.
    pub fn show(&mut self, key: &str, shown: bool) {
        self.columns.retain(|column| shown || column != key);
        if shown && !self.columns.iter().any(|column| column == key) {
            self.columns.push(key.to_owned());
        }
    }

    /// Moves a shown field one place towards the end, or towards the title.
    pub fn shift(&mut self, key: &str, towards_end: bool) {
        let Some(at) = self.columns.iter().position(|column| column == key) else { return };
        let to = if towards_end { at + 1 } else { at.wrapping_sub(1) };
        if to < self.columns.len() {
            self.columns.swap(at, to);
        }
    }

    /// Makes a column so wide.
    pub fn widen(&mut self, key: &str, width: u16) {
        self.widths.insert(key.to_owned(), width.clamp(NARROWEST, WIDEST));
    }
}

/// The fields that a list of the object can show.
pub fn listable(definition: &ObjectDefinition) -> Vec<&'static FieldDefinition> {
    let names = |key: &str| definition.title.contains(&key) && !definition.columns.contains(&key);
    let wanted = |field: &&'static FieldDefinition| {
        !UNSEEN.contains(&field.key) && !names(field.key) && field.kind != Kind::Recurrence
    };
    definition.all_fields().filter(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::{CATALOGUE, object};

    fn layout(columns: &[&str]) -> Layout {
        Layout { columns: columns.iter().map(|&key| key.to_owned()).collect(), widths: BTreeMap::new() }
    }

    #[test]
    fn columns_are_shown_hidden_and_moved() {
        let mut columns = layout(&["a", "b", "c"]);
        columns.show("b", false);
        assert_eq!(columns, layout(&["a", "c"]));
        columns.show("b", true);
        columns.show("b", true);
        assert_eq!(columns, layout(&["a", "c", "b"]));
        columns.shift("b", false);
        columns.shift("a", false);
        assert_eq!(columns, layout(&["a", "b", "c"]), "the first stays the first");
        columns.shift("a", true);
        columns.shift("c", true);
        columns.shift("unknown", true);
        assert_eq!(columns, layout(&["b", "a", "c"]), "the last stays the last");
    }

    #[test]
    fn what_was_kept_by_another_build_is_taken_as_far_as_it_is_known() {
        let deal = object("deal").expect("deals");
        let mut kept = layout(&["amount", "no_such_field", "stage", "amount"]);
        kept.widths.insert("amount".to_owned(), 9);
        let known = kept.known(deal);
        assert_eq!(known.columns, ["amount", "stage"]);
        assert_eq!(known.widths["amount"], NARROWEST);
    }

    #[test]
    fn every_usual_column_can_be_chosen() {
        for definition in CATALOGUE {
            let offered: Vec<&str> = listable(definition).iter().map(|field| field.key).collect();
            let usual = Layout::usual(definition);
            assert!(usual.columns.iter().all(|key| offered.contains(&key.as_str())), "{}", definition.key);
            assert!(!offered.contains(&"deleted_at"));
        }
    }
}
