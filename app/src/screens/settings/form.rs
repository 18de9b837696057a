//! Language, digits, colours, currency, time zone, first day of the week, country.

use super::select;
use crate::names;
use crate::state::{Countries, Settings, Theme, app, change_settings};
use crate::words::{Locale, settings as text};
use crm_core::ids::Day;
use leptos::prelude::*;

/// Thursday 1 January 1970 is day 0, so day 3 is a Sunday.
const A_SUNDAY: Day = 3;

fn read(pick: fn(&Settings) -> String) -> Signal<String> {
    Signal::derive(move || app().settings.with(pick))
}

fn fixed(
    options: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
) -> Signal<Vec<(String, String)>> {
    Signal::derive(options)
}

fn pair(id: &str, label: &str) -> (String, String) {
    (id.to_owned(), label.to_owned())
}

/// The panel.
pub fn reading() -> AnyView {
    let languages = fixed(|| {
        use crate::words::account;
        vec![pair("en", account::ENGLISH.now()), pair("bn", account::BENGALI.now())]
    });
    let digits =
        fixed(|| vec![pair("latn", text::DIGITS_LATIN.now()), pair("beng", text::DIGITS_BENGALI.now())]);
    let themes = fixed(|| {
        let name = |theme: Theme| match theme {
            Theme::System => text::THEME_SYSTEM,
            Theme::Light => text::THEME_LIGHT,
            Theme::Dark => text::THEME_DARK,
        };
        [Theme::System, Theme::Light, Theme::Dark].map(|theme| pair(theme.name(), name(theme).now())).to_vec()
    });
    let set_theme = |chosen: String| {
        change_settings(|settings| {
            settings.theme = match chosen.as_str() {
                "light" => Theme::Light,
                "dark" => Theme::Dark,
                _ => Theme::System,
            };
        })
    };
    view! {
        <form class="settings-form" on:submit=|event| event.prevent_default()>
            {select("language", text::LANGUAGE, languages, read(|settings| settings.language.clone()), |chosen| {
                change_settings(|settings| {
                    settings.bengali_digits = chosen == Locale::Bengali.tag();
                    settings.language = chosen;
                });
            })}
            {select("digits", text::DIGITS, digits,
                read(|settings| if settings.bengali_digits { "beng" } else { "latn" }.to_owned()),
                |chosen| change_settings(|settings| settings.bengali_digits = chosen == "beng"))}
            {select("theme", text::THEME, themes, read(|settings| settings.theme.name().to_owned()), set_theme)}
            {place_and_time()}
        </form>
    }
    .into_any()
}

fn place_and_time() -> AnyView {
    let countries =
        fixed(|| Countries::ALL.iter().map(|place| pair(place.code, &names::region(place.code))).collect());
    let currencies = fixed(|| {
        let mut codes: Vec<&str> = Countries::ALL.iter().map(|place| place.currency).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
            .into_iter()
            .map(|code| (code.to_owned(), format!("{code} · {}", names::currency(code))))
            .collect()
    });
    let zones = fixed(|| {
        let mut zones = vec![pair("", text::ZONE_DEVICE.now())];
        zones.extend(names::time_zones().into_iter().map(|zone| {
            let label = zone.replace('_', " ");
            (zone, label)
        }));
        zones
    });
    let weekdays = fixed(|| (0..7).map(|day| (day.to_string(), names::weekday(A_SUNDAY + day))).collect());
    view! {
        {select("country", text::COUNTRY, countries, read(|settings| settings.country.clone()),
            |chosen| change_settings(|settings| settings.country = chosen))}
        {select("currency", text::CURRENCY, currencies, read(|settings| settings.currency.clone()),
            |chosen| change_settings(|settings| settings.currency = chosen))}
        {select("zone", text::ZONE, zones, read(|settings| settings.time_zone.clone()),
            |chosen| change_settings(|settings| settings.time_zone = chosen))}
        {select("weekday", text::FIRST_WEEKDAY, weekdays, read(|settings| settings.first_weekday.to_string()),
            |chosen| change_settings(|settings| settings.first_weekday = chosen.parse().unwrap_or(0)))}
    }
    .into_any()
}
