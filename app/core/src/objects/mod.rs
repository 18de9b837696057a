//! Each kind of record as a list of fields. One file per object; this file is the catalogue.

mod account;
mod call;
mod choices;
pub mod companion;
pub mod computed;
mod contact;
pub mod custom;
mod deal;
pub mod dependency;
pub mod desk;
pub mod field;
mod lead;
mod meeting;
pub mod names;
mod note;
pub mod option;
pub mod pipeline;
pub mod placement;
pub mod score_rule;
pub mod section;
pub mod shared_view;
pub mod system;
mod task;
pub mod validation_rule;

use crate::fields::Kind;
use serde::{Deserialize, Serialize};

/// An object: what its records hold and how lists, boards and forms start out.
#[derive(Debug)]
pub struct ObjectDefinition {
    /// Stable name, stored in documents: `deal`.
    pub key: &'static str,
    /// Its own fields in the order of the form; [`ObjectDefinition::all_fields`] adds those of every object.
    pub fields: &'static [FieldDefinition],
    /// Fields that make the title, tried in order; the first that is filled wins, and `first_name` with
    /// `last_name` are joined.
    pub title: &'static [&'static str],
    /// The field shown under the title.
    pub subtitle: Option<&'static str>,
    /// Columns of the list at first.
    pub columns: &'static [&'static str],
    /// Fields of quick create.
    pub quick: &'static [&'static str],
    /// The choice field that a board can be made of.
    pub board: Option<&'static str>,
    /// Whether records of it stand in the timeline of the records they are about.
    pub activity: bool,
}

/// A field of an object.
#[derive(Debug)]
pub struct FieldDefinition {
    /// Stable name within the object.
    pub key: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// The choices of a choice field: stable ids in order.
    pub choices: &'static [ChoiceDefinition],
    /// The objects that a link may point to; roles of links are in `choices`.
    pub links_to: &'static [&'static str],
    /// Shown as required (enforced only for the title).
    pub required: bool,
    /// Written by the product, not by people: read-only on screens, never in quick create.
    pub system: bool,
    /// Headings and words under which imports look for it, folded (see `exchange`).
    pub aliases: &'static [&'static str],
    /// Of whom the options are that a team adds to the choices of a built-in field: the object, or `system` where several
    /// objects share them; `None` where the choices are fixed.
    pub open: Option<&'static str>,
}

/// One choice of a choice field.
#[derive(Debug)]
pub struct ChoiceDefinition {
    /// Stored id, unique in the field.
    pub id: &'static str,
    /// Hue of its pill: one of 264 235 195 152 110 78 45 20 340 305, or 0 for none.
    pub hue: u16,
    /// For stages: what reaching it means and how likely it is won.
    pub stage: Option<Stage>,
}

/// What a stage of the pipeline means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Per cent.
    pub probability: u8,
    /// Open, won or lost.
    pub outcome: Outcome,
    /// Days that a deal usually stays in it; 0 where nobody counts them.
    pub days: u16,
}

/// How a deal in a stage stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Still running.
    #[default]
    Open,
    /// Closed won.
    Won,
    /// Closed lost.
    Lost,
}

/// Every object, in the order of the sidebar. The place is the object's code in packed rows.
pub static CATALOGUE: &[&ObjectDefinition] = &[
    &account::ACCOUNT,
    &contact::CONTACT,
    &lead::LEAD,
    &deal::DEAL,
    &task::TASK,
    &call::CALL,
    &meeting::MEETING,
    &note::NOTE,
];

/// Objects whose records say what others are like: everybody reads them, who administers writes them, and no screen lists
/// them as records.
pub static SHAPING: &[&ObjectDefinition] = &[
    &field::FIELD,
    &option::OPTION,
    &pipeline::PIPELINE,
    &section::SECTION,
    &placement::PLACEMENT,
    &shared_view::SHARED_VIEW,
    &score_rule::SCORE_RULE,
    &dependency::DEPENDENCY,
    &validation_rule::VALIDATION_RULE,
];

