//! Translates between records and Automerge documents; the only folder that knows Automerge.
//!
//! A document is a flat root map: `kind`, `schema`, one scalar per field, one scalar per member of a set under
//! `field/member`, and one text per long-text field. Its first change is the same on every device
//! ([`layout::first_change`]) and never travels.

pub mod layout;
pub mod read;
pub mod write;

pub mod apart;
pub mod bulk;
pub mod carry;
pub mod division;
pub mod header;
pub mod history;
pub mod past;
pub mod rebuild;
pub mod undo;

mod wrote;

pub mod inspect;
pub mod limits;

use crate::ids::RecordId;
use automerge::{Automerge, LoadOptions, OnPartialLoad, TextEncoding};

pub use automerge::{Automerge as Document, Change};

/// Bytes that are no document, or a document with a part missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// Positions in texts count Unicode code points on every device.
const TEXT: TextEncoding = TextEncoding::UnicodeCodePoint;

/// An empty document that counts text the way all of ours do.
fn blank() -> Automerge {
    Automerge::new_with_encoding(TEXT)
}

/// A document that holds the first change only.
///
/// Fails for an object that is not in the catalogue.
pub fn new(record: RecordId, object: &str) -> Result<Automerge, layout::UnknownObject> {
    let mut doc = blank();
    let first = layout::first_change(record, object)?;
    doc.apply_changes([first]).expect("the first change depends on nothing and is built here");
    Ok(doc)
}

/// Reads a document: a snapshot, or changes one after another from the first one on.
///
/// Foreign bytes go through [`inspect`] first: Automerge panics on some hostile documents.
pub fn load(bytes: &[u8]) -> Result<Automerge, Damaged> {
    let options = LoadOptions::new().on_partial_load(OnPartialLoad::Error).text_encoding(TEXT);
    let doc = Automerge::load_with_options(bytes, options).map_err(|_| Damaged)?;
    if doc.get_heads().is_empty() { Err(Damaged) } else { Ok(doc) }
}

/// The largest operation number of a document; 0 for one without changes.
pub fn max_op(doc: &Automerge) -> u64 {
    doc.get_changes_meta(&[]).iter().map(|meta| meta.max_op).max().unwrap_or(0)
}

/// The heads of a document as plain bytes, sorted.
pub fn heads(doc: &Automerge) -> Vec<[u8; 32]> {
    let mut heads: Vec<[u8; 32]> = doc.get_heads().iter().map(|head| head.0).collect();
    heads.sort_unstable();
    heads
}
