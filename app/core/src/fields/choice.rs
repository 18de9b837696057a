//! One of the field's choices.

use super::matching::{self, Comparison, never};
use super::text::{of, read, store};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, fold};
use crate::value::Value;

/// One of the field's choices; stored as its id, never as its name.
#[derive(Debug)]
pub struct ChoiceKind;

const COMPARISON: Comparison<str> = Comparison {
    same: |value, argument| value == argument,
    at_least: never,
    at_most: never,
    contains: never,
};

/// The choice that a word names: its id, or one of its names in any language.
pub fn named<'a>(word: &str, context: &Context<'a>) -> Option<&'a str> {
    let plain = |text: &str| fold::words(text).join(" ");
    let wanted = plain(word);
    if wanted.is_empty() {
        return None;
    }
    let is = |name: &str| plain(name) == wanted;
    let choices = context.choices;
    let by_id = choices.iter().find(|choice| choice.id == word.trim() || is(choice.id));
    by_id
        .or_else(|| choices.iter().find(|choice| choice.words.iter().any(|name| is(name))))
        .map(|choice| choice.id)
}

/// The name of a choice in a file: the person's word for it where there is one.
pub(super) fn name<'a>(id: &'a str, context: &'a Context<'_>) -> &'a str {
    let choice = context.choices.iter().find(|choice| choice.id == id);
    choice.and_then(|choice| choice.words.first()).map_or(id, String::as_str)
}

impl FieldKind for ChoiceKind {
    fn store(&self, value: &Value) -> Stored {
        store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        read(stored)
    }

    fn parse(&self, input: &str, context: &Context<'_>) -> Result<Option<Value>, BadInput> {
        if input.trim().is_empty() {
            return Ok(None);
        }
        let id = named(input, context).ok_or(BadInput::UnknownChoice)?;
        Ok(Some(Value::Text(id.to_owned())))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|id| Part::Choice(id.to_owned())).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        of(value).map(|id| id.as_bytes().to_vec()).unwrap_or_default()
    }

    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::SAME
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        if let Some(Value::Members(any)) = argument {
            let among = value.and_then(of).is_some_and(|id| any.iter().any(|member| member.key == id));
            return match operator {
                FilterOperator::Is => among,
                FilterOperator::IsNot => !among,
                FilterOperator::Empty => value.is_none(),
                FilterOperator::Filled => value.is_some(),
                FilterOperator::Contains | FilterOperator::AtMost | FilterOperator::AtLeast => false,
            };
        }
        matching::answer(operator, value.and_then(of), argument.and_then(of), &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Register
    }

    fn csv(&self, value: &Value, context: &Context<'_>) -> String {
        of(value).map(|id| name(id, context).to_owned()).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        ["first", "second_choice"].map(|id| Value::Text(id.to_owned())).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::ChoiceWords;
    use crate::value::Member;

    #[test]
    fn a_choice_is_known_by_id_and_by_name() {
        let choices = [
            ChoiceWords {
                id: "closed_won", words: vec!["Closed Won".into(), "জেতা".into(), "Won".into()]
            },
            ChoiceWords { id: "other", words: vec!["Other".into()] },
        ];
        let context = Context { choices: &choices, ..Context::BANGLADESH };
        for (input, expected) in [
            ("closed_won", Ok(Some("closed_won"))),
            ("closed-won", Ok(Some("closed_won"))),
            (" WON ", Ok(Some("closed_won"))),
            ("জেতা", Ok(Some("closed_won"))),
            ("", Ok(None)),
            ("lost", Err(BadInput::UnknownChoice)),
        ] {
            let expected = expected.map(|id| id.map(|id| Value::Text(id.to_owned())));
            assert_eq!(ChoiceKind.parse(input, &context), expected, "{input}");
        }
        assert_eq!(ChoiceKind.csv(&Value::Text("closed_won".into()), &context), "Closed Won");
    }

    #[test]
    fn a_filter_may_name_several_choices() {
        let member =
            |key: &str| Member { key: key.into(), order: 0, label: String::new(), text: String::new() };
        let any = Value::Members(vec![member("a"), member("b")]);
        let value = Value::Text("b".into());
        assert!(ChoiceKind.matches(FilterOperator::Is, Some(&value), Some(&any)));
        assert!(!ChoiceKind.matches(FilterOperator::IsNot, Some(&value), Some(&any)));
        assert!(!ChoiceKind.matches(FilterOperator::Is, None, Some(&any)));
    }
}
