//! Some days of a calendar: what begins in them or still goes on.

use super::Rows;
use super::agenda::{agenda_item, date};
use crm_core::fields::calendar::day_of;
use crm_core::ids::Day;
use crm_core::messages::{AgendaItem, CalendarView};
use crm_core::value::Link;

/// Most days of one view.
const MOST_DAYS: Day = 62;
/// Most items of one view.
const MOST_ITEMS: usize = 1_000;

impl Rows {
    /// The days `from..=to`. A moment falls into the person's day by `utc_offset_minutes`; as the offset of another
    /// season differs, the days before and after are looked at, too.
    pub fn calendar(&self, from: Day, to: Day, utc_offset_minutes: i32) -> CalendarView {
        let to = to.min(from.saturating_add(MOST_DAYS - 1));
        let mut items = Vec::new();
        for row in self.records().filter(|row| !row.deleted()) {
            let Some(definition) = row.object() else { continue };
            let item = match definition.key {
                "task" | "call" | "meeting" => agenda_item(definition, row, utc_offset_minutes),
                "deal" if self.open(definition, row) => {
                    let close = date(definition, row, "close_date");
                    close.map(|day| {
                        closing(day, Link { object: "deal".to_owned(), record: row.id() }, row.title())
                    })
                }
                _ => None,
            };
            let wanted = |item: &AgendaItem| {
                let margin = Day::from(item.at.is_some());
                let last = item.until.map_or(item.day, |until| day_of(until, utc_offset_minutes));
                item.day <= to + margin && last.max(item.day) >= from - margin
            };
            items.extend(item.filter(wanted));
        }
        items.sort_by(|one, other| {
            (one.day, one.at, &one.title, one.link.record.0).cmp(&(
                other.day,
                other.at,
                &other.title,
                other.link.record.0,
            ))
        });
        let left_out = u32::try_from(items.len().saturating_sub(MOST_ITEMS)).unwrap_or(u32::MAX);
        items.truncate(MOST_ITEMS);
        let about = items.iter().filter_map(|item| item.about.as_ref());
        let titles = about.map(|link| (link.record, self.title(link.record))).collect();
        CalendarView { days: (from, to), items, left_out, titles }
    }
}

/// The day on which an open deal shall close.
fn closing(day: Day, link: Link, title: String) -> AgendaItem {
    AgendaItem {
        link,
        title,
        day,
        at: None,
        until: None,
        whole_days: true,
        remind_at: None,
        done: false,
        about: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::ids::RecordId;
    use crm_core::messages::Need;
    use crm_core::value::Value;
    use crm_core::views::record::Record;
    use crm_core::views::row::pack;

    const DHAKA: i32 = 360;
    const DAY_MS: i64 = 86_400_000;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    /// A moment by the clock of Dhaka.
    fn clock(day: Day, hour: i64) -> Value {
        Value::Moment(i64::from(day) * DAY_MS + (hour - 6) * 3_600_000)
    }

    fn book(records: &[(&str, &[(&str, Value)])]) -> Rows {
        let mut rows = Rows::default();
        for (at, (object, values)) in records.iter().enumerate() {
            let mut record = Record::empty(RecordId([u8::try_from(at).expect("a small book"); 16]), object);
            record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
            record.modified_at = 100 * DAY_MS;
            rows.put(&pack(&record));
        }
        rows
    }

    fn titles(view: &CalendarView) -> Vec<&str> {
        view.items.iter().map(|item| item.title.as_str()).collect()
    }

    #[test]
    fn days_hold_what_begins_in_them_and_what_still_goes_on() {
        let rows = book(&[
            ("task", &[("subject", text("in")), ("due", Value::Date(100))]),
            ("task", &[("subject", text("after")), ("due", Value::Date(107))]),
            ("task", &[("subject", text("before")), ("due", Value::Date(99))]),
            (
                "task",
                &[("subject", text("given up")), ("due", Value::Date(101)), ("status", text("cancelled"))],
            ),
            ("task", &[("subject", text("done")), ("due", Value::Date(101)), ("status", text("completed"))]),
            ("meeting", &[("subject", text("fair")), ("start", clock(95, 9)), ("end", clock(102, 17))]),
            (
                "call",
                &[("subject", text("call")), ("start", clock(103, 9)), ("duration", Value::Integer(600))],
            ),
            (
                "deal",
                &[("name", text("deal")), ("close_date", Value::Date(104)), ("stage", text("proposal"))],
            ),
            (
                "deal",
                &[("name", text("won")), ("close_date", Value::Date(104)), ("stage", text("closed_won"))],
            ),
            ("note", &[("title", text("note"))]),
        ]);
        let view = rows.calendar(100, 106, DHAKA);
        assert_eq!(titles(&view), ["fair", "in", "done", "call", "deal"]);
        assert!(view.items[2].done);
        let call = &view.items[3];
        assert_eq!(call.until.map(|until| until - call.at.unwrap_or_default()), Some(600_000));
        assert_eq!((view.days, view.left_out), ((100, 106), 0));
    }

    #[test]
    fn a_view_is_bounded_and_says_what_it_leaves_out() {
        let mut rows = Rows::default();
        for at in 0..1_100_u32 {
            let mut id = [0; 16];
            id[..4].copy_from_slice(&at.to_le_bytes());
            let mut record = Record::empty(RecordId(id), "task");
            record.values.insert("subject".to_owned(), text("task"));
            record
                .values
                .insert("due".to_owned(), Value::Date(i32::try_from(at % 100).expect("a small day")));
            rows.put(&pack(&record));
        }
        let view = rows.calendar(0, 61, 0);
        assert_eq!(view.items.len() + view.left_out as usize, 62 * 11);
        assert_eq!(rows.calendar(0, 400, 0).days, (0, 61));
        let all: usize = (0..100).map(|day| rows.calendar(day, day, 0).items.len()).sum();
        assert_eq!(all, 1_100);
    }

    #[test]
    fn deals_say_why_they_need_somebody() {
        let deal = |name: &str, close: Day, step: &str| {
            vec![
                ("name", text(name)),
                ("close_date", Value::Date(close)),
                ("stage", text("proposal")),
                ("next_step", text(step)),
            ]
        };
        let (soon, late, calm, lost) = (
            deal("soon", 105, "call"),
            deal("late", 99, "call"),
            deal("calm", 140, "call"),
            deal("lost", 140, " "),
        );
        let rows = book(&[("deal", &soon), ("deal", &late), ("deal", &calm), ("deal", &lost)]);
        let of = |day: Day| {
            let view = rows.today(day, DHAKA);
            let needs = view.needy.into_iter().map(|(row, needs)| (row.title, needs));
            needs.collect::<Vec<_>>()
        };
        assert_eq!(
            of(100),
            [
                ("late".to_owned(), vec![Need::Overdue]),
                ("soon".to_owned(), vec![Need::ClosesSoon]),
                ("lost".to_owned(), vec![Need::NoNextStep]),
            ]
        );
        let later = of(114);
        assert_eq!(later[0], ("late".to_owned(), vec![Need::Overdue, Need::Untouched(14)]));
        assert_eq!(later[2], ("calm".to_owned(), vec![Need::Untouched(14)]));
        assert_eq!(later[3], ("lost".to_owned(), vec![Need::Untouched(14), Need::NoNextStep]));
    }
}
