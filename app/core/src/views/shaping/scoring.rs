//! Score rules, from their definitions.

use super::{Definition, Name, conditions};
use crate::ids::ObjectKey;
use crate::objects::{self, score_rule};
use crate::views::query::Filter;
use serde::{Deserialize, Serialize};

/// A rule that gives records points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreRule {
    /// What tells it from others.
    pub value: String,
    /// What the team calls it; mostly nothing.
    pub name: Name,
    /// The object whose records it scores.
    pub of: ObjectKey,
    /// For what it gives points.
    pub counts: Counts,
    /// The points: for the field, or for each activity on its day.
    pub points: i16,
    /// The most that activities give together.
    pub most: Option<u16>,
    /// After how many days the points of an activity have halved.
    pub halves: Option<u16>,
    /// Whether it is in use no more.
    pub retired: bool,
    /// Its place.
    pub position: f64,
    /// Whether two people set something of it at once.
    pub split: bool,
}

/// For what a rule gives points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Counts {
    /// For a field of the record.
    Field(Filter),
    /// For each activity of that object which is done.
    Activity(ObjectKey),
}

impl ScoreRule {
    /// The field that it reads; none where activities count.
    pub fn field(&self) -> Option<&str> {
        match &self.counts {
            Counts::Field(filter) => Some(&filter.field),
            Counts::Activity(_) => None,
        }
    }

    /// What stands in [`score_rule::CONDITION`] and [`score_rule::ACTIVITY`].
    pub fn counts_written(&self) -> (Option<String>, Option<String>) {
        match &self.counts {
            Counts::Field(filter) => {
                (objects::object(&self.of).and_then(|of| conditions::write(of, filter)), None)
            }
            Counts::Activity(object) => (None, Some(object.clone())),
        }
    }
}

/// The rule that a definition defines; `None` where it is under another id than its own, or this build cannot follow it.
pub(super) fn read(definition: Definition<'_>) -> Option<ScoreRule> {
    let (value, of) = (definition.text(score_rule::VALUE), definition.text(score_rule::OF));
    if value.is_empty() || score_rule::rule_of(&value) != definition.0.id() {
        return None;
    }
    let shown = score_rule::score_field(&of)?;
    let activity = definition.text(score_rule::ACTIVITY);
    let counts = if activity.is_empty() {
        let condition = conditions::read(objects::object(&of)?, &definition.text(score_rule::CONDITION))?;
        // A score that followed from itself would follow from nothing.
        Counts::Field(Some(condition).filter(|condition| condition.field != shown)?)
    } else {
        Counts::Activity(Some(activity).filter(|one| score_rule::ACTIVITIES.contains(&one.as_str()))?)
    };
    let limit = f64::from(score_rule::MOST_POINTS);
    #[expect(clippy::cast_possible_truncation, reason = "between the limits; what is no number is nothing")]
    let points = definition.number(score_rule::POINTS)?.clamp(-limit, limit) as i16;
    Some(ScoreRule {
        name: definition.name(),
        counts,
        points,
        most: at_least_one(definition, score_rule::MOST, score_rule::MOST_OF_ALL),
        halves: at_least_one(definition, score_rule::HALVES, score_rule::MOST_DAYS),
        retired: definition.flag(score_rule::RETIRED),
        position: definition.number(score_rule::POSITION).unwrap_or(0.0),
        split: definition.split(),
        value,
        of,
    })
}

/// A whole number from one to a limit; nothing below one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nothing and the limit")]
fn at_least_one(definition: Definition<'_>, key: &str, most: u16) -> Option<u16> {
    let number = definition.number(key)?.clamp(0.0, f64::from(most)) as u16;
    (number > 0).then_some(number)
}

