//! The day: what is late, due and next, deals that need a look, records changed in two places, and the pipeline.

use super::awaiting;
pub use super::calendar::complete;
use super::calendar::{Choosing, When, activity, window};
use super::incomplete::incomplete;
use super::news::news;
use crate::components::{Bar, BarList, Button, ConflictBadge, EmptyState, Pill, Tone, Variant};
use crate::icons::{Icon, IconView};
use crate::shell::{heading, object_icon};
use crate::state::shaping;
use crate::state::{Creating, app, fill_sample, may_create, watching, wish_sample};
pub use crate::words::named;
use crate::words::{self, Word, t, today as text};
use crate::{format, routes_to};
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{AgendaItem, Found, ListRow, Need, TodayView, View, Watch};
use crm_core::value::{Money, Value};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Today.
pub fn today() -> AnyView {
    heading(|| text::TITLE.now().to_owned());
    let view = watching(
        || Some(Watch::Today { day: format::today() }),
        |view| {
            let View::Today(today) = view else { return None };
            Some(today)
        },
    );
    let choosing = RwSignal::new(None);
    let page = move || {
        view.with(|view| match view {
            None => awaiting(),
            Some(view) if view.empty => first_steps(),
            Some(view) => page(view, choosing),
        })
    };
    let filled = Memo::new(move |_| view.with(|view| view.as_ref().is_some_and(|view| !view.empty)));
    view! {
        {super::first_steps::first_steps()}
        <div class="today">
            {page}
            {move || filled.get().then(|| view! { <div class="today-news">{news()}{incomplete()}</div> })}
            {window(choosing)}
        </div>
    }
    .into_any()
}

/// A book without records: where to begin.
fn first_steps() -> AnyView {
    let create = || app().creating.set(Creating::Form("contact".to_owned(), Vec::new()));
    let demo = || {
        wish_sample();
        leptos::task::spawn_local(fill_sample());
    };
    view! {
        <EmptyState icon=Icon::Users heading=t(text::EMPTY) text=t(text::EMPTY_TEXT)>
            {move || may_create("contact").then(|| view! {
                <Button label=t(text::FIRST_CONTACT) variant=Variant::Primary icon=Icon::Plus on_press=create/>
            })}
            <a class="button" data-variant="secondary" href=routes_to::IMPORT>{t(words::shell::IMPORT)}</a>
            <Button label=t(text::LOAD_DEMO) variant=Variant::Quiet on_press=demo/>
        </EmptyState>
    }
    .into_any()
}

fn page(view: &TodayView, choosing: Choosing) -> AnyView {
    let agenda = |name, title, number, items| agenda(name, title, number, (items, &view.titles), choosing);
    let nothing = view.late.is_empty() && view.today.is_empty() && view.next.is_empty();
    let late = u64::from(view.late_total);
    view! {
        <div class="today-main">
            {nothing.then(|| view! {
                <EmptyState icon=Icon::CircleCheck heading=t(text::NOTHING_DUE) text=t(text::NOTHING_DUE_TEXT)/>
            })}
            {agenda("late", text::LATE, late, &view.late)}
            {agenda("today", text::DUE, count(&view.today), &view.today)}
            {agenda("next", text::NEXT, count(&view.next), &view.next)}
            {deals(view)}
            {conflicts(view)}
        </div>
        <div class="today-side">{pipeline(view)}</div>
    }
    .into_any()
}

fn count<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or_default()
}

fn section(name: &'static str, title: Word, number: u64, rows: Vec<AnyView>) -> AnyView {
    section_with(name, title, number, rows, ())
}

/// A section with something under its rows.
fn section_with(
    name: &'static str,
    title: Word,
    number: u64,
    rows: Vec<AnyView>,
    below: impl IntoAny,
) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="panel today-block" data-block=name>
            <h2>{t(title)} <span class="block-count number">{words::number(number)}</span></h2>
            <ul class="today-rows">{rows.into_iter().map(|row| view! { <li class="today-row">{row}</li> }).collect_view()}</ul>
            {below.into_any()}
        </section>
    }
    .into_any()
}

fn agenda(
    name: &'static str,
    title: Word,
    number: u64,
    (items, titles): (&[AgendaItem], &BTreeMap<RecordId, String>),
    choosing: Choosing,
) -> AnyView {
    section(name, title, number, items.iter().map(|item| agenda_row(name, item, titles, choosing)).collect())
}

fn agenda_row(
    name: &str,
    item: &AgendaItem,
    titles: &BTreeMap<RecordId, String>,
    choosing: Choosing,
) -> AnyView {
    let days = format::today() - item.day;
    let short = match (name, item.at) {
        ("late", _) => words::fields::days_late(&words::number(u64::try_from(days).unwrap_or_default())),
        ("today", Some(at)) => format::time(at),
        ("today", None) => String::new(),
        _ => format::day(item.day),
    };
    let about = item.about.as_ref().and_then(|about| titles.get(&about.record).cloned());
    let when = When { short, full: format::day_full(item.day), late: name == "late" };
    activity(item, when, about, choosing)
}

