//! Names of days, weeks and months on a calendar, and the clock of the person.

use super::time::{DAY_MS, made_dated, noon, offset_minutes};
use super::{habits, made, options, time_tag, write};
use crm_core::ids::{Day, Timestamp};
use js_sys::{Array, Date, Function, Intl, Reflect};
use leptos::wasm_bindgen::{JsCast, JsValue};

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

/// Two times of one day: 9:30–11:00 am.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
pub fn times(from: Timestamp, to: Timestamp) -> String {
    let zone = habits().time_zone.filter(|zone| !zone.is_empty());
    let mut form = vec![("hour", "numeric"), ("minute", "2-digit")];
    form.extend(zone.as_deref().map(|zone| ("timeZone", zone)));
    range(&form, from as f64, to as f64)
}

/// From one moment to another, without what both have in common.
fn range(form: &[(&str, &str)], from: f64, to: f64) -> String {
    let tag = time_tag();
    let format = made(format!("r{tag}{form:?}"), || {
        let format = Intl::DateTimeFormat::new(&Array::of1(&tag.into()), &options(form));
        let range = Reflect::get(&format, &"formatRange".into()).ok();
        let range = range.and_then(|range| range.dyn_into::<Function>().ok());
        range.unwrap_or_else(|| format.format()).bind0(&format)
    });
    let text = format.call2(&JsValue::UNDEFINED, &Date::new(&from.into()), &Date::new(&to.into()));
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// A full hour of the day: 10 am.
pub fn hour(hour: u32) -> String {
    let tag = time_tag();
    let format = made(format!("h{tag}"), || {
        let form = options(&[("hour", "numeric"), ("timeZone", "UTC")]);
        Intl::DateTimeFormat::new(&Array::of1(&tag.into()), &form).format()
    });
    write(&format, &(f64::from(hour) * 3_600_000.0).into())
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