/// In order: by place, then by value, so that two devices agree.
pub(super) fn sort(rules: &mut [ScoreRule]) {
    rules.sort_by(|one, two| one.position.total_cmp(&two.position).then_with(|| one.value.cmp(&two.value)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::FilterOperator;
    use crate::ids::RecordId;
    use crate::value::Value;
    use crate::views::row::RowView;
    use crate::views::shaping::Shaping;
    use crate::views::shaping::specimen::{packed, text};

    fn rule(value: &str, more: &[(&str, Value)]) -> Vec<u8> {
        let own = [
            (score_rule::VALUE, text(value)),
            (score_rule::OF, text("lead")),
            (score_rule::POINTS, Value::Number(5.0)),
        ];
        // What is given again counts.
        packed(score_rule::KEY, score_rule::rule_of(value), &[&own[..], more].concat())
    }

    fn read_all(rows: &[Vec<u8>]) -> Vec<ScoreRule> {
        Shaping::of(rows.iter().map(|row| RowView::trusted(row))).scoring
    }

    fn one(more: &[(&str, Value)]) -> Option<ScoreRule> {
        read_all(&[rule("c00000001", more)]).pop()
    }

    #[test]
    fn rules_come_in_their_order_with_what_counts() {
        let found = read_all(&[
            rule(
                "c00000002",
                &[
                    (score_rule::ACTIVITY, text("call")),
                    (score_rule::POSITION, Value::Number(2.0)),
                    (score_rule::MOST, Value::Number(20.0)),
                    (score_rule::HALVES, Value::Number(30.0)),
                ],
            ),
            rule(
                "c00000001",
                &[
                    (score_rule::CONDITION, text("lead_source is referral")),
                    (score_rule::POSITION, Value::Number(1.0)),
                ],
            ),
        ]);
        let argument = Some(text("referral"));
        let filter = Filter { field: "lead_source".to_owned(), operator: FilterOperator::Is, argument };
        assert_eq!(found[0].counts, Counts::Field(filter));
        assert_eq!((found[0].points, found[0].most, found[0].halves), (5, None, None));
        assert_eq!(found[0].counts_written(), (Some("lead_source is referral".to_owned()), None));
        assert_eq!(found[1].counts, Counts::Activity("call".to_owned()));
        assert_eq!((found[1].most, found[1].halves), (Some(20), Some(30)));
    }

    #[test]
    fn what_nobody_can_have_meant_is_no_rule() {
        let call = (score_rule::ACTIVITY, text("call"));
        assert!(one(std::slice::from_ref(&call)).is_some());
        for (more, why) in [
            (vec![], "nothing counts"),
            (vec![(score_rule::CONDITION, text("score at_least 5"))], "the score itself"),
            (vec![(score_rule::CONDITION, text("no_such_field filled"))], "no field"),
            (vec![(score_rule::ACTIVITY, text("deal"))], "no activity"),
            (vec![call.clone(), (score_rule::OF, text("deal"))], "no score"),
            (vec![call.clone(), (score_rule::POINTS, text("5"))], "no points"),
        ] {
            assert_eq!(one(&more), None, "{why}");
        }
        let forged = [
            (score_rule::VALUE, text("c00000001")),
            (score_rule::OF, text("lead")),
            (score_rule::POINTS, Value::Number(5.0)),
            call,
        ];
        assert!(
            read_all(&[packed(score_rule::KEY, RecordId([7; 16]), &forged)]).is_empty(),
            "under another id"
        );
    }

    #[test]
    fn numbers_stay_within_their_limits() {
        let with = |points: f64, most: f64, halves: f64| {
            let number = |key, number| (key, Value::Number(number));
            let found = one(&[
                (score_rule::ACTIVITY, text("call")),
                number(score_rule::POINTS, points),
                number(score_rule::MOST, most),
                number(score_rule::HALVES, halves),
            ]);
            found.map(|rule| (rule.points, rule.most, rule.halves))
        };
        assert_eq!(with(1e300, 1e300, 1e300), Some((100, Some(1_000), Some(3_650))));
        assert_eq!(with(-1e300, -1.0, 0.5), Some((-100, None, None)));
        assert_eq!(with(f64::NAN, f64::NAN, f64::NAN), Some((0, None, None)));
        assert_eq!(with(f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY), Some((100, Some(1_000), None)));
        assert_eq!(with(2.9, 3.9, 4.9), Some((2, Some(3), Some(4))));
    }
}
