//! A book that is encrypted on this device: the passkey opens it at each start of an engine, turns encryption on and
//! takes it away again. How what lies there already gets into its other form: [`super::turning`].
//!
//! The key is in the memory of this engine and nowhere else. Another tab that takes the lead asks for it anew.

use super::opening::Stage;
use super::purpose::Purpose;
use super::turning::Turning;
use super::{Client, Device};
use crate::encryption::{HEADER, Header, Key, Mode, Passage, State};
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{Answer, Encryption, EncryptionState, FromEngine, Request};
use crm_sync::store::{Store, StoreError, StoreRequest, Write};

/// A key of a store and what lies under it.
type Entry = (Vec<u8>, Vec<u8>);

/// What the device knows of the encryption of its book.
#[derive(Debug, Default)]
pub(super) struct Encrypting {
    pub passage: Passage,
    header: Option<Header>,
    /// The passkey's key, once it was used.
    by: Option<Key>,
    closed: Option<Closed>,
    /// Whether what comes next of `meta` is its first part, which has the header.
    header_next: bool,
    /// How many edits were not sent, as far as they are counted, and whether that is all.
    unsent: (u32, bool),
    pub turning: Turning,
}

/// Why an encrypted book is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    /// The passkey was not used yet.
    Key,
    /// Something of it cannot be decrypted.
    Damaged,
}

/// Another header on its way to the storage; everything behind it waits.
#[derive(Debug)]
pub(super) struct Change {
    asked: Option<(Client, u32)>,
    /// `None` where the book is not encrypted any more.
    header: Option<Header>,
    by: Key,
    mode: Mode,
}

impl Encrypting {
    /// `meta` is read from its front.
    pub(super) const fn header_is_next(&mut self) {
        self.header_next = true;
    }
}

impl Device {
    /// Whether the book is closed, so that nothing of it can be read.
    pub(super) const fn is_closed(&self) -> bool {
        self.encrypting.closed.is_some()
    }

    /// Whether that is carried out while the book is closed.
    pub(super) fn opens_closed(&self, body: &Request) -> bool {
        self.is_closed() && matches!(body, Request::OpenEncrypted { .. } | Request::Clear { .. })
    }

    /// What the page needs to know of it.
    pub(super) fn encryption_view(&self) -> Option<Encryption> {
        let encrypting = &self.encrypting;
        let header = encrypting.header.as_ref();
        if header.is_none() && encrypting.closed.is_none() {
            return None;
        }
        let (unsent, all) = encrypting.unsent;
        Some(Encryption {
            state: header.map_or(EncryptionState::Encrypted, |header| shown(header.state)),
            credential: header.map(|header| header.credential.clone()).unwrap_or_default(),
            salt: header.map(|header| header.salt).unwrap_or_default(),
            damaged: encrypting.closed == Some(Closed::Damaged),
            unsent: (self.is_closed() && all).then_some(unsent),
        })
    }

    /// Whether that is refused at once instead of waiting until the book is open.
    pub(super) fn refused_while_closed(&self, body: &Request) -> bool {
        self.is_closed() && self.closed_to(body).is_some()
    }

    /// What came of the start's reading as the device is to have it; nothing where it cannot go on.
    pub(super) fn readable(&mut self, entries: Vec<Entry>) -> Option<Vec<Entry>> {
        if self.stage != Stage::Meta {
            return Some(entries);
        }
        if std::mem::take(&mut self.encrypting.header_next) && !self.header_came(&entries) {
            return None;
        }
        let passage = &self.encrypting.passage;
        let decrypted = entries.into_iter().map(|(key, value)| {
            let value = passage.value(Store::Meta, &key, value)?;
            Some((key, value))
        });
        let decrypted: Option<Vec<Entry>> = decrypted.collect();
        if decrypted.is_none() {
            self.book_damaged();
        }
        decrypted
    }

