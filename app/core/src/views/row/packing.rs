//! From a record to its row.

use super::{DELETED, EXCERPT_BYTES, NOTE_EXCERPT_BYTES};
use crate::fields::Kind;
use crate::objects::custom::{self, Code};
use crate::objects::{self, CUSTOM_CODE, FieldDefinition, ObjectDefinition, Place};
use crate::value::Value;
use crate::views::record::Record;

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

/// A row put together anew: what stands before the conflicts, the conflicts, the fields.
pub(super) fn put_together(head: &[u8], conflicts: &[u8], fields: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut row = head.to_vec();
    row.push(u8::try_from(conflicts.len()).unwrap_or(u8::MAX));
    row.extend(conflicts);
    row.push(u8::try_from(fields.len()).unwrap_or(u8::MAX));
    for (code, packed) in fields {
        row.push(*code);
        row.extend_from_slice(&u16::try_from(packed.len()).unwrap_or_default().to_le_bytes());
        row.extend_from_slice(packed);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ActorId;
    use crate::views::record::Conflict;
    use crate::views::row::specimen::{record, text};
    use crate::views::row::{RowView, title};

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
