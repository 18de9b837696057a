//! Names of days, weeks and months on a calendar, and which minute of them a moment is.

use super::clock::range;
use super::time::{DAY_MS, made_dated, noon, offset_minutes};
use crm_core::ids::{Day, Timestamp};

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// A month: November 2026.
pub fn month(day: Day) -> String {
    made_dated(&[("month", "long"), ("year", "numeric")], noon(day))
}

/// A weekday: Sun.
pub fn weekday(day: Day) -> String {
    made_dated(&[("weekday", "short")], noon(day))
}

/// The day of the month, in the person's digits: 22.
pub fn of_month(day: Day) -> String {
    let form = [("day", "numeric")];
    let text = made_dated(&form, noon(day));
    // Some languages write a word after the number, for which a calendar has no room.
    text.split_whitespace().next().unwrap_or_default().to_owned()
}

/// A day with its weekday and month: Sun, 22 November.
pub fn day_named(day: Day) -> String {
    made_dated(&[("weekday", "short"), ("day", "numeric"), ("month", "long")], noon(day))
}

/// Some days by their ends: 22–28 November 2026.
pub fn days(from: Day, to: Day) -> String {
    let form = [("day", "numeric"), ("month", "short"), ("year", "numeric"), ("timeZone", "UTC")];
    range(&form, noon(from), noon(to))
}

/// The minute of the person's day at that moment.
pub fn minute_of_day(at: Timestamp) -> u32 {
    let local = at + i64::from(offset_minutes(at)) * MINUTE_MS;
    u32::try_from(local.rem_euclid(DAY_MS) / MINUTE_MS).unwrap_or_default()
}

/// The moment at which the person's clock shows that minute of that day. A minute that a change of the clock leaves
/// out is the one an hour later.
pub fn at_clock(day: Day, minute: u32) -> Timestamp {
    let local = i64::from(day) * DAY_MS + i64::from(minute) * MINUTE_MS;
    let near = local - i64::from(offset_minutes(local)) * MINUTE_MS;
    let exact = local - i64::from(offset_minutes(near)) * MINUTE_MS;
    if minute_of_day(exact) == minute % 1_440 { exact } else { near.max(exact).min(near + HOUR_MS) }
}
