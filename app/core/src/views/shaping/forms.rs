//! How the fields of an object stand in its form and on its page, and which must be filled: sections and placements, from
//! their definitions.

use super::fields::CustomField;
use super::{Definition, Name, Shaping, written};
use crate::commands::edits;
use crate::ids::{FieldKey, ObjectKey};
use crate::objects::{self, FieldDefinition, custom, placement, section};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A part of a form with a heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The object.
    pub of: ObjectKey,
    /// What placements hold.
    pub value: String,
    /// Its heading.
    pub name: Name,
    /// Its place.
    pub position: f64,
    /// Whether it is used no more.
    pub retired: bool,
    /// Whether two people set something of it at once.
    pub split: bool,
}

/// What the team says of a field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// The object.
    pub of: ObjectKey,
    /// The field.
    pub key: FieldKey,
    /// Its section; empty of the first.
    pub section: String,
    /// Its place; `None` where it stands as it does by itself.
    pub position: Option<f64>,
    /// Whether it must be filled.
    pub required: bool,
    /// Whether a form begins with it; `None` where that is as it is by itself.
    pub quick: Option<bool>,
    /// Whether neither form nor page show it.
    pub hidden: bool,
    /// Whether who fills it in is told of another record that holds the same.
    pub unique: bool,
    /// What a new record holds in it at first.
    pub usual: Option<Value>,
    /// Whether two people set something of it at once.
    pub split: bool,
}

/// A section and the fields that stand in it, with their places in order.
pub type Arranged<'a> = (Option<&'a Section>, Vec<(&'static FieldDefinition, f64)>);

/// The fields that must be filled, by object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Required(BTreeMap<ObjectKey, Vec<FieldKey>>);

pub(super) fn read_section(definition: Definition<'_>) -> Option<Section> {
    let (of, value) = (definition.text(section::OF), definition.text(section::VALUE));
    if value.is_empty() || section::section_of(&of, &value) != definition.0.id() {
        return None;
    }
    Some(Section {
        name: definition.name(),
        position: definition.number(section::POSITION).unwrap_or(0.0),
        retired: definition.flag(section::RETIRED),
        split: definition.split(),
        of,
        value,
    })
}

pub(super) fn read_placement(definition: Definition<'_>) -> Option<Placement> {
    let (of, key) = (definition.text(placement::OF), definition.text(placement::CODE));
    let object = objects::object(&of).filter(|object| object.takes_more())?;
    let field = object.field(&key)?;
    if placement::placement_of(&of, &key) != definition.0.id() {
        return None;
    }
    let flag = |key| match definition.0.value_of(key) {
        Some(Value::Flag(flag)) => Some(flag),
        Some(_) | None => None,
    };
    let usual = usual(field, &definition.text(placement::USUAL));
    let writable = field.by_hand();
    Some(Placement {
        section: definition.text(placement::SECTION),
        position: definition.number(placement::POSITION).filter(|place| place.is_finite()),
        required: field.can_be_required() && flag(placement::REQUIRED) == Some(true),
        quick: flag(placement::QUICK).filter(|_| writable),
        // Without the fields that a record is called by nobody could make one.
        hidden: flag(placement::HIDDEN) == Some(true) && !object.title.contains(&field.key),
        unique: writable && flag(placement::UNIQUE) == Some(true),
        usual: usual.filter(|_| writable),
        split: definition.split(),
        of,
        key,
    })
}

/// What a placement keeps, where it is a value that the field can hold.
fn usual(field: &FieldDefinition, kept: &str) -> Option<Value> {
    written::read(field, kept).filter(|value| edits::holds(field, value))
}

pub(super) fn sort(sections: &mut [Section]) {
    sections.sort_by(|one, two| {
        { one.position.total_cmp(&two.position) }
            .then_with(|| (&one.of, &one.value).cmp(&(&two.of, &two.value)))
    });
}

impl Shaping {
    /// What the team says of a field.
    pub fn placement(&self, object: &str, key: &str) -> Option<&Placement> {
        self.placements.iter().find(|one| one.of == object && one.key == key)
    }

    /// The sections of an object that are used, in order.
    pub fn sections(&self, object: &str) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| section.of == object && !section.retired)
    }

    /// Fields of an object, given in the order that they have by themselves, in their sections and in the team's order;
    /// hidden ones too. The first section has no heading.
    pub fn arranged<'a>(
        &'a self,
        object: &'a str,
        fields: impl Iterator<Item = &'static FieldDefinition>,
    ) -> Vec<Arranged<'a>> {
        let mut all: Vec<Arranged<'a>> = std::iter::once(None)
            .chain(self.sections(object).map(Some))
            .map(|one| (one, Vec::new()))
            .collect();
        let places = std::iter::successors(Some(1.0), |place| Some(place + 1.0));
        for (field, natural) in fields.zip(places) {
            let said = self.placement(object, field.key);
            let value = said.map_or(section::FIRST, |said| said.section.as_str());
            let of = |(section, _): &Arranged<'a>| {
                section.map_or(section::FIRST, |one| one.value.as_str()) == value
            };
            let at = all.iter().position(of).unwrap_or(0);
            all[at].1.push((field, said.and_then(|said| said.position).unwrap_or(natural)));
        }
        for (_, fields) in &mut all {
            fields.sort_by(|(_, one), (_, two)| one.total_cmp(two));
        }
        all
    }

    /// Whether forms offer a field: of the team's own fields those that are defined and not retired.
    pub fn offers(&self, object: &str, key: &str) -> bool {
        let own = |field: &&CustomField| field.object == object && field.key == key;
        !custom::is_custom(key) || self.fields.iter().find(own).is_some_and(|field| !field.retired)
    }

    /// What the team says of fields of which forms ask something.
    pub fn asked(&self) -> impl Iterator<Item = &Placement> {
        self.placements.iter().filter(|one| !one.hidden && self.offers(&one.of, &one.key))
    }

    /// The fields that must be filled.
    pub fn required(&self) -> Required {
        let mut required = Required::default();
        let asked = self.asked().filter(|one| one.required && !self.works_out(&one.of, &one.key));
        for one in asked {
            required.0.entry(one.of.clone()).or_default().push(one.key.clone());
        }
        required
    }
}

