//! One of the choices of a field, from its definition.

use super::{Definition, Name};
use crate::fields::ChoiceWords;
use crate::fields::members;
use crate::ids::{FieldKey, ObjectKey, RecordId};
use crate::objects::{FieldDefinition, ObjectDefinition, Outcome, Stage, names, option};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// One of the choices of a field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CustomOption {
    /// What records hold.
    pub value: String,
    /// What it is called; empty of a built-in choice that nobody renamed.
    pub name: Name,
    /// Hue of its pill.
    pub hue: u16,
    /// Whether it is offered no more.
    pub retired: bool,
    /// Its place.
    pub position: f64,
    /// What it means as a stage; nothing of other choices.
    pub stage: Option<PipelineStage>,
}

/// What a stage means in its pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineStage {
    /// Probability, outcome, usual days.
    pub stage: Stage,
    /// Its pipeline; empty of the one that every team has.
    pub pipeline: String,
    /// Fields that a deal has filled before it comes in.
    pub needs: Vec<FieldKey>,
}

impl PipelineStage {
    /// The fields that it needs and that are not filled.
    pub fn lacking(&self, filled: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
        self.needs.iter().map(String::as_str).filter(move |key| !filled(key))
    }
}

/// An option as its definition says, with what may be missing in it.
pub(super) struct Defined {
    pub(super) of: ObjectKey,
    pub(super) key: FieldKey,
    pub(super) record: RecordId,
    pub(super) split: bool,
    pub(super) value: String,
    pub(super) name: Name,
    pub(super) hue: Option<u16>,
    pub(super) retired: bool,
    pub(super) position: Option<f64>,
    pub(super) probability: Option<u16>,
    pub(super) outcome: Option<Outcome>,
    pub(super) days: Option<u16>,
    pub(super) pipeline: String,
    pub(super) needs: Vec<FieldKey>,
}

/// Most days that a stage can be expected to take.
pub const MOST_DAYS: u16 = 3_650;

pub(super) fn read(definition: Definition<'_>) -> Option<Defined> {
    let (of, key, value) =
        (definition.text(option::OF), definition.text(option::CODE), definition.text(option::VALUE));
    let record = definition.0.id();
    if option::option_of(&of, &key, &value) != record {
        return None;
    }
    let needs = definition.0.value_of(option::NEEDS).map_or_else(Vec::new, |value| needs(&value));
    Some(Defined {
        record,
        split: definition.split(),
        name: definition.name(),
        hue: definition.whole(option::HUE, 359),
        retired: definition.flag(option::RETIRED),
        position: definition.number(option::POSITION),
        probability: definition.whole(option::PROBABILITY, 100),
        outcome: option::outcome(&definition.text(option::OUTCOME)),
        days: definition.whole(option::DAYS, MOST_DAYS),
        pipeline: definition.text(option::PIPELINE),
        needs,
        of,
        key,
        value,
    })
}

fn needs(value: &Value) -> Vec<FieldKey> {
    members::of(value).iter().map(|member| member.text.clone()).collect()
}

impl Defined {
    /// The option of a field that has no choices of its own.
    pub(super) fn plain(self) -> CustomOption {
        let (hue, position) = (self.hue.unwrap_or(0), self.position.unwrap_or(0.0));
        CustomOption { value: self.value, name: self.name, hue, retired: self.retired, position, stage: None }
    }
}

impl CustomOption {
    /// What it is called, in any language.
    pub fn words(&self) -> ChoiceWords<'_> {
        let Name { plain, bengali } = self.name.clone();
        let words = [plain, bengali].into_iter().filter(|name| !name.is_empty()).collect();
        ChoiceWords { id: &self.value, words }
    }
}

/// The options of a field of an object, for whoever reads files: what the team has, else nothing.
pub type Own<'a> = &'a dyn Fn(&'static ObjectDefinition, &'static FieldDefinition) -> Vec<CustomOption>;

/// What the choices of a field are called: by the team first, then as they are by themselves.
pub fn all_words<'a>(
    object: &ObjectDefinition,
    field: &FieldDefinition,
    own: &'a [CustomOption],
) -> Vec<ChoiceWords<'a>> {
    let named = own.iter().map(CustomOption::words).filter(|option| !option.words.is_empty());
    named.chain(names::choice_words(object.key, field, 0)).collect()
}

/// In order: by place, then by value, so that two devices agree.
pub(super) fn sort(options: &mut [CustomOption]) {
    options.sort_by(|one, two| one.position.total_cmp(&two.position).then_with(|| one.value.cmp(&two.value)));
}
