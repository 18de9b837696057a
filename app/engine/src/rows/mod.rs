//! Every record's row in memory: what lists, boards, search and the day are answered from.

pub mod agenda;
mod bin;
pub mod board;
pub mod calendar;
mod companions;
pub(crate) mod conflicts;
mod facets;
mod formulas;
mod incomplete;
pub mod links;
pub mod list;
mod loose;
pub mod merging;
mod removal;
mod scoring;
pub mod search;
pub mod shaping;
pub mod similar;
mod sorted;

use crm_core::ids::{Day, RecordId};
use crm_core::objects::{CATALOGUE, is_shaping};
use crm_core::views::query::Query;
use crm_core::views::row::RowView;
use search::SearchIndex;
use sorted::{Order, Sorted};
use std::collections::{BTreeSet, HashMap};

/// Most orders of lists that are kept.
const MOST_ORDERS: usize = 24;

/// Up to how many rows get a new place in each list by themselves.
const ONE_BY_ONE: usize = 200;

/// Rows in one stored page.
pub const PAGE_ROWS: usize = 250;

/// The place of a row in memory; stays the same while the engine lives.
pub type Slot = u32;

/// The number of a stored page.
pub type PageNumber = u32;

#[derive(Debug)]
struct Entry {
    /// As it is shown: with what companions hold, with its score and what formulas give, with links led on.
    row: Box<[u8]>,
    /// As it is stored, where that is another.
    own: Option<Box<[u8]>>,
    page: PageNumber,
}

/// The rows of a book.
#[derive(Debug, Default)]
pub struct Rows {
    entries: Vec<Entry>,
    slots: HashMap<RecordId, Slot>,
    pages: HashMap<PageNumber, Vec<Slot>>,
    /// Rows that are stored by themselves since their page was stored.
    loose: BTreeSet<Slot>,
    /// Loose rows that were read; they count when every page is read.
    read_loose: Vec<Vec<u8>>,
    /// The page that new single records go to.
    open: Option<PageNumber>,
    next_page: PageNumber,
    /// The codes of companions of which there are any.
    companions: BTreeSet<u8>,
    /// Records that are not deleted, by object code.
    counts: Vec<u32>,
    sorted: HashMap<Order, Sorted>,
    /// The words of the first rows; the others follow when it is quiet, or with the next search.
    search: SearchIndex,
    shaping: shaping::Read,
    merged: merging::Merged,
    /// The person's day, and how many minutes they are ahead of UTC: conditions may move with the calendar.
    today: (Day, i32),
    scoring: scoring::Scoring,
    formulas: formulas::Formulas,
    /// Counts what came, changed and went.
    revision: u64,
}

impl Rows {
    /// What day it is for the person; whether that is another one than before.
    pub fn set_today(&mut self, day: Day, utc_offset_minutes: i32) -> bool {
        std::mem::replace(&mut self.today, (day, utc_offset_minutes)) != self.today
    }

    /// Takes a stored page in. Damaged rows are left out; returns how many bytes could not be read.
    pub fn load_page(&mut self, page: PageNumber, bytes: &[u8]) -> usize {
        let mut at = 0;
        let mut slots = Vec::with_capacity(PAGE_ROWS);
        while let Some((view, length)) = bytes.get(at..).and_then(RowView::read) {
            at += length;
            // A record that stands in two pages (a crash between two builds) keeps its first place.
            if !self.slots.contains_key(&view.id()) {
                slots.push(self.add(view, page));
            }
        }
        if slots.len() < PAGE_ROWS / 2 {
            self.open = Some(page);
        }
        self.pages.insert(page, slots);
        self.next_page = self.next_page.max(page + 1);
        bytes.len() - at
    }

    /// A page number that no page has yet.
    pub const fn new_page(&mut self) -> PageNumber {
        let page = self.next_page;
        self.next_page += 1;
        page
    }

    /// Puts a record's row in the place of its old one, or into the open page. The row is loose from then on.
    pub fn put(&mut self, row: &[u8]) {
        let Some((view, _)) = RowView::read(row) else { return };
        if let Some(&slot) = self.slots.get(&view.id()) {
            self.replace(slot, view);
            self.loose.insert(slot);
            return;
        }
        let page = match self.open {
            Some(page) if self.pages.get(&page).is_none_or(|slots| slots.len() < PAGE_ROWS) => page,
            Some(_) | None => {
                let page = self.new_page();
                self.open = Some(page);
                page
            }
        };
        let slot = self.add(view, page);
        self.pages.entry(page).or_default().push(slot);
        self.loose.insert(slot);
    }

    /// Every page.
    pub fn page_numbers(&self) -> Vec<PageNumber> {
        self.pages.keys().copied().collect()
    }

    /// The bytes of a page as they are stored.
    pub fn page_bytes(&self, page: PageNumber) -> Vec<u8> {
        let slots = self.pages.get(&page).map_or(&[][..], Vec::as_slice);
        let mut bytes = Vec::with_capacity(slots.iter().map(|&slot| self.entry(slot).stored().len()).sum());
        for &slot in slots {
            bytes.extend_from_slice(self.entry(slot).stored());
        }
        bytes
    }

