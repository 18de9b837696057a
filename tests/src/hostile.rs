//! Changes and documents that no honest device makes, after the list in the security reference.
//!
//! Each is well formed where that is the point: parseable, with a right checksum and a right hash.

use crate::device::{FIELD, OBJECT, TEXT, blank, id, rename};
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, Change, ExpandedChange, ObjType, ScalarValue};
use sha2::{Digest, Sha256};
use std::num::NonZeroU64;

/// A record, what the relay has of it, and what is sent.
pub struct Hostile {
    /// Its number in the list, and what it is.
    pub name: &'static str,
    /// The record.
    pub record: [u8; 16],
    /// The document as the relay has it; `None` for a new one.
    pub stored: Option<Vec<u8>>,
    /// The change.
    pub bytes: Vec<u8>,
}

/// The record of every hostile change.
pub const RECORD: u64 = 666;
/// The actor of every hostile change.
pub fn villain() -> [u8; 16] {
    id(13)
}

/// An honest first edit of a blank document, to be made hostile.
pub fn honest() -> ExpandedChange {
    let mut doc = blank(id(RECORD));
    let change = rename(&mut doc, id(RECORD), villain(), "Rina");
    Change::from_bytes(change.bytes).expect("an honest change parses").decode()
}

/// The bytes of a change as they would travel.
pub fn bytes(change: ExpandedChange) -> Vec<u8> {
    Change::from(change).raw_bytes().to_vec()
}

fn with(change: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut hostile = honest();
    change(&mut hostile);
    bytes(hostile)
}

/// An honest edit behind a change that nobody has.
pub fn behind(withheld: [u8; 32]) -> Vec<u8> {
    with(|change| change.deps = vec![automerge::ChangeHash(withheld)])
}

/// An operation on the root map.
fn put(key: &str, action: OpType) -> Op {
    Op { action, obj: ObjectId::Root, key: Key::Map(key.into()), pred: Vec::new().into(), insert: false }
}

fn op_id(counter: u64) -> OpId {
    OpId(counter, ActorId::from(villain()))
}

/// The text of the long-text field, as the first change of the record makes it.
pub fn text_id() -> OpId {
    use automerge::ReadDoc;
    let doc = blank(id(RECORD));
    let (_, object) = doc.get(automerge::ROOT, TEXT).expect("readable").expect("contacts have a description");
    match object {
        automerge::ObjId::Id(counter, actor, _) => OpId(counter, actor),
        automerge::ObjId::Root => unreachable!("a text is not the root"),
    }
}

/// A letter after an element of the text.
fn letter(after: ElementId) -> Op {
    Op {
        action: OpType::Put(ScalarValue::Str("a".into())),
        obj: ObjectId::Id(text_id()),
        key: Key::Seq(after),
        pred: Vec::new().into(),
        insert: true,
    }
}

/// A change whose operations begin at that number.
pub fn starting_at(start: u64) -> Vec<u8> {
    with(|change| change.start_op = NonZeroU64::new(start).expect("not zero"))
}

/// Maps in maps, so deep.
pub fn nested(depth: u64) -> Vec<u8> {
    with(|change| {
        let start = change.start_op.get();
        change.operations = (0..depth)
            .map(|level| {
                let obj = match level {
                    0 => ObjectId::Root,
                    _ => ObjectId::Id(op_id(start + level - 1)),
                };
                Op { obj, ..put("a", OpType::Make(ObjType::Map)) }
            })
            .collect();
    })
}

/// Frames a body as a chunk with a right checksum; returns the chunk.
pub fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut inner = vec![kind];
    inner.extend(leb128(body.len() as u64));
    inner.extend_from_slice(body);
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83];
    chunk.extend_from_slice(&Sha256::digest(&inner)[..4]);
    chunk.extend(inner);
    chunk
}

/// The hash that a sender would claim for a chunk.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes.get(8..).unwrap_or_default()).into()
}

