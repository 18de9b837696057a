//! The window in which a stage is added or changed.

use super::super::fields::options::{self, HUES, typed};
use super::super::{form_end, select};
use super::{Asked, FIELD, OBJECT, of_pipeline, outcome_word};
use crate::components::{Dialog, DialogKind, Input, InputKind};
use crate::state::{dispatch_undoable_or, explain, shaping};
use crate::words::{self, shaping as text, t};
use crm_core::commands::Assignment;
use crm_core::fields::digits;
use crm_core::messages::Request;
use crm_core::objects::{self, Outcome, Stage, option};
use crm_core::value::Value;
use crm_core::views::shaping::Name;
use crm_core::views::shaping::options::{CustomOption, MOST_DAYS, PipelineStage};
use leptos::prelude::*;

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    bengali: RwSignal<String>,
    hue: RwSignal<u16>,
    outcome: RwSignal<Outcome>,
    probability: RwSignal<String>,
    days: RwSignal<String>,
    needs: RwSignal<Vec<String>>,
    failure: RwSignal<String>,
}

/// A whole number in digits of either script, up to a limit; nothing typed is 0.
fn whole(text: &str, most: u16) -> Option<u16> {
    let plain = digits::latin(text.trim());
    if plain.is_empty() { Some(0) } else { plain.parse().ok().filter(|number| *number <= most) }
}

impl Draft {
    fn of(option: &CustomOption) -> Self {
        let stage = option.stage.clone().unwrap_or_default();
        Self {
            name: RwSignal::new(option.name.plain.clone()),
            bengali: RwSignal::new(option.name.bengali.clone()),
            hue: RwSignal::new(option.hue),
            outcome: RwSignal::new(stage.stage.outcome),
            probability: RwSignal::new(words::number(u64::from(stage.stage.probability))),
            days: RwSignal::new(words::number(u64::from(stage.stage.days))),
            needs: RwSignal::new(stage.needs),
            failure: RwSignal::new(String::new()),
        }
    }

    /// The stage as it is typed, or what is wrong with it.
    fn read(self, before: &CustomOption) -> Result<CustomOption, &'static str> {
        let name = self.name.with_untracked(|name| name.trim().to_owned());
        if name.is_empty() {
            return Err(text::NEEDS_STAGE_NAME.now());
        }
        let probability = self.probability.with_untracked(|typed| whole(typed, 100));
        let probability = probability.and_then(|number| u8::try_from(number).ok());
        let probability = probability.ok_or_else(|| text::BAD_PROBABILITY.now())?;
        let days = self.days.with_untracked(|typed| whole(typed, MOST_DAYS));
        let days = days.ok_or_else(|| text::BAD_DAYS.now())?;
        let outcome = self.outcome.get_untracked();
        let pipeline = before.stage.as_ref().map(|known| known.pipeline.clone()).unwrap_or_default();
        let needs = self.needs.get_untracked();
        Ok(CustomOption {
            name: Name { plain: name, bengali: self.bengali.with_untracked(|name| name.trim().to_owned()) },
            hue: self.hue.get_untracked(),
            stage: Some(PipelineStage { stage: Stage { probability, outcome, days }, pipeline, needs }),
            ..before.clone()
        })
    }
}

/// The window.
pub(super) fn window(asked: RwSignal<Option<Asked>>) -> AnyView {
    let of_stage = move || asked.get().filter(|asked| matches!(asked, Asked::NewStage(_) | Asked::Stage(..)));
    let open = Memo::new(move |_| of_stage().is_some());
    let title = move || match of_stage() {
        Some(Asked::Stage(option)) => text::change(&shaping::said(&option.name)),
        _ => text::ADD_STAGE.now().to_owned(),
    };
    let content = move || match of_stage()? {
        Asked::NewStage(pipeline) => Some(form(asked, &fresh(pipeline), true)),
        Asked::Stage(option) => Some(form(asked, &option, false)),
        Asked::NewPipeline(_) | Asked::Pipeline(_) => None,
    };
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

/// A stage behind the open ones of its pipeline.
fn fresh(pipeline: String) -> CustomOption {
    let all = untrack(|| of_pipeline(&pipeline));
    let is_open = |option: &CustomOption| {
        option.stage.as_ref().is_some_and(|known| known.stage.outcome == Outcome::Open)
    };
    let places: Vec<f64> = all.iter().map(|option| option.position).collect();
    let behind = all.iter().rposition(is_open);
    let position = match behind.map(|at| (places[at], places.get(at + 1))) {
        Some((before, Some(after))) => f64::midpoint(before, *after),
        Some((before, None)) => before + 1.0,
        None => places.first().map_or(1.0, |first| first - 1.0),
    };
    let stage = Stage { probability: 50, outcome: Outcome::Open, days: 14 };
    CustomOption {
        value: options::drawn(),
        hue: HUES[all.len() % HUES.len()],
        position,
        stage: Some(PipelineStage { stage, pipeline, needs: Vec::new() }),
        ..CustomOption::default()
    }
}

/// `new` says whether the stage is made by it.
fn form(asked: RwSignal<Option<Asked>>, before: &CustomOption, new: bool) -> AnyView {
    let draft = Draft::of(before);
    let stored = StoredValue::new(before.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let before = stored.get_value();
        match draft.read(&before) {
            Err(wrong) => draft.failure.set(wrong.to_owned()),
            Ok(now) => send(asked, draft, &before, &now, new),
        }
    };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            <Input label=t(text::NAME) id="stage-name" value=draft.name first=true/>
            <Input label=t(text::NAME_BN) id="stage-name-bn" value=draft.bengali hint=t(text::NAME_BN_HINT)/>
            {hues(draft.hue)}
            {outcome(draft, !new)}
            <Input label=t(text::PROBABILITY) id="stage-probability" value=draft.probability kind=InputKind::Decimal/>
            <Input label=t(text::STAGE_DAYS) id="stage-days" value=draft.days kind=InputKind::Decimal
                hint=t(text::STAGE_DAYS_HINT)/>
            {needs(draft.needs)}
            {form_end(draft.failure)}
        </form>
    }
    .into_any()
}

