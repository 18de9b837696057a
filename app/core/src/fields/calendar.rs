//! Days and moments: from what people write to numbers and back. Gregorian, without time-zone tables.

use super::{BadInput, digits};
use crate::ids::{Day, Timestamp};

const DAY_MILLISECONDS: i64 = 86_400_000;

/// Names of months as people write them in dates, English and Bengali, folded; the place is the month less one.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "জানুয়ারি", "জানুয়ারী", "জানু"],
    &["feb", "february", "ফেব্রুয়ারি", "ফেব্রুয়ারী", "ফেব"],
    &["mar", "march", "মার্চ"],
    &["apr", "april", "এপ্রিল"],
    &["may", "মে"],
    &["jun", "june", "জুন"],
    &["jul", "july", "জুলাই"],
    &["aug", "august", "আগস্ট", "আগষ্ট", "অগাস্ট"],
    &["sep", "sept", "september", "সেপ্টেম্বর", "সেপ্ট"],
    &["oct", "october", "অক্টোবর", "অক্টো"],
    &["nov", "november", "নভেম্বর", "নভে"],
    &["dec", "december", "ডিসেম্বর", "ডিসে"],
];

/// The day of a date; `None` where the calendar has no such date.
pub fn day(year: i64, month: u32, day: u32) -> Option<Day> {
    if !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) || !(1..=9999).contains(&year) {
        return None;
    }
    // Years begin in March here, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Day::try_from(era * 146_097 + day_of_era - 719_468).ok()
}

