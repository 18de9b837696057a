//! The window in which a field is added or changed.

use super::options::{self, Offered, typed};
use super::{KINDS, formula, kind_of, kind_word};
use crate::components::{Dialog, DialogKind, Input};
use crate::engine_link;
use crate::screens::settings::{form_end, select};
use crate::state::shaping;
use crate::state::{explain, note_saved, say};
use crate::words::{shaping as text, t};
use crm_core::commands::{Assignment, Refusal};
use crm_core::fields::Kind;
use crm_core::messages::Request;
use crm_core::objects::custom::Code;
use crm_core::objects::{self, field};
use crm_core::value::Value;
use crm_core::views::shaping::fields::CustomField;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the window is open for.
#[derive(Clone)]
pub(super) enum Asked {
    /// A new field of this object.
    New(&'static str),
    /// Another definition of this one.
    Change(CustomField),
}

impl Asked {
    fn object(&self) -> String {
        match self {
            Self::New(object) => (*object).to_owned(),
            Self::Change(field) => field.object.clone(),
        }
    }

    const fn before(&self) -> Option<&CustomField> {
        match self {
            Self::New(_) => None,
            Self::Change(field) => Some(field),
        }
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    bengali: RwSignal<String>,
    help: RwSignal<String>,
    kind: RwSignal<Kind>,
    options: RwSignal<Vec<Offered>>,
    /// Whether a formula fills it, and which one, as it is typed.
    by_formula: RwSignal<bool>,
    formula: RwSignal<String>,
    /// The formula with which the window opened.
    opened: StoredValue<String>,
    failure: RwSignal<String>,
}

impl Draft {
    fn of(asked: &Asked) -> Self {
        let before = asked.before();
        let read = |pick: fn(&CustomField) -> String| RwSignal::new(before.map(pick).unwrap_or_default());
        let options = before.map(|field| options::of(&field.options)).unwrap_or_default();
        let opened = before.and_then(typed_formula).unwrap_or_default();
        Self {
            name: read(|field| field.name.plain.clone()),
            bengali: read(|field| field.name.bengali.clone()),
            help: read(|field| field.help.clone()),
            kind: RwSignal::new(before.and_then(kind_of).unwrap_or(Kind::Text)),
            options: RwSignal::new(options),
            by_formula: RwSignal::new(before.is_some_and(|field| !field.formula.is_empty())),
            formula: RwSignal::new(opened.clone()),
            opened: StoredValue::new(opened),
            failure: RwSignal::new(String::new()),
        }
    }

    fn chooses(self) -> bool {
        matches!(self.kind.get(), Kind::Choice | Kind::MultiChoice)
    }

    /// Whether a formula fills it.
    fn worked_out(self) -> bool {
        self.by_formula.get() && formula::fills(self.kind.get())
    }

    /// The formula as it is kept; nothing where people fill the field in, or it is as it was.
    fn kept(self, object: &str) -> Result<Option<String>, String> {
        let Some(object) = objects::object(object).filter(|_| untrack(|| self.worked_out())) else {
            return Ok(None);
        };
        let same = self.formula.with_untracked(|typed| self.opened.with_value(|opened| opened == typed));
        if same && self.opened.with_value(|opened| !opened.is_empty()) {
            return Ok(None);
        }
        let kept = self.formula.with_untracked(|typed| formula::kept(object, typed))?;
        if kept.is_empty() { Err(text::NEEDS_FORMULA.now().to_owned()) } else { Ok(Some(kept)) }
    }

    /// What is missing, in words.
    fn lacks(self) -> Option<&'static str> {
        if self.name.with_untracked(|name| name.trim().is_empty()) {
            return Some(text::NEEDS_NAME.now());
        }
        let few = untrack(|| self.chooses()) && self.options.with_untracked(|all| options::named(all) < 2);
        few.then(|| text::NEEDS_CHOICES.now())
    }

