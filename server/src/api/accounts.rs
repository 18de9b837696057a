//! Accounts for the request at hand: reads its cookie, asks the log, sets cookies on the answer.

use super::{Web, cookie};
use crate::log::LogError;
use crate::policy::{Caller, Denied};
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
