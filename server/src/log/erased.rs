//! What was erased for good. Everything that a document held goes; what stays says who is to hear of it, and that it
//! never comes back.

use super::journal::{Entry, hex};
use super::scopes::{Moved, packed, unpacked};
use super::sql::sql;
use super::{Log, LogError, Transaction};
use crm_sync::frame::DocId;
use std::collections::BTreeSet;

/// A document that was erased, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Its id.
    pub doc: DocId,
    /// Its object.
    pub kind: String,
    /// It is erased up to this generation.
    pub generation: u32,
    /// Place of its first change.
    pub made: i64,
    /// Where it lay in the end, sorted.
    pub lay: Vec<u32>,
    /// Its moves until then, in order.
    pub moved: Vec<Moved>,
    /// People who wrote it.
    pub writers: BTreeSet<[u8; 16]>,
}

type Columns = (Vec<u8>, String, i64, i64, Vec<u8>, Vec<u8>, Vec<u8>);

impl Log {
    /// What was erased after one place up to another, in that order.
    pub async fn erased_between(
        &self,
        workspace: i64,
        after: i64,
        until: i64,
    ) -> Result<Vec<Erased>, LogError> {
        let query = sql("SELECT doc, kind, generation, made, lay, moved, writers FROM erased
             WHERE workspace = ? AND seq > ? AND seq <= ? ORDER BY seq");
        let rows: Vec<Columns> =
            query.bind(workspace).bind(after).bind(until).fetch_all(self.reads()).await?;
        Ok(rows.into_iter().filter_map(erased).collect())
    }

    /// Those of these documents that are erased, each with its generation.
    pub async fn erased(&self, workspace: i64, docs: &[DocId]) -> Result<Vec<(DocId, u32)>, LogError> {
        let mut found = Vec::new();
        for part in docs.chunks(500) {
            let query = sql("SELECT doc, generation FROM erased WHERE workspace = ? AND doc IN")
                .bind(workspace)
                .list(part.iter().map(|doc| doc.to_vec()));
            found
                .extend(query.fetch_all::<(Vec<u8>, i64)>(self.reads()).await?.into_iter().filter_map(named));
        }
        Ok(found)
    }

    /// Whether anything was ever erased in a workspace.
    pub async fn anything_erased(&self, workspace: i64) -> Result<bool, LogError> {
        let query = sql("SELECT generation FROM erased WHERE workspace = ? LIMIT 1").bind(workspace);
        Ok(query.fetch_optional::<(i64,)>(self.reads()).await?.is_some())
    }
}

fn named((doc, generation): (Vec<u8>, i64)) -> Option<(DocId, u32)> {
    Some((doc.try_into().ok()?, u32::try_from(generation).ok()?))
}

fn erased((doc, kind, generation, made, lay, moved, writers): Columns) -> Option<Erased> {
    let (doc, generation) = named((doc, generation))?;
    let writers = writers.as_chunks::<16>().0.iter().copied().collect();
    Some(Erased { doc, kind, generation, made, lay: unpacked(&lay), moved: moves(&moved), writers })
}

/// The moves as they are stored: place, bytes, scopes.
fn moves(mut bytes: &[u8]) -> Vec<Moved> {
    let mut moves = Vec::new();
    while let Some((place, rest)) = bytes.split_first_chunk::<8>()
        && let Some((length, rest)) = rest.split_first_chunk::<4>()
        && let Some((before, rest)) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)
    {
        moves.push(Moved { seq: i64::from_be_bytes(*place), before: unpacked(before) });
        bytes = rest;
    }
    moves
}

/// Those of these documents that are erased, inside the transaction that relies on it.
pub async fn among(
    tx: &mut Transaction<'_>,
    workspace: i64,
    docs: &[DocId],
) -> Result<BTreeSet<DocId>, LogError> {
    if docs.is_empty() {
        return Ok(BTreeSet::new());
    }
    let query = sql("SELECT doc, generation FROM erased WHERE workspace = ? AND doc IN")
        .bind(workspace)
        .list(docs.iter().map(|doc| doc.to_vec()));
    let rows = query.fetch_all::<(Vec<u8>, i64)>(&mut *tx.connection).await?;
    Ok(rows.into_iter().filter_map(named).map(|(doc, _)| doc).collect())
}

