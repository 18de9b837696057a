//! Pipelines and their stages: which there are and in which order, what a stage means, what it needs.

mod pipeline_form;
mod stage_form;

use super::arranged::{self, Entry, Former};
use super::fields::built_in::with_names;
use super::fields::{options, split};
use super::select;
use crate::components::{Button, IconButton, Variant};
use crate::icons::Icon;
use crate::state::pipelines as pipeline;
use crate::state::{dispatch, say, shaping};
use crate::words::{self, shaping as text, t};
use crm_core::messages::Request;
use crm_core::objects::{self, FieldDefinition, Outcome, option};
use crm_core::value::Value;
use crm_core::views::shaping::options::{CustomOption, PipelineStage};
use leptos::prelude::*;

const OBJECT: &str = "deal";
const FIELD: &str = "stage";

/// What a window is open for.
#[derive(Clone)]
enum Asked {
    /// A new stage of this pipeline.
    NewStage(String),
    /// Another meaning of this stage.
    Stage(CustomOption),
    /// A new pipeline with the stages of this one.
    NewPipeline(String),
    /// Another name of this pipeline.
    Pipeline(String),
}

fn field() -> Option<&'static FieldDefinition> {
    objects::object(OBJECT)?.field(FIELD)
}

/// The stages of a pipeline, with the names that they have by themselves where the team gave none.
fn of_pipeline(pipeline: &str) -> Vec<CustomOption> {
    let Some(field) = field() else { return Vec::new() };
    let stages = shaping::stages();
    let here = |option: &&CustomOption| option.stage.as_ref().is_some_and(|known| known.pipeline == pipeline);
    with_names((OBJECT, field), stages.all().iter().filter(here).cloned().collect())
}

/// The panel.
pub(super) fn pipelines() -> AnyView {
    let shown = RwSignal::new(String::new());
    let asked = RwSignal::new(None::<Asked>);
    let now = Memo::new(move |_| {
        let wanted = shown.get();
        if pipeline::offered().contains(&wanted) { wanted } else { objects::pipeline::FIRST.to_owned() }
    });
    let all = Signal::derive(|| {
        pipeline::offered().into_iter().map(|value| (value.clone(), pipeline::name(&value))).collect()
    });
    let several = move || {
        (pipeline::offered().len() > 1)
            .then(|| select("pipeline", text::PIPELINE, all, now.into(), move |wanted| shown.set(wanted)))
    };
    view! {
        <section class="panel" data-setting="stages" aria-label=t(text::PIPELINES)>
            <p>{t(text::PIPELINES_LEAD)}</p>
            <div class="pipeline-head">{several}{move || of_this(now.get(), asked)}</div>
            {move || listed(&now.get(), asked)}
            <div class="pipeline-foot">
                <Button label=t(text::ADD_STAGE) icon=Icon::Plus variant=Variant::Primary
                    on_press=move || asked.set(Some(Asked::NewStage(now.get_untracked())))/>
                <Button label=t(text::ADD_PIPELINE) icon=Icon::Plus variant=Variant::Quiet
                    on_press=move || asked.set(Some(Asked::NewPipeline(now.get_untracked())))/>
            </div>
            {retired_pipelines}
        </section>
        {stage_form::window(asked)}
        {pipeline_form::window(asked, shown)}
    }
    .into_any()
}

/// What can be done with a pipeline that the team added.
fn of_this(value: String, asked: RwSignal<Option<Asked>>) -> AnyView {
    if value == objects::pipeline::FIRST {
        return ().into_any();
    }
    let name = pipeline::name(&value);
    let (renamed, gone) = (value.clone(), value.clone());
    view! {
        <IconButton icon=Icon::Pencil label=text::rename_pipeline(&name)
            on_press=move || asked.set(Some(Asked::Pipeline(renamed.clone())))/>
        <IconButton icon=Icon::Archive label=text::retire_pipeline(&name)
            on_press=move || retire_pipeline(&gone, true)/>
        {move || {
            let found = shaping::pipelines().into_iter().find(|one| one.value == value && one.split);
            let records: Vec<_> = found.map(|one| objects::pipeline::pipeline_of(&one.value)).into_iter().collect();
            split(&records)
        }}
    }
    .into_any()
}

