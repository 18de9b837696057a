//! The people of a workspace: who they are, who may log in, and what each changes about herself.

use super::accounts::{RequestAccounts, denied, fault};
use super::typed::{checked_email, checked_name, checked_password};
use crate::log::{LogError, accounts as rows, workspaces};
use crate::policy::permit::{authorize, authorize_administrator};
use crate::socket::hub::held;
use crate::socket::route::{from_hex, to_hex};
use async_trait::async_trait;
use crm_accounts::{AccountError, Members, Session, Teammate};

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
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                rows::set_active(tx, permit.workspace(), &person, active).await?;
                if !active {
                    rows::end_sessions_of(tx, &person, Some(permit.workspace()), None).await?;
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
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                Ok(match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => Ok(workspaces::rename(tx, permit.workspace(), &name).await?),
                    Err(denied) => Err(denied),
                })
            })
        });
        write.await.map_err(fault)?.map_err(denied)?;
        self.describe(caller).await
    }

    async fn change_profile(&self, name: String, email: String) -> Result<Session, AccountError> {
        let caller = self.caller().await?;
        let (name, email, now) = (checked_name(&name)?, checked_email(&email)?, self.now());
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                Ok(match authorize(tx, caller, now).await? {
                    Ok(permit) => Ok(rows::rename(tx, &permit.person(), &name, &email).await?),
                    Err(denied) => Err(denied),
                })
            })
        });
        if !write.await.map_err(fault)?.map_err(denied)? {
            return Err(AccountError::EmailTaken);
        }
        self.describe(caller).await
    }

    async fn change_password(&self, old: String, new: String) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let person = self.web.relay.log.person(&caller.person).await.map_err(fault)?;
        let person = person.ok_or(AccountError::SignedOut)?;
        let now = self.now();
        if let Some(seconds) = held(&self.web.tries).wait(&person.email, self.peer, now) {
            return Err(AccountError::TooManyTries(seconds));
        }
        let new = checked_password(new)?;
        if !self.web.hasher.verify(old, Some(person.password)).await {
            held(&self.web.tries).failed(&person.email, self.peer, now);
            return Err(AccountError::WrongCredentials);
        }
        let hash = self.web.hasher.hash(new).await.ok_or(AccountError::Fault)?;
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                rows::set_password(tx, &permit.person(), &hash).await?;
                rows::end_sessions_of(tx, &permit.person(), None, Some(caller.session)).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?.map_err(denied)
    }
}
