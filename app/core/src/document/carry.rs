//! A difference between two texts, carried over to a third that has no history in common with them.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutomergeError, ObjType, ROOT, ReadDoc};
use crm_planted::{Bug, planted};

/// Does to `now` what was done to `base`: takes out what was taken out, where it still stands, and puts in what was
/// put in, where its surroundings still stand.
pub fn over(now: &str, base: &str, text: &str) -> String {
    if planted(Bug::LastTextWins) {
        return text.to_owned();
    }
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

/// Both what was done to `base` on the way to `text` and what makes `now` of it, letter by letter: what stands in `now`
/// and not in `base` stays, what was written arrives, and what either took out is gone.
pub fn merged(now: &str, base: &str, text: &str) -> String {
    if now == base {
        return text.to_owned();
    }
    let both = || -> Result<String, AutomergeError> {
        let mut ours = super::blank().with_actor(ActorId::from([1]));
        let mut transaction = ours.transaction();
        let id = transaction.put_object(ROOT, "text", ObjType::Text)?;
        transaction.splice_text(&id, 0, 0, base)?;
        transaction.commit();
        let mut theirs = ours.fork().with_actor(ActorId::from([2]));
        for (doc, text) in [(&mut ours, text), (&mut theirs, now)] {
            let mut transaction = doc.transaction();
            transaction.update_text(&id, text)?;
            transaction.commit();
        }
        ours.merge(&mut theirs)?;
        ours.text(&id)
    };
    both().unwrap_or_else(|_| over(now, base, text))
}

#[cfg(test)]
mod tests {
    use super::{merged, over};

    #[test]
    fn letters_of_both_meet_and_none_is_doubled() {
        for (now, base, text, expected) in [
            ("one two", "one two", "one", "one"),
            ("xxxaaa", "xxxaaayyy", "aaayyyzzz", "aaazzz"),
            ("aaa", "aaabbb", "aaabbbccc", "aaaccc"),
            ("", "abc", "abcd", "d"),
            ("খাতা", "", "হাল", "হালখাতা"),
        ] {
            let mut letters: Vec<char> = merged(now, base, text).chars().collect();
            let mut wanted: Vec<char> = expected.chars().collect();
            letters.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(letters, wanted, "{now} / {base} / {text}");
        }
    }

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
