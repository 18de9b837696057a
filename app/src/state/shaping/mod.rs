//! What the team made of its book, as screens use it: fields of its own, choices and stages, with their names.

mod forms;
mod rules;

pub use forms::{Part, arranged, every_section, hidden, placed, placement, quick, required, sections, usual};
pub use rules::{checks, circle, dependencies, formula, said_by_rule, validation_rules, works_out};

use crate::words::{Locale, locale};
use crm_core::ids::RecordId;
use crm_core::objects::custom;
use crm_core::objects::{ChoiceDefinition, FieldDefinition, ObjectDefinition, pipeline};
use crm_core::views::shaping::checks::Checks;
use crm_core::views::shaping::choices::{ChoiceSet, built_in};
use crm_core::views::shaping::fields::CustomField;
use crm_core::views::shaping::options::CustomOption;
use crm_core::views::shaping::scoring::ScoreRule;
use crm_core::views::shaping::shared::SharedView;
use crm_core::views::shaping::stages::{Pipeline, Stages};
use crm_core::views::shaping::{Name, Shaping};
use leptos::prelude::*;
use std::sync::Arc;

/// What may be chosen in a field now. Kept for ever: a new one is made only when an administrator changes it.
type Definition = &'static FieldDefinition;

/// What the screens know.
#[derive(Clone, Default)]
struct Known {
    shaping: Shaping,
    stages: Arc<Stages>,
    checks: Arc<Checks>,
    /// Of each custom field, in the order of `shaping`; `None` of a kind that this build does not know.
    fields: Vec<Option<Definition>>,
    /// Of each set of choices: the built-in fields that have them.
    open: Vec<Vec<(Definition, Definition)>>,
}

impl Known {
    /// The choices of a built-in field, where the team changed them.
    fn set_of(&self, field: &FieldDefinition) -> Option<&ChoiceSet> {
        self.shaping.choices.iter().find(|set| Some(set.of.as_str()) == field.open && set.key == field.key)
    }
}