/// What a hue is called.
const fn hue_word(hue: u16) -> words::Word {
    match hue {
        264 => text::HUE_BLUE,
        152 => text::HUE_GREEN,
        78 => text::HUE_AMBER,
        20 => text::HUE_RED,
        195 => text::HUE_TEAL,
        340 => text::HUE_PINK,
        110 => text::HUE_OLIVE,
        305 => text::HUE_PURPLE,
        45 => text::HUE_ORANGE,
        _ => text::HUE_SKY,
    }
}

fn hues(chosen: RwSignal<u16>) -> AnyView {
    let one = |hue: u16| {
        view! {
            <label class="stage-hue">
                <input type="radio" name="stage-hue" aria-label=t(hue_word(hue))
                    prop:checked=move || chosen.get() == hue on:change=move |_| chosen.set(hue)/>
                <span class="badge-dot" data-hue=hue.to_string()></span>
            </label>
        }
    };
    view! {
        <fieldset class="fields-options">
            <legend class="input-label">{t(text::COLOUR)}</legend>
            <div class="stage-hues">{HUES.map(one).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// What a deal in it is; that stays once there is a stage, because deals stand in it.
fn outcome(draft: Draft, stays: bool) -> AnyView {
    if stays {
        let said = move || text::outcome_stays(outcome_word(draft.outcome.get()));
        return view! { <p class="access-hint">{said}</p> }.into_any();
    }
    let all = [Outcome::Open, Outcome::Won, Outcome::Lost];
    let options = Signal::derive(move || {
        all.map(|one| (option::outcome_name(one).to_owned(), outcome_word(one).to_owned())).to_vec()
    });
    let value = Signal::derive(move || option::outcome_name(draft.outcome.get()).to_owned());
    let choose = move |wanted: String| {
        let outcome = option::outcome(&wanted).unwrap_or_default();
        draft.outcome.set(outcome);
        // As likely as such a stage is.
        let likely = match outcome {
            Outcome::Open => 50,
            Outcome::Won => 100,
            Outcome::Lost => 0,
        };
        draft.probability.set(words::number(likely));
    };
    select("stage-outcome", text::OUTCOME, options, value, choose)
}

/// The fields that a deal has filled before it comes in.
fn needs(chosen: RwSignal<Vec<String>>) -> AnyView {
    let Some(definition) = objects::object(OBJECT) else { return ().into_any() };
    let may =
        |field: &&'static objects::FieldDefinition| field.by_hand() && !["name", FIELD].contains(&field.key);
    let one = |field: &'static objects::FieldDefinition| {
        let key = field.key;
        let toggle = move |_| {
            chosen.update(|chosen| match chosen.iter().position(|other| other == key) {
                Some(at) => drop(chosen.remove(at)),
                None => chosen.push(key.to_owned()),
            });
        };
        view! {
            <label class="stage-need">
                <input type="checkbox" prop:checked=move || chosen.with(|all| all.iter().any(|one| one == key))
                    on:change=toggle/>
                <span>{move || words::field(OBJECT, key)}</span>
            </label>
        }
    };
    let own = definition.fields.iter().chain(shaping::fields(definition));
    view! {
        <fieldset class="fields-options">
            <legend class="input-label">{t(text::NEEDS)}</legend>
            <p class="input-hint">{t(text::NEEDS_HINT)}</p>
            <div class="stage-needs">{own.filter(may).map(one).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn send(asked: RwSignal<Option<Asked>>, draft: Draft, before: &CustomOption, now: &CustomOption, new: bool) {
    let record = if new {
        options::new(OBJECT, FIELD, now)
    } else {
        let values = differing(before, now, draft);
        if values.is_empty() {
            return asked.set(None);
        }
        options::say((OBJECT, FIELD), &before.value, values)
    };
    let request = Request::Define { records: vec![record] };
    let name = now.name.plain.clone();
    let refused = move |why: &crm_core::commands::Refusal| draft.failure.set(explain(why));
    dispatch_undoable_or(request, move || text::saved(&name), move |_| asked.set(None), refused);
}

/// What is written: only what was changed, so that two who change different things keep both.
fn differing(before: &CustomOption, now: &CustomOption, draft: Draft) -> Vec<Assignment> {
    let mut values = Vec::new();
    let mut put = |key: &str, differs: bool, value: Option<Value>| {
        if differs {
            values.push((key.to_owned(), value));
        }
    };
    put(option::NAME, before.name.plain != now.name.plain, typed(draft.name));
    put(option::NAME_BN, before.name.bengali != now.name.bengali, typed(draft.bengali));
    put(option::HUE, before.hue != now.hue, Some(Value::Number(f64::from(now.hue))));
    let (old, new) = (before.stage.clone().unwrap_or_default(), now.stage.clone().unwrap_or_default());
    let probability = f64::from(new.stage.probability);
    put(
        option::PROBABILITY,
        old.stage.probability != new.stage.probability,
        Some(Value::Number(probability)),
    );
    put(option::DAYS, old.stage.days != new.stage.days, Some(Value::Number(f64::from(new.stage.days))));
    put(option::NEEDS, old.needs != new.needs, options::tags(&new.needs));
    values
}
