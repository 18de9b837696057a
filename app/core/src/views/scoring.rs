//! The score of a record, out of its fields, the activities about it and the rules of the team.
//!
//! A rule on a field gives its points, or nothing. A rule on activities gives points for each one that is done. Where they
//! halve every *h* days, one that is *a* whole days old (by UTC) gives, in thousandths of a point and with `n = a / h`,
//! `r = a % h` in whole numbers, `p(n) - (p(n) - p(n + 1)) * r / h`, where `p(n)` is `1000 * points` halved *n* times: a
//! straight line from one halving to the next. The thousandths of a rule are added up, held within the most that it may
//! give, and rounded once, half away from nought. The score is the sum of those whole numbers, from -1,000 to 1,000. Only
//! whole numbers are reckoned with, so that every device finds the same.

use super::row::RowView;
use super::shaping::scoring::{Counts, ScoreRule};
use crate::fields::calendar::day_of;
use crate::ids::Day;
use crate::objects::ObjectDefinition;
use crate::policy::all_hold;
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// The largest score, and with a minus the smallest.
pub const MOST: i32 = 1_000;

/// What a score is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The score.
    pub total: i32,
    /// What each rule gave that gave anything: the value of the rule and its points, in the order of the rules.
    pub parts: Vec<(String, i32)>,
}

/// An activity that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its object.
    pub object: &'static str,
    /// The day on which it was, by UTC.
    pub day: Day,
}

impl Done {
    /// The activity of a row, where it was done, held or written.
    pub fn of(row: RowView<'_>) -> Option<Self> {
        let object = row.object().filter(|_| !row.deleted())?.key;
        let is = |wanted: &str| row.value_of("status") == Some(Value::Text(wanted.to_owned()));
        let when = match object {
            "call" | "meeting" => is("held").then_some("start"),
            "task" => is("completed").then_some("completed_at"),
            "note" => Some("created_at"),
            _ => None,
        }?;
        let moment = |key: &str| match row.value_of(key) {
            Some(Value::Moment(at)) => Some(at),
            Some(_) | None => None,
        };
        let at = moment(when).or_else(|| moment("created_at")).unwrap_or_else(|| row.modified_at());
        Some(Self { object, day: day_of(at, 0) })
    }
}

/// The score of the record of a row, by rules on its object that are in use, with the activities about it.
pub fn score<'r>(
    row: RowView<'_>,
    definition: &ObjectDefinition,
    activities: &[Done],
    rules: impl Iterator<Item = &'r ScoreRule>,
    today: Day,
) -> Score {
    let given = |rule: &ScoreRule| match &rule.counts {
        Counts::Field(filter) => {
            let holds = all_hold(definition, std::slice::from_ref(filter), &|key| row.value_of(key));
            if holds { i32::from(rule.points) } else { 0 }
        }
        Counts::Activity(object) => {
            let own = activities.iter().filter(|done| done.object == object);
            for_activities(rule, own.map(|done| i64::from(today) - i64::from(done.day)))
        }
    };
    let parts = { rules }.map(|rule| (rule.value.clone(), given(rule))).filter(|(_, points)| *points != 0);
    let parts: Vec<(String, i32)> = parts.collect();
    let total = parts.iter().map(|(_, points)| i64::from(*points)).sum::<i64>();
    Score { total: within(total, MOST), parts }
}

/// What a rule gives for activities that are so many days old.
fn for_activities(rule: &ScoreRule, ages: impl Iterator<Item = i64>) -> i32 {
    let sum = ages.map(|age| left(rule.points, rule.halves, age)).sum::<i64>();
    let most = rule.most.map_or(MOST, i32::from);
    within((sum.abs() + 500) / 1_000 * sum.signum(), most)
}

