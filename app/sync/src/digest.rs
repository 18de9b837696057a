//! What two copies compare first in a repair: a digest of each bucket of documents, so that only the buckets that differ
//! are told document by document.

use crate::frame::{DocId, Hash};
use sha2::{Digest, Sha256};

/// Buckets of documents, by the first bits of their ids.
pub const BUCKETS: u16 = 4_096;

/// In which bucket a document lies.
pub const fn bucket(doc: &DocId) -> u16 {
    u16::from_be_bytes([doc[0], doc[1]]) / (u16::MAX / BUCKETS + 1)
}

/// The digest of each bucket that holds something, in order: the sum of a hash of every document with its heads, whose
/// order does not count. The salt, which the device draws for each repair, is hashed along, so that nobody could prepare
/// different buckets that look equal.
pub fn digests<'a>(
    salt: &[u8; 16],
    documents: impl IntoIterator<Item = (&'a DocId, &'a [Hash])>,
) -> Vec<(u16, [u8; 8])> {
    let mut sums: Vec<Option<u64>> = vec![None; usize::from(BUCKETS)];
    for (doc, heads) in documents {
        let mut sorted: Vec<&Hash> = heads.iter().collect();
        sorted.sort_unstable();
        let mut hash = Sha256::new();
        hash.update(salt);
        hash.update(doc);
        sorted.into_iter().for_each(|head| hash.update(head));
        let hash: [u8; 32] = hash.finalize().into();
        let mut part = [0; 8];
        part.copy_from_slice(&hash[..8]);
        let sum = &mut sums[usize::from(bucket(doc))];
        *sum = Some(sum.unwrap_or_default().wrapping_add(u64::from_be_bytes(part)));
    }
    (0..).zip(sums).filter_map(|(bucket, sum)| Some((bucket, sum?.to_be_bytes()))).collect()
}

/// The buckets that are not the same on both sides, in order. Others than there are do not count.
pub fn differing(ours: &[(u16, [u8; 8])], theirs: &[(u16, [u8; 8])]) -> Vec<u16> {
    let table = |buckets: &[(u16, [u8; 8])]| {
        let mut table = vec![None; usize::from(BUCKETS)];
        for (bucket, digest) in buckets {
            if let Some(place) = table.get_mut(usize::from(*bucket)) {
                *place = Some(*digest);
            }
        }
        table
    };
    let pairs = table(ours).into_iter().zip(table(theirs));
    (0..).zip(pairs).filter(|(_, (ours, theirs))| ours != theirs).map(|(bucket, _)| bucket).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: [u8; 16] = [7; 16];

    fn doc(first: u8, second: u8) -> DocId {
        let mut doc = [0; 16];
        (doc[0], doc[1]) = (first, second);
        doc
    }

    fn of(documents: &[(DocId, Vec<Hash>)]) -> Vec<(u16, [u8; 8])> {
        digests(&SALT, documents.iter().map(|(doc, heads)| (doc, heads.as_slice())))
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
        assert_ne!(of(&one), again, "another salt");
    }

    #[test]
    fn what_only_one_side_has_differs() {
        let (ours, theirs) = ([(doc(1, 0), vec![[1; 32]])], [(doc(9, 0), vec![[1; 32]])]);
        assert_eq!(differing(&of(&ours), &of(&theirs)), [16, 144]);
        assert_eq!(differing(&of(&ours), &of(&ours)), [0; 0]);
    }
}
