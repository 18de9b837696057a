//! Field dependencies, from their definitions: what a field is like while another field holds a certain value.

use super::{Definition, Shaping};
use crate::fields::{Kind, members};
use crate::ids::{FieldKey, ObjectKey};
use crate::objects::dependency::{self, NO, YES};
use crate::objects::{self, FieldDefinition};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// What a field is like while another field of the record holds a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    /// The object.
    pub of: ObjectKey,
    /// The field that decides.
    pub key: FieldKey,
    /// What it holds: a choice, [`YES`] or [`NO`]; empty where it is.
    pub value: String,
    /// The field that depends on it.
    pub target: FieldKey,
    /// Whether that is not shown.
    pub hidden: bool,
    /// Whether it must be filled.
    pub required: bool,
    /// The choices that it offers; all of them where that is empty.
    pub options: Vec<String>,
    /// Whether it closes a circle, and so says nothing: two administrators made the halves of it at once.
    pub circle: bool,
    /// Whether two people set something of it at once.
    pub split: bool,
}

impl Dependency {
    /// Whether it says something while the deciding field holds that.
    pub fn holds(&self, deciding: Option<&Value>) -> bool {
        self.value == held(&self.key, &self.of, deciding)
    }
}

/// What stands in [`dependency::VALUE`] for what a field holds.
fn held(key: &str, object: &str, value: Option<&Value>) -> String {
    let flag = objects::object(object)
        .and_then(|object| object.field(key))
        .is_some_and(|field| field.kind == Kind::Flag);
    match value {
        Some(Value::Flag(true)) => YES.to_owned(),
        Some(Value::Text(choice)) if !flag => choice.clone(),
        Some(_) | None if flag => NO.to_owned(),
        Some(_) | None => String::new(),
    }
}

/// Whether what other fields are like can depend on a field.
pub fn decides(field: &FieldDefinition) -> bool {
    field.by_hand() && matches!(field.kind, Kind::Choice | Kind::Flag)
}

/// Whether a field can depend on others.
pub fn depends(field: &FieldDefinition) -> bool {
    field.by_hand()
}

/// Whether a field can be without some of its choices.
pub fn narrows(field: &FieldDefinition) -> bool {
    matches!(field.kind, Kind::Choice | Kind::MultiChoice)
}

/// The dependency that a definition defines; `None` where it is under another id than its own, says nothing, or this build
/// cannot follow it.
pub(super) fn read(definition: Definition<'_>) -> Option<Dependency> {
    let [of, key, value, target] = [dependency::OF, dependency::CODE, dependency::VALUE, dependency::TARGET]
        .map(|key| definition.text(key));
    let object = objects::object(&of).filter(|object| object.takes_more())?;
    let (deciding, field) = (object.field(&key)?, object.field(&target)?);
    let own = dependency::dependency_of(&of, &key, &value, &target) == definition.0.id();
    if !own || key == target || !decides(deciding) || !depends(field) {
        return None;
    }
    // Without the fields that a record is called by, or always has, nobody could make one.
    let stays = field.required || object.title.contains(&field.key);
    let options = definition.0.value_of(dependency::OPTIONS).filter(|_| narrows(field));
    let options = options.map_or_else(Vec::new, |value| {
        members::of(&value).iter().map(|member| member.text.clone()).collect()
    });
    let found = Dependency {
        hidden: !stays && definition.flag(dependency::HIDDEN),
        required: field.can_be_required() && definition.flag(dependency::REQUIRED),
        circle: false,
        split: definition.split(),
        of,
        key,
        value,
        target,
        options,
    };
    (found.hidden || found.required || !found.options.is_empty() || found.split).then_some(found)
}

/// In an order that two devices agree on, with those marked that close a circle.
pub(super) fn sort(all: &mut [Dependency]) {
    all.sort_by(|one, two| {
        (&one.of, &one.key, &one.target, &one.value).cmp(&(&two.of, &two.key, &two.target, &two.value))
    });
    for at in 0..all.len() {
        let (before, rest) = all.split_at_mut(at);
        let one = &mut rest[0];
        one.circle = way(before, &one.of, &one.target, &one.key).is_some();
    }
}

/// The fields from one to another, each of which the one before it decides.
fn way(all: &[Dependency], object: &str, from: &str, to: &str) -> Option<Vec<FieldKey>> {
    let mut ways = vec![vec![from.to_owned()]];
    let mut seen = vec![from.to_owned()];
    while let Some(way) = ways.pop() {
        let last = way.last()?;
        if last == to {
            return Some(way);
        }
        for next in all.iter().filter(|one| !one.circle && one.of == object && one.key == *last) {
            if !seen.contains(&next.target) {
                seen.push(next.target.clone());
                ways.push([way.as_slice(), std::slice::from_ref(&next.target)].concat());
            }
        }
    }
    None
}

