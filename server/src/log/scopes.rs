//! In which scopes documents lie, and where they lay before. A scope is a name here; what it means the policy knows.

use super::sql::{On, sql};
use super::{Log, LogError, Transaction};
use sqlx::FromRow;
use std::collections::BTreeMap;

/// Documents named in one statement.
const CHUNK: usize = 500;

/// A document as the policy needs it.
#[derive(Clone, Debug, FromRow)]
pub struct Lying {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub doc: Vec<u8>,
    /// Its object.
    pub kind: String,
    /// Its row.
    pub row: Vec<u8>,
}

/// A document that came to lie in other scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub doc: [u8; 16],
    /// Its object.
    pub kind: String,
    /// Where it lay before, sorted.
    pub before: Vec<u32>,
    /// Where it lies now, sorted.
    pub after: Vec<u32>,
}

/// When a document came to lie elsewhere, and where it lay until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The place.
    pub seq: i64,
    /// Its scopes before, sorted.
    pub before: Vec<u32>,
}

impl Log {
    /// Every scope of a workspace above a number.
    pub async fn scope_names(&self, workspace: i64, above: u32) -> Result<Vec<(u32, String)>, LogError> {
        let query = sql("SELECT number, name FROM scopes WHERE workspace = ? AND number > ?");
        let rows = query.bind(workspace).bind(above).fetch_all::<(i64, String)>(self.reads()).await?;
        rows.into_iter().map(|(number, name)| Ok((scope(number)?, name))).collect()
    }

    /// Where these documents lie; those that lie nowhere are left out.
    pub async fn scopes_of(&self, numbers: &[i64]) -> Result<BTreeMap<i64, Vec<u32>>, LogError> {
        let mut found = BTreeMap::new();
        for part in numbers.chunks(CHUNK) {
            found.extend(scopes_in(self.reads(), part).await?);
        }
        Ok(found)
    }

    /// Documents that moved after a place, each with its moves in order.
    pub async fn moved_since(
        &self,
        workspace: i64,
        after: i64,
    ) -> Result<BTreeMap<i64, Vec<Moved>>, LogError> {
        let query = sql("SELECT doc, seq, before FROM moves WHERE workspace = ? AND seq > ? ORDER BY seq");
        let rows: Vec<(i64, i64, Vec<u8>)> =
            query.bind(workspace).bind(after).fetch_all(self.reads()).await?;
        let mut moved: BTreeMap<i64, Vec<Moved>> = BTreeMap::new();
        for (number, seq, before) in rows {
            moved.entry(number).or_default().push(Moved { seq, before: unpacked(&before) });
        }
        Ok(moved)
    }