/// What is left of points after so many days, in thousandths. What lies ahead is as if it were today.
fn left(points: i16, halves: Option<u16>, age: i64) -> i64 {
    let whole = i64::from(points.unsigned_abs()) * 1_000;
    let left = match halves {
        None | Some(0) => whole,
        Some(days) => {
            let (age, days) = (age.max(0), i64::from(days));
            let (halvings, rest) = (age / days, age % days);
            // After so many halvings nothing is left of any points.
            let after = |times: i64| whole >> times.min(32);
            after(halvings) - (after(halvings) - after(halvings + 1)) * rest / days
        }
    };
    left * i64::from(points.signum())
}

fn within(points: i64, most: i32) -> i32 {
    let most = i64::from(most);
    i32::try_from(points.clamp(-most, most)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RecordId;
    use crate::objects::{object, score_rule};
    use crate::views::record::Record;
    use crate::views::row;
    use crate::views::shaping::{Name, conditions};

    const TODAY: Day = 20_000;

    fn rule(number: u8, counts: Counts, points: i16) -> ScoreRule {
        ScoreRule {
            value: format!("c{number:08x}"),
            name: Name::default(),
            of: "lead".to_owned(),
            counts,
            points,
            most: None,
            halves: None,
            retired: false,
            position: f64::from(number),
            split: false,
        }
    }

    fn field(number: u8, condition: &str, points: i16) -> ScoreRule {
        let condition = conditions::read(object("lead").expect("leads"), condition).expect("a condition");
        rule(number, Counts::Field(condition), points)
    }

    fn calls(number: u8, points: i16, most: Option<u16>, halves: Option<u16>) -> ScoreRule {
        ScoreRule { most, halves, ..rule(number, Counts::Activity("call".to_owned()), points) }
    }

    fn packed(object: &str, values: &[(&str, Value)]) -> Vec<u8> {
        let mut record = Record::empty(RecordId([7; 16]), object);
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        row::pack(&record)
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn of(lead: &[(&str, Value)], days: &[Day], rules: &[ScoreRule]) -> Score {
        let lead = packed("lead", lead);
        let done: Vec<Done> = days.iter().map(|day| Done { object: "call", day: *day }).collect();
        score(RowView::trusted(&lead), object("lead").expect("leads"), &done, rules.iter(), TODAY)
    }

    fn total(days: &[Day], rules: &[ScoreRule]) -> i32 {
        of(&[], days, rules).total
    }

    /// Numbers that look drawn, the same each time.
    fn drawn(seed: u64) -> impl Iterator<Item = u64> {
        std::iter::successors(Some(seed), |now| {
            Some(now.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
        })
        .skip(1)
        .map(|number| number >> 33)
    }

    #[test]
    fn fields_give_their_points_or_nothing() {
        let rules = [
            field(1, "lead_source is referral", 15),
            field(2, "budget filled", 10),
            field(3, "do_not_call is true", -20),
        ];
        let lead = [("lead_source", text("referral")), ("do_not_call", Value::Flag(true))];
        let found = of(&lead, &[], &rules);
        assert_eq!(found.total, -5);
        assert_eq!(found.parts, [("c00000001".to_owned(), 15), ("c00000003".to_owned(), -20)]);
        assert_eq!(of(&[], &[], &rules), Score { total: 0, parts: Vec::new() });
    }

    #[test]
    fn activities_give_less_the_older_they_are() {
        let rules = [calls(1, 8, None, Some(30))];
        for (days_ago, expected) in [(-3, 8), (0, 8), (15, 6), (30, 4), (45, 3), (60, 2), (90, 1), (900, 0)] {
            assert_eq!(total(&[TODAY - days_ago], &rules), expected, "{days_ago}");
        }
        assert_eq!(total(&[TODAY - 900], &[calls(1, 8, None, None)]), 8, "for ever");
        assert_eq!(total(&[TODAY, TODAY - 1], &[calls(1, 8, None, None)]), 16);
        // Three that have each a third of a point left give one together: they are added before they are rounded.
        assert_eq!(total(&[TODAY - 1; 3], &[calls(1, 1, None, Some(1))]), 2);
        assert_eq!(total(&[Day::MIN, Day::MAX], &[calls(1, 100, None, Some(1))]), 100);
    }

    #[test]
    fn a_score_stays_within_its_limits() {
        assert_eq!(total(&[TODAY; 9], &[calls(1, 5, Some(20), None)]), 20);
        assert_eq!(total(&[TODAY; 9], &[calls(1, -5, Some(20), None)]), -20);
        assert_eq!(total(&[TODAY; 90], &[calls(1, 100, None, None)]), MOST);
        let many: Vec<ScoreRule> = (0..90).map(|number| field(number, "budget empty", -100)).collect();
        assert_eq!(total(&[], &many), -MOST);
    }

    #[test]
    fn only_what_was_done_counts() {
        let day = |days: Day| Value::Moment(i64::from(days) * 86_400_000 + 5);
        for (object, values, expected) in [
            ("call", vec![("status", text("held")), ("start", day(7))], Some(7)),
            ("call", vec![("status", text("held")), ("start", day(7)), ("created_at", day(3))], Some(7)),
            ("call", vec![("status", text("planned")), ("start", day(7))], None),
            ("call", vec![("start", day(7))], None),
            ("meeting", vec![("status", text("held")), ("start", day(-7))], Some(-7)),
            ("meeting", vec![("status", text("not_held")), ("start", day(7))], None),
            ("task", vec![("status", text("completed")), ("completed_at", day(8))], Some(8)),
            ("task", vec![("status", text("completed")), ("created_at", day(3))], Some(3)),
            ("task", vec![("status", text("cancelled")), ("completed_at", day(8))], None),
            ("note", vec![("body", text("x")), ("created_at", day(9))], Some(9)),
            ("note", vec![("created_at", day(9)), ("deleted_at", day(9))], None),
            ("deal", vec![("created_at", day(9))], None),
        ] {
            let row = packed(object, &values);
            let found = Done::of(RowView::trusted(&row));
            assert_eq!(found.map(|done| done.day), expected, "{object} {values:?}");
            assert!(found.is_none() || score_rule::ACTIVITIES.contains(&object));
        }
    }

    #[test]
    fn the_order_of_activities_and_rules_does_not_matter() {
        let mut numbers = drawn(1);
        let mut next = |below: u64| numbers.next().expect("without end") % below;
        for _ in 0..500 {
            let mut days: Vec<Day> =
                (0..next(9)).map(|_| TODAY - Day::try_from(next(400)).expect("small")).collect();
            let mut rules: Vec<ScoreRule> = (0..6)
                .map(|number| {
                    let points = i16::try_from(next(201)).expect("small") - 100;
                    let most = u16::try_from(next(300)).ok().filter(|most| *most > 0);
                    let halves = u16::try_from(next(90)).ok().filter(|days| *days > 0);
                    calls(number, points, most, halves)
                })
                .collect();
            let before = of(&[], &days, &rules);
            assert!(before.total.abs() <= MOST);
            for (rule, (_, points)) in rules
                .iter()
                .filter_map(|rule| Some((rule, before.parts.iter().find(|(v, _)| *v == rule.value)?)))
            {
                assert!(points.abs() <= rule.most.map_or(MOST, i32::from), "{rule:?} gives {points}");
            }
            days.reverse();
            let turn = usize::try_from(next(6)).expect("small");
            rules.rotate_left(turn);
            let mut after = of(&[], &days, &rules);
            after.parts.sort();
            assert_eq!(after, before);
        }
    }

    #[test]
    fn what_is_left_never_grows_again() {
        for points in [-100, -7, -1, 1, 3, 50, 100] {
            for halves in [1, 2, 3, 7, 30, 365, 3_650] {
                let mut before = left(points, Some(halves), 0).abs();
                assert_eq!(before, i64::from(points.unsigned_abs()) * 1_000);
                for age in 1..20_000 {
                    let now = left(points, Some(halves), age).abs();
                    assert!(now <= before, "{points} points, halved in {halves}, after {age} days");
                    before = now;
                }
                let half = left(points, Some(halves), i64::from(halves)).abs();
                assert_eq!(half, i64::from(points.unsigned_abs()) * 500);
            }
        }
    }
}
