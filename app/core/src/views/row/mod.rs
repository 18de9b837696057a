//! The packed row of a record: what lists, boards and search read instead of the document.
//!
//! Form (integers little-endian): `length u32` of what follows, `id [16]`, `object u8` (place in the catalogue),
//! `flags u8`, `modified_at i64`, `conflicts u8` and that many field codes, `fields u8` and for each
//! `code u8, length u16, postcard(Value)`. A custom field stands under [`objects::CUSTOM_CODE`], and before its
//! value its own code (u16) and a byte that is 1 where the field is in conflict; of such a field without a value only these.
//! Where any of them is in conflict, [`objects::CUSTOM_CODE`] is among the codes of those that are. A page is rows one after
//! another.

mod joined;
mod packing;
mod redirected;
mod scored;
#[cfg(test)]
mod specimen;
mod title;
mod view;

pub use joined::joined;
pub use packing::pack;
pub use redirected::{lead_on, linked, links, redirected};
pub use scored::{scored, worked_out};
pub use title::{title, title_of};
pub use view::RowView;

/// Longest excerpt of a long text in a row, in bytes; the document has the rest.
pub const EXCERPT_BYTES: usize = 1_000;
/// Longest excerpt of a note's body, which search reads.
pub const NOTE_EXCERPT_BYTES: usize = 4_000;

const DELETED: u8 = 1;
/// Of a row as it is shown, never as it is stored: the record was merged into another.
const MERGED: u8 = 2;
const HEAD: usize = 4 + 16 + 1 + 1 + 8;
