//! Accounts for the request at hand: reads its cookie, asks the log, sets cookies on the answer.

use super::password::random;
use super::typed::{checked_device, checked_email, checked_name, checked_password, folded};
use super::{Web, cookie, one_time_links};
use crate::log::accounts::{self as rows, Person, SessionRow};
use crate::log::one_time_links::{OneTimeLinkRow, issue, redeem};
use crate::log::sessions::RunningSession;
use crate::log::workspaces::{self, NewWorkspace};
use crate::log::{LogError, Transaction};
use crate::policy::permit::{authorize, authorize_administrator};
use crate::policy::{Caller, Denied, Role};
use crate::socket::hub::held;
use crate::socket::route::{from_hex, to_hex};
use async_trait::async_trait;
use axum::http::{HeaderMap, header};
use crm_accounts::{
    Accept, AccountError, Accounts, Invitation, LogIn, OneTimeLink, Session, SetUp, Teammate,
};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::Mutex;

/// How long an invitation is good, in ms.
const INVITATION: i64 = 7 * 24 * 60 * 60 * 1_000;

/// The accounts as one request sees them.
pub struct RequestAccounts {
    web: Web,
    peer: IpAddr,
    token: Option<String>,
    /// What becomes of the cookie: `Some(None)` removes it.
    cookie: Mutex<Option<Option<String>>>,
}

/// Who joins, and on which installation.
struct Newcomer {
    person: Person,
    device: Vec<u8>,
    device_name: String,
}

impl RequestAccounts {
    /// For a request from `peer` with these headers.
    pub fn new(web: Web, peer: IpAddr, headers: &HeaderMap) -> Self {
        let token = cookie::read(headers, web.origins.secure);
        Self { web, peer, token, cookie: Mutex::default() }
    }

    /// Puts the cookie, if it changed, on the answer.
    pub fn set_cookie(&self, headers: &mut HeaderMap) {
        let Some(change) = held(&self.cookie).take() else { return };
        headers.extend(
            cookie::write(change.as_deref(), self.web.origins.secure)
                .map(|value| (header::SET_COOKIE, value)),
        );
    }

    fn now(&self) -> i64 {
        self.web.relay.now()
    }

    async fn caller(&self) -> Result<Caller, AccountError> {
        let token = self.token.as_ref().ok_or(AccountError::SignedOut)?;
        let caller = self.web.relay.caller(cookie::hash(token), self.now()).await.map_err(fault)?;
        caller.map(|(caller, _)| caller).ok_or(AccountError::SignedOut)
    }

    async fn describe(&self, caller: Caller) -> Result<Session, AccountError> {
        let log = &self.web.relay.log;
        let workspace =
            log.workspace(caller.workspace).await.map_err(fault)?.ok_or(AccountError::SignedOut)?;
        let members = log.members(caller.workspace).await.map_err(fault)?;
        let me = members
            .into_iter()
            .find(|member| member.person == caller.person)
            .ok_or(AccountError::SignedOut)?;
        Ok(Session {
            person: to_hex(&caller.person),
            name: me.name,
            email: me.email,
            workspace: to_hex(&workspace.id),
            workspace_name: workspace.name,
            role: me.role,
            device: to_hex(&caller.device),
        })
    }

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
        join: impl for<'t> FnOnce(
            &'t mut Transaction<'_>,
        )
            -> futures_util::future::BoxFuture<'t, Result<Option<(i64, String)>, LogError>>
        + Send
        + 'static,
    ) -> Result<Session, AccountError> {
        let (token, now) = (one_time_links::token(), self.now());
        let session = cookie::hash(&token);
        let Newcomer { person, device, device_name } = newcomer;
        let id = person.id.clone();
        let row_device = device.clone();
        let outcome = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let Some((workspace, role)) = join(tx).await? else { return Ok(Err(AccountError::BadLink)) };
                if !rows::add_person(tx, &person, now).await? {
                    // Nothing of the transaction stays, so the link is good for another try.
                    return Err(LogError::RolledBack);
                }
                rows::add_member(tx, workspace, &person.id, &role, now).await?;
                let expires = now + cookie::LIFETIME * 1_000;
                let row = SessionRow { person: person.id, workspace, device: row_device, expires };
                rows::start_session(tx, &session, &row, &device_name, now).await?;
                Ok(Ok(workspace))
            })
        });
        let workspace = match outcome.await {
            Err(LogError::RolledBack) => return Err(AccountError::EmailTaken),
            outcome => outcome.map_err(fault)??,
        };
        self.keep(Some(token));
        let caller = Caller { session, person: id16(&id)?, workspace, device: id16(&device)? };
        self.describe(caller).await
    }

    fn keep(&self, token: Option<String>) {
        *held(&self.cookie) = Some(token);
    }
}

#[async_trait]
impl Accounts for RequestAccounts {
    async fn session(&self) -> Result<Option<Session>, AccountError> {
        let described = match self.caller().await {
            Ok(caller) => self.describe(caller).await,
            Err(why) => Err(why),
        };
        match described {
            Err(AccountError::SignedOut) => Ok(None),
            described => described.map(Some),
        }
    }