    /// Documents that lie in any of these scopes.
    pub async fn lying_in(&self, scopes: &[u32]) -> Result<Vec<i64>, LogError> {
        let mut found = Vec::new();
        for part in scopes.chunks(CHUNK) {
            let query = sql("SELECT DISTINCT doc FROM doc_scopes WHERE scope IN").list(part);
            found.extend(query.fetch_all::<(i64,)>(self.reads()).await?.into_iter().map(|(number,)| number));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Every document of a workspace.
    pub async fn all_numbers(&self, workspace: i64) -> Result<Vec<i64>, LogError> {
        let query = sql("SELECT number FROM docs WHERE workspace = ? ORDER BY number");
        let rows = query.bind(workspace).fetch_all::<(i64,)>(self.reads()).await?;
        Ok(rows.into_iter().map(|(number,)| number).collect())
    }
}

/// Where these documents lie, inside the transaction that relies on it.
pub async fn scopes_of(
    tx: &mut Transaction<'_>,
    numbers: &[i64],
) -> Result<BTreeMap<i64, Vec<u32>>, LogError> {
    let mut found = BTreeMap::new();
    for part in numbers.chunks(CHUNK) {
        found.extend(scopes_in(&mut *tx.connection, part).await?);
    }
    Ok(found)
}

async fn scopes_in<'e>(on: impl Into<On<'e>>, numbers: &[i64]) -> Result<BTreeMap<i64, Vec<u32>>, LogError> {
    let query =
        sql("SELECT doc, scope FROM doc_scopes WHERE doc IN").list(numbers).then("ORDER BY doc, scope");
    let mut found: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for (number, lies) in query.fetch_all::<(i64, i64)>(on).await? {
        found.entry(number).or_default().push(scope(lies)?);
    }
    Ok(found)
}

/// Names of scopes by number.
pub async fn names(tx: &mut Transaction<'_>, scopes: &[u32]) -> Result<BTreeMap<u32, String>, LogError> {
    let mut found = BTreeMap::new();
    for part in scopes.chunks(CHUNK) {
        let query = sql("SELECT number, name FROM scopes WHERE number IN").list(part);
        for (number, name) in query.fetch_all::<(i64, String)>(&mut *tx.connection).await? {
            found.insert(scope(number)?, name);
        }
    }
    Ok(found)
}

/// Numbers of scopes by name; new names get one.
pub async fn numbers(
    tx: &mut Transaction<'_>,
    workspace: i64,
    names: &[String],
) -> Result<BTreeMap<String, u32>, LogError> {
    let mut found = BTreeMap::new();
    for part in names.chunks(CHUNK) {
        let query =
            sql("SELECT name, number FROM scopes WHERE workspace = ? AND name IN").bind(workspace).list(part);
        for (name, number) in query.fetch_all::<(String, i64)>(&mut *tx.connection).await? {
            found.insert(name, scope(number)?);
        }
    }
    for name in names {
        if !found.contains_key(name) {
            let (number,): (i64,) =
                sql("INSERT INTO scopes (workspace, name) VALUES (?, ?) RETURNING number")
                    .bind(workspace)
                    .bind(name)
                    .fetch_one(&mut *tx.connection)
                    .await?;
            found.insert(name.clone(), scope(number)?);
        }
    }
    Ok(found)
}

/// Documents by id.
pub async fn by_id(
    tx: &mut Transaction<'_>,
    workspace: i64,
    docs: &[[u8; 16]],
) -> Result<Vec<Lying>, LogError> {
    lying(tx, "SELECT number, doc, kind, row FROM docs WHERE workspace = ? AND doc IN", workspace, docs).await
}

/// The activities about these documents.
pub async fn activities_about(
    tx: &mut Transaction<'_>,
    workspace: i64,
    docs: &[[u8; 16]],
) -> Result<Vec<Lying>, LogError> {
    let query =
        "SELECT DISTINCT d.number, d.doc, d.kind, d.row FROM doc_about a JOIN docs d ON d.number = a.doc
         WHERE d.workspace = ? AND a.about IN";
    lying(tx, query, workspace, docs).await
}

/// What a query finds of a workspace for these documents, so many at a time as a statement takes.
async fn lying(
    tx: &mut Transaction<'_>,
    query: &'static str,
    workspace: i64,
    docs: &[[u8; 16]],
) -> Result<Vec<Lying>, LogError> {
    let mut found = Vec::new();
    for part in docs.chunks(CHUNK) {
        let query =
            sql(query).bind(workspace).list(part.iter().map(|doc| doc.to_vec())).then("ORDER BY number");
        found.extend(query.fetch_all(&mut *tx.connection).await?);
    }
    Ok(found)
}

/// Documents whose numbers follow `after`, for a walk through all of them.
pub async fn walk(
    tx: &mut Transaction<'_>,
    workspace: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<Lying>, LogError> {
    let query = sql(
        "SELECT number, doc, kind, row FROM docs WHERE workspace = ? AND number > ? ORDER BY number LIMIT ?",
    );
    Ok(query.bind(workspace).bind(after).bind(limit).fetch_all(&mut *tx.connection).await?)
}

/// Says which records a document is about.
pub async fn set_about(tx: &mut Transaction<'_>, number: i64, about: &[[u8; 16]]) -> Result<(), LogError> {
    sql("DELETE FROM doc_about WHERE doc = ?").bind(number).execute(&mut *tx.connection).await?;
    if about.is_empty() {
        return Ok(());
    }
    let insert =
        sql("INSERT INTO doc_about (about, doc)").rows(about, |about| [about.to_vec().into(), number.into()]);
    insert.execute(&mut *tx.connection).await?;
    Ok(())
}

/// Puts new documents where they lie.
pub async fn settle(tx: &mut Transaction<'_>, moves: &[Move]) -> Result<(), LogError> {
    let lies: Vec<(i64, u32)> =
        moves.iter().flat_map(|one| one.after.iter().map(|scope| (one.number, *scope))).collect();
    for lies in lies.chunks(CHUNK) {
        let insert = sql("INSERT INTO doc_scopes (doc, scope)")
            .rows(lies, |(number, scope)| [number.into(), scope.into()]);
        insert.execute(&mut *tx.connection).await?;
    }
    Ok(())
}

/// Puts documents where they lie now, and remembers from which place of the log on.
pub async fn apply(
    tx: &mut Transaction<'_>,
    workspace: i64,
    seq: i64,
    moves: &[Move],
) -> Result<(), LogError> {
    for part in moves.chunks(CHUNK / 4) {
        let delete = sql("DELETE FROM doc_scopes WHERE doc IN").list(part.iter().map(|one| one.number));
        delete.execute(&mut *tx.connection).await?;
        settle(tx, part).await?;
        let insert = sql("INSERT INTO moves (workspace, seq, doc, before)")
            .rows(part, |one| [workspace.into(), seq.into(), one.number.into(), packed(&one.before).into()])
            .then("ON CONFLICT DO NOTHING");
        insert.execute(&mut *tx.connection).await?;
    }
    Ok(())
}

/// The number of a scope as it comes out of the database.
fn scope(number: i64) -> Result<u32, LogError> {
    Ok(u32::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()))?)
}

pub(super) fn packed(scopes: &[u32]) -> Vec<u8> {
    scopes.iter().flat_map(|scope| scope.to_le_bytes()).collect()
}

pub(super) fn unpacked(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|scope| u32::from_le_bytes(*scope)).collect()
}
