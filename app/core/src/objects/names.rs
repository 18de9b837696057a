//! What fields and choices are called in English and Bengali, for reading and writing files. Screens have their own
//! table with the same words.

use super::FieldDefinition;
use crate::fields::{ChoiceWords, Kind};

include!(concat!(env!("OUT_DIR"), "/names.rs"));

type Names = &'static [(&'static str, [&'static str; 2])];

fn look_up(table: Names, path: &str) -> Option<[&'static str; 2]> {
    let place = table.binary_search_by(|(other, _)| (*other).cmp(path)).ok()?;
    Some(table[place].1)
}

/// The names of a field, English first.
pub fn field(object: &str, key: &str) -> Option<[&'static str; 2]> {
    look_up(FIELDS, &format!("{object}/{key}")).or_else(|| look_up(FIELDS, &format!("system/{key}")))
}

/// The names of a choice, English first.
pub fn choice(object: &str, field: &str, id: &str) -> Option<[&'static str; 2]> {
    let own = look_up(CHOICES, &format!("{object}/{field}/{id}"));
    own.or_else(|| look_up(CHOICES, &format!("system/{field}/{id}")))
}

/// The choices of a field with what people call them; the language of the place (0 English, 1 Bengali) first.
pub fn choice_words(object: &str, field: &FieldDefinition, language: usize) -> Vec<ChoiceWords<'static>> {
    if !matches!(field.kind, Kind::Choice | Kind::MultiChoice) {
        return Vec::new();
    }
    let words = |choice: &super::ChoiceDefinition| {
        let mut words: Vec<String> =
            self::choice(object, field.key, choice.id).into_iter().flatten().map(str::to_owned).collect();
        if language == 1 {
            words.reverse();
        }
        let more = crate::exchange::synonyms::of(object, field.key, choice.id);
        words.extend(more.map(str::to_owned));
        ChoiceWords { id: choice.id, words }
    };
    field.choices.iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_both_languages() {
        assert_eq!(field("deal", "amount"), Some(["Amount", "মূল্য"]));
        assert_eq!(field("deal", "owner").map(|names| names[0]), Some("Owner"));
        assert_eq!(choice("deal", "stage", "closed_won").map(|names| names[0]), Some("Closed Won"));
        assert_eq!(choice("deal", "stage", "lunch"), None);
        let stage =
            super::super::object("deal").and_then(|deal| deal.field("stage")).expect("deals have stages");
        assert_eq!(choice_words("deal", stage, 1)[0].words[0], "সন্ধান");
    }
}
