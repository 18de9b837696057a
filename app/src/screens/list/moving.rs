//! Days of conditions that move with the calendar: today, so many days ago, so many days from now.

use super::filters::argument;
use crate::components::Input;
use crate::fields::Field;
use crate::words::{self, list as text, t};
use crm_core::fields::digits;
use crm_core::value::Value;
use crm_core::views::relative;
use leptos::prelude::*;

/// Which day is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Day {
    Fixed,
    Today,
    Ago,
    Ahead,
}

impl Day {
    const ALL: [Self; 4] = [Self::Fixed, Self::Today, Self::Ago, Self::Ahead];

    const fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Today => "today",
            Self::Ago => "ago",
            Self::Ahead => "ahead",
        }
    }

    const fn word(self) -> words::Word {
        match self {
            Self::Fixed => text::THAT_DAY,
            Self::Today => text::MOVING_TODAY,
            Self::Ago => text::MOVING_AGO,
            Self::Ahead => text::MOVING_AHEAD,
        }
    }
}

/// A moving day in words.
pub(super) fn said(days: i32) -> String {
    match days {
        0 => text::MOVING_TODAY.now().to_owned(),
        1.. => text::days_ahead(u64::from(days.unsigned_abs())),
        _ => text::days_ago(u64::from(days.unsigned_abs())),
    }
}

/// The editor: which day, and how many days from today or the day itself.
pub(super) fn day(field: Field, value: RwSignal<Option<Value>>) -> AnyView {
    let (which, count) = (RwSignal::new(Day::Fixed), RwSignal::new(words::number(30)));
    let days = move || {
        let typed = count.with(|count| digits::latin(count).trim().parse::<u16>());
        typed.ok().map(i32::from).filter(|days| *days <= relative::FURTHEST)
    };
    // What is chosen holds at once: there is nothing to be left.
    Effect::new(move || match which.get() {
        Day::Fixed => {
            value.update(|value| *value = value.take().filter(|value| relative::days(value).is_none()))
        }
        Day::Today => value.set(Some(relative::argument(0))),
        Day::Ago => value.set(days().map(|days| relative::argument(-days))),
        Day::Ahead => value.set(days().map(relative::argument)),
    });
    let wrong = move || days().is_none().then(|| text::BAD_DAYS.now());
    let option = move |day: Day| {
        view! { <option value=day.name() prop:selected=move || which.get() == day>{day.word().now()}</option> }
    };
    let choose = move |event| {
        let name = event_target_value(&event);
        which.set(Day::ALL.into_iter().find(|day| day.name() == name).unwrap_or(Day::Fixed));
    };
    let rest = move || match which.get() {
        Day::Fixed => untrack(|| argument(field, value)),
        Day::Today => ().into_any(),
        Day::Ago | Day::Ahead => view! {
            <Input label=t(text::MOVING_DAYS) id="filter-days" value=count/>
            <p class="form-failure" role="alert">{wrong}</p>
        }
        .into_any(),
    };
    view! {
        <label class="input-label" for="filter-day">{t(text::WHICH_DAY)}</label>
        <select class="input" id="filter-day" on:change=choose>
            {Day::ALL.map(option).collect_view()}
        </select>
        {rest}
    }
    .into_any()
}
