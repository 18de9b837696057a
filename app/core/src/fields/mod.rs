//! Each kind of value: how it is parsed, shown, sorted, searched, filtered, merged and carried in CSV.
//!
//! A kind is one file with one unit struct that implements [`FieldKind`]. [`Kind`] is the closed list.

pub mod address;
pub mod calendar;
mod choice;
mod computed;
mod date;
mod date_time;
mod duration;
pub mod emails;
mod flag;
mod letters;
pub mod link;
mod link_any;
pub mod links;
pub mod long_text;
mod matching;
pub mod members;
mod money;
mod multi_choice;
mod number;
mod percent;
mod person;
pub mod phones;
mod recurrence;
pub mod sound;
pub mod tags;
pub mod text;
mod url;

pub mod digits;
pub mod fold;

pub use choice::named as choice_named;

use crate::ids::{Day, ObjectKey, PersonId, RecordId, Timestamp};
use crate::value::{Address, Member, Value};
use serde::{Deserialize, Serialize};

/// The kinds of field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// One line of text.
    Text,
    /// Many lines of text that merge letter by letter.
    LongText,
    /// E-mail addresses.
    Emails,
    /// Phone numbers.
    Phones,
    /// A web address.
    Url,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// A length of time in seconds.
    Duration,
    /// An amount with its currency.
    Money,
    /// A number.
    Number,
    /// A percentage.
    Percent,
    /// Yes or no.
    Flag,
    /// One of the field's choices.
    Choice,
    /// Several of the field's choices.
    MultiChoice,
    /// Free tags.
    Tags,
    /// A link to a record of one object.
    Link,
    /// Links to records of one object, each with a role.
    Links,
    /// A link to a record of any of several objects.
    LinkAny,
    /// A postal address.
    Address,
    /// A person of the team.
    Person,
    /// A repetition as RRULE text (RFC 5545).
    Recurrence,
    /// Worked out from other fields, never stored.
    Computed,
}

impl Kind {
    /// Every kind once, in the order of the enum.
    pub const ALL: [Kind; 22] = [
        Kind::Text,
        Kind::LongText,
        Kind::Emails,
        Kind::Phones,
        Kind::Url,
        Kind::Date,
        Kind::DateTime,
        Kind::Duration,
        Kind::Money,
        Kind::Number,
        Kind::Percent,
        Kind::Flag,
        Kind::Choice,
        Kind::MultiChoice,
        Kind::Tags,
        Kind::Link,
        Kind::Links,
        Kind::LinkAny,
        Kind::Address,
        Kind::Person,
        Kind::Recurrence,
        Kind::Computed,
    ];

    /// The behaviour of the kind.
    pub fn behaviour(self) -> &'static dyn FieldKind {
        match self {
            Kind::Text => &text::TextKind,
            Kind::LongText => &long_text::LongTextKind,
            Kind::Emails => &emails::EmailsKind,
            Kind::Phones => &phones::PhonesKind,
            Kind::Url => &url::UrlKind,
            Kind::Date => &date::DateKind,
            Kind::DateTime => &date_time::DateTimeKind,
            Kind::Duration => &duration::DurationKind,
            Kind::Money => &money::MoneyKind,
            Kind::Number => &number::NumberKind,
            Kind::Percent => &percent::PercentKind,
            Kind::Flag => &flag::FlagKind,
            Kind::Choice => &choice::ChoiceKind,
            Kind::MultiChoice => &multi_choice::MultiChoiceKind,
            Kind::Tags => &tags::TagsKind,
            Kind::Link => &link::LinkKind,
            Kind::Links => &links::LinksKind,
            Kind::LinkAny => &link_any::LinkAnyKind,
            Kind::Address => &address::AddressKind,
            Kind::Person => &person::PersonKind,
            Kind::Recurrence => &recurrence::RecurrenceKind,
            Kind::Computed => &computed::ComputedKind,
        }
    }
}

/// How two edits of one field at the same time meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// Both values are kept, one is shown, a person may take the other.
    Register,
    /// Members merge one by one; an added member wins over its removal at the same time.
    Set,
    /// Letters merge.
    Text,
    /// Nothing is stored.
    Nothing,
}

/// How a value lies in a document's flat root map.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// One scalar under the field's key.
    Scalar(Scalar),
    /// One scalar per member under `field/member`.
    Members(Vec<(String, Scalar)>),
    /// A CRDT text under the field's key.
    Text(String),
    /// Nothing.
    Nothing,
}

