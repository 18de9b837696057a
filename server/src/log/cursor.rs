//! Places in the log as devices see them: sixteen bytes that tell nothing and cannot be made up.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use crm_sync::frame::{DocId, Proof};
use ring::hmac;
use sha2::{Digest, Sha256};

/// Seals places of one workspace in one epoch.
#[derive(Clone)]
pub struct Seal {
    cipher: Aes128,
    epoch: [u8; 16],
    /// Signs erasures, in every epoch alike: a restored relay believes those of before.
    signs: hmac::Key,
}

/// What a sealed block is for; a block for one use does not open for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A place in the log.
    Cursor,
    /// A place among the documents of a first download.
    Page,
    /// A place among the records that the API lists.
    Listing,
}

impl Seal {
    /// A seal with the workspace's key.
    pub fn new(key: &[u8; 16], epoch: [u8; 16]) -> Self {
        let signs = hmac::Key::new(hmac::HMAC_SHA256, key);
        Self { cipher: Aes128::new(&(*key).into()), epoch, signs }
    }

    /// The epoch of the seal.
    pub const fn epoch(&self) -> [u8; 16] {
        self.epoch
    }

    /// Eight bytes that only this epoch and this use have.
    fn check(&self, purpose: Use) -> [u8; 8] {
        let mut hasher = Sha256::new();
        hasher.update(match purpose {
            Use::Cursor => b"cursor" as &[u8],
            Use::Page => b"page",
            Use::Listing => b"listing",
        });
        hasher.update(self.epoch);
        let mut check = [0; 8];
        check.copy_from_slice(&hasher.finalize()[..8]);
        check
    }

    /// Seals a place.
    pub fn close(&self, purpose: Use, place: i64) -> [u8; 16] {
        let mut block = [0; 16];
        block[..8].copy_from_slice(&self.check(purpose));
        block[8..].copy_from_slice(&place.to_be_bytes());
        let mut sealed = block.into();
        self.cipher.encrypt_block(&mut sealed);
        sealed.into()
    }

    /// The place, if the block was sealed here for this use in this epoch.
    pub fn open(&self, purpose: Use, sealed: [u8; 16]) -> Option<i64> {
        let mut block = sealed.into();
        self.cipher.decrypt_block(&mut block);
        let block: [u8; 16] = block.into();
        let (check, place) = block.split_at(8);
        (check == self.check(purpose)).then(|| place.try_into().ok().map(i64::from_be_bytes)).flatten()
    }

    /// By which this relay knows again what it said to be erased.
    pub fn erasure(&self, doc: &DocId, generation: u32) -> Proof {
        let mut proof = Proof::default();
        proof.copy_from_slice(hmac::sign(&self.signs, &erasure(doc, generation)).as_ref());
        proof
    }

    /// An actor by which the relay itself writes once, from a place of the log on, what a person had written on a device.
    /// Nobody else can know it beforehand.
    pub fn actor(&self, person: &[u8; 16], device: &[u8; 16], place: i64) -> [u8; 16] {
        let of = [b"actor".as_slice(), person, device, &place.to_be_bytes()].concat();
        let mut actor = [0; 16];
        actor.copy_from_slice(&hmac::sign(&self.signs, &of).as_ref()[..16]);
        actor
    }

    /// Whether a proof is of this document and generation.
    pub fn proves(&self, doc: &DocId, generation: u32, proof: &Proof) -> bool {
        hmac::verify(&self.signs, &erasure(doc, generation), proof).is_ok()
    }
}

fn erasure(doc: &DocId, generation: u32) -> Vec<u8> {
    [b"erased".as_slice(), doc, &generation.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::{Seal, Use};

    #[test]
    fn a_place_opens_only_with_its_key_epoch_and_use() {
        let seal = Seal::new(&[7; 16], [1; 16]);
        let sealed = seal.close(Use::Cursor, 42);
        assert_eq!(seal.open(Use::Cursor, sealed), Some(42));
        assert_eq!(seal.open(Use::Page, sealed), None);
        assert_eq!(Seal::new(&[8; 16], [1; 16]).open(Use::Cursor, sealed), None);
        assert_eq!(Seal::new(&[7; 16], [2; 16]).open(Use::Cursor, sealed), None);
        for bit in 0..128 {
            let mut forged = sealed;
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(seal.open(Use::Cursor, forged), None, "bit {bit}");
        }
    }

    #[test]
    fn an_erasure_is_believed_in_every_epoch_and_only_of_its_document_and_generation() {
        let seal = Seal::new(&[7; 16], [1; 16]);
        let proof = seal.erasure(&[3; 16], 1);
        assert!(Seal::new(&[7; 16], [2; 16]).proves(&[3; 16], 1, &proof));
        assert!(!seal.proves(&[4; 16], 1, &proof));
        assert!(!seal.proves(&[3; 16], 2, &proof));
        assert!(!Seal::new(&[8; 16], [1; 16]).proves(&[3; 16], 1, &proof));
    }

    #[test]
    fn neighbouring_places_look_unrelated() {
        let seal = Seal::new(&[7; 16], [1; 16]);
        let (one, two) = (seal.close(Use::Cursor, 1), seal.close(Use::Cursor, 2));
        let same = one.iter().zip(two).filter(|(a, b)| **a == *b).count();
        assert!(same < 8, "{one:?} {two:?}");
    }
}
