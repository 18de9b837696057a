//! Makes words comparable: `Rina`, `rina` and `RINA` are one word, ৫ is 5, and Bangla sorts by its own alphabet.
//!
//! One walk over the letters ([`Letters`]) serves search folding and sort keys. Bangla and ASCII go through two
//! small tables; every other letter is decomposed by Unicode's tables.

use std::str::Chars;

/// Characters in the order in which a Bengali reader expects them (CLDR `bn`): marks, digits are apart, then
/// Bangla, then Latin. A place in this list is a primary weight.
const MARKS: &[char] = &[
    ' ', '_', '-', ',', ';', ':', '!', '?', '.', '।', '\'', '"', '(', ')', '[', ']', '{', '}', '@', '*', '/',
    '\\', '&', '#', '%', '৽', '`', '^', '৺', '+', '<', '=', '>', '|', '~', '$', '৲', '৳', '৻', '€',
];
const BANGLA: &[char] = &[
    '৴', '৵', '৶', '৷', '৸', '৹', 'ঀ', 'অ', 'আ', 'ই', 'ঈ', 'উ', 'ঊ', 'ঋ', 'ৠ', 'ঌ', 'ৡ', 'এ', 'ঐ', 'ও', 'ঔ',
    '\u{982}', '\u{983}', '\u{981}', 'ক', 'খ', 'গ', 'ঘ', 'ঙ', 'চ', 'ছ', 'জ', 'ঝ', 'ঞ', 'ট', 'ঠ', 'ড', 'ঢ',
    'ণ', 'ত', 'ৎ', 'থ', 'দ', 'ধ', 'ন', 'প', 'ফ', 'ব', 'ভ', 'ম', 'য', 'র', 'ৰ', 'ল', 'ৱ', 'শ', 'ষ', 'স', 'হ',
    'ঽ', '\u{9be}', '\u{9bf}', '\u{9c0}', '\u{9c1}', '\u{9c2}', '\u{9c3}', '\u{9c4}', '\u{9e2}', '\u{9e3}',
    '\u{9c7}', '\u{9c8}', '\u{9cb}', '\u{9cc}', '\u{9cd}', '\u{9d7}', 'ৼ',
];

const FIRST_MARK: u8 = 0x02;
const FIRST_DIGIT: u8 = 0x30;
const FIRST_BANGLA: u8 = 0x40;
const FIRST_LATIN: u8 = 0xa0;
const OTHER: u8 = 0xd0;

const BANGLA_BLOCK: u32 = 0x980;
/// What [`mark_weight`] gives for the dot of ড় ঢ় য়.
const DOT: u8 = 0x3c;

/// Primary weights of ASCII.
static ASCII_WEIGHTS: [u8; 128] = ascii_weights();
/// Primary weights of U+0980 to U+09FF.
static BANGLA_WEIGHTS: [u8; 128] = bangla_weights();

const fn ascii_weights() -> [u8; 128] {
    let mut weights = [0; 128];
    let mut place = 0;
    while place < MARKS.len() {
        if (MARKS[place] as u32) < 128 {
            weights[MARKS[place] as usize] = FIRST_MARK + place as u8;
        }
        place += 1;
    }
    let mut digit = 0;
    while digit < 10 {
        weights[b'0' as usize + digit] = FIRST_DIGIT + digit as u8;
        digit += 1;
    }
    let mut letter = 0;
    while letter < 26 {
        weights[b'a' as usize + letter] = FIRST_LATIN + letter as u8;
        letter += 1;
    }
    weights
}

const fn bangla_weights() -> [u8; 128] {
    let mut weights = [0; 128];
    let mut place = 0;
    while place < BANGLA.len() {
        weights[(BANGLA[place] as u32 - BANGLA_BLOCK) as usize] = FIRST_BANGLA + place as u8;
        place += 1;
    }
    let mut mark = 0;
    while mark < MARKS.len() {
        let code = MARKS[mark] as u32;
        if code >= BANGLA_BLOCK && code < BANGLA_BLOCK + 128 {
            weights[(code - BANGLA_BLOCK) as usize] = FIRST_MARK + mark as u8;
        }
        mark += 1;
    }
    weights
}

/// A letter of a text after folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Letter {
    /// The folded letter; a base letter without marks.
    base: char,
    /// Which marks it had: 0 none.
    marks: u8,
    /// Whether it was a capital.
    capital: bool,
}

/// Walks over the letters of a text.
struct Letters<'a> {
    chars: Chars<'a>,
    /// What a letter that became several has left, last first.
    rest: [char; 8],
    left: usize,
    capital: bool,
    ahead: Option<char>,
}

impl<'a> Letters<'a> {
    fn new(text: &'a str) -> Self {
        Self { chars: text.chars(), rest: ['\0'; 8], left: 0, capital: false, ahead: None }
    }

    fn take(&mut self) -> Option<char> {
        self.ahead.take().or_else(|| self.chars.next())
    }

