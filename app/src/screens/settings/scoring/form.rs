//! The window in which a score rule is added or changed.

use super::super::fields::options::{New, drawn};
use super::super::{form_end, select};
use super::{OBJECT, last};
use crate::components::{Dialog, DialogKind, Input, InputKind};
use crate::screens::list::filters::{Question, question};
use crate::screens::score_words::called;
use crate::state::{dispatch_undoable_or, explain};
use crate::words::{Word, number, scoring as text, shaping, t};
use crm_core::commands::{Assignment, Refusal};
use crm_core::fields::digits;
use crm_core::messages::Request;
use crm_core::objects::{self, ObjectDefinition, score_rule};
use crm_core::value::Value;
use crm_core::views::shaping::Name;
use crm_core::views::shaping::scoring::{Counts, ScoreRule};
use leptos::prelude::*;

/// What the window is open for.
#[derive(Clone)]
pub(super) enum Asked {
    /// A new rule.
    New,
    /// Another meaning of this one.
    Change(Box<ScoreRule>),
}

/// What can count, and what it is called.
const KINDS: [(&str, Word); 5] = [
    ("field", text::COUNTS_FIELD),
    ("call", text::COUNTS_CALL),
    ("meeting", text::COUNTS_MEETING),
    ("task", text::COUNTS_TASK),
    ("note", text::COUNTS_NOTE),
];

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    counts: RwSignal<String>,
    condition: Question,
    points: RwSignal<String>,
    most: RwSignal<String>,
    halves: RwSignal<String>,
    name: RwSignal<String>,
    bengali: RwSignal<String>,
    failure: RwSignal<String>,
}

/// A whole number in digits of either script, up to a limit to both sides.
fn whole(typed: &str, most: u16) -> Option<i32> {
    let plain = digits::latin(typed.trim()).replace('\u{2212}', "-");
    plain.parse::<i32>().ok().filter(|number| number.unsigned_abs() <= u32::from(most))
}

/// The same from one on, or nothing where nothing is typed.
fn from_one(typed: RwSignal<String>, most: u16, wrong: Word) -> Result<Option<u16>, &'static str> {
    let number = typed.with_untracked(|typed| {
        if typed.trim().is_empty() { Some(None) } else { whole(typed, most).filter(|one| *one > 0).map(Some) }
    });
    let number = number.ok_or_else(|| wrong.now())?;
    Ok(number.and_then(|number| u16::try_from(number).ok()))
}

impl Draft {
    fn of(definition: &'static ObjectDefinition, before: Option<&ScoreRule>) -> Self {
        let typed =
            |number: Option<u16>| RwSignal::new(number.map_or_else(String::new, |one| number_of(one.into())));
        let counts = before.map(|rule| &rule.counts);
        let (kind, filter) = match counts {
            Some(Counts::Activity(object)) => (object.as_str(), None),
            Some(Counts::Field(filter)) => ("field", Some(filter)),
            None => ("field", None),
        };
        let name = before.map(|rule| rule.name.clone()).unwrap_or_default();
        Self {
            counts: RwSignal::new(kind.to_owned()),
            condition: Question::of(definition, filter),
            points: RwSignal::new(before.map_or_else(|| number_of(10), |rule| number_of(rule.points.into()))),
            most: typed(before.and_then(|rule| rule.most)),
            halves: typed(before.and_then(|rule| rule.halves)),
            name: RwSignal::new(name.plain),
            bengali: RwSignal::new(name.bengali),
            failure: RwSignal::new(String::new()),
        }
    }

    fn of_field(self) -> bool {
        self.counts.with(|kind| kind == "field")
    }

    /// The rule as it is typed, or what is wrong with it.
    fn read(
        self,
        definition: &'static ObjectDefinition,
        before: &ScoreRule,
    ) -> Result<ScoreRule, &'static str> {
        let of_field = untrack(|| self.of_field());
        let counts = if of_field {
            let filter = self.condition.filter(definition).ok_or_else(|| text::NEEDS_CONDITION.now())?;
            if score_rule::score_field(definition.key) == Some(filter.field.as_str()) {
                return Err(text::NOT_ITSELF.now());
            }
            Counts::Field(filter)
        } else {
            Counts::Activity(self.counts.get_untracked())
        };
        let points = self.points.with_untracked(|typed| whole(typed, score_rule::MOST_POINTS));
        let points = points.filter(|points| *points != 0).and_then(|points| i16::try_from(points).ok());
        let points = points.ok_or_else(|| text::BAD_POINTS.now())?;
        let (most, halves) = if of_field {
            (None, None)
        } else {
            (
                from_one(self.most, score_rule::MOST_OF_ALL, text::BAD_MOST)?,
                from_one(self.halves, score_rule::MOST_DAYS, text::BAD_DAYS)?,
            )
        };
        let read = |typed: RwSignal<String>| typed.with_untracked(|typed| typed.trim().to_owned());
        let name = Name { plain: read(self.name), bengali: read(self.bengali) };
        Ok(ScoreRule { name, counts, points, most, halves, ..before.clone() })
    }
}

