//! A window of a list.

use super::search::Needles;
use super::{Rows, Slot};
use crm_core::ids::{FieldKey, RecordId};
use crm_core::messages::{ListRow, ListView};
use crm_core::objects::{self, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query};
use crm_core::views::row::RowView;
use crm_core::views::selection::Selection;
use std::collections::BTreeMap;

impl Rows {
    /// The rows `offset..offset + limit` of a query, and how many match in all.
    pub fn list(&mut self, query: &Query, offset: u32, limit: u32) -> ListView {
        let Some(definition) = objects::object(&query.object) else { return ListView::default() };
        let narrowed = query.narrows();
        let (total, window) = if narrowed {
            let slots = self.matching(definition, query);
            (slots.len(), slots.into_iter().skip(offset as usize).take(limit as usize).collect())
        } else {
            let sorted = self.prepare_order(definition.code(), query);
            let window: Vec<Slot> =
                sorted.slots(query.sort.descending).skip(offset as usize).take(limit as usize).collect();
            (sorted.len(), window)
        };
        let rows: Vec<ListRow> =
            window.into_iter().map(|slot| self.row(slot, definition, &query.columns)).collect();
        let titles = self.titles_in(&rows);
        ListView { total: u32::try_from(total).unwrap_or(u32::MAX), offset, rows, titles }
    }

    /// Every record of a query, in its order.
    pub fn matching_records(&mut self, query: &Query) -> Vec<RecordId> {
        let Some(definition) = objects::object(&query.object) else { return Vec::new() };
        self.matching(definition, query).into_iter().map(|slot| self.view(slot).id()).collect()
    }

    /// The chosen records of a query. Those that are named one by one need not be found by it any more.
    pub fn chosen(&mut self, query: &Query, which: &Selection) -> Vec<RecordId> {
        match which {
            Selection::Only(records) => {
                records.iter().copied().filter(|record| self.get(*record).is_some()).collect()
            }
            Selection::AllBut(except) => {
                let mut found = self.matching_records(query);
                found.retain(|record| !except.contains(record));
                found
            }
        }
    }

    pub(super) fn matching(&mut self, definition: &ObjectDefinition, query: &Query) -> Vec<Slot> {
        let query = query.on(self.today.0, self.today.1);
        let query = query.as_ref();
        let needles = Needles::new(&query.search);
        if !needles.is_empty() {
            self.prepare_search(usize::MAX);
        }
        self.prepare_order(definition.code(), query);
        let sorted = &self.sorted[&super::Order::new(definition.code(), query)];
        let wanted = |slot: &Slot| {
            (needles.is_empty() || self.found(*slot, &needles))
                && query.filters.iter().all(|filter| passes(definition, self.view(*slot), filter))
                && passes_any(definition, self.view(*slot), query)
        };
        sorted.slots(query.sort.descending).filter(wanted).collect()
    }

    pub(super) fn row(&self, slot: Slot, definition: &ObjectDefinition, columns: &[FieldKey]) -> ListRow {
        self.list_row(self.view(slot), definition, columns)
    }

    pub(crate) fn list_row(
        &self,
        view: RowView<'_>,
        definition: &ObjectDefinition,
        columns: &[FieldKey],
    ) -> ListRow {
        let value = |column: &FieldKey| Some((column.clone(), value(definition, view, column)?));
        ListRow {
            record: view.id(),
            title: view.title(),
            values: columns.iter().filter_map(value).collect(),
            modified_at: view.modified_at(),
            conflicts: view.conflicting().map(|field| field.key.to_owned()).collect(),
            unsent: false,
        }
    }

    /// Titles of the records that rows link to.
    pub(crate) fn titles_in(&self, rows: &[ListRow]) -> BTreeMap<RecordId, String> {
        let values = rows.iter().flat_map(|row| row.values.iter().map(|(_, value)| value));
        self.titles_of(values)
    }

    /// Titles of the records that values link to.
    pub(crate) fn titles_of<'v>(
        &self,
        values: impl Iterator<Item = &'v Value>,
    ) -> BTreeMap<RecordId, String> {
        let mut titles = BTreeMap::new();
        for value in values {
            for record in super::links::targets(value) {
                // What is not here has no title, which is told from one that is without a name.
                if let Some(row) = self.get(record) {
                    titles.entry(record).or_insert_with(|| row.title());
                }
            }
        }
        titles
    }
}

/// The value of a column, computed ones included.
pub(crate) fn value(definition: &ObjectDefinition, view: RowView<'_>, column: &str) -> Option<Value> {
    let field = definition.field(column)?;
    if field.kind == crm_core::fields::Kind::Computed {
        return objects::computed::compute(definition.key, column, |key| view.value_of(key));
    }
    view.value_at(definition.place(column)?)
}

/// Whether a row passes one condition of each of those of which one is enough.
pub(super) fn passes_any(definition: &ObjectDefinition, view: RowView<'_>, query: &Query) -> bool {
    query.any.iter().all(|any| any.iter().any(|filter| passes(definition, view, filter)))
}

pub(super) fn passes(definition: &ObjectDefinition, view: RowView<'_>, filter: &Filter) -> bool {
    let Some(field) = definition.field(&filter.field) else { return false };
    let value = value(definition, view, &filter.field);
    field.kind.behaviour().matches(filter.operator, value.as_ref(), filter.argument.as_ref())
}
