//! Custom fields: those that a team adds. The key says of which kind a field is (`x` and four hexadecimal digits), so that whoever meets
//! one in a document can check, store, list and merge it, also where its definition is not known, or not yet. What it is
//! called and what may be chosen stands in a definition, which is a record like others ([`super::field`]).
//!
//! The digits are the kind's number (five bits) and the field's (eleven): few enough that a hostile change cannot have
//! memory filled with made-up fields.

use super::FieldDefinition;
use crate::fields::Kind;
use std::collections::BTreeMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// The kinds that a team's fields can be of. The place is the kind's number: it stands in documents and never changes.
pub const KINDS: [Kind; 16] = [
    Kind::Text,
    Kind::Number,
    Kind::Money,
    Kind::Percent,
    Kind::Date,
    Kind::DateTime,
    Kind::Flag,
    Kind::Choice,
    Kind::MultiChoice,
    Kind::Person,
    Kind::Link,
    Kind::Emails,
    Kind::Phones,
    Kind::Url,
    Kind::Address,
    Kind::Tags,
];

/// How many fields of one kind an object can have.
pub const OF_A_KIND: u16 = 1 << NUMBER_BITS;

/// The numbers from here on are those of templates ([`crate::exchange::templates`]): a field that a team adds itself takes
/// none of them, so that a template never meets another field under the key of its own.
pub const OF_TEMPLATES: u16 = 0x7c0;

/// What links of custom fields may point to.
const LINKED: &[&str] = &["account", "contact", "lead", "deal"];

const NUMBER_BITS: u16 = 11;

/// The code of a custom field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub u16);

impl Code {
    /// The field of that number, of a kind; `None` of kinds that no custom field has, and of too large a number.
    pub fn new(kind: Kind, number: u16) -> Option<Self> {
        let place = KINDS.iter().position(|one| *one == kind)?;
        let place = u16::try_from(place).ok().filter(|_| number < OF_A_KIND)?;
        Some(Self(place << NUMBER_BITS | number))
    }

    /// Its kind; `None` of a number that no kind has.
    pub fn kind(self) -> Option<Kind> {
        KINDS.get(usize::from(self.0 >> NUMBER_BITS)).copied()
    }

    /// The code that a key stands for; `None` where it is the key of no custom field.
    pub fn of_key(key: &str) -> Option<Self> {
        let digits = key.strip_prefix('x').filter(|digits| digits.len() == 4)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let code = Self(u16::from_str_radix(digits, 16).ok().filter(|_| plain)?);
        code.kind().map(|_| code)
    }

    /// Its key.
    pub fn key(self) -> String {
        format!("x{:04x}", self.0)
    }

    /// What is known of it without its definition: key and kind, and that any choice may be one of it.
    pub fn field(self) -> Option<&'static FieldDefinition> {
        let kind = self.kind()?;
        if let Some(field) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&self) {
            return Some(field);
        }
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        // Kept for ever: there are at most 2^15 of them.
        Some(known.entry(self).or_insert_with(|| {
            let key: &'static str = Box::leak(self.key().into_boxed_str());
            let links = if kind == Kind::Link { LINKED } else { &[] };
            Box::leak(Box::new(FieldDefinition::new(key, kind).to(links)))
        }))
    }
}

static KNOWN: LazyLock<RwLock<BTreeMap<Code, &'static FieldDefinition>>> = LazyLock::new(RwLock::default);

/// The custom field of that key.
pub fn field(key: &str) -> Option<&'static FieldDefinition> {
    Code::of_key(key)?.field()
}

/// Whether a key is that of a custom field.
pub fn is_custom(key: &str) -> bool {
    Code::of_key(key).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_of_which_kind_a_field_is() {
        for kind in KINDS {
            for number in [0, 1, OF_A_KIND - 1] {
                let code = Code::new(kind, number).expect("a kind and a number that fits");
                let key = code.key();
                assert_eq!((key.len(), Code::of_key(&key)), (5, Some(code)));
                let known = field(&key).expect("a field");
                assert_eq!((known.key, known.kind), (key.as_str(), kind));
                assert!(std::ptr::eq(known, field(&key).expect("the same")));
            }
        }
        assert_eq!(Code::new(Kind::Text, OF_A_KIND), None);
        assert_eq!(Code::new(Kind::LongText, 0), None, "a text must be there from the first change");
        for key in ["x00", "x000A", "y0000", "x+001", "xffff", "x00000", "name", "", "xé0"] {
            assert!(!is_custom(key), "{key}");
        }
    }
}
