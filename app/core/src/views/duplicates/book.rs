//! A book of traits, made ready for comparing: each word is there once and knows how rare it is.

use super::order::{Numbers, order, sort_few};
use super::parts::{ROLES, Role, heard};
use super::traits::Traits;
use super::weights;
use crate::fields::fold;
use crate::ids::RecordId;
use std::ops::Range;

/// A word of the book.
pub(super) struct Word {
    /// Its letters in [`Book::letters`].
    start: u32,
    length: u8,
    bangla: bool,
    /// How it sounds: words of one role with one sound have the same number; 0 where it has none. Greater is later in
    /// the order of sounds.
    pub sound: u32,
    /// What it says when two records share it.
    pub weight: i32,
    /// Which letters it has, for seeing quickly that two words are far apart.
    pub mask: u32,
}

/// Words of a name that say where its record stands.
const ORDER_WORDS: usize = 4;

/// A record of the book.
#[derive(Clone, Copy)]
pub(super) struct Record {
    pub id: RecordId,
    pub person: bool,
    start: u32,
    /// Where the words of each role end, from `start`.
    ends: [u8; ROLES],
}

/// All records with their words; those that sound alike stand beside each other.
#[derive(Default)]
pub(super) struct Book {
    words: Vec<Word>,
    letters: Vec<u8>,
    pub records: Vec<Record>,
    /// The words of the records.
    ids: Vec<u32>,
}

impl Book {
    pub(super) fn of(traits: &[Traits]) -> Self {
        let order = order(traits.len(), &|one, other| traits[one].id < traits[other].id);
        let mut traits: Vec<&Traits> = order.into_iter().map(|place| &traits[place]).collect();
        traits.dedup_by_key(|traits| traits.id);
        let mut book = Self::default();
        let mut numbers = Numbers::default();
        let mut counts: Vec<u32> = Vec::new();
        for one in &traits {
            let start = place(book.ids.len());
            let mut ends = [0; ROLES];
            for word in one.words() {
                let word = employer(&traits, word).unwrap_or(word);
                let number = numbers.of(word);
                book.ids.push(number);
                counts.resize(numbers.texts.len(), 0);
                counts[number as usize] += 1;
                if let Some(end) = ends.get_mut(usize::from(word[0])) {
                    *end = u8::try_from(place(book.ids.len()) - start).unwrap_or(u8::MAX);
                }
            }
            // A role without words ends where the one before it ends.
            for role in 1..ROLES {
                ends[role] = ends[role].max(ends[role - 1]);
            }
            book.records.push(Record { id: one.id, person: one.person, start, ends });
        }
        book.write(&numbers.texts, &counts);
        book.in_order_of_sound();
        book
    }

