//! What is kept readable of an encrypted book: which passkey opens it, how far it is encrypted, and its key, encrypted
//! with the one that the passkey gives.

use super::cipher::{Key, NONCE};
use serde::{Deserialize, Serialize};

/// Where it lies in `meta`: before every other name, so that the first part of the store that is read has it.
pub const HEADER: &[u8] = b"0encryption";

/// How far a book is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// What is written is encrypted; of what lies there not everything is yet.
    Encrypting,
    /// Everything is.
    Encrypted,
    /// What is written is readable; of what lies there not everything is yet.
    Decrypting,
}

/// The header of an encrypted book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// How far it is encrypted.
    pub state: State,
    /// The passkey, by which the browser finds it.
    pub credential: Vec<u8>,
    /// What the passkey is asked.
    pub salt: [u8; 32],
    /// The book's key, encrypted.
    wrapped: Vec<u8>,
}

impl Header {
    /// The header of a book with that key, opened by that passkey, whose key is `by`.
    pub fn new(
        state: State,
        (credential, salt): (Vec<u8>, [u8; 32]),
        (by, book): (&Key, &[u8; 32]),
        nonce: [u8; NONCE],
    ) -> Self {
        let wrapped = by.close_for(&place(state, &credential, &salt), nonce, book);
        Self { state, credential, salt, wrapped }
    }

    /// The book's key, for whoever has the passkey's; `None` with another one's, and where the header was changed.
    pub fn book_key(&self, by: &Key) -> Option<[u8; 32]> {
        by.open_for(&place(self.state, &self.credential, &self.salt), &self.wrapped)?.try_into().ok()
    }

    /// As it is stored.
    pub fn bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// As it was stored; `None` where it is damaged.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// The state is part of it: an encrypted book in which readable values are allowed again is another header.
fn place(state: State, credential: &[u8], salt: &[u8; 32]) -> Vec<u8> {
    let state = match state {
        State::Encrypting => 1,
        State::Encrypted => 2,
        State::Decrypting => 3,
    };
    [&[state], salt.as_slice(), credential].concat()
}
