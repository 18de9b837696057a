//! The log lets go of the bytes of old changes. The document has them in its history, in a third of the room; what stays
//! of a change is who made it, when, and its hash, by which a repeated push and a fork are still known.
//!
//! No device is stranded by it, however long it was away: one that lacks such a change gets the whole document.

use super::documents::Whole;
use super::sql::sql;
use super::{Log, LogError};
use std::collections::BTreeSet;

/// For so long a change is kept as it was pushed, in ms: most devices come back within it, and a change is less than a
/// document.
pub const FRESH: i64 = 30 * 24 * 60 * 60 * 1_000;
/// Changes looked at in one go.
const PORTION: i64 = 500;
/// Bytes of a document and its row from which on its changes are kept: where no frame holds a document, it travels as its
/// changes, and it may still grow.
const LARGE: i64 = 256 * 1024;

/// The next changes that the log may let go of.
#[derive(Clone, Debug)]
pub struct Old {
    /// The place behind which they begin.
    pub after: i64,
    /// Whether others follow that are as old.
    pub more: bool,
    /// Place, document and hash of each, in order.
    changes: Vec<(i64, i64, Vec<u8>)>,
}

impl Old {
    /// The place of the last; `None` where there are none.
    pub fn until(&self) -> Option<i64> {
        self.changes.last().map(|(seq, ..)| *seq)
    }

    /// The numbers of their documents.
    pub fn documents(&self) -> Vec<i64> {
        self.changes.iter().map(|(_, number, _)| *number).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The hashes of those of a document.
    pub fn hashes(&self, document: i64) -> Vec<Vec<u8>> {
        let of = self.changes.iter().filter(|(_, number, _)| *number == document);
        of.map(|(.., hash)| hash.clone()).collect()
    }
}

impl Log {
    /// The next changes that came before that time.
    pub async fn old_changes(&self, workspace: i64, before: i64) -> Result<Old, LogError> {
        let compacted = sql("SELECT compacted FROM workspaces WHERE number = ?").bind(workspace);
        let (after,): (i64,) = compacted.fetch_optional(self.reads()).await?.unwrap_or_default();
        let next = sql("SELECT seq, received, doc, hash FROM changes WHERE workspace = ? AND seq > ?
             ORDER BY seq LIMIT ?");
        let next = next.bind(workspace).bind(after).bind(PORTION);
        let found: Vec<(i64, i64, i64, Vec<u8>)> = next.fetch_all(self.reads()).await?;
        let full = i64::try_from(found.len()).is_ok_and(|count| count == PORTION);
        let more = full && found.last().is_some_and(|(_, received, ..)| *received < before);
        let old = found.into_iter().take_while(|(_, received, ..)| *received < before);
        Ok(Old { after, more, changes: old.map(|(seq, _, number, hash)| (seq, number, hash)).collect() })
    }

    /// Those of these documents whose changes need not be kept for their size.
    pub async fn small_wholes(&self, numbers: &[i64]) -> Result<Vec<Whole>, LogError> {
        let query = sql("SELECT number, doc, kind, snapshot, row, rows_version FROM docs
             WHERE length(snapshot) + length(row) < ? AND number IN");
        Ok(query.bind(LARGE).list(numbers).then("ORDER BY number").fetch_all(self.reads()).await?)
    }

    /// Lets go of the bytes of the changes of some documents behind one place up to another. Without effect where another
    /// relay has done so meanwhile.
    pub async fn let_go(
        &self,
        workspace: i64,
        (after, until): (i64, i64),
        documents: Vec<i64>,
    ) -> Result<(), LogError> {
        let work = self.write(move |tx| {
            Box::pin(async move {
                let moved = sql("UPDATE workspaces SET compacted = ? WHERE number = ? AND compacted = ?");
                let moved = moved.bind(until).bind(workspace).bind(after);
                if moved.execute(&mut *tx.connection).await? == 0 || documents.is_empty() {
                    return Ok(());
                }
                sql("UPDATE changes SET bytes = ? WHERE workspace = ? AND seq > ? AND seq <= ? AND doc IN")
                    .bind(Vec::new())
                    .bind(workspace)
                    .bind(after)
                    .bind(until)
                    .list(&documents)
                    .execute(&mut *tx.connection)
                    .await?;
                Ok(())
            })
        });
        work.await
    }
}
