//! The face of a card: what the deal is called, for whom, how much, until when, how long it lies where it is, and whether
//! something about it is planned.

use super::{FIELD, stage_of};
use crate::components::ConflictBadge;
use crate::fields;
use crate::format;
use crate::icons::{Icon, IconView};
use crate::screens::today::named;
use crate::state::shaping;
use crate::words::{self, board as text, components, t};
use crm_core::ids::Day;
use crm_core::messages::{BoardView, ListRow};
use crm_core::objects::Outcome;
use crm_core::value::Value;
use leptos::prelude::*;

/// The columns that a card shows.
pub(super) const COLUMNS: [&str; 5] = ["account", "amount", "close_date", FIELD, "stage_entered_at"];

fn value<'a>(row: &'a ListRow, key: &str) -> Option<&'a Value> {
    row.values.iter().find(|(other, _)| other == key).map(|(_, value)| value)
}

pub(super) fn face(view: RwSignal<Option<BoardView>>, row: &ListRow) -> AnyView {
    let account = match value(row, "account") {
        Some(Value::Link(link)) => {
            view.with_untracked(|view| view.as_ref().and_then(|view| view.titles.get(&link.record).cloned()))
        }
        _ => None,
    };
    let amount = match value(row, "amount") {
        Some(Value::Money(money)) => Some(format::money_short(money)),
        _ => None,
    };
    let close = match value(row, "close_date") {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let open = shaping::stages().outcome(stage_of(row)) == Outcome::Open;
    let late = open && close.is_some_and(|day| day < format::today());
    let next = view.with_untracked(|view| view.as_ref().and_then(|view| view.next.get(&row.record).copied()));
    view! {
        <div class="card-title">{fields::written(&named(&row.title))}</div>
        <div class="card-account">{account.map(|account| fields::written(&account))}</div>
        <div class="card-facts">
            <span class="card-amount number">{amount}</span>
            <time class="card-date number" data-late=late.then_some("true")>{close.map(format::day)}</time>
        </div>
        <div class="card-foot">
            {open.then(|| next_activity(next))}
            {open.then(|| in_stage(row)).flatten()}
            {(!row.conflicts.is_empty()).then(|| view! { <ConflictBadge count=row.conflicts.len()/> })}
            {row.unsent.then(|| view! {
                <span class="dot" data-dot="unsent" title=t(components::ONLY_HERE)></span>
            })}
        </div>
    }
    .into_any()
}

/// When something about it is planned; a clock alone where nothing is.
fn next_activity(next: Option<Day>) -> AnyView {
    let (state, short, words) = match next {
        None => ("none", None, text::NEXT_NONE.now().to_owned()),
        Some(day) if day < format::today() => ("late", Some(day), text::next_late(&format::day(day))),
        Some(day) => ("planned", Some(day), text::next_planned(&format::day(day))),
    };
    view! {
        <span class="card-next number" data-next=state role="img" aria-label=words.clone() data-tip=words>
            <IconView icon=Icon::Clock size=14/>
            {short.map(format::day)}
        </span>
    }
    .into_any()
}

/// Days in the stage, from one on; marked where they are more than is usual there.
fn in_stage(row: &ListRow) -> Option<AnyView> {
    let Some(Value::Moment(entered)) = value(row, "stage_entered_at") else { return None };
    let days = u64::try_from(format::today() - format::day_of(*entered)).ok().filter(|days| *days > 0)?;
    let usual = shaping::stages().get(stage_of(row)).map_or(0, |known| known.stage.days);
    let stalled = usual > 0 && days > u64::from(usual);
    let number = words::number(days);
    let name =
        if stalled { text::stalled(days, &words::number(u64::from(usual))) } else { text::in_stage(days) };
    Some(
        view! {
            <span class="card-days number" data-stalled=stalled.then_some("true") role="img" aria-label=name.clone()
                data-tip=name>{text::days_short(&number)}</span>
        }
        .into_any(),
    )
}
