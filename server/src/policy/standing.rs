//! What a device is told of the policy.

use super::Caller;
use super::in_force::Policies;
use super::placing::shares;
use crate::log::{Log, LogError, policies::ShareRow};
use crate::socket::look::Look;
use crm_core::ids::{PersonId, RecordId};
use crm_core::policy::{Policy, Standing};

/// The policy in force and the shares that concern the person, as a device keeps them.
pub async fn of(
    log: &Log,
    policies: &Policies,
    look: &mut Look,
    caller: Caller,
) -> Result<Vec<u8>, LogError> {
    let in_force = policies.at(log, caller.workspace, i64::MAX).await?;
    let mut policy = Policy::clone(&in_force.policy);
    if in_force.place.is_none() {
        let role = log.members(caller.workspace).await?;
        let role = role.into_iter().find(|member| member.person == caller.person).map(|member| member.role);
        let role = role.and_then(|role| super::Role::of(&role)).unwrap_or(super::Role::Representative);
        policy.admit(PersonId(caller.person), super::in_force::base(role));
    }
    let rows = seen(log, look, caller.workspace).await?;
    let shares = shares(rows).into_iter().map(|(doc, shares)| (RecordId(doc), shares)).collect();
    Ok(crm_sync::frame::encode(&Standing { policy, shares }))
}

/// Shares of records that the person sees.
async fn seen(log: &Log, look: &mut Look, workspace: i64) -> Result<Vec<ShareRow>, LogError> {
    let rows = log.shares(workspace).await?;
    let docs: Vec<[u8; 16]> = rows.iter().map(|row| row.doc).collect();
    if docs.is_empty() {
        return Ok(rows);
    }
    let named = log.named(workspace, &docs).await?;
    let ids: std::collections::BTreeMap<i64, Vec<u8>> =
        named.iter().map(|(number, doc, _)| (*number, doc.clone())).collect();
    let visible = look.visible(log, named).await?;
    let visible: Vec<&Vec<u8>> = visible.iter().filter_map(|number| ids.get(number)).collect();
    Ok(rows.into_iter().filter(|row| visible.iter().any(|doc| doc.as_slice() == row.doc)).collect())
}
