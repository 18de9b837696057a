//! Who is named in a text: `@` and a person's name.

use crate::fields::fold::fold;
use std::ops::Range;

/// A person named in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The bytes of the text, the `@` with them.
    pub at: Range<usize>,
    /// The place of the name among the names given.
    pub person: usize,
}

/// Every `@name` of a text, in order. Of two names that fit the longer one is meant. Capital letters and spellings of
/// one Bengali letter do not matter, and a Bengali ending may follow the name (`@রিনাকে`); a Latin letter may not, nor
/// stand before the `@`, as in an e-mail address.
pub fn mentions(text: &str, names: &[&str]) -> Vec<Mention> {
    let folded: Vec<String> = names.iter().map(|name| fold(name.trim())).collect();
    let mut found: Vec<Mention> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || "._-".contains(letter)) {
            continue;
        }
        let rest = &text[at + 1..];
        let fitting = folded.iter().enumerate().filter(|(_, name)| !name.is_empty());
        let fitting = fitting.filter_map(|(person, name)| Some((length(rest, name)?, person)));
        if let Some((length, person)) = fitting.max_by_key(|(length, person)| (*length, usize::MAX - person))
        {
            found.push(Mention { at: at..at + 1 + length, person });
        }
    }
    found
}

/// How many bytes at the start of the text are the folded name.
fn length(text: &str, name: &str) -> Option<usize> {
    let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
    // A letter folds to few others: what is much longer than the name cannot be it.
    let end = ends.take(name.chars().count() * 2 + 2).filter(|&end| fold(&text[..end]) == name).last()?;
    let next = text[end..].chars().next();
    (!next.is_some_and(|letter| letter.is_ascii_alphanumeric())).then_some(end)
}

/// What of a person's name is typed after the last `@` before the end of the text; `None` where nobody is being named.
pub fn being_named(text: &str) -> Option<(usize, &str)> {
    let at = text.rfind('@')?;
    let typed = &text[at + 1..];
    let before = text[..at].chars().next_back();
    let starts = before.is_none_or(|letter| !letter.is_alphanumeric() && !"._-".contains(letter));
    let short = typed.chars().count() <= 30 && !typed.contains('\n') && !typed.starts_with(' ');
    (starts && short).then_some((at, typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<(&str, usize)> {
        let names = ["Rina", "Rina Akter", "লায়লা রহমান", "Bob", ""];
        mentions(text, &names).into_iter().map(|mention| (&text[mention.at], mention.person)).collect()
    }

    #[test]
    fn the_longer_name_is_meant() {
        assert_eq!(named("@Rina Akter, @rina and @BOB"), [("@Rina Akter", 1), ("@rina", 0), ("@BOB", 3)]);
        assert_eq!(named("(@Rina)"), [("@Rina", 0)]);
    }

    #[test]
    fn addresses_and_longer_words_name_nobody() {
        for text in ["mail me@bob.example", "a.@Bob", "@Bobby", "@", "@ Bob", "Bob", ""] {
            assert_eq!(named(text), [], "{text}");
        }
    }

    #[test]
    fn a_bengali_name_may_have_an_ending_and_either_spelling() {
        assert_eq!(named("@লায়লা রহমানকে বলেছি"), [("@লায়লা রহমান", 2)]);
        let decomposed = "@লা\u{9af}\u{9bc}লা রহমান";
        assert_eq!(named(decomposed), [(decomposed, 2)]);
    }

    #[test]
    fn a_name_is_being_typed_until_a_new_line() {
        assert_eq!(being_named("Ask @la"), Some((4, "la")));
        assert_eq!(being_named("Ask @Laila R"), Some((4, "Laila R")));
        assert_eq!(being_named("@"), Some((0, "")));
        for text in ["me@x", "@la\n", "@ la", "nobody", ""] {
            assert_eq!(being_named(text), None, "{text}");
        }
    }
}
