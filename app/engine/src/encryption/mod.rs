//! What lies in the browser's storage can be read only with a key that a passkey gives, where the person wants that.
//!
//! A layer between what the device asks of its storage and what the storage is asked: [`Passage`] encrypts values on
//! their way out and decrypts them on their way in. Keys of the stores stay readable: ids of records (which tell when a
//! record was made), numbers of pages, names in `meta`; and how many values there are, and how long.

mod cipher;
mod header;
mod passage;

pub use cipher::{Key, MARK, NONCE, is_encrypted};
pub use header::{HEADER, Header, State};
pub use passage::{LEADER, Mode, Passage};