thread_local! {
    static KNOWN: ArcRwSignal<Known> = ArcRwSignal::new(Known::default());
    static HEARD: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

fn known() -> ArcRwSignal<Known> {
    KNOWN.with(Clone::clone)
}

/// Whether the engine has said what there is. A form that opens before would stand as no team has it.
pub fn heard() -> bool {
    HEARD.with(Clone::clone).get()
}

/// The engine says what there is.
pub fn take(shaping: Shaping) {
    know(shaping);
    let heard = HEARD.with(Clone::clone);
    if !heard.get_untracked() {
        heard.set(true);
    }
}

fn know(shaping: Shaping) {
    let before = known().get_untracked();
    if before.shaping == shaping {
        return;
    }
    let fields = shaping.fields.iter().map(|field| {
        let same = before.shaping.fields.iter().zip(&before.fields).find(|(old, _)| {
            old.object == field.object && old.key == field.key && offers_same(&old.options, &field.options)
        });
        same.map_or_else(|| Some(offering(custom::field(&field.key)?, &field.options)), |(_, made)| *made)
    });
    let open = shaping.choices.iter().map(|set| {
        let old = before.shaping.choices.iter().zip(&before.open).find(|(old, _)| {
            old.of == set.of && old.key == set.key && offers_same(&old.options, &set.options)
        });
        old.map_or_else(|| opened(set), |(_, made)| made.clone())
    });
    let (fields, open) = (fields.collect(), open.collect());
    let (stages, checks) = (Arc::new(shaping.stages()), Arc::new(Checks::of(&shaping)));
    known().set(Known { stages, checks, fields, open, shaping });
}

fn offers_same(old: &[CustomOption], new: &[CustomOption]) -> bool {
    let offered = |options: &[CustomOption]| -> Vec<CustomOption> {
        let used = options.iter().filter(|option| !option.retired);
        used.map(|option| CustomOption { name: Name::default(), ..option.clone() }).collect()
    };
    offered(old) == offered(new)
}

/// A field that offers these options; the field itself where they are none.
fn offering(plain: Definition, options: &[CustomOption]) -> Definition {
    let used: Vec<&CustomOption> = options.iter().filter(|option| !option.retired).collect();
    if used.is_empty() {
        return plain;
    }
    let choice = |option: &CustomOption| {
        let value: &'static str = Box::leak(option.value.clone().into_boxed_str());
        ChoiceDefinition { id: value, hue: option.hue, stage: option.stage.as_ref().map(|known| known.stage) }
    };
    let choices: &'static [ChoiceDefinition] = Box::leak(used.into_iter().map(choice).collect());
    Box::leak(Box::new(FieldDefinition { choices, ..*plain }))
}

/// The built-in fields that a set of choices is about, each with what it offers now.
fn opened(set: &ChoiceSet) -> Vec<(Definition, Definition)> {
    let all = crm_core::objects::CATALOGUE.iter().flat_map(|object| object.fields);
    let own = all.filter(|field| field.key == set.key && field.open == Some(set.of.as_str()));
    own.map(|field| (field, offering(field, &set.options))).collect()
}

/// Every custom field, retired ones too.
pub fn every() -> Vec<CustomField> {
    known().with(|known| known.shaping.fields.clone())
}

/// The custom fields of an object that are in use, by place.
pub fn fields(object: &ObjectDefinition) -> Vec<Definition> {
    known().with(|known| {
        let own = known.shaping.fields.iter().zip(&known.fields);
        let used = own.filter(|(field, _)| field.object == object.key && !field.retired);
        used.filter_map(|(_, made)| *made).collect()
    })
}

/// Its own fields, custom ones, and those that every object has.
pub fn all_fields(object: &'static ObjectDefinition) -> impl Iterator<Item = Definition> {
    let system = object.all_fields().skip(object.fields.len());
    object.fields.iter().map(now).chain(fields(object)).chain(system)
}

/// The field of that name, with what may be chosen in it.
pub fn field(object: &'static ObjectDefinition, key: &str) -> Option<Definition> {
    let added = || {
        known().with(|known| {
            let own = known.shaping.fields.iter().zip(&known.fields);
            { own }.find(|(field, _)| field.object == object.key && field.key == key)?.1.to_owned()
        })
    };
    custom::is_custom(key).then(added).flatten().or_else(|| object.field(key).map(now))
}

/// A built-in field with what may be chosen in it.
fn now(field: Definition) -> Definition {
    if field.open.is_none() {
        return field;
    }
    known().with(|known| {
        let changed = known.open.iter().flatten();
        { changed }.find(|(built_in, _)| std::ptr::eq(*built_in, field)).map_or(field, |(_, now)| now)
    })
}

fn of<T>(object: &str, key: &str, read: impl FnOnce(&CustomField) -> T) -> Option<T> {
    let is = |field: &&CustomField| field.object == object && field.key == key;
    known().with(|known| known.shaping.fields.iter().find(is).map(read))
}

/// A name in the language now.
pub fn said(name: &Name) -> String {
    let bengali = locale() == Locale::Bengali && !name.bengali.is_empty();
    if bengali || name.plain.is_empty() { name.bengali.clone() } else { name.plain.clone() }
}

/// What a custom field is called; `None` where its definition is not here.
pub fn name(object: &str, key: &str) -> Option<String> {
    of(object, key, |field| said(&field.name))
}

/// What helps who fills it in; `None` where there is nothing.
pub fn help(object: &str, key: &str) -> Option<String> {
    of(object, key, |field| field.help.clone()).filter(|help| !help.is_empty())
}

/// What the team calls a choice of a field; `None` where it is called what it always was.
pub fn choice(object: &str, key: &str, value: &str) -> Option<String> {
    let name = |options: &[CustomOption]| {
        let Name { plain, bengali } = &options.iter().find(|option| option.value == value)?.name;
        let bengali = Some(bengali).filter(|name| locale() == Locale::Bengali && !name.is_empty());
        // A built-in choice that has a name in the other language only is called here what it always was.
        Some(bengali.unwrap_or(plain).clone()).filter(|name| !name.is_empty())
    };
    if custom::is_custom(key) {
        return of(object, key, |field| name(&field.options)).flatten();
    }
    known().with(|known| {
        if known.shaping.choices.is_empty() {
            return None;
        }
        let open = crm_core::objects::object(object)?.field(key)?.open?;
        name(&known.shaping.choices.iter().find(|set| set.of == open && set.key == key)?.options)
    })
}

/// What may be chosen in a field, retired options too, in order.
pub fn options(object: &ObjectDefinition, field: &FieldDefinition) -> Vec<CustomOption> {
    if field.custom() {
        return of(object.key, field.key, |own| own.options.clone()).unwrap_or_default();
    }
    choices(field)
}

/// The choices of a built-in field that takes a team's own: all of them in order, retired ones too.
pub fn choices(field: &FieldDefinition) -> Vec<CustomOption> {
    known().with(|known| known.set_of(field).map_or_else(|| built_in(field), |set| set.options.clone()))
}

/// Which definitions of the choices of a built-in field hold something that two people set at once.
pub fn split(field: &FieldDefinition) -> Vec<RecordId> {
    known().with(|known| known.set_of(field).map(|set| set.split.clone()).unwrap_or_default())
}

/// The stages of every pipeline.
pub fn stages() -> Arc<Stages> {
    known().with(|known| Arc::clone(&known.stages))
}

/// The views of an object that the team shares, in order.
pub fn shared_views(object: &ObjectDefinition) -> Vec<SharedView> {
    let own = |view: &&SharedView| view.of == object.key;
    known().with(|known| known.shaping.views.iter().filter(own).cloned().collect())
}

/// The pipelines that the team added, retired ones too, in order.
pub fn pipelines() -> Vec<Pipeline> {
    known().with(|known| known.shaping.pipelines.clone())
}

/// The score rules, retired ones too, in order.
pub fn score_rules() -> Vec<ScoreRule> {
    known().with(|known| known.shaping.scoring.clone())
}

/// Whether the team has fields of its own, or said how forms stand.
pub fn shaped() -> bool {
    known().with(|known| !known.shaping.fields.is_empty() || !known.shaping.placements.is_empty())
}

/// Whether the team said how its deals go: a pipeline of its own, or another name, place or meaning of a stage.
pub fn own_stages() -> bool {
    known().with(|known| {
        let stages = |set: &ChoiceSet| set.of == "deal" && set.key == "stage";
        !known.shaping.pipelines.is_empty() || known.shaping.choices.iter().any(stages)
    })
}

/// The pipeline of a stage; the one that every team has where the stage is not known.
pub fn pipeline_of(stage: &str) -> String {
    stages().get(stage).map_or_else(|| pipeline::FIRST.to_owned(), |known| known.pipeline.clone())
}

/// A number that no field of that kind has on the object; `None` where there are too many.
pub fn unused(object: &str, kind: crm_core::fields::Kind) -> Option<custom::Code> {
    let taken: Vec<String> =
        every().into_iter().filter(|one| one.object == object).map(|one| one.key).collect();
    let free = |code: &custom::Code| !taken.contains(&code.key());
    let tries = (0..64).filter_map(|_| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below the number of fields"
        )]
        let number = (js_sys::Math::random() * f64::from(custom::OF_TEMPLATES)) as u16;
        custom::Code::new(kind, number)
    });
    { tries }.find(free)
}
