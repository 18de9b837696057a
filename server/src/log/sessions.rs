//! Where a person is logged in, and when an installation was last heard of.

use super::sql::sql;
use super::{Log, LogError, Transaction};
use sqlx::FromRow;

/// How much later a contact must be to be written down, in ms: a line that breaks every minute costs no writes.
const WORTH_NOTING: i64 = 5 * 60 * 1_000;

/// A session that has not ended, with its installation.
#[derive(Clone, Debug, FromRow)]
pub struct RunningSession {
    /// SHA-256 of the cookie's token.
    pub token: Vec<u8>,
    /// What the installation is called.
    pub name: String,
    /// When the session began.
    pub created: i64,
    /// When the installation was heard of last.
    pub last_seen: i64,
}

/// When a session began, for what follows in the same transaction.
pub async fn began(tx: &mut Transaction<'_>, token: &[u8; 32]) -> Result<Option<i64>, LogError> {
    let query = sql("SELECT created FROM sessions WHERE token = ?").bind(token.to_vec());
    let found: Option<(i64,)> = query.fetch_optional(&mut *tx.connection).await?;
    Ok(found.map(|(created,)| created))
}

/// A session goes on in the place of one that began then: nobody has typed a password since.
pub async fn goes_on(tx: &mut Transaction<'_>, token: &[u8; 32], began: i64) -> Result<(), LogError> {
    sql("UPDATE sessions SET created = ? WHERE token = ?")
        .bind(began)
        .bind(token.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

impl Log {
    /// When a session began.
    pub async fn session_began(&self, token: &[u8; 32]) -> Result<Option<i64>, LogError> {
        let query = sql("SELECT created FROM sessions WHERE token = ?");
        let found: Option<(i64,)> = query.bind(token.to_vec()).fetch_optional(self.reads()).await?;
        Ok(found.map(|(created,)| created))
    }

    /// The running sessions of a person in a workspace, the latest contact first.
    pub async fn sessions_of(
        &self,
        person: &[u8],
        workspace: i64,
        now: i64,
    ) -> Result<Vec<RunningSession>, LogError> {
        let query = sql("SELECT s.token, d.name, s.created, d.last_seen FROM sessions s
             JOIN devices d ON d.workspace = s.workspace AND d.id = s.device AND d.person = s.person
             WHERE s.person = ? AND s.workspace = ? AND s.expires > ?
             ORDER BY CASE WHEN d.last_seen > s.created THEN d.last_seen ELSE s.created END DESC, s.token");
        Ok(query.bind(person.to_vec()).bind(workspace).bind(now).fetch_all(self.reads()).await?)
    }

    /// Notes that an installation was heard of, unless that was noted minutes ago.
    pub async fn heard_of(
        &self,
        workspace: i64,
        person: [u8; 16],
        device: [u8; 16],
        now: i64,
    ) -> Result<(), LogError> {
        let query = sql("SELECT last_seen FROM devices WHERE workspace = ? AND id = ? AND person = ?");
        let query = query.bind(workspace).bind(device.to_vec()).bind(person.to_vec());
        let noted: Option<(i64,)> = query.fetch_optional(self.reads()).await?;
        if noted.is_none_or(|(noted,)| now - noted < WORTH_NOTING) {
            return Ok(());
        }
        self.write(move |tx| {
            Box::pin(async move {
                sql(
                    "UPDATE devices SET last_seen = ?1 WHERE workspace = ?2 AND id = ?3 AND person = ?4 AND last_seen < ?1",
                )
                .bind(now)
                .bind(workspace)
                .bind(device.to_vec())
                .bind(person.to_vec())
                .execute(&mut *tx.connection)
                .await?;
                Ok(())
            })
        })
        .await
    }
}
