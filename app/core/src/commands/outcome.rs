//! What a record will hold after a plan, worked out without a document. Bulk creation makes rows of it.

use super::Edit;
use crate::fields::{Scalar, Stored, members, text};
use crate::ids::Timestamp;
use crate::objects;
use crate::value::{Member, Value};
use crate::views::record::Record;

/// The record after the edits. Edits of fields that the object does not have change nothing.
pub fn apply(mut record: Record, edits: &[Edit], now: Timestamp) -> Record {
    for edit in edits {
        match edit {
            Edit::Put(key, scalar) => put(&mut record, key, scalar),
            Edit::Remove(key) => remove(&mut record, key),
            Edit::Rewrite(key, text) => rewrite(&mut record, key, text.clone()),
            Edit::Append(key, more) => {
                let before = record.text(key).unwrap_or_default();
                let text = format!("{before}{more}");
                rewrite(&mut record, key, text);
            }
        }
    }
    record.modified_at = now;
    record
}

fn put(record: &mut Record, key: &str, scalar: &Scalar) {
    let Some(definition) = objects::object(&record.object) else { return };
    if let Some((field, member)) = key.split_once('/') {
        let Some(member) = members::unpack(member, scalar) else { return };
        change_members(record, field, |set| {
            set.retain(|other| other.key != member.key);
            set.push(member);
        });
        return;
    }
    let stored = Stored::Scalar(scalar.clone());
    let value = definition.field(key).and_then(|field| field.kind.behaviour().read(&stored));
    set(record, key, value);
}

fn remove(record: &mut Record, key: &str) {
    match key.split_once('/') {
        Some((field, member)) => change_members(record, field, |set| set.retain(|other| other.key != member)),
        None => set(record, key, None),
    }
}

fn rewrite(record: &mut Record, key: &str, text: String) {
    let value = Some(Value::Text(text)).filter(|value| text::of(value).is_some());
    set(record, key, value);
}

fn set(record: &mut Record, key: &str, value: Option<Value>) {
    record.conflicts.retain(|conflict| conflict.field != key);
    match value {
        Some(value) => record.values.insert(key.to_owned(), value),
        None => record.values.remove(key),
    };
}

fn change_members(record: &mut Record, field: &str, change: impl FnOnce(&mut Vec<Member>)) {
    let mut set = record.value(field).map(members::of).unwrap_or_default().to_vec();
    change(&mut set);
    set.sort_by(|left, right| (left.order, &left.key).cmp(&(right.order, &right.key)));
    if set.is_empty() {
        record.values.remove(field);
    } else {
        record.values.insert(field.to_owned(), Value::Members(set));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::{record, text, value};

    #[test]
    fn edits_have_their_effect_in_order() {
        let before = record(
            "contact",
            &[
                ("first_name", text("Rina")),
                ("emails", value("contact", "emails", "a@x.bd; b@x.bd")),
                ("description", text("One")),
            ],
        );
        let after = apply(
            before,
            &[
                Edit::Remove("first_name".into()),
                Edit::Put("last_name".into(), Scalar::Text("Akter".into())),
                Edit::Remove("emails/a@x.bd".into()),
                Edit::Put("emails/c@x.bd".into(), Scalar::Text("0\twork\tC@x.bd".into())),
                Edit::Append("description".into(), " two".into()),
                Edit::Put("no_such_field".into(), Scalar::Flag(true)),
            ],
            7,
        );
        let expected = record(
            "contact",
            &[
                ("last_name", text("Akter")),
                ("emails", value("contact", "emails", "C@x.bd (work); b@x.bd")),
                ("description", text("One two")),
            ],
        );
        assert_eq!(after.values, expected.values);
        assert_eq!(after.modified_at, 7);
    }
}
