//! One-time links: making them and their tokens.

use super::cookie;
use super::password::random;
use crate::log::one_time_links::{OneTimeLinkRow, issue};
use crate::log::{Database, Durability, Log, LogError, schema};
use crate::relay::Relay;
use crate::socket::route::to_hex;

/// How long a set-up link is good, in ms.
const SET_UP: i64 = 24 * 60 * 60 * 1_000;

/// A fresh token of 256 random bits.
pub fn token() -> String {
    to_hex(&random::<32>())
}

/// The path of a fresh set-up link, while there is no workspace. Earlier links stop working.
pub async fn set_up_link(relay: &Relay) -> Result<Option<String>, LogError> {
    if !relay.log.workspaces().await?.is_empty() {
        return Ok(None);
    }
    Ok(Some(fresh(&relay.log, relay.now()).await?))
}

/// The path of a link for a further workspace in this database; relays may be running. Earlier set-up links stop working.
pub async fn by_operator(database: &Database, now: i64) -> Result<String, LogError> {
    // A relay of another version may be running on it, so nothing is upgraded under its feet.
    if !schema::stands(database).await? {
        return Err(LogError::OtherFormat);
    }
    let log = Log::open(database, Durability::Full, None, |_| {}).await?;
    let made = fresh(&log, now).await;
    log.close().await;
    made
}

async fn fresh(log: &Log, now: i64) -> Result<String, LogError> {
    let token = token();
    let (hash, expires) = (cookie::hash(&token), now + SET_UP);
    let link = OneTimeLinkRow { workspace: None, role: "administrator".to_owned() };
    log.write(move |tx| Box::pin(async move { issue(tx, &hash, &link, None, expires).await })).await?;
    Ok(format!("/setup#{token}"))
}
