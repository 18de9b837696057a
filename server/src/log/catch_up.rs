//! What a device missed since a place in the log, document by document.

use super::sql::sql;
use super::{Log, LogError};
use sqlx::FromRow;
use std::collections::BTreeSet;

/// A document with changes after a place.
#[derive(Clone, Debug, FromRow)]
pub struct Pending {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub doc: Vec<u8>,
    /// Its object.
    pub kind: String,
    /// Place of the first of the changes.
    pub first: i64,
    /// How many there are.
    pub count: i64,
    /// Their bytes together, as far as the log still has them.
    pub bytes: i64,
    /// Bytes of the shortest: none where the log has let go of one.
    pub least: i64,
    /// Bytes of the whole document and its row.
    pub whole: i64,
    /// When the last of them came.
    pub received: i64,
    /// Where the document was made anew; 0 where it never was.
    pub renewed: i64,
    /// Where it had been made before that.
    pub made: i64,
}

/// A change of a document that is pending.
#[derive(Clone, Debug, FromRow)]
pub struct PendingChange {
    /// The document's number.
    pub number: i64,
    /// Its place.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// Who made it.
    pub actor: Vec<u8>,
    /// The change itself; empty where the log has let go of it.
    pub bytes: Vec<u8>,
}

impl Log {
    /// Documents with changes after one place up to another, in the order of their first change.
    pub async fn pending(&self, workspace: i64, after: i64, until: i64) -> Result<Vec<Pending>, LogError> {
        let query = sql("SELECT d.number, d.doc, d.kind, c.first, c.count, c.bytes, c.least,
                    CAST(length(d.snapshot) + length(d.row) AS BIGINT) AS whole, c.received, d.renewed, d.made
             FROM (SELECT doc, min(seq) AS first, count(*) AS count, sum(length(bytes)) AS bytes,
                          CAST(min(length(bytes)) AS BIGINT) AS least,
                          max(received) AS received
                   FROM changes WHERE workspace = ? AND seq > ? AND seq <= ? GROUP BY doc) c
             JOIN docs d ON d.number = c.doc ORDER BY c.first");
        Ok(query.bind(workspace).bind(after).bind(until).fetch_all(self.reads()).await?)
    }

    /// Documents by number, as if nothing of them were pending.
    pub async fn described(&self, numbers: &[i64]) -> Result<Vec<Pending>, LogError> {
        let mut found = Vec::with_capacity(numbers.len());
        for part in numbers.chunks(500) {
            let query =
                sql("SELECT d.number, d.doc, d.kind, CAST(0 AS BIGINT) AS first, CAST(0 AS BIGINT) AS count,
                        CAST(0 AS BIGINT) AS bytes, CAST(1 AS BIGINT) AS least,
                        CAST(length(d.snapshot) + length(d.row) AS BIGINT) AS whole,
                        coalesce(c.received, 0) AS received, d.renewed, d.made
                 FROM docs d LEFT JOIN changes c ON c.workspace = d.workspace AND c.seq = d.seq
                 WHERE d.number IN")
                .list(part)
                .then("ORDER BY d.number");
            found.extend(query.fetch_all(self.reads()).await?);
        }
        Ok(found)
    }

    /// Those of these documents that were there at a place.
    pub async fn there_at(&self, numbers: &[i64], place: i64) -> Result<BTreeSet<i64>, LogError> {
        let mut found = BTreeSet::new();
        for part in numbers.chunks(500) {
            let query = sql("SELECT number FROM docs d WHERE EXISTS
                   (SELECT 1 FROM changes c WHERE c.workspace = d.workspace AND c.doc = d.number AND c.seq <= ?)
                 AND number IN").bind(place).list(part);
            found.extend(query.fetch_all::<(i64,)>(self.reads()).await?.into_iter().map(|(number,)| number));
        }
        Ok(found)
    }

    /// Documents that a person wrote after one place up to another.
    pub async fn written_by(
        &self,
        workspace: i64,
        person: [u8; 16],
        after: i64,
        until: i64,
    ) -> Result<BTreeSet<i64>, LogError> {
        let query = sql(
            "SELECT DISTINCT doc FROM changes WHERE workspace = ? AND seq > ? AND seq <= ? AND person = ?",
        );
        let query = query.bind(workspace).bind(after).bind(until).bind(person.to_vec());
        Ok(query.fetch_all::<(i64,)>(self.reads()).await?.into_iter().map(|(number,)| number).collect())
    }

    /// The changes of some documents after one place up to another, in order.
    pub async fn pending_changes(
        &self,
        workspace: i64,
        numbers: &[i64],
        after: i64,
        until: i64,
    ) -> Result<Vec<PendingChange>, LogError> {
        let query = sql("SELECT doc AS number, seq, hash, actor, bytes FROM changes
             WHERE workspace = ? AND seq > ? AND seq <= ? AND doc IN");
        let query = query.bind(workspace).bind(after).bind(until).list(numbers).then("ORDER BY seq");
        Ok(query.fetch_all(self.reads()).await?)
    }

    /// The next changes of one document after one place up to another.
    pub async fn changes_of(
        &self,
        workspace: i64,
        number: i64,
        after: i64,
        until: i64,
        limit: i64,
    ) -> Result<Vec<PendingChange>, LogError> {
        let query = sql("SELECT doc AS number, seq, hash, actor, bytes FROM changes
             WHERE workspace = ? AND doc = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?");
        let query = query.bind(workspace).bind(number).bind(after).bind(until).bind(limit);
        Ok(query.fetch_all(self.reads()).await?)
    }

    /// Whole documents by number.
    pub async fn wholes(&self, numbers: &[i64]) -> Result<Vec<super::documents::Whole>, LogError> {
        let query = sql("SELECT number, doc, kind, snapshot, row, rows_version FROM docs WHERE number IN")
            .list(numbers)
            .then("ORDER BY number");
        Ok(query.fetch_all(self.reads()).await?)
    }
}
