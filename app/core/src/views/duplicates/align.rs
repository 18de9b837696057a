//! Words beside words: which of one name or address are those of another.

use super::book::{Book, Word};
use super::weights::INITIAL;

/// Words of a record that are compared.
const MOST_WORDS: usize = 8;
/// Letters of a word that are compared.
const MOST_LETTERS: usize = 48;

/// Alike of a hundred: the same.
const SAME: u8 = 100;
/// They sound the same in two scripts: as much the same as a spelling can be.
const SAME_IN_SCRIPTS: u8 = 95;
/// They sound the same and are not written too differently.
const SAME_SOUND: u8 = 88;
/// How alike the letters of words with one sound must be: Hasan is not Hossain.
const SPELT_ALIKE: u8 = 60;
/// One is an abbreviation of the other.
const BEGINNING: u8 = 75;
/// Fewest letters of an abbreviation.
const BEGINNING_LETTERS: usize = 3;
/// What is less alike is another word.
const LIKE: u8 = 72;
/// How alike the letters must be where words are divided differently.
const LIKE_TOGETHER: u8 = 85;

/// How the words of two records fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fit {
    /// What the words that fit say.
    pub points: i32,
    /// How many fit.
    pub found: u8,
    /// Words in each that have none like them in the other.
    pub apart: u8,
    /// Words more in one of them.
    pub extra: u8,
    /// Whether each word that fits is the same, in whichever script.
    pub same: bool,
}

/// Lays the words of one record beside those of another: the most alike first.
pub(super) fn fit(book: &Book, one: &[u32], other: &[u32]) -> Fit {
    let (one, other) = (&one[..one.len().min(MOST_WORDS)], &other[..other.len().min(MOST_WORDS)]);
    let mut alike = [[0_u8; MOST_WORDS]; MOST_WORDS];
    for (row, left) in alike.iter_mut().zip(one) {
        for (cell, right) in row.iter_mut().zip(other) {
            *cell = likeness(book, *left, *right);
        }
    }
    let mut fit = Fit { same: true, ..Fit::default() };
    let (mut left_used, mut right_used) = ([false; MOST_WORDS], [false; MOST_WORDS]);
    let mut initials = 0;
    loop {
        let mut best = (0, 0, 0, 0);
        for (left, row) in alike.iter().enumerate().take(one.len()).filter(|(left, _)| !left_used[*left]) {
            for (right, cell) in
                row.iter().enumerate().take(other.len()).filter(|(right, _)| !right_used[*right])
            {
                if *cell > 0 && *cell >= best.0 {
                    let weight = book.word(one[left]).weight.min(book.word(other[right]).weight);
                    best = best.max((*cell, weight, left, right));
                }
            }
        }
        let (cell, weight, left, right) = best;
        if cell == 0 {
            break;
        }
        (left_used[left], right_used[right]) = (true, true);
        fit.found += 1;
        fit.same &= cell >= SAME_IN_SCRIPTS;
        if cell == ONLY_INITIAL {
            initials += 1;
        } else {
            fit.points += weight * (2 * i32::from(cell) - 100) / 100;
        }
    }
    fit.points += initials * INITIAL;
    let spare = |length: usize| u8::try_from(length).unwrap_or(u8::MAX).saturating_sub(fit.found);
    fit.apart = spare(one.len().min(other.len()));
    fit.extra = spare(one.len().max(other.len())) - fit.apart;
    if fit.apart + fit.extra > 0 && together(book, one, other) {
        let say = |words: &[u32]| words.iter().map(|word| book.word(*word).weight).sum::<i32>();
        let points = say(one).min(say(other)) * 7 / 10;
        if points > fit.points {
            return Fit { points, found: fit.found.max(1), apart: 0, extra: 0, same: false };
        }
    }
    fit
}

/// The mark of a letter that begins the other's word; below [`LIKE`], so that it comes last.
const ONLY_INITIAL: u8 = 1;