    /// The first part of `meta` came, as it lies there: whether the device can go on to read it.
    fn header_came(&mut self, entries: &[Entry]) -> bool {
        let Some((_, stored)) = entries.iter().find(|(key, _)| key == HEADER) else {
            self.encrypting.header = None;
            self.encrypting.by = None;
            self.encrypting.passage.set_mode(Mode::Plain);
            return true;
        };
        let Some(header) = Header::read(stored) else {
            self.book_damaged();
            return false;
        };
        let mode = self.encrypting.by.as_ref().and_then(|by| mode_of(&header, by));
        self.encrypting.header = Some(header);
        if let Some(mode) = mode {
            self.encrypting.passage.set_mode(mode);
            return true;
        }
        self.encrypting.closed = Some(Closed::Key);
        self.encrypting.unsent = (0, false);
        self.go_to(Stage::Key);
        self.watching.show_now();
        self.ask_early();
        false
    }

    /// One more of what waits to be sent: nobody can read more of it than that it is there.
    pub(super) const fn count_unsent(&mut self) {
        self.encrypting.unsent.0 += 1;
    }

    /// That was all of it. The book is read where the passkey was used meanwhile.
    pub(super) fn unsent_counted(&mut self) {
        self.encrypting.unsent.1 = true;
        self.watching.touch_sync();
        if self.encrypting.by.is_some() {
            self.go_to(Stage::Meta);
        }
    }

    /// `meta` is read.
    pub(super) fn book_opened(&mut self) {
        self.encrypting.closed = None;
    }

    /// Something that was read at the start is not what was written. Nothing is shown of such a book, least of all that
    /// it is empty.
    pub(super) fn book_damaged(&mut self) {
        self.encrypting.closed = Some(Closed::Damaged);
        self.opening_failed();
        self.watching.show_now();
        self.watching.touch_sync();
        self.ask_early();
    }

    /// What is wrong with an encrypted book when it cannot be read at the start.
    pub(super) fn opening_failed_by(&mut self, error: StoreError) {
        let encrypted = !matches!(self.encrypting.passage.mode(), Mode::Plain) || self.is_closed();
        if error == StoreError::Corrupt && encrypted {
            self.book_damaged();
        } else {
            self.opening_failed();
        }
    }

    /// Opens a book that is closed.
    pub(super) fn open_encrypted(&mut self, secret: &[u8]) -> Result<Option<Answer>, Refusal> {
        if self.encrypting.closed != Some(Closed::Key) || self.encrypting.by.is_some() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        let (by, _) = self.unlocked(secret)?;
        self.encrypting.by = Some(by);
        // While it is counted what was not sent, the storage still answers to that.
        if self.encrypting.unsent.1 {
            self.go_to(Stage::Meta);
        }
        Ok(Some(Answer::Done))
    }

    /// Encrypts the book from now on; what lies there follows by and by.
    pub(super) fn encrypt(
        &mut self,
        asked: (Client, u32),
        (credential, salt): (Vec<u8>, [u8; 32]),
        secret: &[u8],
    ) -> Result<Option<Answer>, Refusal> {
        if self.owner.workspace.is_none() {
            return Err(Refusal::record(Reason::NoEncryptionHere));
        }
        if self.encrypting.header.is_some() || self.encrypting.turning.waits_for_header() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        self.storable()?;
        let by = Key::of_passkey(secret, &salt).ok_or(Refusal::record(Reason::WrongPasskey))?;
        let book: [u8; 32] = self.draw();
        let header = Header::new(State::Encrypting, (credential, salt), (&by, &book), self.draw());
        let mode = Mode::Encrypting(Key::new(book));
        self.change_header(Change { asked: Some(asked), header: Some(header), by, mode });
        Ok(None)
    }

