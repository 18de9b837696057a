//! Duplicates in a whole book: which records may be one person or one company.
//!
//! [`Traits`] are what is compared of a record, [`Scan`] compares a book of them in small steps, [`Pair`] is what it
//! finds, [`groups`] puts pairs together. What agrees speaks for a pair by how rare it is in the book, what differs
//! speaks against it (Fellegi and Sunter); the `weights` are in bits. Only whole numbers are added up, and records are
//! ordered before they are compared, so that two devices with the same records find the same.

mod align;
mod blocks;
mod book;
mod compare;
mod groups;
mod order;
mod parts;
mod place;
mod reach;
mod scan;
mod traits;
mod weights;

#[cfg(test)]
mod specimen;

pub use groups::groups;
pub use scan::Scan;
pub use traits::Traits;
pub use weights::LIKELY;

use crate::ids::RecordId;
use serde::{Deserialize, Serialize};

/// Two records that may be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The record with the smaller id.
    pub one: RecordId,
    /// The record with the greater id.
    pub other: RecordId,
    /// How much speaks for it: from [`LIKELY`] to 100.
    pub score: u8,
    /// What speaks for it, the strongest first; never empty.
    pub reasons: Vec<Reason>,
}

/// What speaks for two records being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// They share an e-mail address, in whichever spelling.
    SameEmail,
    /// They share a phone number, with or without its calling code.
    SamePhone,
    /// Their names have the same words.
    SameName,
    /// Their names sound alike, in whichever script, or differ in a few letters or a word.
    LikeName,
    /// They live or work in the same place.
    SameAddress,
    /// Their addresses differ a little.
    LikeAddress,
    /// They were born on the same day.
    SameBirthday,
    /// Their birth dates differ in one digit, or day and month have changed places.
    LikeBirthday,
    /// They have the same domain of their own, in a website or an e-mail address.
    SameDomain,
    /// They are at the same company.
    SameCompany,
}
