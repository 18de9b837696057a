//! API tokens: by them programs act as a member.

use super::sql::sql;
use super::{Log, LogError, Transaction};
use sqlx::FromRow;

/// How much later a use must be to be written down, in ms: what asks all day costs a write an hour.
const WORTH_NOTING: i64 = 60 * 60 * 1_000;

/// A token that was made, without what it is.
#[derive(Clone, Debug, FromRow)]
pub struct ApiTokenRow {
    /// SHA-256 of the token.
    pub token: Vec<u8>,
    /// The workspace's number.
    pub workspace: i64,
    /// As whom it acts.
    pub person: Vec<u8>,
    /// Who made it.
    pub made_by: Vec<u8>,
    /// The device under which its changes stand.
    pub device: Vec<u8>,
    /// What it is called.
    pub name: String,
    /// What it may do, words parted by spaces.
    pub scopes: String,
    /// When it was made.
    pub created: i64,
    /// When it ends by itself.
    pub expires: Option<i64>,
    /// When it was used last, to the hour.
    pub last_used: Option<i64>,
}

const COLUMNS: &str = "SELECT t.token, t.workspace, t.person, t.made_by, t.device, t.name, t.scopes, t.created, t.expires, t.last_used
     FROM api_tokens t
     JOIN members m ON m.workspace = t.workspace AND m.person = t.person AND m.active = TRUE";

impl Log {
    /// The token of that hash, unless it ended or its person may not log in any more.
    pub async fn api_token(&self, token: &[u8; 32], now: i64) -> Result<Option<ApiTokenRow>, LogError> {
        let query = sql(COLUMNS).then("WHERE t.token = ? AND (t.expires IS NULL OR t.expires > ?)");
        Ok(query.bind(token.to_vec()).bind(now).fetch_optional(self.reads()).await?)
    }

    /// The tokens of a workspace, the newest first; those that ended by themselves, too.
    pub async fn api_tokens(&self, workspace: i64) -> Result<Vec<ApiTokenRow>, LogError> {
        let query = sql(COLUMNS).then("WHERE t.workspace = ? ORDER BY t.created DESC, t.token");
        Ok(query.bind(workspace).fetch_all(self.reads()).await?)
    }

    /// Notes that a token was used, unless that was noted within the hour.
    pub async fn api_token_used(&self, row: &ApiTokenRow, now: i64) -> Result<(), LogError> {
        if row.last_used.is_some_and(|noted| now - noted < WORTH_NOTING) {
            return Ok(());
        }
        let (token, hour) = (row.token.clone(), now - now.rem_euclid(WORTH_NOTING));
        self.write(move |tx| {
            Box::pin(async move {
                sql("UPDATE api_tokens SET last_used = ? WHERE token = ?")
                    .bind(hour)
                    .bind(token)
                    .execute(&mut *tx.connection)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

/// Stores a new token and the device of its changes, which is called as the token is.
pub async fn make(tx: &mut Transaction<'_>, row: &ApiTokenRow) -> Result<(), LogError> {
    sql("INSERT INTO devices (workspace, id, person, name, last_seen, api) VALUES (?, ?, ?, ?, ?, TRUE)")
        .bind(row.workspace)
        .bind(row.device.clone())
        .bind(row.person.clone())
        .bind(device_name(&row.name))
        .bind(row.created)
        .execute(&mut *tx.connection)
        .await?;
    sql("INSERT INTO api_tokens (token, workspace, person, made_by, device, name, scopes, created, expires)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(row.token.clone())
    .bind(row.workspace)
    .bind(row.person.clone())
    .bind(row.made_by.clone())
    .bind(row.device.clone())
    .bind(row.name.clone())
    .bind(row.scopes.clone())
    .bind(row.created)
    .bind(row.expires)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

/// What the device of a token is called in the history of a record.
pub fn device_name(token: &str) -> String {
    format!("API: {token}")
}

/// Takes a token away; what it was called. Its device stays, as that of its changes.
pub async fn revoke(
    tx: &mut Transaction<'_>,
    workspace: i64,
    device: &[u8],
) -> Result<Option<String>, LogError> {
    let query = sql("DELETE FROM api_tokens WHERE workspace = ? AND device = ? RETURNING name");
    let found: Option<(String,)> =
        query.bind(workspace).bind(device.to_vec()).fetch_optional(&mut *tx.connection).await?;
    Ok(found.map(|(name,)| name))
}

/// Takes every token away that acts as a member or was made by them: they may have kept a copy.
pub async fn revoke_all(tx: &mut Transaction<'_>, workspace: i64, person: &[u8]) -> Result<(), LogError> {
    sql("DELETE FROM api_tokens WHERE workspace = ?1 AND (person = ?2 OR made_by = ?2)")
        .bind(workspace)
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// What a token may do, read inside the transaction that relies on it; nothing where it ended.
pub async fn scopes(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    now: i64,
) -> Result<Option<String>, LogError> {
    let query = sql("SELECT scopes FROM api_tokens WHERE token = ? AND (expires IS NULL OR expires > ?)");
    let found: Option<(String,)> =
        query.bind(token.to_vec()).bind(now).fetch_optional(&mut *tx.connection).await?;
    Ok(found.map(|(scopes,)| scopes))
}
