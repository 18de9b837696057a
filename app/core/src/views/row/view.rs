//! A row, read where it lies.

use super::title::{first_words, title_of};
use super::{DELETED, HEAD, MERGED};
use crate::ids::{RecordId, Timestamp};
use crate::objects::custom::Code;
use crate::objects::{self, CUSTOM_CODE, FieldDefinition, ObjectDefinition, Place};
use crate::value::Value;

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

    /// Whether no list shows the record: it is deleted, or merged into another.
    pub fn deleted(self) -> bool {
        self.bytes[21] & (DELETED | MERGED) != 0
    }

    /// Whether it is shown as merged into another.
    pub fn merged(self) -> bool {
        self.bytes[21] & MERGED != 0
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

/// The code of a custom field, whether it is in conflict, and its packed value, which may be empty.
pub(super) fn taken_apart(entry: &[u8]) -> Option<(Code, bool, &[u8])> {
    let (head, packed) = entry.split_at_checked(3)?;
    Some((Code(u16::from_le_bytes([head[0], head[1]])), head[2] != 0, packed))
}
