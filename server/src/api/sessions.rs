//! Log-ins: a session begins with a password, is listed for its owner, and ends.

use super::accounts::{RequestAccounts, denied, fault, id16};
use super::typed::{checked_device, folded};
use super::{cookie, one_time_links};
use crate::log::accounts::{self as rows, SessionRow};
use crate::log::sessions::RunningSession;
use crate::policy::Caller;
use crate::policy::permit::authorize;
use crate::socket::hub::held;
use crate::socket::route::to_hex;
use async_trait::async_trait;
use crm_accounts::{AccountError, LogIn, Session, Sessions};
use sha2::{Digest, Sha256};

#[async_trait]
impl Sessions for RequestAccounts {
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