    /// Writes the words; `texts` have their roles and lengths before them, `counts` are the records that have each.
    fn write(&mut self, texts: &[&[u8]], counts: &[u32]) {
        let persons = place(self.records.iter().filter(|record| record.person).count());
        let all = place(self.records.len());
        let total = |role| match role {
            Role::PersonName | Role::BirthDate => persons,
            Role::CompanyName => all - persons,
            Role::Street
            | Role::Number
            | Role::City
            | Role::Postcode
            | Role::Email
            | Role::Phone
            | Role::Domain
            | Role::Employer
            | Role::EmployerLink => all,
        };
        let mut sounds: Vec<(Role, String, usize)> = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            let (role, text) =
                (Role::ALL[usize::from(text[0])], std::str::from_utf8(&text[2..]).unwrap_or_default());
            self.words.push(Word {
                start: place(self.letters.len()),
                length: 0,
                bangla: fold::is_bangla(text),
                sound: 0,
                weight: weights::weight(role, counts[number], total(role)),
                mask: 0,
            });
            self.spell(text);
            if role.sounds() {
                sounds.push((role, heard(text), number));
            }
        }
        let same =
            |one: usize, other: usize| (sounds[one].0, &sounds[one].1) == (sounds[other].0, &sounds[other].1);
        let order = order(sounds.len(), &|one, other| {
            (sounds[one].0, sounds[one].1.as_str()) < (sounds[other].0, sounds[other].1.as_str())
        });
        for (sound, alike) in (1..).zip(order.chunk_by(|one, other| same(*one, *other))) {
            let role = sounds[alike[0]].0;
            let count = alike.iter().map(|place| counts[sounds[*place].2]).sum();
            let weight = weights::weight(role, count, total(role));
            for place in alike {
                let word = &mut self.words[sounds[*place].2];
                (word.sound, word.weight) = (sound, weight);
            }
        }
    }

    /// Writes the letters of the last word: one byte each in ASCII and Bangla, two elsewhere.
    fn spell(&mut self, text: &str) {
        let from = self.letters.len();
        for letter in text.chars() {
            let code = u32::from(letter);
            let low = u8::try_from(code & 0x7f).unwrap_or_default();
            match code {
                0..=0x7f => self.letters.push(low),
                0x980..=0x9ff => self.letters.push(low | 0x80),
                _ => self
                    .letters
                    .extend([u8::try_from(code >> 7 & 0x7f).unwrap_or_default() | 0x80, low | 0x80]),
            }
        }
        self.letters.truncate(from + usize::from(u8::MAX));
        let letters = &self.letters[from..];
        if let Some(word) = self.words.last_mut() {
            word.length = u8::try_from(letters.len()).unwrap_or(u8::MAX);
            word.mask = letters.iter().fold(0, |mask, letter| mask | 1 << (letter & 31));
        }
    }

    /// Puts the records in an order in which those of one name are neighbours, in whichever script it is written.
    fn in_order_of_sound(&mut self) {
        let key = |record: &Record| {
            let mut sounds = [0; ORDER_WORDS];
            for (sound, word) in sounds.iter_mut().zip(self.name(record)) {
                *sound = self.word(*word).sound;
            }
            sort_few(&mut sounds);
            (record.person, sounds, record.id)
        };
        let keys: Vec<_> = self.records.iter().map(key).collect();
        let order = order(keys.len(), &|one, other| keys[one] < keys[other]);
        self.records = order.into_iter().map(|place| self.records[place]).collect();
    }

    pub(super) fn word(&self, word: u32) -> &Word {
        &self.words[word as usize]
    }

    pub(super) fn letters(&self, word: &Word) -> &[u8] {
        let start = word.start as usize;
        &self.letters[start..start + usize::from(word.length)]
    }

    /// The words of a record in one role.
    pub(super) fn words(&self, record: &Record, role: Role) -> &[u32] {
        let from = (role as usize).checked_sub(1).map_or(0, |before| record.ends[before]);
        let within = |end: u8| record.start as usize + usize::from(end);
        let range: Range<usize> = within(from)..within(record.ends[role as usize]);
        &self.ids[range]
    }

    /// The words of its name.
    pub(super) fn name(&self, record: &Record) -> &[u32] {
        self.words(record, if record.person { Role::PersonName } else { Role::CompanyName })
    }
}

impl Word {
    /// Whether the other is written in another script.
    pub(super) const fn foreign_to(&self, other: &Self) -> bool {
        self.bangla != other.bangla
    }
}

/// The name of the account that a link leads to, as far as the account is in the book. The traits are in the order of
/// their ids.
fn employer<'a>(traits: &[&'a Traits], word: &[u8]) -> Option<&'a [u8]> {
    if word[0] != Role::EmployerLink as u8 {
        return None;
    }
    let place = traits.binary_search_by_key(&&word[2..], |traits| &traits.id.0[..]).ok()?;
    traits[place].words().find(|word| word[0] == Role::Employer as u8)
}

