//! Documents as they are stored: for the gate, for first downloads and for repairs.

use super::sql::sql;
use super::{Log, LogError, Transaction};
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
    /// The hashes that its changes had before it was made anew, one after another.
    pub former: Vec<u8>,
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
    #[sqlx(try_from = "i64")]
    pub rows_version: u32,
}

/// A document and where it stands.
#[derive(Clone, Debug, FromRow)]
pub struct Heads {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub doc: Vec<u8>,
    /// Its object.
    pub kind: String,
    /// Hashes of 32 bytes one after another, sorted.
    pub heads: Vec<u8>,
    /// The hashes that its changes had before it was made anew, one after another.
    pub former: Vec<u8>,
}

/// A document as the API reads it.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
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
    /// When that came.
    pub received: i64,
}

const LISTED: &str = "SELECT d.number, d.doc, d.kind, d.snapshot, d.seq, coalesce(c.received, 0) AS received
     FROM docs d LEFT JOIN changes c ON c.workspace = d.workspace AND c.seq = d.seq";

impl Log {
    /// The document of that id.
    pub async fn listed(&self, workspace: i64, doc: &[u8; 16]) -> Result<Option<Listed>, LogError> {
        let query = sql(LISTED).then("WHERE d.workspace = ? AND d.doc = ?");
        Ok(query.bind(workspace).bind(doc.to_vec()).fetch_optional(self.reads()).await?)
    }

    /// Documents of an object whose numbers follow `after`, in their order: with `scopes` only those that lie in one of
    /// them, and only those whose latest change did not come before `since`.
    pub async fn listing(
        &self,
        workspace: i64,
        kind: &str,
        (after, since): (i64, i64),
        limit: usize,
        scopes: Option<&[u32]>,
    ) -> Result<Vec<Listed>, LogError> {
        let mut query = sql(LISTED)
            .then("WHERE d.workspace = ? AND d.kind = ? AND d.number > ? AND coalesce(c.received, 0) >= ?")
            .bind(workspace)
            .bind(kind.to_owned())
            .bind(after)
            .bind(since);
        if let Some(scopes) = scopes {
            query = query
                .then("AND d.number IN (SELECT doc FROM doc_scopes WHERE scope IN")
                .list(scopes)
                .then(")");
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(query.then("ORDER BY d.number LIMIT ?").bind(limit).fetch_all(self.reads()).await?)
    }

    /// Those of these documents that exist.
    pub async fn documents(&self, workspace: i64, docs: &[[u8; 16]]) -> Result<Vec<Document>, LogError> {
        let query =
            sql("SELECT number, doc, kind, snapshot, seq, former FROM docs WHERE workspace = ? AND doc IN")
                .bind(workspace)
                .list(docs.iter().map(|doc| doc.to_vec()))
                .then("ORDER BY doc");
        Ok(query.fetch_all(self.reads()).await?)
    }

    /// Number, id and object of those of these documents that exist.
    pub async fn named(
        &self,
        workspace: i64,
        docs: &[[u8; 16]],
    ) -> Result<Vec<(i64, Vec<u8>, String)>, LogError> {
        let query = sql("SELECT number, doc, kind FROM docs WHERE workspace = ? AND doc IN")
            .bind(workspace)
            .list(docs.iter().map(|doc| doc.to_vec()))
            .then("ORDER BY doc");
        Ok(query.fetch_all(self.reads()).await?)
    }

    /// Number, id and object of documents by number.
    pub async fn named_by_number(&self, numbers: &[i64]) -> Result<Vec<(i64, Vec<u8>, String)>, LogError> {
        let mut found = Vec::with_capacity(numbers.len());
        for part in numbers.chunks(500) {
            let query =
                sql("SELECT number, doc, kind FROM docs WHERE number IN").list(part).then("ORDER BY number");
            found.extend(query.fetch_all(self.reads()).await?);
        }
        Ok(found)
    }

    /// Documents whose numbers follow `after`, in their order; with `scopes` only those that lie in one of them.
    pub async fn page(
        &self,
        workspace: i64,
        after: i64,
        limit: usize,
        scopes: Option<&[u32]>,
    ) -> Result<Vec<Whole>, LogError> {
        let mut query = sql("SELECT number, doc, kind, snapshot, row, rows_version FROM docs
             WHERE workspace = ? AND number > ?")
        .bind(workspace)
        .bind(after);
        if let Some(scopes) = scopes {
            query =
                query.then("AND number IN (SELECT doc FROM doc_scopes WHERE scope IN").list(scopes).then(")");
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(query.then("ORDER BY number LIMIT ?").bind(limit).fetch_all(self.reads()).await?)
    }

    /// Documents whose rows have another version.
    pub async fn stale_rows(&self, version: u32, limit: i64) -> Result<Vec<Whole>, LogError> {
        let query = sql(
            "SELECT number, doc, kind, snapshot, row, rows_version FROM docs WHERE rows_version != ? ORDER BY number LIMIT ?",
        );
        Ok(query.bind(version).bind(limit).fetch_all(self.reads()).await?)
    }

    /// Every document with its heads, in the order of their numbers.
    pub async fn all_heads(&self, workspace: i64) -> Result<Vec<Heads>, LogError> {
        let query =
            sql("SELECT number, doc, kind, heads, former FROM docs WHERE workspace = ? ORDER BY number");
        Ok(query.bind(workspace).fetch_all(self.reads()).await?)
    }

    /// Whether the log has all of these changes of a document.
    pub async fn has_changes(
        &self,
        workspace: i64,
        number: i64,
        hashes: &[[u8; 32]],
    ) -> Result<bool, LogError> {
        let query = sql("SELECT count(*) FROM changes WHERE workspace = ? AND doc = ? AND hash IN")
            .bind(workspace)
            .bind(number)
            .list(hashes.iter().map(|hash| hash.to_vec()));
        let (count,): (i64,) = query.fetch_one(self.reads()).await?;
        Ok(usize::try_from(count).is_ok_and(|count| count == hashes.len()))
    }
}

/// Documents of an object whose numbers follow `after`, in their order, inside the transaction that changes them.
pub async fn of_kind(
    tx: &mut Transaction<'_>,
    workspace: i64,
    kind: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Whole>, LogError> {
    let query = sql("SELECT number, doc, kind, snapshot, row, rows_version FROM docs
         WHERE workspace = ? AND kind = ? AND number > ? ORDER BY number LIMIT ?");
    let query = query.bind(workspace).bind(kind.to_owned()).bind(after).bind(limit);
    Ok(query.fetch_all(&mut *tx.connection).await?)
}

/// Stores rows that were made again.
pub async fn set_rows(
    tx: &mut Transaction<'_>,
    rows: Vec<(i64, Vec<u8>)>,
    version: u32,
) -> Result<(), LogError> {
    for (number, row) in rows {
        sql("UPDATE docs SET row = ?, rows_version = ? WHERE number = ?")
            .bind(row)
            .bind(version)
            .bind(number)
            .execute(&mut *tx.connection)
            .await?;
    }
    Ok(())
}