/// How alike two words are, of a hundred; 0 where they are two words.
fn likeness(book: &Book, one: u32, other: u32) -> u8 {
    if one == other {
        return SAME;
    }
    let (one, other) = (book.word(one), book.word(other));
    let sound_alike = one.sound == other.sound && one.sound != 0;
    if one.foreign_to(other) {
        return if sound_alike { SAME_IN_SCRIPTS } else { 0 };
    }
    let (first, second) = (book.letters(one), book.letters(other));
    let (short, long) = if first.len() <= second.len() { (first, second) } else { (second, first) };
    if short.len() == 1 {
        return if long.first() == short.first() { ONLY_INITIAL } else { 0 };
    }
    let least = if sound_alike { SPELT_ALIKE } else { LIKE };
    let spelling = spelt_alike(one, other, first, second, least);
    if sound_alike && spelling > 0 {
        SAME_SOUND.max(spelling)
    } else if spelling == 0 && short.len() >= BEGINNING_LETTERS && long.starts_with(short) {
        BEGINNING
    } else {
        spelling
    }
}

/// How alike the letters are; 0 below `least`.
fn spelt_alike(one: &Word, other: &Word, first: &[u8], second: &[u8], least: u8) -> u8 {
    if too_far(one.mask, other.mask, first.len(), second.len(), least) {
        return 0;
    }
    Some(nearness(first, second)).filter(|near| *near >= least).unwrap_or(0)
}

/// Whether the words are alike when they are written as one: `St James`, `Stjames`.
fn together(book: &Book, one: &[u32], other: &[u32]) -> bool {
    let mask = |words: &[u32]| words.iter().fold(0, |mask, word| mask | book.word(*word).mask);
    let letters =
        |words: &[u32]| words.iter().map(|word| book.letters(book.word(*word)).len()).sum::<usize>();
    let (first, second) = (letters(one), letters(other));
    if too_far(mask(one), mask(other), first, second, LIKE_TOGETHER) {
        return false;
    }
    let write = |words: &[u32]| -> Vec<u8> {
        words.iter().flat_map(|word| book.letters(book.word(*word))).copied().take(MOST_LETTERS).collect()
    };
    nearness(&write(one), &write(other)) >= LIKE_TOGETHER
}

/// Whether two spellings of so many letters, of which the masks say which, cannot be as near as `least`.
fn too_far(one: u32, other: u32, first: usize, second: usize, least: u8) -> bool {
    let (first, second) = (first.min(MOST_LETTERS), second.min(MOST_LETTERS));
    let slips = (first.max(second) * usize::from(101 - least)).saturating_sub(1) / 100;
    // Each slip changes at most two bits of the masks.
    first.abs_diff(second) > slips || (one ^ other).count_ones() as usize > 2 * slips
}

