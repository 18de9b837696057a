//! The workspaces of a relay: name, epoch, and the seal of their cursors.

use super::cursor::Seal;
use super::sql::sql;
use super::{Log, LogError, Transaction};

/// A workspace as the relay knows it.
#[derive(Clone)]
pub struct Workspace {
    /// Its number in this database.
    pub number: i64,
    /// Its id.
    pub id: [u8; 16],
    /// What it is called.
    pub name: String,
    /// Seals its cursors in its epoch.
    pub seal: Seal,
    /// Place of the newest change.
    pub head: i64,
    /// How many documents it has.
    pub documents: u32,
    /// When it was last restored from a backup.
    pub restored: Option<i64>,
    /// How long its devices may go without the relay, in ms.
    pub lease: i64,
}

type Columns = (i64, Vec<u8>, String, Vec<u8>, i64, i64, Vec<u8>, Option<i64>, i64);

const COLUMNS: &str =
    "SELECT number, id, name, epoch, next_seq, documents, cursor_key, restored, lease FROM workspaces";

impl Log {
    /// The workspace of that number.
    pub async fn workspace(&self, number: i64) -> Result<Option<Workspace>, LogError> {
        let found: Option<Columns> =
            sql(COLUMNS).then("WHERE number = ?").bind(number).fetch_optional(self.reads()).await?;
        Ok(found.and_then(workspace))
    }

    /// Every workspace.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, LogError> {
        let found: Vec<Columns> = sql(COLUMNS).then("ORDER BY number").fetch_all(self.reads()).await?;
        Ok(found.into_iter().filter_map(workspace).collect())
    }
}

fn workspace(columns: Columns) -> Option<Workspace> {
    let (number, id, name, epoch, next_seq, documents, key, restored, lease) = columns;
    let key: [u8; 16] = key.try_into().ok()?;
    Some(Workspace {
        number,
        id: id.try_into().ok()?,
        name,
        seal: Seal::new(&key, epoch.try_into().ok()?),
        head: next_seq - 1,
        documents: u32::try_from(documents).ok()?,
        restored,
        lease,
    })
}

/// By what a workspace seals, inside the transaction that relies on it.
pub async fn seal(tx: &mut Transaction<'_>, number: i64) -> Result<Option<Seal>, LogError> {
    let query = sql(COLUMNS).then("WHERE number = ?").bind(number);
    let found: Option<Columns> = query.fetch_optional(&mut *tx.connection).await?;
    Ok(found.and_then(workspace).map(|found| found.seal))
}

/// What a new workspace starts with.
pub struct NewWorkspace {
    /// Its id.
    pub id: [u8; 16],
    /// What it is called.
    pub name: String,
    /// Its first epoch.
    pub epoch: [u8; 16],
    /// Key of its cursors.
    pub cursor_key: [u8; 16],
}

/// Gives a workspace another name.
pub async fn rename(tx: &mut Transaction<'_>, number: i64, name: &str) -> Result<(), LogError> {
    sql("UPDATE workspaces SET name = ? WHERE number = ?")
        .bind(name)
        .bind(number)
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// Sets how long the devices of a workspace may go without the relay, in ms.
pub async fn set_lease(tx: &mut Transaction<'_>, number: i64, lease: i64) -> Result<(), LogError> {
    sql("UPDATE workspaces SET lease = ? WHERE number = ?")
        .bind(lease)
        .bind(number)
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// Makes a workspace, open until it gets a policy; returns its number.
pub async fn create(tx: &mut Transaction<'_>, new: NewWorkspace, now: i64) -> Result<i64, LogError> {
    let (number,): (i64,) =
        sql("INSERT INTO workspaces (id, name, epoch, next_seq, documents, cursor_key, created)
         VALUES (?, ?, ?, 1, 0, ?, ?) RETURNING number")
        .bind(new.id.to_vec())
        .bind(new.name)
        .bind(new.epoch.to_vec())
        .bind(new.cursor_key.to_vec())
        .bind(now)
        .fetch_one(&mut *tx.connection)
        .await?;
    Ok(number)
}

/// Takes the next place of the log for something that is no change.
pub async fn next_place(tx: &mut Transaction<'_>, number: i64) -> Result<i64, LogError> {
    super::changes::reserve(tx, number, 1, 0).await
}
