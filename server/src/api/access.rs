//! Who may see and do what: administrators read the policy and put another in force; people share records by hand.

use super::accounts::{RequestAccounts, denied, fault};
use crate::log::LogError;
use crate::log::audit::{self, What};
use crate::policy::erasing;
use crate::policy::in_force::base;
use crate::policy::permit::{authorize, authorize_administrator};
use crate::policy::sharing::{self, NotSet};
use crate::policy::{Caller, Role};
use async_trait::async_trait;
use crm_accounts::{Access, AccountError, PolicyInForce};
use crm_core::ids::{PersonId, RecordId};
use crm_core::policy::{Audience, Level, Policy};

/// Longest policy that is read, in bytes.
const POLICY_BYTES: usize = 1024 * 1024;

#[async_trait]
impl Access for RequestAccounts {
    async fn policy(&self) -> Result<PolicyInForce, AccountError> {
        let caller = self.caller().await?;
        let now = self.now();
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move { Ok(authorize_administrator(tx, caller, now).await?.map(drop)) })
        });
        write.await.map_err(fault)?.map_err(denied)?;
        self.in_force(caller).await
    }

    async fn set_policy(&self, place: Option<i64>, policy: String) -> Result<PolicyInForce, AccountError> {
        let caller = self.caller().await?;
        let read = || {
            let short = Some(&policy).filter(|policy| policy.len() <= POLICY_BYTES)?;
            serde_json::from_str::<Policy>(short).ok()
        };
        let policy = read().ok_or_else(|| AccountError::PolicyFault("\"unknown\"".to_owned()))?;
        let (now, known) = (self.now(), self.web.relay.policies.clone());
        let note = self.note(What::PolicySet, Some(caller.person));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                let set = sharing::set(tx, &permit, &known, place, policy, now).await?;
                if set.is_ok() {
                    audit::note(tx, permit.workspace(), &note, now).await?;
                }
                Ok(Ok(set))
            })
        });
        match write.await.map_err(fault)?.map_err(denied)? {
            Ok(_) => self.in_force(caller).await,
            Err(NotSet::Stale) => Err(AccountError::PolicyStale),
            Err(NotSet::Fault(found)) => {
                Err(AccountError::PolicyFault(serde_json::to_string(&found).unwrap_or_default()))
            }
        }
    }

    async fn share(&self, record: String, to: String, level: Option<String>) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let level = match level.as_deref() {
            None => None,
            Some("read") => Some(Level::Read),
            Some("write") => Some(Level::Write),
            Some(_) => return Err(AccountError::Forbidden),
        };
        let record = record.parse().map_err(|_| AccountError::Forbidden)?;
        let to: Audience = to.parse().map_err(|_| AccountError::Forbidden)?;
        let (now, known) = (self.now(), self.web.relay.policies.clone());
        let mut note =
            self.note(if level.is_some() { What::Shared } else { What::Unshared }, Some(caller.person));
        note.detail = to.to_string();
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                let shared = sharing::share(tx, &permit, &known, record, (to, level), now).await?;
                if shared {
                    audit::note(tx, permit.workspace(), &note, now).await?;
                }
                Ok(Ok(shared))
            })
        });
        let shared = write.await.map_err(fault)?.map_err(denied)?;
        if shared { Ok(()) } else { Err(AccountError::Forbidden) }
    }

    async fn erase(&self, records: Vec<String>) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        if records.len() > erasing::AT_ONCE {
            return Err(AccountError::Forbidden);
        }
        let records: Result<Vec<RecordId>, _> = records.iter().map(|record| record.parse()).collect();
        let records: Vec<_> =
            records.map_err(|_| AccountError::Forbidden)?.into_iter().map(|record| record.0).collect();
        let (now, known) = (self.now(), self.web.relay.policies.clone());
        let mut note = self.note(What::Erased, Some(caller.person));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                let erased = erasing::erase(tx, &permit, &known, &records, now).await?;
                for object in erased.iter().flatten() {
                    note.detail.clone_from(object);
                    audit::note(tx, permit.workspace(), &note, now).await?;
                }
                Ok(Ok(erased.is_some()))
            })
        });
        let erased = write.await.map_err(fault)?.map_err(denied)?;
        if erased { Ok(()) } else { Err(AccountError::Forbidden) }
    }
}

impl RequestAccounts {
    /// The policy in force; where there is none yet, the one that stands for it, with everybody in it.
    async fn in_force(&self, caller: Caller) -> Result<PolicyInForce, AccountError> {
        let relay = &self.web.relay;
        let found = relay.policies.at(&relay.log, caller.workspace, i64::MAX).await.map_err(fault)?;
        let mut policy = Policy::clone(&found.policy);
        if found.place.is_none() {
            for member in relay.log.members(caller.workspace).await.map_err(fault)? {
                let person = super::accounts::id16(&member.person)?;
                policy.admit(PersonId(person), base(Role::of(&member.role).unwrap_or(Role::Representative)));
            }
        }
        let policy = serde_json::to_string(&policy).map_err(|_| fault(LogError::Closed))?;
        Ok(PolicyInForce { place: found.place, policy })
    }
}
