//! The window in which it is said what a field is like at each value of another one: a line for each value.

use super::super::fields::options::New;
use super::super::{form_end, select};
use super::dependencies::record;
use super::way;
use crate::components::{Dialog, DialogKind};
use crate::fields::Field;
use crate::state::{dispatch_undoable_or, explain, shaping};
use crate::words::{self, fields as field_words, rules as text, t};
use crm_core::commands::{Assignment, Refusal};
use crm_core::fields::Kind;
use crm_core::fields::tags::tag;
use crm_core::messages::Request;
use crm_core::objects::dependency::{self, NO, YES};
use crm_core::objects::{FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::shaping::dependencies::{Dependency, decides, depends, narrows};
use leptos::prelude::*;

/// What the window is open for.
#[derive(Clone)]
pub(super) enum Asked {
    /// Two fields of this object that are still to be chosen.
    New(&'static ObjectDefinition),
    /// These two: which one decides, and which one depends on it.
    Pair(&'static ObjectDefinition, String, String),
}

/// What is ticked for a value of the deciding field.
#[derive(Clone)]
struct Line {
    before: Dependency,
    shown: RwSignal<bool>,
    required: RwSignal<bool>,
    options: RwSignal<Vec<String>>,
}

impl Line {
    fn now(&self) -> Dependency {
        Dependency {
            hidden: !self.shown.get_untracked(),
            required: self.required.get_untracked(),
            options: self.options.get_untracked(),
            ..self.before.clone()
        }
    }
}

/// What a value of a deciding field is called.
pub(super) fn value_name(object: &'static ObjectDefinition, key: &str, value: &str) -> String {
    let flag = Field::of(object.key, key).is_some_and(|field| field.definition.kind == Kind::Flag);
    match value {
        "" => text::NOTHING.now().to_owned(),
        YES if flag => field_words::YES.now().to_owned(),
        NO if flag => field_words::NO.now().to_owned(),
        choice => words::choice(object.key, key, choice),
    }
}

/// The values that a deciding field can hold, in its order; the empty one last.
fn values(field: &FieldDefinition) -> Vec<String> {
    if field.kind == Kind::Flag {
        return vec![YES.to_owned(), NO.to_owned()];
    }
    let choices = field.choices.iter().map(|choice| choice.id.to_owned());
    choices.chain((!field.required).then(String::new)).collect()
}

/// The window.
pub(super) fn window(asked: RwSignal<Option<Asked>>) -> AnyView {
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let title = move || match asked.get() {
        Some(Asked::Pair(object, deciding, target)) => {
            text::pair(&words::field(object.key, &deciding), &words::field(object.key, &target))
        }
        Some(Asked::New(_)) | None => text::DEPEND.now().to_owned(),
    };
    let content = move || asked.get().map(|now| untrack(|| form(now, asked)));
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

/// The fields of an object that may be chosen.
fn offered(object: &'static ObjectDefinition, which: fn(&FieldDefinition) -> bool) -> Vec<(String, String)> {
    // What is worked out can neither be asked for nor looked at while somebody types.
    let people = |field: &&'static FieldDefinition| !shaping::works_out(object.key, field.key);
    let fields = shaping::all_fields(object).filter(|field| which(field)).filter(people);
    fields.map(|field| (field.key.to_owned(), words::field(object.key, field.key))).collect()
}

fn form(now: Asked, asked: RwSignal<Option<Asked>>) -> AnyView {
    let (object, pair) = match now {
        Asked::New(object) => (object, None),
        Asked::Pair(object, deciding, target) => (object, Some((deciding, target))),
    };
    let new = pair.is_none();
    let first = |which| offered(object, which).into_iter().next().map(|(key, _)| key).unwrap_or_default();
    let (deciding, target) = pair.unwrap_or_else(|| (first(decides), String::new()));
    let (deciding, target) = (RwSignal::new(deciding), RwSignal::new(target));
    let (lines, failure) = (RwSignal::new(Vec::<Line>::new()), RwSignal::new(String::new()));
    let table = move || {
        let (deciding, target) = (deciding.get(), target.get());
        failure.set(String::new());
        let table = untrack(|| table(object, &deciding, &target));
        match table {
            Ok((all, shown)) => {
                lines.set(all);
                shown
            }
            Err(why) => {
                lines.set(Vec::new());
                view! { <p class="form-failure" role="alert">{why}</p> }.into_any()
            }
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send(asked, lines, failure);
    };
    let choose = move || {
        let decides = Signal::derive(move || offered(object, decides));
        let depends = Signal::derive(move || {
            let nothing = (String::new(), "…".to_owned());
            std::iter::once(nothing).chain(offered(object, depends)).collect()
        });
        view! {
            {select("depend-deciding", text::DECIDING, decides, deciding.into(), move |key| deciding.set(key))}
            {select("depend-target", text::TARGET, depends, target.into(), move |key| target.set(key))}
        }
    };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            {new.then(choose)}
            {table}
            {form_end(failure)}
        </form>
    }
    .into_any()
}

/// The lines for two fields, or why one cannot depend on the other.
fn table(
    object: &'static ObjectDefinition,
    deciding: &str,
    target: &str,
) -> Result<(Vec<Line>, AnyView), String> {
    let (Some(first), Some(second)) = (shaping::field(object, deciding), shaping::field(object, target))
    else {
        return Ok((Vec::new(), ().into_any()));
    };
    if deciding == target {
        return Err(text::SAME.now().to_owned());
    }
    let known = shaping::dependencies(object);
    let known: Vec<Dependency> =
        known.into_iter().filter(|one| one.key == deciding && one.target == target).collect();
    // What is there already can be changed, also where it closes a circle.
    if let Some(fields) = shaping::circle(object, deciding, target).filter(|_| known.is_empty()) {
        return Err(text::circle(&way(object, &fields)));
    }
    let mut all = values(first);
    // What was said of a choice that is offered no more can still be taken back.
    all.extend(known.iter().map(|one| one.value.clone()).filter(|value| !values(first).contains(value)));
    let line = |value: String| {
        let said = known.iter().find(|one| one.value == value).cloned();
        let before = said.unwrap_or_else(|| Dependency {
            of: object.key.to_owned(),
            key: deciding.to_owned(),
            value,
            target: target.to_owned(),
            hidden: false,
            required: false,
            options: Vec::new(),
            circle: false,
            split: false,
        });
        Line {
            shown: RwSignal::new(!before.hidden),
            required: RwSignal::new(before.required),
            options: RwSignal::new(before.options.clone()),
            before,
        }
    };
    let lines: Vec<Line> = all.into_iter().map(line).collect();
    let rows = lines.iter().map(|line| row(object, second, line)).collect_view();
    let hint = narrows(second).then(|| view! { <p class="access-hint">{t(text::OFFERED_HINT)}</p> });
    Ok((lines, view! { {hint}<div class="depend-table">{rows}</div> }.into_any()))
}

fn row(object: &'static ObjectDefinition, target: &'static FieldDefinition, line: &Line) -> AnyView {
    let Line { shown, required, options, before } = line.clone();
    let tick = move |value: RwSignal<bool>, word: words::Word| {
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || value.get() on:change=move |_| value.update(|on| *on = !*on)/>
                <span>{t(word)}</span>
            </label>
        }
    };
    let stays = target.required || object.title.contains(&target.key);
    let choice = move |choice: &'static crm_core::objects::ChoiceDefinition| {
        let has = move || options.with(|all| all.iter().any(|one| one == choice.id));
        let toggle = move |_| {
            options.update(|all| {
                let before = all.len();
                all.retain(|one| one != choice.id);
                if all.len() == before {
                    all.push(choice.id.to_owned());
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=has on:change=toggle/>
                <span>{words::choice(object.key, target.key, choice.id)}</span>
            </label>
        }
    };
    let choices = narrows(target).then(|| {
        view! {
            <fieldset class="depend-choices">
                <legend>{t(text::OFFERED)}</legend>
                {target.choices.iter().map(choice).collect_view()}
            </fieldset>
        }
    });
    view! {
        <fieldset class="depend-line" data-value=before.value.clone()>
            <legend>{value_name(object, &before.key, &before.value)}</legend>
            {(!stays).then(|| tick(shown, text::SHOWN))}
            {(target.can_be_required() && !target.required).then(|| tick(required, text::REQUIRED))}
            {choices}
        </fieldset>
    }
    .into_any()
}

/// What a definition holds of what can be ticked.
fn said(one: &Dependency) -> Vec<Assignment> {
    let flag = |on: bool| on.then_some(Value::Flag(true));
    let options: Vec<_> = one.options.iter().filter_map(|choice| tag(choice)).collect();
    let all = [
        (dependency::HIDDEN, flag(one.hidden)),
        (dependency::REQUIRED, flag(one.required)),
        (dependency::OPTIONS, (!options.is_empty()).then_some(Value::Members(options))),
    ];
    all.map(|(key, value)| (key.to_owned(), value)).into()
}

/// A dependency with these values.
fn defined(one: &Dependency, mut values: Vec<Assignment>) -> New {
    let own = [
        (dependency::OF, &one.of),
        (dependency::CODE, &one.key),
        (dependency::VALUE, &one.value),
        (dependency::TARGET, &one.target),
    ];
    let own = own.into_iter().filter(|(_, text)| !text.is_empty());
    values.extend(own.map(|(key, text)| (key.to_owned(), Some(Value::Text(text.clone())))));
    (dependency::KEY.to_owned(), record(one), values)
}

/// A dependency that says nothing any more.
pub(super) fn nothing(one: &Dependency) -> New {
    defined(one, said(one).into_iter().map(|(key, _)| (key, None)).collect())
}

fn send(asked: RwSignal<Option<Asked>>, lines: RwSignal<Vec<Line>>, failure: RwSignal<String>) {
    let lines = lines.get_untracked();
    let changed = |line: &Line| {
        let (now, old) = (line.now(), said(&line.before));
        let values: Vec<Assignment> = said(&now).into_iter().filter(|one| !old.contains(one)).collect();
        (!values.is_empty()).then(|| defined(&now, values))
    };
    let records: Vec<New> = lines.iter().filter_map(changed).collect();
    let says = |line: &Line| {
        let now = line.now();
        now.hidden || now.required || !now.options.is_empty()
    };
    if records.is_empty() && !lines.iter().any(says) {
        return failure.set(text::NOTHING_SAID.now().to_owned());
    }
    if records.is_empty() {
        return asked.set(None);
    }
    let refused = move |why: &Refusal| failure.set(explain(why));
    let said = || text::DEPENDS_SAVED.now().to_owned();
    dispatch_undoable_or(Request::Define { records }, said, move |_| asked.set(None), refused);
}
