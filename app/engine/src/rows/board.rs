//! A board: one column of cards per choice, with sums over all records of the column.

use super::agenda::agenda_item;
use super::list::value;
use super::{Rows, Slot};
use crm_core::fields::Kind;
use crm_core::ids::{Day, FieldKey, RecordId};
use crm_core::messages::{BoardColumn, BoardView};
use crm_core::objects::{self, FieldDefinition, ObjectDefinition};
use crm_core::value::{Money, Value};
use crm_core::views::query::Query;
use crm_core::views::row::RowView;
use crm_core::views::shaping::options::CustomOption;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Cards in a column where the screen asked for no number.
const CARDS: u32 = 50;

/// Which board, and how much of it.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The choice field.
    pub field: &'a FieldKey,
    /// Of stages: whose.
    pub pipeline: &'a str,
    /// Cards per choice.
    pub windows: &'a BTreeMap<String, u32>,
    /// In which day a moment falls.
    pub utc_offset_minutes: i32,
}

#[derive(Default)]
struct Column {
    choice: String,
    retired: bool,
    /// Hand-made place first, then the order of the query.
    cards: Vec<(Option<String>, usize, Slot)>,
    sums: BTreeMap<[u8; 3], i64>,
    weighted: BTreeMap<[u8; 3], i64>,
}

impl Column {
    fn of(option: &CustomOption) -> Self {
        Self { choice: option.value.clone(), retired: option.retired, ..Self::default() }
    }

    /// The column as it is shown: with as many cards as are wanted.
    fn shown(mut self, window: u32, row: impl Fn(Slot) -> crm_core::messages::ListRow) -> BoardColumn {
        // Cards that a hand has placed come first, in their places.
        self.cards.sort_by(|one, other| match (&one.0, &other.0) {
            (Some(one), Some(other)) => one.cmp(other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        });
        BoardColumn {
            choice: self.choice,
            total: u32::try_from(self.cards.len()).unwrap_or(u32::MAX),
            cards: self.cards.iter().take(window as usize).map(|(_, _, slot)| row(*slot)).collect(),
            sums: money(&self.sums),
            weighted: money(&self.weighted),
        }
    }
}

impl Rows {
    /// The board of a query over a choice field. Deals of other pipelines are not on it; those whose stage is not known here
    /// stand in the first column of the first pipeline. A choice that is offered no more has a column while it has cards.
    pub fn board(&mut self, query: &Query, wanted: &Wanted<'_>) -> BoardView {
        let Some(definition) = objects::object(&query.object) else { return BoardView::default() };
        let Some(field) = definition.field(wanted.field).filter(|field| field.kind == Kind::Choice) else {
            return BoardView::default();
        };
        let mut columns = self.empty_columns(definition, field, wanted.pipeline);
        let code = |key: &str| definition.field_code(key).unwrap_or(u8::MAX);
        let (amount_code, place_code) = (code("amount"), code("position"));
        for (order, slot) in self.matching(definition, query).into_iter().enumerate() {
            let view = self.view(slot);
            let Some(at) = self.column_of(&mut columns, field, wanted.pipeline, view) else { continue };
            let column = &mut columns[at];
            column.cards.push((view.text(place_code).map(str::to_owned), order, slot));
            if let Some(Value::Money(Money { minor, currency })) = view.value(amount_code) {
                *column.sums.entry(currency).or_default() += minor;
            }
            if let Some(Value::Money(Money { minor, currency })) = value(definition, view, "expected_revenue")
            {
                *column.weighted.entry(currency).or_default() += minor;
            }
        }
        columns.retain(|column| !column.cards.is_empty() || !column.retired);
        let columns = columns.into_iter().map(|column| {
            let window = wanted.windows.get(&column.choice).copied().unwrap_or(CARDS);
            column.shown(window, |slot| self.row(slot, definition, &query.columns))
        });
        let columns: Vec<BoardColumn> = columns.collect();
        let mut titles = BTreeMap::new();
        for column in &columns {
            titles.extend(self.titles_in(&column.cards));
        }
        let next = self.next_of(&columns, wanted.utc_offset_minutes);
        BoardView { columns, titles, next }
    }

    /// A column per choice; first, but shown only with cards, one for records without any.
    fn empty_columns(
        &self,
        definition: &ObjectDefinition,
        field: &FieldDefinition,
        pipeline: &str,
    ) -> Vec<Column> {
        let options = self.options(definition, field);
        let here =
            |option: &&CustomOption| option.stage.as_ref().is_none_or(|stage| stage.pipeline == pipeline);
        let columns = options.iter().filter(here).map(Column::of);
        if options.iter().any(|option| option.stage.is_some()) {
            return columns.collect();
        }
        let without = Column { retired: true, ..Column::default() };
        [without].into_iter().chain(columns).collect()
    }

    /// In which column a record stands; a choice that is not known here gets one of its own.
    fn column_of(
        &self,
        columns: &mut Vec<Column>,
        field: &FieldDefinition,
        pipeline: &str,
        view: RowView<'_>,
    ) -> Option<usize> {
        let own = view.object().and_then(|definition| definition.field_code(field.key));
        let choice = match (own, own.is_none().then(|| view.value_of(field.key)).flatten()) {
            (Some(code), _) => Cow::Borrowed(view.text(code).unwrap_or_default()),
            (None, Some(Value::Text(choice))) => Cow::Owned(choice),
            (None, _) => Cow::Borrowed(""),
        };
        if let Some(at) = columns.iter().position(|column| column.choice == choice) {
            return Some(at);
        }
        if field.choices.iter().any(|choice| choice.stage.is_some()) {
            let elsewhere = self.stages().get(&choice).is_some() || !pipeline.is_empty();
            return (!elsewhere && !columns.is_empty()).then_some(0);
        }
        columns.push(Column { choice: choice.into_owned(), retired: true, ..Column::default() });
        Some(columns.len() - 1)
    }

    /// Of each card the first day on which something about it is planned, or was and was not done.
    fn next_of(&self, columns: &[BoardColumn], utc_offset_minutes: i32) -> BTreeMap<RecordId, Day> {
        let cards = columns.iter().flat_map(|column| &column.cards).map(|card| card.record);
        let mut next: BTreeMap<RecordId, Day> = cards.map(|record| (record, Day::MAX)).collect();
        for row in self.records().filter(|row| !row.deleted()) {
            let Some(definition) = row.object().filter(|definition| definition.activity) else { continue };
            let about = definition.field_code("about").and_then(|code| row.value(code));
            let Some(Value::Link(about)) = about else { continue };
            let Some(first) = next.get_mut(&about.record) else { continue };
            let item = agenda_item(definition, row, utc_offset_minutes).filter(|item| !item.done);
            *first = item.map_or(Day::MAX, |item| item.day).min(*first);
        }
        next.retain(|_, day| *day != Day::MAX);
        next
    }

    /// The places that cards of a column have by hand, in order: a moved card goes between two of them.
    pub fn places(&self, object: &str, field: &str, choice: &str) -> Vec<(String, RecordId)> {
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
