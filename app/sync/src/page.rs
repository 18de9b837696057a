//! The pages of a first download, which come over HTTP.

use crate::frame::{ActorRow, Cursor, DocId, Epoch};
use serde::{Deserialize, Serialize};

/// Records in one page of a first download, at most.
pub const PAGE_RECORDS: usize = 250;
/// Path of bootstrap pages: `GET /sync/v1/pages?workspace=HEX&after=HEX`; `after` is left out for the first page.
/// The body is a [`Page`] in postcard.
pub const PAGES_PATH: &str = "/sync/v1/pages";

/// A page of a first download. Documents and rows lie as the device stores them, so that it can keep a page
/// without loading any document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The epoch.
    pub epoch: Epoch,
    /// Where the log stood when the first page was asked for: say hello with it after the last page.
    pub cursor: Cursor,
    /// Where the next page begins; `None` after the last. Handed back in `after`.
    pub next: Option<Vec<u8>>,
    /// Version of the rows.
    pub rows_version: u32,
    /// Documents in the workspace.
    pub documents: u32,
    /// [`Block`] in postcard.
    pub block: Vec<u8>,
    /// Packed rows one after another, in the order of the block.
    pub rows: Vec<u8>,
    /// Actors of the documents of this page.
    pub actors: Vec<ActorRow>,
}

/// Documents packed together: where each lies in `bytes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Document, its object, and its length; they lie one after another.
    pub index: Vec<(DocId, String, u32)>,
    /// The documents.
    pub bytes: Vec<u8>,
}

impl Block {
    /// Adds a document at the end.
    pub fn push(&mut self, doc: DocId, kind: String, bytes: &[u8]) {
        self.index.push((doc, kind, u32::try_from(bytes.len()).unwrap_or(u32::MAX)));
        self.bytes.extend_from_slice(bytes);
    }

    /// The document of that id.
    pub fn get(&self, doc: &DocId) -> Option<&[u8]> {
        self.iter().find_map(|(id, _, bytes)| (id == doc).then_some(bytes))
    }

    /// Every document in order; stops at the first that does not lie inside.
    pub fn iter(&self) -> impl Iterator<Item = (&DocId, &str, &[u8])> {
        let mut at = 0;
        self.index.iter().map_while(move |(doc, kind, length)| {
            let end = usize::try_from(*length).ok()?.checked_add(at)?;
            let bytes = self.bytes.get(at..end)?;
            at = end;
            Some((doc, kind.as_str(), bytes))
        })
    }
}
