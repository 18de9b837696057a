//! Records that were merged into others: they are shown nowhere, and links to them lead to the one that stayed.
//!
//! Where two merge the same pair at once, each into the other, the record with the smaller id stays, on every device.

use super::{Rows, Slot};
use crm_core::ids::RecordId;
use crm_core::objects::system::MERGED_INTO;
use crm_core::value::Value;
use crm_core::views::row::{self, RowView};
use memchr::memmem::Finder;
use std::collections::{HashMap, HashSet};

/// From how many records on rows are read link by link instead of searched for each record's id.
const MANY: usize = 8;

/// How far a record is followed: nobody merges that often, and whoever writes a chain by hand costs no device more.
const FAR: usize = 64;

/// Which records lead where.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// As their rows say.
    into: HashMap<RecordId, RecordId>,
    /// Records to which others lead, also those to which they did.
    targets: HashSet<RecordId>,
    /// Followed to the end, for those that are not shown themselves.
    leads: HashMap<RecordId, RecordId>,
    /// Whether what is followed may lead elsewhere by now.
    stale: bool,
}

impl Merged {
    /// Whether any record leads elsewhere.
    pub(super) fn any(&self) -> bool {
        !self.leads.is_empty()
    }

    /// Where a link to that record leads.
    pub(super) fn lead(&self, record: RecordId) -> RecordId {
        self.leads.get(&record).copied().unwrap_or(record)
    }

    /// A row as it is stored came, or went.
    pub(super) fn touched(&mut self, row: RowView<'_>, there: bool) {
        let into = match row.value_of(MERGED_INTO) {
            Some(Value::Link(link)) if there => Some(link.record),
            _ => None,
        };
        let id = row.id();
        if self.into.get(&id).copied() != into {
            match into {
                Some(into) => {
                    self.targets.insert(into);
                    self.into.insert(id, into);
                }
                None => drop(self.into.remove(&id)),
            }
            self.stale = true;
        }
    }

    /// Follows every record to the end; those that are not here lead nowhere.
    fn followed(&self, here: impl Fn(&RecordId) -> bool) -> HashMap<RecordId, RecordId> {
        let end = |from: RecordId| {
            let mut path = vec![from];
            while let Some(next) = self.into.get(path.last()?).filter(|next| here(next)) {
                if let Some(at) = path.iter().position(|record| record == next) {
                    return path[at..].iter().min().copied();
                }
                if path.len() == FAR {
                    break;
                }
                path.push(*next);
            }
            path.last().copied()
        };
        let ends = self.into.keys().filter_map(|record| Some((*record, end(*record)?)));
        ends.filter(|(record, end)| record != end).collect()
    }
}

impl Rows {
    /// Where a link to a record leads: to the record itself, or to the one that it was merged into.
    pub fn lead(&self, record: RecordId) -> RecordId {
        self.merged.lead(record)
    }

    /// Whether any record was merged into another.
    pub fn merges(&self) -> bool {
        self.merged.any()
    }