/// A number in the digits of the person.
fn number_of(whole: i32) -> String {
    let plain = number(u64::from(whole.unsigned_abs()));
    if whole < 0 { format!("-{plain}") } else { plain }
}

/// The window.
pub(super) fn window(asked: RwSignal<Option<Asked>>) -> AnyView {
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let title = move || match asked.get() {
        Some(Asked::Change(rule)) => shaping::change(&called(&rule)),
        Some(Asked::New) | None => text::ADD.now().to_owned(),
    };
    let content = move || asked.get().map(|now| untrack(|| form(now, asked)));
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

fn form(now: Asked, asked: RwSignal<Option<Asked>>) -> AnyView {
    let Some(definition) = objects::object(OBJECT) else { return ().into_any() };
    let before = match now {
        Asked::New => None,
        Asked::Change(rule) => Some(*rule),
    };
    let draft = Draft::of(definition, before.as_ref());
    let before = StoredValue::new(before);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let before = before.get_value();
        match draft.read(definition, &before.clone().unwrap_or_else(fresh)) {
            Err(wrong) => draft.failure.set(wrong.to_owned()),
            Ok(rule) => send(asked, draft, before.as_ref(), &rule),
        }
    };
    let kinds =
        Signal::derive(|| KINDS.map(|(kind, word)| (kind.to_owned(), word.now().to_owned())).to_vec());
    let which = move || if draft.of_field() { question(definition, draft.condition) } else { limits(draft) };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            {select("score-counts", text::COUNTS, kinds, draft.counts.into(), move |kind| draft.counts.set(kind))}
            {which}
            <Input label=t(text::POINTS) id="score-points" value=draft.points hint=t(text::POINTS_HINT)/>
            <Input label=t(text::NAME) id="score-name" value=draft.name hint=t(text::NAME_HINT)/>
            <Input label=t(shaping::NAME_BN) id="score-name-bn" value=draft.bengali/>
            {form_end(draft.failure)}
        </form>
    }
    .into_any()
}

/// What holds activities within limits.
fn limits(draft: Draft) -> AnyView {
    view! {
        <Input label=t(text::MOST) id="score-most" value=draft.most kind=InputKind::Decimal hint=t(text::MOST_HINT)/>
        <Input label=t(text::HALVES) id="score-halves" value=draft.halves kind=InputKind::Decimal
            hint=t(text::HALVES_HINT)/>
    }
    .into_any()
}

/// A rule behind the others; what it says is typed.
fn fresh() -> ScoreRule {
    ScoreRule {
        value: drawn(),
        name: Name::default(),
        of: OBJECT.to_owned(),
        counts: Counts::Activity(String::new()),
        points: 0,
        most: None,
        halves: None,
        retired: false,
        position: last(),
        split: false,
    }
}

/// What a definition holds of what can be typed.
fn values(rule: &ScoreRule) -> Vec<Assignment> {
    let written =
        |text: &str| Some(text).filter(|text| !text.is_empty()).map(|text| Value::Text(text.to_owned()));
    let number = |number: Option<u16>| number.map(|number| Value::Number(f64::from(number)));
    let (condition, activity) = rule.counts_written();
    let all = [
        (score_rule::NAME, written(&rule.name.plain)),
        (score_rule::NAME_BN, written(&rule.name.bengali)),
        (score_rule::CONDITION, condition.map(Value::Text)),
        (score_rule::ACTIVITY, activity.map(Value::Text)),
        (score_rule::POINTS, Some(Value::Number(f64::from(rule.points)))),
        (score_rule::MOST, number(rule.most)),
        (score_rule::HALVES, number(rule.halves)),
    ];
    all.map(|(key, value)| (key.to_owned(), value)).into()
}

/// A rule as a record to be made.
pub(super) fn new(rule: &ScoreRule) -> New {
    let mut values = values(rule);
    let own = [
        (score_rule::VALUE, Value::Text(rule.value.clone())),
        (score_rule::OF, Value::Text(rule.of.clone())),
        (score_rule::POSITION, Value::Number(rule.position)),
    ];
    values.extend(own.map(|(key, value)| (key.to_owned(), Some(value))));
    (score_rule::KEY.to_owned(), score_rule::rule_of(&rule.value), values)
}

fn send(asked: RwSignal<Option<Asked>>, draft: Draft, before: Option<&ScoreRule>, rule: &ScoreRule) {
    let (request, said) = match before {
        None => (Request::Define { records: vec![new(rule)] }, text::ADDED),
        Some(before) => {
            // Only what was changed, so that two who change different things keep both.
            let old = values(before);
            let changed: Vec<Assignment> =
                values(rule).into_iter().filter(|now| !old.contains(now)).collect();
            if changed.is_empty() {
                return asked.set(None);
            }
            (Request::Set { record: score_rule::rule_of(&rule.value), values: changed }, text::SAVED)
        }
    };
    let refused = move |why: &Refusal| draft.failure.set(explain(why));
    dispatch_undoable_or(request, move || said.now().to_owned(), move |_| asked.set(None), refused);
}
