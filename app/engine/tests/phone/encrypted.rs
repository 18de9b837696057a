//! A book that is encrypted with a passkey: turned on, opened, closed, turned off, and what becomes of it when the engine
//! dies on the way.

use crate::phone::{DAY, OTHER_TAB, Phone, RECORD, SECRET, accounts, create, named, pin, with_pin};
use crm_core::commands::Reason;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, Encryption, EncryptionState, FromEngine, Locked, Request, View, Watch};
use crm_engine::device::Owner;
use crm_engine::encryption::HEADER;
use crm_sync::store::{Memory, Store, StoreError, StoreReply, StoreRequest, Write};

const PASSKEY: [u8; 32] = [42; 32];

fn encrypt() -> Request {
    Request::Encrypt { credential: vec![6; 20], salt: [7; 32], secret: PASSKEY.to_vec() }
}

fn open() -> Request {
    Request::OpenEncrypted { secret: PASSKEY.to_vec() }
}

fn decrypt() -> Request {
    Request::Decrypt { secret: PASSKEY.to_vec() }
}

fn encryption(phone: &Phone) -> Option<Encryption> {
    phone.lock().encryption
}

fn state(phone: &Phone) -> Option<EncryptionState> {
    encryption(phone).map(|encryption| encryption.state)
}

/// A book with the secret in it, which was not sent.
fn plain() -> Phone {
    let mut phone = Phone::start(Memory::default(), DAY);
    phone.settle();
    phone.ask(Request::Watch { watch: 2, what: accounts() });
    assert!(phone.done(create()).is_ok());
    phone.pass(5_000);
    assert!(phone.keeps_the_secret(), "what is searched for is there to be found");
    phone
}

fn encrypted() -> Phone {
    let mut phone = plain();
    assert_eq!(phone.done(encrypt()), Ok(Answer::Done));
    phone.pass(1_000);
    assert_eq!(state(&phone), Some(EncryptionState::Encrypted));
    phone
}

/// The engine dies; the next one is given the passkey where it wants it.
fn reopened(phone: Phone) -> Phone {
    let mut phone = phone.die();
    phone.settle();
    if phone.locked() == Some(Locked::Encrypted) {
        assert_eq!(phone.done(open()), Ok(Answer::Done));
    }
    phone.pass(10_000);
    phone.pass(1_000);
    assert!(phone.device.ready() && phone.locked().is_none());
    phone
}

#[test]
fn a_book_that_was_encrypted_holds_nothing_readable_and_opens_with_its_passkey() {
    let phone = encrypted();
    assert!(!phone.keeps_the_secret());
    let mut phone = phone.again();
    phone.ask(Request::Watch { watch: 2, what: accounts() });
    phone.ask(Request::Painted);
    phone.pass(20_000);
    phone.pass(1_000);
    assert_eq!(phone.locked(), Some(Locked::Encrypted));
    let seen = encryption(&phone).expect("it is encrypted");
    assert_eq!((seen.credential, seen.salt, seen.damaged), (vec![6; 20], [7; 32], false));
    assert_eq!(seen.unsent, Some(1), "how many edits were not sent is known without the key");
    for body in [Request::ExportBook, Request::ExportUnsent, create(), decrypt(), encrypt()] {
        assert_eq!(phone.done(body.clone()), Err(Reason::Locked), "{body:?}");
    }
    assert_eq!(phone.done(Request::OpenEncrypted { secret: vec![43; 32] }), Err(Reason::WrongPasskey));
    assert!(!phone.device.ready() && !phone.tells_the_secret() && phone.connects == 0);
    // Any tab opens it for all.
    let asked = phone.from(OTHER_TAB, open());
    phone.pass(10_000);
    assert_eq!(phone.answer(asked), Some(Ok(Answer::Done)));
    assert!(phone.locked().is_none() && phone.tells_the_secret());
    assert_eq!(phone.device.unsent(), 1);
    phone.contact(1_000);
    assert!(phone.pushed(), "what was written before is sent");
    assert!(!phone.keeps_the_secret());
}

#[test]
fn nothing_is_lost_wherever_the_engine_dies_while_the_book_is_encrypted() {
    turned(plain, encrypt, |phone| {
        assert_eq!(state(phone), Some(EncryptionState::Encrypted));
        assert!(!phone.keeps_the_secret(), "nothing readable stays behind");
    });
}

