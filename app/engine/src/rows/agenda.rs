//! The day of a person: what is late, what is due, what comes next, and which deals close soon.

use super::Rows;
use crm_core::ids::Day;
use crm_core::messages::{AgendaItem, TodayView};
use crm_core::objects::{self, ObjectDefinition, Outcome};
use crm_core::value::{Link, Money, Value};
use crm_core::views::row::RowView;
use std::collections::BTreeMap;

const LATE: usize = 100;
const CLOSING: usize = 20;
const CONFLICTS: usize = 20;
/// Days that count as next.
const NEXT_DAYS: Day = 7;
const MINUTES_A_DAY: i64 = 24 * 60;

impl Rows {
    /// The view of a day. `utc_offset_minutes` says in which day a moment falls.
    pub fn today(&self, day: Day, utc_offset_minutes: i32) -> TodayView {
        let mut view = TodayView { empty: true, ..TodayView::default() };
        let mut closing = Vec::new();
        let mut pipeline: BTreeMap<String, (u32, BTreeMap<[u8; 3], i64>)> = BTreeMap::new();
        for row in self.records().filter(|row| !row.deleted()) {
            let Some(definition) = row.object() else { continue };
            view.empty = false;
            if !row.conflicts().is_empty() && view.conflicts.len() < CONFLICTS {
                view.conflicts.extend(self.describe(row));
            }
            match definition.key {
                "task" | "call" | "meeting" => {
                    if let Some(item) = agenda_item(definition, row, utc_offset_minutes) {
                        place(&mut view, item, day);
                    }
                }
                "deal" => {
                    add_deal(&mut pipeline, definition, row);
                    let close = definition.field_code("close_date").and_then(|code| row.value(code));
                    if let Some(Value::Date(close)) = close
                        && close <= day + NEXT_DAYS
                        && open(definition, row)
                    {
                        closing.push((close, row));
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
        closing.sort_by_key(|(close, row)| (*close, row.id().0));
        let columns = ["account", "stage", "amount", "close_date"].map(str::to_owned);
        let deals = closing.into_iter().take(CLOSING);
        view.closing =
            deals.filter_map(|(_, row)| Some(self.list_row(row, row.object()?, &columns))).collect();
        view.pipeline = in_stage_order(pipeline);
        view.titles = self.titles_in(&view.closing);
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

fn agenda_item(
    definition: &ObjectDefinition,
    row: RowView<'_>,
    utc_offset_minutes: i32,
) -> Option<AgendaItem> {
    let value = |key: &str| row.value(definition.field_code(key)?);
    let status = definition.field_code("status").and_then(|code| row.text(code));
    if matches!(status, Some("completed" | "cancelled" | "deferred" | "held" | "not_held")) {
        return None;
    }
    let (day, at) = match value("due").or_else(|| value("start"))? {
        Value::Date(day) => (day, None),
        Value::Moment(at) => {
            let minutes = at.div_euclid(60_000) + i64::from(utc_offset_minutes);
            (Day::try_from(minutes.div_euclid(MINUTES_A_DAY)).ok()?, Some(at))
        }
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
    Some(AgendaItem {
        link: Link { object: definition.key.to_owned(), record: row.id() },
        title: row.title(),
        day,
        at,
        about: link("about").or_else(|| link("contact")).or_else(|| link("account")),
    })
}

fn open(definition: &ObjectDefinition, row: RowView<'_>) -> bool {
    let stage = definition.field_code("stage").and_then(|code| row.text(code));
    let stage = stage.and_then(|id| definition.field("stage")?.choice(id)).and_then(|choice| choice.stage);
    stage.is_none_or(|stage| stage.outcome == Outcome::Open)
}

type Pipeline = BTreeMap<String, (u32, BTreeMap<[u8; 3], i64>)>;

fn add_deal(pipeline: &mut Pipeline, definition: &ObjectDefinition, row: RowView<'_>) {
    if !open(definition, row) {
        return;
    }
    let stage = definition.field_code("stage").and_then(|code| row.text(code)).unwrap_or("prospecting");
    let (count, sums) = pipeline.entry(stage.to_owned()).or_default();
    *count += 1;
    if let Some(Value::Money(money)) = definition.field_code("amount").and_then(|code| row.value(code)) {
        *sums.entry(money.currency).or_default() += money.minor;
    }
}

fn in_stage_order(mut pipeline: Pipeline) -> Vec<(String, u32, Vec<Money>)> {
    let stages =
        objects::object("deal").and_then(|deal| deal.field("stage")).map_or(&[][..], |stage| stage.choices);
    let open =
        stages.iter().filter(|choice| choice.stage.is_some_and(|stage| stage.outcome == Outcome::Open));
    let entry = |id: &str| {
        let (count, sums) = pipeline.remove(id).unwrap_or_default();
        let sums = sums.into_iter().map(|(currency, minor)| Money { minor, currency }).collect();
        (id.to_owned(), count, sums)
    };
    open.map(|choice| choice.id).map(entry).collect()
}
