//! Every sentence and label on the screen, in the person's language and digits.
//!
//! `build.rs` makes one constant per sentence (`words::today::TITLE`) and one function per sentence with
//! arguments (`words::list::found(count)`); [`t`] puts a constant on the screen so that it follows the language.

#[cfg(feature = "styleguide")]
use crate::styleguide::longer::drawn;
use leptos::prelude::*;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// English.
    English,
    /// Bengali.
    Bengali,
}

/// The digits in which numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// 0123456789
    Latin,
    /// ০১২৩৪৫৬৭৮৯
    Bengali,
}

impl Locale {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::English, Self::Bengali];

    /// The tag for `<html lang>` and `Intl`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Bengali => "bn",
        }
    }

    const fn place(self) -> usize {
        match self {
            Self::English => 0,
            Self::Bengali => 1,
        }
    }
}

thread_local! {
    static LOCALE: ArcRwSignal<Locale> = ArcRwSignal::new(Locale::English);
    static DIGITS: ArcRwSignal<Digits> = ArcRwSignal::new(Digits::Latin);
}

/// The language now; what reads it is drawn again when it changes.
pub fn locale() -> Locale {
    LOCALE.with(Get::get)
}

/// The digits now; what reads them is drawn again when they change.
pub fn digits() -> Digits {
    DIGITS.with(Get::get)
}

/// Switches language and digits.
pub fn speak(locale: Locale, digits: Digits) {
    LOCALE.with(|signal| signal.set(locale));
    DIGITS.with(|signal| signal.set(digits));
}

/// A sentence without arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word([&'static str; 2]);

impl Word {
    /// The sentence in both languages, in the order of [`Locale::ALL`]: for finding it by either.
    pub const fn both(self) -> [&'static str; 2] {
        self.0
    }

    /// The sentence in the language now.
    pub fn now(self) -> &'static str {
        drawn(self.0[locale().place()])
    }
}

/// The sentence as it is shown: as it is. The styleguide can have each of them longer.
#[cfg(not(feature = "styleguide"))]
const fn drawn(sentence: &'static str) -> &'static str {
    sentence
}

/// The sentence for a view or an attribute; follows the language.
pub fn t(word: Word) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || word.now()
}

/// A whole number in the person's digits, without grouping.
pub fn number(number: u64) -> String {
    in_digits(&number.to_string())
}

/// The same text with its digits in the person's script.
pub fn in_digits(text: &str) -> String {
    match digits() {
        Digits::Latin => text.to_owned(),
        Digits::Bengali => text
            .chars()
            .map(|letter| match letter.to_digit(10) {
                Some(digit) => char::from_u32(0x09E6 + digit).unwrap_or(letter),
                None => letter,
            })
            .collect(),
    }
}

/// Which form a counted sentence takes (CLDR: English `one` is 1, Bengali `one` is 0 and 1).
fn plural(number: u64, one: [&'static str; 2], other: [&'static str; 2]) -> [&'static str; 2] {
    let single = match locale() {
        Locale::English => number == 1,
        Locale::Bengali => number <= 1,
    };
    if single { one } else { other }
}

