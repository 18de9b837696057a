//! Divides what one change could not carry: the gate bounds a change, never a record, so a pasted book becomes
//! several changes.

use super::limits;
use crate::commands::Edit;
use crate::fields::Scalar;

/// Letters put into or taken out of texts by one change. Below the gate's bound on operations, because the
/// comparison of two texts goes by what is seen as one letter, which may be several of ours.
const LETTERS: usize = limits::OPS * 4 / 5;
/// Bytes that one change brings, below the gate's bound.
const BYTES: usize = limits::TEXT_BYTES * 9 / 10;

/// A part of an edit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step<'a> {
    /// The edit as a whole.
    Whole(&'a Edit),
    /// Letters out of a text, then letters into it, at the same place.
    Splice { field: &'a str, at: usize, out: usize, text: &'a str },
}

/// What a change spends on a step.
#[derive(Clone, Copy, Default)]
struct Cost {
    letters: usize,
    bytes: usize,
}

/// The steps of each change, in order. `there` reads a long text as it is before.
pub(super) fn divide<'a>(edits: &'a [Edit], there: impl Fn(&str) -> String) -> Vec<Vec<Step<'a>>> {
    let mut changes = vec![Vec::new()];
    let mut spent = Cost::default();
    let mut add = |step, cost: Cost| {
        if spent.letters + cost.letters > LETTERS || spent.bytes + cost.bytes > BYTES {
            changes.push(Vec::new());
            spent = Cost::default();
        }
        spent.letters += cost.letters;
        spent.bytes += cost.bytes;
        if let Some(change) = changes.last_mut() {
            change.push(step);
        }
    };
    for edit in edits {
        match edit {
            Edit::Put(key, value) => {
                let bytes = match value {
                    Scalar::Text(text) => text.len(),
                    Scalar::Bytes(bytes) => bytes.len(),
                    Scalar::Integer(_) | Scalar::Number(_) | Scalar::Flag(_) | Scalar::Moment(_) => 8,
                };
                add(Step::Whole(edit), Cost { letters: 1, bytes: key.len() + bytes });
            }
            Edit::Remove(key) => add(Step::Whole(edit), Cost { letters: 1, bytes: key.len() }),
            Edit::Rewrite(field, wanted) => {
                let before = there(field);
                let (at, out, text) = difference(&before, wanted);
                rewrite(edit, field, at, out, text, &mut add);
            }
            Edit::Append(field, text) => {
                let at = there(field).chars().count();
                rewrite(edit, field, at, 0, text, &mut add);
            }
        }
    }
    changes
}

/// One step where it fits into a change; otherwise pieces, what goes before what comes.
fn rewrite<'a>(
    edit: &'a Edit,
    field: &'a str,
    at: usize,
    out: usize,
    text: &'a str,
    add: &mut impl FnMut(Step<'a>, Cost),
) {
    let whole = Cost { letters: out + text.chars().count(), bytes: text.len() };
    if whole.letters <= LETTERS && whole.bytes <= BYTES {
        return add(Step::Whole(edit), whole);
    }
    let mut left = out;
    while left > 0 {
        let out = left.min(LETTERS);
        add(Step::Splice { field, at, out, text: "" }, Cost { letters: out, bytes: 0 });
        left -= out;
    }
    let (mut at, mut rest) = (at, text);
    while !rest.is_empty() {
        let fits = |(number, (start, letter)): &(usize, (usize, char))| {
            *number < LETTERS && start + letter.len_utf8() <= BYTES
        };
        let (letters, end) = rest
            .char_indices()
            .enumerate()
            .take_while(fits)
            .last()
            .map_or((0, rest.len()), |(number, (start, letter))| (number + 1, start + letter.len_utf8()));
        let (piece, others) = rest.split_at(end);
        add(Step::Splice { field, at, out: 0, text: piece }, Cost { letters, bytes: piece.len() });
        at += letters;
        rest = others;
    }
}

/// Where two texts differ: the place in letters, how many letters go there, and the text that comes.
fn difference<'a>(before: &str, wanted: &'a str) -> (usize, usize, &'a str) {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let start = before.chars().zip(wanted.chars()).take_while(same);
    let (at, head) =
        start.fold((0, 0), |(letters, bytes), (letter, _)| (letters + 1, bytes + letter.len_utf8()));
    let (before, wanted) = (&before[head..], &wanted[head..]);
    let end = before.chars().rev().zip(wanted.chars().rev()).take_while(same);
    let tail: usize = end.map(|(letter, _)| letter.len_utf8()).sum();
    let out = before[..before.len() - tail].chars().count();
    (at, out, &wanted[..wanted.len() - tail])
}

/// Whether a new record with these edits needs more than one change.
pub fn is_needed(edits: &[Edit]) -> bool {
    divide(edits, |_| String::new()).len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(before: &str, wanted: &str) -> (usize, String) {
        let edits = [Edit::Rewrite("body".to_owned(), wanted.to_owned())];
        let changes = divide(&edits, |_| before.to_owned());
        let mut text: Vec<char> = before.chars().collect();
        for change in &changes {
            let (mut letters, mut bytes) = (0, 0);
            for step in change {
                match step {
                    Step::Whole(_) => text = wanted.chars().collect(),
                    Step::Splice { at, out, text: piece, .. } => {
                        text.splice(*at..at + out, piece.chars());
                        letters += out + piece.chars().count();
                        bytes += piece.len();
                    }
                }
            }
            assert!(letters <= LETTERS && bytes <= BYTES, "{letters} letters, {bytes} bytes");
        }
        (changes.len(), text.into_iter().collect())
    }

    #[test]
    fn a_long_text_comes_in_pieces_that_fit_and_make_the_whole() {
        let letters = |letter: &str, count: usize| letter.repeat(count);
        for (before, wanted, changes) in [
            (String::new(), letters("a", 10), 1),
            (String::new(), letters("a", LETTERS), 1),
            (String::new(), letters("a", LETTERS + 1), 2),
            (String::new(), letters("হ", 200_000), 13),
            (String::new(), letters("𝄞", 30_000), 3),
            (letters("a", 100_000), String::new(), 7),
            (letters("a", 40_000), letters("b", 40_000), 6),
            (format!("x{}y", letters("a", 40_000)), format!("x{}y", letters("b", 10)), 3),
            (letters("a", 100_000), format!("{}b", letters("a", 100_000)), 1),
        ] {
            let (count, text) = played(&before, &wanted);
            assert!(text == wanted, "{} letters became {}", wanted.chars().count(), text.chars().count());
            assert_eq!(count, changes, "{} to {} letters", before.len(), wanted.len());
        }
    }

    #[test]
    fn many_fields_are_divided_between_them() {
        let value = Scalar::Text("x".repeat(4_000));
        let edits: Vec<Edit> =
            (0..40).map(|number| Edit::Put(format!("tags/{number}"), value.clone())).collect();
        let changes = divide(&edits, |_| String::new());
        assert_eq!(changes.iter().map(Vec::len).collect::<Vec<_>>(), [14, 14, 12]);
        assert!(is_needed(&edits) && !is_needed(&edits[..14]));
    }
}
