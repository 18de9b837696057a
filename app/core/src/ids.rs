//! Identifiers: which record, which person, which device, which actor.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        /// As digits where people may read it, as bytes elsewhere.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                if from.is_human_readable() {
                    Readable::deserialize(from)?.bytes().map(Self).ok_or_else(|| D::Error::custom("no identifier"))
                } else {
                    <[u8; 16]>::deserialize(from).map(Self)
                }
            }
        }

        impl FromStr for $name {
            type Err = BadIdentifier;

            /// Reads exactly 32 hexadecimal digits.
            fn from_str(text: &str) -> Result<Self, BadIdentifier> {
                digits(text).map(Self)
            }
        }
    };
}

/// The bytes of exactly 32 hexadecimal digits.
fn digits(text: &str) -> Result<[u8; 16], BadIdentifier> {
    let digits = text.as_bytes();
    if digits.len() != 32 {
        return Err(BadIdentifier);
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let nibble = |digit: u8| char::from(digit).to_digit(16).ok_or(BadIdentifier);
        *byte = u8::try_from(nibble(pair[0])? * 16 + nibble(pair[1])?).map_err(|_| BadIdentifier)?;
    }
    Ok(bytes)
}

/// An identifier in JSON: digits, or the list of bytes that earlier builds wrote.
#[derive(Deserialize)]
#[serde(untagged)]
enum Readable {
    Digits(String),
    Bytes([u8; 16]),
}

impl Readable {
    fn bytes(self) -> Option<[u8; 16]> {
        match self {
            Self::Digits(text) => digits(&text).ok(),
            Self::Bytes(bytes) => Some(bytes),
        }
    }
}

/// A text that is no identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadIdentifier;

identifier! {
    /// One record; also the id of its Automerge document.
    RecordId
}
identifier! {
    /// One person who can log in to a relay.
    PersonId
}
identifier! {
    /// One installation in one browser profile.
    DeviceId
}
identifier! {
    /// One run of one engine: Automerge's actor. Random, never used again after the run.
    ActorId
}
identifier! {
    /// One team's book on a relay.
    WorkspaceId
}
identifier! {
    /// What some people may do: a profile.
    ProfileId
}
identifier! {
    /// A place in the hierarchy of a team.
    RoleId
}
identifier! {
    /// A part of the market.
    TerritoryId
}
identifier! {
    /// A sharing rule.
    RuleId
}
identifier! {
    /// One run of an import.
    ImportId
}

/// The stable name of an object: `account`, `deal` … Stored in documents, never translated.
pub type ObjectKey = String;

/// The stable name of a field within its object: `amount`. Stored in documents, never translated.
pub type FieldKey = String;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Timestamp = i64;

/// Days since 1970-01-01 in the calendar of the person.
pub type Day = i32;
