//! Copies of the whole database: made while the relay runs, checked before they are trusted, put back with a new
//! epoch.

use crate::log::journal::{self, BadJournal, Line};
use crate::log::restored::{self, Since, put_back};
use crate::log::{self, Database, Durability, Log, LogError, schema};
use crate::policy::erasing;
use crm_sync::frame::DocId;
use sqlx::{Connection, SqliteConnection};
use std::io;
use std::path::{Path, PathBuf};
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
    /// A journal cannot be read.
    #[error("{0}")]
    Journal(#[from] BadJournal),
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
/// beside it; sessions, links and API tokens of the backup end, nobody logs in until it is said that things go on, and
/// every device repairs itself at its next call. What was erased since the backup is erased again, as far as journals and
/// the replaced database can tell; devices tell the rest. Gives what the journals know to have been done since the backup.
pub async fn restore(
    data: &Path,
    file: &Path,
    journals: &[PathBuf],
    now: i64,
) -> Result<Vec<Since>, BackupError> {
    verify(file).await?;
    let lines = journal::read(journals)?;
    std::fs::create_dir_all(data)?;
    let target = data.join(log::FILE);
    let mut erased_since = Vec::new();
    if target.exists() {
        settle(&target).await?;
        erased_since = erased(&target).await;
    }
    let arriving = data.join("restoring");
    std::fs::create_dir_all(&arriving)?;
    std::fs::copy(file, arriving.join(log::FILE))?;
    let since = renewed(&Database::File(arriving.clone()), lines, erased_since, now).await?;
    settle(&arriving.join(log::FILE)).await?;
    if target.exists() {
        std::fs::rename(&target, data.join(format!("before-restore-{now}.db")))?;
    }
    for rest in ["-wal", "-shm"] {
        match std::fs::remove_file(data.join(format!("{}{rest}", log::FILE))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    std::fs::rename(arriving.join(log::FILE), &target)?;
    std::fs::remove_dir_all(&arriving)?;
    std::fs::File::open(data)?.sync_all()?;
    Ok(since)
}

/// What was erased for good in the database that is being replaced, by the numbers of workspaces; nothing where it cannot
/// be read, which may be why.
async fn erased(file: &Path) -> Vec<(i64, DocId, u32)> {
    let options = log::options(file).create_if_missing(false);
    let Ok(mut connection) = SqliteConnection::connect_with(&options).await else { return Vec::new() };
    let query = sqlx::query_as("SELECT workspace, doc, generation FROM erased ORDER BY workspace, seq");
    let found: Vec<(i64, Vec<u8>, i64)> = query.fetch_all(&mut connection).await.unwrap_or_default();
    let _ = connection.close().await;
    let read = |(workspace, doc, generation): (i64, Vec<u8>, i64)| {
        Some((workspace, DocId::try_from(doc).ok()?, u32::try_from(generation).ok()?))
    };
    found.into_iter().filter_map(read).collect()
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

/// Says of a database that was put back by other means than [`restore`] that it was: the same follows.
pub async fn restored(
    database: &Database,
    journals: &[PathBuf],
    now: i64,
) -> Result<Vec<Since>, BackupError> {
    renewed(database, journal::read(journals)?, Vec::new(), now).await
}

/// Makes another log of a database, which learns of what the journals tell.
async fn renewed(
    database: &Database,
    lines: Vec<Line>,
    mut gone: Vec<(i64, DocId, u32)>,
    now: i64,
) -> Result<Vec<Since>, BackupError> {
    let log = Log::open(database, Durability::Full, None, |_| {}).await?;
    let workspaces = log.workspaces().await?;
    let number = |id| workspaces.iter().find(|workspace| workspace.id == id).map(|found| found.number);
    let told = lines.iter().filter_map(Line::erased);
    gone.extend(told.filter_map(|(id, doc, generation)| Some((number(id)?, doc, generation))));
    let since = log.write(move |tx| Box::pin(async move { put_back(tx, &lines, now).await })).await;
    let erased = erasing::again(&log, gone, now).await;
    log.close().await;
    erased?;
    Ok(since?)
}

/// Ends safe mode: people log in again. `false` when there was none. Relays may be running.
pub async fn go_on(database: &Database) -> Result<bool, BackupError> {
    if !schema::stands(database).await? {
        return Err(LogError::OtherFormat.into());
    }
    let log = Log::open(database, Durability::Full, None, |_| {}).await?;
    let ended = log.write(|tx| Box::pin(restored::go_on(tx))).await;
    log.close().await;
    Ok(ended?)
}
