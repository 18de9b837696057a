//! A difference between two texts, carried over to a third that has no history in common with them.

/// Does to `now` what was done to `base`: takes out what was taken out, where it still stands, and puts in what was
/// put in, where its surroundings still stand.
pub fn over(now: &str, base: &str, text: &str) -> String {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let length = |letters: usize, letter: char| letters + letter.len_utf8();
    let before = base.chars().zip(text.chars()).take_while(same).map(|pair| pair.0).fold(0, length);
    let ends = base[before..].chars().rev().zip(text[before..].chars().rev());
    let after = ends.take_while(same).map(|pair| pair.0).fold(0, length);
    let (removed, added) = (&base[before..base.len() - after], &text[before..text.len() - after]);
    if let Some((start, end)) = now.split_once(removed).filter(|_| !removed.is_empty()) {
        return [start, added, end].concat();
    }
    if let Some(end) = now.strip_prefix(&base[..before]) {
        return [&base[..before], added, end].concat();
    }
    match now.strip_suffix(&base[base.len() - after..]) {
        Some(start) => [start, added, &base[base.len() - after..]].concat(),
        None => [now, added].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::over;

    #[test]
    fn what_others_wrote_stays_and_what_was_typed_arrives() {
        for (now, base, text, expected) in [
            ("one two", "one", "one three", "one three two"),
            ("zero one", "one", "one two", "zero one two"),
            ("a b c d", "a b c", "a c", "a c d"),
            ("quite another", "one", "one two", "quite another two"),
            ("খাতা নতুন", "খাতা", "হালখাতা", "হালখাতা নতুন"),
            ("", "one", "", ""),
        ] {
            assert_eq!(over(now, base, text), expected, "{now} / {base} / {text}");
        }
    }
}
