//! Makes words comparable: `Rina`, `rina` and `RINA` are one word, ৫ is 5, and Bangla sorts by its own alphabet.
//!
//! One walk over the letters ([`Letters`]) serves search folding and sort keys. Bangla and ASCII go through two
//! small tables; every other letter is decomposed by Unicode's tables.

use super::letters::Letters;

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
