//! Accounts for the request at hand: reads its cookie, asks the log, sets cookies on the answer.

use super::Web;
use super::cookie::{self, Purpose};
use super::tries::{Secret, Try};
use crate::log::accounts::Person;
use crate::log::audit::{self, Note, What};
use crate::log::{LogError, Transaction, accounts};
use crate::policy::permit::authorize_administrator;
use crate::policy::{Caller, Denied, Permit, Role};
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
    /// The token by which this browser is known again.
    known: Option<String>,
    /// What becomes of the session's cookie: `Some(None)` removes it.
    cookie: Mutex<Option<Option<String>>>,
    /// What becomes of the other.
    known_cookie: Mutex<Option<String>>,
}

impl RequestAccounts {
    /// For a request from `peer` with these headers.
    pub fn new(web: Web, peer: IpAddr, headers: &HeaderMap) -> Self {
        let secure = web.origins.secure;
        let token = cookie::read(headers, Purpose::Session, secure);
        let known = cookie::read(headers, Purpose::Known, secure);
        Self { web, peer, token, known, cookie: Mutex::default(), known_cookie: Mutex::default() }
    }

    /// Puts the cookies that changed on the answer.
    pub fn set_cookies(&self, headers: &mut HeaderMap) {
        let secure = self.web.origins.secure;
        let session = held(&self.cookie).take();
        let session = session.and_then(|change| cookie::write(change.as_deref(), Purpose::Session, secure));
        let known = held(&self.known_cookie).take();
        let known = known.and_then(|token| cookie::write(Some(&token), Purpose::Known, secure));
        for value in [session, known].into_iter().flatten() {
            headers.append(header::SET_COOKIE, value);
        }
    }

    /// The hash by which this browser is known, if it is.
    pub(super) fn known(&self) -> Option<[u8; 32]> {
        self.known.as_ref().map(|token| cookie::hash(token))
    }

    /// Gives the browser another token to be known by, which the log knows already.
    pub(super) fn keep_known(&self, token: String) {
        *held(&self.known_cookie) = Some(token);
    }

    /// A try of this request at an account: with proof where this browser logged in to it before.
    pub(super) async fn a_try(
        &self,
        secret: Secret,
        person: Option<&[u8]>,
        account: String,
    ) -> Result<Try, AccountError> {
        // Nobody is looked up, too, so that an unknown account takes as long as a known one.
        let known = match self.known() {
            Some(known) => {
                let person = person.unwrap_or_default();
                let knows = self.web.relay.log.knows(&known, person).await.map_err(fault)?;
                knows.then_some(known)
            }
            None => None,
        };
        Ok(Try { secret, account, address: self.peer, known })
    }

    /// Counts a try as failed, until it succeeds; or says how long to wait.
    pub(super) fn begin_try(&self, of: &Try) -> Result<u32, AccountError> {
        let mut tries = held(&self.web.tries);
        let now = self.now();
        match tries.wait(of, now) {
            Some(seconds) => Err(AccountError::TooManyTries(seconds)),
            None => Ok(tries.failed(of, now)),
        }
    }

    /// Writes down that somebody guesses, now and then: where the waits grow. The answer does not wait for it, because
    /// that would tell which accounts there are.
    pub(super) fn note_guess(&self, person: &[u8], failures: u32) {
        if !matches!(failures, 3 | 9 | 25 | 100) {
            return;
        }
        let (person, now) = (person.to_vec(), self.now());
        let mut note = self.note(What::Refused, None);
        note.about = Some(person.clone());
        note.detail = failures.to_string();
        let log = self.web.relay.log.clone();
        tokio::spawn(async move {
            let write = log.write(move |tx| {
                Box::pin(async move { audit::note_of_account(tx, &person, &note, now).await })
            });
            if let Err(error) = write.await {
                tracing::error!(%error, "a guess was not written down");
            }
        });
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
        // A session proves more than a browser that is known, and is counted by itself.
        let of = Try {
            secret: Secret::Password,
            account: person.email.clone(),
            address: self.peer,
            known: Some(caller.session),
        };
        let failures = self.begin_try(&of)?;
        let right =
            password.len() <= 1_000 && self.web.hasher.verify(password, Some(person.password.clone())).await;
        if right {
            held(&self.web.tries).succeeded(&of, self.now());
            Ok((caller, person))
        } else {
            self.note_guess(&person.id, failures);
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
    if matches!(error, LogError::Held) {
        return AccountError::Held;
    }
    tracing::error!(%error, "an account function failed");
    AccountError::Fault
}

pub(super) const fn denied(denied: Denied) -> AccountError {
    match denied {
        Denied::SignedOut | Denied::NotMember => AccountError::SignedOut,
        Denied::NotAdministrator | Denied::NotInScope => AccountError::Forbidden,
    }
}

/// Whether an administrator may undo what somebody's account is guarded by: of others only, because one's own needs the
/// password, also from an administrator's session; and of those who belong to no other workspace, whose administrators
/// were not asked.
pub(super) async fn authorize_over(
    tx: &mut Transaction<'_>,
    caller: Caller,
    person: &[u8],
    now: i64,
) -> Result<Result<Permit, AccountError>, LogError> {
    let permit = match authorize_administrator(tx, caller, now).await? {
        Ok(permit) => permit,
        Err(why) => return Ok(Err(denied(why))),
    };
    let own = person == permit.person();
    let only_here = accounts::belongs_only_to(tx, person, permit.workspace()).await?;
    Ok(if own || !only_here { Err(AccountError::Forbidden) } else { Ok(permit) })
}

pub(super) fn id16(id: &[u8]) -> Result<[u8; 16], AccountError> {
    id.try_into().map_err(|_| AccountError::Fault)
}
