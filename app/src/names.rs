//! Names that the browser knows in the person's language: countries, currencies, time zones, weekdays.

use crate::words::locale;
use crm_core::ids::Day;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

const DAY_MS: f64 = 86_400_000.0;

fn languages() -> Array {
    Array::of1(&locale().tag().into())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}

fn display(kind: &str, code: &str) -> String {
    let names = Intl::DisplayNames::new(&languages(), &options(&[("type", kind)]));
    JsValue::from(names.of(code)).as_string().unwrap_or_else(|| code.to_owned())
}

/// The name of a country by its ISO 3166 code.
pub fn region(code: &str) -> String {
    display("region", code)
}

/// The name of a currency by its ISO 4217 code.
pub fn currency(code: &str) -> String {
    display("currency", code)
}

/// The time zones that the browser knows; a few where it does not tell.
pub fn time_zones() -> Vec<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).unwrap_or(JsValue::UNDEFINED);
    let ask =
        Reflect::get(&intl, &"supportedValuesOf".into()).ok().and_then(|ask| ask.dyn_into::<Function>().ok());
    let zones = ask.and_then(|ask| ask.call1(&intl, &"timeZone".into()).ok());
    match zones.and_then(|zones| zones.dyn_into::<Array>().ok()) {
        Some(zones) => zones.iter().filter_map(|zone| zone.as_string()).collect(),
        None => {
            ["Asia/Dhaka", "Asia/Kolkata", "Asia/Dubai", "Europe/London", "UTC"].map(str::to_owned).to_vec()
        }
    }
}

/// The name of the weekday of a day.
pub fn weekday(day: Day) -> String {
    let form = Intl::DateTimeFormat::new(&languages(), &options(&[("weekday", "long"), ("timeZone", "UTC")]));
    let noon = Date::new(&(f64::from(day) * DAY_MS + DAY_MS / 2.0).into());
    let written = form.format().call1(&JsValue::UNDEFINED, &noon);
    written.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
