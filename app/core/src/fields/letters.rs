//! Walks over the letters of a text as a reader takes them: small, without accents, one code each.

use std::str::Chars;

/// What [`mark_weight`] gives for the dot of ড় ঢ় য়.
const DOT: u8 = 0x3c;

/// A letter of a text after folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The folded letter; a base letter without marks.
    pub base: char,
    /// Which marks it had: 0 none.
    pub marks: u8,
    /// Whether it was a capital.
    pub capital: bool,
}

/// Walks over the letters of a text.
pub(super) struct Letters<'a> {
    chars: Chars<'a>,
    /// What a letter that became several has left, last first.
    rest: [char; 8],
    left: usize,
    capital: bool,
    ahead: Option<char>,
}

impl<'a> Letters<'a> {
    pub fn new(text: &'a str) -> Self {
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
