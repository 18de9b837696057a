//! Phone numbers with labels, the main one first.

use super::{
    BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, digits, fold, matching, members,
};
use crate::value::{Member, Value};

/// Phone numbers; kept as written, the same on every device when their international digits are.
#[derive(Debug)]
pub struct PhonesKind;

/// Longest number as written, in bytes.
const NUMBER_BYTES: usize = 120;
/// Fewest digits of a number: 999 can be called.
const FEWEST_DIGITS: usize = 3;
/// Most digits of a national number that may already begin with its calling code.
const NATIONAL_DIGITS: usize = 10;

/// International digits of a number as written, an extension behind `x`. `None` where it is no number.
pub fn key(text: &str, calling_code: &str) -> Option<String> {
    let latin = digits::latin(text).to_lowercase();
    let (number, extension) = match latin.find(['x', '#']).or_else(|| latin.find("ext")) {
        Some(at) => latin.split_at(at),
        None => (latin.as_str(), ""),
    };
    let plus = number.trim_start().trim_start_matches('(').starts_with('+');
    let dialled = digits::only_digits(number);
    if dialled.len() < FEWEST_DIGITS {
        return None;
    }
    let mut key = if plus {
        dialled
    } else if let Some(rest) = dialled.strip_prefix("00") {
        rest.to_owned()
    } else if let Some(rest) = dialled.strip_prefix('0') {
        format!("{calling_code}{rest}")
    } else if dialled.len() >= calling_code.len() + NATIONAL_DIGITS - 1 && dialled.starts_with(calling_code) {
        dialled
    } else {
        format!("{calling_code}{dialled}")
    };
    let extension = digits::only_digits(extension);
    if !extension.is_empty() {
        key.push('x');
        key.push_str(&extension);
    }
    Some(key)
}

fn member(item: &str, context: &Context<'_>) -> Result<Member, BadInput> {
    let (text, label) = members::split_label(item);
    if text.len() > NUMBER_BYTES {
        return Err(BadInput::TooLong);
    }
    let key = key(text, context.calling_code).ok_or(BadInput::Malformed)?;
    Ok(Member { key, order: 0, label: label.to_owned(), text: text.to_owned() })
}

impl FieldKind for PhonesKind {
    fn store(&self, value: &Value) -> Stored {
        members::store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        members::read(stored)
    }

    fn parse(&self, input: &str, context: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let items = input.split([';', ',', '/', '\n']).filter(|item| !item.trim().is_empty());
        Ok(members::collect(items.map(|item| member(item, context)).collect::<Result<Vec<_>, _>>()?))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        members::of(value).iter().map(|member| Part::Phone(member.clone())).collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        members::of(value).first().map(|first| first.key.clone().into_bytes()).unwrap_or_default()
    }

    /// The number as written, without separators, and with its calling code; so 017, +88017 and 204882 find it.
    fn search_words(&self, value: &Value) -> Vec<String> {
        let mut words = Vec::new();
        for member in members::of(value) {
            let mut add = |word: String| {
                if !word.is_empty() && !words.contains(&word) {
                    words.push(word);
                }
            };
            fold::words(&member.text).into_iter().for_each(&mut add);
            add(digits::only_digits(&member.text));
            if let Some(national) = member.key.strip_prefix("880") {
                add(format!("0{national}"));
            }
            add(member.key.clone());
        }
        words
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::WORDS
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, members::filled(value), members::filled(argument), &members::COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Set
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        members::csv(value)
    }

    fn examples(&self) -> Vec<Value> {
        let cells = ["01711-204882 (mobile)", "+44 20 7946 0958; (209)172-7124x3651 (work); ০১৮১২৩৪৫৬৭৮"];
        cells.iter().filter_map(|cell| self.parse(cell, &Context::BANGLADESH).ok().flatten()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_have_one_key() {
        for (text, expected) in [
            ("01711-204882", Some("8801711204882")),
            ("+880 1711 204882", Some("8801711204882")),
            ("0088 01711204882", Some("8801711204882").map(|_| "8801711204882")),
            ("8801711204882", Some("8801711204882")),
            ("০১৭১১-২০৪৮৮২", Some("8801711204882")),
            ("1711204882", Some("8801711204882")),
            ("(209)172-7124x3651", Some("8802091727124x3651")),
            ("+1 209 172 7124", Some("12091727124")),
            ("999", Some("880999")),
            ("call me", None),
            ("12", None),
        ] {
            let found = key(text, "880");
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_number_is_found_by_its_beginning_and_its_groups() {
        let value =
            PhonesKind.parse("+880 1711-204882", &Context::BANGLADESH).ok().flatten().expect("a number");
        let words = PhonesKind.search_words(&value);
        for typed in ["017", "1711", "8801711", "204882", "01711204882"] {
            assert!(words.iter().any(|word| word.starts_with(typed)), "{typed} in {words:?}");
        }
    }

    #[test]
    fn labels_are_words_and_area_codes_are_not() {
        let value =
            PhonesKind.parse("01711-204882 (mobile) / (209) 172", &Context::BANGLADESH).ok().flatten();
        let value = value.expect("two numbers");
        let found: Vec<_> = members::of(&value).iter().map(|m| (&*m.text, &*m.label)).collect();
        assert_eq!(found, [("01711-204882", "mobile"), ("(209) 172", "")]);
    }
}
