//! Documents as they are stored: for the gate, for first downloads and for repairs.

use super::{Log, LogError, Transaction, in_list};
use sqlx::FromRow;

/// A document as the gate needs it.
#[derive(Clone, Debug, FromRow)]
pub struct Document {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub doc: Vec<u8>,
    /// Its object.
    pub kind: String,
    /// The document.
    pub snapshot: Vec<u8>,
    /// Place of its latest change.
    pub seq: i64,
}

/// A document of a first download.
#[derive(Clone, Debug, FromRow)]
pub struct Whole {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub doc: Vec<u8>,
    /// Its object.
    pub kind: String,
    /// The document.
    pub snapshot: Vec<u8>,
    /// Its row.
    pub row: Vec<u8>,
    /// Version of its row.
    pub rows_version: u32,
}

/// A document and where it stands.
#[derive(Clone, Debug, FromRow)]
pub struct Heads {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub doc: Vec<u8>,
    /// Hashes of 32 bytes one after another, sorted.
    pub heads: Vec<u8>,
}

impl Log {
    /// Those of these documents that exist.
    pub async fn documents(&self, workspace: i64, docs: &[[u8; 16]]) -> Result<Vec<Document>, LogError> {
        let statement = in_list(
            "SELECT number, doc, kind, snapshot, seq FROM docs WHERE workspace = ? AND doc IN",
            docs.len(),
            "",
        );
        let mut query = sqlx::query_as(statement).bind(workspace);
        for doc in docs {
            query = query.bind(doc.to_vec());
        }
        Ok(query.fetch_all(self.reads()).await?)
    }

    /// Numbers of those of these documents that exist.
    pub async fn numbers(&self, workspace: i64, docs: &[[u8; 16]]) -> Result<Vec<i64>, LogError> {
        let statement = in_list("SELECT number FROM docs WHERE workspace = ? AND doc IN", docs.len(), "");
        let mut query = sqlx::query_as(statement).bind(workspace);
        for doc in docs {
            query = query.bind(doc.to_vec());
        }
        let rows: Vec<(i64,)> = query.fetch_all(self.reads()).await?;
        Ok(rows.into_iter().map(|(number,)| number).collect())
    }

    /// Documents whose numbers follow `after`, in their order.
    pub async fn page(&self, workspace: i64, after: i64, limit: usize) -> Result<Vec<Whole>, LogError> {
        let query = sqlx::query_as(
            "SELECT number, doc, kind, snapshot, row, rows_version FROM docs
             WHERE workspace = ? AND number > ? ORDER BY number LIMIT ?",
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(query.bind(workspace).bind(after).bind(limit).fetch_all(self.reads()).await?)
    }

    /// Documents whose rows have another version.
    pub async fn stale_rows(&self, version: u32, limit: i64) -> Result<Vec<Whole>, LogError> {
        let query = sqlx::query_as(
            "SELECT number, doc, kind, snapshot, row, rows_version FROM docs WHERE rows_version != ? LIMIT ?",
        );
        Ok(query.bind(version).bind(limit).fetch_all(self.reads()).await?)
    }

    /// Every document with its heads, in the order of their numbers.
    pub async fn all_heads(&self, workspace: i64) -> Result<Vec<Heads>, LogError> {
        let query = sqlx::query_as("SELECT number, doc, heads FROM docs WHERE workspace = ? ORDER BY number");
        Ok(query.bind(workspace).fetch_all(self.reads()).await?)
    }

    /// Whether the log has all of these changes of a document.
    pub async fn has_changes(
        &self,
        workspace: i64,
        number: i64,
        hashes: &[[u8; 32]],
    ) -> Result<bool, LogError> {
        let statement = in_list(
            "SELECT count(*) FROM changes WHERE workspace = ? AND doc = ? AND hash IN",
            hashes.len(),
            "",
        );
        let mut query = sqlx::query_as(statement).bind(workspace).bind(number);
        for hash in hashes {
            query = query.bind(hash.to_vec());
        }
        let (count,): (i64,) = query.fetch_one(self.reads()).await?;
        Ok(usize::try_from(count).is_ok_and(|count| count == hashes.len()))
    }
}

/// Stores rows that were made again.
pub async fn set_rows(
    tx: &mut Transaction<'_>,
    rows: Vec<(i64, Vec<u8>)>,
    version: u32,
) -> Result<(), LogError> {
    for (number, row) in rows {
        sqlx::query("UPDATE docs SET row = ?, rows_version = ? WHERE number = ?")
            .bind(row)
            .bind(version)
            .bind(number)
            .execute(&mut *tx.connection)
            .await?;
    }
    Ok(())
}
