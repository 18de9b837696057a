//! What an encrypted storage holds, and what it takes for damage.

use crm_engine::encryption::{HEADER, Header, Key, LEADER, Mode, Passage, State, is_encrypted};
use crm_sync::store::{Memory, Store, StoreError, StoreReply, StoreRequest, Write};

const WORDS: &str = "Jamuna Traders, 47 Nawabpur Road";

/// Chance by a seed (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("below the limit")
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

/// A storage behind a passage.
struct Behind {
    passage: Passage,
    disk: Memory,
    chance: Chance,
    number: u64,
}

impl Behind {
    fn new(mode: Mode) -> Self {
        let mut passage = Passage::default();
        passage.set_mode(mode);
        Self { passage, disk: Memory::default(), chance: Chance(7), number: 0 }
    }

    fn run(&mut self, request: StoreRequest) -> Result<StoreReply, StoreError> {
        self.number += 1;
        let chance = &mut self.chance;
        let mut random = |bytes: &mut [u8]| bytes.copy_from_slice(&chance.bytes(bytes.len()));
        let request = self.passage.out(self.number, request, &mut random);
        let reply = self.disk.execute(request)?;
        self.passage.back(self.number, reply, false)
    }

    fn write(&mut self, writes: Vec<Write>) {
        let written = self.run(StoreRequest::Write { writes, strict: true });
        assert_eq!(written, Ok(StoreReply::Written));
    }

    fn put(&mut self, store: Store, key: &[u8], value: &[u8]) {
        self.write(vec![Write::Put(store, key.to_vec(), value.to_vec())]);
    }

    fn get(&mut self, store: Store, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let reply = self.run(StoreRequest::Get(vec![(store, key.to_vec())]))?;
        let StoreReply::Values(mut values) = reply else { panic!("get answers {reply:?}") };
        Ok(values.remove(0))
    }

    /// What lies there.
    fn lies(&mut self, store: Store) -> Vec<(Vec<u8>, Vec<u8>)> {
        let all = StoreRequest::Scan { store, from: Vec::new(), limit: u32::MAX };
        let Ok(StoreReply::Entries(entries)) = self.disk.execute(all) else { panic!("the model answers") };
        entries
    }

    fn lay(&mut self, store: Store, key: &[u8], value: Vec<u8>) {
        let writes = vec![Write::Put(store, key.to_vec(), value)];
        assert!(self.disk.execute(StoreRequest::Write { writes, strict: true }).is_ok());
    }
}

fn encrypted() -> Behind {
    Behind::new(Mode::Encrypted(Key::new([5; 32])))
}

#[test]
fn what_goes_in_comes_out_and_nothing_of_it_can_be_read_where_it_lies() {
    let (mut behind, mut model) = (encrypted(), Memory::default());
    let mut chance = Chance(2026);
    for _ in 0..600 {
        let store = Store::ALL[chance.below(Store::ALL.len())];
        let (length, key) = (chance.below(3), chance.below(9).to_be_bytes());
        let key = key[8 - length..].to_vec();
        let request = match chance.below(8) {
            0 => StoreRequest::Get(vec![(store, key.clone()), (Store::Docs, key)]),
            1 => StoreRequest::Scan { store, from: key, limit: 3 },
            2 => StoreRequest::Write { writes: vec![Write::Delete(store, key)], strict: false },
            3 if chance.below(4) == 0 => {
                StoreRequest::Write { writes: vec![Write::Clear(store)], strict: false }
            }
            _ => {
                let length = chance.below(400);
                let value = [WORDS.as_bytes(), &chance.bytes(length)].concat();
                StoreRequest::Write { writes: vec![Write::Put(store, key, value)], strict: true }
            }
        };
        assert_eq!(behind.run(request.clone()), model.execute(request));
    }
    let mut lengths = 0;
    for store in Store::ALL {
        for (key, value) in behind.lies(store) {
            assert!(is_encrypted(&value));
            for part in WORDS.as_bytes().windows(5) {
                assert!(!value.windows(5).any(|five| five == part), "{store:?} {key:?}");
            }
            lengths += value.len();
        }
    }
    assert!(lengths > 5_000, "something lies there");
    // The same value twice is not the same bytes twice.
    behind.write(vec![Write::Clear(Store::Docs)]);
    behind.put(Store::Docs, b"1", WORDS.as_bytes());
    behind.put(Store::Docs, b"2", WORDS.as_bytes());
    let lies = behind.lies(Store::Docs);
    assert_ne!(lies[0].1[8..], lies[1].1[8..]);
}

