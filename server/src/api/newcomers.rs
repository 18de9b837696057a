//! Newcomers: a one-time link is made, read and used up by the person who joins with it.

use super::accounts::{RequestAccounts, denied, fault, id16};
use super::password::random;
use super::sessions::Admission;
use super::typed::{checked_device, checked_email, checked_name, checked_password};
use super::{cookie, one_time_links};
use crate::log::accounts::{self as rows, Person};
use crate::log::audit::{self, What};
use crate::log::one_time_links::{OneTimeLinkRow, issue, redeem};
use crate::log::workspaces::{self, NewWorkspace};
use crate::log::{LogError, Transaction};
use crate::policy::Role;
use crate::policy::permit::authorize_administrator;
use crate::policy::sharing;
use crate::socket::hub::held;
use async_trait::async_trait;
use crm_accounts::{Accept, AccountError, Invitation, Newcomers, OneTimeLink, Session, SetUp};

/// How long an invitation is good, in ms.
const INVITATION: i64 = 7 * 24 * 60 * 60 * 1_000;

/// Who joins, and on which installation.
struct Newcomer {
    person: Person,
    device: Vec<u8>,
    device_name: String,
}

#[async_trait]
impl Newcomers for RequestAccounts {
    async fn one_time_link(&self, token: String) -> Result<OneTimeLink, AccountError> {
        let log = &self.web.relay.log;
        let (hash, now) = (cookie::hash(&token), self.now());
        if let Some(reset) = log.reset_link(&hash, now).await.map_err(fault)? {
            let person = log.person(&reset.person).await.map_err(fault)?.ok_or(AccountError::BadLink)?;
            return Ok(OneTimeLink::Reset { name: person.name, email: person.email });
        }
        let link = log.one_time_link(&hash, now).await.map_err(fault)?;
        let OneTimeLinkRow { workspace, role } = link.ok_or(AccountError::BadLink)?;
        let Some(workspace) = workspace else { return Ok(OneTimeLink::SetUp) };
        let workspace = log.workspace(workspace).await.map_err(fault)?.ok_or(AccountError::BadLink)?;
        Ok(OneTimeLink::Invitation { workspace_name: workspace.name, role })
    }

    async fn set_up(&self, request: SetUp) -> Result<Session, AccountError> {
        let SetUp { token, workspace_name, name, email, password, device, device_name } = request;
        let workspace_name = checked_name(&workspace_name)?;
        if self.one_time_link(token.clone()).await? != OneTimeLink::SetUp {
            return Err(AccountError::BadLink);
        }
        let newcomer = self.newcomer(&name, &email, password, &device, &device_name).await?;
        let now = self.now();
        self.welcome(newcomer, What::SetUp, move |tx| {
            Box::pin(async move { set_up(tx, &token, workspace_name, now).await })
        })
        .await
    }

    async fn accept(&self, request: Accept) -> Result<Session, AccountError> {
        let Accept { token, name, email, password, device, device_name } = request;
        match self.one_time_link(token.clone()).await? {
            OneTimeLink::Invitation { .. } => {}
            OneTimeLink::SetUp | OneTimeLink::Reset { .. } => return Err(AccountError::BadLink),
        }
        let newcomer = self.newcomer(&name, &email, password, &device, &device_name).await?;
        let now = self.now();
        self.welcome(newcomer, What::Joined, move |tx| {
            Box::pin(async move {
                let link = redeem(tx, &cookie::hash(&token), now).await?;
                Ok(link.and_then(|link| Some((link.workspace?, link.role))))
            })
        })
        .await
    }

    async fn invite(&self, role: String) -> Result<Invitation, AccountError> {
        let caller = self.caller().await?;
        let role = Role::of(&role).ok_or(AccountError::Forbidden)?;
        let (token, now) = (one_time_links::token(), self.now());
        let (hash, expires) = (cookie::hash(&token), now + INVITATION);
        let mut note = self.note(What::Invited, Some(caller.person));
        note.detail = role.name().to_owned();
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                let link =
                    OneTimeLinkRow { workspace: Some(permit.workspace()), role: role.name().to_owned() };
                issue(tx, &hash, &link, Some(&permit.person()), expires).await?;
                audit::note(tx, permit.workspace(), &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?.map_err(denied)?;
        Ok(Invitation { path: format!("/join#{token}"), expires })
    }
}

/// Uses a set-up token: makes the workspace, and gives its number and the role of whoever made it.
pub(super) async fn set_up(
    tx: &mut Transaction<'_>,
    token: &str,
    name: String,
    now: i64,
) -> Result<Option<(i64, String)>, LogError> {
    let link = redeem(tx, &cookie::hash(token), now).await?;
    let Some(OneTimeLinkRow { workspace: None, role }) = link else { return Ok(None) };
    let new = NewWorkspace { id: random(), name, epoch: random(), cursor_key: random() };
    let number = workspaces::create(tx, new, now).await?;
    sharing::start(tx, number, false, now).await?;
    Ok(Some((number, role)))
}

impl RequestAccounts {
    /// Checks what a newcomer typed and hashes the password.
    async fn newcomer(
        &self,
        name: &str,
        email: &str,
        password: String,
        device: &str,
        device_name: &str,
    ) -> Result<Newcomer, AccountError> {
        let (name, email) = (checked_name(name)?, checked_email(email)?);
        let (device, device_name) = checked_device(device, device_name)?;
        let password = checked_password(password)?;
        let password = self.web.hasher.hash(password).await.ok_or(AccountError::Fault)?;
        Ok(Newcomer {
            person: Person { id: random::<16>().to_vec(), email, name, password },
            device,
            device_name,
        })
    }

    /// Logs a newcomer in with a fresh token, after the work of the same transaction.
    async fn welcome(
        &self,
        newcomer: Newcomer,
        what: What,
        join: impl for<'t> FnOnce(
            &'t mut Transaction<'_>,
        )
            -> futures_util::future::BoxFuture<'t, Result<Option<(i64, String)>, LogError>>
        + Send
        + 'static,
    ) -> Result<Session, AccountError> {
        let (fresh, now) = (self.fresh(), self.now());
        let start = fresh.start();
        let Newcomer { person, device, device_name } = newcomer;
        let account = person.email.clone();
        let mut admission =
            Admission { person: id16(&person.id)?, workspace: 0, device: id16(&device)?, device_name };
        let (who, note) = (admission.clone(), self.note(what, Some(admission.person)));
        let outcome = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let Some((workspace, role)) = join(tx).await? else { return Ok(Err(AccountError::BadLink)) };
                if !rows::add_person(tx, &person, now).await? {
                    // Nothing of the transaction stays, so the link is good for another try.
                    return Err(LogError::RolledBack);
                }
                rows::add_member(tx, workspace, &person.id, &role, now).await?;
                let id = person.id.as_slice().try_into().unwrap_or_default();
                sharing::admit(tx, workspace, id, &role, now).await?;
                start.run(tx, Admission { workspace, ..who }, note, now).await?;
                Ok(Ok(workspace))
            })
        });
        admission.workspace = match outcome.await {
            Err(LogError::RolledBack) => return Err(AccountError::EmailTaken),
            outcome => outcome.map_err(fault)??,
        };
        held(&self.web.tries).at_home(&account, self.peer, now);
        self.admitted(fresh, &admission).await
    }
}
