//! What a team made of its book: fields of its own, choices of its own, pipelines and their stages, forms, shared
//! views, score rules, what is asked of records; put together from their definitions.

pub mod checks;
pub mod choices;
pub mod conditions;
pub mod dependencies;
pub mod fields;
pub mod forms;
pub mod options;
pub mod scoring;
pub mod shared;
#[cfg(test)]
mod specimen;
pub mod stages;
pub mod validation;
pub mod written;

use super::row::RowView;
use crate::objects::{
    dependency, field, option, pipeline, placement, score_rule, section, shared_view, validation_rule,
};
use crate::value::Value;
use choices::ChoiceSet;
use dependencies::Dependency;
use fields::CustomField;
use forms::{Placement, Section};
use scoring::ScoreRule;
use serde::{Deserialize, Serialize};
use shared::SharedView;
use stages::{Pipeline, Stages};
use validation::ValidationRule;

/// A name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// As it was given.
    pub plain: String,
    /// In Bengali, where that is another; else empty.
    pub bengali: String,
}

/// Everything that definitions say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shaping {
    /// The fields that the team added, by object and place.
    pub fields: Vec<CustomField>,
    /// The choices of built-in fields, where the team changed them.
    pub choices: Vec<ChoiceSet>,
    /// The pipelines that the team added, retired ones too, in order.
    pub pipelines: Vec<Pipeline>,
    /// Parts of forms, retired ones too, in order.
    pub sections: Vec<Section>,
    /// Where fields stand, and which must be filled.
    pub placements: Vec<Placement>,
    /// Lists that everybody sees, in order.
    pub views: Vec<SharedView>,
    /// The score rules, retired ones too, in order.
    pub scoring: Vec<ScoreRule>,
    /// What fields are like while others hold certain values.
    pub dependencies: Vec<Dependency>,
    /// The validation rules, retired ones too, in order.
    pub validation: Vec<ValidationRule>,
}

/// A definition: values that are read with a default.
#[derive(Clone, Copy)]
struct Definition<'a>(RowView<'a>);

impl Shaping {
    /// What these rows define. Rows of other objects are left out, and definitions under another id than their own.
    pub fn of<'a>(rows: impl Iterator<Item = RowView<'a>>) -> Self {
        let (mut found, mut options) = (Self::default(), Vec::new());
        for row in rows.filter(|row| !row.deleted()) {
            let definition = Definition(row);
            match row.object().map(|object| object.key) {
                Some(field::KEY) => found.fields.extend(fields::read(definition)),
                Some(option::KEY) => options.extend(options::read(definition)),
                Some(pipeline::KEY) => found.pipelines.extend(stages::read(definition)),
                Some(section::KEY) => found.sections.extend(forms::read_section(definition)),
                Some(shared_view::KEY) => found.views.extend(shared::read(definition)),
                Some(placement::KEY) => found.placements.extend(forms::read_placement(definition)),
                Some(score_rule::KEY) => found.scoring.extend(scoring::read(definition)),
                Some(dependency::KEY) => found.dependencies.extend(dependencies::read(definition)),
                Some(validation_rule::KEY) => found.validation.extend(validation::read(definition)),
                _ => {}
            }
        }
        fields::sort(&mut found.fields);
        forms::sort(&mut found.sections);
        shared::sort(&mut found.views);
        let options = fields::take_options(&mut found.fields, options);
        found.choices = choices::sets(options);
        found.pipelines.sort_by(|one, two| {
            one.position.total_cmp(&two.position).then_with(|| one.value.cmp(&two.value))
        });
        scoring::sort(&mut found.scoring);
        dependencies::sort(&mut found.dependencies);
        validation::sort(&mut found.validation);
        found
    }

    /// Whether devices fill a field: by a formula, or with a score.
    pub fn works_out(&self, object: &str, key: &str) -> bool {
        let formula = |field: &CustomField| {
            field.object == object && field.key == key && !field.formula.is_empty() && !field.retired
        };
        let scored = || self.scoring.iter().any(|rule| rule.of == object && !rule.retired);
        self.fields.iter().any(formula) || score_rule::score_field(object) == Some(key) && scored()
    }

    /// The stages of every pipeline.
    pub fn stages(&self) -> Stages {
        Stages::of(&self.choices)
    }
}

impl Definition<'_> {
    fn text(self, key: &str) -> String {
        match self.0.value_of(key) {
            Some(Value::Text(text)) => text,
            Some(_) | None => String::new(),
        }
    }

    fn number(self, key: &str) -> Option<f64> {
        match self.0.value_of(key) {
            Some(Value::Number(number)) => Some(number),
            Some(_) | None => None,
        }
    }

    /// A whole number up to a limit; nothing where there is none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between nothing and the limit"
    )]
    fn whole(self, key: &str, most: u16) -> Option<u16> {
        let number = self.number(key)?;
        Some(if (0.0..=f64::from(most)).contains(&number) { number as u16 } else { 0 })
    }

    fn flag(self, key: &str) -> bool {
        self.0.value_of(key) == Some(Value::Flag(true))
    }

    /// The names under which a definition holds its name.
    fn name(self) -> Name {
        Name { plain: self.text(field::NAME), bengali: self.text(field::NAME_BN) }
    }

    fn split(self) -> bool {
        self.0.conflicting().next().is_some()
    }
}
