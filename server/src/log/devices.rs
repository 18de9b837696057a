//! The devices of people: known again by a token that the browser keeps beyond its sessions.

use super::accounts::SessionRow;
use super::sql::sql;
use super::{Event, Log, LogError, Transaction};
use sqlx::FromRow;

impl Log {
    /// Whether a person logged in before with the browser that has the token of this hash.
    pub async fn knows(&self, known: &[u8; 32], person: &[u8]) -> Result<bool, LogError> {
        let query =
            sql("SELECT last_seen FROM devices WHERE known = ? AND person = ? AND removed IS NULL LIMIT 1");
        let found: Option<(i64,)> =
            query.bind(known.to_vec()).bind(person.to_vec()).fetch_optional(self.reads()).await?;
        Ok(found.is_some())
    }
}

/// Knows the browser of a session by another token, also for whoever else logged in with it. A device that was removed
/// and is logged in to again is one of the list again.
pub async fn know(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    known: &[u8; 32],
    was_known: Option<[u8; 32]>,
    now: i64,
) -> Result<(), LogError> {
    if let Some(was_known) = was_known {
        sql("UPDATE devices SET known = ? WHERE known = ?")
            .bind(known.to_vec())
            .bind(was_known.to_vec())
            .execute(&mut *tx.connection)
            .await?;
    }
    sql("UPDATE devices SET known = ? WHERE workspace = ? AND id = ? AND person = ?")
        .bind(known.to_vec())
        .bind(session.workspace)
        .bind(session.device.clone())
        .bind(session.person.clone())
        .execute(&mut *tx.connection)
        .await?;
    let back = sql("UPDATE devices SET removed = NULL
         WHERE workspace = ? AND id = ? AND person = ? AND removed IS NOT NULL")
    .bind(session.workspace)
    .bind(session.device.clone())
    .bind(session.person.clone())
    .execute(&mut *tx.connection)
    .await?;
    if back > 0 {
        tx.tell_device(session.workspace, now, &session.device, &session.person, false);
    }
    Ok(())
}

/// A device as people see it.
#[derive(Clone, Debug, FromRow)]
pub struct DeviceRow {
    /// The installation.
    pub id: Vec<u8>,
    /// Whose it is.
    pub person: Vec<u8>,
    /// What they are called.
    pub person_name: String,
    /// What it is called.
    pub name: String,
    /// When it was heard of last.
    pub last_seen: i64,
    /// When it was removed.
    pub removed: Option<i64>,
}

impl Log {
    /// The devices of a workspace that have a book, the latest contact first; removed ones for a while.
    pub async fn devices(&self, workspace: i64, removed_since: i64) -> Result<Vec<DeviceRow>, LogError> {
        let query =
            sql("SELECT d.id, d.person, p.name AS person_name, d.name, d.last_seen, d.removed FROM devices d
             JOIN people p ON p.id = d.person
             WHERE d.workspace = ? AND d.api = FALSE AND (d.removed IS NULL OR d.removed > ?)
             ORDER BY d.removed IS NOT NULL, d.last_seen DESC, d.id");
        Ok(query.bind(workspace).bind(removed_since).fetch_all(self.reads()).await?)
    }

    /// The running sessions of a workspace: installation, person, token hash.
    pub async fn sessions_by_device(
        &self,
        workspace: i64,
        now: i64,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>, Vec<u8>)>, LogError> {
        let query = sql("SELECT device, person, token FROM sessions WHERE workspace = ? AND expires > ?");
        Ok(query.bind(workspace).bind(now).fetch_all(self.reads()).await?)
    }

    /// Whether a session ended because its device was removed.
    pub async fn removed_session(&self, token: &[u8; 32], now: i64) -> Result<bool, LogError> {
        let query = sql("SELECT expires FROM removed_sessions WHERE token = ? AND expires > ?");
        let found: Option<(i64,)> = query.bind(token.to_vec()).bind(now).fetch_optional(self.reads()).await?;
        Ok(found.is_some())
    }

    /// Whether the browser with that token is a removed device, of nobody who may go on with it.
    pub async fn removed_browser(&self, known: &[u8; 32]) -> Result<bool, LogError> {
        let query = sql("SELECT removed FROM devices WHERE known = ?");
        let found: Vec<(Option<i64>,)> = query.bind(known.to_vec()).fetch_all(self.reads()).await?;
        Ok(!found.is_empty() && found.iter().all(|(removed,)| removed.is_some()))
    }

    /// Notes that a removed device was told so.
    pub async fn told_removed(&self, known: [u8; 32], now: i64) -> Result<(), LogError> {
        self.write(move |tx| {
            Box::pin(async move {
                sql("UPDATE devices SET last_seen = ? WHERE known = ? AND removed < ?")
                    .bind(now)
                    .bind(known.to_vec())
                    .bind(now)
                    .execute(&mut *tx.connection)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

/// Removes a device: its sessions end, and by them it is recognised when it calls again.
pub async fn remove(
    tx: &mut Transaction<'_>,
    workspace: i64,
    device: &[u8],
    person: &[u8],
    now: i64,
) -> Result<(), LogError> {
    sql("DELETE FROM removed_sessions WHERE expires <= ?").bind(now).execute(&mut *tx.connection).await?;
    let ended: Vec<(Vec<u8>, i64)> = sql(
        "DELETE FROM sessions WHERE workspace = ? AND device = ? AND person = ? RETURNING token, expires",
    )
    .bind(workspace)
    .bind(device.to_vec())
    .bind(person.to_vec())
    .fetch_all(&mut *tx.connection)
    .await?;
    for (token, expires) in &ended {
        sql("INSERT INTO removed_sessions (token, expires) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(token.clone())
            .bind(expires)
            .execute(&mut *tx.connection)
            .await?;
    }
    sql("UPDATE devices SET removed = ? WHERE workspace = ? AND id = ? AND person = ?")
        .bind(now)
        .bind(workspace)
        .bind(device.to_vec())
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    let tokens = ended.into_iter().filter_map(|(token, _)| token.try_into().ok()).collect();
    tx.events.push(Event::SessionsEnded(tokens));
    tx.tell_device(workspace, now, device, person, true);
    Ok(())
}