#[test]
fn another_key_an_exchanged_a_cut_and_a_readable_value_are_damage() {
    let mut behind = encrypted();
    behind.put(Store::Docs, b"one", WORDS.as_bytes());
    behind.put(Store::Docs, b"two", b"other");
    behind.put(Store::Blocks, b"one", b"other");
    let lies = behind.lies(Store::Docs);
    let (one, two) = (lies[0].1.clone(), lies[1].1.clone());
    let block = behind.lies(Store::Blocks)[0].1.clone();
    let mut flipped = one.clone();
    *flipped.last_mut().expect("bytes") ^= 1;
    let cut = one[..one.len() - 1].to_vec();
    for (what, value) in [
        ("of another key", two),
        ("of another store", block),
        ("with one bit that is another", flipped),
        ("cut", cut),
        ("the mark alone", one[..8].to_vec()),
        ("readable", WORDS.as_bytes().to_vec()),
        ("empty", Vec::new()),
    ] {
        behind.lay(Store::Docs, b"one", value);
        assert_eq!(behind.get(Store::Docs, b"one"), Err(StoreError::Corrupt), "{what}");
        let scan = StoreRequest::Scan { store: Store::Docs, from: Vec::new(), limit: 9 };
        assert_eq!(behind.run(scan), Err(StoreError::Corrupt), "{what}");
    }
    behind.lay(Store::Docs, b"one", one.clone());
    assert_eq!(behind.get(Store::Docs, b"one"), Ok(Some(WORDS.as_bytes().to_vec())));
    behind.passage.set_mode(Mode::Encrypted(Key::new([6; 32])));
    assert_eq!(behind.get(Store::Docs, b"one"), Err(StoreError::Corrupt), "another book's key");
    behind.passage.set_mode(Mode::Plain);
    assert_eq!(behind.get(Store::Docs, b"one"), Err(StoreError::Corrupt), "a header that was taken away");
    assert_eq!(behind.get(Store::Docs, b"three"), Ok(None), "what is not there is no damage");
}

#[test]
fn on_the_way_both_forms_are_read_and_only_one_is_written() {
    let mut behind = Behind::new(Mode::Plain);
    behind.put(Store::Docs, b"old", WORDS.as_bytes());
    behind.passage.set_mode(Mode::Encrypting(Key::new([5; 32])));
    behind.put(Store::Docs, b"new", WORDS.as_bytes());
    for key in [&b"old"[..], b"new"] {
        assert_eq!(behind.get(Store::Docs, key), Ok(Some(WORDS.as_bytes().to_vec())));
    }
    let forms = |behind: &mut Behind| -> Vec<bool> {
        behind.lies(Store::Docs).iter().map(|(_, value)| is_encrypted(value)).collect()
    };
    assert_eq!(forms(&mut behind), [true, false]);
    behind.passage.set_mode(Mode::Decrypting(Key::new([5; 32])));
    behind.put(Store::Docs, b"later", WORDS.as_bytes());
    assert_eq!(forms(&mut behind), [false, true, false]);
    assert_eq!(behind.get(Store::Docs, b"new"), Ok(Some(WORDS.as_bytes().to_vec())));
    // What cannot be decrypted is not called readable.
    behind.passage.set_mode(Mode::Decrypting(Key::new([6; 32])));
    assert_eq!(behind.get(Store::Docs, b"new"), Err(StoreError::Corrupt));
}

#[test]
fn the_header_and_the_name_of_the_leader_stay_readable() {
    let mut behind = encrypted();
    for key in [HEADER, LEADER] {
        behind.put(Store::Meta, key, b"as it is");
        assert_eq!(behind.get(Store::Meta, key), Ok(Some(b"as it is".to_vec())));
        behind.put(Store::Docs, key, b"a record of that name");
    }
    assert!(behind.lies(Store::Meta).iter().all(|(_, value)| value == b"as it is"));
    assert!(behind.lies(Store::Docs).iter().all(|(_, value)| is_encrypted(value)));
}

#[test]
fn only_the_passkey_that_a_header_was_made_for_opens_it() {
    let (salt, secret, book) = ([3; 32], [8; 32], [1; 32]);
    let by = Key::of_passkey(&secret, &salt).expect("32 bytes");
    let header = Header::new(State::Encrypted, (vec![4; 16], salt), (&by, &book), [9; 24]);
    let read = Header::read(&header.bytes()).expect("what was written");
    assert_eq!(read.book_key(&by), Some(book));
    for (secret, salt) in [([9; 32], salt), (secret, [4; 32])] {
        let other = Key::of_passkey(&secret, &salt).expect("32 bytes");
        assert_eq!(read.book_key(&other), None);
    }
    assert_eq!(Key::of_passkey(&secret[..31], &salt), None);
    // Nobody without the key makes of an encrypted book one in which readable values count.
    let mut looser = read.clone();
    looser.state = State::Encrypting;
    assert_eq!(looser.book_key(&by), None);
    let mut another = read;
    another.credential = vec![5; 16];
    assert_eq!(another.book_key(&by), None);
    assert!(!header.bytes().windows(8).any(|part| part == [1; 8]), "the key lies there encrypted");
}
