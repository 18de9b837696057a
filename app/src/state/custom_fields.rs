//! Custom fields, as screens use them: with what may be chosen, and with their names.

use crate::words::{Locale, locale};
use crm_core::objects::custom::{self, KINDS};
use crm_core::objects::{ChoiceDefinition, FieldDefinition, ObjectDefinition};
use crm_core::views::custom::{CustomField, Name};
use leptos::prelude::*;

/// A field of which the screens know the definition.
#[derive(Clone)]
struct Known {
    field: CustomField,
    /// Kept for ever: a new one is made only when an administrator changes what may be chosen.
    definition: &'static FieldDefinition,
}

thread_local! {
    static KNOWN: ArcRwSignal<Vec<Known>> = ArcRwSignal::new(Vec::new());
}

fn known() -> ArcRwSignal<Vec<Known>> {
    KNOWN.with(Clone::clone)
}

/// The engine says which there are.
pub fn take(fields: Vec<CustomField>) {
    let before = known().get_untracked();
    if before.iter().map(|known| &known.field).eq(fields.iter()) {
        return;
    }
    let now = fields.into_iter().filter_map(|field| {
        let same = before.iter().find(|known| {
            let (old, new) = (&known.field, &field);
            old.object == new.object && old.key == new.key && offered(old).eq(offered(new))
        });
        let definition = same.map(|known| known.definition).or_else(|| made(&field))?;
        Some(Known { field, definition })
    });
    let now = now.collect();
    known().set(now);
}

/// What may be chosen now: values with their hues.
fn offered(field: &CustomField) -> impl Iterator<Item = (&str, u16)> {
    field.options.iter().filter(|option| !option.retired).map(|option| (option.value.as_str(), option.hue))
}

fn made(field: &CustomField) -> Option<&'static FieldDefinition> {
    let plain = custom::field(&field.key)?;
    if offered(field).next().is_none() {
        return Some(plain);
    }
    let choice = |(value, hue): (&str, u16)| {
        let value: &'static str = Box::leak(value.to_owned().into_boxed_str());
        ChoiceDefinition::new(value, hue)
    };
    let choices: &'static [ChoiceDefinition] = Box::leak(offered(field).map(choice).collect());
    Some(Box::leak(Box::new(FieldDefinition::new(plain.key, plain.kind).to(plain.links_to).choices(choices))))
}

/// Every field, retired ones too.
pub fn every() -> Vec<CustomField> {
    known().with(|known| known.iter().map(|known| known.field.clone()).collect())
}

/// The fields of an object that are in use, by place.
pub fn fields(object: &ObjectDefinition) -> Vec<&'static FieldDefinition> {
    known().with(|known| {
        let own = known.iter().filter(|known| known.field.object == object.key && !known.field.retired);
        own.map(|known| known.definition).collect()
    })
}

/// Its own fields, custom ones, and those that every object has.
pub fn all_fields(object: &'static ObjectDefinition) -> impl Iterator<Item = &'static FieldDefinition> {
    let system = object.all_fields().skip(object.fields.len());
    object.fields.iter().chain(fields(object)).chain(system)
}

/// The field of that name, a custom one with what may be chosen in it.
pub fn field(object: &'static ObjectDefinition, key: &str) -> Option<&'static FieldDefinition> {
    let added = || of(object.key, key, |known| known.definition);
    custom::is_custom(key).then(added).flatten().or_else(|| object.field(key))
}

fn of<T>(object: &str, key: &str, read: impl FnOnce(&Known) -> T) -> Option<T> {
    let is = |known: &&Known| known.field.object == object && known.field.key == key;
    known().with(|known| known.iter().find(is).map(read))
}

/// A name in the language now.
pub fn said(name: &Name) -> String {
    let bengali = locale() == Locale::Bengali && !name.bengali.is_empty();
    if bengali || name.plain.is_empty() { name.bengali.clone() } else { name.plain.clone() }
}

/// What a field is called; `None` where its definition is not here.
pub fn name(object: &str, key: &str) -> Option<String> {
    of(object, key, |known| said(&known.field.name))
}

/// What helps who fills it in; `None` where there is nothing.
pub fn help(object: &str, key: &str) -> Option<String> {
    of(object, key, |known| known.field.help.clone()).filter(|help| !help.is_empty())
}

/// What a choice of a field is called.
pub fn choice(object: &str, key: &str, value: &str) -> Option<String> {
    let option = |known: &Known| {
        let found = known.field.options.iter().find(|option| option.value == value)?;
        Some(said(&found.name))
    };
    custom::is_custom(key).then(|| of(object, key, option)).flatten().flatten()
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
        let number = (js_sys::Math::random() * f64::from(custom::OF_A_KIND)) as u16;
        custom::Code::new(kind, number)
    });
    debug_assert!(KINDS.contains(&kind));
    { tries }.find(free)
}
