//! The format of the database: numbered steps, each applied once, in order.

use super::LogError;
use sqlx::{Connection, SqliteConnection};

/// Every step from an empty database to the newest format.
const STEPS: [&str; 4] =
    [include_str!("0001.sql"), include_str!("0002.sql"), include_str!("0003.sql"), include_str!("0004.sql")];

/// The newest format.
pub const FORMAT: i64 = STEPS.len() as i64;

/// `halk` in ASCII: marks the file as ours.
const APPLICATION_ID: i64 = 0x6861_6c6b;

/// The oldest SQLite that does not damage a WAL when a checkpoint and a commit meet (fixed in 3.51.3).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// The format that a database is in; zero for an empty one.
pub async fn format(connection: &mut SqliteConnection) -> Result<i64, LogError> {
    let (format,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(&mut *connection).await?;
    let (id,): (i64,) = sqlx::query_as("PRAGMA application_id").fetch_one(&mut *connection).await?;
    if format != 0 && id != APPLICATION_ID { Err(LogError::NotOurs) } else { Ok(format) }
}

/// Brings a database to the newest format, each step in a transaction of its own.
pub async fn upgrade(connection: &mut SqliteConnection) -> Result<(), LogError> {
    check_sqlite(connection).await?;
    let from = format(connection).await?;
    if from > FORMAT {
        return Err(LogError::Newer(from));
    }
    for (place, step) in STEPS.iter().enumerate().skip(usize::try_from(from).unwrap_or(0)) {
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql(*step).execute(&mut *transaction).await?;
        let number = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {}", place + 1));
        sqlx::raw_sql(number).execute(&mut *transaction).await?;
        let id = sqlx::AssertSqlSafe(format!("PRAGMA application_id = {APPLICATION_ID}"));
        sqlx::raw_sql(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn check_sqlite(connection: &mut SqliteConnection) -> Result<(), LogError> {
    let (version,): (String,) = sqlx::query_as("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let found = (next(), next(), next());
    if found >= OLDEST_SQLITE { Ok(()) } else { Err(LogError::OldSqlite(version)) }
}