    /// Encrypts it no longer, for whoever has the passkey.
    pub(super) fn decrypt(&mut self, asked: (Client, u32), secret: &[u8]) -> Result<Option<Answer>, Refusal> {
        if !matches!(self.encrypting.passage.mode(), Mode::Encrypted(_)) {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        self.storable()?;
        let (by, book) = self.unlocked(secret)?;
        self.change_state(Some(asked), State::Decrypting, (by, book));
        Ok(None)
    }

    /// The passkey's key and the book's, for whoever has its secret.
    fn unlocked(&self, secret: &[u8]) -> Result<(Key, [u8; 32]), Refusal> {
        let keys = self.encrypting.header.as_ref().and_then(|header| {
            let by = Key::of_passkey(secret, &header.salt)?;
            let book = header.book_key(&by)?;
            Some((by, book))
        });
        keys.ok_or(Refusal::record(Reason::WrongPasskey))
    }

    fn change_state(&mut self, asked: Option<(Client, u32)>, state: State, (by, book): (Key, [u8; 32])) {
        let Some(header) = &self.encrypting.header else { return };
        let passkey = (header.credential.clone(), header.salt);
        let header = Header::new(state, passkey, (&by, &book), self.draw());
        let mode = mode_for(state, Key::new(book));
        self.change_header(Change { asked, header: Some(header), by, mode });
    }

    /// Everything has the form that it is to have.
    pub(super) fn all_turned(&mut self) {
        let (Some(header), Some(by)) = (&self.encrypting.header, self.encrypting.by.clone()) else { return };
        match (header.state, header.book_key(&by)) {
            (State::Encrypting, Some(book)) => self.change_state(None, State::Encrypted, (by, book)),
            (State::Decrypting, _) => {
                self.change_header(Change { asked: None, header: None, by, mode: Mode::Plain });
            }
            (State::Encrypting | State::Encrypted, _) => {}
        }
    }

    fn change_header(&mut self, change: Change) {
        let write = match &change.header {
            Some(header) => Write::Put(Store::Meta, HEADER.to_vec(), header.bytes()),
            None => Write::Delete(Store::Meta, HEADER.to_vec()),
        };
        self.encrypting.turning.header_goes();
        let request = StoreRequest::Write { writes: vec![write], strict: true };
        self.store(Purpose::Header(Box::new(change)), request);
    }

    /// Another header is stored: what is written from here on has its form.
    pub(super) fn header_stored(&mut self, change: Change) {
        let turns = matches!(change.mode, Mode::Encrypting(_) | Mode::Decrypting(_));
        self.encrypting.by = change.header.is_some().then_some(change.by);
        self.encrypting.header = change.header;
        self.encrypting.passage.set_mode(change.mode);
        self.encrypting.turning.header_is_there();
        self.watching.touch_sync();
        if let Some((client, request)) = change.asked {
            self.tell(client, FromEngine::Answer { request, answer: Ok(Answer::Done) });
        }
        if turns {
            self.begin_turning();
        }
    }

    /// It is not stored, as far as anybody knows: nothing changes.
    pub(super) fn header_lost(&mut self, change: &Change, reason: Reason) {
        self.encrypting.turning.header_is_there();
        if let Some((client, request)) = change.asked {
            self.refuse(client, request, reason);
        }
        self.turn_later();
    }

    /// Whether not everything has the form yet that it is to have.
    pub(super) fn is_turning(&self) -> bool {
        let header = self.encrypting.header.as_ref();
        header.is_some_and(|header| header.state != State::Encrypted)
    }
}

fn mode_of(header: &Header, by: &Key) -> Option<Mode> {
    header.book_key(by).map(|book| mode_for(header.state, Key::new(book)))
}

const fn mode_for(state: State, book: Key) -> Mode {
    match state {
        State::Encrypting => Mode::Encrypting(book),
        State::Encrypted => Mode::Encrypted(book),
        State::Decrypting => Mode::Decrypting(book),
    }
}

const fn shown(state: State) -> EncryptionState {
    match state {
        State::Encrypting => EncryptionState::Encrypting,
        State::Encrypted => EncryptionState::Encrypted,
        State::Decrypting => EncryptionState::Decrypting,
    }
}
