//! Several of the field's choices.

use super::choice::{name, named};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, matching, members};
use crate::value::{Member, Value};

/// Several of the field's choices; each merges by itself.
#[derive(Debug)]
pub struct MultiChoiceKind;

/// A member that is only its key.
fn plain(id: &str) -> Member {
    Member { key: id.to_owned(), order: 0, label: String::new(), text: String::new() }
}

impl FieldKind for MultiChoiceKind {
    fn store(&self, value: &Value) -> Stored {
        members::store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        members::read(stored)
    }

    fn parse(&self, input: &str, context: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let words = input.split([';', ',', '\n']).filter(|word| !word.trim().is_empty());
        let chosen = words.map(|word| named(word, context).map(plain).ok_or(BadInput::UnknownChoice));
        Ok(members::collect(chosen.collect::<Result<Vec<_>, _>>()?))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        members::of(value).iter().map(|member| Part::Choice(member.key.clone())).collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        members::sort_key(value)
    }

    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::SAME
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, members::filled(value), members::filled(argument), &members::COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Set
    }

    fn csv(&self, value: &Value, context: &Context<'_>) -> String {
        members::of(value).iter().map(|member| name(&member.key, context)).collect::<Vec<_>>().join("; ")
    }

    fn examples(&self) -> Vec<Value> {
        let sets = [vec![plain("first")], vec![plain("second_choice"), plain("first")]];
        sets.into_iter().filter_map(members::collect).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::ChoiceWords;

    #[test]
    fn choices_are_parted_by_semicolons_or_commas() {
        let choices = ["a", "b"].map(|id| ChoiceWords { id, words: vec![id.to_uppercase()] });
        let context = Context { choices: &choices, ..Context::BANGLADESH };
        let parsed = MultiChoiceKind.parse("B; a, b", &context).ok().flatten().expect("two choices");
        assert_eq!(MultiChoiceKind.csv(&parsed, &context), "B; A");
        assert_eq!(MultiChoiceKind.parse("a; c", &context), Err(BadInput::UnknownChoice));
        assert_eq!(MultiChoiceKind.parse(" ; ", &context), Ok(None));
    }
}
