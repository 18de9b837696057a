//! What was deleted, for whoever wants it back.

use super::Rows;
use crm_core::fields::fold::fold;
use crm_core::messages::{BinView, DeletedRow};
use crm_core::value::{Link, Value};
use std::cmp::Reverse;

impl Rows {
    /// The deleted records whose title holds the words, the latest first; at most so many.
    pub fn bin(&self, search: &str, limit: usize) -> BinView {
        let wanted = fold(search);
        let mut found: Vec<DeletedRow> = self
            .records()
            .filter(|row| row.deleted() && !row.merged())
            .filter_map(|row| {
                let title = row.title();
                if !wanted.is_empty() && !fold(&title).contains(&wanted) {
                    return None;
                }
                let at = match row.value_of("deleted_at") {
                    Some(Value::Moment(at)) => at,
                    Some(_) | None => row.modified_at(),
                };
                let by = match row.value_of("deleted_by") {
                    Some(Value::Person(person)) => Some(person),
                    Some(_) | None => None,
                };
                let link = Link { object: row.object()?.key.to_owned(), record: row.id() };
                Some(DeletedRow { link, title, at, by })
            })
            .collect();
        found.sort_by_key(|row| (Reverse(row.at), row.link.record));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.truncate(limit);
        BinView { total, rows: found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::ids::{PersonId, RecordId};
    use crm_core::views::record::Record;
    use crm_core::views::row;

    fn contact(number: u8, name: &str, deleted: Option<i64>) -> Vec<u8> {
        let mut contact = Record::empty(RecordId([number; 16]), "contact");
        contact.values.insert("last_name".to_owned(), Value::Text(name.to_owned()));
        if let Some(at) = deleted {
            contact.values.insert("deleted_at".to_owned(), Value::Moment(at));
            contact.values.insert("deleted_by".to_owned(), Value::Person(PersonId([3; 16])));
        }
        row::pack(&contact)
    }

    #[test]
    fn the_latest_comes_first_and_a_word_narrows_it() {
        let mut rows = Rows::default();
        for row in [
            contact(1, "Akter", Some(5)),
            contact(2, "Begum", None),
            contact(3, "রহমান", Some(9)),
            contact(4, "Chowdhury", Some(7)),
        ] {
            rows.put(&row);
        }
        let titles = |rows: &Rows, search: &str, limit| {
            let bin = rows.bin(search, limit);
            (bin.total, bin.rows.into_iter().map(|row| row.title).collect::<Vec<_>>())
        };
        assert_eq!(titles(&rows, "", 2), (3, vec!["রহমান".to_owned(), "Chowdhury".to_owned()]));
        assert_eq!(titles(&rows, "AKT", 9), (1, vec!["Akter".to_owned()]));
        assert_eq!(titles(&rows, "begum", 9).0, 0);
        let first = rows.bin("", 9).rows.remove(0);
        assert_eq!((first.at, first.by), (9, Some(PersonId([3; 16]))));
    }
}
