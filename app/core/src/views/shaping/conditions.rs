//! A condition of a filter as one line of text, as definitions hold it: the field, the question, and what it is asked
//! about, as a file would hold that (`lead_source is referral`). One text, so that two who change a condition at once
//! leave one of the two and not a mixture.

use super::written;
use crate::fields::{FilterOperator, Kind, text};
use crate::objects::ObjectDefinition;
use crate::value::Value;
use crate::views::query::Filter;
use crate::views::relative;

/// What is asked, by the names that stand in the text.
const OPERATORS: [(FilterOperator, &str); 7] = [
    (FilterOperator::Empty, "empty"),
    (FilterOperator::Filled, "filled"),
    (FilterOperator::Is, "is"),
    (FilterOperator::IsNot, "is_not"),
    (FilterOperator::Contains, "contains"),
    (FilterOperator::AtMost, "at_most"),
    (FilterOperator::AtLeast, "at_least"),
];

/// A condition as text; `None` where the object has no such field.
pub fn write(definition: &ObjectDefinition, filter: &Filter) -> Option<String> {
    let field = definition.field(&filter.field)?;
    let (_, asked) = OPERATORS.iter().find(|(operator, _)| *operator == filter.operator)?;
    let argument = filter.argument.as_ref().map(|argument| {
        // A day that moves with the calendar is kept as it is.
        let moving = text::of(argument).filter(|_| relative::is_relative(field, filter));
        moving.map_or_else(|| written::value(field, argument), str::to_owned)
    });
    let words = [Some(field.key), Some(asked), argument.as_deref().filter(|text| !text.is_empty())];
    Some(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The condition that a text says; `None` where this build cannot read it, and where it moves with the calendar.
pub fn read(definition: &ObjectDefinition, text: &str) -> Option<Filter> {
    let field = |filter: &Filter| definition.field(&filter.field);
    let still = |filter: &Filter| !field(filter).is_some_and(|field| relative::is_relative(field, filter));
    read_moving(definition, text).filter(still)
}

/// The same, also where its day moves with the calendar (`close_date at_most today-1`).
pub fn read_moving(definition: &ObjectDefinition, text: &str) -> Option<Filter> {
    let mut words = text.splitn(3, ' ');
    let field = definition.field(words.next()?)?;
    let asked = words.next()?;
    let (operator, _) = OPERATORS.iter().find(|(_, name)| *name == asked)?;
    if field.kind == Kind::Computed || !field.kind.behaviour().filters().contains(operator) {
        return None;
    }
    let filter = |argument| Filter { field: field.key.to_owned(), operator: *operator, argument };
    match operator {
        FilterOperator::Empty | FilterOperator::Filled => Some(filter(None)),
        FilterOperator::Is
        | FilterOperator::IsNot
        | FilterOperator::Contains
        | FilterOperator::AtMost
        | FilterOperator::AtLeast => {
            let argument = words.next()?;
            let moving = filter(Some(Value::Text(argument.to_owned())));
            if relative::is_relative(field, &moving) {
                return Some(moving);
            }
            written::read(field, argument).map(|value| filter(Some(value)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::CATALOGUE;

    #[test]
    fn every_condition_reads_as_it_was_written() {
        let mut tried = 0;
        for definition in CATALOGUE {
            for field in definition.all_fields().filter(|field| field.kind != Kind::Computed) {
                for operator in field.kind.behaviour().filters() {
                    let asks = !matches!(operator, FilterOperator::Empty | FilterOperator::Filled);
                    for value in field.kind.behaviour().examples() {
                        let argument = asks.then_some(value);
                        let filter = Filter { field: field.key.to_owned(), operator: *operator, argument };
                        let text = write(definition, &filter).expect("a field of the object");
                        let again = read(definition, &text).expect("what was written");
                        if field.kind == Kind::Phones {
                            assert_eq!(write(definition, &again).as_ref(), Some(&text));
                        } else {
                            assert_eq!(again, filter, "{text}");
                        }
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 500, "{tried}");
    }

    #[test]
    fn what_no_condition_says_is_none() {
        let lead = crate::objects::object("lead").expect("leads");
        for text in [
            "",
            "budget",
            "budget  filled",
            "nothing is x",
            "budget likes 5",
            "budget at_least",
            "budget at_least much",
            "full_name contains x",
            "email_opt_out at_least 1",
        ] {
            assert_eq!(read(lead, text), None, "{text}");
        }
        let moving = "created_at at_least today-30";
        assert_eq!(read(lead, moving), None);
        let moving_too = read_moving(lead, moving).expect("a condition");
        assert_eq!(write(lead, &moving_too).as_deref(), Some(moving));
        assert_eq!(read_moving(lead, "last_name is today-30"), read(lead, "last_name is today-30"));
        let more = read(lead, "budget filled and more").expect("what stands behind is nothing");
        assert_eq!(more.argument, None);
    }
}