/// The row code of the first of them.
const FIRST_SHAPING: u8 = 90;

/// Whether records of that object say what others are like.
pub fn shapes(object: &str) -> bool {
    SHAPING.iter().any(|shaping| shaping.key == object)
}

/// Whether a row code is of one of them.
pub fn is_shaping(code: u8) -> bool {
    code.checked_sub(FIRST_SHAPING).is_some_and(|place| usize::from(place) < SHAPING.len())
}

/// The definition of one: nobody lists its records, makes them by a form or names them in a search.
const fn shaping(key: &'static str, fields: &'static [FieldDefinition]) -> ObjectDefinition {
    ObjectDefinition {
        key,
        fields,
        title: &["name"],
        subtitle: None,
        columns: &[],
        quick: &[],
        board: None,
        activity: false,
    }
}

/// The version of the shape of documents that this build writes.
pub const SCHEMA: u32 = 1;

/// The first code of the fields that every object has.
pub const SYSTEM_CODES: u8 = 200;

/// Where a field stands in packed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Under its own code.
    Own(u8),
    /// Under [`CUSTOM_CODE`], with its code.
    Custom(custom::Code),
}

/// The code in packed rows under which custom fields stand, each with its own code.
pub const CUSTOM_CODE: u8 = 199;

/// The object of that name; desks, definitions and companions, which no screen lists, have one, too.
pub fn object(key: &str) -> Option<&'static ObjectDefinition> {
    let all = CATALOGUE.iter().chain(SHAPING).copied().chain([&desk::DESK]);
    let listed = { all }.find(|definition| definition.key == key);
    listed.or_else(|| companion::of_kind(key).map(|one| &one.definition))
}

/// The object of that code in packed rows.
pub fn of_code(code: u8) -> Option<&'static ObjectDefinition> {
    let listed = CATALOGUE.get(usize::from(code)).copied();
    let shaping = || SHAPING.get(usize::from(code.checked_sub(FIRST_SHAPING)?)).copied();
    listed.or_else(shaping).or_else(|| companion::of_code(code).map(|one| &one.definition))
}

impl ObjectDefinition {
    /// Its own fields, then those that every object has.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static FieldDefinition> {
        self.fields.iter().chain(system::SYSTEM)
    }

    /// The field of that name: its own, one that every object has, or one that a team may have added.
    pub fn field(&self, key: &str) -> Option<&'static FieldDefinition> {
        let found = self.all_fields().find(|field| field.key == key);
        found.or_else(|| custom::field(key).filter(|_| self.takes_more()))
    }

    /// Whether teams may add fields to it.
    pub fn takes_more(&self) -> bool {
        CATALOGUE.iter().any(|listed| listed.key == self.key)
    }

    /// Whether its records say what others are like.
    pub fn shapes(&self) -> bool {
        shapes(self.key)
    }

    /// The code of a field in packed rows: its place in [`Self::fields`], or [`SYSTEM_CODES`] plus its place
    /// among the fields that every object has.
    pub fn field_code(&self, key: &str) -> Option<u8> {
        let place = |fields: &'static [FieldDefinition], from: u8| {
            let place = fields.iter().position(|field| field.key == key)?;
            u8::try_from(place).ok()?.checked_add(from)
        };
        place(self.fields, 0).or_else(|| place(system::SYSTEM, SYSTEM_CODES))
    }

    /// Where a field stands in packed rows.
    pub fn place(&self, key: &str) -> Option<Place> {
        let own = self.field_code(key).map(Place::Own);
        own.or_else(|| custom::Code::of_key(key).filter(|_| self.takes_more()).map(Place::Custom))
    }

    /// The field of that code.
    pub fn field_of_code(&self, code: u8) -> Option<&'static FieldDefinition> {
        match code.checked_sub(SYSTEM_CODES) {
            Some(place) => system::SYSTEM.get(usize::from(place)),
            None => self.fields.get(usize::from(code)),
        }
    }

    /// Its code in packed rows: the place of the object in [`CATALOGUE`], or that of a companion; 255 where it has none.
    pub fn code(&self) -> u8 {
        let place = CATALOGUE.iter().position(|other| other.key == self.key);
        let listed = place.and_then(|place| u8::try_from(place).ok());
        let shaping = || {
            let place = SHAPING.iter().position(|other| other.key == self.key)?;
            u8::try_from(place).ok()?.checked_add(FIRST_SHAPING)
        };
        listed
            .or_else(shaping)
            .or_else(|| companion::of_kind(self.key).map(companion::Companion::code))
            .unwrap_or(u8::MAX)
    }
}

