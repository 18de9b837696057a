//! A scan of a whole book, in steps.

use super::Pair;
use super::blocks::Blocks;
use super::book::Book;
use super::compare::compare;
use super::groups::likeliest_first;
use super::traits::Traits;
use super::weights::score;

/// Compares a book of records. What it finds depends on the records alone, in whichever order they came.
pub struct Scan {
    book: Book,
    blocks: Blocks,
    next: usize,
    done: bool,
    compared: u64,
    found: Vec<Pair>,
    /// What is compared with the record at hand, kept for its room.
    neighbours: Vec<u32>,
}

impl Scan {
    /// Makes a book ready; a record that is there twice is taken once. Takes about a tenth of the
    /// time of all steps.
    pub fn new(traits: Vec<Traits>) -> Self {
        let book = Book::of(&traits);
        drop(traits);
        let blocks = Blocks::of(&book);
        Self { book, blocks, next: 0, done: false, compared: 0, found: Vec::new(), neighbours: Vec::new() }
    }

    /// Compares about `most` pairs (at least one record with its neighbours, so that it always goes on); returns
    /// whether all are compared.
    pub fn step(&mut self, most: usize) -> bool {
        let records = &self.book.records;
        let mut left = most;
        while self.next < records.len() {
            let number = self.next;
            self.next += 1;
            self.blocks.neighbours(number, &mut self.neighbours);
            for other in &self.neighbours {
                let (one, other) = (&records[number], &records[*other as usize]);
                let Some((points, reasons)) = compare(&self.book, one, other) else { continue };
                let Some(score) = score(points) else { continue };
                let (one, other) = (one.id.min(other.id), one.id.max(other.id));
                self.found.push(Pair { one, other, score, reasons });
            }
            self.compared += self.neighbours.len() as u64;
            left = left.saturating_sub(self.neighbours.len().max(1));
            if left == 0 {
                break;
            }
        }
        let done = self.next >= records.len();
        if done && !self.done {
            self.done = true;
            let order = likeliest_first(&self.found);
            let mut take = |place: usize| {
                let pair = &mut self.found[place];
                Pair { reasons: std::mem::take(&mut pair.reasons), ..*pair }
            };
            self.found = order.into_iter().map(&mut take).collect();
        }
        done
    }

    /// How many records are compared with those after them, of how many.
    pub fn progress(&self) -> (u32, u32) {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (number(self.next), number(self.book.records.len()))
    }

    /// How many pairs were compared.
    pub const fn compared(&self) -> u64 {
        self.compared
    }

    /// The pairs found so far; once the scan is done the likeliest first, and those of one score by their ids.
    pub fn found(&self) -> &[Pair] {
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::duplicates::specimen::traits;

    fn book() -> Vec<Traits> {
        let names =
            ["Rahim Uddin", "Salma Akter", "Jamal Hossain", "Kamrul Islam", "রহিম উদ্দিন", "Akter Salma"];
        let of = |(number, name): (u8, &&str)| traits("contact", number, &[("last_name", *name)]);
        (1..).zip(&names).map(of).collect()
    }

    #[test]
    fn steps_find_what_one_step_finds() {
        let mut whole = Scan::new(book());
        assert_eq!(whole.progress(), (0, 6));
        assert!(whole.step(usize::MAX));
        assert_eq!(whole.progress(), (6, 6));
        let found: Vec<(u8, u8)> =
            whole.found().iter().map(|pair| (pair.one.0[0], pair.other.0[0])).collect();
        assert_eq!(found.len(), 2);
        assert!(found.contains(&(1, 5)) && found.contains(&(2, 6)), "{found:?}");
        assert!(whole.found().is_sorted_by_key(|pair| (u8::MAX - pair.score, pair.one)));

        let mut steps = Scan::new(book());
        let mut taken = 0;
        while !steps.step(0) {
            taken += 1;
            assert_eq!(steps.progress(), (taken, 6), "a step always goes on");
        }
        assert_eq!(steps.found(), whole.found());
        assert_eq!(steps.compared(), whole.compared());
        assert!(steps.step(1), "a scan that is done stays done");
        assert_eq!(steps.found(), whole.found());
    }

    #[test]
    fn an_empty_book_is_done() {
        let mut scan = Scan::new(Vec::new());
        assert!(scan.step(1));
        assert_eq!((scan.progress(), scan.found().len()), ((0, 0), 0));
    }
}