impl Required {
    /// One field of one object.
    #[cfg(test)]
    pub(crate) fn one(object: &str, key: &str) -> Self {
        Self(BTreeMap::from([(object.to_owned(), vec![key.to_owned()])]))
    }

    /// Those of an object.
    pub fn of(&self, object: &str) -> &[FieldKey] {
        self.0.get(object).map_or(&[], Vec::as_slice)
    }

    /// The objects that have any, each with its fields.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[FieldKey])> {
        self.0.iter().map(|(object, fields)| (object.as_str(), fields.as_slice()))
    }

    /// The same without those that somebody cannot fill in.
    #[must_use]
    pub fn asking_only(&self, may: impl Fn(&str, &str) -> bool) -> Self {
        let mut required = self.clone();
        for (object, fields) in &mut required.0 {
            fields.retain(|key| may(object, key));
        }
        required
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Kind;
    use crate::ids::RecordId;
    use crate::objects::{field, object};
    use crate::value::Money;
    use crate::views::shaping::specimen::{packed, shaping, text};

    fn placement(of: &str, key: &str, more: &[(&str, Value)]) -> Vec<u8> {
        let own = [(placement::OF, text(of)), (placement::CODE, text(key))];
        packed(placement::KEY, placement::placement_of(of, key), &[&own[..], more].concat())
    }

    fn section(of: &str, value: &str, more: &[(&str, Value)]) -> Vec<u8> {
        let own = [(section::OF, text(of)), (section::VALUE, text(value)), (section::NAME, text(value))];
        packed(section::KEY, section::section_of(of, value), &[&own[..], more].concat())
    }

    fn keys(shaping: &Shaping) -> Vec<(String, Vec<&'static str>)> {
        let lead = object("lead").expect("leads");
        let few = lead
            .fields
            .iter()
            .filter(|field| ["company", "job_title", "website", "rating"].contains(&field.key));
        let arranged = shaping.arranged("lead", few);
        let name = |section: Option<&Section>| section.map(|one| one.name.plain.clone()).unwrap_or_default();
        let fields = |fields: Vec<(&'static FieldDefinition, f64)>| {
            fields.iter().map(|(field, _)| field.key).collect()
        };
        arranged.into_iter().map(|(section, of)| (name(section), fields(of))).collect()
    }

    #[test]
    fn fields_stand_in_their_sections_and_in_the_team_s_order() {
        let place = |position: f64| (placement::POSITION, Value::Number(position));
        let into = |value: &str| (placement::SECTION, text(value));
        let nothing = shaping(&[]);
        let natural = keys(&nothing).remove(0).1;
        assert_eq!(natural.len(), 4);
        let found = shaping(&[
            section("lead", "c0000000b", &[(section::POSITION, Value::Number(2.0))]),
            section("lead", "c0000000a", &[(section::POSITION, Value::Number(1.0))]),
            section("lead", "c0000000c", &[(section::RETIRED, Value::Flag(true))]),
            section("deal", "c0000000d", &[]),
            placement("lead", natural[0], &[place(99.0)]),
            placement("lead", natural[1], &[into("c0000000b")]),
            // A section that is retired, or not known yet: the field is in the first.
            placement("lead", natural[2], &[into("c0000000c")]),
            placement("lead", natural[3], &[into("c0000000b"), place(0.5)]),
        ]);
        let expected = [
            (String::new(), vec![natural[2], natural[0]]),
            ("c0000000a".to_owned(), vec![]),
            ("c0000000b".to_owned(), vec![natural[3], natural[1]]),
        ];
        assert_eq!(keys(&found), expected);
    }

    #[test]
    fn what_people_cannot_fill_in_is_not_required() {
        let must = [(placement::REQUIRED, Value::Flag(true))];
        let found = shaping(&[
            placement("lead", "company", &must),
            placement("lead", "full_name", &must),
            placement("lead", "created_at", &must),
            placement("lead", "website", &[must[0].clone(), (placement::HIDDEN, Value::Flag(true))]),
            placement("lead", "no_such_field", &must),
            placement("option", "name", &must),
            packed(
                placement::KEY,
                RecordId([3; 16]),
                &[(placement::OF, text("lead")), (placement::CODE, text("rating")), must[0].clone()],
            ),
        ]);
        let required = found.required();
        assert_eq!(required.of("lead"), ["company"]);
        assert_eq!(required.all().count(), 1);
        assert!(required.asking_only(|_, key| key != "company").of("lead").is_empty());
    }

    #[test]
    fn a_field_that_forms_do_not_offer_is_not_asked_for() {
        let code = custom::Code::new(Kind::Text, 1).expect("a code");
        let key = code.key();
        let must = (placement::REQUIRED, Value::Flag(true));
        let field = |retired: bool| {
            let values = [
                (field::OF, text("lead")),
                (field::CODE, text(&key)),
                (field::NAME, text("TIN")),
                (field::RETIRED, Value::Flag(retired)),
            ];
            packed(field::KEY, field::definition_of("lead", code), &values)
        };
        let placed = || placement("lead", &key, std::slice::from_ref(&must));
        for (rows, expected) in [
            (vec![placed()], 0),
            (vec![placed(), field(true)], 0),
            (vec![placed(), field(false)], 1),
            (vec![placement("lead", "do_not_call", std::slice::from_ref(&must))], 0),
        ] {
            assert_eq!(shaping(&rows).required().of("lead").len(), expected);
        }
    }

    #[test]
    fn what_is_usual_is_a_value_of_the_field_or_nothing() {
        let deal = object("deal").expect("deals");
        let custom = "x0001";
        for (key, value) in [
            ("stage", text("proposal")),
            ("lead_source", text("c0000000a")),
            ("amount", Value::Money(Money { minor: 12_345, currency: *b"USD" })),
            ("probability", Value::Number(33.0)),
            ("close_date", Value::Date(20_500)),
            (custom, text("As agreed, by phone")),
        ] {
            let field = deal.field(key).expect("a field");
            let found = shaping(&[placement(
                "deal",
                key,
                &[(placement::USUAL, text(&written::value(field, &value)))],
            )]);
            assert_eq!(found.placement("deal", key).and_then(|one| one.usual.clone()), Some(value), "{key}");
        }
        for (key, kept) in
            [("stage", "no_such_stage"), ("amount", "much"), ("close_date", ""), ("created_at", "2026-01-01")]
        {
            let found = shaping(&[placement("deal", key, &[(placement::USUAL, text(kept))])]);
            assert_eq!(found.placement("deal", key).and_then(|one| one.usual.clone()), None, "{key}");
        }
    }
}
