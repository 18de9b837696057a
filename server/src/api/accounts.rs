//! Accounts for the request at hand: reads its cookie, asks the log, sets cookies on the answer.

use super::{Web, cookie};
use crate::log::LogError;
use crate::log::accounts::Person;
use crate::log::audit::{Note, What};
use crate::policy::{Caller, Denied, Role};
use crate::socket::hub::held;
use crate::socket::route::to_hex;
use axum::http::{HeaderMap, header};
use crm_accounts::{AccountError, Session};
use std::net::IpAddr;
use std::sync::Mutex;

/// The accounts as one request sees them.
pub struct RequestAccounts {
    pub(super) web: Web,
    pub(super) peer: IpAddr,
    pub(super) token: Option<String>,
    /// What becomes of the cookie: `Some(None)` removes it.
    cookie: Mutex<Option<Option<String>>>,
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

    pub(super) fn now(&self) -> i64 {
        self.web.relay.now()
    }

    pub(super) async fn caller(&self) -> Result<Caller, AccountError> {
        let token = self.token.as_ref().ok_or(AccountError::SignedOut)?;
        let caller = self.web.relay.caller(cookie::hash(token), self.now()).await.map_err(fault)?;
        caller.map(|(caller, _)| caller).ok_or(AccountError::SignedOut)
    }

    /// The caller, if an administrator: for what is only read. What is written asks again, in its transaction.
    pub(super) async fn administrator(&self) -> Result<Caller, AccountError> {
        let caller = self.caller().await?;
        let members = self.web.relay.log.members(caller.workspace).await.map_err(fault)?;
        let own = members.into_iter().find(|member| member.person == caller.person && member.active);
        match own.and_then(|member| Role::of(&member.role)) {
            Some(Role::Administrator) => Ok(caller),
            Some(Role::Manager | Role::Representative) | None => Err(AccountError::Forbidden),
        }
    }

    /// The caller, who typed the password again; wrong ones count as wrong log-ins.
    pub(super) async fn proven(&self, password: String) -> Result<(Caller, Person), AccountError> {
        let caller = self.caller().await?;
        let person = self.web.relay.log.person(&caller.person).await.map_err(fault)?;
        let person = person.ok_or(AccountError::SignedOut)?;
        let now = self.now();
        if let Some(seconds) = held(&self.web.tries).wait(&person.email, self.peer, now) {
            return Err(AccountError::TooManyTries(seconds));
        }
        let right =
            password.len() <= 1_000 && self.web.hasher.verify(password, Some(person.password.clone())).await;
        if right {
            Ok((caller, person))
        } else {
            held(&self.web.tries).failed(&person.email, self.peer, now);
            Err(AccountError::WrongCredentials)
        }
    }

    /// An entry for the table of what was done.
    pub(super) fn note(&self, what: What, person: Option<[u8; 16]>) -> Note {
        Note { what, person, about: None, detail: String::new(), address: self.peer.to_string() }
    }

    pub(super) async fn describe(&self, caller: Caller) -> Result<Session, AccountError> {
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

    pub(super) fn keep(&self, token: Option<String>) {
        *held(&self.cookie) = Some(token);
    }
}

#[expect(clippy::needless_pass_by_value, reason = "errors are mapped by this function")]
pub(super) fn fault(error: LogError) -> AccountError {
    tracing::error!(%error, "an account function failed");
    AccountError::Fault
}

pub(super) const fn denied(denied: Denied) -> AccountError {
    match denied {
        Denied::SignedOut | Denied::NotMember => AccountError::SignedOut,
        Denied::NotAdministrator => AccountError::Forbidden,
    }
}

pub(super) fn id16(id: &[u8]) -> Result<[u8; 16], AccountError> {
    id.try_into().map_err(|_| AccountError::Fault)
}
