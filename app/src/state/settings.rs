//! How a person reads and writes: language, digits, theme, currency, time zone, first weekday, country.

use super::{app, country};
use crate::components::table;
use crate::words::{self, Digits, Locale};
use crate::{browser, engine_link, format};
use crm_core::messages::Preferences;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const KEY: &str = "halkhata.settings";

/// The settings of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// `en` or `bn`.
    pub language: String,
    /// Whether numbers are written in Bengali digits.
    pub bengali_digits: bool,
    /// Light, dark or as the system.
    pub theme: Theme,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA name; the device's own where empty.
    pub time_zone: String,
    /// 0 = Sunday.
    pub first_weekday: u8,
    /// ISO 3166 code of the country of phones and dates written without one.
    pub country: String,
    /// Whether a letter alone does something outside of fields (WCAG 2.1.4).
    #[serde(default = "yes")]
    pub letters: bool,
}

/// What earlier builds kept says nothing about letters.
const fn yes() -> bool {
    true
}

/// Which colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system.
    System,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// Its name for `<html data-theme>` and select boxes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Settings {
    /// What is kept on this device, or what suits the browser's language.
    pub fn kept() -> Self {
        let kept = browser::kept(KEY).and_then(|text| serde_json::from_str(&text).ok());
        kept.unwrap_or_else(|| {
            let language = browser::window().navigator().language().unwrap_or_default();
            let bengali = language.starts_with("bn");
            Self {
                language: if bengali { "bn" } else { "en" }.to_owned(),
                bengali_digits: bengali,
                theme: Theme::System,
                currency: "BDT".to_owned(),
                time_zone: String::new(),
                first_weekday: 0,
                country: "BD".to_owned(),
                letters: true,
            }
        })
    }

    /// Keeps them on this device.
    pub fn keep(&self) {
        if let Ok(text) = serde_json::to_string(self) {
            browser::keep(KEY, &text);
        }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        if self.language == "bn" { Locale::Bengali } else { Locale::English }
    }

    fn currency_code(&self) -> [u8; 3] {
        self.currency.as_bytes().try_into().unwrap_or(*b"BDT")
    }

    /// Makes the screen and the engine follow.
    pub fn apply(&self) {
        let digits = if self.bengali_digits { Digits::Bengali } else { Digits::Latin };
        words::speak(self.locale(), digits);
        let time_zone = (!self.time_zone.is_empty()).then(|| self.time_zone.clone());
        format::adopt(format::Habits { currency: self.currency_code(), time_zone });
        if let Some(root) = browser::document().document_element() {
            let _ = root.set_attribute("lang", self.locale().tag());
            let _ = root.set_attribute("data-theme", self.theme.name());
        }
        table::letter_keys(self.letters);
        let country = country(&self.country);
        engine_link::prefer(Preferences {
            currency: self.currency_code(),
            calling_code: country.calling_code.to_owned(),
            day_first: country.day_first,
            utc_offset_minutes: format::offset_minutes(format::now()),
            first_weekday: self.first_weekday,
        });
    }
}

/// Changes the settings, keeps them, and makes everything follow at once.
pub fn change_settings(change: impl FnOnce(&mut Settings)) {
    let mut settings = app().settings.get_untracked();
    change(&mut settings);
    settings.keep();
    settings.apply();
    app().settings.set(settings);
}
