//! The window in which a validation rule is added or changed.

use super::super::conditions::conditions;
use super::super::fields::options::drawn;
use super::validation;
use crate::components::{Button, Dialog, DialogKind, Input, Variant};
use crate::state::{dispatch_undoable_or, explain, shaping};
use crate::words::{self, common, number, rules as text, shaping as shaping_text, t};
use crm_core::commands::{Assignment, Refusal};
use crm_core::messages::Request;
use crm_core::objects::ObjectDefinition;
use crm_core::objects::validation_rule::{self, MOST_CONDITIONS};
use crm_core::value::Value;
use crm_core::views::query::Filter;
use crm_core::views::shaping::Name;
use crm_core::views::shaping::validation::{ValidationRule, write};
use leptos::prelude::*;

/// What the window is open for.
#[derive(Clone)]
pub(super) enum Asked {
    /// A new rule of this object.
    New(&'static ObjectDefinition),
    /// Another meaning of this one.
    Change(&'static ObjectDefinition, Box<ValidationRule>),
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    bengali: RwSignal<String>,
    conditions: RwSignal<Vec<Filter>>,
    failure: RwSignal<String>,
}

impl Draft {
    fn of(before: Option<&ValidationRule>) -> Self {
        let name = before.map(|rule| rule.name.clone()).unwrap_or_default();
        Self {
            name: RwSignal::new(name.plain),
            bengali: RwSignal::new(name.bengali),
            conditions: RwSignal::new(before.map(|rule| rule.conditions.clone()).unwrap_or_default()),
            failure: RwSignal::new(String::new()),
        }
    }

    /// The rule as it is typed, or what is wrong with it.
    fn read(self, before: &ValidationRule) -> Result<ValidationRule, String> {
        let read = |typed: RwSignal<String>| typed.with_untracked(|typed| typed.trim().to_owned());
        let name = Name { plain: read(self.name), bengali: read(self.bengali) };
        let conditions = self.conditions.get_untracked();
        if name.plain.is_empty() {
            return Err(text::NEEDS_WORDS.now().to_owned());
        }
        if conditions.is_empty() {
            return Err(text::NEEDS_CONDITIONS.now().to_owned());
        }
        let worked_out = |one: &&Filter| untrack(|| shaping::works_out(&before.of, &one.field));
        if let Some(one) = conditions.iter().find(worked_out) {
            return Err(text::worked_out(&words::field(&before.of, &one.field)));
        }
        if conditions.len() > MOST_CONDITIONS {
            let most = u64::try_from(MOST_CONDITIONS).unwrap_or(u64::MAX);
            return Err(text::too_many(&number(most)));
        }
        Ok(ValidationRule { name, conditions, ..before.clone() })
    }
}

/// The window.
pub(super) fn window(asked: RwSignal<Option<Asked>>) -> AnyView {
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let title = move || match asked.get() {
        Some(Asked::Change(..)) => text::CHANGE.now(),
        Some(Asked::New(_)) | None => text::ADD.now(),
    };
    let content = move || asked.get().map(|now| untrack(|| form(now, asked)));
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

/// No `form` of the page: the one that adds a condition would stand in it, and send it, too.
fn form(now: Asked, asked: RwSignal<Option<Asked>>) -> AnyView {
    let (object, before) = match now {
        Asked::New(object) => (object, None),
        Asked::Change(object, rule) => (object, Some(*rule)),
    };
    let draft = Draft::of(before.as_ref());
    let before = StoredValue::new(before);
    let save = move || {
        let before = before.get_value();
        match draft.read(&before.clone().unwrap_or_else(|| fresh(object))) {
            Err(wrong) => draft.failure.set(wrong),
            Ok(rule) => send(asked, draft, object, before.as_ref(), &rule),
        }
    };
    let set = Callback::new(move |(all,): (Vec<Filter>,)| draft.conditions.set(all));
    view! {
        <div class="fields-form">
            <Input label=t(text::SAYS) id="rule-says" value=draft.name hint=t(text::SAYS_HINT) first=true/>
            <Input label=t(shaping_text::NAME_BN) id="rule-says-bn" value=draft.bengali/>
            <fieldset class="rule-when">
                <legend class="input-label">{t(text::CONDITIONS)}</legend>
                {conditions(object, draft.conditions.into(), set, text::NO_CONDITIONS, true)}
            </fieldset>
            <p class="form-failure" role="alert">{move || draft.failure.get()}</p>
            <div class="form-foot">
                <Button label=t(common::SAVE) variant=Variant::Primary on_press=save/>
            </div>
        </div>
    }
    .into_any()
}

/// A rule behind the others; what it says is typed.
fn fresh(object: &ObjectDefinition) -> ValidationRule {
    let last = untrack(|| validation::of(object)).iter().map(|rule| rule.position).fold(0.0, f64::max);
    ValidationRule {
        value: drawn(),
        name: Name::default(),
        of: object.key.to_owned(),
        conditions: Vec::new(),
        retired: false,
        position: last + 1.0,
        split: false,
    }
}

/// What a definition holds of what can be typed.
fn values(object: &ObjectDefinition, rule: &ValidationRule) -> Vec<Assignment> {
    let written =
        |text: &str| Some(text).filter(|text| !text.is_empty()).map(|text| Value::Text(text.to_owned()));
    let all = [
        (validation_rule::NAME, written(&rule.name.plain)),
        (validation_rule::NAME_BN, written(&rule.name.bengali)),
        (validation_rule::CONDITION, written(&write(object, &rule.conditions))),
    ];
    all.map(|(key, value)| (key.to_owned(), value)).into()
}

fn send(
    asked: RwSignal<Option<Asked>>,
    draft: Draft,
    object: &ObjectDefinition,
    before: Option<&ValidationRule>,
    rule: &ValidationRule,
) {
    let record = validation_rule::rule_of(&rule.value);
    let (request, said) = match before {
        None => {
            let mut values = values(object, rule);
            let own = [
                (validation_rule::VALUE, Value::Text(rule.value.clone())),
                (validation_rule::OF, Value::Text(rule.of.clone())),
                (validation_rule::POSITION, Value::Number(rule.position)),
            ];
            values.extend(own.map(|(key, value)| (key.to_owned(), Some(value))));
            (
                Request::Define { records: vec![(validation_rule::KEY.to_owned(), record, values)] },
                text::ADDED,
            )
        }
        Some(before) => {
            // Only what was changed, so that two who change different things keep both.
            let old = values(object, before);
            let now = values(object, rule).into_iter().filter(|now| !old.contains(now));
            let values: Vec<Assignment> = now.collect();
            if values.is_empty() {
                return asked.set(None);
            }
            (Request::Set { record, values }, text::SAVED)
        }
    };
    let refused = move |why: &Refusal| draft.failure.set(explain(why));
    dispatch_undoable_or(request, move || said.now().to_owned(), move |_| asked.set(None), refused);
}