/// A place in the book; a device holds fewer than four thousand million words.
fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Link, Value};
    use crate::views::duplicates::specimen::{id, record, traits, traits_of};

    fn ids(book: &Book) -> Vec<u8> {
        book.records.iter().map(|record| record.id.0[0]).collect()
    }

    #[test]
    fn a_word_is_there_once_and_words_of_one_sound_have_one_weight() {
        let of = |number, name: &str| traits("contact", number, &[("last_name", name)]);
        let book = Book::of(&[of(1, "Rahim"), of(2, "Rahim"), of(3, "রহিম"), of(4, "Karim")]);
        let word = |number: u8| {
            let record = book.records.iter().find(|record| record.id == id(number)).expect("the record");
            book.name(record)[0]
        };
        assert_eq!(word(1), word(2));
        assert_ne!(word(1), word(3));
        let [rahim, bangla, karim] = [1, 3, 4].map(|number| book.word(word(number)));
        assert_eq!((rahim.sound, rahim.weight), (bangla.sound, bangla.weight));
        assert_ne!(rahim.sound, karim.sound);
        assert!(rahim.foreign_to(bangla) && !rahim.foreign_to(karim));
        assert!(rahim.weight < karim.weight, "three of four are called so");
        assert_eq!(book.letters(rahim), b"rahim");
        assert_eq!(book.letters(bangla).len(), "রহিম".chars().count());
    }

    #[test]
    fn people_of_one_name_are_neighbours_and_the_order_of_coming_does_not_matter() {
        let of = |number, first: &str, last: &str| {
            traits("contact", number, &[("first_name", first), ("last_name", last)])
        };
        let mut all = vec![
            of(1, "Rahim", "Uddin"),
            of(2, "Salma", "Akter"),
            of(3, "উদ্দিন", "রহিম"),
            of(4, "Zia", "Karim"),
        ];
        all.push(traits("account", 5, &[("name", "Rahim Uddin")]));
        let order = ids(&Book::of(&all));
        let place = |number: u8| order.iter().position(|id| *id == number).expect("the record");
        assert_eq!(place(1).abs_diff(place(3)), 1, "{order:?}");
        all.reverse();
        assert_eq!(ids(&Book::of(&all)), order);
        all.push(all[0].clone());
        assert_eq!(ids(&Book::of(&all)), order, "a record that is there twice is taken once");
    }

    #[test]
    fn a_link_becomes_the_name_of_the_account_that_is_there() {
        let linked = |number, to| {
            let mut contact = record("contact", number, &[("last_name", "Rahim")]);
            let link = Link { object: "account".to_owned(), record: id(to) };
            contact.values.insert("account".to_owned(), Value::Link(link));
            traits_of(&contact).expect("a contact")
        };
        let lead = traits("lead", 3, &[("last_name", "Rahim"), ("company", "রহিম ট্রেডার্স")]);
        let account = traits("account", 9, &[("name", "Rahim Traders Ltd")]);
        let book = Book::of(&[linked(1, 9), linked(2, 8), lead, account]);
        let of = |number: u8, role| {
            let record = book.records.iter().find(|record| record.id == id(number)).expect("the record");
            book.words(record, role).to_vec()
        };
        let name = of(9, Role::Employer);
        assert_eq!(name.len(), 1);
        assert_eq!([of(1, Role::Employer), of(3, Role::Employer)], [name.clone(), name]);
        assert_eq!((of(2, Role::Employer).len(), of(2, Role::EmployerLink).len()), (0, 1));
        assert!(of(1, Role::EmployerLink).is_empty());
    }

    #[test]
    fn other_letters_are_kept_apart() {
        let of = |number, name: &str| traits("contact", number, &[("last_name", name)]);
        let book = Book::of(&[of(1, "王伟"), of(2, "李娜"), of(3, "Ωμέγα")]);
        let mut letters: Vec<&[u8]> =
            book.records.iter().map(|record| book.letters(book.word(book.name(record)[0]))).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), 3);
        assert!(letters.iter().all(|letters| letters.len() % 2 == 0 && letters.len() > 2));
    }
}
