//! The words of names and addresses that are compared, each with its role.

use super::order::order;
use crate::fields::{fold, sound};
use crate::value::Address;

/// What a word is in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Role {
    PersonName,
    CompanyName,
    Street,
    /// Of a house, a road, a flat.
    Number,
    City,
    Postcode,
    BirthDate,
    Email,
    Phone,
    Domain,
    /// The whole name of a company by its sound: the own one of an account, that of where a person works.
    Employer,
    /// The id of the account where a person works.
    EmployerLink,
}

/// How many roles there are.
pub(super) const ROLES: usize = 12;

impl Role {
    pub(super) const ALL: [Self; ROLES] = [
        Self::PersonName,
        Self::CompanyName,
        Self::Street,
        Self::Number,
        Self::City,
        Self::Postcode,
        Self::BirthDate,
        Self::Email,
        Self::Phone,
        Self::Domain,
        Self::Employer,
        Self::EmployerLink,
    ];

    /// Whether words of this role may sound alike.
    pub(super) const fn sounds(self) -> bool {
        matches!(self, Self::PersonName | Self::CompanyName | Self::Street | Self::City)
    }
}

/// Words of persons' names that say nothing: titles, and the name before the name of every second man.
const OF_PERSONS: &[&str] = &[
    "dr",
    "engr",
    "md",
    "miss",
    "mohammad",
    "mohammed",
    "mohd",
    "mr",
    "mrs",
    "ms",
    "muhammad",
    "prof",
    "জনাব",
    "ডঃ",
    "ডা",
    "ডাঃ",
    "মো",
    "মোঃ",
    "মোহাম্মদ",
    "মুহাম্মদ",
];

/// Words of companies' names that say nothing: legal forms, small words.
const OF_COMPANIES: &[&str] = &[
    "and",
    "bros",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "llp",
    "ltd",
    "of",
    "plc",
    "private",
    "pte",
    "pty",
    "pvt",
    "sons",
    "the",
    "এন্ড",
    "এবং",
    "এ্যান্ড",
    "কোং",
    "কোম্পানি",
    "প্রা",
    "প্রাঃ",
    "প্রাইভেট",
    "লি",
    "লিঃ",
    "লিমিটেড",
    "সন্স",
    "অ্যান্ড",
    "ও",
];

/// Words of streets that say nothing.
const OF_STREETS: &[&str] = &[
    "and",
    "apartment",
    "apt",
    "at",
    "ave",
    "avenue",
    "block",
    "blvd",
    "boulevard",
    "circuit",
    "close",
    "court",
    "crescent",
    "dr",
    "drive",
    "e",
    "flat",
    "floor",
    "house",
    "lane",
    "level",
    "ln",
    "n",
    "near",
    "no",
    "of",
    "place",
    "plot",
    "rd",
    "road",
    "s",
    "sector",
    "sq",
    "square",
    "st",
    "street",
    "sts",
    "suite",
    "the",
    "unit",
    "w",
    "এর",
    "তলা",
    "নং",
    "প্লট",
    "ফ্ল্যাট",
    "বাড়ি",
    "বাসা",
    "ব্লক",
    "রোড",
    "লেন",
    "সড়ক",
    "সেক্টর",
    "হাউজ",
];

/// The first numbers as words; the place is the number less one.
const ORDINALS: &[&str] =
    &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// The words that are not among the `silent` ones; all of them where nothing else is left.
fn without(words: Vec<String>, silent: &[&str]) -> Vec<String> {
    let speaks = |word: &String| !silent.contains(&word.as_str());
    if words.iter().any(speaks) { words.into_iter().filter(speaks).collect() } else { words }
}

/// The words of a person's name.
pub(super) fn person(name: &str) -> Vec<String> {
    without(fold::words(name), OF_PERSONS)
}

/// The words of a company's name.
pub(super) fn company(name: &str) -> Vec<String> {
    without(fold::words(name), OF_COMPANIES)
}

/// A company's name as one word: how its words sound, in whichever order.
pub(super) fn whole(words: &[String]) -> String {
    let heard: Vec<String> = words.iter().map(|word| heard(word)).collect();
    let order = order(heard.len(), &|one, other| heard[one] < heard[other]);
    order.into_iter().map(|place| heard[place].as_str()).collect()
}

/// How a word sounds; the word itself where it has no sound or is a number.
pub(super) fn heard(word: &str) -> String {
    let heard = sound::sound(word);
    if heard.is_empty() { word.to_owned() } else { heard }
}

/// Gives each word of an address to `put`.
pub(super) fn address(address: &Address, mut put: impl FnMut(Role, String)) {
    for word in without(fold::words(&address.street), OF_STREETS) {
        match number(&word) {
            Some(number) => put(Role::Number, number),
            None => put(Role::Street, word),
        }
    }
    for word in fold::words(&address.city).into_iter().filter(|word| word.chars().nth(1).is_some()) {
        put(Role::City, word);
    }
    let postcode = fold::words(&address.postcode).concat();
    if !postcode.is_empty() {
        put(Role::Postcode, postcode);
    }
}

/// What a word of a street is as a number: `7`, `7th`, `seventh`, the `b` of 12/b.
fn number(word: &str) -> Option<String> {
    if let Some(place) = ORDINALS.iter().position(|ordinal| *ordinal == word) {
        return Some((place + 1).to_string());
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    if digits > 0 {
        return Some(if matches!(rest, "st" | "nd" | "rd" | "th") {
            word[..digits].to_owned()
        } else {
            word.to_owned()
        });
    }
    (word.chars().nth(1).is_none()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_in_their_places() {
        for (place, role) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, place);
        }
    }

    #[test]
    fn silent_words_are_folded() {
        for word in [OF_PERSONS, OF_COMPANIES, OF_STREETS].concat() {
            assert_eq!(fold::words(word), [word]);
        }
    }

    #[test]
    fn silent_words_are_left_out_where_others_are_left() {
        assert_eq!(company("The Padma Textiles Pvt. Ltd."), ["padma", "textiles"]);
        assert_eq!(company("রহমান এন্ড সন্স"), ["রহমান"]);
        assert_eq!(company("পদ্মা কোং লিমিটেড"), ["পদ্মা"]);
        assert_eq!(company("Limited"), ["limited"]);
        assert_eq!(person("Md. Rahim Uddin"), ["rahim", "uddin"]);
        assert_eq!(person("মোঃ রহিম"), ["রহিম"]);
    }

    #[test]
    fn a_company_is_one_word_in_both_scripts_and_every_order() {
        assert_eq!(whole(&company("Rahim Traders Ltd")), whole(&company("ট্রেডার্স রহিম")));
        assert_ne!(whole(&company("Rahim Traders")), whole(&company("Karim Traders")));
    }

    #[test]
    fn an_address_is_words_numbers_and_codes() {
        let whole = Address {
            street: "House ১২/B, 7th Avenue, Dhanmondi".to_owned(),
            city: "W. Dhaka".to_owned(),
            postcode: "12 09".to_owned(),
            ..Address::default()
        };
        let mut found = Vec::new();
        address(&whole, |role, word| found.push((role, word)));
        let expected = [
            (Role::Number, "12"),
            (Role::Number, "b"),
            (Role::Number, "7"),
            (Role::Street, "dhanmondi"),
            (Role::City, "dhaka"),
            (Role::Postcode, "1209"),
        ];
        assert_eq!(found, expected.map(|(role, word)| (role, word.to_owned())));
        assert_eq!(number("seventh").as_deref(), Some("7"));
        assert_eq!(number("42nd").as_deref(), Some("42"));
        assert_eq!(number("dhanmondi"), None);
    }
}
