//! A record as programs get it.

use super::beside::{Companions, join};
use super::values;
use crate::socket::route::to_hex;
use crm_core::document::{self, Document, read};
use crm_core::fields::{Kind, calendar};
use crm_core::ids::RecordId;
use crm_core::objects::{self, computed, custom};
use crm_core::value::Value;
use crm_core::views::record::Record;
use crm_core::views::row;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

/// A record, ready to be sent.
pub(super) struct Shown {
    /// Itself.
    pub json: Json,
    /// Names this state of it.
    pub tag: String,
    /// Whether it is deleted.
    pub deleted: bool,
}

/// The record of documents whose latest change came at that time; `None` where it cannot be read.
pub(super) fn shown(doc: &Document, beside: &Companions, id: RecordId, received: i64) -> Option<Shown> {
    let mut record = read::read(doc, id)?;
    join(&mut record, beside);
    let json = json!({
        "id": id.to_string(),
        "object": record.object,
        "title": row::title(&record),
        "deleted": record.deleted(),
        "updated_at": calendar::write_moment(received),
        "fields": fields(&record)?,
    });
    Some(Shown { json, tag: tag(doc, beside), deleted: record.deleted() })
}

/// The fields that hold something, with those that are worked out.
fn fields(record: &Record) -> Option<Map<String, Json>> {
    let mut fields = Map::new();
    for field in objects::object(&record.object)?.all_fields() {
        let value: Option<Value> = if field.kind == Kind::Computed {
            computed::compute(&record.object, field.key, |key| record.value(key).cloned())
        } else {
            record.value(field.key).cloned()
        };
        let json = value.and_then(|value| values::written(field, &value));
        fields.extend(json.map(|json| (field.key.to_owned(), json)));
    }
    // Those that the team added, under their keys.
    for (key, value) in &record.values {
        let json = custom::field(key).and_then(|field| values::written(field, value));
        fields.extend(json.map(|json| (key.clone(), json)));
    }
    Some(fields)
}

/// Names the state of a record: the same heads of its documents are the same content.
pub(super) fn tag(doc: &Document, beside: &Companions) -> String {
    let mut heads = document::heads(doc).concat();
    for (_, _, doc) in beside {
        heads.extend(document::heads(doc).concat());
    }
    format!("\"{}\"", to_hex(&Sha256::digest(heads)[..16]))
}
