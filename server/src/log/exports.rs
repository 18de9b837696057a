//! Which exports were noted already, by installation and its clock.

use super::sql::sql;
use super::{LogError, Transaction, audit};

/// An export of a person, as it is known.
pub struct Known {
    /// Whose it is.
    pub person: [u8; 16],
    /// On which installation.
    pub device: [u8; 16],
    /// When, by its clock, in ms.
    pub at: i64,
}

/// How many exports of a person were noted after that time of the relay's clock.
pub async fn noted_since(
    tx: &mut Transaction<'_>,
    workspace: i64,
    person: [u8; 16],
    since: i64,
) -> Result<i64, LogError> {
    let query = sql("SELECT count(*) FROM exports WHERE workspace = ? AND person = ? AND received > ?");
    let query = query.bind(workspace).bind(person.to_vec()).bind(since);
    Ok(query.fetch_one::<(i64,)>(&mut *tx.connection).await?.0)
}

/// Keeps in mind that it was noted; `false` when it had been.
pub async fn note(
    tx: &mut Transaction<'_>,
    workspace: i64,
    export: Known,
    now: i64,
) -> Result<bool, LogError> {
    let done = sql("INSERT INTO exports (workspace, person, device, at, received) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING")
    .bind(workspace)
    .bind(export.person.to_vec())
    .bind(export.device.to_vec())
    .bind(export.at)
    .bind(now)
    .execute(&mut *tx.connection)
    .await?;
    Ok(done == 1)
}

/// Lets go of what is older than the audit that tells of it.
pub async fn forget_old(tx: &mut Transaction<'_>, now: i64) -> Result<(), LogError> {
    let delete = sql("DELETE FROM exports WHERE received < ?").bind(now - audit::KEPT);
    delete.execute(&mut *tx.connection).await?;
    Ok(())
}
