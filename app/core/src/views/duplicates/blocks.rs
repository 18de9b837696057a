//! Which records are worth comparing: those that have something in common.
//!
//! Each record has some keys; records with one key are a block, in the order of the book. A record is compared with
//! the next [`REACH`] of each of its blocks, so that a book in which everybody has the same name costs no more than any
//! other. In a large block the neighbours are those of the most similar name.

use super::book::{Book, Record};
use super::order::{sort_by_upper_half, sort_few};
use super::parts::Role;

/// How far one looks in a block.
pub(super) const REACH: usize = 24;
/// Most records of a block whose key says little: larger ones are left out.
const MOST_OF_WEAK: usize = 48;
/// Words of a name, a street that keys are made of.
const KEY_WORDS: usize = 4;

/// The last of its block.
const LAST: u32 = 1 << 31;

/// The blocks of a book.
#[derive(Default)]
pub(super) struct Blocks {
    /// The records of one block after the other, [`LAST`] on the last of each.
    members: Vec<u32>,
    /// For each record, where in `places` its own begin; one more at the end.
    starts: Vec<u32>,
    /// For each record, where it stands in `members`.
    places: Vec<u32>,
    /// For each record, the one that it has met last.
    met: Vec<u32>,
}

impl Blocks {
    pub(super) fn of(book: &Book) -> Self {
        let mut entries: Vec<u64> = Vec::new();
        let mut keys = Keys::default();
        for (number, record) in (0_u64..).zip(&book.records) {
            keys.gather(book, record);
            entries.extend(keys.found.iter().map(|key| u64::from(*key) << 32 | number));
        }
        sort_by_upper_half(&mut entries);
        entries.dedup();
        let mut blocks = Self { starts: vec![0; book.records.len() + 1], ..Self::default() };
        for block in entries.chunk_by(|one, other| one >> 32 == other >> 32) {
            if block.len() == 1 || (block.len() > MOST_OF_WEAK && is_weak(block[0])) {
                continue;
            }
            for entry in block {
                blocks.starts[low(*entry) as usize] += 1;
                blocks.members.push(low(*entry));
            }
            if let Some(last) = blocks.members.last_mut() {
                *last |= LAST;
            }
        }
        // Each start is first the end of its record's places, and goes back as they are filled.
        let mut end = 0;
        for start in &mut blocks.starts {
            end += *start;
            *start = end;
        }
        blocks.places = vec![0; blocks.members.len()];
        for (place, member) in (0..).zip(&blocks.members) {
            let start = &mut blocks.starts[(member & !LAST) as usize];
            *start -= 1;
            blocks.places[*start as usize] = place;
        }
        blocks.met = vec![u32::MAX; book.records.len()];
        blocks
    }

    /// The records after this one with which it is worth comparing.
    pub(super) fn neighbours(&mut self, number: usize, found: &mut Vec<u32>) {
        found.clear();
        let Some([from, to]) = self.starts.get(number..number + 2) else { return };
        let mark = low(number as u64);
        for place in &self.places[*from as usize..*to as usize] {
            let mut at = *place as usize;
            for _ in 0..REACH {
                if self.members[at] & LAST != 0 {
                    break;
                }
                at += 1;
                let other = self.members[at] & !LAST;
                if std::mem::replace(&mut self.met[other as usize], mark) != mark {
                    found.push(other);
                }
            }
        }
    }
}

