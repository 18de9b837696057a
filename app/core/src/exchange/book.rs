//! The whole book as one file that opens anywhere, with every record and its history.
//!
//! Form: the line `HALKHATA-BOOK 1`, then blocks; each is its length (four bytes, little-endian) and that many bytes
//! of postcard. The first block says what the file holds, the last counts the records, so that a file that was cut
//! off is known. Readers skip nothing: a block of a kind they do not know means a newer version.

use crate::ids::{ActorId, DeviceId, ObjectKey, PersonId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};

/// The first line of a file.
pub const MAGIC: &[u8] = b"HALKHATA-BOOK 1\n";
/// Largest block in bytes that is read.
const BLOCK_BYTES: usize = 64 * 1024 * 1024;

/// A part of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// What the file is.
    About(About),
    /// Who wrote the changes.
    Actors(Vec<ActorNote>),
    /// Records.
    Documents(Vec<BookDocument>),
    /// The end, with the number of records.
    End {
        /// Records in the file.
        records: u32,
    },
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the shape of documents.
    pub schema: u32,
    /// Whether it holds only edits that were not sent yet.
    pub unsent_only: bool,
}

/// Who stands behind an actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorNote {
    /// The actor.
    pub actor: ActorId,
    /// The person, where there is an account.
    pub person: Option<PersonId>,
    /// The device.
    pub device: DeviceId,
    /// Name of the person, where known.
    pub name: Option<String>,
}

/// A record with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookDocument {
    /// The record.
    pub record: RecordId,
    /// Its object.
    pub object: ObjectKey,
    /// The Automerge document, or its unsent changes one after another.
    pub bytes: Vec<u8>,
}

/// Why a file is no book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadBook {
    /// The first line is another.
    NotABook,
    /// A block is cut off, or the count at the end differs.
    CutOff,
    /// A block is not understood: damaged, or of a newer version.
    Unreadable,
}

/// Writes a book piece by piece.
#[derive(Debug)]
pub struct Writer {
    file: Vec<u8>,
    records: u32,
}

impl Writer {
    /// Begins a file.
    pub fn new(about: About) -> Self {
        let mut writer = Self { file: MAGIC.to_vec(), records: 0 };
        writer.push(&Block::About(about));
        writer
    }

    /// Adds who wrote the changes.
    pub fn actors(&mut self, actors: Vec<ActorNote>) {
        self.push(&Block::Actors(actors));
    }

    /// Adds records; a few hundred at a time keep the blocks small.
    pub fn documents(&mut self, documents: Vec<BookDocument>) {
        self.records = self.records.saturating_add(u32::try_from(documents.len()).unwrap_or(u32::MAX));
        self.push(&Block::Documents(documents));
    }

    /// Ends the file.
    pub fn finish(mut self) -> Vec<u8> {
        let records = self.records;
        self.push(&Block::End { records });
        self.file
    }

    fn push(&mut self, block: &Block) {
        let bytes = postcard::to_stdvec(block).expect("a block holds nothing that postcard refuses");
        let length = u32::try_from(bytes.len()).expect("a block is far below four gigabytes");
        self.file.extend_from_slice(&length.to_le_bytes());
        self.file.extend_from_slice(&bytes);
    }
}

/// Reads a whole file: its blocks but the last, which has been checked.
pub fn read(file: &[u8]) -> Result<Vec<Block>, BadBook> {
    let mut rest = file.strip_prefix(MAGIC).ok_or(BadBook::NotABook)?;
    let mut blocks = Vec::new();
    let mut found = 0;
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(BadBook::CutOff)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| BadBook::CutOff)?;
        if length > BLOCK_BYTES {
            return Err(BadBook::Unreadable);
        }
        let (bytes, after) = after.split_at_checked(length).ok_or(BadBook::CutOff)?;
        rest = after;
        match postcard::from_bytes(bytes).map_err(|_| BadBook::Unreadable)? {
            Block::End { records } if rest.is_empty() && usize::try_from(records) == Ok(found) => {
                return Ok(blocks);
            }
            Block::End { .. } => return Err(BadBook::CutOff),
            Block::Documents(documents) => {
                found += documents.len();
                blocks.push(Block::Documents(documents));
            }
            block @ (Block::About(_) | Block::Actors(_)) => blocks.push(block),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Vec<Block>, Vec<u8>) {
        let about = About { made_at: 1_795_298_400_000, schema: 1, unsent_only: false };
        let document = BookDocument {
            record: RecordId([1; 16]),
            object: "deal".into(),
            bytes: vec![0x85, 0x6f, 0x4a, 0x83],
        };
        let actor = ActorNote {
            actor: ActorId([2; 16]),
            person: None,
            device: DeviceId([3; 16]),
            name: Some("Rina".into()),
        };
        let mut writer = Writer::new(about.clone());
        writer.actors(vec![actor.clone()]);
        writer.documents(vec![document.clone()]);
        let blocks = vec![Block::About(about), Block::Actors(vec![actor]), Block::Documents(vec![document])];
        (blocks, writer.finish())
    }

    #[test]
    fn a_book_is_read_as_it_was_written() {
        let (blocks, file) = sample();
        assert!(file.starts_with(b"HALKHATA-BOOK 1\n"));
        assert_eq!(read(&file), Ok(blocks));
    }

    #[test]
    fn a_book_that_was_cut_off_anywhere_is_known() {
        let (_, file) = sample();
        for end in MAGIC.len()..file.len() {
            assert!(read(&file[..end]).is_err(), "{end}");
        }
        assert_eq!(read(b"PK\x03\x04"), Err(BadBook::NotABook));
        assert_eq!(read(&[&file[..], b"more"].concat()), Err(BadBook::CutOff));
        let mut newer = MAGIC.to_vec();
        newer.extend_from_slice(&[1, 0, 0, 0, 99]);
        assert_eq!(read(&newer), Err(BadBook::Unreadable));
    }
}
