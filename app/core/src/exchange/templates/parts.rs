//! What a template is made of, as tables, and the definitions that follow from them.

use super::Said;
use crate::commands::Assignment;
use crate::fields;
use crate::fields::tags::tag;
use crate::ids::RecordId;
use crate::objects::custom::Code;
use crate::objects::{
    self, Outcome, dependency, field, option, pipeline, placement, score_rule, section, shared_view,
    validation_rule,
};
use crate::value::Value;
use crate::views::shaping::conditions;

/// A name in English and in Bengali.
pub(super) type Names = (&'static str, &'static str);

/// Everything that a template says.
pub(super) struct Trade {
    pub(super) fields: &'static [Field],
    pub(super) choices: &'static [Choice],
    /// Its value and its names.
    pub(super) pipeline: (&'static str, Names),
    pub(super) stages: &'static [Stage],
    pub(super) sections: &'static [Section],
    pub(super) placements: &'static [Placement],
    pub(super) scores: &'static [Score],
    pub(super) dependencies: &'static [Dependency],
    pub(super) rules: &'static [Rule],
    pub(super) views: &'static [View],
}

/// A field: the object, the key, the names, the formula that fills it, what may be chosen.
pub(super) struct Field {
    pub(super) of: &'static str,
    pub(super) key: &'static str,
    pub(super) names: Names,
    pub(super) formula: &'static str,
    /// Value, hue, names.
    pub(super) options: &'static [(&'static str, u16, Names)],
}

/// A further choice of a built-in field: of whom the choices are, the field, value, hue, names.
pub(super) struct Choice(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) u16,
    pub(super) Names,
);

/// A stage of the pipeline.
pub(super) struct Stage {
    pub(super) value: &'static str,
    pub(super) hue: u16,
    pub(super) names: Names,
    pub(super) probability: u8,
    pub(super) outcome: Outcome,
    pub(super) days: u16,
    pub(super) needs: &'static [&'static str],
}

/// A section: the object, the value, the names.
pub(super) struct Section(pub(super) &'static str, pub(super) &'static str, pub(super) Names);

/// What is said of a field in forms.
#[derive(Clone, Copy)]
pub(super) struct Placement {
    of: &'static str,
    key: &'static str,
    section: &'static str,
    required: bool,
    quick: bool,
    hidden: bool,
    unique: bool,
    usual: &'static str,
}

/// A score rule: value, a condition or the object of activities, points; of activities the most and the days.
pub(super) struct Score(pub(super) &'static str, pub(super) Counted, pub(super) i16);

/// For what a score rule gives points.
pub(super) enum Counted {
    /// For a condition.
    Field(&'static str),
    /// For activities: their object, the most that they give, the days after which they have halved.
    Activity(&'static str, u16, u16),
}

/// What a field is like while another holds a value.
pub(super) struct Dependency {
    pub(super) of: &'static str,
    pub(super) deciding: &'static str,
    /// Each of these; an empty one is where nothing is filled in.
    pub(super) values: &'static [&'static str],
    pub(super) target: &'static str,
    /// Whether it must be filled then; else it is not shown.
    pub(super) required: bool,
}

/// A validation rule: value, object, what is said, the conditions, one a line.
pub(super) struct Rule(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) Names,
    pub(super) &'static str,
);

/// A shared view.
pub(super) struct View {
    pub(super) of: &'static str,
    pub(super) value: &'static str,
    pub(super) names: Names,
    pub(super) conditions: &'static [&'static str],
    /// The field by which it is sorted, and whether the largest is first.
    pub(super) sort: (&'static str, bool),
    pub(super) columns: &'static [&'static str],
}

impl Field {
    pub(super) const fn new(of: &'static str, key: &'static str, names: Names) -> Self {
        Self { of, key, names, formula: "", options: &[] }
    }

    pub(super) const fn by(self, formula: &'static str) -> Self {
        Self { formula, ..self }
    }

    pub(super) const fn of_these(self, options: &'static [(&'static str, u16, Names)]) -> Self {
        Self { options, ..self }
    }
}

impl Stage {
    /// `means` is how likely a deal in it is won, how it stands, and how many days it usually stays.
    pub(super) const fn new(
        value: &'static str,
        hue: u16,
        names: Names,
        means: (u8, Outcome, u16),
        needs: &'static [&'static str],
    ) -> Self {
        let (probability, outcome, days) = means;
        Self { value, hue, names, probability, outcome, days, needs }
    }
}

impl Placement {
    /// In the first section.
    pub(super) const fn new(of: &'static str, key: &'static str) -> Self {
        let (section, usual) = (section::FIRST, "");
        Self { of, key, section, required: false, quick: false, hidden: false, unique: false, usual }
    }

