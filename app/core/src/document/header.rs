//! The heads of a stored document, read from its first bytes.
//!
//! A document chunk of Automerge's binary format (<https://automerge.org/automerge-binary-format-spec/>) begins with four
//! bytes of magic, four of its checksum, its type 0, its length, the actors, and the heads. To read these takes a
//! thousandth of what it takes to load the document, and a repair asks for those of every record.

use super::{Damaged, heads, load};
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Type of a chunk that is a whole document.
const DOCUMENT: u8 = 0;

/// The heads of a document as [`load`] would find them, sorted. What is stored otherwise than as one document chunk is
/// loaded. Damaged bytes have none: the checksum is looked at.
pub fn heads_of(bytes: &[u8]) -> Result<Vec<[u8; 32]>, Damaged> {
    match in_header(bytes) {
        Some(mut found) if !found.is_empty() => {
            found.sort_unstable();
            Ok(found)
        }
        Some(_) | None => load(bytes).map(|doc| heads(&doc)),
    }
}

fn in_header(bytes: &[u8]) -> Option<Vec<[u8; 32]>> {
    let (checksum, chunk) = bytes.strip_prefix(&MAGIC)?.split_at_checked(4)?;
    if Sha256::digest(chunk)[..4] != *checksum {
        return None;
    }
    let (&DOCUMENT, rest) = chunk.split_first()? else { return None };
    let (length, mut rest) = number(rest)?;
    if rest.len() != length {
        return None;
    }
    let actors;
    (actors, rest) = number(rest)?;
    for _ in 0..actors {
        let (length, after) = number(rest)?;
        rest = after.get(length..)?;
    }
    let (count, rest) = number(rest)?;
    let heads = rest.get(..count.checked_mul(32)?)?;
    Some(heads.as_chunks::<32>().0.to_vec())
}

/// An unsigned LEB128 number, and what follows it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value: usize = 0;
    for (place, &byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f).checked_shl(u32::try_from(place * 7).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((value, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{DocumentPlan, Edit, Intent};
    use crate::document::write::write_all;
    use crate::fields::Scalar;
    use crate::ids::{ActorId, RecordId};

    const RECORD: RecordId = RecordId([7; 16]);

    fn named(doc: &mut automerge::Automerge, actor: u8, name: &str) {
        let edits = vec![Edit::Put("name".to_owned(), Scalar::Text(name.to_owned()))];
        let plan = DocumentPlan { record: RECORD, object: "account".to_owned(), intent: Intent::Set, edits };
        write_all(doc, &plan, ActorId([actor; 16]), 1_000).expect("written");
    }

    #[test]
    fn the_heads_are_those_of_the_loaded_document() {
        let mut one = crate::document::new(RECORD, "account").expect("an object");
        named(&mut one, 1, "Padma");
        assert_eq!(in_header(&one.save_nocompress()), Some(heads(&one)), "one head");
        assert_eq!(in_header(&one.save()), Some(heads(&one)), "packed");
        let mut two = one.clone();
        named(&mut one, 2, "Padma Stores");
        named(&mut two, 3, "Padma Traders");
        one.merge(&mut two).expect("copies merge");
        assert_eq!(heads(&one).len(), 2);
        assert_eq!(heads_of(&one.save_nocompress()), Ok(heads(&one)), "two heads");
        for actor in 10..200 {
            named(&mut one, actor, "Again");
        }
        assert_eq!(in_header(&one.save_nocompress()), Some(heads(&one)), "many actors");
    }

    #[test]
    fn what_is_no_single_document_is_loaded() {
        let mut one = crate::document::new(RECORD, "account").expect("an object");
        named(&mut one, 1, "Padma");
        let changes: Vec<u8> =
            one.get_changes(&[]).into_iter().flat_map(|change| change.raw_bytes().to_vec()).collect();
        assert_eq!(in_header(&changes), None);
        assert_eq!(heads_of(&changes), Ok(heads(&one)));
    }

    #[test]
    fn bytes_that_were_cut_or_are_none_are_called_damaged() {
        let mut one = crate::document::new(RECORD, "account").expect("an object");
        named(&mut one, 1, "Padma");
        let whole = one.save_nocompress();
        for end in 0..whole.len() {
            assert_eq!(heads_of(&whole[..end]), Err(Damaged), "{end} of {}", whole.len());
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert_eq!(heads_of(&damaged), Err(Damaged), "byte {at} of {}", whole.len());
        }
        assert_eq!(heads_of(&[MAGIC.as_slice(), &[0; 5], &[0xff; 40]].concat()), Err(Damaged));
    }
}
