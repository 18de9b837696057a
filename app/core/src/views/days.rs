//! Days, weeks and months as a calendar shows them. Weekdays count from Sunday, which is 0.

use crate::fields::calendar::{self, date};
use crate::ids::Day;

/// Days of a week.
pub const WEEK: Day = 7;

/// Minutes of a day.
pub const DAY_MINUTES: u32 = 24 * 60;
/// Most days over which one thing is drawn.
const MOST_PIECES: Day = 62;

/// The part of something that falls into one day, in minutes of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The day.
    pub day: Day,
    /// From this minute.
    pub from: u32,
    /// To this one, 1440 at midnight.
    pub to: u32,
}

/// What goes on from one minute of a day to another of the same or a later day, cut at each midnight. Midnight ends a
/// day and does not begin the next; what ends before it begins is a moment.
pub fn pieces(from: (Day, u32), to: (Day, u32)) -> Vec<Piece> {
    let last = if to.1 == 0 && to.0 > from.0 { (to.0 - 1, DAY_MINUTES) } else { to };
    if last <= from {
        return vec![Piece { day: from.0, from: from.1, to: from.1 }];
    }
    let days = from.0..=last.0.min(from.0.saturating_add(MOST_PIECES - 1));
    days.map(|day| Piece {
        day,
        from: if day == from.0 { from.1 } else { 0 },
        to: if day == last.0 { last.1 } else { DAY_MINUTES },
    })
    .collect()
}

/// The weekday of a day. Day 0, 1 January 1970, was a Thursday.
pub fn weekday(day: Day) -> u8 {
    u8::try_from((i64::from(day) + 4).rem_euclid(7)).unwrap_or_default()
}

/// The first day of the week that holds the day, for people whose weeks begin with that weekday.
pub fn week_start(day: Day, first_weekday: u8) -> Day {
    day - Day::from((weekday(day) + 7 - first_weekday % 7) % 7)
}

/// The first day after this one that is that weekday.
pub fn next_weekday(day: Day, wanted: u8) -> Day {
    let ahead = (wanted % 7 + 7 - weekday(day)) % 7;
    day + if ahead == 0 { WEEK } else { Day::from(ahead) }
}

/// The number of the week that holds the day, by ISO 8601: the week of its Thursday.
pub fn week_number(day: Day) -> u32 {
    let thursday = week_start(day, 1) + 3;
    let (year, ..) = date(thursday);
    let first = calendar::day(year, 1, 1).unwrap_or(thursday);
    u32::try_from((thursday - first) / WEEK + 1).unwrap_or(1)
}

/// The first day of the month of that day.
pub fn month_start(day: Day) -> Day {
    let (.., of_month) = date(day);
    day - Day::try_from(of_month).unwrap_or(1) + 1
}

/// The same day so many months on, or the last of a month that is shorter.
pub fn months_on(day: Day, months: i64) -> Day {
    let (year, month, of_month) = date(day);
    let count = year * 12 + i64::from(month) - 1 + months;
    let (year, month) = (count.div_euclid(12), u32::try_from(count.rem_euclid(12) + 1).unwrap_or(1));
    let there = (1..=of_month).rev().find_map(|of_month| calendar::day(year, month, of_month));
    there.unwrap_or(day)
}

/// The whole weeks that hold the month of that day: 4 to 6 of them.
pub fn month_weeks(day: Day, first_weekday: u8) -> Vec<Day> {
    let first = month_start(day);
    let last = months_on(first, 1) - 1;
    (week_start(first, first_weekday)..week_start(last, first_weekday) + WEEK).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i64, month: u32, of_month: u32) -> Day {
        calendar::day(year, month, of_month).expect("a day that exists")
    }

    #[test]
    fn a_day_has_its_weekday() {
        assert_eq!(weekday(0), 4);
        assert_eq!(weekday(on(2026, 11, 22)), 0);
        assert_eq!(weekday(on(1969, 12, 27)), 6);
    }

    #[test]
    fn what_goes_over_midnight_is_cut_there() {
        let cut = |from, to| {
            pieces(from, to).into_iter().map(|piece| (piece.day, piece.from, piece.to)).collect::<Vec<_>>()
        };
        assert_eq!(cut((5, 600), (5, 660)), [(5, 600, 660)]);
        assert_eq!(cut((5, 1_380), (6, 60)), [(5, 1_380, 1_440), (6, 0, 60)]);
        assert_eq!(cut((5, 1_380), (6, 0)), [(5, 1_380, 1_440)]);
        assert_eq!(cut((5, 60), (7, 30)), [(5, 60, 1_440), (6, 0, 1_440), (7, 0, 30)]);
        assert_eq!(cut((5, 600), (5, 540)), [(5, 600, 600)]);
        assert_eq!(cut((5, 0), (500, 0)).len(), 62);
    }

    #[test]
    fn weeks_begin_where_the_person_begins_them() {
        let sunday = on(2026, 11, 22);
        for (first, expected) in [(0, sunday), (1, sunday - 6), (6, sunday - 1)] {
            assert_eq!(week_start(sunday, first), expected, "{first}");
        }
        assert_eq!(next_weekday(sunday, 0), sunday + 7);
        assert_eq!(next_weekday(sunday, 1), sunday + 1);
        assert_eq!(next_weekday(sunday, 6), sunday + 6);
    }

    #[test]
    fn weeks_are_numbered_by_their_thursday() {
        for ((year, month, of_month), number) in [
            ((2026, 1, 1), 1),
            ((2026, 11, 22), 47),
            ((2026, 11, 23), 48),
            ((2026, 12, 31), 53),
            ((2027, 1, 3), 53),
            ((2027, 1, 4), 1),
            ((2024, 12, 30), 1),
        ] {
            assert_eq!(week_number(on(year, month, of_month)), number, "{year}-{month}-{of_month}");
        }
    }

    #[test]
    fn a_month_stands_in_whole_weeks() {
        let weeks = month_weeks(on(2026, 11, 22), 0);
        assert_eq!((weeks[0], weeks.len()), (on(2026, 11, 1), 35));
        assert_eq!(month_weeks(on(2026, 8, 5), 1).len(), 42);
        assert_eq!(month_weeks(on(2027, 2, 5), 1).len(), 28);
        assert_eq!(months_on(on(2026, 1, 31), 1), on(2026, 2, 28));
        assert_eq!(months_on(on(2026, 1, 31), -2), on(2025, 11, 30));
        assert_eq!(months_on(on(2024, 2, 29), 12), on(2025, 2, 28));
    }
}
