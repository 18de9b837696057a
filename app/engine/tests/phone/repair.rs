//! The relay was restored: the device tells what it holds of a book that lies in blocks, and sends what is lacking.

use crate::phone::{DAY, Phone, named};
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_engine::device::Input;
use crm_sync::digest::{BUCKETS, bucket, digests};
use crm_sync::frame::{DocId, Epoch, Hash, Next, Reply, ToDevice, ToRelay, encode};
use crm_sync::store::{Memory, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// Records in blocks: more than one portion of blocks and of what is offered.
const IN_BLOCKS: u16 = 1_300;
/// Records that lie by themselves: more than one portion of these.
const ALONE: u16 = 520;

fn record(number: u16) -> RecordId {
    let mut id = [9; 16];
    id[..2].copy_from_slice(&number.wrapping_mul(49).to_be_bytes());
    id[2..4].copy_from_slice(&number.to_be_bytes());
    RecordId(id)
}

/// Every change that was pushed, by document, in order; each is acknowledged.
fn acknowledged(phone: &mut Phone) -> BTreeMap<DocId, Vec<Hash>> {
    answered(phone, &Reply::Acked)
}

/// The same, and each is answered so.
fn answered(phone: &mut Phone, reply: &Reply) -> BTreeMap<DocId, Vec<Hash>> {
    let mut changes: BTreeMap<DocId, Vec<Hash>> = BTreeMap::new();
    loop {
        let pushes: Vec<_> = std::mem::take(&mut phone.sent).into_iter().filter_map(pushed).collect();
        if pushes.is_empty() {
            return changes;
        }
        for (push, pushed) in pushes {
            let replies = pushed.iter().map(|(_, hash)| (*hash, reply.clone())).collect();
            for (doc, hash) in pushed {
                changes.entry(doc).or_default().push(hash);
            }
            phone.give(Input::Frame(encode(&ToDevice::Replies { push, replies })));
            phone.settle();
        }
    }
}

fn pushed(frame: ToRelay) -> Option<(u32, Vec<(DocId, Hash)>)> {
    let ToRelay::Push { push, changes } = frame else { return None };
    Some((push, changes.into_iter().map(|change| (change.doc, change.hash)).collect()))
}

/// A phone with a book of many records in blocks, some of them edited since, and by themselves, all sent; and their
/// changes.
fn full() -> (Phone, BTreeMap<DocId, Vec<Hash>>) {
    let mut phone = Phone::start(Memory::default(), DAY);
    phone.settle();
    phone.contact(1_000);
    let of = |number| ("account".to_owned(), record(number), named(&format!("Shop {number}")));
    let records = (0..IN_BLOCKS).map(of).collect();
    assert!(phone.done(Request::CreateMany { records }).is_ok());
    for (object, record, values) in (IN_BLOCKS..IN_BLOCKS + ALONE).map(of) {
        assert!(phone.done(Request::Create { object, record, values }).is_ok());
    }
    for number in [3, 700, 1_299] {
        let values = named("Renamed");
        assert!(phone.done(Request::Set { record: record(number), values }).is_ok());
    }
    let sent = acknowledged(&mut phone);
    assert_eq!(sent.len(), usize::from(IN_BLOCKS + ALONE));
    (phone, sent)
}

/// The salt of a repair, and its buckets.
type Digests = ([u8; 16], Vec<(u16, [u8; 8])>);

/// What the phone says it holds, after digests that the relay answers with these buckets.
fn held(phone: &mut Phone, buckets: Vec<u16>) -> (Digests, BTreeMap<DocId, Vec<Hash>>) {
    phone.sent.clear();
    phone.welcomed(Next::Repair);
    let told = std::mem::take(&mut phone.sent).into_iter().find_map(|frame| {
        let ToRelay::Digests { salt, buckets } = frame else { return None };
        Some((salt, buckets))
    });
    phone.give(Input::Frame(encode(&ToDevice::Differ(buckets))));
    phone.settle();
    let mut held = BTreeMap::new();
    for frame in std::mem::take(&mut phone.sent) {
        if let ToRelay::Held { documents, .. } = frame {
            held.extend(documents);
        }
    }
    (told.expect("digests"), held)
}

fn heads(sent: &BTreeMap<DocId, Vec<Hash>>) -> BTreeMap<DocId, Vec<Hash>> {
    sent.iter().map(|(doc, changes)| (*doc, changes.last().copied().into_iter().collect())).collect()
}

#[test]
fn every_document_is_told_with_its_heads_wherever_it_is_stored() {
    let (phone, sent) = full();
    // From the storage alone, too.
    for mut phone in [phone.again(), full().0] {
        phone.settle();
        let (told, held) = held(&mut phone, (0..BUCKETS).collect());
        let expected = heads(&sent);
        assert_eq!(held.len(), expected.len());
        let documents = expected.iter().map(|(doc, heads)| (doc, heads.as_slice()));
        assert!(told.1 == digests(&told.0, documents), "the digests are those of these heads");
        assert!(held == expected, "each with its heads");
    }
}

#[test]
fn of_buckets_that_are_the_same_nothing_is_told() {
    let (mut phone, sent) = full();
    let other = bucket(&record(700).0);
    let (_, held) = held(&mut phone, vec![other]);
    let expected: BTreeSet<DocId> = sent.keys().filter(|doc| bucket(doc) == other).copied().collect();
    assert!(!expected.is_empty());
    assert_eq!(held.into_keys().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn what_the_relay_lost_is_sent_again_and_nothing_twice() {
    let (mut phone, sent) = full();
    held(&mut phone, (0..BUCKETS).collect());
    // Everything of most; of the others what follows their first change.
    let lost = |doc: &DocId| if *doc == record(700).0 { sent[doc][..1].to_vec() } else { Vec::new() };
    let lacking: Vec<_> =
        sent.keys().take(900).copied().chain([record(700).0]).collect::<BTreeSet<_>>().into_iter().collect();
    let told = lacking.iter().map(|doc| (*doc, lost(doc))).collect();
    phone.give(Input::Frame(encode(&ToDevice::Lacking(told))));
    phone.settle();
    let again = acknowledged(&mut phone);
    let expected: BTreeMap<DocId, Vec<Hash>> =
        lacking.iter().map(|doc| (*doc, sent[doc][lost(doc).len()..].to_vec())).collect();
    let differing = expected.iter().filter(|(doc, changes)| again.get(*doc) != Some(changes)).count();
    assert_eq!((again.len(), differing), (expected.len(), 0));
}

/// The place from which the last hello asked to go on.
fn place(phone: &mut Phone) -> Option<Epoch> {
    let frames = std::mem::take(&mut phone.sent).into_iter();
    let mut epochs =
        frames.filter_map(|frame| if let ToRelay::Hello(hello) = frame { Some(hello.epoch) } else { None });
    epochs.next_back().expect("a hello")
}

#[test]
fn until_everything_is_offered_the_device_is_at_no_place_of_the_new_log() {
    let (mut phone, sent) = full();
    let before = phone.epoch;
    phone.epoch = [8; 16];
    held(&mut phone, (0..BUCKETS).collect());
    let told = sent.keys().take(900).map(|doc| (*doc, Vec::new())).collect();
    phone.give(Input::Frame(encode(&ToDevice::Lacking(told))));
    let (entries, actors, cursor) = (Vec::new(), Vec::new(), [6; 16]);
    phone.give(Input::Frame(encode(&ToDevice::Feed { entries, actors, cursor, caught_up: true })));
    // The documents of the first portion come, are offered and stored, and the engine dies.
    for _ in 0..4 {
        assert!(phone.store_one());
    }
    let mut phone = phone.die();
    phone.settle();
    phone.welcomed(Next::Repair);
    assert_eq!(place(&mut phone), Some(before), "it would not be asked for the rest any more");

    held(&mut phone, (0..BUCKETS).collect());
    let told = sent.keys().take(900).map(|doc| (*doc, Vec::new())).collect();
    phone.give(Input::Frame(encode(&ToDevice::Lacking(told))));
    let (entries, actors) = (Vec::new(), Vec::new());
    phone.give(Input::Frame(encode(&ToDevice::Feed { entries, actors, cursor, caught_up: true })));
    phone.settle();
    assert_eq!(acknowledged(&mut phone).len(), 900);
    phone.pass(5_000);
    let mut phone = phone.again();
    phone.settle();
    phone.welcomed(Next::Feed);
    assert_eq!(place(&mut phone), Some(phone.epoch), "now it is");
}

#[test]
fn what_was_offered_and_could_not_be_stored_is_asked_for_again() {
    let (mut phone, sent) = full();
    // What was acknowledged is noted as such.
    phone.pass(5_000);
    let before = phone.epoch;
    phone.epoch = [8; 16];
    held(&mut phone, (0..BUCKETS).collect());
    let few: Vec<_> = sent.keys().take(5).map(|doc| (*doc, Vec::new())).collect();
    phone.give(Input::Frame(encode(&ToDevice::Lacking(few.clone()))));
    let (entries, actors, cursor) = (Vec::new(), Vec::new(), [6; 16]);
    phone.give(Input::Frame(encode(&ToDevice::Feed { entries, actors, cursor, caught_up: true })));
    phone.broken = Some(StoreError::Full);
    phone.settle();
    phone.broken = None;
    // The same run goes on when there is room again.
    phone.pass(60_000);
    phone.settle();
    phone.sent.clear();
    phone.welcomed(Next::Repair);
    assert_eq!(place(&mut phone), Some(before), "it would never be asked for them again");
    held(&mut phone, (0..BUCKETS).collect());
    phone.give(Input::Frame(encode(&ToDevice::Lacking(few))));
    phone.settle();
    assert_eq!(acknowledged(&mut phone).len(), 5);
}

#[test]
fn changes_of_erased_records_that_wait_for_the_feed_hold_no_repair_up() {
    const MANY: u16 = 5_000;
    let mut phone = Phone::start(Memory::default(), DAY);
    phone.settle();
    phone.contact(1_000);
    let of = |number| ("account".to_owned(), record(number), named(&format!("Shop {number}")));
    assert!(phone.done(Request::CreateMany { records: vec![of(0)] }).is_ok());
    assert_eq!(acknowledged(&mut phone).len(), 1);
    assert!(phone.done(Request::CreateMany { records: (1..=MANY).map(of).collect() }).is_ok());
    let erased = Reply::Refused { reason: "erased".to_owned(), field: None };
    let refused = |phone: &mut Phone| assert_eq!(answered(phone, &erased).len(), usize::from(MANY));
    refused(&mut phone);
    phone.pass(5_000);
    phone.epoch = [8; 16];
    held(&mut phone, (0..BUCKETS).collect());
    phone.give(Input::Frame(encode(&ToDevice::Lacking(Vec::new()))));
    phone.settle();
    refused(&mut phone);
    phone.give(Input::Frame(encode(&ToDevice::Lacking(vec![(record(0).0, Vec::new())]))));
    phone.settle();
    assert_eq!(acknowledged(&mut phone).into_keys().collect::<Vec<_>>(), [record(0).0]);
}

#[test]
fn a_listing_that_the_storage_breaks_off_is_asked_for_again_and_loses_nothing_else() {
    let (mut phone, sent) = full();
    phone.greeted(Next::Repair);
    let edit = phone.ask(Request::Set { record: record(5), values: named("Meanwhile") });
    // Scans are reads: the next one fails.
    phone.fail_next_read();
    phone.settle();
    assert!(phone.answer(edit).expect("an answer").is_ok());
    let (_, held) = held(&mut phone, (0..BUCKETS).collect());
    assert_eq!(held.len(), sent.len());
}