fn retire_pipeline(value: &str, retired: bool) {
    let record = objects::pipeline::pipeline_of(value);
    let values = vec![(objects::pipeline::RETIRED.to_owned(), Some(Value::Flag(retired)))];
    dispatch(Request::Set { record, values });
}

fn retired_pipelines() -> AnyView {
    let entry = |one: crm_core::views::shaping::stages::Pipeline| {
        let (name, value) = (pipeline::name(&one.value), one.value.clone());
        Former::retired(one.value, name, Callback::new(move |()| retire_pipeline(&value, false)))
    };
    let retired = shaping::pipelines().into_iter().filter(|one| one.retired).map(entry).collect();
    arranged::former(retired, text::RETIRED_PIPELINES, text::RETIRED_STAGES_TEXT)
}

fn listed(pipeline: &str, asked: RwSignal<Option<Asked>>) -> AnyView {
    let (retired, used): (Vec<CustomOption>, Vec<CustomOption>) =
        of_pipeline(pipeline).into_iter().partition(|option| option.retired);
    let entries =
        |all: Vec<CustomOption>| all.into_iter().map(|one| entry(one, asked)).collect::<Vec<Entry>>();
    let about = field().map(shaping::split).unwrap_or_default();
    view! {
        {split(&about)}
        {arranged::arranged(entries(used))}
        {arranged::former(entries(retired).into_iter().map(Former::from).collect(), text::RETIRED, text::RETIRED_STAGES_TEXT)}
    }
    .into_any()
}

/// What an outcome is called.
fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Open => text::OPEN.now(),
        Outcome::Won => text::WON.now(),
        Outcome::Lost => text::LOST.now(),
    }
}

/// What a stage means, on one line.
fn meaning(PipelineStage { stage, needs, .. }: &PipelineStage) -> String {
    let mut parts =
        vec![outcome_word(stage.outcome).to_owned(), crate::format::percent(f64::from(stage.probability))];
    if stage.days > 0 {
        parts.push(text::usual_days(u64::from(stage.days)));
    }
    if !needs.is_empty() {
        let names: Vec<String> = needs.iter().map(|key| words::field(OBJECT, key)).collect();
        parts.push(text::needs_short(&names.join(", ")));
    }
    parts.join(" · ")
}

fn entry(option: CustomOption, asked: RwSignal<Option<Asked>>) -> Entry {
    let rest = option.stage.as_ref().map(meaning).into_any();
    let (key, name) = (option.value.clone(), shaping::said(&option.name));
    let (hue, position) = (Some(option.hue), option.position);
    let option = StoredValue::new(option);
    let set = move |key: &str, value: Value| {
        let values = vec![(key.to_owned(), Some(value))];
        let records = vec![option.with_value(|now| options::say((OBJECT, FIELD), &now.value, values))];
        dispatch(Request::Define { records });
    };
    Entry {
        key,
        name,
        rest,
        hue,
        position,
        on_move: Callback::new(move |(to,)| set(option::POSITION, Value::Number(to))),
        on_change: Callback::new(move |()| asked.set(Some(Asked::Stage(option.get_value())))),
        hides: false,
        on_retire: Some(Callback::new(move |(retired,)| {
            if retired && option.with_value(is_last) {
                say(text::LAST_STAGE.now());
            } else {
                set(option::RETIRED, Value::Flag(retired));
            }
        })),
    }
}

/// Whether no other stage that is offered in the pipeline has the same outcome.
fn is_last(stage: &CustomOption) -> bool {
    let Some(known) = &stage.stage else { return false };
    let stages = untrack(shaping::stages);
    !stages.offered(&known.pipeline).any(|other| {
        let same = other.stage.as_ref().is_some_and(|one| one.stage.outcome == known.stage.outcome);
        same && other.value != stage.value
    })
}
