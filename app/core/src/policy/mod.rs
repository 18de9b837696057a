//! Who may read and write what.
//!
//! A [`Policy`] is a value: profiles, roles, territories, sharing rules, and where each person stands in them. A record
//! lies in scopes ([`Policy::scopes_of`]), a person reaches scopes ([`Policy::grants`]); what they have in common decides.
//! The device asks to hide what cannot be done, the relay asks to decide.

mod fault;
mod grants;
mod model;
mod reason;
mod relay_reason;
mod scope;
mod standing;
mod starting;
mod tree;

#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use grants::{Action, Grants};
pub use model::{
    Audience, Base, Criterion, FieldRight, Level, Member, ObjectRights, Policy, Profile, Role, Share, Shared,
    SharingRule, Territory,
};
pub use reason::{Reason, Sight};
pub use relay_reason::{Reach, RelayReason};
pub use scope::{Entry, Facts, NoScope, Scope, about, all_hold};
pub use standing::Standing;
pub use starting::{LEADING, SELLING, profile_for};
