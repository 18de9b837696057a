//! Pipelines and their stages.

use super::choices::{ChoiceSet, built_in, open_field};
use super::options::{CustomOption, PipelineStage};
use super::{Definition, Name};
use crate::objects::{Outcome, pipeline};
use serde::{Deserialize, Serialize};

/// The object and the field of stages.
const OBJECT: &str = "deal";
const FIELD: &str = "stage";

/// A pipeline that the team added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// What its stages hold.
    pub value: String,
    /// What it is called.
    pub name: Name,
    /// Whether it is offered no more.
    pub retired: bool,
    /// Its place.
    pub position: f64,
    /// Whether two people set something of it at once.
    pub split: bool,
}

/// The stages of every pipeline, retired ones too, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Stages(Vec<CustomOption>);

impl Default for Stages {
    /// The stages that every team has.
    fn default() -> Self {
        Self::of(&[])
    }
}

pub(super) fn read(definition: Definition<'_>) -> Option<Pipeline> {
    let value = definition.text(pipeline::VALUE);
    if value.is_empty() || pipeline::pipeline_of(&value) != definition.0.id() {
        return None;
    }
    let (name, retired) = (definition.name(), definition.flag(pipeline::RETIRED));
    let position = definition.number(pipeline::POSITION).unwrap_or(0.0);
    Some(Pipeline { value, name, retired, position, split: definition.split() })
}

impl Stages {
    /// The stages among the choices that a team changed; those that every team has where it changed none.
    pub fn of(choices: &[ChoiceSet]) -> Self {
        let own = choices.iter().find(|set| set.of == OBJECT && set.key == FIELD);
        let usual = || open_field(OBJECT, FIELD).map(built_in).unwrap_or_default();
        Self(own.map_or_else(usual, |set| set.options.clone()))
    }

    /// What a stage means; `None` of one that is not known here, or not yet.
    pub fn get(&self, id: &str) -> Option<&PipelineStage> {
        self.0.iter().find(|option| option.value == id)?.stage.as_ref()
    }

    /// How a deal in that stage stands; open where the stage is not known.
    pub fn outcome(&self, id: &str) -> Outcome {
        self.get(id).map_or(Outcome::Open, |known| known.stage.outcome)
    }

    /// The stages of a pipeline that are offered, in order.
    pub fn offered<'a>(&'a self, pipeline: &'a str) -> impl Iterator<Item = &'a CustomOption> {
        self.0.iter().filter(move |option| {
            let here = option.stage.as_ref().is_some_and(|known| known.pipeline == pipeline);
            here && !option.retired
        })
    }

    /// Every stage, retired ones too, in order.
    pub fn all(&self) -> &[CustomOption] {
        &self.0
    }

    /// The same stages that ask for no other fields than these: nobody can fill in what they may not see.
    #[must_use]
    pub fn asking_only(&self, may: impl Fn(&str) -> bool) -> Self {
        let mut stages = self.clone();
        for known in stages.0.iter_mut().filter_map(|option| option.stage.as_mut()) {
            known.needs.retain(|key| may(key));
        }
        stages
    }

    /// Every field that a stage asks for.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter_map(|option| option.stage.as_ref())
            .flat_map(|known| &known.needs)
            .map(String::as_str)
    }

    /// The stage in which a deal begins; the first that every team has where none is offered.
    pub fn first(&self) -> &str {
        let offered = self.offered(pipeline::FIRST).chain(&self.0);
        { offered }.next().map_or("", |option| option.value.as_str())
    }

    /// Which of two stages of the first pipeline are offered: the wanted one, or the one in which a deal begins.
    pub fn or_first<'a>(&'a self, wanted: &'a str) -> &'a str {
        let offered = self.offered(pipeline::FIRST).any(|option| option.value == wanted);
        if offered { wanted } else { self.first() }
    }
}