fn fill(sentence: [&'static str; 2], arguments: &[(&str, &str)]) -> String {
    let mut rest = drawn(sentence[locale().place()]);
    let mut filled = String::with_capacity(rest.len() + 16);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = arguments.iter().find(|(argument, _)| *argument == name) {
            filled.push_str(value);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn by_id(path: &str) -> Option<&'static str> {
    let place = BY_ID.binary_search_by(|(other, _)| (*other).cmp(path)).ok()?;
    Some(drawn(BY_ID[place].1[locale().place()]))
}

/// A word by id; the id itself where a newer relay names something that this build does not know.
fn word_or(path: &str, id: &str) -> String {
    by_id(path).unwrap_or(id).to_owned()
}

/// What one record of the object is called: Contact.
pub fn object_one(object: &str) -> String {
    word_or(&format!("object/{object}/one"), object)
}

/// What records of the object are called: Contacts.
pub fn object_many(object: &str) -> String {
    word_or(&format!("object/{object}/many"), object)
}

/// The label of a field: its object's own, one that every object has, or one that the team added.
pub fn field(object: &str, field: &str) -> String {
    if crm_core::objects::custom::is_custom(field) {
        // Its definition may come later than a record that holds something in it.
        return crate::state::shaping::name(object, field).unwrap_or_else(|| object_one("field"));
    }
    let own = by_id(&format!("field/{object}/{field}"));
    own.map_or_else(|| word_or(&format!("field/system/{field}"), field), str::to_owned)
}

/// What a built-in choice is called in both languages, whatever the team calls it; the id itself where it has no words.
pub fn built_in_choice(object: &str, field: &str, id: &str) -> [&'static str; 2] {
    let look = |of: &str| {
        let path = format!("choice/{of}/{field}/{id}");
        BY_ID.binary_search_by(|(other, _)| (*other).cmp(path.as_str())).ok().map(|place| BY_ID[place].1)
    };
    look(object).or_else(|| look("system")).unwrap_or_default()
}

/// What a choice of a field is called.
pub fn choice(object: &str, field: &str, id: &str) -> String {
    if let Some(custom) = crate::state::shaping::choice(object, field, id) {
        return custom;
    }
    if crm_core::objects::option::is_drawn(id) {
        // Its definition may come later than a record that holds it.
        return object_one("option");
    }
    let own = by_id(&format!("choice/{object}/{field}/{id}"));
    own.map_or_else(|| word_or(&format!("choice/system/{field}/{id}"), id), str::to_owned)
}

/// Why a command was refused.
pub fn reason(key: &str) -> String {
    word_or(&format!("reason/{key}"), key)
}

/// Why the relay refused an edit, and what to do about it.
pub fn relay_reason(key: &str) -> String {
    word_or(&format!("relay/{key}"), key)
}

/// Why an input was not understood.
pub fn bad_input(key: &str) -> String {
    word_or(&format!("bad_input/{key}"), key)
}

/// What a record is called, or that it has no name.
pub fn named(title: &str) -> String {
    if title.is_empty() { common::UNTITLED.now().to_owned() } else { title.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::objects::{self, CATALOGUE};

    #[test]
    fn every_object_field_and_choice_has_a_word_in_both_languages() {
        let mut missing = Vec::new();
        let mut ask = |path: String| {
            if by_id(&path).is_none() {
                missing.push(path);
            }
        };
        for definition in CATALOGUE {
            ask(format!("object/{}/one", definition.key));
            ask(format!("object/{}/many", definition.key));
            for own in definition.fields {
                ask(format!("field/{}/{}", definition.key, own.key));
                for choice in own.choices {
                    ask(format!("choice/{}/{}/{}", definition.key, own.key, choice.id));
                }
            }
            let system = definition.all_fields().skip(definition.fields.len());
            for shared in system {
                ask(format!("field/system/{}", shared.key));
                for choice in shared.choices {
                    ask(format!("choice/system/{}/{}", shared.key, choice.id));
                }
            }
        }
        assert!(missing.is_empty(), "objects.json lacks {missing:?}");
        assert!(objects::object("deal").is_some());
    }

    #[test]
    fn counts_take_the_form_and_the_digits_of_the_language() {
        let forms = |number| plural(number, ["one", "এক"], ["many", "বহু"]);
        speak(Locale::English, Digits::Latin);
        assert_eq!((forms(0)[0], forms(1)[0], forms(2)[0]), ("many", "one", "many"));
        speak(Locale::Bengali, Digits::Bengali);
        assert_eq!((forms(0)[1], forms(1)[1], forms(2)[1]), ("এক", "এক", "বহু"));
        assert_eq!(number(1_205), "১২০৫");
        assert_eq!(fill(["", "{count}টি বাকি"], &[("count", "৩")]), "৩টি বাকি");
    }
}
