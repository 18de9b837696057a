//! How long a device may go without its relay before it locks its book.

use serde::{Deserialize, Serialize};

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// What a workspace starts with, and a device that was never told, in ms.
pub const USUAL: i64 = 90 * DAY;
/// Use is worth storing when it grew by this much, in ms, or by a hundredth of the lease.
const WORTH_KEEPING: i64 = 60 * 60 * 1_000;

/// A lease of so many days in ms, where an administrator may set that many.
pub fn of_days(days: u16) -> Option<i64> {
    (7..=365).contains(&days).then(|| i64::from(days) * DAY)
}

/// How many days a lease has; the days are what people see.
pub fn days(length: i64) -> u16 {
    u16::try_from(length / DAY).unwrap_or(u16::MAX)
}

/// The lease of a book: time that passes is used up, contact with the relay gives all of it back.
///
/// What counts is the time that passed on this device's clock, bit by bit, not the date: a clock that is set back takes
/// nothing back, and one that jumped ahead is forgotten at the next contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    length: i64,
    /// How much of it is used up.
    used: i64,
    /// The clock when that was seen last; `None` until the clock was read once.
    seen: Option<i64>,
}

impl Default for Lease {
    fn default() -> Self {
        Self { length: USUAL, used: 0, seen: None }
    }
}

impl Lease {
    /// The relay says how long leases are.
    pub const fn told(&mut self, length: i64) {
        // Nothing but a fault of the relay: a lease without any time would lock every book at once.
        if length > 0 {
            self.length = length;
        }
    }

    /// The clock shows this, without contact.
    pub fn pass(&mut self, now: i64) {
        let since = now.saturating_sub(self.seen.unwrap_or(now));
        self.used = self.used.saturating_add(since.max(0));
        self.seen = Some(now);
    }

    /// The relay was heard.
    pub const fn contact(&mut self, now: i64) {
        self.used = 0;
        self.seen = Some(now);
    }

    /// Whether the book is locked.
    pub const fn ended(&self) -> bool {
        self.used >= self.length
    }

    /// When the lease ends if the relay is not heard before and nobody sets the clock.
    pub fn ends_at(&self) -> Option<i64> {
        self.seen.map(|seen| seen.saturating_add(self.length - self.used))
    }

    /// How long it is, in ms.
    pub const fn length(&self) -> i64 {
        self.length
    }

    /// Whether what is stored says something else than this one, by enough to be stored anew.
    pub fn differs(&self, stored: &Self) -> bool {
        let enough = WORTH_KEEPING.min(self.length / 100).max(1);
        let moved = self.used.abs_diff(stored.used) >= enough.unsigned_abs();
        // Also a contact, before which nothing was used: otherwise the time since would count twice after a restart.
        let later =
            self.seen.zip(stored.seen).is_none_or(|(now, then)| now.abs_diff(then) >= enough.unsigned_abs());
        self.length != stored.length || moved || later || self.ended() != stored.ended()
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Lease, days, of_days};

    enum Step {
        Pass(i64),
        Contact(i64),
    }
    use Step::{Contact, Pass};

    #[test]
    fn time_without_the_relay_is_used_up_whatever_the_clock_says() {
        let cases: [(&str, Vec<Step>, bool); 9] = [
            ("a new book has all of it", vec![Pass(1_000 * DAY)], false),
            ("one day short", vec![Contact(0), Pass(89 * DAY)], false),
            ("to the day", vec![Contact(0), Pass(90 * DAY)], true),
            (
                "contact gives it back",
                vec![Contact(0), Pass(89 * DAY), Contact(89 * DAY), Pass(100 * DAY)],
                false,
            ),
            ("contact opens", vec![Contact(0), Pass(200 * DAY), Contact(200 * DAY)], false),
            (
                "set back every month, and still over",
                vec![Contact(0), Pass(30 * DAY), Pass(0), Pass(30 * DAY), Pass(0), Pass(30 * DAY)],
                true,
            ),
            ("set back, and not over yet", vec![Contact(0), Pass(30 * DAY), Pass(0), Pass(30 * DAY)], false),
            ("ten years ahead locks", vec![Contact(0), Pass(3_650 * DAY)], true),
            (
                "and is forgotten with the next contact",
                vec![Contact(0), Pass(3_650 * DAY), Pass(2 * DAY), Contact(2 * DAY), Pass(80 * DAY)],
                false,
            ),
        ];
        for (what, steps, ended) in cases {
            let mut lease = Lease::default();
            for step in steps {
                match step {
                    Pass(now) => lease.pass(now),
                    Contact(now) => lease.contact(now),
                }
            }
            assert_eq!(lease.ended(), ended, "{what}");
        }
    }

    #[test]
    fn the_end_is_foretold_and_a_shorter_lease_counts_at_once() {
        let mut lease = Lease::default();
        assert_eq!(lease.ends_at(), None);
        lease.contact(5 * DAY);
        lease.pass(15 * DAY);
        assert_eq!(lease.ends_at(), Some(95 * DAY));
        lease.told(0);
        assert_eq!(lease.length(), 90 * DAY, "no relay means that");
        lease.told(7 * DAY);
        assert!(lease.ended());
        lease.told(365 * DAY);
        assert!(!lease.ended());
        // Neither the end of time nor its beginning is too much.
        lease.pass(i64::MAX);
        lease.pass(i64::MIN);
        lease.pass(i64::MAX);
        assert!(lease.ended());
    }

    #[test]
    fn administrators_set_between_a_week_and_a_year() {
        let allowed = [6, 7, 90, 365, 366].map(|days| of_days(days).is_some());
        assert_eq!(allowed, [false, true, true, true, false]);
        assert_eq!(of_days(90).map(days), Some(90));
    }

    #[test]
    fn little_use_is_not_stored_and_an_end_is() {
        let mut lease = Lease::default();
        lease.contact(0);
        let stored = lease.clone();
        assert!(lease.differs(&Lease::default()));
        lease.pass(60_000);
        assert!(!lease.differs(&stored));
        lease.pass(2 * 60 * 60 * 1_000);
        assert!(lease.differs(&stored));
        lease.contact(3 * 60 * 60 * 1_000);
        assert!(lease.differs(&stored));
    }
}