    pub(super) const fn within(self, section: &'static str) -> Self {
        Self { section, ..self }
    }

    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) const fn quick(self) -> Self {
        Self { quick: true, ..self }
    }

    pub(super) const fn hidden(self) -> Self {
        Self { hidden: true, ..self }
    }

    pub(super) const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }

    pub(super) const fn usual(self, usual: &'static str) -> Self {
        Self { usual, ..self }
    }
}

/// Behind what a team has most likely placed itself.
const FIRST_PLACE: f64 = 101.0;

/// Places in order.
fn places() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(FIRST_PLACE), |place| Some(place + 1.0))
}

fn text(key: &str, text: &str) -> Assignment {
    (key.to_owned(), Some(Value::Text(text.to_owned())))
}

fn number(key: &str, number: impl Into<f64>) -> Assignment {
    (key.to_owned(), Some(Value::Number(number.into())))
}

/// Names stand under the same keys in every definition.
fn names((plain, bengali): Names) -> [Assignment; 2] {
    [text(field::NAME, plain), text(field::NAME_BN, bengali)]
}

fn yes<const N: usize>(flags: [(&str, bool); N]) -> impl Iterator<Item = Assignment> {
    let set = flags.into_iter().filter(|(_, set)| *set);
    set.map(|(key, _)| (key.to_owned(), Some(Value::Flag(true)))).collect::<Vec<_>>().into_iter()
}

impl Trade {
    /// The definitions.
    pub(super) fn said(&self) -> Vec<Said> {
        let mut said: Vec<Said> = self.fields.iter().zip(places()).filter_map(field).collect();
        said.extend(self.fields.iter().flat_map(options));
        said.extend(self.choices.iter().zip(places()).map(choice));
        said.push(self.pipeline());
        said.extend(self.stages.iter().zip(places()).map(|stage| self.stage(stage)));
        said.extend(self.sections.iter().zip(places()).map(section));
        said.extend(self.placements.iter().zip(places()).map(placement));
        said.extend(self.scores.iter().zip(places()).map(score));
        said.extend(self.dependencies.iter().flat_map(dependencies));
        said.extend(self.rules.iter().zip(places()).map(rule));
        said.extend(self.views.iter().zip(places()).filter_map(view));
        said
    }

    fn pipeline(&self) -> Said {
        let (value, called) = self.pipeline;
        let mut values = vec![text(pipeline::VALUE, value), number(pipeline::POSITION, FIRST_PLACE)];
        values.extend(names(called));
        (pipeline::KEY.to_owned(), pipeline::pipeline_of(value), values)
    }

    fn stage(&self, (stage, place): (&Stage, f64)) -> Said {
        let (of, key) = ("deal", "stage");
        let mut values = vec![
            text(option::OF, of),
            text(option::CODE, key),
            text(option::VALUE, stage.value),
            number(option::HUE, stage.hue),
            number(option::POSITION, place),
            number(option::PROBABILITY, stage.probability),
            text(option::OUTCOME, option::outcome_name(stage.outcome)),
            number(option::DAYS, stage.days),
            text(option::PIPELINE, self.pipeline.0),
        ];
        values.extend(names(stage.names));
        let needs: Vec<_> = stage.needs.iter().filter_map(|key| tag(key)).collect();
        if !needs.is_empty() {
            values.push((option::NEEDS.to_owned(), Some(Value::Members(needs))));
        }
        (option::KEY.to_owned(), option::option_of(of, key, stage.value), values)
    }
}

fn field((one, place): (&Field, f64)) -> Option<Said> {
    let mut values =
        vec![text(field::OF, one.of), text(field::CODE, one.key), number(field::POSITION, place)];
    values.extend(names(one.names));
    if !one.formula.is_empty() {
        values.push(text(field::FORMULA, one.formula));
    }
    Some((field::KEY.to_owned(), field::definition_of(one.of, Code::of_key(one.key)?), values))
}

fn options(of: &'static Field) -> impl Iterator<Item = Said> {
    of.options.iter().zip(places()).map(move |((value, hue, called), place)| {
        choice((&Choice(of.of, of.key, value, *hue, *called), place))
    })
}

fn choice((Choice(of, key, value, hue, called), place): (&Choice, f64)) -> Said {
    let mut values = vec![
        text(option::OF, of),
        text(option::CODE, key),
        text(option::VALUE, value),
        number(option::HUE, *hue),
        number(option::POSITION, place),
    ];
    values.extend(names(*called));
    (option::KEY.to_owned(), option::option_of(of, key, value), values)
}

