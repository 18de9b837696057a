//! How large one change may be; commands and the gate use the same numbers.
//!
//! They bound one change, never what many honest changes add up to.

/// Bytes of a change: a frame of 256 KiB less its envelope.
pub const CHANGE_BYTES: usize = 255 * 1024;
/// Operations of a change. A letter typed into a text is one, a letter removed is one, a field set is one.
pub const OPS: usize = 20_000;
/// Bytes of all texts of a change together.
pub const TEXT_BYTES: usize = 64 * 1024;
/// Changes on which a change may depend directly.
pub const DEPS: usize = 64;
/// Bytes of the message of a change.
pub const MESSAGE_BYTES: usize = 1024;
/// Bytes of a key of the root map: a field and a member.
pub const KEY_BYTES: usize = 512;
/// Actors that a change may name besides its own.
pub const OTHER_ACTORS: usize = 10_000;
/// Largest operation number of a document. Automerge counts in 32 bits and panics beyond them.
pub const MAX_OP: u64 = 1 << 31;
/// Bytes of a whole document that a device or a backup brings.
pub const DOCUMENT_BYTES: usize = 16 * 1024 * 1024;
/// Operations of a whole document.
pub const DOCUMENT_OPS: usize = 2_000_000;
