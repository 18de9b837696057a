//! Passkeys, and what was asked of a browser that has not answered yet.

use super::journal::{Entry, hex};
use super::sql::sql;
use super::{Log, LogError, Transaction};
use crm_planted::{Bug, planted};
use sqlx::FromRow;

/// A passkey of a person.
#[derive(Clone, Debug, FromRow)]
pub struct PasskeyRow {
    /// SHA-256 of the id that its authenticator gave it.
    pub id: Vec<u8>,
    /// Whose it is.
    pub person: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// Public key and counter.
    pub key: String,
    /// When it was added.
    pub created: i64,
    /// When somebody logged in by it last.
    pub last_used: Option<i64>,
}

/// What was asked of a browser.
#[derive(Clone, Debug, FromRow)]
pub struct Ceremony {
    /// Hash of the session that adds a passkey; `None` where somebody logs in.
    pub session: Option<Vec<u8>>,
    /// The challenge.
    pub state: String,
}

/// What became of a passkey that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is.
    Added,
    /// Its person has as many as may be.
    Full,
    /// The key is stored already, whosever it is.
    Known,
}

const COLUMNS: &str = "SELECT id, person, name, key, created, last_used FROM passkeys";

impl Log {
    /// The passkeys of a person, the oldest first.
    pub async fn passkeys(&self, person: &[u8]) -> Result<Vec<PasskeyRow>, LogError> {
        let query = sql(COLUMNS).then("WHERE person = ? ORDER BY created, id");
        Ok(query.bind(person.to_vec()).fetch_all(self.reads()).await?)
    }

    /// The passkey of that id.
    pub async fn passkey(&self, id: &[u8; 32]) -> Result<Option<PasskeyRow>, LogError> {
        let query = sql(COLUMNS).then("WHERE id = ?");
        Ok(query.bind(id.to_vec()).fetch_optional(self.reads()).await?)
    }

    /// Whether a browser was asked something under that token hash and may still answer.
    pub async fn waits_for(&self, token: &[u8; 32], now: i64) -> Result<bool, LogError> {
        let query = sql("SELECT expires FROM ceremonies WHERE token = ? AND expires > ?");
        let query = query.bind(token.to_vec()).bind(now);
        Ok(query.fetch_optional::<(i64,)>(self.reads()).await?.is_some())
    }

    /// The members of a workspace who have passkeys.
    pub async fn with_passkeys(&self, workspace: i64) -> Result<Vec<Vec<u8>>, LogError> {
        let query = sql("SELECT DISTINCT m.person FROM members m JOIN passkeys k ON k.person = m.person
             WHERE m.workspace = ?");
        let found: Vec<(Vec<u8>,)> = query.bind(workspace).fetch_all(self.reads()).await?;
        Ok(found.into_iter().map(|(person,)| person).collect())
    }
}

/// Stores a passkey unless its person has `most` already.
pub async fn add(tx: &mut Transaction<'_>, row: &PasskeyRow, most: i64) -> Result<Stored, LogError> {
    let (count,): (i64,) = sql("SELECT count(*) FROM passkeys WHERE person = ?")
        .bind(row.person.clone())
        .fetch_one(&mut *tx.connection)
        .await?;
    if count >= most {
        return Ok(Stored::Full);
    }
    let done = sql(
        "INSERT INTO passkeys (id, person, name, key, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(row.id.clone())
    .bind(row.person.clone())
    .bind(row.name.clone())
    .bind(row.key.clone())
    .bind(row.created)
    .execute(&mut *tx.connection)
    .await?;
    Ok(if done == 1 { Stored::Added } else { Stored::Known })
}

/// Notes that somebody logged in by a passkey; `false` when it is gone, or was used since `row` was read.
pub async fn used(
    tx: &mut Transaction<'_>,
    row: &PasskeyRow,
    key: String,
    now: i64,
) -> Result<bool, LogError> {
    let done = sql("UPDATE passkeys SET key = ?, last_used = ? WHERE id = ? AND person = ? AND key = ?")
        .bind(key)
        .bind(now)
        .bind(row.id.clone())
        .bind(row.person.clone())
        .bind(row.key.clone())
        .execute(&mut *tx.connection)
        .await?;
    Ok(done == 1)
}

/// Gives a passkey of that person another name; `false` when they have no such passkey.
pub async fn rename(
    tx: &mut Transaction<'_>,
    person: &[u8],
    id: &[u8],
    name: &str,
) -> Result<bool, LogError> {
    let done = sql("UPDATE passkeys SET name = ? WHERE person = ? AND id = ?")
        .bind(name.to_owned())
        .bind(person.to_vec())
        .bind(id.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(done == 1)
}

/// Takes one passkey of a person away, or all; what they were called. A database that is put back hears of it.
pub async fn remove(
    tx: &mut Transaction<'_>,
    person: &[u8],
    id: Option<&[u8]>,
    now: i64,
) -> Result<Vec<String>, LogError> {
    let gone: Vec<(Vec<u8>, String)> =
        sql("DELETE FROM passkeys WHERE person = ?1 AND (?2 IS NULL OR id = ?2) RETURNING id, name")
            .bind(person.to_vec())
            .bind(id.map(<[u8]>::to_vec))
            .fetch_all(&mut *tx.connection)
            .await?;
    let workspaces: Vec<(i64,)> = sql("SELECT workspace FROM members WHERE person = ? ORDER BY workspace")
        .bind(person.to_vec())
        .fetch_all(&mut *tx.connection)
        .await?;
    // A workspace that was made since the backup is not in it, so each of them tells.
    for (workspace,) in workspaces {
        for (id, _) in &gone {
            tx.tell(workspace, now, Entry::PasskeyRemoved { passkey: hex(id) });
        }
    }
    Ok(gone.into_iter().map(|(_, name)| name).collect())
}

/// Lets a browser be asked something, and forgets what waited too long.
pub async fn ask(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    ceremony: Ceremony,
    expires: i64,
    now: i64,
) -> Result<(), LogError> {
    sql("DELETE FROM ceremonies WHERE expires <= ?").bind(now).execute(&mut *tx.connection).await?;
    sql("INSERT INTO ceremonies (token, session, state, expires) VALUES (?, ?, ?, ?)")
        .bind(token.to_vec())
        .bind(ceremony.session)
        .bind(ceremony.state)
        .bind(expires)
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// What was asked under that token hash, once: whatever the answer is worth, there is no second one.
pub async fn answered(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    now: i64,
) -> Result<Option<Ceremony>, LogError> {
    let query = if planted(Bug::AnsweredTwice) {
        sql("SELECT session, state FROM ceremonies WHERE token = ? AND expires > ?")
    } else {
        sql("DELETE FROM ceremonies WHERE token = ? AND expires > ? RETURNING session, state")
    };
    Ok(query.bind(token.to_vec()).bind(now).fetch_optional(&mut *tx.connection).await?)
}
