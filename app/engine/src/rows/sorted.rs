//! The records of one object in one order, kept up to date row by row.

use super::Slot;
use crm_core::fields::fold;
use crm_core::objects::CATALOGUE;
use crm_core::views::query::{MOST_THEN, Query};
use crm_core::views::row::RowView;

/// Which order. Both directions share one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Order {
    object_code: u8,
    field: String,
    then: Vec<Then>,
}

/// The order of those that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Then {
    field: String,
    /// Largest first.
    descending: bool,
    /// The list is read from its end, as one with the largest first is.
    reversed: bool,
}

impl Order {
    pub(super) fn new(object_code: u8, query: &Query) -> Self {
        let reversed = query.sort.descending;
        let then = query.then.iter().take(MOST_THEN).filter(|then| then.field != query.sort.field);
        let then = then.map(|then| Then { field: then.field.clone(), descending: then.descending, reversed });
        Self { object_code, field: query.sort.field.clone(), then: then.collect() }
    }

    /// What a row is sorted by; `None` where it has no value.
    fn sort_key(&self, view: RowView<'_>, field: &str) -> Option<Vec<u8>> {
        match field {
            "title" => Some(fold::sort_key(&view.title())),
            "modified_at" => Some(view.modified_at().to_be_bytes().to_vec()),
            field => CATALOGUE.get(usize::from(self.object_code)).and_then(|definition| {
                let value = view.value_at(definition.place(field)?)?;
                Some(definition.field(field)?.kind.behaviour().sort_key(&value))
            }),
        }
    }

    /// `None` where the row does not belong here.
    fn key(&self, view: RowView<'_>) -> Option<Key> {
        if view.object_code() != self.object_code || view.deleted() {
            return None;
        }
        let own = self.sort_key(view, &self.field);
        let empty = own.is_none();
        let mut bytes = own.unwrap_or_default();
        for then in &self.then {
            bytes.push(0);
            then.put(self.sort_key(view, &then.field), empty, &mut bytes);
        }
        if self.field != "title" {
            bytes.push(0);
            bytes.extend(fold::sort_key(&view.title()));
        }
        Some(Key { empty, bytes: bytes.into(), id: view.id().0 })
    }
}

impl Then {
    /// Adds what stands in the field, so that the bytes sort as it is wanted: those without a value last, whichever way the
    /// list is read. Those that have nothing in the first field are never read from the end.
    fn put(&self, own: Option<Vec<u8>>, first_is_empty: bool, bytes: &mut Vec<u8>) {
        let reversed = self.reversed && !first_is_empty;
        bytes.push(u8::from(own.is_none() != reversed));
        let turned = if self.descending == reversed { 0 } else { u8::MAX };
        let own = own.unwrap_or_default();
        bytes.extend(own.into_iter().chain([0]).map(|byte| byte ^ turned));
    }
}

/// Filled before empty, then by the field, then by title, then by id.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    empty: bool,
    bytes: Box<[u8]>,
    id: [u8; 16],
}

#[derive(Debug, Default)]
pub(super) struct Sorted {
    entries: Vec<(Key, Slot)>,
    /// How many have a value; they come first.
    filled: usize,
}

impl Sorted {
    pub(super) fn build<'a>(order: &Order, rows: impl Iterator<Item = (Slot, RowView<'a>)>) -> Self {
        let mut entries: Vec<_> =
            rows.filter_map(|(slot, view)| order.key(view).map(|key| (key, slot))).collect();
        entries.sort_unstable();
        let filled = entries.partition_point(|(key, _)| !key.empty);
        Self { entries, filled }
    }

    pub(super) fn insert(&mut self, order: &Order, slot: Slot, view: RowView<'_>) {
        let Some(key) = order.key(view) else { return };
        let place = self.entries.partition_point(|(other, _)| *other < key);
        self.filled += usize::from(!key.empty);
        self.entries.insert(place, (key, slot));
    }

    pub(super) fn remove(&mut self, order: &Order, slot: Slot, view: RowView<'_>) {
        let Some(key) = order.key(view) else { return };
        let place = self.entries.partition_point(|(other, _)| *other < key);
        if self.entries.get(place).is_some_and(|(_, other)| *other == slot) {
            let (key, _) = self.entries.remove(place);
            self.filled -= usize::from(!key.empty);
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.entries.len()
    }

    /// The slots in order. Empty values stand last in both directions.
    pub(super) fn slots(&self, descending: bool) -> impl Iterator<Item = Slot> {
        let place = move |place: usize| {
            if descending && place < self.filled { self.filled - 1 - place } else { place }
        };
        (0..self.entries.len()).map(move |at| self.entries[place(at)].1)
    }
}
