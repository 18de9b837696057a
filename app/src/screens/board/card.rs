//! The face of a card. Of a deal: for whom, how much, until when, how long it lies where it is, and whether something about it is
//! planned. Of any other record: what its list shows first.

use super::chosen::Chosen;
use crate::components::ConflictBadge;
use crate::fields::{self, Field, Shown};
use crate::format;
use crate::icons::{Icon, IconView};
use crate::screens::today::named;
use crate::state::shaping;
use crate::words::{self, board as text, components, t};
use crm_core::ids::Day;
use crm_core::messages::{BoardView, ListRow};
use crm_core::objects::{ObjectDefinition, Outcome};
use crm_core::value::Value;
use leptos::prelude::*;

const DEAL: [&str; 5] = ["account", "amount", "close_date", "stage", "stage_entered_at"];
/// Lines below the name of a record that is no deal.
const LINES: usize = 3;

/// The columns that a card shows.
pub(super) fn columns(object: &ObjectDefinition) -> Vec<String> {
    let all = if object.key == "deal" { DEAL.to_vec() } else { object.columns.to_vec() };
    // A time says nothing without its name, and there is no room for that.
    all.into_iter().filter(|key| *key != "created_at").map(str::to_owned).collect()
}

fn value<'a>(row: &'a ListRow, key: &str) -> Option<&'a Value> {
    row.values.iter().find(|(other, _)| other == key).map(|(_, value)| value)
}

fn stage_of(row: &ListRow) -> &str {
    match value(row, "stage") {
        Some(Value::Text(stage)) => stage,
        _ => "",
    }
}

pub(super) fn face(chosen: Chosen, view: RwSignal<Option<BoardView>>, row: &ListRow) -> AnyView {
    let marks = view! {
        {(!row.conflicts.is_empty()).then(|| view! { <ConflictBadge count=row.conflicts.len()/> })}
        {row.unsent.then(|| view! { <span class="dot" data-dot="unsent" title=t(components::ONLY_HERE)></span> })}
    };
    let rest = match chosen.object.key {
        "deal" => of_deal(view, row, marks.into_any()),
        _ => of_any(chosen, view, row, marks.into_any()),
    };
    view! { <div class="card-title">{fields::written(&named(&row.title))}</div>{rest} }.into_any()
}

/// What its list shows, but for what the columns say already.
fn of_any(chosen: Chosen, view: RwSignal<Option<BoardView>>, row: &ListRow, marks: AnyView) -> AnyView {
    let titles =
        view.with_untracked(|view| view.as_ref().map(|view| view.titles.clone()).unwrap_or_default());
    let titles = RwSignal::new(titles);
    let by = chosen.field.get_untracked();
    let lines = row.values.iter().filter(|(key, _)| *key != by).take(LINES).filter_map(|(key, value)| {
        let field = Field::of(chosen.object.key, key)?;
        Some(view! { <div class="card-account">{fields::cell(&Shown { field, value, titles: titles.into() })}</div> })
    });
    view! { {lines.collect_view()}<div class="card-foot">{marks}</div> }.into_any()
}

fn of_deal(view: RwSignal<Option<BoardView>>, row: &ListRow, marks: AnyView) -> AnyView {
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
        <div class="card-account">{account.map(|account| fields::written(&account))}</div>
        <div class="card-facts">
            <span class="card-amount number">{amount}</span>
            <time class="card-date number" data-late=late.then_some("true")>{close.map(format::day)}</time>
        </div>
        <div class="card-foot">
            {open.then(|| next_activity(next))}
            {open.then(|| in_stage(row)).flatten()}
            {marks}
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
