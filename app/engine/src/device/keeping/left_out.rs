//! Which activities are not kept, by the records that they are about: when one of those comes to be kept, they are
//! fetched. Everything else that is not kept is found by what points to it.
//!
//! Two ids each, in memory and in parts in the store `meta`. One that stands here and is kept, or erased, does no harm.

use crm_core::ids::RecordId;
use crm_core::policy::about;
use crm_core::views::row::RowView;
use crm_sync::store::{Store, Write};
use std::collections::BTreeSet;

/// How the names of its parts begin in the store `meta`; the number follows.
pub(super) const LEFT_OUT: &[u8] = b"left_out";
/// Pairs in one part, where it is stored anew.
const PART: usize = 2_000;
/// With so many parts it is stored anew.
const MOST_PARTS: u32 = 64;

/// The record that an activity is about, and the activity.
type Pair = (RecordId, RecordId);

/// Activities that are not here.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    pairs: BTreeSet<Pair>,
    /// Parts that are stored.
    parts: u32,
    unstored: Vec<Pair>,
}

impl LeftOut {
    /// Takes in a part that the storage holds.
    pub(super) fn read(&mut self, key: &[u8], value: &[u8]) {
        let number = key.strip_prefix(LEFT_OUT).and_then(|number| number.try_into().ok());
        let Some(number) = number.map(u32::from_be_bytes) else { return };
        self.parts = self.parts.max(number + 1);
        self.pairs.extend(postcard::from_bytes::<Vec<Pair>>(value).unwrap_or_default());
    }

    /// A record is not kept.
    pub(super) fn note(&mut self, row: RowView<'_>) {
        let Some(definition) = row.object() else { return };
        let value = |field: &str| row.value_of(field);
        for parent in about(definition, row.id(), &value) {
            if self.pairs.insert((parent, row.id())) {
                self.unstored.push((parent, row.id()));
            }
        }
    }

    /// The activities about a record.
    pub(super) fn about(&self, record: RecordId) -> impl Iterator<Item = RecordId> {
        let every = (record, RecordId([0; 16]))..=(record, RecordId([u8::MAX; 16]));
        self.pairs.range(every).map(|(_, activity)| *activity)
    }

    /// The write that keeps what was noted since the last.
    pub(super) fn fresh(&mut self) -> Option<Write> {
        let pairs = std::mem::take(&mut self.unstored);
        (!pairs.is_empty()).then(|| self.part(&pairs))
    }

    fn part(&mut self, pairs: &[Pair]) -> Write {
        let key = [LEFT_OUT, &self.parts.to_be_bytes()].concat();
        self.parts += 1;
        Write::Put(Store::Meta, key, postcard::to_stdvec(pairs).unwrap_or_default())
    }

    /// Every record is kept: nothing is left out.
    pub(super) fn forget(&mut self) -> Vec<Write> {
        self.pairs.clear();
        self.unstored.clear();
        self.no_part()
    }

    fn no_part(&mut self) -> Vec<Write> {
        let key = |number: u32| [LEFT_OUT, &number.to_be_bytes()].concat();
        let parts =
            (0..std::mem::take(&mut self.parts)).map(|number| Write::Delete(Store::Meta, key(number)));
        parts.collect()
    }

    /// Many small parts become few, in one transaction.
    pub(super) fn gathered(&mut self) -> Vec<Write> {
        if self.parts <= MOST_PARTS {
            return Vec::new();
        }
        let mut writes = self.no_part();
        self.unstored.clear();
        let pairs: Vec<Pair> = self.pairs.iter().copied().collect();
        writes.extend(pairs.chunks(PART).map(|pairs| self.part(pairs)));
        writes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::value::{Link, Value};
    use crm_core::views::record::Record;
    use crm_core::views::row;

    const ACCOUNT: RecordId = RecordId([1; 16]);

    fn call(number: u8) -> Vec<u8> {
        let mut record = Record::empty(RecordId([number; 16]), "call");
        let about = Value::Link(Link { object: "account".to_owned(), record: ACCOUNT });
        record.values.insert("about".to_owned(), about);
        row::pack(&record)
    }

    fn stored(meta: &mut std::collections::BTreeMap<Vec<u8>, Vec<u8>>, writes: Vec<Write>) {
        for write in writes {
            match write {
                Write::Put(_, key, value) => drop(meta.insert(key, value)),
                Write::Delete(_, key) => drop(meta.remove(&key)),
                Write::Clear(_) => meta.clear(),
            }
        }
    }

    #[test]
    fn what_is_noted_is_found_again_after_a_start_and_after_it_was_gathered() {
        let (mut left_out, mut meta) = (LeftOut::default(), std::collections::BTreeMap::new());
        for number in 10..90 {
            for _ in 0..2 {
                left_out.note(RowView::trusted(&call(number)));
                stored(&mut meta, left_out.fresh().into_iter().collect());
            }
        }
        assert_eq!(meta.len(), 80, "what is known is not stored twice");
        stored(&mut meta, left_out.gathered());
        assert_eq!(meta.len(), 1);
        left_out.note(RowView::trusted(&call(90)));
        stored(&mut meta, left_out.fresh().into_iter().collect());
        let mut again = LeftOut::default();
        meta.iter().for_each(|(key, value)| again.read(key, value));
        let expected: Vec<RecordId> = (10..=90).map(|number| RecordId([number; 16])).collect();
        assert_eq!(again.about(ACCOUNT).collect::<Vec<_>>(), expected);
        assert_eq!(again.about(RecordId([2; 16])).count(), 0);
        stored(&mut meta, again.forget());
        assert_eq!((meta.len(), again.about(ACCOUNT).count()), (0, 0));
    }
}
