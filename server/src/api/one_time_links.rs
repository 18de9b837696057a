//! One-time links: making them and their tokens.

use super::cookie;
use super::password::random;
use crate::log::LogError;
use crate::log::one_time_links::{OneTimeLinkRow, issue};
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
    let token = token();
    let (hash, expires) = (cookie::hash(&token), relay.now() + SET_UP);
    let link = OneTimeLinkRow { workspace: None, role: "administrator".to_owned() };
    relay.log.write(move |tx| Box::pin(async move { issue(tx, &hash, &link, None, expires).await })).await?;
    Ok(Some(format!("/setup#{token}")))
}