/// The lower half.
fn low(entry: u64) -> u32 {
    u32::try_from(entry & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// Whether a block's key says little; that is the first bit of the key.
const fn is_weak(entry: u64) -> bool {
    entry >> 63 != 0
}

/// The keys of a record. A key is a number made of what it stands for; that two of them are the same by accident costs
/// a comparison.
#[derive(Default)]
struct Keys {
    found: Vec<u32>,
    person: bool,
}

impl Keys {
    // Once in the engine, not at each of its calls.
    #[inline(never)]
    fn put(&mut self, weak: bool, kind: u32, one: u32, other: u32) {
        let mixed = mix(mix(mix(kind << 1 | u32::from(self.person), 0x9e37_79b9), one), other);
        self.found.push(mixed >> 1 | u32::from(weak) << 31);
    }

    fn gather(&mut self, book: &Book, record: &Record) {
        self.found.clear();
        self.person = record.person;
        let words = |role: Role| book.words(record, role);
        for role in [Role::Email, Role::Phone, Role::BirthDate, Role::Domain] {
            words(role).iter().for_each(|word| self.put(false, role as u32, *word, 0));
        }
        if !record.person {
            words(Role::Employer).iter().for_each(|whole| self.put(false, WHOLE_NAME, *whole, 0));
        }
        let sounds = |words: &[u32]| -> Vec<u32> {
            words.iter().take(KEY_WORDS).map(|word| book.word(*word).sound).collect()
        };
        let mut names = sounds(book.name(record));
        sort_few(&mut names);
        if let [only] = names[..] {
            self.put(false, ONLY_NAME, only, 0);
        }
        let (streets, postcodes) = (sounds(words(Role::Street)), words(Role::Postcode));
        for (place, name) in names.iter().enumerate() {
            self.put(true, NAME, *name, 0);
            names[place + 1..].iter().for_each(|other| self.put(false, TWO_NAMES, *name, *other));
            postcodes.iter().for_each(|postcode| self.put(true, NAME_POSTCODE, *name, *postcode));
        }
        for street in &streets {
            words(Role::Number)
                .iter()
                .take(2)
                .for_each(|number| self.put(true, STREET_NUMBER, *street, *number));
            postcodes.iter().for_each(|postcode| self.put(true, STREET_POSTCODE, *street, *postcode));
        }
        for postcode in postcodes {
            words(Role::Number)
                .iter()
                .take(2)
                .for_each(|number| self.put(true, POSTCODE_NUMBER, *postcode, *number));
        }
    }
}

// Kinds of keys besides the roles.
const WHOLE_NAME: u32 = 20;
const ONLY_NAME: u32 = 21;
const NAME: u32 = 22;
const TWO_NAMES: u32 = 23;
const NAME_POSTCODE: u32 = 24;
const STREET_NUMBER: u32 = 25;
const STREET_POSTCODE: u32 = 26;
const POSTCODE_NUMBER: u32 = 27;

/// Mixes a number into another one (the end of `MurmurHash3`).
const fn mix(one: u32, other: u32) -> u32 {
    let mut mixed = one.rotate_left(5) ^ other.wrapping_mul(0xcc9e_2d51);
    mixed ^= mixed >> 16;
    mixed = mixed.wrapping_mul(0x85eb_ca6b);
    mixed ^= mixed >> 13;
    mixed = mixed.wrapping_mul(0xc2b2_ae35);
    mixed ^ mixed >> 16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::duplicates::specimen::traits;
    use crate::views::duplicates::traits::Traits;

    fn neighbours(all: Vec<Traits>) -> Vec<Vec<u32>> {
        let book = Book::of(&all);
        let mut blocks = Blocks::of(&book);
        let mut of = |number| {
            let mut found = Vec::new();
            blocks.neighbours(number, &mut found);
            found
        };
        (0..book.records.len()).map(&mut of).collect()
    }

    #[test]
    fn those_with_something_in_common_meet_once() {
        let rahim = [
            ("first_name", "Rahim"),
            ("last_name", "Uddin"),
            ("emails", "r@x.bd"),
            ("phones", "01711204882"),
        ];
        let found = neighbours(vec![
            traits("contact", 1, &rahim),
            traits("lead", 2, &rahim),
            traits("contact", 3, &[("last_name", "Salma")]),
            traits("account", 4, &[("name", "Rahim Uddin"), ("phones", "01711204882")]),
        ]);
        let met: Vec<&Vec<u32>> = found.iter().filter(|found| !found.is_empty()).collect();
        assert_eq!(met.len(), 1, "{found:?}");
        assert_eq!(met[0].len(), 1, "{found:?}");
    }

    #[test]
    fn each_of_these_is_enough_to_meet() {
        for (key, one, other) in [
            ("emails", "r.ina@gmail.com", "rina+x@gmail.com"),
            ("phones", "01711204882", "+8801711204882"),
            ("birth_date", "1980-02-01", "1980-02-01"),
            ("website", "padma.com", "https://www.padma.com/x"),
            ("last_name", "রহিম উদ্দিন", "Uddin Rahim"),
            ("mailing_address", "12 Shapla Road", "12, Shapla"),
        ] {
            let of = |number, name, value| traits("contact", number, &[("first_name", name), (key, value)]);
            let found = neighbours(vec![of(1, "Selina", one), of(2, "Jamal", other)]);
            assert_eq!(found.concat().len(), 1, "{key} {found:?}");
        }
    }

    #[test]
    fn a_large_block_is_looked_at_in_part_and_a_weak_one_not_at_all() {
        let many = |key: &str, value: &str| -> Vec<Traits> {
            let of = |number: u8| {
                let name = format!("{}a{}", char::from(b'a' + number % 26), char::from(b'b' + number / 26));
                traits("contact", number, &[("first_name", &name), (key, value)])
            };
            (0..200).map(of).collect()
        };
        let found = neighbours(many("emails", "info@padma.com"));
        assert!(found.iter().all(|found| found.len() <= 3 * REACH), "e-mail, domain and sound");
        assert!(found[..100].iter().all(|found| found.len() >= REACH));
        let found = neighbours(many("last_name", "Uddin"));
        assert!(found.concat().len() < 200 * REACH / 2, "a surname of all brings nobody together");
    }
}
