//! The packed row of a record: what lists, boards and search read instead of the document.
//!
//! Form (integers little-endian): `length u32` of what follows, `id [16]`, `object u8` (place in the catalogue),
//! `flags u8`, `modified_at i64`, `conflicts u8` and that many field codes, `fields u8` and for each
//! `code u8, length u16, postcard(Value)`. A custom field stands under [`objects::CUSTOM_CODE`], and before its
//! value its own code (u16) and a byte that is 1 where the field is in conflict; of such a field without a value only these.
//! Where any of them is in conflict, [`objects::CUSTOM_CODE`] is among the codes of those that are. A page is rows one after
//! another.

use super::record::Record;
use crate::fields::Kind;
use crate::ids::{RecordId, Timestamp};
use crate::objects::companion::Companion;
use crate::objects::custom::{self, Code};
use crate::objects::{self, CUSTOM_CODE, FieldDefinition, ObjectDefinition, Place};
use crate::value::Value;

/// Longest excerpt of a long text in a row, in bytes; the document has the rest.
pub const EXCERPT_BYTES: usize = 1_000;
/// Longest excerpt of a note's body, which search reads.
pub const NOTE_EXCERPT_BYTES: usize = 4_000;

/// Most letters of a title that is the first line of a text.
const TITLE_LETTERS: usize = 120;

const DELETED: u8 = 1;
const HEAD: usize = 4 + 16 + 1 + 1 + 8;

/// Packs a record. A value that does not fit (above 65,535 bytes) is left out: lists do without it. Of a record that
/// no list shows only the head is packed.
pub fn pack(record: &Record) -> Vec<u8> {
    let definition = objects::object(&record.object).filter(|definition| definition.code() != u8::MAX);
    let mut row = vec![0; 4];
    row.extend_from_slice(&record.id.0);
    row.push(definition.map_or(u8::MAX, ObjectDefinition::code));
    row.push(if record.deleted() { DELETED } else { 0 });
    row.extend_from_slice(&record.modified_at.to_le_bytes());
    let code = |key: &str| definition.and_then(|definition| definition.field_code(key));
    let mut conflicts: Vec<u8> =
        record.conflicts.iter().filter_map(|conflict| code(&conflict.field)).collect();
    if record.conflicts.iter().any(|conflict| custom::is_custom(&conflict.field)) {
        conflicts.push(CUSTOM_CODE);
    }
    row.push(u8::try_from(conflicts.len()).unwrap_or(u8::MAX));
    row.extend(conflicts.iter().take(255));
    let count_at = row.len();
    row.push(0);
    let mut count = 0_u8;
    let mut put = |code: u8, packed: &[u8]| {
        let (Ok(length), Some(next)) = (u16::try_from(packed.len()), count.checked_add(1)) else { return };
        row.push(code);
        row.extend_from_slice(&length.to_le_bytes());
        row.extend_from_slice(packed);
        count = next;
    };
    for (key, value) in &record.values {
        let Some(field) = definition.and_then(|definition| definition.field(key)) else { continue };
        let Some(packed) = pack_value(field, value, &record.object) else { continue };
        match definition.and_then(|definition| definition.place(key)) {
            Some(Place::Own(code)) => put(code, &packed),
            Some(Place::Custom(code)) => put(CUSTOM_CODE, &custom_entry(record, code, &packed)),
            None => {}
        }
    }
    let empty = record.conflicts.iter().filter(|conflict| !record.values.contains_key(&conflict.field));
    for code in empty.filter_map(|conflict| Code::of_key(&conflict.field)) {
        put(CUSTOM_CODE, &custom_entry(record, code, &[]));
    }
    row[count_at] = count;
    let length = u32::try_from(row.len() - 4).unwrap_or(u32::MAX);
    row[..4].copy_from_slice(&length.to_le_bytes());
    row
}

/// What stands under [`CUSTOM_CODE`].
fn custom_entry(record: &Record, code: Code, packed: &[u8]) -> Vec<u8> {
    let key = code.key();
    let split = record.conflicts.iter().any(|conflict| conflict.field == key);
    [&code.0.to_le_bytes()[..], &[u8::from(split)], packed].concat()
}

/// The code of a custom field, whether it is in conflict, and its packed value, which may be empty.
fn taken_apart(entry: &[u8]) -> Option<(Code, bool, &[u8])> {
    let (head, packed) = entry.split_at_checked(3)?;
    Some((Code(u16::from_le_bytes([head[0], head[1]])), head[2] != 0, packed))
}

