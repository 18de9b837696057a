//! The people of a workspace: who they are, who may log in, and what each changes about herself.

use super::accounts::{RequestAccounts, denied, fault};
use super::typed::{checked_email, checked_name, checked_password};
use crate::log::audit::{self, What};
use crate::log::{LogError, accounts as rows, api_tokens, workspaces};
use crate::policy::permit::{authorize, authorize_administrator};
use crate::socket::route::{from_hex, to_hex};
use async_trait::async_trait;
use crm_accounts::{AccountError, Members, Session, Teammate};
use crm_sync::lease;

#[async_trait]
impl Members for RequestAccounts {
    async fn teammates(&self) -> Result<Vec<Teammate>, AccountError> {
        let caller = self.caller().await?;
        let members = self.web.relay.log.members(caller.workspace).await.map_err(fault)?;
        let teammate = |member: rows::Member| Teammate {
            person: to_hex(&member.person),
            name: member.name,
            email: member.email,
            role: member.role,
            active: member.active,
        };
        Ok(members.into_iter().map(teammate).collect())
    }

    async fn set_active(&self, person: String, active: bool) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let person = from_hex(&person).ok_or(AccountError::Forbidden)?;
        let now = self.now();
        let what = if active { What::Activated } else { What::Deactivated };
        let mut note = self.note(what, Some(caller.person));
        note.about = Some(person.clone());
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                rows::set_active(tx, permit.workspace(), &person, active, now).await?;
                audit::note(tx, permit.workspace(), &note, now).await?;
                if !active {
                    rows::end_sessions_of(tx, &person, Some(permit.workspace()), None).await?;
                    // For good: who is let in again makes others.
                    api_tokens::revoke_all(tx, permit.workspace(), &person).await?;
                }
                // Somebody must be left who can let people in again.
                if rows::administrators(tx, permit.workspace()).await? == 0 {
                    return Err(LogError::RolledBack);
                }
                Ok(Ok(()))
            })
        });
        match write.await {
            Err(LogError::RolledBack) => Err(AccountError::Forbidden),
            outcome => outcome.map_err(fault)?.map_err(denied),
        }
    }

    async fn rename_workspace(&self, name: String) -> Result<Session, AccountError> {
        let caller = self.caller().await?;
        let (name, now) = (checked_name(&name)?, self.now());
        let mut note = self.note(What::WorkspaceRenamed, Some(caller.person));
        note.detail.clone_from(&name);
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                workspaces::rename(tx, permit.workspace(), &name).await?;
                audit::note(tx, permit.workspace(), &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?.map_err(denied)?;
        self.describe(caller).await
    }

    async fn lease(&self) -> Result<u16, AccountError> {
        let caller = self.caller().await?;
        let workspace = self.web.relay.log.workspace(caller.workspace).await.map_err(fault)?;
        workspace.map(|workspace| lease::days(workspace.lease)).ok_or(AccountError::Fault)
    }

    async fn set_lease(&self, days: u16) -> Result<u16, AccountError> {
        let caller = self.caller().await?;
        let length = lease::of_days(days).ok_or(AccountError::BadLease)?;
        let now = self.now();
        let mut note = self.note(What::LeaseSet, Some(caller.person));
        note.detail = days.to_string();
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                workspaces::set_lease(tx, permit.workspace(), length).await?;
                audit::note(tx, permit.workspace(), &note, now).await?;
                Ok(Ok(days))
            })
        });
        write.await.map_err(fault)?.map_err(denied)
    }

    async fn change_profile(&self, name: String, email: String) -> Result<Session, AccountError> {
        let caller = self.caller().await?;
        let (name, email, now) = (checked_name(&name)?, checked_email(&email)?, self.now());
        let mut note = self.note(What::ProfileChanged, Some(caller.person));
        note.detail.clone_from(&email);
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let person = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit.person(),
                    Err(denied) => return Ok(Err(denied)),
                };
                let free = rows::rename(tx, &person, &name, &email).await?;
                if free {
                    audit::note_of_account(tx, &person, &note, now).await?;
                }
                Ok(Ok(free))
            })
        });
        if !write.await.map_err(fault)?.map_err(denied)? {
            return Err(AccountError::EmailTaken);
        }
        self.describe(caller).await
    }

    async fn change_password(&self, old: String, new: String) -> Result<(), AccountError> {
        let new = checked_password(new)?;
        let (caller, _) = self.proven(old).await?;
        let now = self.now();
        let note = self.note(What::PasswordChanged, Some(caller.person));
        let hash = self.web.hasher.hash(new).await.ok_or(AccountError::Fault)?;
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                rows::set_password(tx, &permit.person(), &hash).await?;
                rows::end_sessions_of(tx, &permit.person(), None, Some(caller.session)).await?;
                audit::note_of_account(tx, &permit.person(), &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?.map_err(denied)
    }
}
