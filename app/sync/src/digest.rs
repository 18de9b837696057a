//! What two copies compare first in a repair: a digest of each bucket of documents, so that only the buckets that differ
//! are told document by document.

use crate::frame::{DocId, Epoch, Hash};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Buckets of documents, by the first bits of their ids.
pub const BUCKETS: u16 = 4_096;

/// In which bucket a document lies.
pub const fn bucket(doc: &DocId) -> u16 {
    u16::from_be_bytes([doc[0], doc[1]]) / (u16::MAX / BUCKETS + 1)
}

/// The digest of each bucket that holds something: the sum of a hash of every document with its heads, in any order. The
/// epoch, which nobody knew before the repair, is hashed along, so that no two different buckets were made to look equal.
pub fn digests<'a>(
    epoch: &Epoch,
    documents: impl IntoIterator<Item = (&'a DocId, &'a [Hash])>,
) -> BTreeMap<u16, [u8; 8]> {
    let mut sums: BTreeMap<u16, u64> = BTreeMap::new();
    for (doc, heads) in documents {
        let mut sorted: Vec<&Hash> = heads.iter().collect();
        sorted.sort_unstable();
        let mut hash = Sha256::new();
        hash.update(epoch);
        hash.update(doc);
        sorted.into_iter().for_each(|head| hash.update(head));
        let hash: [u8; 32] = hash.finalize().into();
        let mut part = [0; 8];
        part.copy_from_slice(&hash[..8]);
        let sum = sums.entry(bucket(doc)).or_default();
        *sum = sum.wrapping_add(u64::from_be_bytes(part));
    }
    sums.into_iter().map(|(bucket, sum)| (bucket, sum.to_be_bytes())).collect()
}

/// The buckets that are not the same on both sides.
pub fn differing(ours: &BTreeMap<u16, [u8; 8]>, theirs: &BTreeMap<u16, [u8; 8]>) -> Vec<u16> {
    let mut all: Vec<u16> = ours.keys().chain(theirs.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|bucket| ours.get(bucket) != theirs.get(bucket));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPOCH: Epoch = [7; 16];

    fn doc(first: u8, second: u8) -> DocId {
        let mut doc = [0; 16];
        (doc[0], doc[1]) = (first, second);
        doc
    }

    fn of(documents: &[(DocId, Vec<Hash>)]) -> BTreeMap<u16, [u8; 8]> {
        digests(&EPOCH, documents.iter().map(|(doc, heads)| (doc, heads.as_slice())))
    }

    #[test]
    fn every_document_lies_in_one_of_the_buckets() {
        assert_eq!(bucket(&doc(0, 0)), 0);
        assert_eq!(bucket(&doc(0, 0x0f)), 0);
        assert_eq!(bucket(&doc(0, 0x10)), 1);
        assert_eq!(bucket(&doc(0xff, 0xff)), BUCKETS - 1);
    }

    #[test]
    fn order_does_not_count_and_everything_else_does() {
        let one = [(doc(1, 0), vec![[1; 32], [2; 32]]), (doc(1, 1), vec![[3; 32]])];
        let turned = [(doc(1, 1), vec![[3; 32]]), (doc(1, 0), vec![[2; 32], [1; 32]])];
        assert_eq!(of(&one), of(&turned));
        for other in [
            vec![(doc(1, 0), vec![[1; 32], [2; 32]])],
            vec![(doc(1, 0), vec![[1; 32]]), (doc(1, 1), vec![[3; 32]])],
            vec![(doc(1, 0), vec![[1; 32], [2; 32]]), (doc(1, 2), vec![[3; 32]])],
            vec![(doc(1, 0), vec![[3; 32]]), (doc(1, 1), vec![[1; 32], [2; 32]])],
        ] {
            assert_eq!(differing(&of(&one), &of(&other)), [bucket(&doc(1, 0))], "{other:?}");
        }
        let again = digests(&[8; 16], one.iter().map(|(doc, heads)| (doc, heads.as_slice())));
        assert_ne!(of(&one), again, "another epoch");
    }

    #[test]
    fn what_only_one_side_has_differs() {
        let (ours, theirs) = ([(doc(1, 0), vec![[1; 32]])], [(doc(9, 0), vec![[1; 32]])]);
        assert_eq!(differing(&of(&ours), &of(&theirs)), [16, 144]);
        assert_eq!(differing(&of(&ours), &of(&ours)), [0; 0]);
    }
}
