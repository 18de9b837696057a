//! Pairs put together: the records that may all be one.

use super::Pair;
use super::order::{Numbers, order};
use crate::ids::RecordId;

/// Puts pairs together, the likeliest first. Two groups become one when at least half of the pairs between them were
/// found: a chain of weak likenesses does not make strangers one. A group has at least two records, in the order of
/// their ids; no record is in two groups; the group with the likeliest pair comes first. The order of the pairs does not
/// matter.
pub fn groups(pairs: &[Pair]) -> Vec<Vec<RecordId>> {
    let mut pairs: Vec<&Pair> = likeliest_first(pairs).into_iter().map(|place| &pairs[place]).collect();
    pairs.dedup_by_key(|pair| (pair.one, pair.other));
    let mut numbers = Numbers::default();
    let records: Vec<[usize; 2]> =
        pairs.iter().map(|pair| [&pair.one, &pair.other].map(|id| numbers.of(&id.0) as usize)).collect();
    // Each record begins as a group of its own.
    let mut group_of: Vec<usize> = (0..numbers.texts.len()).collect();
    let mut groups: Vec<Group> =
        group_of.iter().map(|record| Group { members: vec![*record], pairs: Vec::new() }).collect();
    for [one, other] in &records {
        groups[*one].pairs.push((*other, 1));
        groups[*other].pairs.push((*one, 1));
    }
    for [one, other] in &records {
        let (one, other) = (group_of[*one], group_of[*other]);
        let between = groups[one].pairs_with(other);
        if one != other && 2 * between >= groups[one].members.len() * groups[other].members.len() {
            let small = groups[one].pairs.len() < groups[other].pairs.len();
            let (into, from) = if small { (other, one) } else { (one, other) };
            join(&mut groups, into, from);
            for record in &groups[into].members {
                group_of[*record] = into;
            }
        }
    }
    let mut listed = Vec::new();
    for [one, _] in records {
        let members = std::mem::take(&mut groups[group_of[one]].members);
        if members.len() > 1 {
            let ids: Vec<RecordId> = members.into_iter().map(|record| id(numbers.texts[record])).collect();
            let order = order(ids.len(), &|one, other| ids[one] < ids[other]);
            listed.push(order.into_iter().map(|place| ids[place]).collect());
        }
    }
    listed
}

/// The places of pairs, the likeliest first, those of one score by their ids.
pub(super) fn likeliest_first(pairs: &[Pair]) -> Vec<usize> {
    let key = |place: usize| {
        let pair: &Pair = &pairs[place];
        (u8::MAX - pair.score, pair.one, pair.other)
    };
    order(pairs.len(), &|one, other| key(one) < key(other))
}

fn id(bytes: &[u8]) -> RecordId {
    RecordId(bytes.try_into().expect("the bytes of an id were numbered"))
}

/// Records that may all be one.
struct Group {
    members: Vec<usize>,
    /// How many pairs there are between this and each other group.
    pairs: Vec<(usize, usize)>,
}

impl Group {
    fn pairs_with(&self, other: usize) -> usize {
        self.pairs.iter().find(|(group, _)| *group == other).map_or(0, |(_, count)| *count)
    }

    fn add_pairs(&mut self, other: usize, count: usize) {
        match self.pairs.iter_mut().find(|(group, _)| *group == other) {
            Some((_, there)) => *there += count,
            None => self.pairs.push((other, count)),
        }
    }
}

/// Moves what is in one group into another.
fn join(groups: &mut [Group], into: usize, from: usize) {
    let moved = std::mem::take(&mut groups[from].members);
    groups[into].members.extend(moved);
    for (third, count) in std::mem::take(&mut groups[from].pairs) {
        groups[third].pairs.retain(|(group, _)| *group != from);
        if third != into {
            groups[third].add_pairs(into, count);
            groups[into].add_pairs(third, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::duplicates::Reason;

    fn id(number: u8) -> RecordId {
        RecordId([number; 16])
    }

    fn pair(one: u8, other: u8, score: u8) -> Pair {
        Pair { one: id(one), other: id(other), score, reasons: vec![Reason::SameName] }
    }

    fn numbers(pairs: &[Pair]) -> Vec<Vec<u8>> {
        groups(pairs).iter().map(|group| group.iter().map(|id| id.0[0]).collect()).collect()
    }

    #[test]
    fn records_that_are_all_alike_are_one_group() {
        assert_eq!(numbers(&[pair(1, 2, 90), pair(2, 3, 80), pair(1, 3, 60)]), [[1, 2, 3]]);
        assert_eq!(numbers(&[]), Vec::<Vec<u8>>::new());
    }

    #[test]
    fn a_missing_pair_is_forgiven_but_a_chain_is_cut() {
        assert_eq!(numbers(&[pair(1, 2, 90), pair(2, 3, 80)]), [[1, 2, 3]], "one of two pairs");
        let chain = [pair(1, 2, 90), pair(3, 4, 80), pair(2, 3, 70)];
        assert_eq!(numbers(&chain), [[1, 2], [3, 4]], "one of four pairs");
        let bridge = [pair(1, 2, 90), pair(3, 4, 80), pair(2, 3, 70), pair(1, 4, 60)];
        assert_eq!(numbers(&bridge), [[1, 2, 3, 4]], "two of four pairs");
        let long = [pair(1, 2, 90), pair(2, 3, 80), pair(3, 4, 70), pair(4, 5, 60)];
        assert_eq!(numbers(&long), [vec![1, 2, 3], vec![4, 5]]);
    }

    #[test]
    fn the_order_of_the_pairs_does_not_matter_and_the_likeliest_group_is_first() {
        let mut pairs = vec![pair(7, 8, 60), pair(1, 2, 90), pair(3, 4, 70), pair(2, 3, 70), pair(1, 3, 60)];
        let expected = numbers(&pairs);
        assert_eq!(expected, [vec![1, 2, 3], vec![7, 8]]);
        for _ in 0..pairs.len() {
            pairs.rotate_left(1);
            assert_eq!(numbers(&pairs), expected);
        }
        pairs.push(pairs[0].clone());
        assert_eq!(numbers(&pairs), expected, "a pair that is there twice");
    }
}
