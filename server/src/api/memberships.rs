//! The workspaces of one person: which there are, and how a session goes over from one to another. They know nothing of
//! each other; only the account is the same.

use super::accounts::{RequestAccounts, denied, fault};
use super::cookie;
use super::newcomers::set_up;
use super::sessions::Admission;
use super::typed::checked_name;
use crate::log::accounts as rows;
use crate::log::audit::What;
use crate::log::one_time_links::redeem;
use crate::log::sessions;
use crate::log::{LogError, Transaction};
use crate::policy::permit::authorize;
use crate::policy::{Caller, sharing};
use crate::socket::route::{from_hex, to_hex};
use async_trait::async_trait;
use crm_accounts::{AccountError, Membership, Memberships, Session};
use futures_util::future::BoxFuture;

#[async_trait]
impl Memberships for RequestAccounts {
    async fn memberships(&self) -> Result<Vec<Membership>, AccountError> {
        let caller = self.caller().await?;
        let log = &self.web.relay.log;
        let mut found = Vec::new();
        for (number, role) in log.memberships(&caller.person).await.map_err(fault)? {
            let Some(workspace) = log.workspace(number).await.map_err(fault)? else { continue };
            let (name, current) = (workspace.name, number == caller.workspace);
            found.push(Membership { workspace: to_hex(&workspace.id), name, role, current });
        }
        found.sort_by(|one, two| (&one.name, &one.workspace).cmp(&(&two.name, &two.workspace)));
        Ok(found)
    }

    async fn switch_workspace(&self, workspace: String) -> Result<Session, AccountError> {
        let caller = self.caller().await?;
        let id = from_hex(&workspace).ok_or(AccountError::Forbidden)?;
        let workspaces = self.web.relay.log.workspaces().await.map_err(fault)?;
        let number = workspaces.into_iter().find(|found| found.id == *id).map(|found| found.number);
        // One that there is not, and one of others, are told alike.
        let number = number.ok_or(AccountError::Forbidden)?;
        self.go_over(caller, What::LoggedIn, AccountError::Forbidden, move |tx| {
            Box::pin(async move {
                let standing = rows::standing(tx, number, &caller.person).await?;
                Ok(standing.filter(|(_, active)| *active).map(|_| number))
            })
        })
        .await
    }

    async fn join(&self, token: String) -> Result<Session, AccountError> {
        let caller = self.caller().await?;
        let now = self.now();
        self.go_over(caller, What::Joined, AccountError::BadLink, move |tx| {
            Box::pin(async move {
                let Some(link) = redeem(tx, &cookie::hash(&token), now).await? else { return Ok(None) };
                let Some(workspace) = link.workspace else { return Ok(None) };
                // Who was let go comes back when an administrator says so, not by a link meant for somebody else.
                if rows::standing(tx, workspace, &caller.person).await?.is_some() {
                    return Ok(None);
                }
                admit(tx, workspace, &caller, &link.role, now).await?;
                Ok(Some(workspace))
            })
        })
        .await
    }

    async fn found(&self, token: String, workspace_name: String) -> Result<Session, AccountError> {
        let caller = self.caller().await?;
        let (name, now) = (checked_name(&workspace_name)?, self.now());
        self.go_over(caller, What::SetUp, AccountError::BadLink, move |tx| {
            Box::pin(async move {
                let Some((workspace, role)) = set_up(tx, &token, name, now).await? else { return Ok(None) };
                admit(tx, workspace, &caller, &role, now).await?;
                Ok(Some(workspace))
            })
        })
        .await
    }
}

async fn admit(
    tx: &mut Transaction<'_>,
    workspace: i64,
    caller: &Caller,
    role: &str,
    now: i64,
) -> Result<(), LogError> {
    rows::add_member(tx, workspace, &caller.person, role, now).await?;
    sharing::admit(tx, workspace, caller.person, role, now).await
}

impl RequestAccounts {
    /// Begins a session of the caller in the workspace that `find` gives, in one transaction with it; the one that asks
    /// ends. Where it gives none, nothing is done, and this is why.
    async fn go_over(
        &self,
        caller: Caller,
        what: What,
        none: AccountError,
        find: impl for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<Option<i64>, LogError>>
        + Send
        + 'static,
    ) -> Result<Session, AccountError> {
        let (fresh, now) = (self.fresh(), self.now());
        let (start, note) = (fresh.start(), self.note(what, Some(caller.person)));
        let log = &self.web.relay.log;
        let device_name = log.device_name(caller.workspace, &caller.device).await.map_err(fault)?;
        let mut admission = Admission {
            person: caller.person,
            workspace: caller.workspace,
            device: caller.device,
            device_name,
        };
        let who = admission.clone();
        let write = log.write(move |tx| {
            Box::pin(async move {
                if let Err(denied) = authorize(tx, caller, now).await? {
                    return Ok(Err(denied));
                }
                // A link that was taken out of the store for nothing goes back into it.
                let workspace = find(tx).await?.ok_or(LogError::RolledBack)?;
                let began = sessions::began(tx, &caller.session).await?;
                start.run(tx, Admission { workspace, ..who }, note, now).await?;
                sessions::goes_on(tx, start.session(), began.unwrap_or(now)).await?;
                Ok(Ok(workspace))
            })
        });
        admission.workspace = match write.await {
            Err(LogError::RolledBack) => return Err(none),
            outcome => outcome.map_err(fault)?.map_err(denied)?,
        };
        self.admitted(fresh, &admission).await
    }
}
