//! How forms and pages stand, as screens use it.

use super::{Definition, all_fields, field, known, said};
use crm_core::objects::{FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::shaping::forms::{Placement, Section};
use leptos::prelude::*;

/// A section, nothing of the first, and its fields with their places.
type Placed = (Option<Section>, Vec<(Definition, f64)>);

/// What the team says of a field.
pub fn placement(object: &str, key: &str) -> Option<Placement> {
    known().with(|known| known.shaping.placement(object, key).cloned())
}

/// The fields of an object that neither its form nor its page shows.
pub fn hidden(object: &ObjectDefinition) -> Vec<String> {
    let own = |placed: &&Placement| placed.of == object.key && placed.hidden;
    known()
        .with(|known| known.shaping.placements.iter().filter(own).map(|placed| placed.key.clone()).collect())
}

/// Whether a field must be filled, as everywhere or as the team wants it.
pub fn required(object: &str, field: &FieldDefinition) -> bool {
    let wanted =
        || known().with(|known| known.shaping.placement(object, field.key).is_some_and(|one| one.required));
    field.required || wanted()
}

/// The sections of an object, retired ones too, in order.
pub fn every_section(object: &ObjectDefinition) -> Vec<Section> {
    let own = |section: &&Section| section.of == object.key;
    known().with(|known| known.shaping.sections.iter().filter(own).cloned().collect())
}

/// The sections of an object that are used, in order.
pub fn sections(object: &ObjectDefinition) -> Vec<Section> {
    every_section(object).into_iter().filter(|section| !section.retired).collect()
}

/// The fields of an object in their sections and in the team's order, hidden ones too, each with its place; fields that the
/// product writes are left out. The first section has no heading.
pub fn placed(object: &'static ObjectDefinition) -> Vec<Placed> {
    let fields: Vec<Definition> = all_fields(object).filter(|field| !field.system).collect();
    known().with(|known| {
        let arranged = known.shaping.arranged(object.key, fields.into_iter());
        arranged.into_iter().map(|(section, fields)| (section.cloned(), fields)).collect()
    })
}

/// A part of a form as screens show it: the same while it has this heading and these fields with what they offer.
#[derive(Clone)]
pub struct Part {
    /// The heading, in the language now; nothing of the first part.
    pub heading: Option<String>,
    /// The fields, in order.
    pub fields: Vec<Definition>,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Definition, &Definition)| std::ptr::eq(*one, *other);
        self.heading == other.heading
            && self.fields.len() == other.fields.len()
            && self.fields.iter().zip(&other.fields).all(same)
    }
}

/// The parts of the form and of the page of an object, without hidden fields.
pub fn arranged(object: &'static ObjectDefinition) -> Vec<Part> {
    let hidden = hidden(object);
    let part = |(section, mut fields): Placed| {
        fields.retain(|(field, _)| !hidden.iter().any(|key| key == field.key));
        let fields = fields.into_iter().map(|(field, _)| field).collect();
        Part { heading: section.map(|section| said(&section.name)), fields }
    };
    placed(object).into_iter().map(part).collect()
}

/// The few fields with which a form begins: those that the object has by itself and those that the team wants, in order.
pub fn quick(object: &'static ObjectDefinition) -> Vec<Definition> {
    let own = object.quick.iter().filter_map(|key| self::field(object, key));
    let more = all_fields(object).filter(|field| !field.system && !object.quick.contains(&field.key));
    let all: Vec<Definition> = own.chain(more).collect();
    known().with(|known| {
        let wanted = |field: &Definition| {
            let usual = object.quick.contains(&field.key);
            let placed = known.shaping.placement(object.key, field.key);
            placed
                .map_or(usual, |placed| !placed.hidden && (placed.required || placed.quick.unwrap_or(usual)))
        };
        all.into_iter().filter(wanted).collect()
    })
}

/// What a new record of an object begins with.
pub fn usual(object: &ObjectDefinition) -> Vec<(String, Value)> {
    known().with(|known| {
        let own = known.shaping.asked().filter(|placed| placed.of == object.key);
        own.filter_map(|placed| Some((placed.key.clone(), placed.usual.clone()?))).collect()
    })
}