fn leb128(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A change body by hand: what comes before the columns, the columns, and their data.
fn by_hand(columns: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let honest = honest();
    let mut body = leb128(1);
    body.extend_from_slice(&honest.deps[0].0);
    body.push(16);
    body.extend_from_slice(&villain());
    body.extend([1, honest.start_op.get() as u8, 0, 0, 0]);
    body.push(columns.len() as u8);
    for (kind, data) in columns {
        body.push(*kind);
        body.extend(leb128(data.len() as u64));
    }
    columns.iter().for_each(|(_, data)| body.extend_from_slice(data));
    chunk(1, &body)
}

/// Insertions by run length: so many in about a hundred bytes.
pub fn run_of_operations(count: u64) -> Vec<u8> {
    // Columns: key actor nulls, key counter nulls, key string repeated, insert false, action put, value null.
    let run = |value: &[u8]| [signed(count), value.to_vec()].concat();
    by_hand(&[
        (0x15, run(b"\x01a")),
        (0x34, leb128(count)),
        (0x42, run(&[1])),
        (0x56, run(&[0])),
        (0x70, run(&[0])),
    ])
}

/// Predecessors by run length: one operation that names so many.
pub fn run_of_predecessors(count: u64) -> Vec<u8> {
    by_hand(&[
        (0x15, [signed(1), b"\x01a".to_vec()].concat()),
        (0x34, leb128(1)),
        (0x42, vec![1, 1]),
        (0x56, vec![1, 0]),
        (0x70, [vec![0x7f], leb128(count)].concat()),
        (0x71, [signed(count), vec![0]].concat()),
        (0x73, [signed(count), vec![1]].concat()),
    ])
}

fn signed(value: u64) -> Vec<u8> {
    let mut bytes = leb128(value);
    // A set sixth bit of the last byte would make it negative.
    if bytes.last().is_some_and(|last| last & 0x40 != 0) {
        *bytes.last_mut().expect("not empty") |= 0x80;
        bytes.push(0);
    }
    bytes
}

/// A change with a text of so many bytes, as a compressed chunk.
pub fn deflated(bytes: usize) -> Vec<u8> {
    let mut change = honest();
    change.operations = vec![put(FIELD, OpType::Put(ScalarValue::Str("a".repeat(bytes).as_str().into())))];
    Change::from(change).bytes().into_owned()
}

/// A document with a stored edit, for changes that go wrong on top of it.
pub fn stored() -> Vec<u8> {
    let mut doc = blank(id(RECORD));
    rename(&mut doc, id(RECORD), id(1), "Rina");
    doc.save_nocompress()
}

/// An honest next edit on top of [`stored`], by the villain.
fn next() -> ExpandedChange {
    let mut doc: Automerge = crm_core::document::load(&stored()).expect("stored documents load");
    let change = rename(&mut doc, id(RECORD), villain(), "Karim");
    Change::from_bytes(change.bytes).expect("an honest change parses").decode()
}

fn on_stored(change: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut hostile = next();
    change(&mut hostile);
    bytes(hostile)
}

/// Everything in the list that is one change refused for good, whoever sends it.
pub fn list() -> Vec<Hostile> {
    let new = |name, bytes| Hostile { name, record: id(RECORD), stored: None, bytes };
    let on = |name, bytes| Hostile { name, record: id(RECORD), stored: Some(stored()), bytes };
    let missing = || ElementId::Id(op_id(90_000));
    vec![
        new("h1_operation_number_beyond_32_bits", starting_at(1 << 32)),
        new("h2_operation_numbers_almost_used_up", starting_at((1 << 32) - 6)),
        new("h3_maps_300_deep", nested(300)),
        new("h3_maps_10000_deep", nested(10_000)),
        new("h4_deflate_bomb", deflated(64 << 20)),
        new("h5_million_operations_in_a_hundred_bytes", run_of_operations(1_000_001)),
        new("h5_billion_operations_in_a_hundred_bytes", run_of_operations(1_000_000_000)),
        new("h5_billion_predecessors", run_of_predecessors(1_000_000_000)),
        new("h10_actor_of_a_mebibyte", with(|change| change.actor_id = ActorId::from(vec![7; 1 << 20]))),
        new("h10_actor_of_17_bytes", with(|change| change.actor_id = ActorId::from(vec![7; 17]))),
        new("h12_unknown_object", with(|change| change.operations[0].obj = ObjectId::Id(op_id(77)))),
        new(
            "h12_unknown_actor",
            with(|change| {
                change.operations[0].obj = ObjectId::Id(OpId(1, ActorId::from(id(99))));
            }),
        ),
        new("h12_after_a_missing_element", with(|change| change.operations = vec![letter(missing())])),
        new("h12_first_change_with_number_5", with(|change| change.seq = 5)),
        new("h13_last_operation_number", starting_at(u64::from(u32::MAX))),
        on("h14_unknown_predecessor", on_stored(|change| change.operations[0].pred = vec![op_id(3)].into())),
        on(
            "h14_delete_without_predecessor",
            on_stored(|change| {
                change.operations = vec![put(FIELD, OpType::Delete)];
            }),
        ),
        new(
            "h14_map_key_on_a_text",
            with(|change| {
                change.operations =
                    vec![Op { obj: ObjectId::Id(text_id()), ..put("a", OpType::Put(ScalarValue::Null)) }];
            }),
        ),
        on(
            "h14_operation_numbers_used_before",
            on_stored(|change| {
                change.start_op = NonZeroU64::new(change.start_op.get() - 1).expect("not zero");
            }),
        ),
        on(
            "h14_gap_in_operation_numbers",
            on_stored(|change| {
                change.start_op = NonZeroU64::new(change.start_op.get() + 9).expect("not zero");
            }),
        ),
        on(
            "h14_nothing_with_a_gap",
            on_stored(|change| {
                change.operations.clear();
                change.start_op = NonZeroU64::new(change.start_op.get() + 9).expect("not zero");
            }),
        ),
        new("h15_list_key_on_a_map", with(|change| change.operations[0].key = Key::Seq(ElementId::Head))),
        new(
            "h15_increment_of_no_counter",
            with(|change| {
                change.operations = vec![put(FIELD, OpType::Increment(1))];
            }),
        ),
        new("h17_text_of_20_mb", deflated(20_000_000)),
        new("x12_compressed_honest_change", deflated(2_000)),
        new("x17_trailing_bytes", [bytes(honest()), vec![0]].concat()),
        new("x17_two_chunks", [bytes(honest()), bytes(honest())].concat()),
        new("x17_padded_length", padded_length()),
        new("x17_extra_bytes", with(|change| change.extra_bytes = vec![1, 2, 3])),
        new("x17_author_in_the_change", with(|change| change.extra_bytes = vec![1, 2, 65, 66])),
        new("x17_a_document", blank(id(RECORD)).save_nocompress()),
        new("x17_a_bundle", chunk(3, &[0; 16])),
        new("x17_nothing", Vec::new()),
        new("x17_no_dependency", with(|change| change.deps.clear())),
        new("x29_unknown_key", with(|change| change.operations = vec![text("is_admin", "yes")])),
        new("x29_workspace", with(|change| change.operations = vec![text("workspace_id", "other")])),
        new("x29_another_object", with(|change| change.operations = vec![text("kind", "deal")])),
        new(
            "shape_number_in_a_text_field",
            with(|change| {
                change.operations = vec![put(FIELD, OpType::Put(ScalarValue::Int(7)))];
            }),
        ),
        new(
            "shape_counter",
            with(|change| {
                change.operations = vec![put(FIELD, OpType::Put(ScalarValue::counter(7)))];
            }),
        ),
        new("shape_text_replaced_by_a_scalar", with(|change| change.operations = vec![text(TEXT, "gone")])),
        new(
            "shape_a_second_text",
            with(|change| {
                change.operations = vec![put(TEXT, OpType::Make(ObjType::Text))];
            }),
        ),
        new(
            "shape_long_key",
            with(|change| {
                change.operations = vec![text(&format!("tags/{}", "k".repeat(600)), "x")];
            }),
        ),
        new(
            "shape_text_beyond_64_kib",
            with(|change| {
                change.operations = vec![text(FIELD, &"x".repeat(70_000))];
            }),
        ),
        new("shape_message_beyond_1_kib", with(|change| change.message = Some("m".repeat(2_000)))),
    ]
}

fn text(key: &str, value: &str) -> Op {
    put(key, OpType::Put(ScalarValue::Str(value.into())))
}

/// An honest change whose length is written in more bytes than it needs, with a right checksum.
fn padded_length() -> Vec<u8> {
    let honest = bytes(honest());
    let at = honest[9..].iter().position(|byte| byte & 0x80 == 0).expect("a length ends") + 9;
    let mut inner = honest[8..=at].to_vec();
    *inner.last_mut().expect("a length") |= 0x80;
    inner.push(0);
    inner.extend_from_slice(&honest[at + 1..]);
    let mut chunk = honest[..4].to_vec();
    chunk.extend_from_slice(&Sha256::digest(&inner)[..4]);
    chunk.extend(inner);
    chunk
}

/// The object of every hostile change.
pub const KIND: &str = OBJECT;
