//! Pairs put together: the records that may all be one.

use super::Pair;
use crate::ids::RecordId;
use std::collections::BTreeMap;

/// Puts pairs together, the likeliest first. Two groups become one when at least half of the pairs between them were
/// found: a chain of weak likenesses does not make strangers one. A group has at least two records, in the order of
/// their ids; no record is in two groups; the group with the likeliest pair comes first. The order of the pairs does not
/// matter.
pub fn groups(pairs: &[Pair]) -> Vec<Vec<RecordId>> {
    let mut pairs: Vec<&Pair> = pairs.iter().collect();
    pairs.sort_by_key(|pair| (u8::MAX - pair.score, pair.one, pair.other));
    pairs.dedup_by_key(|pair| (pair.one, pair.other));
    // Each record begins as a group of its own.
    let mut group_of: BTreeMap<RecordId, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for pair in &pairs {
        let [one, other] = [pair.one, pair.other].map(|id| {
            *group_of.entry(id).or_insert_with(|| {
                groups.push(Group { members: vec![id], pairs: BTreeMap::new() });
                groups.len() - 1
            })
        });
        groups[one].pairs.insert(other, 1);
        groups[other].pairs.insert(one, 1);
    }
    let mut formed = Vec::new();
    for pair in &pairs {
        let (one, other) = (group_of[&pair.one], group_of[&pair.other]);
        let between = groups[one].pairs.get(&other).copied().unwrap_or(0);
        if one != other && 2 * between >= groups[one].members.len() * groups[other].members.len() {
            let small = groups[one].pairs.len() < groups[other].pairs.len();
            let (into, from) = if small { (other, one) } else { (one, other) };
            for id in join(&mut groups, into, from) {
                group_of.insert(id, into);
            }
            formed.push(pair.one);
        }
    }
    let mut listed = Vec::new();
    for id in formed {
        let members = &mut groups[group_of[&id]].members;
        if !members.is_empty() {
            members.sort_unstable();
            listed.push(std::mem::take(members));
        }
    }
    listed
}

/// Records that may all be one.
struct Group {
    members: Vec<RecordId>,
    /// How many pairs there are between this and each other group.
    pairs: BTreeMap<usize, usize>,
}

/// Moves what is in one group into another; returns who was moved.
fn join(groups: &mut [Group], into: usize, from: usize) -> Vec<RecordId> {
    let moved = std::mem::take(&mut groups[from].members);
    groups[into].members.extend(&moved);
    for (third, count) in std::mem::take(&mut groups[from].pairs) {
        groups[third].pairs.remove(&from);
        if third != into {
            *groups[third].pairs.entry(into).or_default() += count;
            *groups[into].pairs.entry(third).or_default() += count;
        }
    }
    moved
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
