//! A round mark with the first letters of a name.

use super::Plain;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// The side of an avatar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20 pixels, in the foot of a card.
    Tiny,
    /// 24 pixels for a mouse, 40 on a phone: in a row.
    #[default]
    Row,
    /// 40 pixels, in a head.
    Head,
}

impl AvatarSize {
    const fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Row => "row",
            Self::Head => "head",
        }
    }
}

/// The first letters of a name as decoration: the name stands beside it.
#[component]
pub fn Avatar(
    /// The whole name.
    #[prop(into)]
    name: TextProp,
    /// Its side.
    #[prop(optional)]
    size: AvatarSize,
    /// Square for things, round for people.
    #[prop(optional)]
    thing: bool,
) -> impl IntoView {
    move || plain_avatar(&name.get(), size, thing).view()
}

/// The same for a name that whoever shows it follows.
pub fn plain_avatar(name: &str, size: AvatarSize, thing: bool) -> Plain {
    let mark = Plain::text("span", initials(name)).with("class", "avatar").with("data-size", size.name());
    mark.with_some("data-thing", thing.then_some("true")).with("aria-hidden", "true")
}

/// The first letter of the first and of the last word for Latin names, the first letter with all its marks
/// otherwise: `Rina Akter` is RA, `রিনা আক্তার` is রি, `ক্ষমা` is ক্ষ.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| {
        let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        (!word.is_empty()).then_some(word)
    });
    let Some(first) = words.next() else { return String::new() };
    if !first.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        return cluster(first).to_owned();
    }
    let last = words.next_back().filter(|word| word.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    let letters = first.chars().next().into_iter().chain(last.and_then(|word| word.chars().next()));
    letters.flat_map(char::to_uppercase).collect()
}

/// The first letter with its vowel signs, and with the letters joined to it.
fn cluster(word: &str) -> &str {
    let mut joined = true;
    let end = word.char_indices().find_map(|(at, letter)| {
        let joiner = matches!(letter, '\u{09CD}' | '\u{200C}' | '\u{200D}');
        let mark = matches!(letter, '\u{0300}'..='\u{036F}' | '\u{0981}'..='\u{0983}' | '\u{09BC}'
            | '\u{09BE}'..='\u{09CC}' | '\u{09D7}' | '\u{09E2}' | '\u{09E3}');
        let goes_on = joined || joiner || mark;
        joined = joiner;
        (!goes_on).then_some(at)
    });
    &word[..end.unwrap_or(word.len())]
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_whole_letters_of_their_script() {
        let cases = [
            ("Rina Akter", "RA"),
            ("rina", "R"),
            ("Md. Shafiqul Islam", "MI"),
            ("রিনা আক্তার", "রি"),
            ("ক্ষমা", "ক্ষ"),
            ("মোঃ শফিকুল", "মোঃ"),
            ("(Acme) Corp", "AC"),
            ("", ""),
            ("…", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
