//! Rows that are stored by themselves.
//!
//! An edit stores one row, not the page of 250 that it belongs to: 600 bytes instead of 150 kB on the way to "on this
//! device". In the store `pages` a page lies under its number (4 bytes) and a loose row under its record (16 bytes);
//! the loose row is the newer one. Now and then a page is stored anew and its loose rows go.

use super::{PageNumber, Rows, Slot};
use crm_core::ids::RecordId;
use std::collections::BTreeMap;

/// Loose rows from which on pages are stored anew.
const MANY: usize = 500;

impl Rows {
    /// Takes an entry of the store `pages` in; [`Rows::loaded`] follows the last one.
    pub fn load_entry(&mut self, key: &[u8], value: &[u8]) {
        match <[u8; 4]>::try_from(key) {
            Ok(page) => {
                self.load_page(PageNumber::from_be_bytes(page), value);
            }
            Err(_) => self.read_loose.push(value.to_vec()),
        }
    }

    /// Every entry is taken in: loose rows take the places of those in the pages.
    pub fn loaded(&mut self) {
        for row in std::mem::take(&mut self.read_loose) {
            self.put(&row);
        }
    }

    /// The page with the most loose rows, when there are many of them, and the records of these rows.
    pub fn loosest(&self) -> Option<(PageNumber, Vec<RecordId>)> {
        if self.loose.len() <= MANY {
            return None;
        }
        let mut counts: BTreeMap<PageNumber, usize> = BTreeMap::new();
        for &slot in &self.loose {
            *counts.entry(self.entry(slot).page).or_default() += 1;
        }
        let (page, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        let records = self.loose_in(page).map(|slot| self.view(slot).id()).collect();
        Some((page, records))
    }

    /// The page is stored with what its rows are now.
    pub fn fastened(&mut self, page: PageNumber) {
        let slots: Vec<Slot> = self.loose_in(page).collect();
        for slot in slots {
            self.loose.remove(&slot);
        }
    }

    fn loose_in(&self, page: PageNumber) -> impl Iterator<Item = Slot> {
        self.loose.iter().copied().filter(move |&slot| self.entry(slot).page == page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::value::Value;
    use crm_core::views::record::Record;
    use crm_core::views::row;

    fn packed(number: u32, name: &str) -> Vec<u8> {
        let mut id = [0; 16];
        id[12..].copy_from_slice(&number.to_be_bytes());
        let mut record = Record::empty(RecordId(id), "account");
        record.values.insert("name".to_owned(), Value::Text(name.to_owned()));
        row::pack(&record)
    }

    #[test]
    fn loose_rows_win_over_their_pages_and_pages_take_them_back() {
        let mut rows = Rows::default();
        // The loose row is read before the page that holds the older one.
        rows.load_entry(&[0; 16], &packed(0, "newer"));
        rows.load_entry(&0_u32.to_be_bytes(), &[packed(0, "older"), packed(1, "other")].concat());
        rows.loaded();
        let first = rows.records().next().expect("two rows were read").id();
        assert_eq!((rows.len(), rows.title(first).as_str()), (2, "newer"));
        assert_eq!(rows.loosest(), None, "one loose row is no reason to store a page");

        for number in 2..2 + u32::try_from(MANY).expect("a small number") {
            rows.put(&packed(number, "new"));
        }
        let mut left = rows.loose.len();
        while let Some((page, records)) = rows.loosest() {
            assert!(!records.is_empty());
            rows.fastened(page);
            left -= records.len();
            assert_eq!(rows.loose.len(), left);
        }
        assert!(left <= MANY);
    }
}
