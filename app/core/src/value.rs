//! What one field of one record holds.

use crate::ids::{Day, ObjectKey, PersonId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};

/// The value of a field. An empty field has no value (`Option::None`), never an empty text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// One or many lines of text, a URL, a choice id, a recurrence rule.
    Text(String),
    /// A count, or a duration in seconds.
    Integer(i64),
    /// A number or a percentage (50.0 is 50 %).
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A day without a time.
    Date(Day),
    /// A moment.
    Moment(Timestamp),
    /// An amount in minor units of one currency.
    Money(Money),
    /// A postal address, changed as one unit.
    Address(Address),
    /// A person of the team.
    Person(PersonId),
    /// Another record.
    Link(Link),
    /// A set whose members merge one by one: e-mails, phones, tags, choices, links with a role.
    Members(Vec<Member>),
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The amount in the currency's smallest unit (paisa, cent).
    pub minor: i64,
    /// ISO 4217 code in capitals.
    pub currency: [u8; 3],
}

impl Money {
    /// The currency as text; `XXX` where the bytes are no ASCII capitals.
    pub fn currency(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or("XXX")
    }

    /// Digits after the decimal mark in this currency (ISO 4217).
    pub fn decimals(&self) -> u32 {
        match &self.currency {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"UGX" | b"XAF" | b"XOF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// House, road, area; may hold several lines.
    pub street: String,
    /// City, upazila or district.
    pub city: String,
    /// State or division.
    pub state: String,
    /// Post code as text.
    pub postcode: String,
    /// Country as the person wrote it.
    pub country: String,
}

/// A pointer to a record, which may be missing on this device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// The object of the record pointed to.
    pub object: ObjectKey,
    /// The record.
    pub record: RecordId,
}

/// One member of a set.
///
/// Two people who add the same key at the same time have added one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What makes the member the same on every device: the folded e-mail address, the digits of a phone,
    /// the id of a choice, the record of a link (`object/hex`), the tag itself.
    pub key: String,
    /// The wish for a place in the order; ties go by key. The first member is the main one.
    pub order: u8,
    /// What the member is for: `work`, `home`, `mobile`, a role. May be empty.
    pub label: String,
    /// The member as the person wrote it. May be empty where the key says all.
    pub text: String,
}