#[test]
fn nothing_is_lost_wherever_the_engine_dies_while_encryption_is_taken_away() {
    turned(encrypted, decrypt, |phone| {
        assert_eq!(state(phone), None);
        assert!(phone.keeps_the_secret(), "it is readable again");
    });
}

/// Records whose edits go on with every step of the storage, one after the other, while the book gets its other form: an
/// edit of one that lies there in its old form may come at any moment. The engine dies after each number of steps. Every
/// edit that was called saved is there afterwards, and the book gets its form in the end.
fn turned(from: fn() -> Phone, by: fn() -> Request, holds: impl Fn(&Phone)) {
    for steps in 0..60 {
        let mut phone = from();
        for place in 0..RECORDS {
            assert!(phone.done(create_at(place)).is_ok());
        }
        phone.pass(5_000);
        let turns = phone.ask(by());
        let mut edits = Vec::new();
        for number in 0..steps {
            let place = number % RECORDS;
            let values = named(&format!("{SECRET} {number:03}"));
            edits.push((place, number, phone.ask(Request::Set { record: record(place), values })));
            assert!(phone.store_one(), "the storage has something to do in every step");
        }
        let said = phone.answer(turns).is_some();
        let mut saved = [None; RECORDS];
        for (place, number, asked) in edits {
            saved[place] = phone.answer(asked).map(|_| number).or(saved[place]);
        }
        let mut phone = reopened(phone);
        let names = names(&mut phone);
        for ((place, saved), name) in saved.iter().enumerate().zip(&names) {
            let kept = name.strip_prefix(SECRET).and_then(|number| number.trim().parse().ok());
            assert!(kept >= *saved, "after {steps} steps {place} is {name}, older than {saved:?}");
        }
        if !said {
            // Whether it was begun nobody was told; it is asked for again where it was not.
            let again = phone.done(by());
            assert!(matches!(again, Ok(Answer::Done) | Err(Reason::NothingToDo)), "{again:?}");
            phone.pass(10_000);
            phone.pass(1_000);
        }
        holds(&phone);
        assert_eq!(self::names(&mut reopened(phone)), names);
    }
}

const RECORDS: usize = 12;

fn record(place: usize) -> RecordId {
    RecordId([u8::try_from(place).expect("few records") + 100; 16])
}

fn create_at(place: usize) -> Request {
    Request::Create { object: "account".to_owned(), record: record(place), values: named(SECRET) }
}

/// What the records are called, by their documents. Their rows say the same.
fn names(phone: &mut Phone) -> Vec<String> {
    let mut names = Vec::new();
    for place in 0..RECORDS {
        let what = Watch::Record { record: record(place) };
        phone.ask(Request::Watch { watch: 30, what });
        phone.settle();
        phone.pass(1_000);
        let shown = phone.told.iter().rev().find_map(|(_, message)| {
            let FromEngine::View { view: View::Record(Some(view)), .. } = message else { return None };
            Some(view.clone())
        });
        let shown = shown.filter(|shown| shown.record == record(place)).expect("the record is shown");
        let row = phone.device.rows().get(record(place)).expect("the record has a row");
        assert_eq!(row.title(), shown.title);
        names.push(shown.title);
    }
    names
}

#[test]
fn a_storage_that_takes_nothing_for_a_while_is_tried_again() {
    let mut phone = plain();
    phone.broken = Some(StoreError::Full);
    assert_eq!(phone.done(encrypt()), Err(Reason::StorageFull));
    phone.broken = None;
    phone.pass(10_000);
    assert_eq!(state(&phone), None, "what was refused does not begin by itself");
    let asked = phone.ask(encrypt());
    while phone.answer(asked).is_none() {
        assert!(phone.store_one());
    }
    phone.broken = Some(StoreError::Full);
    phone.pass(1_000);
    assert_eq!(state(&phone), Some(EncryptionState::Encrypting));
    phone.broken = None;
    phone.pass(30_000);
    phone.pass(30_000);
    assert_eq!(state(&phone), Some(EncryptionState::Encrypted));
    assert!(!phone.keeps_the_secret());
}

