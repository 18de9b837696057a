//! The day of a person: what is late, what is due, what comes next, and which deals need somebody.

use super::Rows;
use crm_core::fields::calendar::day_of;
use crm_core::ids::{Day, Timestamp};
use crm_core::messages::{AgendaItem, Need, TodayView};
use crm_core::objects::{ObjectDefinition, Outcome};
use crm_core::value::{Link, Money, Value};
use crm_core::views::row::RowView;
use std::collections::BTreeMap;

const LATE: usize = 100;
const NEEDY: usize = 20;
const CONFLICTS: usize = 20;
/// Days that count as next.
const NEXT_DAYS: Day = 7;
/// Days after which a deal that nobody changes needs somebody.
const UNTOUCHED_DAYS: Day = 14;

impl Rows {
    /// The view of a day. `utc_offset_minutes` says in which day a moment falls.
    pub fn today(&self, day: Day, utc_offset_minutes: i32) -> TodayView {
        let mut view = TodayView { empty: true, ..TodayView::default() };
        let mut needy = Vec::new();
        let mut pipeline = Pipeline::new();
        for row in self.records().filter(|row| !row.deleted()) {
            let Some(definition) = row.object() else { continue };
            view.empty = false;
            if !row.conflicts().is_empty() {
                view.conflicts_total += 1;
                if view.conflicts.len() < CONFLICTS {
                    view.conflicts.extend(self.describe(row));
                }
            }
            match definition.key {
                "task" | "call" | "meeting" => {
                    if let Some(item) =
                        agenda_item(definition, row, utc_offset_minutes).filter(|item| !item.done)
                    {
                        place(&mut view, item, day);
                    }
                }
                "deal" => {
                    let stage = stage_of(definition, row);
                    if self.stages().outcome(stage) != Outcome::Open {
                        continue;
                    }
                    add_deal(&mut pipeline, definition, row, stage);
                    let needs = self.needs(definition, row, (day, utc_offset_minutes));
                    if !needs.is_empty() {
                        needy.push((urgency(definition, row), needs, row));
                    }
                }
                _ => {}
            }
        }
        for items in [&mut view.late, &mut view.today, &mut view.next] {
            items.sort_by(|one, other| {
                (one.day, one.at, &one.title).cmp(&(other.day, other.at, &other.title))
            });
        }
        view.late_total = u32::try_from(view.late.len()).unwrap_or(u32::MAX);
        view.late.truncate(LATE);
        view.needy_total = u32::try_from(needy.len()).unwrap_or(u32::MAX);
        needy.sort_by_key(|(urgency, needs, row)| (rank(needs), *urgency, row.id().0));
        let columns = ["account", "stage", "amount", "close_date"].map(str::to_owned);
        let deals = needy.into_iter().take(NEEDY);
        view.needy = deals
            .filter_map(|(_, needs, row)| Some((self.list_row(row, row.object()?, &columns), needs)))
            .collect();
        view.pipeline = self.in_stage_order(pipeline);
        let values = view.needy.iter().flat_map(|(row, _)| row.values.iter().map(|(_, value)| value));
        view.titles = self.titles_of(values);
        for item in view.late.iter().chain(&view.today).chain(&view.next) {
            view.titles.extend(item.about.iter().map(|link| (link.record, self.title(link.record))));
        }
        view
    }
}

fn place(view: &mut TodayView, item: AgendaItem, day: Day) {
    if item.day < day {
        view.late.push(item);
    } else if item.day == day {
        view.today.push(item);
    } else if item.day <= day + NEXT_DAYS {
        view.next.push(item);
    }
}

/// How far an activity is.
pub(super) fn done(definition: &ObjectDefinition, row: RowView<'_>) -> Option<bool> {
    let status = definition.field_code("status").and_then(|code| row.text(code));
    match status {
        Some("cancelled" | "deferred" | "not_held") => None,
        Some("completed" | "held") => Some(true),
        Some(_) | None => Some(false),
    }
}