    fn values(self, formula: Option<String>) -> Vec<Assignment> {
        let formula = formula.map(|formula| (field::FORMULA.to_owned(), Some(Value::Text(formula))));
        let own = vec![
            (field::NAME.to_owned(), typed(self.name)),
            (field::NAME_BN.to_owned(), typed(self.bengali)),
            (field::HELP.to_owned(), typed(self.help)),
        ];
        own.into_iter().chain(formula).collect()
    }
}

/// The window.
pub(super) fn window(asked: RwSignal<Option<Asked>>) -> AnyView {
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let title = move || match asked.get() {
        Some(Asked::Change(field)) => text::change(&shaping::said(&field.name)),
        Some(Asked::New(_)) | None => text::ADD.now().to_owned(),
    };
    let content = move || asked.get().map(|now| untrack(|| blank(&now, asked)));
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

fn blank(now: &Asked, asked: RwSignal<Option<Asked>>) -> AnyView {
    let draft = Draft::of(now);
    let what = StoredValue::new(now.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(lacking) = draft.lacks() {
            return draft.failure.set(lacking.to_owned());
        }
        let now = what.get_value();
        let formula = match draft.kept(&now.object()) {
            Ok(formula) => formula,
            Err(wrong) => return draft.failure.set(wrong),
        };
        spawn_local(async move {
            match save(&now, draft, formula).await {
                Ok(()) => {
                    note_saved();
                    let name = draft.name.get_untracked();
                    say(&if now.before().is_some() { text::changed(&name) } else { text::added(&name) });
                    asked.set(None);
                }
                Err(why) => draft.failure.set(explain(&why)),
            }
        });
    };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            <Input label=t(text::NAME) id="field-name" value=draft.name first=true/>
            <Input label=t(text::NAME_BN) id="field-name-bn" value=draft.bengali hint=t(text::NAME_BN_HINT)/>
            {kind(now, draft)}
            {move || draft.chooses().then(|| options::editor(draft.options))}
            {worked_out(now, draft)}
            <Input label=t(text::HELP) id="field-help" value=draft.help hint=t(text::HELP_HINT)/>
            {form_end(draft.failure)}
        </form>
    }
    .into_any()
}

/// The kind, which stays what it is once there is a field: records hold values of it.
fn kind(now: &Asked, draft: Draft) -> AnyView {
    if now.before().is_some() {
        let said = move || text::kind_stays(kind_word(draft.kind.get()));
        return view! { <p class="access-hint">{said}</p> }.into_any();
    }
    let name = |kind: Kind| format!("{kind:?}");
    let kinds = Signal::derive(move || {
        KINDS.iter().map(|(kind, word)| (name(*kind), word.now().to_owned())).collect()
    });
    let choose = move |wanted: String| {
        if let Some((found, _)) = KINDS.iter().find(|(kind, _)| name(*kind) == wanted) {
            draft.kind.set(*found);
        }
    };
    select("field-kind", text::KIND, kinds, Signal::derive(move || name(draft.kind.get())), choose)
}

/// The formula, or whether there is one: that stays as it is once there is a field.
fn worked_out(now: &Asked, draft: Draft) -> AnyView {
    let Some(object) = objects::object(&now.object()) else { return ().into_any() };
    let ask = move || {
        formula::fills(draft.kind.get()).then(|| {
            view! {
                <label class="forms-tick">
                    <input type="checkbox" id="field-by-formula" prop:checked=move || draft.by_formula.get()
                        on:change=move |_| draft.by_formula.update(|on| *on = !*on)/>
                    <span>
                        <span>{t(text::BY_FORMULA)}</span>
                        <span class="input-hint">{t(text::BY_FORMULA_HINT)}</span>
                    </span>
                </label>
            }
        })
    };
    let asked = now.before().is_none().then_some(ask);
    let works = Memo::new(move |_| draft.worked_out());
    view! { {asked}{move || works.get().then(|| untrack(|| formula::editor(object, draft.formula)))} }
        .into_any()
}

/// The formula of a field, with what its fields are called.
fn typed_formula(field: &CustomField) -> Option<String> {
    let formula = Some(&field.formula).filter(|formula| !formula.is_empty())?;
    Some(formula::shown(objects::object(&field.object)?, formula))
}

async fn save(now: &Asked, draft: Draft, formula: Option<String>) -> Result<(), Refusal> {
    let object = now.object();
    let offered = draft.options.get_untracked();
    let records = match now {
        Asked::New(_) => {
            let kind = draft.kind.get_untracked();
            let Some(code) = shaping::unused(&object, kind) else {
                return Err(Refusal::record(crm_core::commands::Reason::TooLarge));
            };
            let mut records = vec![new(&object, code, draft, formula)];
            if matches!(kind, Kind::Choice | Kind::MultiChoice) {
                records.extend(options::made(&object, &code.key(), &offered, &[]));
            }
            records
        }
        Asked::Change(field) => {
            let Some(code) = field.code() else { return Ok(()) };
            let mut records = vec![saying(&object, code, draft.values(formula))];
            records.extend(options::made(&object, &code.key(), &offered, &field.options));
            records.extend(options::changed(&object, &code.key(), &offered, &field.options));
            records
        }
    };
    engine_link::ask(Request::Define { records }).await.map(drop)
}

/// What is said of a field: which one it is, and what is to be another.
fn saying(object: &str, code: Code, mut values: Vec<Assignment>) -> options::New {
    values.push((field::OF.to_owned(), Some(Value::Text(object.to_owned()))));
    values.push((field::CODE.to_owned(), Some(Value::Text(code.key()))));
    (field::KEY.to_owned(), field::definition_of(object, code), values)
}

fn new(object: &str, code: Code, draft: Draft, formula: Option<String>) -> options::New {
    let own = shaping::every().into_iter().filter(|one| one.object == object);
    let last = own.map(|one| one.position).fold(0.0, f64::max);
    let mut values = draft.values(formula);
    values.push((field::POSITION.to_owned(), Some(Value::Number(last + 1.0))));
    saying(object, code, values)
}
