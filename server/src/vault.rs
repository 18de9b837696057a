//! Secrets that the relay must read again: sealed with a key that lies beside the database, so that a copy of the
//! database alone opens none of them.

use crate::api::password::random;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Name of the key file in the data folder.
pub const FILE: &str = "second-factor.key";

/// Seals and opens secrets.
pub struct Vault {
    key: LessSafeKey,
    mark: [u8; 32],
}

impl Vault {
    /// Reads the key in `folder`, or makes one where there is none.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let file = folder.join(FILE);
        let key = match std::fs::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(&file)?,
            key => key?,
        };
        let mark = Sha256::new_with_prefix("halkhata second-factor key").chain_update(&key).finalize().into();
        let key = UnboundKey::new(&AES_256_GCM, &key)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not a key of 32 bytes"))?;
        Ok(Self { key: LessSafeKey::new(key), mark })
    }

    /// By what one knows this key from others, without the key.
    pub const fn mark(&self) -> [u8; 32] {
        self.mark
    }

    /// Seals a secret of this owner; it opens for no other.
    pub fn seal(&self, owner: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random();
        let mut bytes = secret.to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(owner), &mut bytes)
            .ok()?;
        Some([&nonce[..], &bytes].concat())
    }

    /// The secret; `None` when it was sealed with another key or for another owner.
    pub fn unseal(&self, owner: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, bytes) = sealed.split_at_checked(NONCE_LEN)?;
        let mut bytes = bytes.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        Some(self.key.open_in_place(nonce, Aad::from(owner), &mut bytes).ok()?.to_vec())
    }
}

/// A new key, readable by the relay's user only. It appears whole or not at all.
fn make(file: &Path) -> io::Result<Vec<u8>> {
    let key: [u8; 32] = random();
    let arriving = file.with_extension("new");
    let mut open = std::fs::OpenOptions::new();
    let mut writing = open.write(true).create(true).truncate(true).mode(0o600).open(&arriving)?;
    writing.write_all(&key)?;
    writing.sync_all()?;
    std::fs::rename(&arriving, file)?;
    Ok(key.to_vec())
}

#[cfg(test)]
mod tests {
    use super::{FILE, Vault};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_was_sealed_opens_for_its_owner_with_this_key_only() {
        let folder = std::env::temp_dir().join(format!("halkhata-vault-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let vault = Vault::open(&folder).expect("a key");
        let sealed = vault.seal(b"rina", b"secret").expect("sealed");
        assert_ne!(sealed, vault.seal(b"rina", b"secret").expect("sealed"), "never twice the same");
        assert_eq!(vault.unseal(b"rina", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(vault.unseal(b"karim", &sealed), None);
        assert_eq!(vault.unseal(b"rina", &sealed[..8]), None);
        let again = Vault::open(&folder).expect("the same key");
        assert!(again.unseal(b"rina", &sealed).is_some());
        let mode = std::fs::metadata(folder.join(FILE)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_file(folder.join(FILE)).expect("removed");
        let other = Vault::open(&folder).expect("another key");
        assert_eq!(other.unseal(b"rina", &sealed), None);
        assert_eq!((again.mark() == vault.mark(), other.mark() == vault.mark()), (true, false));
        std::fs::write(folder.join(FILE), b"short").expect("written");
        assert!(Vault::open(&folder).is_err(), "a key that is none is not replaced");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