/// Erases a document at a place of the log: everything of it goes, and its tombstone stays. `false` where there is no such
/// document.
pub async fn erase(
    tx: &mut Transaction<'_>,
    workspace: i64,
    doc: DocId,
    (seq, now): (i64, i64),
) -> Result<bool, LogError> {
    let query = sql("SELECT d.number, d.kind, d.generation,
                CASE WHEN d.made > 0 THEN d.made ELSE coalesce(min(c.seq), 0) END FROM docs d
         LEFT JOIN changes c ON c.workspace = d.workspace AND c.doc = d.number
         WHERE d.workspace = ? AND d.doc = ? GROUP BY d.number, d.kind, d.generation, d.made");
    let found: Option<(i64, String, i64, i64)> =
        query.bind(workspace).bind(doc.to_vec()).fetch_optional(&mut *tx.connection).await?;
    let Some((number, kind, generation, made)) = found else { return Ok(false) };
    let (lay, moved, writers) = whereabouts(tx, workspace, number).await?;
    take_out(tx, workspace, doc, number).await?;
    bury(tx, workspace, doc, seq, (kind, generation, made), (lay, moved, writers)).await?;
    let generation = u32::try_from(generation).unwrap_or(u32::MAX);
    tx.tell(workspace, now, Entry::Erased { doc: hex(&doc), generation });
    Ok(true)
}

/// Takes a document out of the log with everything of it.
pub async fn take_out(
    tx: &mut Transaction<'_>,
    workspace: i64,
    doc: DocId,
    number: i64,
) -> Result<(), LogError> {
    // The keys of these begin with the workspace: without it each is read from end to end.
    for gone in [
        "DELETE FROM changes WHERE workspace = ? AND doc = ?",
        "DELETE FROM moves WHERE workspace = ? AND doc = ?",
    ] {
        sql(gone).bind(workspace).bind(number).execute(&mut *tx.connection).await?;
    }
    for gone in ["DELETE FROM doc_scopes WHERE doc = ?", "DELETE FROM doc_about WHERE doc = ?"] {
        sql(gone).bind(number).execute(&mut *tx.connection).await?;
    }
    sql("DELETE FROM shares WHERE workspace = ? AND doc = ?")
        .bind(workspace)
        .bind(doc.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    sql("DELETE FROM docs WHERE number = ?").bind(number).execute(&mut *tx.connection).await?;
    sql("UPDATE workspaces SET documents = documents - 1 WHERE number = ?")
        .bind(workspace)
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// Notes that a document which is not here was erased elsewhere: it is refused if it ever comes.
pub async fn note_absent(
    tx: &mut Transaction<'_>,
    workspace: i64,
    (doc, generation): (DocId, u32),
    seq: i64,
) -> Result<(), LogError> {
    bury(tx, workspace, doc, seq, (String::new(), i64::from(generation), 0), Default::default()).await
}

async fn bury(
    tx: &mut Transaction<'_>,
    workspace: i64,
    doc: DocId,
    seq: i64,
    (kind, generation, made): (String, i64, i64),
    (lay, moved, writers): (Vec<u8>, Vec<u8>, Vec<u8>),
) -> Result<(), LogError> {
    sql("INSERT INTO erased (workspace, doc, kind, generation, seq, made, lay, moved, writers)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
    .bind(workspace)
    .bind(doc.to_vec())
    .bind(kind)
    .bind(generation)
    .bind(seq)
    .bind(made)
    .bind(lay)
    .bind(moved)
    .bind(writers)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

/// Where a document lies, where it lay before each move, and who wrote it, as they are stored.
async fn whereabouts(
    tx: &mut Transaction<'_>,
    workspace: i64,
    number: i64,
) -> Result<(Vec<u8>, Vec<u8>, Vec<u8>), LogError> {
    let lies = super::scopes::scopes_of(tx, &[number]).await?.remove(&number).unwrap_or_default();
    let query = sql("SELECT seq, before FROM moves WHERE workspace = ? AND doc = ? ORDER BY seq");
    let moves: Vec<(i64, Vec<u8>)> =
        query.bind(workspace).bind(number).fetch_all(&mut *tx.connection).await?;
    let mut moved = Vec::new();
    for (place, before) in moves {
        moved.extend(place.to_be_bytes());
        moved.extend(u32::try_from(before.len()).unwrap_or(u32::MAX).to_be_bytes());
        moved.extend(before);
    }
    let query = sql("SELECT DISTINCT person FROM changes WHERE workspace = ? AND doc = ?");
    let writers: Vec<(Vec<u8>,)> = query.bind(workspace).bind(number).fetch_all(&mut *tx.connection).await?;
    Ok((packed(&lies), moved, writers.into_iter().flat_map(|(person,)| person).collect()))
}