impl FieldDefinition {
    /// A field without choices, links, aliases or marks; `const` builders below add them.
    pub const fn new(key: &'static str, kind: Kind) -> Self {
        Self {
            key,
            kind,
            choices: &[],
            links_to: &[],
            required: false,
            system: false,
            aliases: &[],
            open: None,
        }
    }

    /// With choices.
    pub const fn choices(mut self, choices: &'static [ChoiceDefinition]) -> Self {
        self.choices = choices;
        self
    }

    /// Pointing to these objects.
    pub const fn to(mut self, objects: &'static [&'static str]) -> Self {
        self.links_to = objects;
        self
    }

    /// Marked as required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Written by the product.
    pub const fn system(mut self) -> Self {
        self.system = true;
        self
    }

    /// Taking choices of a team's own: `of` is the object, or `system` where objects share the choices.
    pub const fn open(mut self, of: &'static str) -> Self {
        self.open = Some(of);
        self
    }

    /// Found in imports under these folded headings.
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Whether people fill it in: Halkhata neither writes it nor works it out.
    pub fn by_hand(&self) -> bool {
        !self.system && self.kind != Kind::Computed
    }

    /// Whether it can be wanted of every record. Of a yes or no nobody can say that it is filled: no is what stands there
    /// before anybody answers.
    pub fn can_be_required(&self) -> bool {
        self.by_hand() && self.kind != Kind::Flag
    }

    /// Whether a team added it.
    pub fn custom(&self) -> bool {
        custom::is_custom(self.key)
    }

    /// Of whom the options are that a team adds to its choices on this object: what stands in [`option::OF`]; `None`
    /// where it takes none.
    pub fn options_of<'a>(&self, object: &'a str) -> Option<&'a str> {
        if self.custom() { Some(object) } else { self.open }
    }

    /// Whether a value can be one of its choices: it is known, or a team may have added it and its definition comes later.
    pub fn may_hold(&self, value: &str) -> bool {
        let added = self.custom() && !value.is_empty() && value.len() <= option::VALUE_BYTES;
        self.choice(value).is_some() || added || self.open.is_some() && option::is_drawn(value)
    }

    /// The choice of that id.
    pub fn choice(&self, id: &str) -> Option<&'static ChoiceDefinition> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}

impl ChoiceDefinition {
    /// A choice of that hue.
    pub const fn new(id: &'static str, hue: u16) -> Self {
        Self { id, hue, stage: None }
    }

    /// A stage of the pipeline.
    pub const fn stage(id: &'static str, hue: u16, stage: Stage) -> Self {
        Self { id, hue, stage: Some(stage) }
    }
}

/// A number that changes when the catalogue does: rows of another version are built again from documents.
///
/// FNV-1a over every object key, field key and kind, in order.
pub fn rows_version() -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    };
    add(&[CUSTOM_CODE]);
    for definition in CATALOGUE.iter().chain(SHAPING) {
        add(definition.key.as_bytes());
        for field in definition.all_fields() {
            add(field.key.as_bytes());
            add(format!("{:?}", field.kind).as_bytes());
        }
    }
    hash
}
