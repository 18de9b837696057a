//! A row as it is shown where records were merged: links lead to the record that stayed, and the row of the one that went
//! is shown nowhere.

use super::packing::put_together;
use super::view::taken_apart;
use super::{HEAD, MERGED, RowView};
use crate::fields::{Kind, link};
use crate::ids::RecordId;
use crate::objects::CUSTOM_CODE;
use crate::value::{Link, Value};

/// The row with every link led on by `to`, and marked as merged where `gone`; `None` where that changes nothing.
pub fn redirected(own: RowView<'_>, gone: bool, to: &impl Fn(RecordId) -> RecordId) -> Option<Vec<u8>> {
    // Most rows link to nothing that was merged: nothing is copied before one does.
    let led = linking(own).filter_map(|(place, head, packed)| Some((place, head, led_on(packed, to)?)));
    let led: Vec<(usize, &[u8], Vec<u8>)> = led.collect();
    if led.is_empty() && !gone {
        return None;
    }
    let field = |(place, (code, packed)): (usize, (u8, &[u8]))| {
        let now = led.iter().find(|(other, ..)| *other == place);
        (code, now.map_or_else(|| packed.to_vec(), |(_, head, now)| [*head, now.as_slice()].concat()))
    };
    let fields: Vec<(u8, Vec<u8>)> = own.fields().enumerate().map(field).collect();
    let mut head = own.bytes()[..HEAD].to_vec();
    if gone {
        head[21] |= MERGED;
    }
    Some(put_together(&head, own.conflicts(), &fields))
}

/// The fields that hold links: the place of each among the fields of the row, what stands before its value, the value.
fn linking(row: RowView<'_>) -> impl Iterator<Item = (usize, &[u8], &[u8])> {
    let definition = row.object();
    row.fields().enumerate().filter_map(move |(place, (code, packed))| {
        let (field, head) = if code == CUSTOM_CODE {
            (taken_apart(packed)?.0.field()?, 3)
        } else {
            (definition?.field_of_code(code)?, 0)
        };
        let (head, packed) = packed.split_at(head);
        matches!(field.kind, Kind::Link | Kind::LinkAny | Kind::Links).then_some((place, head, packed))
    })
}

/// A packed value with its links led on; `None` where none of them leads elsewhere.
fn led_on(packed: &[u8], to: &impl Fn(RecordId) -> RecordId) -> Option<Vec<u8>> {
    let mut value: Value = postcard::from_bytes(packed).ok()?;
    lead_on(&mut value, to).then(|| postcard::to_stdvec(&value).ok()).flatten()
}

/// Leads the links of a value on by `to`; whether any of them leads elsewhere now.
pub fn lead_on(value: &mut Value, to: &impl Fn(RecordId) -> RecordId) -> bool {
    let mut changed = false;
    if let Value::Link(link) = value {
        let now = to(link.record);
        changed = now != link.record;
        link.record = now;
    } else if let Value::Members(members) = value {
        for member in members.iter_mut() {
            let Some(Link { object, record }) = link::read(&member.key) else { continue };
            let now = to(record);
            if now != record {
                changed = true;
                member.key = link::write(&Link { object, record: now });
            }
        }
        // Two that were one all along.
        let mut seen: Vec<String> = Vec::new();
        members.retain(|member| {
            let first = !seen.contains(&member.key);
            seen.push(member.key.clone());
            first || !changed
        });
    }
    changed
}

/// What the values of a row link to.
pub fn linked(view: RowView<'_>) -> Vec<Link> {
    let mut found = Vec::new();
    for (_, _, packed) in linking(view) {
        match postcard::from_bytes::<Value>(packed) {
            Ok(Value::Link(link)) => found.push(link),
            Ok(Value::Members(members)) => {
                found.extend(members.iter().filter_map(|member| link::read(&member.key)));
            }
            _ => {}
        }
    }
    found
}

/// Every record that a row links to.
pub fn links(view: RowView<'_>) -> Vec<RecordId> {
    linked(view).into_iter().map(|link| link.record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Member;
    use crate::views::row::pack;
    use crate::views::row::specimen::{record, text};

    const OLD: RecordId = RecordId([1; 16]);
    const NEW: RecordId = RecordId([2; 16]);
    const OTHER: RecordId = RecordId([3; 16]);

    fn to(record: RecordId) -> RecordId {
        if record == OLD { NEW } else { record }
    }

    fn link(record: RecordId) -> Value {
        Value::Link(Link { object: "contact".to_owned(), record })
    }

    fn people(records: &[RecordId]) -> Value {
        let member = |record: &RecordId| Member {
            key: link::write(&Link { object: "contact".to_owned(), record: *record }),
            order: 0,
            label: String::new(),
            text: String::new(),
        };
        Value::Members(records.iter().map(member).collect())
    }

    #[test]
    fn links_lead_to_the_record_that_stayed() {
        let own = pack(&record(
            "deal",
            &[("name", text("Cloth")), ("contact", link(OLD)), ("contacts", people(&[NEW, OTHER, OLD]))],
        ));
        let shown = redirected(RowView::trusted(&own), false, &to).expect("it links to the old one");
        let (row, length) = RowView::read(&shown).expect("a row like any other");
        assert_eq!((length, row.title().as_str(), row.deleted()), (shown.len(), "Cloth", false));
        assert_eq!(row.value_of("contact"), Some(link(NEW)));
        assert_eq!(row.value_of("contacts"), Some(people(&[NEW, OTHER])), "the same person once");
        assert_eq!(links(row), [NEW, NEW, OTHER]);
        assert_eq!(redirected(row, false, &to), None);
        let gone = redirected(RowView::trusted(&own), true, &|record| record).expect("a mark");
        let row = RowView::read(&gone).expect("a row like any other").0;
        assert!(row.deleted() && row.merged());
    }

    #[test]
    fn links_of_custom_fields_lead_on_too() {
        let key = crate::objects::custom::Code::new(crate::fields::Kind::Link, 3).expect("a code").key();
        let own = pack(&record("account", &[("name", text("Padma")), (&key, link(OLD))]));
        let shown = redirected(RowView::trusted(&own), false, &to).expect("it links to the old one");
        assert_eq!(RowView::trusted(&shown).value_of(&key), Some(link(NEW)));
        assert_eq!(links(RowView::trusted(&shown)), [NEW]);
    }
}
