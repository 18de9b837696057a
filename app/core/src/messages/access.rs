//! Who sees what: for an administrator who looks through another's eyes, and for one record.

use crate::ids::{ObjectKey, PersonId, RecordId};
use crate::policy::{Audience, Level, Sight};
use serde::{Deserialize, Serialize};

/// Records of one object as another person has them, and those that they do not have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeeingView {
    /// Records of the object that were looked at.
    pub total: u32,
    /// How many of them the person sees.
    pub seen: u32,
    /// The first of those that the search finds, those that the person sees before the others.
    pub records: Vec<SeenRecord>,
}

/// One record, and whether somebody sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenRecord {
    /// The record.
    pub record: RecordId,
    /// What it is called.
    pub title: String,
    /// Who owns it.
    pub owner: Option<PersonId>,
    /// Whether the person sees it, and why.
    pub sight: Sight,
}

/// Who sees one record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccessView {
    /// Its object.
    pub object: ObjectKey,
    /// Everybody who sees it, and why.
    pub people: Vec<(PersonId, Sight)>,
    /// To whom it was given by hand.
    pub shares: Vec<(Audience, Level)>,
    /// Roles and territories of the team by name, for giving it to more.
    pub audiences: Vec<(Audience, String)>,
    /// Whether everyone sees everything.
    pub open: bool,
}