    /// The next base letter, with marks still to be read.
    fn base(&mut self) -> Option<(char, bool)> {
        loop {
            if self.left > 0 {
                self.left -= 1;
                return Some((self.rest[self.left], self.capital));
            }
            let letter = self.take()?;
            match u32::from(letter) {
                0x41..=0x5a => return Some((letter.to_ascii_lowercase(), true)),
                0..=0x7f => return Some((letter, false)),
                0x9e6..=0x9ef => return Some((digit(letter), false)),
                0x9c7 => return Some((self.vowel_of_two_parts(), false)),
                // The joiners, the soft hyphen and the byte order mark say how to draw, not what is written.
                0x200b..=0x200d | 0x2060 | 0xad | 0xfeff => {}
                // ড় ঢ় য় as one code; written as two they are found by `marks`.
                0x980..=0x9ff => return Some((letter, false)),
                0x2018 | 0x2019 => return Some(('\'', false)),
                0x201c | 0x201d => return Some(('"', false)),
                0x2010..=0x2015 | 0x2212 => return Some(('-', false)),
                0xa0 | 0x2000..=0x200a | 0x202f | 0x3000 => return Some((' ', false)),
                _ => self.decompose(letter),
            }
        }
    }

    /// ে alone, or the first part of ো and ৌ.
    fn vowel_of_two_parts(&mut self) -> char {
        match self.take() {
            Some('\u{9be}') => '\u{9cb}',
            Some('\u{9d7}') => '\u{9cc}',
            other => {
                self.ahead = other;
                '\u{9c7}'
            }
        }
    }

    /// Puts the lower-case parts of a letter outside ASCII and Bangla into `rest`.
    fn decompose(&mut self, letter: char) {
        let mut parts = [' '; 8];
        let mut count = 0;
        let mut add = |part: char| {
            if count < parts.len() {
                parts[count] = part;
                count += 1;
            }
        };
        self.capital = letter.is_uppercase();
        match letter {
            'ß' => "ss".chars().for_each(&mut add),
            'æ' | 'Æ' => "ae".chars().for_each(&mut add),
            'œ' | 'Œ' => "oe".chars().for_each(&mut add),
            'ø' | 'Ø' => add('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => add('d'),
            'ł' | 'Ł' => add('l'),
            'þ' | 'Þ' => "th".chars().for_each(&mut add),
            'ı' => add('i'),
            _ => letter.to_lowercase().for_each(|lower| {
                unicode_normalization::char::decompose_compatible(lower, &mut add);
            }),
        }
        for (place, part) in parts[..count].iter().rev().enumerate() {
            self.rest[place] = *part;
        }
        self.left = count;
    }

    /// Reads the marks that follow a base letter.
    fn marks(&mut self) -> u8 {
        let mut marks = 0_u8;
        loop {
            if self.left > 0 {
                if !is_mark(self.rest[self.left - 1]) {
                    return marks;
                }
                self.left -= 1;
                marks = mark_weight(marks, self.rest[self.left]);
                continue;
            }
            match self.take() {
                Some(mark) if is_mark(mark) => marks = mark_weight(marks, mark),
                Some('\u{200b}'..='\u{200d}') => {}
                other => {
                    self.ahead = other;
                    return marks;
                }
            }
        }
    }
}

const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{9bc}' | '\u{9fe}')
}

fn mark_weight(before: u8, mark: char) -> u8 {
    let weight = u8::try_from(u32::from(mark) & 0x7f).unwrap_or(0);
    before.wrapping_mul(31).wrapping_add(weight).max(1)
}

fn digit(letter: char) -> char {
    char::from_digit(u32::from(letter) - 0x9e6, 10).unwrap_or(letter)
}

impl Iterator for Letters<'_> {
    type Item = Letter;

    fn next(&mut self) -> Option<Letter> {
        loop {
            let (base, capital) = self.base()?;
            if is_mark(base) {
                continue; // a mark without a letter
            }
            let (base, own) = match base {
                '\u{9dc}' => ('ড', DOT),
                '\u{9dd}' => ('ঢ', DOT),
                '\u{9df}' => ('য', DOT),
                base => (base, 0),
            };
            return Some(Letter { base, marks: self.marks().max(own), capital });
        }
    }
}

/// The text for finding: small letters without accents, Latin digits, one code for each Bangla letter.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Adds the folded text to a buffer that can be used again.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let from = folded.len();
        folded.push_str(text);
        folded[from..].make_ascii_lowercase();
        return;
    }
    for letter in Letters::new(text) {
        folded.push(match (letter.base, letter.marks) {
            // ড় ঢ় য় are letters of their own to a reader.
            ('ড', 1..) => '\u{9dc}',
            ('ঢ', 1..) => '\u{9dd}',
            ('য', 1..) => '\u{9df}',
            (base, _) => base,
        });
    }
}

/// Whether a folded character belongs to a word.
pub fn in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || (!letter.is_ascii() && (letter.is_alphanumeric() || is_bangla_sign(letter)))
}

