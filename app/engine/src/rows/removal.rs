//! A row goes for good: the last one takes its place in memory.

use super::{PageNumber, Rows, Slot, companions};
use crm_core::ids::RecordId;
use crm_core::views::row::RowView;

impl Rows {
    /// Takes the row of a record out; the page that it lay on is to be stored anew.
    pub fn take_out(&mut self, record: RecordId) -> Option<PageNumber> {
        let slot = self.slots.remove(&record)?;
        let place = usize::try_from(slot).expect("slots are places in a vector");
        let last = Slot::try_from(self.entries.len() - 1).expect("a book has less than 2^32 records");
        let gone = self.entries.swap_remove(place);
        let view = RowView::trusted(&gone.row);
        self.shaping.touched(view);
        self.scoring.gone(view);
        self.formulas.touched(view);
        self.revision += 1;
        self.merged.touched(view, false);
        self.may_be_led_to(record);
        self.count_in(view, -1);
        for (order, sorted) in &mut self.sorted {
            sorted.remove(order, slot, view);
        }
        self.loose.remove(&slot);
        if let Some(slots) = self.pages.get_mut(&gone.page) {
            slots.retain(|other| *other != slot);
        }
        self.search.forget_from(place);
        if last != slot {
            self.moved(last, slot);
        }
        if let Some(one) = companions::companion_of(view) {
            self.join_again(one, record);
        }
        Some(gone.page)
    }

    /// The row of one slot lies in another by now.
    fn moved(&mut self, from: Slot, to: Slot) {
        let row = self.entry(to).row.clone();
        let (view, page) = (RowView::trusted(&row), self.entry(to).page);
        self.slots.insert(view.id(), to);
        for (order, sorted) in &mut self.sorted {
            sorted.remove(order, from, view);
            sorted.insert(order, to, view);
        }
        if self.loose.remove(&from) {
            self.loose.insert(to);
        }
        for slot in self.pages.get_mut(&page).into_iter().flatten().filter(|slot| **slot == from) {
            *slot = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::value::Value;
    use crm_core::views::query::Query;
    use crm_core::views::record::Record;
    use crm_core::views::row;

    fn id(number: u8) -> RecordId {
        RecordId([number; 16])
    }

    fn rows() -> Rows {
        let mut rows = Rows::default();
        for (number, name) in [(1, "Anika"), (2, "Bithi"), (3, "Chaity"), (4, "Dola")] {
            let mut record = Record::empty(id(number), "account");
            record.values.insert("name".to_owned(), Value::Text(name.to_owned()));
            rows.put(&row::pack(&record));
        }
        rows
    }

    fn shown(rows: &mut Rows) -> Vec<String> {
        let list = rows.list(&Query::all("account"), 0, 50);
        list.rows.iter().map(|row| row.title.clone()).collect()
    }

    #[test]
    fn a_row_that_goes_is_nowhere_and_the_others_are_where_they_were() {
        for gone in 1..=4 {
            let mut rows = rows();
            assert_eq!(shown(&mut rows).len(), 4, "the order is made before");
            rows.prepare_search(usize::MAX);
            let title = rows.title(id(gone));
            let page = rows.take_out(id(gone)).expect("it was there");
            assert_eq!(rows.take_out(id(gone)), None);
            let left: Vec<String> = shown(&mut rows);
            assert_eq!((left.len(), left.contains(&title)), (3, false));
            assert_eq!((rows.len(), rows.count(row::RowView::object_code(first(&rows)))), (3, 3));
            assert!(rows.search(&title, None, 5).is_empty());
            for other in (1..=4).filter(|other| *other != gone) {
                let title = rows.title(id(other));
                let found = rows.search(&title, None, 5);
                assert_eq!(found.iter().map(|found| found.link.record).collect::<Vec<_>>(), [id(other)]);
            }
            let mut again = Rows::default();
            again.load_page(page, &rows.page_bytes(page));
            assert_eq!(shown(&mut again), left);
        }
    }

    fn first(rows: &Rows) -> row::RowView<'_> {
        rows.records().next().expect("three are left")
    }
}
