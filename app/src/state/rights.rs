//! What the person may do with the records of an object at the most. What they cannot do is not offered; the engine
//! refuses it, too, and the relay decides.

use super::app;
use crm_core::objects::CATALOGUE;
use crm_core::policy::{ObjectRights, Policy};
use leptos::prelude::*;

/// Whether the person may, by their profile, do that with records of an object; everything until the engine has said.
pub fn may(object: &str, right: impl FnOnce(ObjectRights) -> bool) -> bool {
    app().limits.with(|limits| limits.get(object).is_none_or(|limits| right(limits.rights)))
}

/// Whether the person may make records of an object.
pub fn may_create(object: &str) -> bool {
    may(object, |rights| rights.create)
}

/// Whether there is an object of which the person may make records.
pub fn creates() -> bool {
    CATALOGUE.iter().any(|definition| may_create(definition.key))
}

/// Whether the person may look at records of an object.
pub fn may_see(object: &str) -> bool {
    may(object, |rights| rights.see)
}

/// Whether the person may look at a field of an object.
pub fn may_read(object: &str, field: &str) -> bool {
    app().limits.with(|limits| {
        limits.get(object).is_none_or(|limits| !limits.hidden.iter().any(|other| other == field))
    })
}

/// Whether the person may write a field of an object, in records that they may change.
pub fn may_write(object: &str, field: &str) -> bool {
    app().limits.with(|limits| {
        limits.get(object).is_none_or(|limits| !limits.read_only.iter().any(|other| other == field))
    })
}

/// Lets everyone of the workspace see everything. `None` where that failed: it stays as it was, and the settings have the
/// switch.
pub async fn open_to_all() -> Option<()> {
    let found = crm_accounts::policy().await.ok()?;
    let mut policy: Policy = serde_json::from_str(&found.policy).ok()?;
    policy.open = true;
    let policy = serde_json::to_string(&policy).ok()?;
    crm_accounts::set_policy(found.place, policy).await.ok()?;
    Some(())
}
