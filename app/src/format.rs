//! Numbers, money, dates and times as the person writes them.
//!
//! The browser's `Intl` does the writing; a formatter is made once for each language, digits and form and kept.

use crate::words::{self, Digits, Locale, digits, locale};
use crm_core::ids::{Day, Timestamp};
use crm_core::value::Money;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsValue;

const DAY_MS: i64 = 86_400_000;

/// What a person has set about money and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Habits {
    /// Currency of amounts typed without one; it also decides between lakh and million.
    pub currency: [u8; 3],
    /// IANA name of the time zone; the device's own where `None`.
    pub time_zone: Option<String>,
}

impl Default for Habits {
    fn default() -> Self {
        Self { currency: *b"BDT", time_zone: None }
    }
}

thread_local! {
    static HABITS: ArcRwSignal<Habits> = ArcRwSignal::new(Habits::default());
    static MADE: RefCell<HashMap<String, Function>> = RefCell::default();
}

/// What is set now; what reads it is drawn again when it changes.
pub fn habits() -> Habits {
    HABITS.with(Get::get)
}

/// Takes over what the person has set.
pub fn adopt(habits: Habits) {
    HABITS.with(|signal| signal.set(habits));
}

/// Whether amounts of the currency are counted in lakh and crore.
fn in_lakh(currency: [u8; 3]) -> bool {
    matches!(&currency, b"BDT" | b"INR" | b"PKR" | b"NPR" | b"LKR" | b"BTN")
}

/// The tag that makes `Intl` write this language, these digits and this grouping.
fn tag(currency: [u8; 3]) -> &'static str {
    match (locale(), digits(), in_lakh(currency)) {
        (Locale::Bengali, Digits::Bengali, _) => "bn-BD-u-nu-beng",
        (Locale::Bengali, Digits::Latin, _) => "bn-BD-u-nu-latn",
        (Locale::English, Digits::Bengali, true) => "en-IN-u-nu-beng",
        (Locale::English, Digits::Bengali, false) => "en-US-u-nu-beng",
        (Locale::English, Digits::Latin, true) => "en-IN",
        (Locale::English, Digits::Latin, false) => "en-US",
    }
}

/// Days and times: English ones name the day before the month.
fn time_tag() -> &'static str {
    tag(*b"INR")
}

fn made(key: String, make: impl FnOnce() -> Function) -> Function {
    MADE.with_borrow_mut(|made| made.entry(key).or_insert_with(make).clone())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        let value = value.parse::<f64>().map_or_else(|_| JsValue::from_str(value), JsValue::from_f64);
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &value);
    }
    options
}

fn write(format: &Function, value: &JsValue) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn written(tag: &str, pairs: &[(&str, &str)], value: f64) -> String {
    let format = made(format!("n{tag}{pairs:?}"), || {
        Intl::NumberFormat::new(&Array::of1(&tag.into()), &options(pairs)).format()
    });
    write(&format, &value.into())
}

/// A number with grouping: 12,34,567.
pub fn number(value: f64) -> String {
    written(tag(habits().currency), &[("maximumFractionDigits", "4")], value)
}

/// A count with grouping.
pub fn count(value: u32) -> String {
    number(f64::from(value))
}

/// A percentage: 50 %.
pub fn percent(value: f64) -> String {
    written(tag(*b"INR"), &[("style", "percent"), ("maximumFractionDigits", "2")], value / 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "amounts above 2^53 minor units are shown rounded")]
fn major(money: &Money) -> f64 {
    money.minor as f64 / 10_f64.powi(i32::try_from(money.decimals()).unwrap_or(2))
}

fn code(money: &Money) -> &str {
    if money.currency.iter().all(u8::is_ascii_uppercase) { money.currency() } else { "XXX" }
}

/// An amount in full: ৳1,23,456.50, without decimals where they are zero.
pub fn money(money: &Money) -> String {
    let decimals = if major(money).fract() == 0.0 { 0 } else { money.decimals() };
    in_currency(money, major(money), &decimals.to_string())
}

fn in_currency(money: &Money, value: f64, decimals: &str) -> String {
    let pairs = [
        ("style", "currency"),
        ("currency", code(money)),
        ("currencyDisplay", "narrowSymbol"),
        ("minimumFractionDigits", decimals),
        ("maximumFractionDigits", decimals),
    ];
    written(money_tag(money.currency), &pairs, value)
}

/// Amounts have their sign in front in both languages: ৳ ১.২ লাখ.
fn money_tag(currency: [u8; 3]) -> &'static str {
    let lakh = in_lakh(currency) || locale() == Locale::Bengali;
    match (lakh, digits()) {
        (true, Digits::Bengali) => "en-IN-u-nu-beng",
        (true, Digits::Latin) => "en-IN",
        (false, Digits::Bengali) => "en-US-u-nu-beng",
        (false, Digits::Latin) => "en-US",
    }
}

/// An amount for cards and heads: ৳12.4 L, $1.24 M; in full below a lakh or a million.
pub fn money_short(money: &Money) -> String {
    let value = major(money);
    let size = value.abs();
    let lakh = in_lakh(money.currency) || locale() == Locale::Bengali;
    let (unit, write): (f64, fn(&str) -> String) = match (lakh, size) {
        (true, size) if size >= 1e7 => (1e7, words::fields::crore),
        (true, size) if size >= 1e5 => (1e5, words::fields::lakh),
        (false, size) if size >= 1e9 => (1e9, words::fields::billion),
        (false, size) if size >= 1e6 => (1e6, words::fields::million),
        _ => return in_currency(money, value, "0"),
    };
    let scaled = value / unit;
    let decimals = if scaled.abs() >= 100.0 { "0" } else { "1" };
    write(&in_currency(money, scaled, decimals))
}

fn dated(pairs: &[(&str, &str)], zone: Option<&str>, at: f64) -> String {
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
fn js(at: Timestamp) -> f64 {
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

fn noon(day: Day) -> f64 {
    js(i64::from(day) * DAY_MS + DAY_MS / 2)
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

/// The time of day.
pub fn time(at: Timestamp) -> String {
    let zone = habits().time_zone;
    dated(&[("hour", "numeric"), ("minute", "2-digit")], zone.as_deref(), js(at))
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
