//! Rows of companions: each is kept as it is stored, and what it holds stands in the row of its record, so that lists,
//! boards and search know of one row only.

use super::{Entry, Rows};
use crm_core::ids::RecordId;
use crm_core::objects::companion::{self, Companion};
use crm_core::views::row::{self, RowView};

/// What companions a row is of; `None` for a record's own.
pub(super) fn companion_of(view: RowView<'_>) -> Option<&'static Companion> {
    companion::of_code(view.object_code())
}

impl Rows {
    /// The companions of a record that are here.
    pub fn companions_of(&self, record: RecordId) -> Vec<RecordId> {
        if self.companions.is_empty() {
            return Vec::new();
        }
        let Some(object) = self.get(record).and_then(RowView::object) else { return Vec::new() };
        let beside = companion::of_object(object.key).filter(|one| self.companions.contains(&one.code()));
        beside.filter_map(|one| self.companion(one, record)).map(RowView::id).collect()
    }

    /// A record and its companions that are here.
    pub fn with_companions(&self, record: RecordId) -> Vec<RecordId> {
        let mut all = vec![record];
        all.extend(self.companions_of(record));
        all
    }

    /// The record itself, also where this is a companion of it.
    pub fn record_of(&self, record: RecordId) -> RecordId {
        let one = self.get(record).and_then(companion_of);
        one.map_or(record, |one| one.beside(record))
    }

    /// A row as it is shown, and as it is stored where that is another.
    pub(super) fn shown(&mut self, view: RowView<'_>) -> (Box<[u8]>, Option<Box<[u8]>>) {
        let (row, own) = self.with_beside(view);
        let (row, own) = match self.with_score(RowView::trusted(&row)) {
            Some(scored) => (scored.into(), Some(view.bytes().into())),
            None => (row, own),
        };
        let (row, own) = match self.with_formulas(RowView::trusted(&row)) {
            Some(whole) => (whole.into(), Some(view.bytes().into())),
            None => (row, own),
        };
        let lead = |record| self.merged.lead(record);
        let gone = self.merged.lead(view.id()) != view.id();
        let led = self.merged.any().then(|| row::redirected(RowView::trusted(&row), gone, &lead)).flatten();
        match led {
            Some(led) => (led.into(), Some(view.bytes().into())),
            None => (row, own),
        }
    }

    /// A row with what stands beside it, and as it is stored where that is another.
    fn with_beside(&mut self, view: RowView<'_>) -> (Box<[u8]>, Option<Box<[u8]>>) {
        if let Some(one) = companion_of(view) {
            self.companions.insert(one.code());
            return (view.bytes().into(), None);
        }
        let object = view.object().filter(|_| !self.companions.is_empty());
        let ids = object.into_iter().flat_map(|object| companion::of_object(object.key));
        let ids = ids.filter(|one| self.companions.contains(&one.code()));
        let here = ids.filter_map(|one| Some((self.companion(one, view.id())?, one)));
        let here: Vec<(RowView<'_>, &Companion)> = here.collect();
        if here.is_empty() {
            return (view.bytes().into(), None);
        }
        (row::joined(view, &here).into(), Some(view.bytes().into()))
    }

    /// The row of a record's companion; what else may lie under its id is none.
    fn companion(&self, of: &Companion, record: RecordId) -> Option<RowView<'_>> {
        self.get(of.beside(record)).filter(|row| row.object_code() == of.code())
    }

    /// A companion came, changed or went: the row of its record is put together anew.
    pub(super) fn join_again(&mut self, of: &Companion, beside: RecordId) {
        let Some(&slot) = self.slots.get(&of.beside(beside)) else { return };
        let own: Box<[u8]> = self.entry(slot).stored().into();
        self.replace(slot, RowView::trusted(&own));
    }
}

impl Entry {
    /// The row as it is stored.
    pub(super) fn stored(&self) -> &[u8] {
        self.own.as_deref().unwrap_or(&self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::value::{Money, Value};
    use crm_core::views::query::Query;
    use crm_core::views::record::Record;

    const DEAL: RecordId = RecordId([7; 16]);

    fn amount() -> &'static Companion {
        companion::companion("deal", "amount").expect("amounts can lie apart")
    }

    fn money(minor: i64) -> Value {
        Value::Money(Money { minor, currency: *b"BDT" })
    }

    fn packed(id: RecordId, object: &str, values: &[(&str, Value)]) -> Vec<u8> {
        let mut record = Record::empty(id, object);
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        row::pack(&record)
    }

    fn deal(name: &str) -> Vec<u8> {
        packed(DEAL, "deal", &[("name", Value::Text(name.to_owned()))])
    }

    fn beside(minor: i64) -> Vec<u8> {
        packed(amount().beside(DEAL), "deal.amount", &[("amount", money(minor))])
    }

    fn shown(rows: &Rows) -> Option<Value> {
        rows.get(DEAL).and_then(|row| row.value_of("amount"))
    }

    #[test]
    fn a_record_shows_what_its_companion_holds_whichever_came_first() {
        for order in [[deal("Cloth"), beside(5)], [beside(5), deal("Cloth")]] {
            let mut rows = Rows::default();
            order.iter().for_each(|row| rows.put(row));
            assert_eq!(shown(&rows), Some(money(5)));
            assert_eq!((rows.records().count(), rows.companions_of(DEAL)), (1, vec![amount().beside(DEAL)]));
            assert_eq!(rows.record_of(amount().beside(DEAL)), DEAL);
            assert_eq!(rows.list(&Query::all("deal"), 0, 50).rows.len(), 1);
            assert_eq!(rows.search("cloth", None, 5).len(), 1);
            assert_eq!(rows.search("deal", None, 5).len(), 0);

            rows.put(&beside(9));
            assert_eq!(shown(&rows), Some(money(9)));
            rows.put(&deal("Silk"));
            assert_eq!((shown(&rows), rows.title(DEAL).as_str()), (Some(money(9)), "Silk"));

            rows.take_out(amount().beside(DEAL)).expect("it was there");
            assert_eq!((shown(&rows), rows.title(DEAL).as_str()), (None, "Silk"));
        }
    }

    #[test]
    fn pages_keep_rows_as_they_are_stored() {
        let mut rows = Rows::default();
        rows.load_page(0, &[deal("Cloth"), beside(5)].concat());
        assert_eq!(shown(&rows), Some(money(5)));
        assert_eq!(rows.page_bytes(0), [deal("Cloth"), beside(5)].concat());
        let mut again = Rows::default();
        again.load_page(0, &rows.page_bytes(0));
        assert_eq!(shown(&again), Some(money(5)));
    }
}
