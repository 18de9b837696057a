//! Documents that are made anew: their changes are others from then on, each by who made it and when, at new places of the
//! log. What devices have of such a document does not go together with it, so it leaves them and comes whole.

use super::sql::sql;
use super::{LogError, Transaction, changes};
use std::collections::HashMap;

/// A document as it is to be from now on.
#[derive(Clone, Debug)]
pub struct Anew {
    /// Its number.
    pub number: i64,
    /// The document.
    pub snapshot: Vec<u8>,
    /// Its heads, one after another.
    pub heads: Vec<u8>,
    /// Its row.
    pub row: Vec<u8>,
    /// The hash of each of its changes, by the one that it had.
    pub hashes: HashMap<[u8; 32], [u8; 32]>,
}

/// A change as the log keeps it: hash, actor, its number, person, device, when it came.
type Row = (Vec<u8>, Vec<u8>, i64, Vec<u8>, Vec<u8>, i64);

/// Makes documents anew; the last place that this took. The log keeps no bytes of their changes: the documents have them.
pub async fn renew(
    tx: &mut Transaction<'_>,
    workspace: i64,
    documents: Vec<Anew>,
) -> Result<Option<i64>, LogError> {
    let mut last = None;
    for one in documents {
        let query = sql("SELECT hash, actor, actor_seq, person, device, received FROM changes
             WHERE workspace = ? AND doc = ? ORDER BY seq");
        let rows: Vec<Row> = query.bind(workspace).bind(one.number).fetch_all(&mut *tx.connection).await?;
        let new = |(hash, ..): &Row| one.hashes.get(<&[u8; 32]>::try_from(hash.as_slice()).ok()?).copied();
        let rows: Vec<(Row, [u8; 32])> =
            rows.into_iter().filter_map(|row| Some((new(&row)?, row))).map(|(new, row)| (row, new)).collect();
        let (mut former,): (Vec<u8>,) = sql("SELECT former FROM docs WHERE number = ?")
            .bind(one.number)
            .fetch_one(&mut *tx.connection)
            .await?;
        former.extend(rows.iter().flat_map(|((hash, ..), _)| hash.iter().copied()));
        let first = changes::reserve(tx, workspace, rows.len(), 0).await?;
        let end = first + i64::try_from(rows.len()).unwrap_or(i64::MAX) - 1;
        let query = sql("UPDATE docs SET snapshot = ?, heads = ?, row = ?, seq = ?, renewed = ?, former = ?,
             made = CASE WHEN made > 0 THEN made
                    ELSE (SELECT coalesce(min(seq), 0) FROM changes WHERE workspace = ? AND doc = ?) END
             WHERE number = ?");
        let query = query.bind(one.snapshot).bind(one.heads).bind(one.row).bind(end).bind(first).bind(former);
        query.bind(workspace).bind(one.number).bind(one.number).execute(&mut *tx.connection).await?;
        let gone =
            sql("DELETE FROM changes WHERE workspace = ? AND doc = ?").bind(workspace).bind(one.number);
        gone.execute(&mut *tx.connection).await?;
        let insert = sql(
            "INSERT INTO changes (workspace, seq, doc, hash, actor, actor_seq, person, device, received, bytes)",
        );
        for (part, rows) in (0..).zip(rows.chunks(changes::AT_ONCE)) {
            let from = first + part * i64::try_from(changes::AT_ONCE).unwrap_or(i64::MAX);
            let insert = insert.clone().rows(
                (from..).zip(rows),
                |(seq, ((_, actor, number, person, device, received), hash))| {
                    [
                        workspace.into(),
                        seq.into(),
                        one.number.into(),
                        hash.to_vec().into(),
                        actor.clone().into(),
                        (*number).into(),
                        person.clone().into(),
                        device.clone().into(),
                        (*received).into(),
                        Vec::new().into(),
                    ]
                },
            );
            insert.execute(&mut *tx.connection).await?;
        }
        last = Some(end);
    }
    Ok(last)
}

/// Whether a document had a change of that hash before it was made anew.
pub fn had(former: &[u8], hash: &[u8; 32]) -> bool {
    former.as_chunks::<32>().0.contains(hash)
}