    async fn log_in(
        &self,
        email: String,
        password: String,
        device: String,
        device_name: String,
    ) -> Result<Session, AccountError> {
        let (device, device_name) = checked_device(&device, &device_name)?;
        let email = folded(&email);
        let now = self.now();
        if let Some(seconds) = held(&self.web.tries).wait(&email, self.peer, now) {
            return Err(AccountError::TooManyTries(seconds));
        }
        held(&self.web.tries).failed(&email, self.peer, now);
        let log = &self.web.relay.log;
        let person = log.person_by_email(&email).await.map_err(fault)?;
        let stored = person.as_ref().map(|person| person.password.clone());
        let right = password.len() <= 1_000 && self.web.hasher.verify(password, stored).await;
        let person = person.filter(|_| right).ok_or(AccountError::WrongCredentials)?;
        let memberships = log.memberships(&person.id).await.map_err(fault)?;
        let (workspace, _) = memberships.into_iter().next().ok_or(AccountError::WrongCredentials)?;
        held(&self.web.tries).succeeded(&email, self.peer);
        // A session that this browser had ends: what it could do, nobody shall do with it later.
        let earlier = self.token.as_ref().map(|token| cookie::hash(token));
        let token = one_time_links::token();
        let session = cookie::hash(&token);
        let caller = Caller { session, person: id16(&person.id)?, workspace, device: id16(&device)? };
        let expires = now + cookie::LIFETIME * 1_000;
        let row = SessionRow { person: person.id, workspace, device, expires };
        let write = log.write(move |tx| {
            Box::pin(async move {
                if let Some(earlier) = earlier {
                    rows::end_session(tx, &earlier).await?;
                }
                rows::start_session(tx, &session, &row, &device_name, now).await
            })
        });
        write.await.map_err(fault)?;
        self.keep(Some(token));
        self.describe(caller).await
    }

    async fn log_out(&self) -> Result<(), AccountError> {
        self.keep(None);
        let Some(token) = &self.token else { return Ok(()) };
        let session = cookie::hash(token);
        let write = self
            .web
            .relay
            .log
            .write(move |tx| Box::pin(async move { rows::end_session(tx, &session).await }));
        write.await.map_err(fault)
    }

    async fn one_time_link(&self, token: String) -> Result<OneTimeLink, AccountError> {
        let log = &self.web.relay.log;
        let link = log.one_time_link(&cookie::hash(&token), self.now()).await.map_err(fault)?;
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
        let new = NewWorkspace { id: random(), name: workspace_name, epoch: random(), cursor_key: random() };
        self.welcome(newcomer, move |tx| {
            Box::pin(async move {
                let link = redeem(tx, &cookie::hash(&token), now).await?;
                let Some(OneTimeLinkRow { workspace: None, role }) = link else { return Ok(None) };
                let number = workspaces::create(tx, new, crm_core::policy::WHOLE_WORKSPACE, now).await?;
                Ok(Some((number, role)))
            })
        })
        .await
    }

    async fn accept(&self, request: Accept) -> Result<Session, AccountError> {
        let Accept { token, name, email, password, device, device_name } = request;
        if self.one_time_link(token.clone()).await? == OneTimeLink::SetUp {
            return Err(AccountError::BadLink);
        }
        let newcomer = self.newcomer(&name, &email, password, &device, &device_name).await?;
        let now = self.now();
        self.welcome(newcomer, move |tx| {
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
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(denied) => return Ok(Err(denied)),
                };
                let link =
                    OneTimeLinkRow { workspace: Some(permit.workspace()), role: role.name().to_owned() };
                issue(tx, &hash, &link, Some(&permit.person()), expires).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?.map_err(denied)?;
        Ok(Invitation { path: format!("/join#{token}"), expires })
    }

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

    async fn log_ins(&self) -> Result<Vec<LogIn>, AccountError> {
        let caller = self.caller().await?;
        let relay = &self.web.relay;
        let running = relay.log.sessions_of(&caller.person, caller.workspace, self.now()).await;
        let log_in = |row: RunningSession| {
            let token: [u8; 32] = row.token.try_into().ok()?;
            Some(LogIn {
                id: handle(&token),
                device_name: row.name,
                since: row.created,
                last_contact: row.last_seen.max(row.created),
                connected: relay.hub.connected(&token),
                own: token == caller.session,
            })
        };
        Ok(running.map_err(fault)?.into_iter().filter_map(log_in).collect())
    }

    async fn end_log_in(&self, id: String) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let now = self.now();
        let relay = &self.web.relay;
        let running = relay.log.sessions_of(&caller.person, caller.workspace, now).await.map_err(fault)?;
        let mut tokens = running.into_iter().filter_map(|row| <[u8; 32]>::try_from(row.token).ok());
        // One's own session ends by logging out, which takes the cookie away, too.
        let token = tokens.find(|token| handle(token) == id && *token != caller.session);
        let token = token.ok_or(AccountError::Forbidden)?;
        let write = relay.log.write(move |tx| {
            Box::pin(async move {
                match authorize(tx, caller, now).await? {
                    Ok(_) => Ok(Ok(rows::end_session(tx, &token).await?)),
                    Err(denied) => Ok(Err(denied)),
                }
            })
        });
        write.await.map_err(fault)?.map_err(denied)
    }
}

/// What the browser calls a session: not what is stored, so that it opens nothing.
fn handle(token: &[u8; 32]) -> String {
    to_hex(&Sha256::digest(token)[..16])
}

#[expect(clippy::needless_pass_by_value, reason = "errors are mapped by this function")]
fn fault(error: LogError) -> AccountError {
    tracing::error!(%error, "an account function failed");
    AccountError::Fault
}

const fn denied(denied: Denied) -> AccountError {
    match denied {
        Denied::SignedOut | Denied::NotMember => AccountError::SignedOut,
        Denied::NotAdministrator => AccountError::Forbidden,
    }
}

fn id16(id: &[u8]) -> Result<[u8; 16], AccountError> {
    id.try_into().map_err(|_| AccountError::Fault)
}