/// A scalar that a document can hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Scalar {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A moment in milliseconds since 1970.
    Moment(i64),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What parsing needs to know about the person and the field.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Currency of amounts written without one.
    pub currency: [u8; 3],
    /// Calling code of phone numbers written without one, digits only: `880`.
    pub calling_code: &'a str,
    /// Whether `03/04/2026` is the third of April.
    pub day_first: bool,
    /// Minutes to add to UTC to get the person's time.
    pub utc_offset_minutes: i32,
    /// The choices of the field (id, words that name it in any language), empty for other kinds.
    pub choices: &'a [ChoiceWords<'a>],
}

/// A choice and what people call it.
#[derive(Clone, Debug)]
pub struct ChoiceWords<'a> {
    /// The stored id.
    pub id: &'a str,
    /// Names in any language.
    pub words: Vec<String>,
}

impl Context<'static> {
    /// A Bangladeshi person in UTC+6 who writes day before month; for tests and defaults.
    pub const BANGLADESH: Context<'static> = Context {
        currency: *b"BDT",
        calling_code: "880",
        day_first: true,
        utc_offset_minutes: 360,
        choices: &[],
    };
}

/// Why an input was not understood; the screen has the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BadInput {
    /// Not the form of this kind at all.
    Malformed,
    /// Longer or larger than a change may hold.
    TooLong,
    /// A date that no calendar has.
    NoSuchDate,
    /// A choice that the field does not have.
    UnknownChoice,
    /// Nothing may be typed here (computed fields, links by text).
    NotTyped,
}

/// A typed part of a shown value; the screen formats it with the browser's `Intl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Text as it is.
    Text(String),
    /// Minor units and currency code.
    Money {
        /// Amount in the smallest unit.
        minor: i64,
        /// ISO 4217 code.
        currency: [u8; 3],
    },
    /// A plain number.
    Number(f64),
    /// A percentage: 50.0 is 50 %.
    Percent(f64),
    /// A day.
    Date(Day),
    /// A moment.
    Moment(Timestamp),
    /// Seconds.
    Duration(i64),
    /// Yes or no.
    Flag(bool),
    /// A choice of the field by id.
    Choice(String),
    /// A person of the team.
    Person(PersonId),
    /// Another record, with a role that may be empty.
    Link {
        /// Object of the record.
        object: ObjectKey,
        /// The record.
        record: RecordId,
        /// Role of a link with a role.
        role: String,
    },
    /// An e-mail address and its label.
    Email(Member),
    /// A phone number and its label.
    Phone(Member),
    /// A web address.
    Url(String),
    /// A tag.
    Tag(String),
    /// An address.
    Address(Address),
    /// A repetition rule.
    Recurrence(String),
}

/// A question that a filter asks of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FilterOperator {
    /// Has no value.
    Empty,
    /// Has a value.
    Filled,
    /// Is exactly, or has the member.
    Is,
    /// Is not.
    IsNot,
    /// Holds the folded words.
    Contains,
    /// Is at most.
    AtMost,
    /// Is at least.
    AtLeast,
}

/// What a kind of field knows about its values.
///
/// Every method takes values of the kind's own shape; a value of another shape (damaged data) is treated as
/// empty, never a panic.
pub trait FieldKind: Sync {
    /// The value as it lies in a document.
    fn store(&self, value: &Value) -> Stored;
    /// The value read back; `None` for empty or damaged data.
    fn read(&self, stored: &Stored) -> Option<Value>;
    /// What a person typed or a file holds. `Ok(None)` for blank input.
    fn parse(&self, input: &str, context: &Context<'_>) -> Result<Option<Value>, BadInput>;
    /// The value in typed parts, in the order to show.
    fn show(&self, value: &Value) -> Vec<Part>;
    /// Bytes whose order is the order of the values. Compare with `Ord` on slices.
    fn sort_key(&self, value: &Value) -> Vec<u8>;
    /// Folded words by which search finds the record.
    fn search_words(&self, value: &Value) -> Vec<String>;
    /// The questions that a filter may ask.
    fn filters(&self) -> &'static [FilterOperator];
    /// The answer to a question; `value` is `None` for an empty field, `argument` is what the filter names.
    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool;
    /// How concurrent edits meet.
    fn merge(&self) -> Merge;
    /// The cell of a CSV file; parses back to the same value with the same context.
    fn csv(&self, value: &Value, context: &Context<'_>) -> String;
    /// Values of this kind, each of which must survive store, CSV and merge.
    fn examples(&self) -> Vec<Value>;
}
