//! How each kind of field is shown and edited.
//!
//! A kind is one file with one unit struct that implements [`FieldView`]; what a value means is `crm_core::fields`.

mod address;
mod choice;
mod computed;
mod date;
mod date_time;
mod duration;
mod emails;
mod flag;
mod frame;
mod line;
mod link;
mod link_any;
mod links;
mod long_text;
mod member_rows;
mod money;
mod multi_choice;
mod number;
mod percent;
mod person;
mod phones;
mod recurrence;
mod tags;
mod text;
mod url;

pub use link::Titles;
pub use member_rows::label_word;
pub use recurrence::word as rule_word;
pub use text::{plain_written, written};

use crate::components::{Keys, Plain};
use crate::state::shaping;
use crate::state::{app, country};
use crate::words;
use crm_core::exchange::csv;
use crm_core::fields::link::read as link_of;
use crm_core::fields::{ChoiceWords, Context, Kind, members};
use crm_core::objects::{FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use leptos::prelude::*;

/// What keys do in every editor.
pub const KEYS: Keys = &[
    ("Enter", "keeps the value; in a text of many lines with Ctrl"),
    ("Tab", "keeps the value and goes on"),
    ("Escape", "leaves the value as it was"),
    ("Enter, comma", "in tags: takes the tag that is typed"),
    ("Backspace", "in tags, with nothing typed: takes the last one away"),
];

/// Which field of which object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The object.
    pub object: &'static ObjectDefinition,
    /// The field.
    pub definition: &'static FieldDefinition,
}

impl Field {
    /// The field of that name; `None` where a newer relay names one that this build does not know.
    pub fn of(object: &str, field: &str) -> Option<Self> {
        let object = crm_core::objects::object(object)?;
        Some(Self { object, definition: shaping::field(object, field)? })
    }

    /// Its label.
    pub fn label(self) -> String {
        words::field(self.object.key, self.definition.key)
    }

    /// What helps who fills it in; of fields that the team added.
    pub fn help(self) -> Option<String> {
        shaping::help(self.object.key, self.definition.key)
    }

    /// What one of its choices is called.
    pub fn choice(self, id: &str) -> String {
        words::choice(self.object.key, self.definition.key, id)
    }

    /// Whether a person may type into it.
    pub fn editable(self) -> bool {
        self.definition.by_hand()
    }

    fn hue(self, id: &str) -> u16 {
        self.definition.choice(id).map_or(0, |choice| choice.hue)
    }
}

/// A value to show.
pub struct Shown<'a> {
    /// Of which field.
    pub field: Field,
    /// The value.
    pub value: &'a Value,
    /// Titles of the records that it links to.
    pub titles: Titles,
}

/// A value to edit.
#[derive(Clone)]
pub struct Edit {
    /// Of which field.
    pub field: Field,
    /// Its id in the page.
    pub id: String,
    /// The value at the start.
    pub value: Option<Value>,
    /// Titles of the records that it links to.
    pub titles: Titles,
    /// The choices that it offers now.
    pub offered: Offered,
    /// The person is done with a changed value; `None` empties the field.
    pub on_commit: Callback<(Option<Value>,)>,
    /// The person leaves it as it was.
    pub on_cancel: Callback<()>,
    /// Whether the editor takes the focus when it appears.
    pub first: bool,
}

/// The choices that an editor offers; they may be others while it stands open.
#[derive(Clone, Copy)]
pub struct Offered {
    /// `None` where it offers all.
    pub choices: Signal<Option<Vec<String>>>,
    /// Whether what was chosen stays when it is offered no more.
    pub stays: bool,
}

impl Offered {
    /// All of the field's.
    pub fn all() -> Self {
        Self { choices: Signal::stored(None), stays: true }
    }

    /// Whether a choice is offered now; whoever asks follows it.
    fn has(self, id: &str) -> bool {
        self.choices.with(|choices| choices.as_ref().is_none_or(|all| all.iter().any(|one| one == id)))
    }
}

/// What a kind of field looks like.
trait FieldView: Sync {
    /// On one line, in a row or on a card: plain, without links, and with nothing in it that follows anything.
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain>;
    /// On the record's page, with links to call, write and open.
    fn full(&self, shown: &Shown<'_>) -> AnyView {
        self.cell(shown).map(Plain::view).into_any()
    }
    /// The editor.
    fn editor(&self, edit: Edit) -> AnyView;
}