/// How near two spellings are, of a hundred: each letter that is changed, left out, added or has changed places with
/// its neighbour takes its part of the longer one.
pub(super) fn nearness(one: &[u8], other: &[u8]) -> u8 {
    let (one, other) = (&one[..one.len().min(MOST_LETTERS)], &other[..other.len().min(MOST_LETTERS)]);
    let longest = one.len().max(other.len());
    if longest == 0 {
        return SAME;
    }
    let mut above = [0_u8; MOST_LETTERS + 1];
    let mut row = [0_u8; MOST_LETTERS + 1];
    for (cell, count) in row.iter_mut().zip(0_u8..) {
        *cell = count;
    }
    for (down, letter) in one.iter().enumerate() {
        let before = above;
        above = row;
        row[0] = above[0] + 1;
        for (right, against) in other.iter().enumerate() {
            let mut slips =
                (above[right] + u8::from(letter != against)).min(above[right + 1] + 1).min(row[right] + 1);
            let crossed = down > 0 && right > 0 && one[down - 1] == *against && *letter == other[right - 1];
            if crossed {
                slips = slips.min(before[right - 1] + 1);
            }
            row[right + 1] = slips;
        }
    }
    let slips = usize::from(row[other.len()]);
    u8::try_from(100 - slips * 100 / longest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::duplicates::book::Book;
    use crate::views::duplicates::specimen::traits;
    use crate::views::duplicates::weights::BIT;

    fn fit_names(one: &str, other: &str) -> Fit {
        let of = |number, name| traits("contact", number, &[("last_name", name)]);
        let book = Book::of(&[of(1, one), of(2, other)]);
        let [one, other] = &book.records[..] else { panic!("two records") };
        let there = fit(&book, book.name(one), book.name(other));
        let back = fit(&book, book.name(other), book.name(one));
        assert_eq!(there, back, "{there:?} {back:?}");
        there
    }

    #[test]
    fn spellings_are_as_near_as_the_slips_leave_them() {
        for (one, other, expected) in [
            ("rahim", "rahim", 100),
            ("rahim", "rahin", 80),
            ("rahim", "rahmi", 80),
            ("rahim", "rahi", 80),
            ("rahim", "raahim", 84),
            ("ab", "xy", 0),
            ("", "rahim", 0),
            ("", "", 100),
        ] {
            assert_eq!(nearness(one.as_bytes(), other.as_bytes()), expected, "{one} {other}");
            assert_eq!(nearness(other.as_bytes(), one.as_bytes()), expected, "{other} {one}");
        }
        let long = [b'a'; 500];
        assert_eq!(nearness(&long, &long[..MOST_LETTERS]), 100, "only the beginning is compared");
    }

    #[test]
    fn what_is_seen_to_be_too_far_is() {
        let words =
            ["rahim", "rahima", "karim", "karimul", "mccarthy", "mccattmhy", "murton", "a", "selina akter"];
        let mask = |word: &str| word.bytes().fold(0_u32, |mask, letter| mask | 1 << (letter & 31));
        for one in words {
            for other in words {
                for least in [LIKE, SPELT_ALIKE, LIKE_TOGETHER] {
                    let near = nearness(one.as_bytes(), other.as_bytes());
                    let seen = too_far(mask(one), mask(other), one.len(), other.len(), least);
                    assert!(!(seen && near >= least), "{one} {other} {near} {least}");
                }
            }
        }
        assert!(too_far(mask("rahim"), mask("selina"), 5, 6, LIKE));
    }

    #[test]
    fn words_fit_in_every_order_and_both_scripts() {
        for (one, other, same) in [
            ("Rahim Uddin", "Uddin Rahim", true),
            ("Rahim Uddin", "রহিম উদ্দিন", true),
            ("Raheem Uddin", "Rahim Uddin", false),
            ("Rahim Uddin", "Rahin Uddin", false),
        ] {
            let fit = fit_names(one, other);
            assert_eq!((fit.found, fit.apart, fit.extra, fit.same), (2, 0, 0, same), "{one} {other}");
            assert!(fit.points > 13 * BIT, "{one} {other} {fit:?}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (one, other, found, apart, extra) in [
            ("Rahim Uddin", "Karim Uddin", 1, 1, 0),
            ("Hasan", "Hossain", 0, 1, 0),
            ("Rahim", "Rahim Uddin", 1, 0, 1),
            ("রহিম", "Karim", 0, 1, 0),
            ("Rob", "Robert", 1, 0, 0),
            ("Ro", "Robert", 0, 1, 0),
        ] {
            let fit = fit_names(one, other);
            assert_eq!((fit.found, fit.apart, fit.extra), (found, apart, extra), "{one} {other} {fit:?}");
        }
    }

    #[test]
    fn an_initial_speaks_a_little_and_never_against() {
        let fit = fit_names("R. Uddin", "Rahim Uddin");
        assert_eq!((fit.points, fit.found, fit.apart, fit.same), (9 * BIT + INITIAL, 2, 0, false));
        assert_eq!(fit_names("K. Uddin", "Rahim Uddin").apart, 1);
    }

    #[test]
    fn words_that_are_divided_differently_fit_together() {
        let fit = fit_names("Mac Donald", "Macdonald");
        assert_eq!((fit.apart, fit.extra, fit.same), (0, 0, false));
        assert!(fit.points > 5 * BIT, "{fit:?}");
    }
}
