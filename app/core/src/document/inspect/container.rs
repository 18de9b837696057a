//! Looks at the outside of foreign bytes, before Automerge reads them: kind of chunk, checksum, and how many
//! operations they would unfold to.
//!
//! Automerge inflates compressed chunks without bound and unfolds run-length columns before it counts them, so both
//! are decided here, on the bytes alone.

use crate::document::limits;
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
/// Bit of a column's specification that says its data is deflated.
const DEFLATED: u64 = 0b1000;

/// Bytes that no honest device sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// The hash of a change chunk that is uncompressed, whole, checksummed and of bearable size.
pub(super) fn change(bytes: &[u8]) -> Result<[u8; 32], Malformed> {
    let (hash, mut body) = chunk(bytes, CHANGE)?;
    let dependencies = body.count(limits::DEPS)?;
    body.skip(dependencies * 32)?;
    let actor = body.count(usize::MAX)?;
    if actor != 16 {
        return Err(Malformed);
    }
    body.skip(actor)?;
    body.unsigned()?; // number of the change
    body.unsigned()?; // first operation
    body.signed()?; // time
    let message = body.count(limits::MESSAGE_BYTES)?;
    body.skip(message)?;
    for _ in 0..body.count(limits::OTHER_ACTORS)? {
        if body.count(usize::MAX)? != 16 {
            return Err(Malformed);
        }
        body.skip(16)?;
    }
    let columns = body.columns()?;
    body.check_columns(&columns, limits::OPS)?;
    if body.0.is_empty() { Ok(hash) } else { Err(Malformed) }
}

/// Checks the outside of a whole document: one chunk, nothing deflated inside, bearable size.
pub(super) fn document(bytes: &[u8]) -> Result<(), Malformed> {
    let (_, mut body) = chunk(bytes, DOCUMENT)?;
    for _ in 0..body.count(limits::DOCUMENT_OPS)? {
        if body.count(usize::MAX)? != 16 {
            return Err(Malformed);
        }
        body.skip(16)?;
    }
    let heads = body.count(limits::DOCUMENT_OPS)?;
    body.skip(heads * 32)?;
    let changes = body.columns()?;
    let operations = body.columns()?;
    body.check_columns(&changes, limits::DOCUMENT_OPS)?;
    body.check_columns(&operations, limits::DOCUMENT_OPS)
}

/// Splits a single chunk of the given kind into its hash and its body.
fn chunk(bytes: &[u8], kind: u8) -> Result<([u8; 32], Reader<'_>), Malformed> {
    let head = bytes.get(..9).ok_or(Malformed)?;
    if head[..4] != MAGIC || head[8] != kind {
        return Err(Malformed);
    }
    let mut body = Reader(&bytes[9..]);
    if body.count(usize::MAX)? != body.0.len() {
        return Err(Malformed);
    }
    let hash: [u8; 32] = Sha256::digest(&bytes[8..]).into();
    if hash[..4] == head[4..8] { Ok((hash, body)) } else { Err(Malformed) }
}

/// A column: its specification and the length of its data.
type Column = (u64, usize);

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, Malformed> {
        let (&byte, rest) = self.0.split_first().ok_or(Malformed)?;
        self.0 = rest;
        Ok(byte)
    }

    fn skip(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (skipped, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(skipped)
    }

    /// An unsigned LEB128 number in its shortest form.
    fn unsigned(&mut self) -> Result<u64, Malformed> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let overflows = shift == 63 && bits > 1;
                let padded = byte == 0 && shift > 0;
                return if overflows || padded { Err(Malformed) } else { Ok(value) };
            }
        }
        Err(Malformed)
    }

    /// A signed LEB128 number.
    fn signed(&mut self) -> Result<i64, Malformed> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    /// A number that must not exceed `most`.
    fn count(&mut self, most: usize) -> Result<usize, Malformed> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| Malformed)?;
        if count <= most { Ok(count) } else { Err(Malformed) }
    }

    fn columns(&mut self) -> Result<Vec<Column>, Malformed> {
        let count = self.count(64)?;
        let mut columns = Vec::with_capacity(count);
        for _ in 0..count {
            let specification = self.unsigned()?;
            if specification & DEFLATED != 0 {
                return Err(Malformed);
            }
            columns.push((specification, self.count(limits::DOCUMENT_BYTES)?));
        }
        Ok(columns)
    }

    /// No column may unfold to more than `most` rows, nor name more than that many predecessors.
    fn check_columns(&mut self, columns: &[Column], most: usize) -> Result<(), Malformed> {
        for &(specification, length) in columns {
            let mut data = Reader(self.skip(length)?);
            match specification & 0b111 {
                0 => data.rows(most, Item::Group)?,
                1 | 2 | 6 => data.rows(most, Item::Unsigned)?,
                3 => data.rows(most, Item::Signed)?,
                4 => data.boolean_rows(most)?,
                5 => data.rows(most, Item::Text)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn rows(&mut self, most: usize, item: Item) -> Result<(), Malformed> {
        // Values of group columns count the rows of the columns below them.
        let (mut rows, mut below) = (0_usize, 0_usize);
        let bounded = |total: usize, more: usize| total.checked_add(more).filter(|total| *total <= most * 4);
        while !self.0.is_empty() {
            let run = self.signed()?;
            let length = usize::try_from(run.unsigned_abs()).map_err(|_| Malformed)?;
            match run {
                0 => {
                    let nulls = self.count(most)?;
                    rows = bounded(rows, nulls).ok_or(Malformed)?;
                }
                1.. => {
                    let value = self.item(item)?;
                    rows = bounded(rows, length).ok_or(Malformed)?;
                    below = bounded(below, value.checked_mul(length).ok_or(Malformed)?).ok_or(Malformed)?;
                }
                _ => {
                    rows = bounded(rows, length).ok_or(Malformed)?;
                    for _ in 0..length {
                        below = bounded(below, self.item(item)?).ok_or(Malformed)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads one value; what it returns counts only for groups.
    fn item(&mut self, item: Item) -> Result<usize, Malformed> {
        match item {
            Item::Group => self.count(limits::DOCUMENT_OPS),
            Item::Unsigned => self.unsigned().map(|_| 0),
            Item::Signed => self.signed().map(|_| 0),
            Item::Text => {
                let length = self.count(limits::DOCUMENT_BYTES)?;
                self.skip(length).map(|_| 0)
            }
        }
    }

    fn boolean_rows(&mut self, most: usize) -> Result<(), Malformed> {
        let mut rows = 0_usize;
        while !self.0.is_empty() {
            rows = rows.checked_add(self.count(most)?).filter(|rows| *rows <= most * 4).ok_or(Malformed)?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Item {
    Group,
    Unsigned,
    Signed,
    Text,
}
