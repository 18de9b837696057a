//! Reset links: made by an administrator, or where the relay runs; they set a password and end every session.

use super::accounts::{RequestAccounts, authorize_over, fault};
use super::typed::{checked_password, folded};
use super::{cookie, one_time_links};
use crate::log::audit::{self, Note, What};
use crate::log::journal::Journal;
use crate::log::reset_links::{self as links, ResetLink};
use crate::log::{Database, Durability, Log, LogError, accounts as rows, schema, second_factors};
use crate::socket::route::from_hex;
use async_trait::async_trait;
use crm_accounts::{AccountError, Invitation, Resets};

/// How long a reset link is good, in ms.
const RESET: i64 = 24 * 60 * 60 * 1_000;

#[async_trait]
impl Resets for RequestAccounts {
    async fn make_reset_link(&self, person: String) -> Result<Invitation, AccountError> {
        let caller = self.caller().await?;
        let person = from_hex(&person).ok_or(AccountError::Forbidden)?;
        let (token, now) = (one_time_links::token(), self.now());
        let (hash, expires) = (cookie::hash(&token), now + RESET);
        let mut note = self.note(What::ResetLinkMade, Some(caller.person));
        note.about = Some(person.clone());
        let link = ResetLink { person, drops_factor: false };
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_over(tx, caller, &link.person, now).await? {
                    Ok(permit) => permit,
                    Err(why) => return Ok(Err(why)),
                };
                links::issue(tx, &hash, &link, Some(permit.person()), expires).await?;
                audit::note(tx, permit.workspace(), &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)??;
        Ok(Invitation { path: path(&token), expires })
    }

    async fn reset_password(&self, token: String, password: String) -> Result<(), AccountError> {
        let (hash, now) = (cookie::hash(&token), self.now());
        // Nobody without a link makes the relay hash passwords.
        let known = self.web.relay.log.reset_link(&hash, now).await.map_err(fault)?;
        known.ok_or(AccountError::BadLink)?;
        let password = checked_password(password)?;
        let password = self.web.hasher.hash(password).await.ok_or(AccountError::Fault)?;
        let mut note = self.note(What::PasswordReset, None);
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let Some(ResetLink { person, drops_factor }) = links::redeem(tx, &hash, now).await? else {
                    return Ok(Err(AccountError::BadLink));
                };
                rows::set_password(tx, &person, &password).await?;
                rows::end_sessions_of(tx, &person, None, None).await?;
                second_factors::end_halves(tx, &person).await?;
                links::forget(tx, &person).await?;
                note.about = Some(person.clone());
                audit::note_of_account(tx, &person, &note, now).await?;
                if drops_factor && second_factors::remove(tx, &person).await? {
                    note.what = What::SecondFactorReset;
                    audit::note_of_account(tx, &person, &note, now).await?;
                }
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?
    }
}

fn path(token: &str) -> String {
    format!("/reset#{token}")
}

/// Why a link could not be made where the relay runs.
#[derive(Debug, thiserror::Error)]
pub enum NoLink {
    /// The database says no.
    #[error(transparent)]
    Log(#[from] LogError),
    /// There is no database of this format.
    #[error("start the relay of this version once; then make the link")]
    NoDatabase,
    /// Nobody has that address.
    #[error("nobody logs in with {0}")]
    Nobody(String),
}

/// Makes a link for whoever logs in with this address, in this database; relays may be running. Gives the path to open.
pub async fn by_operator(
    database: &Database,
    email: &str,
    drops_factor: bool,
    journal: Option<Journal>,
    now: i64,
) -> Result<String, NoLink> {
    // A relay of another version may be running on it, so nothing is upgraded under its feet.
    if !schema::stands(database).await? {
        return Err(NoLink::NoDatabase);
    }
    let log = Log::open(database, Durability::Full, journal, |_| {}).await?;
    let made = in_log(&log, email, drops_factor, now).await;
    log.close().await;
    made
}

async fn in_log(log: &Log, email: &str, drops_factor: bool, now: i64) -> Result<String, NoLink> {
    let email = folded(email);
    let person = log.person_by_email(&email).await?.ok_or(NoLink::Nobody(email))?;
    let token = one_time_links::token();
    let hash = cookie::hash(&token);
    let note = Note {
        what: What::ResetLinkMade,
        person: None,
        about: Some(person.id.clone()),
        detail: String::new(),
        address: String::new(),
    };
    let link = ResetLink { person: person.id, drops_factor };
    let write = log.write(move |tx| {
        Box::pin(async move {
            links::issue(tx, &hash, &link, None, now + RESET).await?;
            audit::note_of_account(tx, &link.person, &note, now).await
        })
    });
    write.await?;
    Ok(path(&token))
}
