//! One value: encrypted with a key, tied to where it lies.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use crm_sync::store::Store;
use hkdf::Hkdf;
use sha2::Sha256;

/// What every encrypted value begins with. No value of the device does: documents have a mark of their own, and what is
/// packed begins with small numbers.
pub const MARK: [u8; 8] = *b"\xffhkh-ev1";

/// Bytes of chance that each encryption takes: so many that two are never the same.
pub const NONCE: usize = 24;

/// What the keys that passkeys give are for: the same secret used for something else gives another key.
const PURPOSE: &[u8] = b"halkhata: the key of the book on this device, 1";

/// A key of 256 bits. It is in memory only; what is stored of one is encrypted with another.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Key {
    /// A key of bytes of chance.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key that a passkey's secret gives: HKDF-SHA256. `None` where that is no secret of a passkey: 32 bytes.
    pub fn of_passkey(secret: &[u8], salt: &[u8; 32]) -> Option<Self> {
        let secret = <&[u8; 32]>::try_from(secret).ok()?;
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(salt), secret).expand(PURPOSE, &mut key).ok()?;
        Some(Self(key))
    }

    /// Encrypts what is to lie under that key of that store.
    pub fn close(&self, store: Store, key: &[u8], nonce: [u8; NONCE], value: &[u8]) -> Vec<u8> {
        self.close_for(&place(store, key), nonce, value)
    }

    /// Decrypts what lies under that key of that store; `None` where it was not written with this key, not for this
    /// place, or is not whole.
    pub fn open(&self, store: Store, key: &[u8], value: &[u8]) -> Option<Vec<u8>> {
        self.open_for(&place(store, key), value)
    }

    pub(super) fn close_for(&self, place: &[u8], nonce: [u8; NONCE], value: &[u8]) -> Vec<u8> {
        let payload = Payload { msg: value, aad: place };
        let encrypted = XChaCha20Poly1305::new(&self.0.into()).encrypt(&XNonce::from(nonce), payload);
        let encrypted = encrypted.expect("a value is far below 256 GB");
        let mut whole = Vec::with_capacity(MARK.len() + NONCE + encrypted.len());
        whole.extend_from_slice(&MARK);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&encrypted);
        whole
    }

    pub(super) fn open_for(&self, place: &[u8], value: &[u8]) -> Option<Vec<u8>> {
        let (nonce, encrypted) = value.strip_prefix(&MARK)?.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: encrypted, aad: place };
        XChaCha20Poly1305::new(&self.0.into()).decrypt(&XNonce::from(*nonce), payload).ok()
    }
}

/// Whether a stored value is encrypted, with whatever key.
pub fn is_encrypted(value: &[u8]) -> bool {
    value.starts_with(&MARK)
}

/// No store's name holds a zero, so that no two places are the same.
fn place(store: Store, key: &[u8]) -> Vec<u8> {
    [store.name().as_bytes(), &[0], key].concat()
}
