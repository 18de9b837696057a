//! Log-ins: a session begins with a password, is listed for its owner, and ends.

use super::accounts::{RequestAccounts, denied, fault, id16};
use super::tries::Secret;
use super::typed::{checked_device, folded};
use super::{cookie, one_time_links};
use crate::log::accounts::{self as rows, SessionRow};
use crate::log::audit::{self, Note, What};
use crate::log::devices;
use crate::log::second_factors::{self, HalfLogIn};
use crate::log::sessions::RunningSession;
use crate::log::{LogError, Transaction};
use crate::policy::Caller;
use crate::policy::permit::authorize;
use crate::socket::hub::held;
use crate::socket::route::to_hex;
use async_trait::async_trait;
use crm_accounts::{AccountError, LogIn, Session, Sessions};
use sha2::{Digest, Sha256};

/// How long a log-in waits for its second step, in ms.
const HALF: i64 = 5 * 60 * 1_000;

/// Who is let in, and where.
#[derive(Clone)]
pub(super) struct Admission {
    pub person: [u8; 16],
    pub workspace: i64,
    pub device: [u8; 16],
    pub device_name: String,
}

/// A session that is about to begin.
pub(super) struct Fresh {
    token: String,
    /// By what the browser is known once it began: not before, or a wrong code would make a stranger of it.
    known: String,
    start: Start,
}

/// The part of it that the transaction does.
#[derive(Clone, Copy)]
pub(super) struct Start {
    session: [u8; 32],
    /// The session that this browser had.
    earlier: Option<[u8; 32]>,
    /// By what the browser is known from now on.
    known: [u8; 32],
    /// By what it was known.
    was_known: Option<[u8; 32]>,
}

impl Fresh {
    /// What the transaction does.
    pub const fn start(&self) -> Start {
        self.start
    }
}

impl Start {
    /// Hash of the token of the session that begins.
    pub const fn session(&self) -> &[u8; 32] {
        &self.session
    }

    /// Begins the session and writes down that it began.
    pub async fn run(
        self,
        tx: &mut Transaction<'_>,
        admission: Admission,
        mut note: Note,
        now: i64,
    ) -> Result<(), LogError> {
        // A session that this browser had ends: what it could do, nobody shall do with it later.
        if let Some(earlier) = self.earlier {
            rows::end_session(tx, &earlier).await?;
        }
        let Admission { person, workspace, device, device_name } = admission;
        let expires = now + cookie::LIFETIME * 1_000;
        let row = SessionRow { person: person.to_vec(), workspace, device: device.to_vec(), expires };
        rows::start_session(tx, &self.session, &row, &device_name, now).await?;
        devices::know(tx, &row, &self.known, self.was_known, now).await?;
        note.detail = device_name;
        audit::note(tx, workspace, &note, now).await
    }
}

impl RequestAccounts {
    /// A session with a new token.
    pub(super) fn fresh(&self) -> Fresh {
        let (token, known) = (one_time_links::token(), one_time_links::token());
        let start = Start {
            session: cookie::hash(&token),
            earlier: self.token.as_ref().map(|token| cookie::hash(token)),
            known: cookie::hash(&known),
            was_known: self.known(),
        };
        Fresh { token, known, start }
    }

    /// Gives the browser the token of a session that began.
    pub(super) async fn admitted(&self, fresh: Fresh, to: &Admission) -> Result<Session, AccountError> {
        let session = fresh.start.session;
        self.keep(Some(fresh.token));
        self.keep_known(fresh.known);
        let Admission { person, workspace, device, .. } = *to;
        self.describe(Caller { session, person, workspace, device }).await
    }

    /// Lets a log-in whose password was right wait for its second step; gives the token of that step.
    async fn half_way(&self, half: HalfLogIn) -> Result<String, AccountError> {
        let (token, now) = (one_time_links::token(), self.now());
        let hash = cookie::hash(&token);
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move { second_factors::wait(tx, &hash, half, now + HALF, now).await })
        });
        write.await.map_err(fault)?;
        Ok(token)
    }
}

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
        let log = &self.web.relay.log;
        let person = log.person_by_email(&email).await.map_err(fault)?;
        let id = person.as_ref().map(|person| person.id.clone());
        let of = self.a_try(Secret::Password, id.as_deref(), email).await?;
        let failures = self.begin_try(&of)?;
        let stored = person.as_ref().map(|person| person.password.clone());
        let right = password.len() <= 1_000 && self.web.hasher.verify(password, stored).await;
        let Some(person) = person.filter(|_| right) else {
            if let Some(id) = id {
                self.note_guess(&id, failures);
            }
            return Err(AccountError::WrongCredentials);
        };
        let memberships = log.memberships(&person.id).await.map_err(fault)?;
        let (workspace, _) = memberships.into_iter().next().ok_or(AccountError::WrongCredentials)?;
        held(&self.web.tries).succeeded(&of, now);
        let factor = log.second_factor(&person.id).await.map_err(fault)?;
        if factor.is_some_and(|factor| factor.confirmed.is_some()) {
            let half = HalfLogIn { person: person.id, device, device_name };
            return Err(AccountError::SecondStep(self.half_way(half).await?));
        }
        let admission =
            Admission { person: id16(&person.id)?, workspace, device: id16(&device)?, device_name };
        let fresh = self.fresh();
        let (start, who) = (fresh.start(), admission.clone());
        let note = self.note(What::LoggedIn, Some(admission.person));
        let write = log.write(move |tx| Box::pin(async move { start.run(tx, who, note, now).await }));
        write.await.map_err(fault)?;
        held(&self.web.tries).at_home(&of.account, self.peer, now);
        self.admitted(fresh, &admission).await
    }

    async fn log_out(&self) -> Result<(), AccountError> {
        self.keep(None);
        let Some(token) = &self.token else { return Ok(()) };
        let (session, now) = (cookie::hash(token), self.now());
        let caller = self.caller().await.ok();
        let note = caller.map(|caller| (caller.workspace, self.note(What::LoggedOut, Some(caller.person))));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                rows::end_session(tx, &session).await?;
                match note {
                    Some((workspace, note)) => audit::note(tx, workspace, &note, now).await,
                    None => Ok(()),
                }
            })
        });
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
        let note = self.note(What::LogInEnded, Some(caller.person));
        let write = relay.log.write(move |tx| {
            Box::pin(async move {
                if let Err(denied) = authorize(tx, caller, now).await? {
                    return Ok(Err(denied));
                }
                rows::end_session(tx, &token).await?;
                audit::note(tx, caller.workspace, &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?.map_err(denied)
    }
}

/// What the browser calls a session: not what is stored, so that it opens nothing.
fn handle(token: &[u8; 32]) -> String {
    to_hex(&Sha256::digest(token)[..16])
}
