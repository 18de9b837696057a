//! Days, moments and lengths of time as the person writes them.

use super::clock::time;
use super::{habits, made, options, time_tag, write};
use crate::words::{self, Locale};
use crm_core::ids::{Day, Timestamp};
use js_sys::{Array, Date, Intl, Reflect};

pub(super) const DAY_MS: i64 = 86_400_000;

pub(super) fn dated(pairs: &[(&str, &str)], zone: Option<&str>, at: f64) -> String {
    let tag = time_tag();
    let zone = zone.filter(|zone| !zone.is_empty());
    let format = made(format!("d{tag}{pairs:?}{zone:?}"), || {
        let options = options(pairs);
        if let Some(zone) = zone {
            let _ = Reflect::set(&options, &"timeZone".into(), &zone.into());
        }
        Intl::DateTimeFormat::new(&Array::of1(&tag.into()), &options).format()
    });
    write(&format, &at.into())
}

fn away(value: f64, unit: &str) -> String {
    let format =
        Intl::RelativeTimeFormat::new(&Array::of1(&time_tag().into()), &options(&[("numeric", "auto")]));
    String::from(format.format(value, unit))
}

/// The moment now.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole and far below 2^53")]
pub fn now() -> Timestamp {
    Date::now() as i64
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
pub(super) fn js(at: Timestamp) -> f64 {
    at as f64
}

/// Minutes to add to UTC to get the person's time at that moment.
#[expect(clippy::cast_possible_truncation, reason = "offsets are whole minutes below a day")]
pub fn offset_minutes(at: Timestamp) -> i32 {
    let Some(zone) = habits().time_zone.filter(|zone| !zone.is_empty()) else {
        return -(Date::new(&js(at).into()).get_timezone_offset() as i32);
    };
    let format = made(format!("o{zone}"), || {
        let options = options(&[("dateStyle", "short"), ("timeStyle", "medium"), ("timeZone", &zone)]);
        Intl::DateTimeFormat::new(&Array::of1(&"sv-SE".into()), &options).format()
    });
    let there = Date::parse(&format!("{}Z", write(&format, &js(at).into()).replace(' ', "T")));
    if there.is_nan() { 0 } else { ((there - js(at)) / 60_000.0).round() as i32 }
}

/// The person's day at that moment.
pub fn day_of(at: Timestamp) -> Day {
    let local = at + i64::from(offset_minutes(at)) * 60_000;
    i32::try_from(local.div_euclid(DAY_MS)).unwrap_or_default()
}

/// The person's day now.
pub fn today() -> Day {
    day_of(now())
}

/// A day's middle in UTC, which every form of a day is written from.
pub(super) fn noon(day: Day) -> f64 {
    js(i64::from(day) * DAY_MS + DAY_MS / 2)
}

/// A day written in that form.
pub(super) fn made_dated(form: &[(&str, &str)], noon: f64) -> String {
    dated(form, Some("UTC"), noon)
}

/// A day near today by its name, else day and month, and the year where it is another: yesterday, Tue, 5 Dec.
pub fn day(day: Day) -> String {
    let distance = day - today();
    let year = |day: Day| Date::new(&noon(day).into()).get_utc_full_year();
    let form: &[(&str, &str)] = match distance {
        -1..=1 => return away(f64::from(distance), "day"),
        -6..=6 => &[("weekday", "short")],
        _ if year(day) == year(today()) => &[("day", "numeric"), ("month", "short")],
        _ => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
    };
    dated(form, Some("UTC"), noon(day))
}

/// A day in full: Sat, 5 December 2026.
pub fn day_full(day: Day) -> String {
    let form = [("weekday", "short"), ("day", "numeric"), ("month", "long"), ("year", "numeric")];
    dated(&form, Some("UTC"), noon(day))
}

/// A moment: minutes and hours today, then as [`day`].
pub fn moment(at: Timestamp) -> String {
    let minutes = (now() - at) / 60_000;
    match minutes {
        0 => words::fields::JUST_NOW.now().to_owned(),
        1..=59 => words::fields::minutes(&number_of(minutes)),
        60..=359 => words::fields::hours(&number_of(minutes / 60)),
        _ if day_of(at) == today() => time(at),
        _ => day(day_of(at)),
    }
}

/// A moment in full: 5 December 2026 at 14:05.
pub fn moment_full(at: Timestamp) -> String {
    let zone = habits().time_zone;
    if words::locale() == Locale::Bengali {
        return format!("{}, {}", dated(&[("dateStyle", "long")], zone.as_deref(), js(at)), time(at));
    }
    dated(&[("dateStyle", "long"), ("timeStyle", "short")], zone.as_deref(), js(at))
}

fn number_of(whole: i64) -> String {
    words::number(whole.unsigned_abs())
}

/// A length of time: 1 h 30 min.
pub fn duration(seconds: i64) -> String {
    let minutes = seconds / 60;
    match (minutes / 60, minutes % 60, seconds % 60) {
        (0, 0, seconds) => words::fields::seconds(&number_of(seconds)),
        (0, minutes, _) => words::fields::minutes(&number_of(minutes)),
        (hours, 0, _) => words::fields::hours(&number_of(hours)),
        (hours, minutes, _) => {
            format!(
                "{} {}",
                words::fields::hours(&number_of(hours)),
                words::fields::minutes(&number_of(minutes))
            )
        }
    }
}

/// A day as native date inputs write it: 2026-12-05.
pub fn iso_day(day: Day) -> String {
    let text = String::from(Date::new(&noon(day).into()).to_iso_string());
    text.get(..10).unwrap_or_default().to_owned()
}

/// The day that a native date input holds.
pub fn read_iso_day(text: &str) -> Option<Day> {
    let at = Date::parse(text);
    // Native inputs write years of four digits or more; what they write is a day or nothing.
    (!at.is_nan()).then(|| whole(at).div_euclid(DAY_MS)).and_then(|day| i32::try_from(day).ok())
}

/// A moment as native inputs write it in the person's time: 2026-12-05T14:05.
pub fn iso_local(at: Timestamp) -> String {
    let local = at + i64::from(offset_minutes(at)) * 60_000;
    let text = String::from(Date::new(&js(local).into()).to_iso_string());
    text.get(..16).unwrap_or_default().to_owned()
}

/// The moment that a native input holds in the person's time.
pub fn read_iso_local(text: &str) -> Option<Timestamp> {
    let at = Date::parse(&format!("{text}Z"));
    (!at.is_nan()).then(|| {
        let local = whole(at);
        local - i64::from(offset_minutes(local)) * 60_000
    })
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^63")]
fn whole(milliseconds: f64) -> i64 {
    milliseconds as i64
}
