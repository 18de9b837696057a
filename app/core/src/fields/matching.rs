//! Answers the questions of filters for every kind in one way.

use super::{FilterOperator, fold};
use crm_planted::{Bug, planted};

/// Questions about a value that is only the same or not.
pub(super) const SAME: &[FilterOperator] =
    &[FilterOperator::Empty, FilterOperator::Filled, FilterOperator::Is, FilterOperator::IsNot];
/// Questions about a value that has words.
pub(super) const WORDS: &[FilterOperator] = &[
    FilterOperator::Contains,
    FilterOperator::Is,
    FilterOperator::IsNot,
    FilterOperator::Empty,
    FilterOperator::Filled,
];
/// Questions about a value that has an order.
pub(super) const ORDERED: &[FilterOperator] = &[
    FilterOperator::Is,
    FilterOperator::IsNot,
    FilterOperator::AtLeast,
    FilterOperator::AtMost,
    FilterOperator::Empty,
    FilterOperator::Filled,
];

/// How a kind compares the value of a field (left) with the argument of a filter (right).
pub(super) struct Comparison<T: ?Sized> {
    /// Whether the value is the argument, or has it as a member.
    pub same: fn(&T, &T) -> bool,
    /// Whether the value is not below the argument.
    pub at_least: fn(&T, &T) -> bool,
    /// Whether the value is not above the argument.
    pub at_most: fn(&T, &T) -> bool,
    /// Whether the value holds the words of the argument.
    pub contains: fn(&T, &T) -> bool,
}

/// The answer to a question. A question that needs an argument and has none is asked about emptiness.
pub(super) fn answer<T: ?Sized>(
    operator: FilterOperator,
    value: Option<&T>,
    argument: Option<&T>,
    compare: &Comparison<T>,
) -> bool {
    let ask = |question: fn(&T, &T) -> bool| match (value, argument) {
        (Some(value), Some(argument)) => question(value, argument),
        (value, None) => value.is_none(),
        (None, Some(_)) => false,
    };
    match operator {
        FilterOperator::Empty => value.is_none(),
        FilterOperator::Filled => value.is_some(),
        FilterOperator::Is => ask(compare.same),
        FilterOperator::IsNot if planted(Bug::NegationIgnored) => ask(compare.same),
        FilterOperator::IsNot => !ask(compare.same),
        FilterOperator::Contains => ask(compare.contains),
        FilterOperator::AtMost => ask(compare.at_most),
        FilterOperator::AtLeast => ask(compare.at_least),
    }
}

/// Whether every folded word of `wanted` occurs in the folded `text`.
pub(super) fn contains_words(text: &str, wanted: &str) -> bool {
    let text = fold::fold(text);
    fold::words(wanted).iter().all(|word| text.contains(word.as_str()))
}

/// For kinds without words or order.
pub(super) fn never<T: ?Sized>(_: &T, _: &T) -> bool {
    false
}
