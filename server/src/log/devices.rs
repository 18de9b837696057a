//! The devices of people: known again by a token that the browser keeps beyond its sessions.

use super::accounts::SessionRow;
use super::{Log, LogError, Transaction};

impl Log {
    /// Whether a person logged in before with the browser that has the token of this hash.
    pub async fn knows(&self, known: &[u8; 32], person: &[u8]) -> Result<bool, LogError> {
        let query = sqlx::query_as(
            "SELECT 1 FROM devices WHERE known = ? AND person = ? AND removed IS NULL LIMIT 1",
        );
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
) -> Result<(), LogError> {
    if let Some(was_known) = was_known {
        sqlx::query("UPDATE devices SET known = ? WHERE known = ?")
            .bind(known.to_vec())
            .bind(was_known.to_vec())
            .execute(&mut *tx.connection)
            .await?;
    }
    sqlx::query("UPDATE devices SET known = ?, removed = NULL WHERE workspace = ? AND id = ? AND person = ?")
        .bind(known.to_vec())
        .bind(session.workspace)
        .bind(session.device.clone())
        .bind(session.person.clone())
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}