fn view_of(kind: Kind) -> &'static dyn FieldView {
    match kind {
        Kind::Text => &text::TextView,
        Kind::LongText => &long_text::LongTextView,
        Kind::Emails => &emails::EmailsView,
        Kind::Phones => &phones::PhonesView,
        Kind::Url => &url::UrlView,
        Kind::Date => &date::DateView,
        Kind::DateTime => &date_time::DateTimeView,
        Kind::Duration => &duration::DurationView,
        Kind::Money => &money::MoneyView,
        Kind::Number => &number::NumberView,
        Kind::Percent => &percent::PercentView,
        Kind::Flag => &flag::FlagView,
        Kind::Choice => &choice::ChoiceView,
        Kind::MultiChoice => &multi_choice::MultiChoiceView,
        Kind::Tags => &tags::TagsView,
        Kind::Link => &link::LinkView,
        Kind::Links => &links::LinksView,
        Kind::LinkAny => &link_any::LinkAnyView,
        Kind::Address => &address::AddressView,
        Kind::Person => &person::PersonView,
        Kind::Recurrence => &recurrence::RecurrenceView,
        Kind::Computed => &computed::ComputedView,
    }
}

/// A value on one line; follows by itself what others are called.
pub fn cell(shown: &Shown<'_>) -> AnyView {
    let names = matches!(shown.value, Value::Link(_) | Value::Person(_))
        || matches!(shown.field.definition.kind, Kind::Links);
    if !names {
        return plain_cell(shown).map(Plain::view).into_any();
    }
    let (field, value, titles) = (shown.field, shown.value.clone(), shown.titles);
    (move || plain_cell(&Shown { field, value: &value, titles }).map(Plain::view)).into_any()
}

/// A value on one line as markup, of which whoever shows it follows everything.
pub fn plain_cell(shown: &Shown<'_>) -> Option<Plain> {
    view_of(shown.field.definition.kind).cell(shown)
}

/// A value on the record's page.
pub fn full(shown: &Shown<'_>) -> AnyView {
    view_of(shown.field.definition.kind).full(shown)
}

/// The editor of a value.
pub fn editor(edit: Edit) -> AnyView {
    view_of(edit.field.definition.kind).editor(edit)
}

/// A value as plain text, to be copied or written into a note.
pub fn plain(shown: &Shown<'_>) -> String {
    let linked = |record| shown.titles.with_untracked(|titles| titles.get(&record).cloned());
    let title = |value: &Value| {
        if let Value::Link(link) = value {
            return linked(link.record);
        }
        if let Value::Person(person) = value { app().person_name(person) } else { None }
    };
    if shown.field.definition.kind == Kind::Links {
        let links = members::of(shown.value).iter().filter_map(|member| link_of(&member.key));
        return links.filter_map(|link| linked(link.record)).collect::<Vec<_>>().join("; ");
    }
    if shown.field.definition.custom() {
        // Also what is offered no more has its name.
        match (shown.field.definition.kind, shown.value) {
            (Kind::Choice, Value::Text(id)) => return shown.field.choice(id),
            (Kind::MultiChoice, value) => {
                let names = members::of(value).iter().map(|member| shown.field.choice(&member.key));
                return names.collect::<Vec<_>>().join("; ");
            }
            _ => {}
        }
    }
    let (object, key) = (shown.field.object, shown.field.definition.key);
    let language = usize::from(words::locale() == words::Locale::Bengali);
    with_context(shown.field, |context| csv::cell(object, key, Some(shown.value), context, language, &title))
}

/// Parses with the person's currency, country and time.
fn with_context<T>(field: Field, read: impl FnOnce(&Context<'_>) -> T) -> T {
    let settings = app().settings.get_untracked();
    let country = country(&settings.country);
    let choices: Vec<ChoiceWords<'_>> = field
        .definition
        .choices
        .iter()
        .map(|choice| ChoiceWords { id: choice.id, words: vec![field.choice(choice.id)] })
        .collect();
    read(&Context {
        currency: settings.currency.as_bytes().try_into().unwrap_or(*b"BDT"),
        calling_code: country.calling_code,
        day_first: country.day_first,
        utc_offset_minutes: crate::format::offset_minutes(crate::format::now()),
        choices: &choices,
    })
}
