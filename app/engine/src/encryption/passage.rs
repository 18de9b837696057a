//! Requests to the storage and its replies, as the device means them and as they are stored.

use super::cipher::{Key, NONCE, is_encrypted};
use super::header::HEADER;
use crm_sync::store::{Store, StoreError, StoreReply, StoreRequest, Write};
use std::collections::HashMap;

/// Where `meta` names the engine that leads. It is written past the device, by chance drawn, and stays readable.
pub const LEADER: &[u8] = b"leader";

/// What is done to values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Nothing; an encrypted value is damage.
    #[default]
    Plain,
    /// Encrypted when written; read as they lie, encrypted or not.
    Encrypting(Key),
    /// Encrypted when written; one that is not encrypted is damage.
    Encrypted(Key),
    /// Readable when written; read as they lie.
    Decrypting(Key),
}

/// What a reply is to.
#[derive(Debug)]
enum Asked {
    These(Vec<(Store, Vec<u8>)>),
    Of(Store),
}

/// The way of requests to the storage and of replies from it.
#[derive(Debug, Default)]
pub struct Passage {
    mode: Mode,
    asked: HashMap<u64, Asked>,
}

impl Passage {
    /// What is done to values now.
    pub const fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Does that from now on, to replies that are on their way, too.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// The request of that number as the storage is to have it.
    pub fn out(
        &mut self,
        number: u64,
        request: StoreRequest,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> StoreRequest {
        match request {
            StoreRequest::Get(keys) => {
                self.asked.insert(number, Asked::These(keys.clone()));
                StoreRequest::Get(keys)
            }
            StoreRequest::Scan { store, from, limit } => {
                self.asked.insert(number, Asked::Of(store));
                StoreRequest::Scan { store, from, limit }
            }
            StoreRequest::Write { mut writes, strict } => {
                if let Mode::Encrypting(book) | Mode::Encrypted(book) = &self.mode {
                    for write in &mut writes {
                        if let Write::Put(store, key, value) = write
                            && !stays_readable(*store, key)
                        {
                            *value = book.close(*store, key, drawn(random), value);
                        }
                    }
                }
                StoreRequest::Write { writes, strict }
            }
        }
    }

    /// The reply to the request of that number as the device is to have it. A value that cannot be what was written
    /// there is [`StoreError::Corrupt`]; with `as_it_lies` the device gets it like that, and finds it damaged itself.
    pub fn back(
        &mut self,
        number: u64,
        reply: StoreReply,
        as_it_lies: bool,
    ) -> Result<StoreReply, StoreError> {
        let asked = self.asked.remove(&number);
        let read = |store: Store, key: &[u8], value: Vec<u8>| match self.read(store, key, &value) {
            Read::Decrypted(value) => Ok(value),
            Read::Readable => Ok(value),
            Read::Damaged if as_it_lies => Ok(value),
            Read::Damaged => Err(StoreError::Corrupt),
        };
        match (asked, reply) {
            (Some(Asked::These(keys)), StoreReply::Values(values)) => {
                let values = keys.iter().zip(values);
                let values = values
                    .map(|((store, key), value)| value.map(|value| read(*store, key, value)).transpose());
                Ok(StoreReply::Values(values.collect::<Result<_, _>>()?))
            }
            (Some(Asked::Of(store)), StoreReply::Entries(entries)) => {
                let entries = entries.into_iter().map(|(key, value)| {
                    let value = read(store, &key, value)?;
                    Ok((key, value))
                });
                Ok(StoreReply::Entries(entries.collect::<Result<_, _>>()?))
            }
            (_, reply) => Ok(reply),
        }
    }

    /// Nobody waits for that reply any more.
    pub fn forget(&mut self, number: u64) {
        self.asked.remove(&number);
    }

    /// A value as it was written; `None` where it cannot be what was.
    pub fn value(&self, store: Store, key: &[u8], value: Vec<u8>) -> Option<Vec<u8>> {
        match self.read(store, key, &value) {
            Read::Decrypted(value) => Some(value),
            Read::Readable => Some(value),
            Read::Damaged => None,
        }
    }

    /// A value as it has to lie there from now on, where it does not yet. One that cannot be read stays as it is.
    pub fn turned(
        &self,
        store: Store,
        key: &[u8],
        value: &[u8],
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Option<Vec<u8>> {
        match &self.mode {
            Mode::Encrypting(book) | Mode::Encrypted(book) => {
                let readable = !stays_readable(store, key) && !is_encrypted(value);
                readable.then(|| book.close(store, key, drawn(random), value))
            }
            Mode::Decrypting(book) => book.open(store, key, value),
            Mode::Plain => None,
        }
    }

    fn read(&self, store: Store, key: &[u8], value: &[u8]) -> Read {
        if stays_readable(store, key) {
            return Read::Readable;
        }
        match (&self.mode, is_encrypted(value)) {
            (Mode::Plain | Mode::Encrypting(_) | Mode::Decrypting(_), false) => Read::Readable,
            (Mode::Plain, true) | (Mode::Encrypted(_), false) => Read::Damaged,
            (Mode::Encrypting(book) | Mode::Encrypted(book) | Mode::Decrypting(book), true) => {
                book.open(store, key, value).map_or(Read::Damaged, Read::Decrypted)
            }
        }
    }
}

enum Read {
    Decrypted(Vec<u8>),
    Readable,
    Damaged,
}

/// What is written past the device, and what has to be read before the key is there.
fn stays_readable(store: Store, key: &[u8]) -> bool {
    store == Store::Meta && (key == HEADER || key == LEADER)
}

fn drawn(random: &mut dyn FnMut(&mut [u8])) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    random(&mut nonce);
    nonce
}
