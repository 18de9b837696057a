//! Numbers, money, dates and times as the person writes them.
//!
//! The browser's `Intl` does the writing; a formatter is made once for each language, digits and form and kept.

mod calendar;
mod clock;
mod time;

pub use calendar::{at_clock, day_named, days, minute_of_day, month, of_month, weekday};
pub use clock::{hour, time, times};
pub use time::{
    day, day_full, day_of, duration, iso_day, iso_local, moment, moment_full, now, offset_minutes,
    read_iso_day, read_iso_local, today,
};

use crate::words::{self, Digits, Locale, digits, locale};
use crm_core::value::Money;
use js_sys::{Array, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsValue;

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