const fn is_bangla_sign(letter: char) -> bool {
    matches!(letter, '\u{981}'..='\u{983}' | '\u{9bc}' | '\u{9be}'..='\u{9cd}' | '\u{9d7}')
}

/// Whether a folded word is written in Bangla.
pub fn is_bangla(word: &str) -> bool {
    word.chars().any(|letter| matches!(u32::from(letter), 0x980..=0x9ff))
}

/// The folded words of a text. Apostrophes vanish: `O'Brien` is `obrien`.
pub fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    for letter in fold(text).chars() {
        if in_word(letter) {
            word.push(letter);
        } else if letter != '\'' && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// Bytes whose order is the order in which a Bengali reader expects texts (CLDR `bn`): letters first, then marks,
/// then small before capital.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 2);
    let mut marks = Vec::new();
    let mut capitals = Vec::new();
    for (place, letter) in Letters::new(text).enumerate() {
        push_weight(&mut key, letter.base);
        note(&mut marks, place, letter.marks);
        note(&mut capitals, place, u8::from(letter.capital));
    }
    key.push(0);
    key.append(&mut marks);
    key.push(0);
    key.append(&mut capitals);
    key
}

/// Remembers a weight that is not the usual one; the usual one is 1, so that shorter runs sort first.
fn note(weights: &mut Vec<u8>, place: usize, weight: u8) {
    if weight > 0 {
        weights.resize(place, 1);
        weights.push(weight.saturating_add(1));
    }
}

fn push_weight(key: &mut Vec<u8>, base: char) {
    let code = u32::from(base);
    let table = match code {
        0..0x80 => ASCII_WEIGHTS.get(code as usize),
        BANGLA_BLOCK..0xa00 => BANGLA_WEIGHTS.get((code - BANGLA_BLOCK) as usize),
        _ => None,
    };
    match table.copied() {
        Some(0) => {}
        Some(weight) => key.push(weight),
        None if base == '।' => key.push(FIRST_MARK + 9),
        None if base == '€' => key.push(FIRST_MARK + 39),
        None => {
            key.push(OTHER);
            key.extend_from_slice(&code.to_be_bytes()[1..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_people_take_for_one_are_one() {
        for (left, right) in [
            ("RINA", "rina"),
            ("José Ñandú", "jose nandu"),
            ("Straße", "STRASSE"),
            ("\u{9dc}", "\u{9a1}\u{9bc}"),
            ("\u{9dd}", "\u{9a2}\u{9bc}"),
            ("বা\u{9dc}ি \u{9df}", "বা\u{9a1}\u{9bc}ি \u{9af}\u{9bc}"),
            ("কো", "ক\u{9c7}\u{9be}"),
            ("কৌ", "ক\u{9c7}\u{9d7}"),
            ("০১২৩৪৫৬৭৮৯", "0123456789"),
            ("র\u{200d}্য", "র্য"),
            ("ক\u{200c}ষ", "কষ"),
            ("ﬁne", "fine"),
            ("don’t", "DON'T"),
        ] {
            assert_eq!(fold(left), fold(right), "{left} {right}");
        }
        assert_ne!(fold("ড"), fold("\u{9dc}"));
        assert_ne!(fold("য"), fold("\u{9df}"));
    }

    #[test]
    fn words_end_where_a_reader_sees_them_end() {
        assert_eq!(words("O'Brien & Sons, Ltd."), ["obrien", "sons", "ltd"]);
        assert_eq!(words("রহিম উদ্দিন (ঢাকা)"), ["রহিম", "উদ্দিন", "ঢাকা"]);
        assert_eq!(words("০১৭১১-২০৪৮৮২"), ["01711", "204882"]);
        assert_eq!(words("  "), [""; 0]);
    }

    /// The order that ICU's collator for `bn` gives (Intl.Collator('bn') of Node 20), written down once.
    const EXPECTED: &[&str] = include!("fold_expected_order.in");

    #[test]
    fn the_order_is_that_of_the_bengali_collator() {
        let mut sorted = EXPECTED.to_vec();
        sorted.sort_by_key(|text| sort_key(text));
        assert_eq!(sorted, EXPECTED);
        for (one_code, two_codes) in
            [("গা\u{9dc}ি", "গা\u{9a1}\u{9bc}ি"), ("মা\u{9df}া", "মা\u{9af}\u{9bc}া"), ("১০", "10")]
        {
            assert_eq!(sort_key(one_code), sort_key(two_codes));
        }
    }

    #[test]
    fn every_weight_is_given_once() {
        let mut seen = std::collections::BTreeSet::new();
        for weight in ASCII_WEIGHTS.iter().chain(&BANGLA_WEIGHTS).filter(|weight| **weight > 0) {
            assert!(seen.insert(*weight), "{weight:#x}");
        }
        assert!(usize::from(FIRST_MARK) + MARKS.len() <= usize::from(FIRST_DIGIT));
        assert!(usize::from(FIRST_BANGLA) + BANGLA.len() <= usize::from(FIRST_LATIN));
    }
}