fn section((Section(of, value, called), place): (&Section, f64)) -> Said {
    let mut values =
        vec![text(section::OF, of), text(section::VALUE, value), number(section::POSITION, place)];
    values.extend(names(*called));
    (section::KEY.to_owned(), section::section_of(of, value), values)
}

/// Fields of a section of the template's own stand in it in the order of the table, others as they do by themselves.
fn placement((one, place): (&Placement, f64)) -> Said {
    let mut values = vec![text(placement::OF, one.of), text(placement::CODE, one.key)];
    if one.section != section::FIRST {
        values.extend([text(placement::SECTION, one.section), number(placement::POSITION, place)]);
    }
    values.extend(yes([
        (placement::REQUIRED, one.required),
        (placement::QUICK, one.quick),
        (placement::HIDDEN, one.hidden),
        (placement::UNIQUE, one.unique),
    ]));
    if !one.usual.is_empty() {
        values.push(text(placement::USUAL, one.usual));
    }
    (placement::KEY.to_owned(), placement::placement_of(one.of, one.key), values)
}

/// Only leads have scores.
fn score((Score(value, counted, points), place): (&Score, f64)) -> Said {
    let mut values = vec![
        text(score_rule::VALUE, value),
        text(score_rule::OF, "lead"),
        number(score_rule::POINTS, *points),
        number(score_rule::POSITION, place),
    ];
    match counted {
        Counted::Field(condition) => values.push(text(score_rule::CONDITION, condition)),
        Counted::Activity(object, most, halves) => values.extend([
            text(score_rule::ACTIVITY, object),
            number(score_rule::MOST, *most),
            number(score_rule::HALVES, *halves),
        ]),
    }
    (score_rule::KEY.to_owned(), score_rule::rule_of(value), values)
}

fn dependencies(one: &'static Dependency) -> impl Iterator<Item = Said> {
    one.values.iter().map(move |value| {
        let mut values = vec![
            text(dependency::OF, one.of),
            text(dependency::CODE, one.deciding),
            text(dependency::TARGET, one.target),
        ];
        if !value.is_empty() {
            values.push(text(dependency::VALUE, value));
        }
        values.extend(yes([(dependency::REQUIRED, one.required), (dependency::HIDDEN, !one.required)]));
        let record = dependency::dependency_of(one.of, one.deciding, value, one.target);
        (dependency::KEY.to_owned(), record, values)
    })
}

fn rule((Rule(value, of, called, conditions), place): (&Rule, f64)) -> Said {
    let mut values = vec![
        text(validation_rule::VALUE, value),
        text(validation_rule::OF, of),
        text(validation_rule::CONDITION, conditions),
        number(validation_rule::POSITION, place),
    ];
    values.extend(names(*called));
    (validation_rule::KEY.to_owned(), validation_rule::rule_of(value), values)
}

fn view((one, place): (&View, f64)) -> Option<Said> {
    let record = shared_view::view_of(one.of, one.value);
    let mut values = vec![
        text(shared_view::OF, one.of),
        text(shared_view::VALUE, one.value),
        text(shared_view::VIEW, &shown(one, record)?),
        number(shared_view::POSITION, place),
    ];
    values.extend(names(one.names));
    Some((shared_view::KEY.to_owned(), record, values))
}

/// As devices write a view that is shared ([`crate::views::saved::SavedView`]): under its record's id, its name apart. Keys,
/// values of choices and days that move with the calendar are plain letters, which need no writer of JSON in the engine.
fn shown(one: &View, record: RecordId) -> Option<String> {
    let definition = objects::object(one.of)?;
    let condition = |condition: &&str| {
        let filter = conditions::read_moving(definition, condition)?;
        let argument = match &filter.argument {
            Some(argument) => format!(r#"{{"Text":"{}"}}"#, fields::text::of(argument)?),
            None => "null".to_owned(),
        };
        let (field, operator) = (filter.field, filter.operator);
        Some(format!(r#"{{"field":"{field}","operator":"{operator:?}","argument":{argument}}}"#))
    };
    let filters: Option<Vec<String>> = one.conditions.iter().map(condition).collect();
    let filters = filters?.join(",");
    let columns = one.columns.iter().map(|key| format!(r#""{key}""#)).collect::<Vec<_>>().join(",");
    let (of, (by, descending)) = (one.of, one.sort);
    let sort = format!(r#"{{"field":"{by}","descending":{descending}}}"#);
    let query = format!(
        r#"{{"object":"{of}","filters":[{filters}],"any":[],"search":"","sort":{sort},"then":[],"columns":[{columns}]}}"#
    );
    let layout = format!(r#"{{"columns":[{columns}],"widths":{{}}}}"#);
    Some(format!(r#"{{"id":"{record}","name":"","query":{query},"layout":{layout}}}"#))
}
