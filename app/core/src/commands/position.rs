//! Places of cards in a column: texts that sort as the cards do, with room for another between any two.

use crate::ids::{RecordId, Timestamp};

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Letters of chance behind a new place, so that two people who drop between the same cards rarely tie.
const CHANCE: usize = 3;
/// Digits of the time in a usual place.
const TIME_DIGITS: u32 = 9;

/// The place of a deal that nobody moved by hand: newest first.
pub fn usual(created_at: Timestamp, record: RecordId) -> String {
    let largest = 36_u64.pow(TIME_DIGITS) - 1;
    let mut rest = largest - u64::try_from(created_at).unwrap_or(0).min(largest);
    let mut digits = [0; TIME_DIGITS as usize];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 36) as usize];
        rest /= 36;
    }
    let time = String::from_utf8_lossy(&digits).into_owned();
    format!("i{time}{}", chance(record))
}

/// A place between two others; `None` is the end of the column. Where the two are not in order, or touch, the
/// place is behind the first.
pub fn between(before: Option<&str>, after: Option<&str>, fresh: RecordId) -> String {
    let digit =
        |text: &[u8], at: usize| text.get(at).and_then(|byte| DIGITS.iter().position(|digit| digit == byte));
    let low = before.unwrap_or_default().as_bytes();
    let mut high = after.filter(|after| before.is_none_or(|before| before < *after)).map(str::as_bytes);
    let mut place = String::new();
    for at in 0.. {
        let from = digit(low, at).unwrap_or(0);
        let to = high.map_or(DIGITS.len(), |high| digit(high, at).unwrap_or(0));
        if to > from + 1 {
            place.push(char::from(DIGITS[usize::midpoint(from, to)]));
            break;
        }
        place.push(char::from(DIGITS[from]));
        if to > from || at >= high.map_or(0, <[u8]>::len) {
            // Below the second at this digit already, so anything behind the first will do from here on.
            high = None;
        }
    }
    place.push_str(&chance(fresh));
    place
}

/// A few digits from an id; the last is never zero, so that there is always room before a place.
fn chance(id: RecordId) -> String {
    let digit = |byte: &u8| char::from(DIGITS[usize::from(*byte) % 35 + 1]);
    id.0[16 - CHANCE..].iter().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::id;

    #[test]
    fn there_is_room_between_any_two() {
        let mut places = vec![usual(1_000, id(1)), usual(2_000, id(2)), usual(1_795_298_400_000, id(3))];
        places.sort();
        let mut seed = 7_usize;
        for round in 0..2_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (seed >> 33) % (places.len() + 1);
            let before = at.checked_sub(1).map(|at| places[at].as_str());
            let place = between(before, places.get(at).map(String::as_str), id(round as u8));
            assert!(before.is_none_or(|before| before < place.as_str()), "{before:?} {place}");
            assert!(places.get(at).is_none_or(|after| place < *after), "{place} {:?}", places.get(at));
            places.insert(at, place);
        }
        assert!(places.is_sorted());
        assert!(
            places.iter().all(|place| place.len() < 60),
            "{:?}",
            places.iter().max_by_key(|place| place.len())
        );
    }

    #[test]
    fn always_first_and_always_last_stay_short() {
        let (mut first, mut last) = (usual(0, id(1)), usual(0, id(1)));
        for round in 0..200 {
            first = between(None, Some(&first), id(round));
            last = between(Some(&last), None, id(round));
        }
        assert!(first.len() < 120 && last.len() < 120, "{first} {last}");
    }

    #[test]
    fn newer_deals_stand_first() {
        assert!(usual(2_000, id(1)) < usual(1_000, id(1)));
        assert!(between(Some("b"), Some("a"), id(1)).as_str() > "b");
        assert!(between(Some("b"), Some("b"), id(1)).as_str() > "b");
    }
}