/// Year, month and day of a day.
pub fn date(day: Day) -> (i64, u32, u32) {
    let shifted = i64::from(day) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

fn days_in(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day of a moment for a person that many minutes ahead of UTC.
pub fn day_of(moment: Timestamp, utc_offset_minutes: i32) -> Day {
    let local = moment.saturating_add(i64::from(utc_offset_minutes) * 60_000);
    Day::try_from(local.div_euclid(DAY_MILLISECONDS)).unwrap_or(0)
}

/// The moment at which a day begins for a person that many minutes ahead of UTC.
pub fn start_of(day: Day, utc_offset_minutes: i32) -> Timestamp {
    i64::from(day) * DAY_MILLISECONDS - i64::from(utc_offset_minutes) * 60_000
}

/// A day as `2026-03-04`.
pub fn write_day(value: Day) -> String {
    let (year, month, day) = date(value);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A moment as `2026-03-04T05:06:07Z`, with milliseconds only where there are some.
pub fn write_moment(moment: Timestamp) -> String {
    let day = write_day(day_of(moment, 0));
    let rest = moment.rem_euclid(DAY_MILLISECONDS);
    let (seconds, milliseconds) = (rest / 1_000, rest % 1_000);
    let time = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if milliseconds == 0 { format!("{day}T{time}Z") } else { format!("{day}T{time}.{milliseconds:03}Z") }
}

/// Reads a date; a time behind it is left out. `0000-00-00` is blank.
pub fn read_day(input: &str, day_first: bool) -> Result<Option<Day>, BadInput> {
    Ok(read(input, day_first)?.map(|(day, _)| day))
}

/// Reads a moment. Without a zone it is in the person's time; without a time it is the start of the day.
pub fn read_moment(
    input: &str,
    day_first: bool,
    utc_offset_minutes: i32,
) -> Result<Option<Timestamp>, BadInput> {
    let Some((day, rest)) = read(input, day_first)? else { return Ok(None) };
    let clock = read_clock(&rest).ok_or(BadInput::Malformed)?;
    let offset = clock.zone_minutes.unwrap_or(utc_offset_minutes);
    Ok(Some(start_of(day, offset) + clock.milliseconds))
}

/// The day and what stands behind the date.
fn read(input: &str, day_first: bool) -> Result<Option<(Day, String)>, BadInput> {
    let text = digits::latin(input.trim());
    if text.is_empty() || text.starts_with("0000-00-00") {
        return Ok(None);
    }
    let (parts, rest) = date_parts(&text).ok_or(BadInput::Malformed)?;
    let (year, month, day_of_month) = order(parts, day_first).ok_or(BadInput::Malformed)?;
    let found = day(year, month, day_of_month).ok_or(BadInput::NoSuchDate)?;
    Ok(Some((found, rest)))
}

/// A part of a date: a number with its count of digits, or a month by name.
#[derive(Clone, Copy, Debug)]
enum Part {
    Number(u32, usize),
    Month(u32),
}

/// The first three parts of a date and the rest of the text.
fn date_parts(text: &str) -> Option<([Part; 3], String)> {
    let mut parts = Vec::with_capacity(3);
    let mut rest = text;
    while parts.len() < 3 {
        rest = rest.trim_start_matches([' ', '/', '-', '.', ',']);
        let end = if rest.starts_with(|first: char| first.is_ascii_digit()) {
            rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len())
        } else {
            rest.find(|letter: char| matches!(letter, ' ' | '/' | '-' | '.' | ',') || letter.is_ascii_digit())
                .unwrap_or(rest.len())
        };
        let (part, after) = rest.split_at(end);
        rest = after;
        if let Ok(number) = part.parse::<u32>() {
            parts.push(Part::Number(number, part.len()));
            continue;
        }
        let name = super::fold::fold(part);
        let place =
            MONTHS.iter().position(|names| names.iter().any(|other| super::fold::fold(other) == name))?;
        parts.push(Part::Month(u32::try_from(place).ok()? + 1));
    }
    let parts: [Part; 3] = parts.try_into().ok()?;
    Some((parts, rest.to_owned()))
}

fn order(parts: [Part; 3], day_first: bool) -> Option<(i64, u32, u32)> {
    match parts {
        [Part::Number(year, 4), Part::Number(month, _), Part::Number(day, _)] => {
            Some((year.into(), month, day))
        }
        [Part::Number(year, 4), Part::Month(month), Part::Number(day, _)] => Some((year.into(), month, day)),
        [Part::Number(day, _), Part::Month(month), Part::Number(year, width)]
        | [Part::Month(month), Part::Number(day, _), Part::Number(year, width)] => {
            Some((whole_year(year, width), month, day))
        }
        [Part::Number(first, ..=2), Part::Number(second, ..=2), Part::Number(year, width)] => {
            let day_first = if first > 12 {
                true
            } else if second > 12 {
                false
            } else {
                day_first
            };
            let (day, month) = if day_first { (first, second) } else { (second, first) };
            Some((whole_year(year, width), month, day))
        }
        _ => None,
    }
}

/// 26 is 2026, 85 is 1985.
fn whole_year(year: u32, width: usize) -> i64 {
    let year = i64::from(year);
    match (width, year) {
        (..=2, ..70) => 2_000 + year,
        (..=2, _) => 1_900 + year,
        _ => year,
    }
}

struct Clock {
    milliseconds: i64,
    zone_minutes: Option<i32>,
}

/// `T05:06:07.089+06:00`, ` 5:06 pm`, or nothing.
fn read_clock(text: &str) -> Option<Clock> {
    let text = text.trim_start_matches(['T', 't', ',', ' ']).trim_end();
    if text.is_empty() {
        return Some(Clock { milliseconds: 0, zone_minutes: None });
    }
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != ':' && letter != '.');
    let (clock, zone) = text.split_at(end.unwrap_or(text.len()));
    let mut parts = clock.split(':');
    let mut hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let (seconds, fraction) = match parts.next() {
        Some(seconds) => seconds.split_once('.').unwrap_or((seconds, "")),
        None => ("0", ""),
    };
    let seconds: i64 = seconds.parse().ok()?;
    if parts.next().is_some() || minutes > 59 || seconds > 60 {
        return None;
    }
    let milliseconds: i64 = if fraction.is_empty() { 0 } else { format!("{fraction:0<3.3}").parse().ok()? };
    let mut zone = zone.trim();
    let lower = zone.to_ascii_lowercase();
    if let Some(afternoon) =
        if lower.starts_with("pm") { Some(12) } else { lower.starts_with("am").then_some(0) }
    {
        if !(1..=12).contains(&hours) {
            return None;
        }
        hours = hours % 12 + afternoon;
        zone = zone[2..].trim();
    }
    if hours > 23 {
        return None;
    }
    let zone_minutes = read_zone(zone)?;
    Some(Clock { milliseconds: ((hours * 60 + minutes) * 60 + seconds) * 1_000 + milliseconds, zone_minutes })
}

/// `Some(None)` for no zone, `None` for a bad one.
fn read_zone(zone: &str) -> Option<Option<i32>> {
    if zone.is_empty() {
        return Some(None);
    }
    if zone.eq_ignore_ascii_case("z") || zone.eq_ignore_ascii_case("utc") {
        return Some(Some(0));
    }
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = zone[1..].chars().filter(|letter| *letter != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_each_others_reverse() {
        for value in (-800_000..800_000).step_by(97) {
            let (year, month, of_month) = date(value);
            if (1..=9999).contains(&year) {
                assert_eq!(day(year, month, of_month), Some(value));
            }
        }
        assert_eq!(day(1970, 1, 1), Some(0));
        assert_eq!(day(2026, 11, 21), Some(20_778));
        assert_eq!(day(2025, 2, 29), None);
        assert_eq!(day(2024, 2, 29).map(write_day).as_deref(), Some("2024-02-29"));
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, day_first, expected) in [
            ("2026-03-04", true, Ok(Some("2026-03-04"))),
            ("2026/3/4", true, Ok(Some("2026-03-04"))),
            ("03/04/2026", true, Ok(Some("2026-04-03"))),
            ("03/04/2026", false, Ok(Some("2026-03-04"))),
            ("10/20/2016", true, Ok(Some("2016-10-20"))),
            ("20.10.2016", false, Ok(Some("2016-10-20"))),
            ("15 Apr, 2021 00:03:00", true, Ok(Some("2021-04-15"))),
            ("April 15, 2021", true, Ok(Some("2021-04-15"))),
            ("১৫ এপ্রিল ২০২১", true, Ok(Some("2021-04-15"))),
            ("০৩/০৪/২৬", true, Ok(Some("2026-04-03"))),
            ("2026-03-04 00:00:00", true, Ok(Some("2026-03-04"))),
            ("0000-00-00", true, Ok(None)),
            ("  ", true, Ok(None)),
            ("2025-02-29", true, Err(BadInput::NoSuchDate)),
            ("13/13/2025", true, Err(BadInput::NoSuchDate)),
            ("soon", true, Err(BadInput::Malformed)),
            ("45631", true, Err(BadInput::Malformed)),
        ] {
            let read = read_day(text, day_first).map(|value| value.map(write_day));
            assert_eq!(read, expected.map(|day| day.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn moments_are_read_with_and_without_a_zone() {
        for (text, expected) in [
            ("2026-03-04T05:06:07Z", Some("2026-03-04T05:06:07Z")),
            ("2024-01-22T14:49:34.000+0000", Some("2024-01-22T14:49:34Z")),
            ("2026-03-04 05:06", Some("2026-03-03T23:06:00Z")),
            ("2026-03-04", Some("2026-03-03T18:00:00Z")),
            ("4/3/2026 7:42 pm", Some("2026-03-04T13:42:00Z")),
            ("2026-03-04T05:06:07.089+06:00", Some("2026-03-03T23:06:07.089Z")),
            ("2026-03-04T25:00", None),
            ("2026-03-04T10:00 Mars", None),
        ] {
            let read = read_moment(text, true, 360).ok().flatten().map(write_moment);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