    /// Leads the links of values on.
    pub fn lead_on<'v>(&self, values: impl Iterator<Item = &'v mut Value>) {
        if self.merged.any() {
            for value in values {
                row::lead_on(value, &|record| self.lead(record));
            }
        }
    }

    /// The records that were merged into this one, in the order of their ids.
    pub fn merged_into(&self, record: RecordId) -> Vec<RecordId> {
        let leads = self.merged.leads.iter();
        let mut found: Vec<RecordId> =
            leads.filter(|(_, end)| **end == record).map(|(from, _)| *from).collect();
        found.sort_unstable();
        found
    }

    /// A record came, went, or was deleted or brought back, to which others may lead.
    pub(super) fn may_be_led_to(&mut self, record: RecordId) {
        self.merged.stale |= self.merged.targets.contains(&record);
    }

    /// Whether a record is here, and not deleted: to another nobody is led.
    fn stands(&self, record: RecordId) -> bool {
        let slot = self.slots.get(&record);
        slot.is_some_and(|slot| !RowView::trusted(self.entry(*slot).stored()).deleted())
    }

    /// Rows of which a link leads elsewhere by now, or which are shown or not by now, are put together anew. Whoever changed
    /// rows calls it before they are shown: it looks through all of them.
    pub fn settle_merged(&mut self) {
        if !std::mem::take(&mut self.merged.stale) {
            return;
        }
        let now = self.merged.followed(|record| self.stands(*record));
        let before = std::mem::replace(&mut self.merged.leads, now);
        let leads = &self.merged.leads;
        let both = before.keys().chain(leads.keys());
        let changed: HashSet<RecordId> =
            both.filter(|record| before.get(record) != leads.get(record)).copied().collect();
        let touching = self.touching(&changed);
        self.about_to_replace(touching.len());
        for slot in touching {
            let own: Box<[u8]> = self.entry(slot).stored().into();
            self.replace(slot, RowView::trusted(&own));
        }
    }

    /// The rows of these records, and those that link to them as they are stored.
    fn touching(&self, records: &HashSet<RecordId>) -> Vec<Slot> {
        if records.is_empty() {
            return Vec::new();
        }
        let texts: Vec<String> = records.iter().map(ToString::to_string).collect();
        let bytes = records.iter().map(|record| Finder::new(&record.0));
        let finders: Vec<Finder<'_>> =
            bytes.chain(texts.iter().map(|text| Finder::new(text.as_bytes()))).collect();
        let links_there = |own: &[u8]| match records.len() {
            0..MANY => finders.iter().any(|finder| finder.find(own).is_some()),
            _ => row::links(RowView::trusted(own)).iter().any(|record| records.contains(record)),
        };
        let entries = self.entries.iter().zip(0..);
        let touched = entries.filter(|(entry, _)| {
            records.contains(&RowView::trusted(entry.stored()).id()) || links_there(entry.stored())
        });
        touched.map(|(_, slot)| slot).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::value::Link;
    use crm_core::views::query::Query;
    use crm_core::views::record::Record;

    fn id(number: u8) -> RecordId {
        RecordId([number; 16])
    }

    fn link(number: u8) -> Value {
        Value::Link(Link { object: "contact".to_owned(), record: id(number) })
    }

    fn packed(number: u8, object: &str, values: &[(&str, Value)]) -> Vec<u8> {
        let mut record = Record::empty(id(number), object);
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        row::pack(&record)
    }

    fn contact(number: u8, into: Option<u8>) -> Vec<u8> {
        let mut values = vec![("last_name", Value::Text(format!("Akter{number}")))];
        values.extend(into.map(|into| (MERGED_INTO, link(into))));
        packed(number, "contact", &values)
    }

    fn deal(of: u8) -> Vec<u8> {
        packed(9, "deal", &[("name", Value::Text("Cloth".to_owned())), ("contact", link(of))])
    }

    fn shown(rows: &mut Rows) -> Vec<u8> {
        rows.settle_merged();
        let list = rows.list(&Query::all("contact"), 0, 50);
        assert_eq!(
            usize::try_from(rows.count(1)).ok(),
            Some(list.rows.len()),
            "the count is that of the list"
        );
        list.rows.iter().map(|row| row.record.0[0]).collect()
    }

    fn led(rows: &Rows) -> Option<u8> {
        match rows.get(id(9))?.value_of("contact") {
            Some(Value::Link(link)) => Some(link.record.0[0]),
            _ => None,
        }
    }

    #[test]
    fn who_was_merged_is_not_shown_and_links_lead_on_whatever_comes_first() {
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
            let all = [contact(1, None), contact(2, Some(1)), deal(2)];
            let mut rows = Rows::default();
            order.iter().for_each(|at| rows.put(&all[*at]));
            assert_eq!((shown(&mut rows), led(&rows)), (vec![1], Some(1)), "{order:?}");
            assert_eq!((rows.merged_into(id(1)), rows.lead(id(2))), (vec![id(2)], id(1)));
            assert_eq!(rows.linking_to(id(1)).len(), 1);
            assert!(rows.search("akter2", None, 5).is_empty(), "it is not found");
            let mut again = Rows::default();
            for page in rows.page_numbers() {
                again.load_page(page, &rows.page_bytes(page));
            }
            again.loaded();
            assert_eq!((shown(&mut again), led(&again)), (vec![1], Some(1)), "stored as it was");

            rows.put(&contact(2, None));
            assert_eq!((shown(&mut rows), led(&rows)), (vec![1, 2], Some(2)), "parted again");
            assert_eq!(rows.search("akter2", None, 5).len(), 1);
        }
    }

    #[test]
    fn a_record_that_leads_to_one_that_is_not_here_is_shown() {
        let mut rows = Rows::default();
        rows.put(&contact(2, Some(1)));
        rows.put(&deal(2));
        assert_eq!((shown(&mut rows), led(&rows)), (vec![2], Some(2)));
        rows.put(&contact(1, None));
        assert_eq!((shown(&mut rows), led(&rows)), (vec![1], Some(1)));
        rows.take_out(id(1)).expect("it was there");
        assert_eq!((shown(&mut rows), led(&rows)), (vec![2], Some(2)));
    }

    #[test]
    fn who_was_merged_into_a_deleted_record_is_shown() {
        let deleted = |number: u8| {
            packed(
                number,
                "contact",
                &[("last_name", Value::Text("x".to_owned())), ("deleted_at", Value::Moment(5))],
            )
        };
        let mut rows = Rows::default();
        for row in [contact(1, None), contact(2, Some(1)), deal(2)] {
            rows.put(&row);
        }
        rows.put(&deleted(1));
        assert_eq!((shown(&mut rows), led(&rows)), (vec![2], Some(2)));
        rows.put(&contact(1, None));
        assert_eq!((shown(&mut rows), led(&rows)), (vec![1], Some(1)), "brought back");
    }

    #[test]
    fn a_chain_made_by_hand_is_followed_so_far_and_no_further() {
        let mut rows = Rows::default();
        let last = 150;
        rows.put(&deal(last));
        rows.put(&contact(10, None));
        (11..=last).for_each(|number| rows.put(&contact(number, Some(number - 1))));
        let far = usize::from(last) + 1 - FAR;
        assert_eq!(shown(&mut rows).len(), 1, "all of them lead on");
        assert_eq!(led(&rows).map(usize::from), Some(far));
    }

    #[test]
    fn merged_each_into_the_other_one_of_them_stays() {
        for order in [[1, 2], [2, 1]] {
            let mut rows = Rows::default();
            rows.put(&deal(2));
            for number in order {
                rows.put(&contact(number, Some(3 - number)));
            }
            assert_eq!((shown(&mut rows), led(&rows)), (vec![1], Some(1)));
        }
        // A chain leads to its end, and around a circle to one.
        let mut rows = Rows::default();
        rows.put(&deal(5));
        for (number, into) in [(5, Some(4)), (4, Some(3)), (3, Some(2)), (2, Some(4))] {
            rows.put(&contact(number, into));
        }
        assert_eq!((shown(&mut rows), led(&rows)), (vec![2], Some(2)));
    }
}