#[test]
fn a_value_that_was_changed_makes_a_damaged_book_and_not_an_empty_one() {
    let changes: [fn(&mut Vec<u8>); 2] = [|value| value.truncate(value.len() - 1), |value| value[9] ^= 1];
    for store in [Store::Pages, Store::Meta, Store::Outbox, Store::Actors] {
        for change in changes {
            let mut phone = encrypted();
            let all = StoreRequest::Scan { store, from: Vec::new(), limit: 100 };
            let Ok(StoreReply::Entries(entries)) = phone.disk.execute(all) else {
                panic!("the model answers")
            };
            let (key, mut value) = entries.into_iter().rfind(|(key, _)| key != HEADER).expect("a value");
            change(&mut value);
            let writes = vec![Write::Put(store, key, value)];
            assert!(phone.disk.execute(StoreRequest::Write { writes, strict: true }).is_ok());
            let mut phone = phone.again();
            phone.settle();
            assert_eq!(phone.done(open()), Ok(Answer::Done));
            phone.pass(20_000);
            assert_eq!(phone.locked(), Some(Locked::Encrypted), "{store:?}");
            assert!(encryption(&phone).is_some_and(|encryption| encryption.damaged), "{store:?}");
            assert!(!phone.device.ready() && phone.connects == 0, "{store:?}");
        }
    }
    // Without its header nobody takes the book for one that was never encrypted.
    let mut phone = encrypted();
    let writes = vec![Write::Delete(Store::Meta, HEADER.to_vec())];
    assert!(phone.disk.execute(StoreRequest::Write { writes, strict: true }).is_ok());
    let mut phone = phone.again();
    phone.pass(20_000);
    assert!(encryption(&phone).is_some_and(|encryption| encryption.damaged) && !phone.device.ready());
}

#[test]
fn a_damaged_document_is_set_aside_like_one_of_a_readable_book() {
    let mut phone = encrypted();
    let all = StoreRequest::Scan { store: Store::Docs, from: Vec::new(), limit: 100 };
    let Ok(StoreReply::Entries(entries)) = phone.disk.execute(all) else { panic!("the model answers") };
    let (key, mut value) = entries.into_iter().next().expect("a document");
    value[50] ^= 1;
    let writes = vec![Write::Put(Store::Docs, key, value)];
    assert!(phone.disk.execute(StoreRequest::Write { writes, strict: true }).is_ok());
    let mut phone = reopened(phone);
    phone.ask(Request::Watch { watch: 3, what: Watch::Record { record: RECORD } });
    phone.pass(1_000);
    assert!(phone.device.ready(), "the rest of the book goes on");
    let mut phone = reopened(phone);
    assert_eq!(phone.done(Request::Set { record: RECORD, values: named("Padma") }), Err(Reason::NotHere));
}

#[test]
fn the_pin_and_encryption_ask_one_after_the_other() {
    let mut phone = with_pin();
    assert_eq!(phone.done(encrypt()), Ok(Answer::Done));
    phone.pass(1_000);
    let mut phone = phone.again();
    phone.settle();
    assert_eq!(phone.locked(), Some(Locked::Encrypted));
    assert!(!phone.lock().pin, "that there is a PIN is encrypted, too");
    assert_eq!(phone.done(open()), Ok(Answer::Done));
    phone.settle();
    assert_eq!(phone.locked(), Some(Locked::Pin));
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    phone.pass(1_000);
    assert_eq!(phone.locked(), None);
    assert_eq!(phone.done(Request::Decrypt { secret: vec![1; 32] }), Err(Reason::WrongPasskey));
    assert_eq!(phone.done(decrypt()), Ok(Answer::Done));
    phone.pass(1_000);
    assert_eq!((state(&phone), phone.done(decrypt())), (None, Err(Reason::NothingToDo)));
}

#[test]
fn the_passkey_may_be_used_at_any_moment_of_a_start() {
    for steps in 0..4 {
        let mut phone = encrypted().again();
        for _ in 0..steps {
            phone.store_one();
        }
        assert_eq!(phone.done(open()), Ok(Answer::Done), "after {steps} steps");
        phone.pass(10_000);
        assert!(phone.device.ready() && phone.locked().is_none(), "after {steps} steps");
    }
}

#[test]
fn who_lost_the_passkey_may_take_the_book_away() {
    let mut phone = encrypted().again();
    phone.settle();
    assert_eq!(phone.done(Request::Clear { even_unsent: false, all_books: false }), Err(Reason::NothingToDo));
    assert_eq!(phone.erased, 0);
    phone.ask(Request::Clear { even_unsent: true, all_books: false });
    assert_eq!(phone.erased, 1);
}

#[test]
fn a_book_without_an_account_is_not_encrypted() {
    let mut phone = Phone::of(Owner::default(), Memory::default(), DAY);
    phone.settle();
    assert_eq!(phone.done(encrypt()), Err(Reason::NoEncryptionHere));
    assert_eq!(state(&phone), None);
}