    /// The row of a record.
    pub fn get(&self, record: RecordId) -> Option<RowView<'_>> {
        self.slots.get(&record).map(|&slot| self.view(slot))
    }

    /// The page of a record: its document may lie in the block of the same number.
    pub fn page_of(&self, record: RecordId) -> Option<PageNumber> {
        self.slots.get(&record).map(|&slot| self.entry(slot).page)
    }

    /// Every record, deleted ones too.
    pub fn records(&self) -> impl Iterator<Item = RowView<'_>> {
        let all = self.entries.iter().map(|entry| RowView::trusted(&entry.row));
        all.filter(|view| companions::companion_of(*view).is_none() && !is_shaping(view.object_code()))
    }

    /// Every document, companions too.
    pub fn documents(&self) -> impl Iterator<Item = RecordId> {
        self.slots.keys().copied()
    }

    /// A row as it is stored: without what companions hold.
    pub fn stored(&self, document: RecordId) -> Option<&[u8]> {
        self.slots.get(&document).map(|&slot| self.entry(slot).stored())
    }

    /// Another number whenever a row came, changed or went.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// How many documents there are: records and companions, deleted ones too.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no record at all.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Records of an object that are not deleted.
    pub fn count(&self, object_code: u8) -> u32 {
        self.counts.get(usize::from(object_code)).copied().unwrap_or(0)
    }

    /// What a record is called; empty when it is not here.
    pub fn title(&self, record: RecordId) -> String {
        self.get(record).map_or_else(String::new, RowView::title)
    }

    /// Whether there are rows that a search would have to take in first.
    pub const fn unprepared(&self) -> bool {
        self.search.len() < self.entries.len()
    }

    /// Makes what the next search needs, ahead of it, for at most so many rows.
    pub fn prepare_search(&mut self, most: usize) {
        let done = self.search.len();
        for entry in self.entries.iter().skip(done).take(most) {
            self.search.push(RowView::trusted(&entry.row));
        }
    }

    fn prepare_order(&mut self, object_code: u8, query: &Query) -> &Sorted {
        let order = Order::new(object_code, query);
        if !self.sorted.contains_key(&order) {
            // Each costs memory, and every change a place in it.
            if self.sorted.len() >= MOST_ORDERS {
                self.sorted.clear();
            }
            let rows = self.entries.iter().enumerate().filter_map(|(slot, entry)| {
                let view = RowView::trusted(&entry.row);
                let wanted = view.object_code() == object_code && !view.deleted();
                Some((Slot::try_from(slot).ok()?, view)).filter(|_| wanted)
            });
            let sorted = Sorted::build(&order, rows);
            self.sorted.insert(order.clone(), sorted);
        }
        self.sorted.entry(order).or_default()
    }

    fn view(&self, slot: Slot) -> RowView<'_> {
        RowView::trusted(&self.entry(slot).row)
    }

    fn entry(&self, slot: Slot) -> &Entry {
        &self.entries[usize::try_from(slot).expect("slots are places in a vector")]
    }

    fn add(&mut self, view: RowView<'_>, page: PageNumber) -> Slot {
        let slot = Slot::try_from(self.entries.len()).expect("a book has less than 2^32 records");
        self.revision += 1;
        self.merged.touched(view, true);
        self.may_be_led_to(view.id());
        let (row, own) = self.shown(view);
        let shown = RowView::trusted(&row);
        self.count_in(shown, 1);
        self.shaping.touched(shown);
        self.scoring.touched(shown);
        self.formulas.touched(shown);
        self.slots.insert(view.id(), slot);
        for (order, sorted) in &mut self.sorted {
            sorted.insert(order, slot, shown);
        }
        self.entries.push(Entry { row, own, page });
        if let Some(one) = companions::companion_of(view) {
            self.join_again(one, view.id());
        }
        slot
    }

    /// So many rows are about to be replaced: of many, sorting lists again when they are looked at next is less work than
    /// finding a new place for each.
    fn about_to_replace(&mut self, rows: usize) {
        if rows > ONE_BY_ONE {
            self.sorted.clear();
        }
    }

    fn replace(&mut self, slot: Slot, view: RowView<'_>) {
        let place = usize::try_from(slot).expect("slots are places in a vector");
        self.revision += 1;
        self.merged.touched(view, true);
        if view.deleted() != RowView::trusted(self.entries[place].stored()).deleted() {
            self.may_be_led_to(view.id());
        }
        let (row, own) = self.shown(view);
        let new = row.clone();
        let (beside, view) = (companions::companion_of(view), RowView::trusted(&new));
        self.entries[place].own = own;
        let old = std::mem::replace(&mut self.entries[place].row, row);
        let old = RowView::trusted(&old);
        for (order, sorted) in &mut self.sorted {
            sorted.remove(order, slot, old);
            sorted.insert(order, slot, view);
        }
        self.shaping.touched(view);
        self.scoring.touched(view);
        self.formulas.touched(view);
        self.search.set(slot, view);
        self.count_in(old, -1);
        self.count_in(view, 1);
        if let Some(one) = beside {
            self.join_again(one, view.id());
        }
    }

    fn count_in(&mut self, view: RowView<'_>, by: i32) {
        if view.deleted() {
            return;
        }
        let code = usize::from(view.object_code());
        if self.counts.len() <= code {
            self.counts.resize(code.max(CATALOGUE.len()) + 1, 0);
        }
        self.counts[code] = self.counts[code].saturating_add_signed(by);
    }
}