fn deals(view: &TodayView) -> AnyView {
    let rows = view.needy.iter().map(|(row, needs)| deal_row(row, needs, &view.titles));
    section("needy", text::NEEDY, u64::from(view.needy_total), rows.collect())
}

/// A reason in words.
fn need(need: Need) -> (String, Tone) {
    match need {
        Need::Overdue => (text::OVERDUE.now().to_owned(), Tone::Danger),
        Need::ClosesSoon => (text::CLOSES_SOON.now().to_owned(), Tone::Warn),
        Need::Untouched(days) => (text::untouched(&words::number(u64::from(days))), Tone::Neutral),
        Need::Stalled(days) => (text::stalled(u64::from(days)), Tone::Warn),
        Need::NoNextStep => (text::NO_NEXT_STEP.now().to_owned(), Tone::Neutral),
    }
}

fn deal_row(row: &ListRow, needs: &[Need], titles: &BTreeMap<RecordId, String>) -> AnyView {
    let value = |key: &str| row.values.iter().find(|(other, _)| other == key).map(|(_, value)| value);
    let account =
        if let Some(Value::Link(link)) = value("account") { titles.get(&link.record).cloned() } else { None };
    let amount =
        if let Some(Value::Money(money)) = value("amount") { Some(format::money_short(money)) } else { None };
    let close = if let Some(Value::Date(day)) = value("close_date") { Some(*day) } else { None };
    let late = close.is_some_and(|day| day < format::today());
    let reasons = needs.iter().map(|one| {
        let (label, tone) = need(*one);
        view! { <Pill tone=tone label=label/> }
    });
    view! {
        <span class="today-icon"><IconView icon=Icon::Kanban/></span>
        <a class="today-title" href=routes_to::record(row.record)>{named(&row.title)}</a>
        <span class="today-about">{account}</span>
        <span class="today-needs">{reasons.collect_view()}</span>
        {(!row.conflicts.is_empty()).then(|| view! { <ConflictBadge count=row.conflicts.len()/> })}
        <span class="today-amount number">{amount}</span>
        <time class="today-when number" data-late=late.then_some("true")>{close.map(format::day)}</time>
    }
    .into_any()
}

fn conflicts(view: &TodayView) -> AnyView {
    let row = |found: &Found| {
        view! {
            <span class="today-icon"><IconView icon=object_icon(&found.link.object)/></span>
            <a class="today-title" href=routes_to::record(found.link.record)>{named(&found.title)}</a>
            <Pill tone=Tone::Conflict icon=Icon::GitMerge label=t(text::TO_CHECK)/>
        }
        .into_any()
    };
    let rows = view.conflicts.iter().map(row).collect();
    let all = view! {
        <a class="button" data-variant="quiet" href=routes_to::CONFLICTS>{t(text::CONFLICTS_ALL)}</a>
    };
    section_with("conflicts", text::CONFLICTS, u64::from(view.conflicts_total), rows, all)
}

/// Open deals per stage as bars; each leads to the board.
fn pipeline(view: &TodayView) -> AnyView {
    if view.pipeline.iter().all(|(_, count, _)| *count == 0) {
        return ().into_any();
    }
    let first = |sums: &[Money]| sums.first().map_or(0, |money| money.minor);
    let most = view.pipeline.iter().map(|(_, count, sums)| weight(*count, first(sums))).fold(1.0, f64::max);
    let stages = shaping::stages();
    let hue = |id: &str| stages.all().iter().find(|stage| stage.value == id).map_or(0, |stage| stage.hue);
    let bars: Vec<Bar> = view
        .pipeline
        .iter()
        .map(|(stage, count, sums)| Bar {
            label: words::choice("deal", "stage", stage),
            hue: hue(stage),
            share: weight(*count, first(sums)) / most,
            text: [format::count(*count)]
                .into_iter()
                .chain(sums.iter().map(format::money_short))
                .collect::<Vec<_>>()
                .join(" · "),
            href: routes_to::BOARD.to_owned(),
        })
        .collect();
    view! {
        <section class="panel today-block" data-block="pipeline">
            <h2>{t(text::PIPELINE)}</h2>
            <BarList label=t(text::PIPELINE) bars=Signal::derive(move || bars.clone())/>
        </section>
    }
    .into_any()
}

/// How long a bar is: by amount, or by count while no amounts are known.
#[expect(clippy::cast_precision_loss, reason = "a bar needs no more than 2^53 minor units")]
fn weight(count: u32, minor: Timestamp) -> f64 {
    if minor > 0 { minor as f64 } else { f64::from(count) }
}
