//! Which records link to which.

use super::Rows;
use crm_core::ids::{FieldKey, RecordId};
use crm_core::value::Value;
use crm_core::views::row::RowView;
use memchr::memmem::Finder;

/// The records that a value points to.
pub(crate) fn targets(value: &Value) -> Vec<RecordId> {
    if let Value::Link(link) = value {
        return vec![link.record];
    }
    let Value::Members(members) = value else { return Vec::new() };
    let record = |key: &str| key.split_once('/').and_then(|(_, id)| id.parse().ok());
    members.iter().filter_map(|member| record(&member.key)).collect()
}

impl Rows {
    /// Every record that links to `target`, with the linking field; deleted ones left out.
    ///
    /// Looks for the id's bytes in all rows: a few ms at 10,000 records, and no second index to keep.
    pub fn linking_to(&self, target: RecordId) -> Vec<(RowView<'_>, FieldKey)> {
        let mut found = self.all_linking_to(target);
        found.retain(|(view, _)| !view.deleted());
        found
    }

    /// The same with those that are deleted.
    pub fn all_linking_to(&self, target: RecordId) -> Vec<(RowView<'_>, FieldKey)> {
        let hex = target.to_string();
        let (bytes, text) = (Finder::new(&target.0), Finder::new(hex.as_bytes()));
        let mut found = Vec::new();
        for view in self.records() {
            let body = &view.bytes()[20..];
            if bytes.find(body).is_none() && text.find(body).is_none() {
                continue;
            }
            for (field, packed) in view.filled() {
                let Ok(value) = postcard::from_bytes::<Value>(packed) else { continue };
                if targets(&value).contains(&target) {
                    found.push((view, field.key.to_owned()));
                    break;
                }
            }
        }
        found
    }
}
