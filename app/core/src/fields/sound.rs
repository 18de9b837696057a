//! How a word sounds in Latin letters, so that `rina` finds রিনা, `rahim` রহিম, and রহিম Rahim.
//!
//! A sound is the consonants of a word with the vowel `i`; other vowels are written in too many ways. It is kept
//! among search words with [`SOUND`] before it, which no folded word begins with.

use super::fold;

/// Marks a search word that is the sound of a Bangla word.
pub const SOUND: char = '~';
/// Marks a search word that is the sound of a Latin word in a name; only Bangla words look for it, because who types
/// Latin letters means them.
pub const LATIN_SOUND: char = '^';

/// The shortest sound that is worth looking for.
const SHORTEST: usize = 2;

/// Latin letters of each consonant and independent vowel of Bangla; vowels are `a` (dropped) or `i`.
fn latin(letter: char) -> &'static str {
    match letter {
        'ক' | 'খ' => "k",
        'গ' | 'ঘ' => "g",
        'ঙ' | '\u{982}' => "ng",
        'চ' | 'ছ' => "ch",
        'জ' | 'ঝ' | 'য' => "j",
        'ঞ' | 'ণ' | 'ন' => "n",
        'ট' | 'ঠ' | 'ত' | 'থ' | 'ৎ' => "t",
        'ড' | 'ঢ' | 'দ' | 'ধ' => "d",
        'প' => "p",
        'ফ' => "f",
        'ব' | 'ভ' => "b",
        'ম' => "m",
        'র' | '\u{9dc}' | '\u{9dd}' => "r",
        'ল' => "l",
        'শ' | 'ষ' | 'স' => "s",
        'হ' => "h",
        'ই' | 'ঈ' | '\u{9bf}' | '\u{9c0}' | '\u{9df}' => "i",
        'অ' | 'আ' | 'উ' | 'ঊ' | 'এ' | 'ঐ' | 'ও' | 'ঔ' | '\u{9be}' | '\u{9c1}' | '\u{9c2}' | '\u{9c7}'
        | '\u{9c8}' | '\u{9cb}' | '\u{9cc}' => "a",
        'ঋ' | '\u{9c3}' => "ri",
        _ => "",
    }
}

/// A Bangla word in simple Latin letters, inherent vowels left out.
fn bangla_to_latin(word: &str) -> String {
    let mut written = String::with_capacity(word.len());
    let letters: Vec<char> = word.chars().collect();
    for (place, letter) in letters.iter().enumerate() {
        let joined = place > 0 && letters[place - 1] == '\u{9cd}';
        let before = place.checked_sub(2).map(|before| letters[before]);
        match (letter, joined, before) {
            // Silent in clusters: the য of সত্য, the ব of স্বপন (but not of আম্বিয়া), the ঞ of জ্ঞান.
            ('য' | 'ঞ', true, _) => {}
            ('ব', true, Some(before)) if before != 'ম' && before != 'র' => {}
            _ => written.push_str(latin(*letter)),
        }
    }
    written
}

/// The sound of a folded word; empty where it has none.
pub fn sound(word: &str) -> String {
    if fold::is_bangla(word) { reduce(&bangla_to_latin(word)) } else { reduce(word) }
}

/// The sound of a word in Latin letters.
fn reduce(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    let letters = word.as_bytes();
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        let next = letters.get(at + 1).copied();
        if is_vowel(letter) {
            let from = at;
            while letters.get(at).copied().is_some_and(is_vowel) {
                at += 1;
            }
            let vowels = &letters[from..at];
            if matches!(vowels[0], b'i' | b'y') || vowels.starts_with(b"ee") {
                push(&mut sound, 'i');
            }
            continue;
        }
        at += 1;
        let (heard, length) = match (letter, next) {
            (b'c', Some(b'h')) => ('c', 1),
            (b'c', Some(b'e' | b'i' | b'y')) => ('s', 0),
            (b'c', _) if letters.get(at.wrapping_sub(2)) == Some(&b'c') => ('c', 0),
            (b'c' | b'q', _) => ('k', 0),
            (b'p', Some(b'h')) => ('f', 1),
            (b'k' | b'g' | b'j' | b't' | b'd' | b'b' | b's', Some(b'h')) => (char::from(letter), 1),
            (b'z', _) => ('j', 0),
            (b'v', _) => ('b', 0),
            (b'x', _) => ('k', 0),
            (b'h', None) => continue,
            (b'a'..=b'z' | b'0'..=b'9', _) => (char::from(letter), 0),
            _ => continue,
        };
        at += length;
        push(&mut sound, heard);
    }
    sound
}

const fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'w' | b'y')
}

/// Adds a letter unless it only doubles the one before.
fn push(sound: &mut String, letter: char) {
    if !sound.ends_with(letter) {
        sound.push(letter);
    }
}

/// Adds the sound of every Bangla word to the words of a record.
pub fn add_sounds(words: &mut Vec<String>) {
    add(words, |word| fold::is_bangla(word).then_some(SOUND));
}

/// Adds the sound of every word of a name, whichever its letters.
pub fn add_name_sounds(words: &mut Vec<String>) {
    add(words, |word| Some(if fold::is_bangla(word) { SOUND } else { LATIN_SOUND }));
}

fn add(words: &mut Vec<String>, mark: impl Fn(&str) -> Option<char>) {
    for place in 0..words.len() {
        let word = &words[place];
        let Some(mark) = mark(word).filter(|_| !word.bytes().all(|byte| byte.is_ascii_digit())) else {
            continue;
        };
        let sound = sound(word);
        if sound.len() >= SHORTEST {
            words.push(format!("{mark}{sound}"));
        }
    }
}

/// One word that a person looks for: any of these, each as the beginning of a search word, will do. The word itself
/// counts most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedWord {
    /// The folded word.
    pub word: String,
    /// Its sound with [`SOUND`] before it, to be found among the sounds of Bangla words.
    pub sound: Option<String>,
    /// For a Bangla word: its sound with [`LATIN_SOUND`] before it, to be found among those of Latin names.
    pub latin: Option<String>,
}

/// The words that a person looks for.
pub fn wanted(text: &str) -> Vec<WantedWord> {
    let want = |word: String| {
        let heard = sound(&word);
        let letters = word.chars().any(|letter| !letter.is_ascii_digit());
        let heard = Some(heard).filter(|heard| letters && heard.len() >= SHORTEST);
        let latin =
            heard.as_ref().filter(|_| fold::is_bangla(&word)).map(|heard| format!("{LATIN_SOUND}{heard}"));
        WantedWord { sound: heard.map(|heard| format!("{SOUND}{heard}")), latin, word }
    };
    fold::words(text).into_iter().map(want).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sound_alike_in_both_scripts() {
        for (latin, bangla) in [
            ("rina", "রিনা"),
            ("reena", "রিনা"),
            ("rahim", "রহিম"),
            ("raheem", "রহীম"),
            ("karim", "করিম"),
            ("salma", "সালমা"),
            ("fatema", "ফাতেমা"),
            ("begum", "বেগম"),
            ("chowdhury", "চৌধুরী"),
            ("hossain", "হোসেন"),
            ("mohammad", "মোহাম্মদ"),
            ("anwar", "আনোয়ার"),
            ("yasmin", "ইয়াসমিন"),
            ("rayhan", "রায়হান"),
            ("swapan", "স্বপন"),
            ("zaman", "জামান"),
            ("dhaka", "ঢাকা"),
        ] {
            let bangla = fold::fold(bangla);
            assert_eq!(sound(latin), sound(&bangla), "{latin} {bangla}");
        }
    }

    #[test]
    fn what_is_typed_so_far_sounds_like_the_beginning() {
        let whole = sound(&fold::fold("রহিম"));
        for typed in ["ra", "rah", "rahi", "rahim"] {
            assert!(whole.starts_with(&sound(typed)), "{typed}");
        }
    }

    #[test]
    fn a_latin_word_is_looked_for_by_sound_only_among_bangla_words() {
        let wanted = wanted("Rahim 017");
        assert_eq!(wanted[0].word, "rahim");
        assert_eq!(wanted[0].sound.as_deref(), Some("~rhim"));
        assert_eq!(wanted[0].latin, None);
        assert_eq!(wanted[1].sound, None);
        let mut words = fold::words("রহিম Karim");
        add_sounds(&mut words);
        assert_eq!(words, ["রহিম", "karim", "~rhim"]);
    }

    #[test]
    fn a_bangla_word_finds_a_latin_name_that_sounds_so() {
        let mut name = fold::words("Rahim Uddin 017");
        add_name_sounds(&mut name);
        assert_eq!(name, ["rahim", "uddin", "017", "^rhim", "^din"]);
        let wanted = super::wanted("রহিম");
        assert!(name.iter().any(|word| Some(word) == wanted[0].latin.as_ref()));
        assert_eq!(super::wanted("rohim")[0].latin, None);
    }
}