impl Shaping {
    /// The circle that would close if a field decided over another: the fields on it, from the one that would decide back to
    /// itself. `None` where there is none.
    pub fn circle(&self, object: &str, deciding: &str, target: &str) -> Option<Vec<FieldKey>> {
        let back = way(&self.dependencies, object, target, deciding)?;
        Some([vec![deciding.to_owned()], back].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::tags::tag;
    use crate::ids::RecordId;
    use crate::views::shaping::specimen::{packed, shaping, text};

    fn one(of: &str, key: &str, value: &str, target: &str, more: &[(&str, Value)]) -> Vec<u8> {
        let mut own = vec![
            (dependency::OF, text(of)),
            (dependency::CODE, text(key)),
            (dependency::TARGET, text(target)),
        ];
        if !value.is_empty() {
            own.push((dependency::VALUE, text(value)));
        }
        let id = dependency::dependency_of(of, key, value, target);
        packed(dependency::KEY, id, &[&own[..], more].concat())
    }

    fn hidden() -> (&'static str, Value) {
        (dependency::HIDDEN, Value::Flag(true))
    }

    #[test]
    fn each_holds_while_the_deciding_field_says_so() {
        let found = shaping(&[
            one("lead", "lead_source", "referral", "website", &[hidden()]),
            one("lead", "lead_source", "", "website", &[hidden()]),
            one("lead", "email_opt_out", YES, "rating", &[hidden()]),
            one("lead", "email_opt_out", NO, "industry", &[hidden()]),
        ]);
        let holding = |value: Option<&Value>, key: &str| -> Vec<&str> {
            let own = found.dependencies.iter().filter(|one| one.key == key);
            own.filter(|one| one.holds(value)).map(|one| one.target.as_str()).collect()
        };
        assert_eq!(found.dependencies.len(), 4);
        assert_eq!(holding(Some(&text("referral")), "lead_source"), ["website"]);
        assert_eq!(holding(Some(&text("cold_call")), "lead_source"), [""; 0]);
        assert_eq!(holding(None, "lead_source"), ["website"]);
        assert_eq!(holding(Some(&Value::Flag(true)), "email_opt_out"), ["rating"]);
        assert_eq!(holding(Some(&Value::Flag(false)), "email_opt_out"), ["industry"]);
        assert_eq!(holding(None, "email_opt_out"), ["industry"]);
    }

    #[test]
    fn what_nobody_can_have_meant_is_none() {
        let must = || (dependency::REQUIRED, Value::Flag(true));
        let options = || (dependency::OPTIONS, Value::Members(vec![tag("hot").expect("a tag")]));
        for (row, why) in [
            (one("lead", "lead_source", "referral", "website", &[]), "says nothing"),
            (one("lead", "company", "x", "website", &[hidden()]), "a text decides nothing"),
            (one("lead", "lead_source", "referral", "lead_source", &[must()]), "on itself"),
            (one("lead", "lead_source", "referral", "last_name", &[hidden()]), "a title stays"),
            (one("lead", "lead_source", "referral", "created_at", &[must()]), "by Halkhata"),
            (one("lead", "lead_source", "referral", "email_opt_out", &[must()]), "a yes or no"),
            (one("lead", "lead_source", "referral", "website", &[options()]), "no choices"),
            (one("lead", "no_such_field", "referral", "website", &[hidden()]), "no field"),
            (one("option", "of", "referral", "name", &[hidden()]), "a definition"),
        ] {
            assert!(shaping(&[row]).dependencies.is_empty(), "{why}");
        }
        let forged = [
            (dependency::OF, text("lead")),
            (dependency::CODE, text("lead_source")),
            (dependency::TARGET, text("website")),
            hidden(),
        ];
        assert!(shaping(&[packed(dependency::KEY, RecordId([4; 16]), &forged)]).dependencies.is_empty());
        let narrowed = shaping(&[one("lead", "lead_source", "referral", "rating", &[options()])]);
        assert_eq!(narrowed.dependencies[0].options, ["hot"]);
    }

    #[test]
    fn a_circle_is_told_with_its_way_and_cut_the_same_everywhere() {
        let all = [
            one("lead", "lead_source", "referral", "rating", &[hidden()]),
            one("lead", "rating", "hot", "industry", &[hidden()]),
            one("deal", "type", "new_business", "lead_source", &[hidden()]),
        ];
        let found = shaping(&all);
        let circle = |deciding: &str, target: &str| found.circle("lead", deciding, target);
        assert_eq!(circle("lead_source", "industry"), None);
        let way = ["industry", "lead_source", "rating", "industry"].map(str::to_owned);
        assert_eq!(circle("industry", "lead_source"), Some(way.to_vec()));
        assert_eq!(circle("industry", "website"), None);
        // Two administrators made the halves at once: whichever came first, the same one says nothing.
        let closing = one("lead", "industry", "energy", "lead_source", &[hidden()]);
        let mut there = [all.to_vec(), vec![closing]].concat();
        let counting = |rows: &[Vec<u8>]| -> Vec<(String, bool)> {
            let found = shaping(rows).dependencies;
            found.iter().filter(|one| one.of == "lead").map(|one| (one.key.clone(), one.circle)).collect()
        };
        let before = counting(&there);
        assert_eq!(before.iter().filter(|(_, circle)| *circle).count(), 1);
        there.reverse();
        assert_eq!(counting(&there), before);
    }
}
