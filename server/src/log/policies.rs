//! Policies by version, and shares by hand, as text that the policy reads.

use super::sql::{On, sql};
use super::{Event, Log, LogError, Transaction};

/// A record that was given to others by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareRow {
    /// The document.
    pub doc: [u8; 16],
    /// To whom.
    pub audience: String,
    /// How far.
    pub level: String,
}

impl Log {
    /// The place since when the policy is in force that was in force at a place of the log.
    pub async fn policy_place(&self, workspace: i64, place: i64) -> Result<Option<i64>, LogError> {
        let query = sql("SELECT max(seq) FROM policies WHERE workspace = ? AND seq <= ?");
        let (since,): (Option<i64>,) = query.bind(workspace).bind(place).fetch_one(self.reads()).await?;
        Ok(since)
    }

    /// The policy in force at a place of the log and the place since when; `None` in an open workspace.
    pub async fn policy_at(&self, workspace: i64, place: i64) -> Result<Option<(i64, String)>, LogError> {
        policy(self.reads(), workspace, place).await
    }

    /// Places after one up to another from which a policy is in force, in order.
    pub async fn policy_places(&self, workspace: i64, after: i64, until: i64) -> Result<Vec<i64>, LogError> {
        let query = sql("SELECT seq FROM policies WHERE workspace = ? AND seq > ? AND seq <= ? ORDER BY seq");
        let rows = query.bind(workspace).bind(after).bind(until).fetch_all::<(i64,)>(self.reads()).await?;
        Ok(rows.into_iter().map(|(seq,)| seq).collect())
    }

    /// Every share of a workspace.
    pub async fn shares(&self, workspace: i64) -> Result<Vec<ShareRow>, LogError> {
        let query = sql("SELECT doc, audience, level FROM shares WHERE workspace = ? ORDER BY doc, audience");
        Ok(rows(query.bind(workspace).fetch_all(self.reads()).await?))
    }
}

/// The policy in force now, inside the transaction that relies on it.
pub async fn in_force(tx: &mut Transaction<'_>, workspace: i64) -> Result<Option<(i64, String)>, LogError> {
    policy(&mut *tx.connection, workspace, i64::MAX).await
}

/// The place since when the policy is in force; `None` in an open workspace.
pub async fn place(tx: &mut Transaction<'_>, workspace: i64) -> Result<Option<i64>, LogError> {
    let query = sql("SELECT max(seq) FROM policies WHERE workspace = ?");
    let (place,): (Option<i64>,) = query.bind(workspace).fetch_one(&mut *tx.connection).await?;
    Ok(place)
}

async fn policy<'e>(
    on: impl Into<On<'e>>,
    workspace: i64,
    place: i64,
) -> Result<Option<(i64, String)>, LogError> {
    let query =
        sql("SELECT seq, body FROM policies WHERE workspace = ? AND seq <= ? ORDER BY seq DESC LIMIT 1");
    Ok(query.bind(workspace).bind(place).fetch_optional(on).await?)
}

/// Puts a policy in force from that place on.
pub async fn put(
    tx: &mut Transaction<'_>,
    workspace: i64,
    seq: i64,
    body: String,
    by: Option<[u8; 16]>,
    now: i64,
) -> Result<(), LogError> {
    sql("INSERT INTO policies (workspace, seq, body, made_by, made) VALUES (?, ?, ?, ?, ?)")
        .bind(workspace)
        .bind(seq)
        .bind(body)
        .bind(by.map(|by| by.to_vec()))
        .bind(now)
        .execute(&mut *tx.connection)
        .await?;
    tx.events.push(Event::Policy { workspace, seq });
    Ok(())
}

/// Shares of these documents.
pub async fn shares_of(
    tx: &mut Transaction<'_>,
    workspace: i64,
    docs: &[[u8; 16]],
) -> Result<Vec<ShareRow>, LogError> {
    let query = sql("SELECT doc, audience, level FROM shares WHERE workspace = ? AND doc IN")
        .bind(workspace)
        .list(docs.iter().map(|doc| doc.to_vec()))
        .then("ORDER BY doc, audience");
    Ok(rows(query.fetch_all(&mut *tx.connection).await?))
}

/// Shares a document, or takes a share back.
pub async fn set_share(
    tx: &mut Transaction<'_>,
    workspace: i64,
    (doc, audience): ([u8; 16], &str),
    level: Option<&str>,
    by: [u8; 16],
    now: i64,
) -> Result<(), LogError> {
    let query = match level {
        None => sql("DELETE FROM shares WHERE workspace = ? AND doc = ? AND audience = ?"),
        Some(_) => sql(
            "INSERT INTO shares (workspace, doc, audience, level, made_by, made) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (workspace, doc, audience) DO UPDATE SET level = excluded.level, made_by = excluded.made_by, made = excluded.made",
        ),
    };
    let query = query.bind(workspace).bind(doc.to_vec()).bind(audience.to_owned());
    let query = match level {
        None => query,
        Some(level) => query.bind(level.to_owned()).bind(by.to_vec()).bind(now),
    };
    query.execute(&mut *tx.connection).await?;
    Ok(())
}

fn rows(rows: Vec<(Vec<u8>, String, String)>) -> Vec<ShareRow> {
    let row = |(doc, audience, level): (Vec<u8>, String, String)| {
        Some(ShareRow { doc: doc.try_into().ok()?, audience, level })
    };
    rows.into_iter().filter_map(row).collect()
}