/// A task, call or meeting with its time; `None` for what has none and for what will not take place.
pub(super) fn agenda_item(
    definition: &ObjectDefinition,
    row: RowView<'_>,
    utc_offset_minutes: i32,
) -> Option<AgendaItem> {
    let value = |key: &str| row.value(definition.field_code(key)?);
    let done = done(definition, row)?;
    let (day, at) = match value("due").or_else(|| value("start"))? {
        Value::Date(day) => (day, None),
        Value::Moment(at) => (day_of(at, utc_offset_minutes), Some(at)),
        Value::Text(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Flag(_)
        | Value::Money(_)
        | Value::Address(_)
        | Value::Person(_)
        | Value::Link(_)
        | Value::Members(_) => return None,
    };
    let link = |key: &str| match value(key) {
        Some(Value::Link(link)) => Some(link),
        _ => None,
    };
    let moment = |key: &str| match value(key) {
        Some(Value::Moment(at)) => Some(at),
        _ => None,
    };
    let length = || match value("duration") {
        Some(Value::Integer(seconds)) => Some(at? + seconds.clamp(0, 24 * 3_600) * 1_000),
        _ => None,
    };
    Some(AgendaItem {
        link: Link { object: definition.key.to_owned(), record: row.id() },
        title: row.title(),
        day,
        at,
        until: moment("end").or_else(length),
        whole_days: matches!(value("all_day"), Some(Value::Flag(true))),
        remind_at: moment("reminder_at"),
        done,
        about: link("about").or_else(|| link("contact")).or_else(|| link("account")),
    })
}

pub(super) fn date(definition: &ObjectDefinition, row: RowView<'_>, field: &str) -> Option<Day> {
    match definition.field_code(field).and_then(|code| row.value(code)) {
        Some(Value::Date(day)) => Some(day),
        _ => None,
    }
}

impl Rows {
    /// Why an open deal needs somebody, the most pressing reason first.
    fn needs(
        &self,
        definition: &ObjectDefinition,
        row: RowView<'_>,
        (day, utc_offset_minutes): (Day, i32),
    ) -> Vec<Need> {
        let since = |moment: Timestamp| day - day_of(moment, utc_offset_minutes);
        let close = date(definition, row, "close_date");
        let untouched = since(row.modified_at());
        let next_step = definition.field_code("next_step").and_then(|code| row.text(code));
        let usual = self.stages().get(stage_of(definition, row)).map_or(0, |known| known.stage.days);
        let entered = definition.field_code("stage_entered_at").and_then(|code| row.value(code));
        let in_stage = if let Some(Value::Moment(entered)) = entered { since(entered) } else { 0 };
        let stalled = usual > 0 && in_stage > Day::from(usual);
        let days = |days: Day| u32::try_from(days).unwrap_or_default();
        let reasons = [
            close.is_some_and(|close| close < day).then_some(Need::Overdue),
            close.is_some_and(|close| (day..=day + NEXT_DAYS).contains(&close)).then_some(Need::ClosesSoon),
            stalled.then(|| Need::Stalled(days(in_stage))),
            // What lies too long in its stage need not be told twice.
            (!stalled && untouched >= UNTOUCHED_DAYS).then(|| Need::Untouched(days(untouched))),
            next_step.is_none_or(|step| step.trim().is_empty()).then_some(Need::NoNextStep),
        ];
        reasons.into_iter().flatten().collect()
    }

    /// Whether a deal is still running.
    pub(super) fn open(&self, definition: &ObjectDefinition, row: RowView<'_>) -> bool {
        self.stages().outcome(stage_of(definition, row)) == Outcome::Open
    }

    /// Every open stage that is offered, or has deals, in order.
    fn in_stage_order(&self, mut pipeline: Pipeline) -> Vec<(String, u32, Vec<Money>)> {
        let stages = self.stages().all().iter().filter(|option| {
            let open = option.stage.as_ref().is_none_or(|known| known.stage.outcome == Outcome::Open);
            open && (!option.retired || pipeline.contains_key(&option.value))
        });
        let ids: Vec<String> = stages.map(|option| option.value.clone()).collect();
        let entry = |id: String| {
            let (count, sums) = pipeline.remove(&id).unwrap_or_default();
            let sums = sums.into_iter().map(|(currency, minor)| Money { minor, currency }).collect();
            (id, count, sums)
        };
        ids.into_iter().map(entry).collect()
    }
}

/// Deals whose day has come stand before those that lie still, and these before those without a next step.
fn rank(needs: &[Need]) -> u8 {
    match needs.first() {
        Some(Need::Overdue | Need::ClosesSoon) => 0,
        Some(Need::Untouched(_) | Need::Stalled(_)) => 1,
        Some(Need::NoNextStep) | None => 2,
    }
}

/// Within a rank: the closing day, then the longest untouched.
fn urgency(definition: &ObjectDefinition, row: RowView<'_>) -> (Day, i64) {
    (date(definition, row, "close_date").unwrap_or(Day::MAX), row.modified_at())
}

fn stage_of<'a>(definition: &ObjectDefinition, row: RowView<'a>) -> &'a str {
    definition.field_code("stage").and_then(|code| row.text(code)).unwrap_or("")
}

type Pipeline = BTreeMap<String, (u32, BTreeMap<[u8; 3], i64>)>;

fn add_deal(pipeline: &mut Pipeline, definition: &ObjectDefinition, row: RowView<'_>, stage: &str) {
    let (count, sums) = pipeline.entry(stage.to_owned()).or_default();
    *count += 1;
    if let Some(Value::Money(money)) = definition.field_code("amount").and_then(|code| row.value(code)) {
        *sums.entry(money.currency).or_default() += money.minor;
    }
}