fn pack_value(field: &FieldDefinition, value: &Value, object: &str) -> Option<Vec<u8>> {
    match (field.kind, value) {
        (Kind::LongText, Value::Text(text)) => {
            let limit = if object == "note" { NOTE_EXCERPT_BYTES } else { EXCERPT_BYTES };
            let cut = text.floor_char_boundary(limit.min(text.len()));
            postcard::to_stdvec(&Value::Text(text[..cut].to_owned())).ok()
        }
        (_, value) => postcard::to_stdvec(value).ok(),
    }
}

/// A packed row, read in place.
#[derive(Clone, Copy, Debug)]
pub struct RowView<'a> {
    bytes: &'a [u8],
}

impl<'a> RowView<'a> {
    /// Reads the row at the start of `bytes`; also returns its length. `None` when the bytes are no whole row:
    /// every length inside is checked here once, so that the readers below can trust them.
    pub fn read(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let length = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?);
        let whole = usize::try_from(length).ok()?.checked_add(4)?;
        let bytes = bytes.get(..whole)?;
        let mut at = HEAD;
        at += 1 + usize::from(*bytes.get(at)?);
        let fields = *bytes.get(at)?;
        at += 1;
        for _ in 0..fields {
            let length = bytes.get(at + 1..at + 3)?;
            at += 3 + usize::from(u16::from_le_bytes([length[0], length[1]]));
        }
        (at == whole).then_some((Self { bytes }, whole))
    }

    /// Trusts that [`RowView::read`] once accepted exactly these bytes.
    pub const fn trusted(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The packed form.
    pub const fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The record.
    pub fn id(self) -> RecordId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.bytes[4..20]);
        RecordId(id)
    }

    /// The code of the object; 255 for an object that this build does not know.
    pub fn object_code(self) -> u8 {
        self.bytes[20]
    }

    /// The object, where this build knows it.
    pub fn object(self) -> Option<&'static ObjectDefinition> {
        objects::of_code(self.object_code())
    }

    /// Whether the record is deleted.
    pub fn deleted(self) -> bool {
        self.bytes[21] & DELETED != 0
    }

    /// Device time of the latest change.
    pub fn modified_at(self) -> Timestamp {
        let mut time = [0; 8];
        time.copy_from_slice(&self.bytes[22..30]);
        Timestamp::from_le_bytes(time)
    }

    /// Codes of the fields in conflict.
    pub fn conflicts(self) -> &'a [u8] {
        let count = usize::from(self.bytes[HEAD]);
        &self.bytes[HEAD + 1..HEAD + 1 + count]
    }

    /// Codes and packed values in order.
    pub fn fields(self) -> impl Iterator<Item = (u8, &'a [u8])> {
        let mut at = HEAD + 1 + usize::from(self.bytes[HEAD]) + 1;
        let bytes = self.bytes;
        std::iter::from_fn(move || {
            let head = bytes.get(at..at + 3)?;
            let from = at + 3;
            at = from + usize::from(u16::from_le_bytes([head[1], head[2]]));
            Some((head[0], &bytes[from..at]))
        })
    }

    /// The value of a field by code.
    pub fn value(self, code: u8) -> Option<Value> {
        let (_, packed) = self.fields().find(|(other, _)| *other == code)?;
        postcard::from_bytes(packed).ok()
    }

    /// The value of a field by its place.
    pub fn value_at(self, place: Place) -> Option<Value> {
        match place {
            Place::Own(code) => self.value(code),
            Place::Custom(code) => {
                let (.., packed) = self.custom().find(|(other, ..)| *other == code)?;
                postcard::from_bytes(packed).ok()
            }
        }
    }

    /// The value of a field by name.
    pub fn value_of(self, key: &str) -> Option<Value> {
        self.value_at(self.object()?.place(key)?)
    }

    /// What it holds in custom fields: their codes, whether they are in conflict, packed values.
    pub fn custom(self) -> impl Iterator<Item = (Code, bool, &'a [u8])> {
        let own = self.fields().filter(|(code, _)| *code == CUSTOM_CODE);
        own.filter_map(|(_, entry)| taken_apart(entry))
    }

    /// What it holds, each field with its packed value.
    pub fn filled(self) -> impl Iterator<Item = (&'static FieldDefinition, &'a [u8])> {
        let definition = self.object();
        self.fields().filter_map(move |(code, packed)| {
            if code == CUSTOM_CODE {
                let (code, _, packed) = taken_apart(packed)?;
                return Some((code.field()?, packed)).filter(|_| !packed.is_empty());
            }
            Some((definition?.field_of_code(code)?, packed))
        })
    }

    /// The fields in conflict.
    pub fn conflicting(self) -> impl Iterator<Item = &'static FieldDefinition> {
        let definition = self.object();
        let own = self.conflicts().iter().filter_map(move |code| definition?.field_of_code(*code));
        own.chain(self.custom().filter(|(_, split, _)| *split).filter_map(|(code, ..)| code.field()))
    }

    /// The text of a text field by code, without copying.
    pub fn text(self, code: u8) -> Option<&'a str> {
        let (_, packed) = self.fields().find(|(other, _)| *other == code)?;
        // Value::Text is variant 0; then a length as varint; then the text.
        let (&variant, rest) = packed.split_first()?;
        if variant != 0 {
            return None;
        }
        let (text, _) = postcard::take_from_bytes::<&str>(rest).ok()?;
        Some(text)
    }

    /// What the record is called; empty where nothing is filled in.
    pub fn title(self) -> String {
        let Some(definition) = self.object() else { return String::new() };
        let text = |key: &str| definition.field_code(key).and_then(|code| self.text(code));
        title_of(definition, |key| match text(key) {
            Some(text) => Some(text.to_owned()),
            None => self.value_of(key).and_then(first_words),
        })
    }
}

