//! What a device is told of the policy, so that it hides what its person cannot do, also without a network.

use super::grants::{Action, Grants};
use super::model::{Policy, Share};
use super::scope::{Entry, Facts};
use crate::ids::{PersonId, RecordId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The policy as a device keeps it, with the shares of the records that its person sees.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The policy.
    pub policy: Policy,
    /// Records that were shared by hand.
    pub shares: BTreeMap<RecordId, Vec<Share>>,
}

impl Standing {
    /// What a person reaches; `None` where they are no member.
    pub fn grants(&self, person: PersonId) -> Option<Grants> {
        self.policy.grants(person)
    }

    /// The scopes in which a record lies, as far as this device knows the records that it is about.
    pub fn entries(
        &self,
        record: RecordId,
        object: &str,
        value: &dyn Fn(&str) -> Option<crate::value::Value>,
        about: &[Entry],
    ) -> Vec<Entry> {
        let shares = self.shares.get(&record).map_or(&[][..], Vec::as_slice);
        self.policy.scopes_of(&Facts { record, object, value, shares, about }).into_iter().collect()
    }

    /// What a person may do with a record that lies in these scopes.
    pub fn may(&self, person: PersonId, action: Action, object: &str, entries: &[Entry]) -> bool {
        self.grants(person).is_some_and(|grants| grants.may(action, object, entries))
    }
}
