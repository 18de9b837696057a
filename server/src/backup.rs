//! Copies of the whole database: made while the relay runs, checked before they are trusted, put back with a new
//! epoch.

use crate::api::password::random;
use crate::log::{self, LogError, schema};
use sqlx::{Connection, SqliteConnection};
use std::io;
use std::path::Path;
use std::time::Duration;

/// Why a backup could not be made or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database says no.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The file system says no.
    #[error("{0}")]
    File(#[from] io::Error),
    /// The copy is not whole.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// A relay has the database open.
    #[error("the relay is running; stop it first")]
    Running,
    /// A file of that name is there already.
    #[error("{0} exists already")]
    Exists(String),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// Writes a copy of the database in `data` to `file` and checks it. The relay may be running.
pub async fn backup(data: &Path, file: &Path) -> Result<(), BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.display().to_string()));
    }
    let source = log::options(&data.join(log::FILE)).create_if_missing(false);
    let mut connection = SqliteConnection::connect_with(&source).await?;
    sqlx::query("VACUUM INTO ?").bind(file.display().to_string()).execute(&mut connection).await?;
    connection.close().await?;
    verify(file).await?;
    std::fs::File::open(file)?.sync_all()?;
    Ok(())
}

/// Puts a backup in the place of the database in `data`. The relay must not be running. What was there is kept
/// beside it; sessions and links of the backup end, and every device repairs itself at its next call.
pub async fn restore(data: &Path, file: &Path, now: i64) -> Result<(), BackupError> {
    verify(file).await?;
    std::fs::create_dir_all(data)?;
    let target = data.join(log::FILE);
    if target.exists() {
        settle(&target).await?;
    }
    let arriving = data.join("restoring.db");
    std::fs::copy(file, &arriving)?;
    renew(&arriving, now).await?;
    if target.exists() {
        std::fs::rename(&target, data.join(format!("before-restore-{now}.db")))?;
    }
    for rest in ["-wal", "-shm"] {
        match std::fs::remove_file(data.join(format!("{}{rest}", log::FILE))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    std::fs::rename(&arriving, &target)?;
    std::fs::File::open(data)?.sync_all()?;
    Ok(())
}

/// Makes sure that no relay has the database in `data` open.
pub async fn alone(data: &Path) -> Result<(), BackupError> {
    let file = data.join(log::FILE);
    if file.exists() { settle(&file).await } else { Ok(()) }
}

/// Folds the write-ahead log into the file. SQLite leaves that mode only for the sole user of a database, so this
/// also tells whether a relay is running.
async fn settle(file: &Path) -> Result<(), BackupError> {
    let options = log::options(file).create_if_missing(false).busy_timeout(Duration::from_secs(1));
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let left: Result<(String,), _> =
        sqlx::query_as("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await;
    connection.close().await?;
    match left {
        Ok((mode,)) if mode == "delete" => Ok(()),
        Ok(_) | Err(_) => Err(BackupError::Running),
    }
}

/// Opens a database read-only and has SQLite look at every page.
async fn verify(file: &Path) -> Result<(), BackupError> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let format = schema::format(&mut connection).await?;
    if format == 0 {
        return Err(LogError::NotOurs.into());
    }
    if format > schema::FORMAT {
        return Err(LogError::Newer(format).into());
    }
    let (result,): (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&mut connection).await?;
    connection.close().await?;
    if result == "ok" { Ok(()) } else { Err(BackupError::Damaged(result)) }
}

/// A restored log is another log: cursors of before lead nowhere, sessions and links of then are not honoured.
async fn renew(file: &Path, now: i64) -> Result<(), BackupError> {
    let mut connection = SqliteConnection::connect_with(&log::options(file).create_if_missing(false)).await?;
    schema::upgrade(&mut connection).await?;
    let numbers: Vec<(i64,)> =
        sqlx::query_as("SELECT number FROM workspaces").fetch_all(&mut connection).await?;
    let mut transaction = connection.begin().await?;
    for (number,) in numbers {
        sqlx::query("UPDATE workspaces SET epoch = ?, restored = ? WHERE number = ?")
            .bind(random::<16>().to_vec())
            .bind(now)
            .bind(number)
            .execute(&mut *transaction)
            .await?;
    }
    for table in ["sessions", "one_time_links", "reset_links", "half_log_ins"] {
        let emptied = sqlx::AssertSqlSafe(format!("DELETE FROM {table}"));
        sqlx::query(emptied).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    for rest in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(rest);
        let _ = std::fs::remove_file(name);
    }
    Ok(())
}
