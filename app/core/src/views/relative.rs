//! Days of conditions that move with the calendar: today, so many days ago, so many days from now. They are kept as text
//! (`today`, `today-30`, `today+7`) and become days when a list is looked at, so that a saved view means the same to
//! everybody on every day.

use super::query::{Filter, Query};
use crate::fields::calendar::start_of;
use crate::fields::{FilterOperator, Kind};
use crate::ids::Day;
use crate::objects::{self, FieldDefinition};
use crate::value::Value;
use std::borrow::Cow;

/// Furthest day from today, either way.
pub const FURTHEST: i32 = 36_500;

/// What stands for today.
const TODAY: &str = "today";

/// A day so many days from today; before it where that is negative.
pub fn argument(days: i32) -> Value {
    let days = days.clamp(-FURTHEST, FURTHEST);
    Value::Text(if days == 0 { TODAY.to_owned() } else { format!("{TODAY}{days:+}") })
}

/// How many days from today an argument stands; `None` of one that is no such day.
pub fn days(argument: &Value) -> Option<i32> {
    let Value::Text(text) = argument else { return None };
    let rest = text.strip_prefix(TODAY)?;
    if rest.is_empty() {
        return Some(0);
    }
    let signed = rest.starts_with(['+', '-']);
    rest.parse().ok().filter(|days| signed && (-FURTHEST..=FURTHEST).contains(days))
}

/// The questions that can be asked with such a day; none of kinds that are no days.
pub fn questions(kind: Kind) -> &'static [FilterOperator] {
    const OF_DAYS: &[FilterOperator] =
        &[FilterOperator::Is, FilterOperator::IsNot, FilterOperator::AtLeast, FilterOperator::AtMost];
    if kind == Kind::Date {
        OF_DAYS
    } else if kind == Kind::DateTime {
        // A moment is hardly ever exactly another one.
        &OF_DAYS[2..]
    } else {
        &[]
    }
}

/// Whether a condition moves with the calendar.
pub fn is_relative(field: &FieldDefinition, filter: &Filter) -> bool {
    let moves = |argument: &Value| days(argument).is_some();
    questions(field.kind).contains(&filter.operator) && filter.argument.as_ref().is_some_and(moves)
}

/// The same condition on that day.
fn on(filter: &Filter, field: &FieldDefinition, today: Day, utc_offset_minutes: i32) -> Option<Filter> {
    let days = filter.argument.as_ref().and_then(days).filter(|_| is_relative(field, filter))?;
    let day = today.saturating_add(days);
    let argument = match (field.kind, filter.operator) {
        // The whole day counts.
        (Kind::DateTime, FilterOperator::AtMost) => {
            Value::Moment(start_of(day.saturating_add(1), utc_offset_minutes) - 1)
        }
        (Kind::DateTime, _) => Value::Moment(start_of(day, utc_offset_minutes)),
        _ => Value::Date(day),
    };
    Some(Filter { argument: Some(argument), ..filter.clone() })
}

/// Whether one of these conditions on records of an object moves with the calendar.
pub fn any_moves(object: &str, filters: &[Filter]) -> bool {
    let Some(definition) = objects::object(object) else { return false };
    let field = |filter: &Filter| definition.field(&filter.field);
    filters.iter().any(|filter| field(filter).is_some_and(|field| is_relative(field, filter)))
}

/// A condition on that day, for a person that many minutes ahead of UTC; itself where it does not move.
pub fn on_day(object: &str, filter: &Filter, today: Day, utc_offset_minutes: i32) -> Filter {
    let field = objects::object(object).and_then(|definition| definition.field(&filter.field));
    field.and_then(|field| on(filter, field, today, utc_offset_minutes)).unwrap_or_else(|| filter.clone())
}

impl Query {
    /// Whether a condition of it moves with the calendar.
    pub fn moves(&self) -> bool {
        let Some(definition) = objects::object(&self.object) else { return false };
        let moves =
            |filter: &Filter| definition.field(&filter.field).is_some_and(|field| is_relative(field, filter));
        self.conditions().any(moves)
    }

    /// The same query on that day, for a person that many minutes ahead of UTC.
    pub fn on(&self, today: Day, utc_offset_minutes: i32) -> Cow<'_, Self> {
        if !self.moves() {
            return Cow::Borrowed(self);
        }
        let mut now = self.clone();
        for filter in now.filters.iter_mut().chain(now.any.iter_mut().flatten()) {
            *filter = on_day(&self.object, filter, today, utc_offset_minutes);
        }
        Cow::Owned(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(field: &str, operator: FilterOperator, argument: Value) -> Filter {
        Filter { field: field.to_owned(), operator, argument: Some(argument) }
    }

    #[test]
    fn a_day_is_written_and_read_and_nothing_else_is_one() {
        for number in [0, 1, -1, 30, -FURTHEST, FURTHEST] {
            assert_eq!(days(&argument(number)), Some(number));
        }
        assert_eq!(argument(-30), Value::Text("today-30".to_owned()));
        assert_eq!(days(&argument(i32::MAX)), Some(FURTHEST));
        for text in
            ["", "tomorrow", "today 1", "today1", "today--1", "today+99999999999", "today+36501", "Today"]
        {
            assert_eq!(days(&Value::Text(text.to_owned())), None, "{text}");
        }
        assert_eq!(days(&Value::Date(0)), None);
    }

    #[test]
    fn conditions_become_those_of_the_day_and_others_stay() {
        let mut query = Query::all("deal");
        let named = filter("name", FilterOperator::Is, Value::Text("today".to_owned()));
        query.filters = vec![named.clone(), filter("close_date", FilterOperator::AtLeast, argument(-7))];
        query.any = vec![vec![
            filter("created_at", FilterOperator::AtLeast, argument(0)),
            filter("created_at", FilterOperator::AtMost, argument(0)),
            filter("created_at", FilterOperator::Is, argument(0)),
        ]];
        let now = query.on(20_000, 360).into_owned();
        let found = |filter: &Filter| filter.argument.clone().expect("an argument");
        assert_eq!(now.filters, [named, filter("close_date", FilterOperator::AtLeast, Value::Date(19_993))]);
        let day = 86_400_000;
        let midnight = 20_000 * day - 6 * 3_600_000;
        assert_eq!(found(&now.any[0][0]), Value::Moment(midnight));
        assert_eq!(found(&now.any[0][1]), Value::Moment(midnight + day - 1));
        assert_eq!(now.any[0][2], query.any[0][2], "no question for a moment");
        assert!(query.moves() && !now.moves());
        assert!(matches!(Query::all("deal").on(20_000, 0), Cow::Borrowed(_)));
    }
}