/// The row of a record with what its companions hold: each brings its one field, whatever the record's own row still has
/// there.
pub fn joined(own: RowView<'_>, companions: &[(RowView<'_>, &Companion)]) -> Vec<u8> {
    let places: Vec<Option<u8>> =
        companions.iter().map(|(_, one)| one.of.field_code(one.field.key)).collect();
    let stays = |code: &u8| !places.contains(&Some(*code));
    let brought = |(view, place): (&(RowView<'_>, &Companion), &Option<u8>)| {
        let (code, packed) = view.0.fields().find(|(code, _)| *code == 0)?;
        debug_assert_eq!(code, 0, "a companion's own field is its first");
        Some(((*place)?, packed.to_vec()))
    };
    let kept = own.fields().filter(|(code, _)| stays(code)).map(|(code, packed)| (code, packed.to_vec()));
    let fields: Vec<(u8, Vec<u8>)> =
        kept.chain(companions.iter().zip(&places).filter_map(brought)).take(usize::from(u8::MAX)).collect();
    let split = |(view, place): (&(RowView<'_>, &Companion), &Option<u8>)| {
        view.0.conflicts().contains(&0).then_some(*place)?
    };
    let conflicts: Vec<u8> = own.conflicts().iter().copied().filter(stays).collect();
    let conflicts: Vec<u8> =
        conflicts.into_iter().chain(companions.iter().zip(&places).filter_map(split)).take(255).collect();
    let modified = companions.iter().map(|(view, _)| view.modified_at()).fold(own.modified_at(), i64::max);
    let mut row = own.bytes[..22].to_vec();
    row.extend_from_slice(&modified.to_le_bytes());
    row.push(u8::try_from(conflicts.len()).unwrap_or(u8::MAX));
    row.extend(conflicts);
    row.push(u8::try_from(fields.len()).unwrap_or(u8::MAX));
    for (code, packed) in fields {
        row.push(code);
        row.extend_from_slice(&u16::try_from(packed.len()).unwrap_or_default().to_le_bytes());
        row.extend_from_slice(&packed);
    }
    let length = u32::try_from(row.len() - 4).unwrap_or(u32::MAX);
    row[..4].copy_from_slice(&length.to_le_bytes());
    row
}

/// What a record is called, from its definition and a way to look fields up.
pub fn title_of(definition: &ObjectDefinition, look_up: impl Fn(&str) -> Option<String>) -> String {
    for key in definition.title {
        let Some(text) = look_up(key) else { continue };
        if *key == "first_name" {
            return look_up("last_name").map_or(text.clone(), |last| format!("{text} {last}"));
        }
        let long = definition.field(key).is_some_and(|field| field.kind == Kind::LongText);
        return if long { headline(&text) } else { text };
    }
    String::new()
}

/// The first line of a long text, as much of it as a list can show.
fn headline(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    match line.char_indices().nth(TITLE_LETTERS) {
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
        None => line.to_owned(),
    }
}

/// The title of a whole record.
pub fn title(record: &Record) -> String {
    let Some(definition) = objects::object(&record.object) else { return String::new() };
    title_of(definition, |key| {
        let value = record.values.get(key)?;
        if let Value::Text(text) = value { Some(text.clone()) } else { first_words(value.clone()) }
    })
}

/// The text by which a set can name a record: its first member.
fn first_words(value: Value) -> Option<String> {
    let Value::Members(members) = value else { return None };
    let first = members.into_iter().next()?;
    Some(if first.text.is_empty() { first.key } else { first.text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ActorId;
    use crate::views::record::Conflict;

    fn record(object: &str, values: &[(&str, Value)]) -> Record {
        let mut record = Record::empty(RecordId([7; 16]), object);
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        record
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_packed_row_holds_what_the_record_holds() {
        for definition in objects::CATALOGUE {
            let fields = definition.all_fields().filter(|field| field.kind != Kind::Computed);
            let values: Vec<_> =
                fields.map(|field| (field.key, field.kind.behaviour().examples().remove(0))).collect();
            let mut whole = record(definition.key, &values);
            whole.modified_at = -5;
            let field = definition.title[0].to_owned();
            let shown_by = ActorId([1; 16]);
            whole.conflicts.push(Conflict { field, others: Vec::new(), shown_by, shown_at: 0 });
            let packed = pack(&whole);
            let (row, length) = RowView::read(&packed).expect("what was packed can be read");
            assert_eq!((length, row.id(), row.modified_at()), (packed.len(), whole.id, -5));
            assert_eq!(row.object().map(|found| found.key), Some(definition.key));
            assert!(row.deleted(), "the example of deleted_at is filled");
            assert_eq!(row.conflicts(), [definition.field_code(definition.title[0]).expect("a field")]);
            for (key, value) in &values {
                assert_eq!(row.value_of(key).as_ref(), Some(value), "{}.{key}", definition.key);
            }
            assert_eq!(row.title(), title(&whole));
            for end in 0..packed.len() {
                assert!(RowView::read(&packed[..end]).is_none(), "{end} of {}", packed.len());
            }
        }
    }

    #[test]
    fn records_are_called_by_what_they_have() {
        let emails = Kind::Emails.behaviour().examples().remove(0);
        let long = "ক".repeat(TITLE_LETTERS + 1);
        for (object, values, expected) in [
            (
                "contact",
                vec![("first_name", text("Rina")), ("last_name", text("Akter"))],
                "Rina Akter".to_owned(),
            ),
            ("contact", vec![("last_name", text("Akter"))], "Akter".to_owned()),
            ("contact", vec![("emails", emails)], "Rina@Example.com".to_owned()),
            ("lead", vec![("company", text("Acme"))], "Acme".to_owned()),
            ("note", vec![("body", text("\n First line\nSecond"))], "First line".to_owned()),
            ("note", vec![("body", text(&long))], format!("{}…", "ক".repeat(TITLE_LETTERS))),
            ("note", vec![], String::new()),
        ] {
            let record = record(object, &values);
            assert_eq!(title(&record), expected);
            assert_eq!(RowView::trusted(&pack(&record)).title(), expected);
        }
    }

    #[test]
    fn what_companions_hold_stands_in_the_row_of_their_record() {
        let money = |minor| Value::Money(crate::value::Money { minor, currency: *b"BDT" });
        let mut deal = record("deal", &[("name", text("Cloth")), ("amount", money(1))]);
        deal.modified_at = 5;
        let companion = crate::objects::companion::companion("deal", "amount").expect("amounts lie apart");
        let mut beside = record("deal.amount", &[("amount", money(2))]);
        beside.modified_at = 9;
        let field = "amount".to_owned();
        let shown_by = ActorId([1; 16]);
        beside.conflicts.push(Conflict { field, others: Vec::new(), shown_by, shown_at: 0 });
        let (own, part) = (pack(&deal), pack(&beside));
        let whole = joined(RowView::trusted(&own), &[(RowView::trusted(&part), companion)]);
        let (row, length) = RowView::read(&whole).expect("a row like any other");
        assert_eq!(
            (length, row.id(), row.modified_at(), row.title().as_str()),
            (whole.len(), deal.id, 9, "Cloth")
        );
        assert_eq!(row.value_of("amount"), Some(money(2)));
        assert_eq!(row.conflicts(), [companion.of.field_code("amount").expect("a field")]);

        // An emptied field is empty, also where the record's own row still has it.
        let part = pack(&record("deal.amount", &[]));
        let whole = joined(RowView::trusted(&own), &[(RowView::trusted(&part), companion)]);
        let row = RowView::trusted(&whole);
        assert_eq!((row.value_of("amount"), row.title().as_str()), (None, "Cloth"));
        assert_eq!(joined(RowView::trusted(&own), &[]), own);
    }

    #[test]
    fn a_row_keeps_only_the_beginning_of_a_long_text() {
        let body = "ক".repeat(5_000);
        for (object, field, limit) in
            [("note", "body", NOTE_EXCERPT_BYTES), ("deal", "description", EXCERPT_BYTES)]
        {
            let row = pack(&record(object, &[(field, text(&body))]));
            let Some(Value::Text(kept)) = RowView::trusted(&row).value_of(field) else { panic!("{object}") };
            assert!(
                kept.len() <= limit && kept.len() > limit - 4 && body.starts_with(&kept),
                "{}",
                kept.len()
            );
        }
    }
}
