//! A board: one column of cards per choice, with sums over all records of the column.

use super::list::value;
use super::{Rows, Slot};
use crm_core::ids::FieldKey;
use crm_core::messages::{BoardColumn, BoardView};
use crm_core::objects;
use crm_core::value::{Money, Value};
use crm_core::views::query::Query;
use std::collections::BTreeMap;

/// Cards in a column where the screen asked for no number.
const CARDS: u32 = 50;

#[derive(Default)]
struct Column {
    /// Hand-made place first, then the order of the query.
    cards: Vec<(Option<String>, usize, Slot)>,
    sums: BTreeMap<[u8; 3], i64>,
    weighted: BTreeMap<[u8; 3], i64>,
}

impl Rows {
    /// The board of a query over a choice field. Records without a choice stand in the first column.
    pub fn board(&mut self, query: &Query, field: &FieldKey, windows: &[u32]) -> BoardView {
        let Some(definition) = objects::object(&query.object) else { return BoardView::default() };
        let Some(choices) = definition.field(field).map(|field| field.choices) else {
            return BoardView::default();
        };
        let code = |key: &str| definition.field_code(key).unwrap_or(u8::MAX);
        let (choice_code, amount_code, place_code) = (code(field), code("amount"), code("position"));
        let mut columns: Vec<Column> = choices.iter().map(|_| Column::default()).collect();
        for (order, slot) in self.matching(definition, query).into_iter().enumerate() {
            let view = self.view(slot);
            let choice = view.text(choice_code);
            let at = choice.and_then(|id| choices.iter().position(|choice| choice.id == id)).unwrap_or(0);
            let Some(column) = columns.get_mut(at) else { continue };
            column.cards.push((view.text(place_code).map(str::to_owned), order, slot));
            if let Some(Value::Money(Money { minor, currency })) = view.value(amount_code) {
                *column.sums.entry(currency).or_default() += minor;
            }
            if let Some(Value::Money(Money { minor, currency })) = value(definition, view, "expected_revenue")
            {
                *column.weighted.entry(currency).or_default() += minor;
            }
        }
        let columns = columns.into_iter().zip(choices).enumerate().map(|(at, (mut column, choice))| {
            // Cards that a hand has placed come first, in their places.
            column.cards.sort_by(|one, other| match (&one.0, &other.0) {
                (Some(one), Some(other)) => one.cmp(other),
                (one, other) => other.is_some().cmp(&one.is_some()),
            });
            let window = windows.get(at).copied().unwrap_or(CARDS) as usize;
            let cards = column
                .cards
                .iter()
                .take(window)
                .map(|(_, _, slot)| self.row(*slot, definition, &query.columns));
            BoardColumn {
                choice: choice.id.to_owned(),
                total: u32::try_from(column.cards.len()).unwrap_or(u32::MAX),
                cards: cards.collect(),
                sums: money(&column.sums),
                weighted: money(&column.weighted),
            }
        });
        let columns: Vec<BoardColumn> = columns.collect();
        let mut titles = BTreeMap::new();
        for column in &columns {
            titles.extend(self.titles_in(&column.cards));
        }
        BoardView { columns, titles }
    }

    /// The places that cards of a column have by hand, in order: a moved card goes between two of them.
    pub fn places(&self, object: &str, field: &str, choice: &str) -> Vec<(String, crm_core::ids::RecordId)> {
        let Some(definition) = objects::object(object) else { return Vec::new() };
        let code = |key: &str| definition.field_code(key).unwrap_or(u8::MAX);
        let (choice_code, place_code) = (code(field), code("position"));
        let here = self.records().filter(|view| {
            view.object_code() == definition.code()
                && !view.deleted()
                && view.text(choice_code) == Some(choice)
        });
        let mut places: Vec<_> =
            here.filter_map(|view| Some((view.text(place_code)?.to_owned(), view.id()))).collect();
        places.sort_unstable();
        places
    }
}

fn money(sums: &BTreeMap<[u8; 3], i64>) -> Vec<Money> {
    sums.iter().map(|(&currency, &minor)| Money { minor, currency }).collect()
}
