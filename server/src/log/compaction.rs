//! The log lets go of the bytes of old changes. The document has them in its history, in a third of the room; what stays
//! of a change is who made it, when, and its hash, by which a repeated push and a fork are still known.
//!
//! No device is stranded by it, however long it was away: one that lacks such a change gets the whole document.

use super::sql::sql;
use super::{Log, LogError, Transaction};

/// For so long a change is kept as it was pushed, in ms: most devices come back within it, and a change is less than a
/// document.
pub const FRESH: i64 = 30 * 24 * 60 * 60 * 1_000;
/// Changes looked at in one transaction.
const PORTION: i64 = 500;
/// Bytes of a document and its row from which on its changes are kept: where no frame holds a document, it travels as its
/// changes, and it may still grow.
const LARGE: i64 = 256 * 1024;

impl Log {
    /// Lets go of the bytes of the next changes that came before that time; whether there may be more.
    pub async fn compact(&self, workspace: i64, before: i64) -> Result<bool, LogError> {
        let next = sql("SELECT received FROM changes WHERE workspace = ? AND seq >
             (SELECT compacted FROM workspaces WHERE number = ?) ORDER BY seq LIMIT 1")
        .bind(workspace)
        .bind(workspace);
        let next: Option<(i64,)> = next.fetch_optional(self.reads()).await?;
        // Nothing is written where there is nothing to do.
        if next.is_none_or(|(received,)| received >= before) {
            return Ok(false);
        }
        self.write(move |tx| Box::pin(portion(tx, workspace, before))).await
    }
}

async fn portion(tx: &mut Transaction<'_>, workspace: i64, before: i64) -> Result<bool, LogError> {
    let (after,): (i64,) =
        // Written first: on a server that keeps others from the log until this one is done.
        sql("UPDATE workspaces SET compacted = compacted WHERE number = ? RETURNING compacted")
            .bind(workspace)
            .fetch_one(&mut *tx.connection)
            .await?;
    let found: Vec<(i64, i64)> =
        sql("SELECT seq, received FROM changes WHERE workspace = ? AND seq > ? ORDER BY seq LIMIT ?")
            .bind(workspace)
            .bind(after)
            .bind(PORTION)
            .fetch_all(&mut *tx.connection)
            .await?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == PORTION);
    let old = found.iter().take_while(|(_, received)| *received < before);
    let Some(&(until, _)) = old.last() else { return Ok(false) };
    sql("UPDATE changes SET bytes = ? WHERE workspace = ? AND seq > ? AND seq <= ? AND doc IN
         (SELECT number FROM docs WHERE workspace = ? AND length(snapshot) + length(row) < ?)")
    .bind(Vec::new())
    .bind(workspace)
    .bind(after)
    .bind(until)
    .bind(workspace)
    .bind(LARGE)
    .execute(&mut *tx.connection)
    .await?;
    sql("UPDATE workspaces SET compacted = ? WHERE number = ?")
        .bind(until)
        .bind(workspace)
        .execute(&mut *tx.connection)
        .await?;
    Ok(full && found.last().is_some_and(|(last, _)| *last == until))
}
