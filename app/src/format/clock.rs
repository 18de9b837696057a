//! The time of day as the language says it: 9:30 am; সকাল ৯:৩০.
//!
//! `Intl` knows the Bengali words for the parts of the day, but writes them after the figures, where nobody says them,
//! and without being asked writes AM and PM.

use super::time::{dated, js};
use super::{habits, made, options, time_tag};
use crate::words::{Locale, locale};
use crm_core::ids::Timestamp;
use js_sys::{Array, Date, Function, Intl, Reflect};
use leptos::wasm_bindgen::{JsCast, JsValue};

const MINUTES: [(&str, &str); 2] = [("hour", "numeric"), ("minute", "2-digit")];

/// The time of day.
pub fn time(at: Timestamp) -> String {
    let zone = habits().time_zone;
    if locale() == Locale::Bengali {
        let (part, clock) = said(&MINUTES, zone.as_deref(), js(at));
        return format!("{part} {clock}");
    }
    dated(&MINUTES, zone.as_deref(), js(at))
}

/// Two times of one day: 9:30–11:00 am.
pub fn times(from: Timestamp, to: Timestamp) -> String {
    let zone = habits().time_zone.filter(|zone| !zone.is_empty());
    if locale() == Locale::Bengali {
        let [(part, from), (other, to)] = [from, to].map(|at| said(&MINUTES, zone.as_deref(), js(at)));
        return if part == other {
            format!("{part} {from}–{to}")
        } else {
            format!("{part} {from} – {other} {to}")
        };
    }
    let mut form = MINUTES.to_vec();
    form.extend(zone.as_deref().map(|zone| ("timeZone", zone)));
    range(&form, js(from), js(to))
}

/// A full hour of the day: 10 am.
pub fn hour(hour: u32) -> String {
    let at = f64::from(hour) * 3_600_000.0;
    if locale() == Locale::Bengali {
        let (part, clock) = said(&[("hour", "numeric")], Some("UTC"), at);
        return format!("{part} {clock}");
    }
    dated(&[("hour", "numeric")], Some("UTC"), at)
}

/// The part of the day and the figures, in Bengali.
fn said(form: &[(&str, &str)], zone: Option<&str>, at: f64) -> (String, String) {
    let mut form = form.to_vec();
    form.push(("dayPeriod", "short"));
    let text = dated(&form, zone, at);
    let (clock, part): (Vec<&str>, Vec<&str>) =
        text.split_whitespace().partition(|word| word.starts_with(char::is_numeric));
    // The word of dictionaries; people say the short one.
    let part = part.join(" ").replace("রাত্রি", "রাত");
    (part, clock.concat())
}

/// From one moment to another, without what both have in common.
pub(super) fn range(form: &[(&str, &str)], from: f64, to: f64) -> String {
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
