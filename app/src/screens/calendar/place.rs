//! Which days are looked at, and how: in the address, so that Back works, and kept on this device for the next visit.

use crate::components::CalendarLook;
use crate::{browser, format, routes_to};
use crm_core::ids::Day;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde::{Deserialize, Serialize};

const KEY: &str = "halkhata.calendar";
/// Below this a week has no room beside itself.
const NARROW: &str = "(width < 640px)";

/// A look at some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// How.
    pub(super) look: CalendarLook,
    /// A day among them; the first one of an agenda.
    pub(super) day: Day,
}

/// A place as it is kept. The day counts on the day on which it was looked at: tomorrow begins with tomorrow.
#[derive(Serialize, Deserialize)]
struct Kept {
    look: String,
    day: Day,
    on: Day,
}

/// The name of a look in the address.
pub(super) const fn name(look: CalendarLook) -> &'static str {
    match look {
        CalendarLook::Agenda => "agenda",
        CalendarLook::Week => "week",
        CalendarLook::Month => "month",
    }
}

/// The look of that name.
pub(super) fn look(name: &str) -> Option<CalendarLook> {
    [CalendarLook::Agenda, CalendarLook::Week, CalendarLook::Month]
        .into_iter()
        .find(|look| self::name(*look) == name)
}

fn kept() -> Place {
    let kept = browser::kept(KEY).and_then(|text| serde_json::from_str::<Kept>(&text).ok());
    let narrow = || browser::window().match_media(NARROW).ok().flatten().is_some_and(|media| media.matches());
    let usual = || if narrow() { CalendarLook::Agenda } else { CalendarLook::Week };
    let today = format::today();
    let day = kept.as_ref().filter(|kept| kept.on == today).map_or(today, |kept| kept.day);
    Place { look: kept.and_then(|kept| look(&kept.look)).unwrap_or_else(usual), day }
}

fn keep(place: Place) {
    let kept = Kept { look: name(place.look).to_owned(), day: place.day, on: format::today() };
    if let Ok(text) = serde_json::to_string(&kept) {
        browser::keep(KEY, &text);
    }
}

fn address(place: Place) -> String {
    format!("{}?look={}&day={}", routes_to::CALENDAR, name(place.look), format::iso_day(place.day))
}

/// The place in the address, and a way to another. An address without one gets the place that is kept.
pub(super) fn place() -> (Memo<Place>, Callback<(Place,)>) {
    let query = use_query_map();
    let navigate = use_navigate();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let look = query.get("look").and_then(|name| look(&name))?;
            let day = query.get("day").and_then(|text| format::read_iso_day(&text))?;
            Some(Place { look, day })
        })
    });
    let place =
        Memo::new(move |before: Option<&Place>| asked.get().or_else(|| before.copied()).unwrap_or_else(kept));
    let go = navigate.clone();
    Effect::new(move || match asked.get() {
        Some(place) => keep(place),
        // In place of the bare address, so that Back does not come here twice.
        None if browser::window().location().pathname().is_ok_and(|path| path == routes_to::CALENDAR) => {
            go(
                &address(place.get_untracked()),
                NavigateOptions { replace: true, ..NavigateOptions::default() },
            );
        }
        None => {}
    });
    let go = move |(place,): (Place,)| {
        navigate(&address(place), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    (place, Callback::new(go))
}
